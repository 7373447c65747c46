"""From a baseline and what-ifs to a comparison: settle, simulate each with the same luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from datetime import date
from pathlib import Path

from simfunnel.calibration import Calibration
from simfunnel.decisions.alternatives import Alternative, Asked, alternatives_of
from simfunnel.decisions.comparison import Comparison
from simfunnel.decisions.experiment import Experiment, experiment_of
from simfunnel.decisions.margins import Margins
from simfunnel.decisions.provenance import Said, again_line
from simfunnel.forecasting.inputs import given_of
from simfunnel.forecasting.settling import settle, target_lines
from simfunnel.forecasting.targets import Goal
from simfunnel.funnel.model import Funnel

__all__ = ["compare"]

Progress = Callable[[int, int], None]


def compare(
    what: Funnel | Calibration | str | Path,
    what_ifs: Asked | Sequence[Asked],
    *,
    targets: str | Goal | Sequence[str | Goal] | None = None,
    together: bool = False,
    parts: bool = False,
    replications: int | None = None,
    seed: int | None = None,
    engine: str | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    horizon: str | date | None = None,
    period: str = "month",
    progress: Progress | None = None,
) -> Comparison:
    """Simulate a funnel with and without each what-if, and return what each of them changes.

    Every run has the same luck: future k of a what-if differs from future k of the baseline by
    what the what-if changes, and by nothing else. Several what-ifs are each held against the
    baseline, not stacked.

    Parameters
    ----------
    what : Funnel, Calibration, str or Path
        The baseline; a text is the path of a scenario file.
    what_ifs : WhatIf, str, Path, mapping, or a sequence of them
        Objects, paths of files, or changes by path.
    targets : str, Goal or sequence, optional
        As in `forecast`; they come before the funnel's own.
    together : bool
        Whether all what-ifs together, in the order given, are one more row.
    parts : bool
        Whether what-ifs of more than one change are taken apart at once; `Comparison.parts` does
        it later, when it is asked for.
    replications : int, optional
        How many pairs of futures; 1,000 on the compiled engine and 200 on SimPy.
    seed : int, optional
        The day of the start as a number, 20260701, where left out.
    engine : {"compiled", "simpy"}, optional
        Compiled where Numba is installed.
    workers : int, optional
        Threads of the compiled engine, processes of SimPy.
    executor : concurrent.futures.Executor, optional
        Where to run instead.
    horizon : str or date, optional
        As in `forecast`.
    period : {"week", "month", "quarter"}
        Reporting periods.
    progress : callable, optional
        Called with (finished, asked): futures of all runs together.

    Returns
    -------
    Comparison
        After Ctrl-C, what had finished until then; it says so everywhere.

    Raises
    ------
    FunnelError
        If the funnel, a change, a target or the horizon cannot be used as it is.
    ScenarioError
        If a file cannot be read; all its problems at once.
    UnknownNameError
        If a what-if names what the baseline lacks; the nearest is offered.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> lift = {"stages.pitch.advance": "30 %"}
    >>> comparison = compare(tiny(), lift, replications=20, engine="simpy")
    >>> comparison.effect().mean > 0, comparison.effect(measure="leads").mean
    (True, 0.0)
    """
    given = given_of(what)
    settled = settle(
        given, (), replications=replications, seed=seed, engine=engine, horizon=horizon,
        targets=targets,
    )  # fmt: skip
    alternatives = alternatives_of(settled.funnel, what_ifs, together=together)
    experiment = experiment_of(given, settled, period=period, workers=workers, executor=executor)
    baseline, changed = _run(experiment, alternatives, progress)
    done = alternatives[: len(changed)]
    said = Said(
        together=together,
        replications=replications,
        engine=engine,
        horizon=None if horizon is None else str(horizon),
        period=period,
        targets=target_lines(targets),
    )
    comparison = Comparison(
        experiment,
        baseline,
        done,
        changed,
        tuple(each.name for each in alternatives[len(changed) :]),
        again=again_line(experiment, alternatives, said),
        notes=settled.notes,
    )
    if parts and not comparison.is_incomplete:
        with suppress(KeyboardInterrupt):  # the comparison is finished; its parts are not
            _ = comparison.all_parts
    return comparison


def _run(
    experiment: Experiment, alternatives: Sequence[Alternative], progress: Progress | None
) -> tuple[Margins, tuple[Margins, ...]]:
    """Run the baseline and each what-if; after Ctrl-C, return what is finished.

    Raises
    ------
    KeyboardInterrupt
        If not one pair of futures was finished.
    """
    n = experiment.settled.replications
    total = n * (1 + len(alternatives))

    def told(k: int) -> Progress | None:
        return None if progress is None else lambda done, _: progress(k * n + done, total)

    baseline = experiment.margins((), told(0))
    found: list[Margins] = []
    stopped = baseline.n < baseline.asked
    for k, each in enumerate(alternatives, 1):
        if stopped:
            break
        try:
            found.append(experiment.margins(each.what_ifs, told(k)))
        except KeyboardInterrupt:
            break
        stopped = found[-1].n < found[-1].asked
    if not found:
        raise KeyboardInterrupt
    if len(found) > 1 and found[-1].n < found[-1].asked:
        found.pop()  # all pairs are cut to the fewest: one just begun would cost the others theirs
    return baseline, tuple(found)
