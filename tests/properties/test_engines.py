"""Two engines, one answer: the readable one and the compiled one agree to the last bit."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from engine_runs import assert_recounted, assert_same, made, run
from funnel_strategies import funnels, what_ifs_for
from hypothesis import given, settings
from hypothesis import strategies as st
from run_digest import run_digest

from simfunnel.errors import ScenarioError, UnknownNameError
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.lower import Compiled
from simfunnel.funnel.model import Funnel
from simfunnel.scenarios import load, load_what_if

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
WHAT_IFS = sorted((ROOT / "scenarios" / "what_ifs").rglob("*.yaml"))

DIGEST = "import sys; from run_digest import run_digest; print(run_digest(sys.argv[1], 40))"


@cache
def shipped(path: Path) -> Funnel:
    """Return a scenario, read once."""
    return load(path)


def fitting(path: Path, funnel: Funnel) -> WhatIf | None:
    """Return a shipped what-if if the funnel has the numbers that it changes."""
    try:
        return load_what_if(path, funnel)
    except (ScenarioError, UnknownNameError):
        return None


def check_engines(compiled: Compiled, n: int = 2) -> None:
    """Assert that both engines agree, and that tallies are a recount of stays."""
    walked, lived = run(compiled, n=n), run(compiled, n=n, engine="simpy")
    assert_same(walked, lived)
    for r in range(n):
        assert_recounted(walked, r)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_engines_agree_on_shipped_scenarios(path: Path) -> None:
    """Stays, tallies, wins, fates and worth are equal, row by row, over the whole horizon."""
    check_engines(made(shipped(path)))


@pytest.mark.parametrize("path", WHAT_IFS, ids=lambda path: path.stem)
def test_engines_agree_on_shipped_what_ifs(path: Path) -> None:
    """Every what-if fits one shipped scenario at least, and the engines agree on what it makes."""
    pairs = [(shipped(scenario), fitting(path, shipped(scenario))) for scenario in SHIPPED]
    found = [(funnel, what_if) for funnel, what_if in pairs if what_if is not None]
    assert found
    for funnel, what_if in found:
        check_engines(made(funnel, [what_if]), n=1)


@settings(max_examples=60)
@given(funnel=funnels(people=True))
def test_engines_agree_on_people(funnel: Funnel) -> None:
    """Queues, work, patience and people who come give the same rows and tallies."""
    check_engines(made(funnel))


@settings(max_examples=40)
@given(funnel=funnels(people=True, ties=True))
def test_engines_agree_on_people_in_one_second(funnel: Funnel) -> None:
    """Batches and whole hours, so that many join, end and are taken up at once."""
    check_engines(made(funnel))


@settings(max_examples=40)
@given(funnel=funnels(people=True, everything=True))
def test_engines_agree_on_everything(funnel: Funnel) -> None:
    """Everything at once: nothing is lost, no process dies, tallies are a recount of stays."""
    check_engines(made(funnel))


@settings(max_examples=40)
@given(funnel=funnels(people=True, everything=True, ties=True))
def test_engines_agree_on_everything_in_one_second(funnel: Funnel) -> None:
    """Everything at once, and much of it in the same second."""
    check_engines(made(funnel))


@settings(max_examples=60)
@given(funnel=funnels())
def test_engines_agree_on_any_funnel(funnel: Funnel) -> None:
    """Funnels made at random, with any mechanism of the contract, give the same rows."""
    check_engines(made(funnel))


@settings(max_examples=40)
@given(funnel=funnels(ties=True))
def test_engines_agree_when_much_happens_in_one_second(funnel: Funnel) -> None:
    """Ends, events, reviews and steps beside that fall on one second are ordered alike."""
    check_engines(made(funnel))


@settings(max_examples=40)
@given(data=st.data())
def test_engines_agree_on_dated_changes(data: st.DataObject) -> None:
    """Changes of any numbers, with and without dates and doubt, give the same rows."""
    funnel = data.draw(funnels())
    check_engines(made(funnel, data.draw(what_ifs_for(funnel))))


@pytest.mark.parametrize("scenario", ["seven_stage_b2b", "staffed"])
def test_uncompiled_source_gives_the_same_bytes(scenario: str) -> None:
    """The compiled engine's source, run as plain Python, solves and simulates to the same bits."""
    done = subprocess.run(
        [sys.executable, "-c", DIGEST, scenario],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": "tests/support"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout.strip() == run_digest(scenario, 40)
