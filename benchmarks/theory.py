"""Print theory beside simulation: `python -m benchmarks.theory [--seed N] [--only WORD]`.

Each line is one figure: what is known exactly, what the compiled engine shows, the standard error
of that, and how many of them lie between. The seed is a fresh one unless it is given.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Sequence

from benchmarks.known import BOUND, Case, Row
from benchmarks.known_customers import CUSTOMERS
from benchmarks.known_paths import PATHS
from benchmarks.known_queues import QUEUES

__all__ = ["CASES", "fresh_seed", "line", "main"]

CASES: tuple[Case, ...] = (*PATHS, *QUEUES, *CUSTOMERS)
CASE, WHAT, NUMBER, ERROR = 38, 25, 9, 7
TITLE = (
    f"{'case':<{CASE}} {'figure':<{WHAT}} {'exact':>{NUMBER}} {'simulated':>{NUMBER}} "
    f"{'SE':>{ERROR}} {'z':>5}"
)


def fresh_seed() -> int:
    """Return a seed that nobody has chosen."""
    return secrets.randbelow(1_000_000_000)


def line(row: Row) -> str:
    """Return a figure as one line; behind it what is to be said besides.

    Examples
    --------
    >>> line(Row("M/M/1 at 50 %", "wait, hours", 1.0, 1.002, 0.002, True)).split()[-4:]
    ['1.00000', '1.00200', '0.00200', '+1.0']
    """
    numbers = " ".join(f"{value:>{NUMBER}.5f}" for value in (row.exact, row.simulated))
    told = f"{row.case:<{CASE}} {row.what:<{WHAT}} {numbers} {row.error:>{ERROR}.5f} {row.z:>+5.1f}"
    return f"{told}{_remark(row)}"


def _remark(row: Row) -> str:
    """Return what is to be said besides: nothing where theory and simulation agree."""
    if not row.judged:
        return "  shown only"
    if not row.sharp:
        return "  TOO SHORT"
    return "" if row.agrees else "  DIFFERS"


def arguments_of(words: Sequence[str]) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.theory", description=__doc__)
    parser.add_argument("--seed", metavar="N", type=int, help="any whole number; a fresh one")
    parser.add_argument("--only", metavar="WORD", default="", help="cases that have it in the name")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Run every case, print its figures, and return 1 if one is not as theory says."""
    arguments = arguments_of(words)
    seed = fresh_seed() if arguments.seed is None else arguments.seed
    print(f"Theory beside simulation, seed {seed}\n\n{TITLE}", flush=True)
    rows: list[Row] = []
    for case in CASES:
        if arguments.only.lower() in case.name.lower():
            rows += case.rows(seed)
            print("\n".join(line(row) for row in rows if row.case == case.name), flush=True)
    judged = [row for row in rows if row.judged]
    wrong = sum(not row.agrees for row in judged)
    print(f"\n{len(judged) - wrong} of {len(judged)} figures agree within {BOUND} standard errors.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
