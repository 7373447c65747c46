"""Do people or leads limit what is won? Asked by giving one more of each, with the same luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.calibration import Calibration
from simfunnel.charts import mean_error
from simfunnel.decisions.experiment import Experiment, experiment_of
from simfunnel.decisions.limited import Limits
from simfunnel.decisions.provenance import Said
from simfunnel.errors import FunnelError
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.inputs import given_of
from simfunnel.forecasting.settling import settle
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import leaves
from simfunnel.measures import Flows, bottlenecks, flows_of_runs
from simfunnel.measures.bottlenecks import BUSY
from simfunnel.tables import LIMITS, MOMENT, TEAM_LIMITS
from simfunnel.words import say

__all__ = ["Extra", "limits", "limits_of"]

Progress = Callable[[int, int], None]
Wins = NDArray[np.int64]


def limits(
    what: Funnel | Calibration | str | Path,
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: str | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    horizon: str | date | None = None,
    period: str = "month",
    progress: Progress | None = None,
) -> Limits:
    """Say for each period whether people or leads limit what is won.

    The funnel is simulated as it is, with one more seat in each team, and with 10 % more leads from
    every source, each with the same luck. A period is capacity-limited if some team is busy for at
    least 85 % of its offered hours and one more seat there adds more deals than 10 % more leads do;
    else it is demand-limited.

    Parameters
    ----------
    what : Funnel, Calibration, str or Path
        A text is the path of a scenario file.
    replications : int, optional
        How many futures each; 1,000 on the compiled engine and 200 on SimPy.
    seed, engine, workers, executor, horizon, period
        As in `forecast`.
    progress : callable, optional
        Called with (finished, asked): futures of all runs together.

    Returns
    -------
    Limits

    Raises
    ------
    FunnelError
        If the funnel has no team, or cannot be used as it is.
    ScenarioError
        If a file cannot be read; all its problems at once.
    KeyboardInterrupt
        If it is stopped before the last run is finished.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> found = limits(staffed(), replications=4, engine="simpy")
    >>> list(found.teams["team"]), len(found.table)
    (['sellers', 'callers'], 8)
    """
    given = given_of(what)
    settled = settle(
        given, (), replications=replications, seed=seed, engine=engine, horizon=horizon,
        targets=None,
    )  # fmt: skip
    said = Said(
        replications=replications,
        engine=engine,
        horizon=None if horizon is None else str(horizon),
        period=period,
    )
    experiment = experiment_of(given, settled, period=period, workers=workers, executor=executor)
    return limits_of(experiment, said, progress)


def limits_of(experiment: Experiment, said: Said, progress: Progress | None = None) -> Limits:
    """Simulate a baseline, more seats and more leads, and say what limits it.

    Parameters
    ----------
    experiment : Experiment
    said : Said
        What was asked for beside the funnel.
    progress : callable, optional

    Raises
    ------
    FunnelError
        If the funnel has no team.
    """
    funnel = experiment.settled.funnel
    if not funnel.teams:
        raise FunnelError(
            say("the funnel has no team, so people limit nothing; give its stages a team.")
        )
    asked = [(), *((_one_more(team),) for team in funnel.teams), (_more_leads(funnel),)]
    runs = [_run(experiment, each, k, len(asked), progress) for k, each in enumerate(asked)]
    base, seats, leads = runs[0], dict(zip(funnel.teams, runs[1:-1], strict=True)), runs[-1]
    won = {team: _extra(more, base) for team, more in seats.items()}
    pairs = Extra(won, _extra(leads, base), base.independent if base.independent < base.n else 0)
    flows = flows_of_runs(base.runs)
    return Limits(
        base, _by_period(base, flows, pairs), _by_team(base, flows, pairs), said,
        sum(each.runs.seconds for each in runs),
    )  # fmt: skip


def _one_more(team: str) -> WhatIf:
    """Return the what-if of one more seat."""
    return WhatIf(f"one_more_{team}", (Change.of(f"teams.{team}.seats", "plus 1"),))


def _more_leads(funnel: Funnel) -> WhatIf:
    """Return the what-if of 10 % more leads from every source."""
    paths = [p for p in leaves(funnel) if p.startswith("sources.") and p.endswith(".leads")]
    return WhatIf("more_leads", tuple(Change.of(path, "times 1.1") for path in paths))


def _run(
    experiment: Experiment, what_ifs: Sequence[WhatIf], k: int, runs: int, progress: Progress | None
) -> Futures:
    """Simulate one of the runs to its end."""
    n = experiment.settled.replications

    def told(done: int, _: int) -> None:
        if progress is not None:
            progress(k * n + done, runs * n)

    futures = experiment.run(what_ifs, told)
    if futures.runs.incomplete:
        raise KeyboardInterrupt
    return futures


def _extra(more: Futures, base: Futures) -> Wins:
    """Return the deals more in each future and period."""
    extra: Wins = more.by_period("won") - base.by_period("won")
    return extra


class Extra(NamedTuple):
    """Deals more, future by future and period by period.

    Parameters
    ----------
    seats : dict of str to ndarray of int64, shape (n, n_periods)
        With one more seat, by team.
    leads : ndarray of int64, shape (n, n_periods)
        With 10 % more leads.
    independent : int
        How many of the futures differ in everything that is drawn; 0 for all.
    """

    seats: dict[str, Wins]
    leads: Wins
    independent: int

    def figures(self, team: str, busy: float, periods: Sequence[int]) -> dict[str, Any]:
        """Return what one more seat and more leads add in some periods together."""
        seat, leads = (x[:, periods].sum(axis=1) for x in (self.seats[team], self.leads))
        ahead = seat - leads
        capacity = bool(busy >= BUSY and float(ahead.mean()) > 0.0)
        return {
            "seat": float(seat.mean()),
            "seat_error": mean_error(seat, self.independent),
            "leads": float(leads.mean()),
            "leads_error": mean_error(leads, self.independent),
            "capacity": capacity,
            "clear": busy < BUSY or abs(float(ahead.mean())) > mean_error(ahead, self.independent),
        }


def _by_period(base: Futures, flows: Flows, pairs: Extra) -> pd.DataFrame:
    """Return a row per period and team."""
    periods = base.runs.compiled.periods
    work = flows.work
    assert work is not None  # a run tells it
    busy, offered = (work.counted(name).sum(axis=0) for name in ("busy", "offered"))
    share = busy / np.maximum(offered, 1)
    ends = [*periods.starts[1:], periods.end]
    heads = pd.DataFrame(
        {
            "period_start": np.array(periods.starts, dtype=MOMENT),
            "last_day": np.array(ends, dtype=MOMENT) - np.timedelta64(1, "D"),
            "label": periods.labels(),
            "part": periods.part,
        }
    )
    rows: list[dict[str, Any]] = []
    for p, head in enumerate(heads.to_dict("records")):
        for team in pairs.seats:
            used = float(share[p, work.teams.index(team)])
            own = {"team": team, "utilisation": used, **pairs.figures(team, used, [p])}
            rows.append({str(name): value for name, value in head.items()} | own)
    return pd.DataFrame(rows)[list(LIMITS)].astype(LIMITS)


def _by_team(base: Futures, flows: Flows, pairs: Extra) -> pd.DataFrame:
    """Return a row per team of the whole horizon, the one first where a seat adds most."""
    seen = bottlenecks(flows)
    every = range(len(base.runs.compiled.periods))
    figures = [
        pairs.figures(row["team"], row["utilisation"], list(every))
        for row in seen.to_dict("records")
    ]
    table = pd.concat([seen, pd.DataFrame(figures)], axis=1)
    ranked = table.sort_values("seat", ascending=False, kind="stable").reset_index(drop=True)
    return ranked[list(TEAM_LIMITS)].astype(TEAM_LIMITS)
