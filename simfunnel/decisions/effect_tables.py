"""The tables of a comparison: effects whole and by period, chances, reasons, and the runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.charts import mean_error, standard_error
from simfunnel.decisions.effects import Effect, unit_of
from simfunnel.decisions.margins import Margins
from simfunnel.forecasting.targets import Goal
from simfunnel.forecasting.windows import Window
from simfunnel.funnel.periods import Periods
from simfunnel.tables import (
    CHANCE_EFFECTS,
    EFFECTS,
    MOMENT,
    PAIRED_RUNS,
    PERIOD_EFFECTS,
    REASONS,
    empty_table,
)

__all__ = [
    "chances_table",
    "effects_table",
    "paired_runs_table",
    "period_effects_table",
    "reasons_table",
]

Pair = tuple[Margins, Margins]
_RULE_OF_THREE = 3.0
_TWICE = 2.0


def _table(rows: Sequence[dict[str, object]], schema: dict[str, str]) -> pd.DataFrame:
    """Return rows as a table with its types."""
    if not rows:
        return empty_table(schema)
    return pd.DataFrame(list(rows), columns=list(schema)).astype(schema)


def effects_table(effects: Sequence[Effect]) -> pd.DataFrame:
    """Return a row per effect.

    Parameters
    ----------
    effects : sequence of Effect

    Returns
    -------
    DataFrame
        Columns of `tables.EFFECTS`.

    Examples
    --------
    >>> effect = Effect("lift", "won", np.array([4, 5]), np.array([5, 8]))
    >>> effects_table([effect])[["what_if", "baseline", "changed", "mean"]].to_numpy().tolist()
    [['lift', 4.5, 6.5, 2.0]]
    """
    rows = [{"what_if": e.what_if, "measure": e.measure, **e.figures()} for e in effects]
    return _table(rows, EFFECTS)


def period_effects_table(effects: Sequence[Effect], periods: Periods) -> pd.DataFrame:
    """Return a row per effect, the periods of each measure one after the other.

    Parameters
    ----------
    effects : sequence of Effect
        Of all periods of a what-if and a measure, then of the next.
    periods : Periods

    Returns
    -------
    DataFrame
        Columns of `tables.PERIOD_EFFECTS`.
    """
    last = [day - timedelta(days=1) for day in (*periods.starts[1:], periods.end)]
    labels, n = periods.labels(), len(periods)
    rows = [
        {
            "what_if": effect.what_if,
            "measure": effect.measure,
            "period_start": np.datetime64(periods.starts[k % n], "s"),
            "last_day": np.datetime64(last[k % n], "s"),
            "label": labels[k % n],
            "part": periods.part[k % n],
            **effect.figures(),
        }
        for k, effect in enumerate(effects)
    ]
    return _table(rows, PERIOD_EFFECTS)


def chances_table(
    names: Sequence[str],
    pairs: Sequence[Pair],
    goals: Sequence[tuple[Goal, Window]],
    currency: str,
    independent: int,
) -> pd.DataFrame:
    """Return the chance of each target without and with each what-if.

    Parameters
    ----------
    names : sequence of str
    pairs : sequence of (Margins, Margins)
    goals : sequence of (Goal, Window)
    currency : str
    independent : int
        How many of the pairs differ in everything that is drawn; 0 for all.

    Returns
    -------
    DataFrame
        Columns of `tables.CHANCE_EFFECTS`. The error is that of the paired difference; where no
        pair differs, the rule of three.
    """
    rows = []
    for name, (before, after) in zip(names, pairs, strict=True):
        for k, (goal, window) in enumerate(goals):
            without, with_it = before.goals[k] >= goal.amount, after.goals[k] >= goal.amount
            moved = with_it.astype(np.int64) - without.astype(np.int64)
            mean, error = float(moved.mean()), _chance_error(moved, independent)
            rows.append(
                {
                    "what_if": name,
                    "target": goal.words(currency).replace("\N{NO-BREAK SPACE}", " "),
                    "measure": goal.measure,
                    "by": np.datetime64(window.by, "s"),
                    "baseline": float(without.mean()),
                    "changed": float(with_it.mean()),
                    "mean": mean,
                    "error": error,
                    "clear": abs(mean) > error,
                }
            )
    return _table(rows, CHANCE_EFFECTS)


def _chance_error(moved: NDArray[np.int64], independent: int) -> float:
    """Return the 95 % Monte Carlo error of a difference of chances, pair by pair."""
    n = min(independent, len(moved)) if independent else len(moved)
    if not moved.any():
        return min(1.0, _RULE_OF_THREE / n)
    return min(1.0, mean_error(moved, independent))


def reasons_table(
    names: Sequence[str], pairs: Sequence[Pair], stages: Sequence[str], independent: int
) -> pd.DataFrame:
    """Return how many reach each step of the funnel, without and with each what-if.

    Parameters
    ----------
    names : sequence of str
    pairs : sequence of (Margins, Margins)
    stages : sequence of str
    independent : int
        As in `chances_table`.

    Returns
    -------
    DataFrame
        Columns of `tables.REASONS`: leads, then the stages in order of the file, then won.
    """
    rows = []
    for name, (before, after) in zip(names, pairs, strict=True):
        steps = [("leads", "", before.whole("leads"), after.whole("leads"))]
        steps += [
            ("entered", stage, before.entered[:, s], after.entered[:, s])
            for s, stage in enumerate(stages)
        ]
        steps.append(("won", "", before.whole("won"), after.whole("won")))
        for measure, step, one, other in steps:
            moved = other - one
            error = standard_error(moved, independent)
            rows.append(
                {
                    "what_if": name,
                    "measure": measure,
                    "name": step,
                    "baseline": float(one.mean()),
                    "changed": float(other.mean()),
                    "mean": float(moved.mean()),
                    "error": mean_error(moved, independent),
                    "clear": abs(float(moved.mean())) > _TWICE * error,
                }
            )
    return _table(rows, REASONS)


def paired_runs_table(
    names: Sequence[str], pairs: Sequence[Pair], measures: Sequence[str], periods: Periods
) -> pd.DataFrame:
    """Return every pair of futures, period by period.

    Parameters
    ----------
    names : sequence of str
    pairs : sequence of (Margins, Margins)
    measures : sequence of str
    periods : Periods

    Returns
    -------
    DataFrame
        Columns of `tables.PAIRED_RUNS`.
    """
    starts = np.array(periods.starts, dtype=MOMENT)
    parts = []
    for name, (before, after) in zip(names, pairs, strict=True):
        for measure in measures:
            one, other = before.measures[measure], after.measures[measure]
            unit = unit_of(measure)
            parts.append(
                pd.DataFrame(
                    {
                        "what_if": name,
                        "replication": np.repeat(before.finished, len(periods)),
                        "period_start": np.tile(starts, before.n),
                        "measure": measure,
                        "baseline": one.reshape(-1) / unit,
                        "changed": other.reshape(-1) / unit,
                        "difference": (other - one).reshape(-1) / unit,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True).astype(PAIRED_RUNS)
