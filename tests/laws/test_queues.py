"""Theory beside simulation, case by case: queues, impatience, priorities, networks, a gate.

The cases are those of `make theory`. With every test some of them run with one seed; in the night
all of them do, with a fresh one.
"""

from __future__ import annotations

import pytest

from benchmarks.known import Case, Row
from benchmarks.known_queues import QUEUES
from benchmarks.theory import CASES, fresh_seed, line, main
from simfunnel.compiled import HAVE_NUMBA

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: millions of leads")

QUICK = [case for case in CASES if case.quick]


def check(case: Case, seed: int) -> None:
    """Ask that every figure of a case agrees, and could have failed to."""
    rows = case.rows(seed)
    told = "\n".join([f"seed {seed}", *map(line, rows)])
    assert rows
    assert all(row.agrees for row in rows if row.judged), told


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_theory(case: Case) -> None:
    """The wait of M/M/1 and M/D/1, Erlang-A on both sides of its load, and Bayes for a gate.

    Kills a clock of patience that goes on during the work, and noise that forgets quality.
    """
    check(case, seed=21)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_theory_with_fresh_luck(case: Case) -> None:
    """No seed is a lucky one."""
    check(case, fresh_seed())


def test_cases_are_known_by_their_names() -> None:
    """Names are told apart, so that a line of the table says which case it is."""
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert len(QUICK) == 5
    assert [case.name for case in QUEUES if not case.judged] == ["M/LogN/1 at 80 %, sigma 1.5"]


def test_a_verdict_asks_for_agreement_and_for_a_run_that_could_tell() -> None:
    """Far away, or too rough to say: neither agrees."""
    good = Row("a", "b", 1.0, 1.01, 0.004, True)
    far = Row("a", "b", 1.0, 1.02, 0.004, True)
    rough = Row("a", "b", 1.0, 1.0, 0.005, True)
    assert (good.agrees, far.agrees, rough.agrees) == (True, False, False)
    assert line(far).endswith("DIFFERS")
    assert line(rough).endswith("TOO SHORT")
    assert line(Row("a", "b", 1.0, 2.0, 0.5, False)).endswith("shown only")


def test_the_table_is_printed_with_its_seed(capsys: pytest.CaptureFixture[str]) -> None:
    """The case asked for, a line each, and how many agree."""
    assert main(["--only", "coming back", "--seed", "5"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Theory beside simulation, seed 5"
    assert [one.split("  ")[0] for one in printed[3:5]] == ["coming back 40 % of the time"] * 2
    assert printed[-1] == "2 of 2 figures agree within 4.9 standard errors."
    assert max(map(len, printed)) <= 100
