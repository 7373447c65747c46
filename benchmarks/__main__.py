"""Measure what is claimed: `python -m benchmarks [--only NAME] [--quick] [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from benchmarks.figures import Figure, NotMeasuredError
from benchmarks.table import machine, machine_line, rows, title

__all__ = ["CASES", "main"]

Case = Callable[[bool], Iterator[Figure]]

# Imported when they run: the processes of some must start from a small one.
CASES: Mapping[str, str] = MappingProxyType(
    {
        "engines": "benchmarks.engines",
        "redraw": "benchmarks.redraw",
        "slider": "benchmarks.explorer",
        "compare": "benchmarks.compare",
        "memory": "benchmarks.processes",
        "help_text": "benchmarks.processes",
        "first_forecast": "benchmarks.processes",
        "card": "benchmarks.answers",
        "refusals": "benchmarks.answers",
        "patches": "benchmarks.scenario",
        "loading": "benchmarks.scenario",
    }
)


def arguments_of(words: Sequence[str]) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="NAME", choices=CASES, action="append",
                        help=f"one of {', '.join(CASES)}; may be repeated")  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="fewer rounds, rougher figures")
    parser.add_argument("--json", metavar="FILE", type=Path, help="where to write the figures too")
    return parser.parse_args(words)


def measured(name: str, quick: bool) -> Iterator[Figure]:
    """Yield the figures of one case; one that cannot run gives a figure that says why."""
    case: Case = getattr(import_module(CASES[name]), name)
    try:
        yield from case(quick)
    except NotMeasuredError as stopped:
        yield Figure(name, math.nan, "", str(stopped))


def main(words: Sequence[str]) -> int:
    """Measure, print the table, write the JSON; return 1 if a figure is not as asked."""
    arguments = arguments_of(words)
    facts = machine()
    print("\n".join([*machine_line(facts), "", title()]), flush=True)
    figures: list[Figure] = []
    for name in arguments.only or CASES:
        for figure in measured(name, arguments.quick):
            print(rows(figure), flush=True)
            figures.append(figure)
    if arguments.json:
        data = {"machine": facts, "quick": arguments.quick,
                "figures": [figure.as_data() for figure in figures]}  # fmt: skip
        arguments.json.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    return 1 if any(figure.verdict == "FAIL" for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
