"""From a funnel, a calibration or a file to an outlook: settle, simulate, hand over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from simfunnel.calibration import Calibration
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.inputs import given_of, what_ifs_of
from simfunnel.forecasting.outlook import Outlook
from simfunnel.forecasting.provenance import Asked, again_line
from simfunnel.forecasting.settling import settle, target_lines
from simfunnel.forecasting.targets import Goal
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.epochs import for_whole_run
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import simulate

__all__ = ["forecast"]


def forecast(
    what: Funnel | Calibration | str | Path,
    *,
    what_ifs: Sequence[WhatIf | str | Path | Mapping[str, Any]] = (),
    replications: int | None = None,
    seed: int | None = None,
    engine: str | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    horizon: str | date | None = None,
    period: str = "month",
    targets: str | Goal | Sequence[str | Goal] | None = None,
    progress: Callable[[int, int], None] | None = None,
    stays_of: Sequence[int] = (),
) -> Outlook:
    """Simulate a funnel many times from its state of today, and return what it brings.

    The same funnel, seed and number of replications give the same outlook, on either engine and
    with any number of workers.

    Parameters
    ----------
    what : Funnel, Calibration, str or Path
        What is simulated; a text is the path of a scenario file.
    what_ifs : sequence of WhatIf, str, Path or mapping
        Changes, applied in the order given: objects, paths of files, or changes by path.
    replications : int, optional
        How many futures; 1,000 on the compiled engine and 200 on SimPy.
    seed : int, optional
        The day of the start as a number, 20260701, where left out.
    engine : {"compiled", "simpy"}, optional
        Compiled where Numba is installed.
    workers : int, optional
        Threads of the compiled engine, processes of SimPy.
    executor : concurrent.futures.Executor, optional
        Where to run instead.
    horizon : str or date, optional
        ``"13 weeks"`` (exactly 91 days), ``"6 months"``, or the last day; the funnel's own where
        left out. The day of a target beyond it lengthens it.
    period : {"week", "month", "quarter"}
        Reporting periods; weeks are 7-day blocks from the start.
    targets : str, Goal or sequence, optional
        ``"1.2M by 2026-12-31"``, ``"90 won by 2026-12-31 from 2026-01-01"``; they come before the
        funnel's own.
    progress : callable, optional
        Called with (finished, asked) while it runs.
    stays_of : sequence of int
        Replications whose stays are kept, for `Outlook.stays`.

    Returns
    -------
    Outlook
        After Ctrl-C, what had finished until then; it says so everywhere.

    Raises
    ------
    FunnelError
        If the funnel, a change, a target or the horizon cannot be used as it is.
    ScenarioError
        If a file cannot be read; all its problems at once.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> outlook = forecast(tiny(), replications=50, engine="simpy", targets="20 won by 2026-12-31")
    >>> outlook.runs.n, outlook.goals[0].value
    (50, 20.0)
    """
    given, changes = given_of(what), what_ifs_of(what_ifs)
    whole, changes = for_whole_run(given.funnel, changes)
    given = replace(given, funnel=whole)
    settled = settle(
        given, changes, replications=replications, seed=seed, engine=engine, horizon=horizon,
        targets=targets,
    )  # fmt: skip
    n, number = settled.replications, settled.seed
    compiled = compile_funnel(
        settled.funnel, changes, period=period, doubt_rows=max(1, n), seed=number
    )
    runs = simulate(
        compiled, n, seed=number, engine=settled.engine, workers=workers, executor=executor,
        progress=progress, stays_of=stays_of,
    )  # fmt: skip
    futures = Futures(given, runs)
    asked = Asked(
        what_ifs=tuple(str(w) if isinstance(w, str | Path) else None for w in what_ifs),
        replications=replications,
        engine=engine,
        horizon=None if horizon is None else str(horizon),
        period=period,
        targets=target_lines(targets),
    )
    return Outlook(futures, settled.goals, settled.notes, again_line(futures, asked))
