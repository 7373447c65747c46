"""Queues against theory: waits, people who lose patience, and how many are there.

One service is an hour on a clock that never stands still. Exact values are those of textbooks in
40-digit arithmetic; a tenth of each replication is cut off, and the standard error is that of
independent replications. The wait is that of the work that finished.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from law_bounds import mean_agrees
from law_funnels import Ran, made, ran
from numpy.typing import NDArray

from simfunnel.compiled import HAVE_NUMBA

pytestmark = pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: millions of leads")

HOUR = 3_600
REPLICATIONS = 60
AN_HOUR: dict[str, Any] = {"family": "exponential", "mean": "1 hour"}
Mean = NDArray[np.float64]


def desk(per_hour: float, seats: int, years: int, effort: Any = None, patience: Any = None) -> Any:
    """Return one team that works around the clock, and a stage that is nothing but its work."""
    stage: dict[str, Any] = {
        "team": "reps", "effort": effort or AN_HOUR, "advance": "100 %", "next": "won",
        "dwell": "1 second",
    }  # fmt: skip
    if patience is not None:
        stage["patience"] = {"after": patience, "to": "cold.gone"}
    hours = {"mon-sun": "00:00-24:00"}
    return made(
        {"call": stage},
        {"web": {"leads": f"{per_hour * 24:.12g} per day", "enters": "call"}},
        until=f"{2025 + years}-12-31",
        teams={"reps": {"seats": seats, "selling_hours": hours}},
    )


def first_warm(tallies: NDArray[np.int64]) -> int:
    """Return the first period behind the first tenth."""
    return math.ceil(tallies.shape[1] / 10)


def warm(tallies: NDArray[np.int64]) -> Mean:
    """Add up the periods of each replication but for the first tenth."""
    return tallies[:, first_warm(tallies) :].sum(axis=1).astype(np.float64)


def seen(funnel: Any, seed: int) -> dict[str, Mean]:
    """Return figures of each replication: waits in hours, shares, and numbers of leads."""
    run: Ran = ran(funnel, REPLICATIONS, seed=seed)
    cube, columns = run.runs.results.tallies, run.runs.columns
    served, waited, busy, stayed = (
        warm(cube[:, :, column])
        for column in (columns.served, columns.waited, columns.busy, columns.stayed)
    )
    days = np.bincount(run.runs.compiled.plan.periods)[first_warm(cube) :].sum()
    seconds = float(days) * 24.0 * HOUR
    return {
        "wait of the served": waited / served / HOUR,
        "lost": warm(run.left("call", because="patience")) / warm(run.left("call")),
        "there": (stayed - served) / seconds,  # but for the second of dwell
        "busy": busy / seconds,
        "waiting": (stayed - served - busy) / seconds,
    }


def test_one_server() -> None:
    """M/M/1 at half load: an hour of waiting, one lead there, busy half of the time."""
    figures = seen(desk(0.5, 1, years=9), seed=21)
    mean_agrees(figures["wait of the served"], 1.0)
    mean_agrees(figures["there"], 1.0)
    mean_agrees(figures["busy"], 0.5)


def test_exact_work() -> None:
    """M/D/1 at 80 %: waits are half of those of M/M/1."""
    figures = seen(desk(0.8, 1, years=11, effort="1 hour"), seed=12)
    mean_agrees(figures["wait of the served"], 2.0)
    mean_agrees(figures["there"], 2.4)


def patient(theta: float) -> dict[str, str]:
    """Return patience that ends at a rate per hour."""
    return {"family": "exponential", "mean": f"{60.0 / theta:g} minutes"}


def test_patience() -> None:
    """Erlang-A, three seats, 2.4 an hour, patience of two hours.

    Kills a clock of patience that goes on during the work.
    """
    figures = seen(desk(2.4, 3, years=2, patience=patient(0.5)), seed=13)
    mean_agrees(figures["lost"], 0.11985538002417)
    mean_agrees(figures["there"], 2.68765291205801)
    mean_agrees(figures["busy"], 2.11234708794199)
    mean_agrees(figures["waiting"], 0.575305824116016)


def test_patience_under_overload() -> None:
    """Erlang-A with more work than people: those who leave keep it stable."""
    figures = seen(desk(4.0, 3, years=2, patience=patient(0.5)), seed=14)
    mean_agrees(figures["lost"], 0.306796725665039)
    mean_agrees(figures["there"], 5.22718690266016)
    mean_agrees(figures["busy"], 2.77281309733984)
    mean_agrees(figures["waiting"], 2.45437380532031)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("per_hour", "seats", "years", "wait", "there"),
    [
        (0.8, 1, 20, 4.0, 4.0),
        (2.4, 3, 16, 1.07865168539326, 4.98876404494382),
        (8.0, 10, 8, 0.204590075398222, 9.63672060318577),
    ],
)
def test_many_servers(per_hour: float, seats: int, years: int, wait: float, there: float) -> None:
    """M/M/1 at 80 %, M/M/3 and M/M/10."""
    figures = seen(desk(per_hour, seats, years), seed=15)
    mean_agrees(figures["wait of the served"], wait)
    mean_agrees(figures["there"], there)


@pytest.mark.slow
def test_patience_of_many() -> None:
    """Erlang-A with ten seats and patience as long as work: as many as without a limit."""
    figures = seen(desk(10.0, 10, years=2, patience=patient(1.0)), seed=16)
    mean_agrees(figures["lost"], 0.125110035721133)
    mean_agrees(figures["there"], 10.0)
