"""Which doubts matter most: the chance of a target where one number turned out low, or high.

No model is fitted. Among the futures whose draw of a number is below its 20 % quantile, those
nearest to "one in ten is lower", the share that reaches the target is counted; likewise among those
above its 80 % quantile. Everything else varies in them as it does anyway.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.charts import Assumption
from simfunnel.forecasting.futures import Futures
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import find
from simfunnel.tables import ASSUMPTIONS
from simfunnel.variates import key_of, normal_quantile, point, replication_key, uniforms
from simfunnel.words import say

__all__ = ["FEWEST", "MOST", "as_assumptions", "assumptions_table"]

FEWEST = 200
"""Futures below which nothing is said."""
MOST = 3
"""Assumptions that a card shows."""
_LOW, _HIGH = 0.2, 0.8
_Z95 = 1.959964
_SHOCK = "doubt.shock"


class _Drawn(NamedTuple):
    """What a number in doubt came to, and how people call it."""

    path: str
    label: str
    doubt: str
    draws: NDArray[np.float64]


def assumptions_table(futures: Futures, hits: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the chance of a target for each number in doubt, if it turns out low or high.

    Parameters
    ----------
    futures : Futures
    hits : ndarray of bool, shape (n,)
        Which futures reach the target.

    Returns
    -------
    DataFrame
        Columns of `tables.ASSUMPTIONS`, the greatest swing first. Empty with fewer than 200
        futures or if nothing is in doubt. Measured hazards are left out: there are hundreds, and
        none is an assumption of its own.
    """
    rows = []
    if futures.n >= FEWEST:
        rows = [_row(drawn, hits) for drawn in _doubts(futures)]
    table = pd.DataFrame(rows, columns=list(ASSUMPTIONS)).astype(ASSUMPTIONS)
    order = np.argsort(-table["swing"].abs().to_numpy(dtype=np.float64), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def as_assumptions(table: pd.DataFrame) -> tuple[Assumption, ...]:
    """Return the assumptions that matter most and that stand out of the noise, three at most.

    Parameters
    ----------
    table : DataFrame
        From `assumptions_table`.
    """
    clear = table[table["clear"].astype(bool)].head(MOST)
    return tuple(
        Assumption(row["label"], row["doubt"], row["low"], row["high"])
        for row in clear.to_dict("records")
    )


def _row(drawn: _Drawn, hits: NDArray[np.bool_]) -> tuple[object, ...]:
    """Count the hits among low and among high draws."""
    low_edge, high_edge = np.quantile(drawn.draws, [_LOW, _HIGH], method="inverted_cdf")
    low, high = hits[drawn.draws <= low_edge], hits[drawn.draws >= high_edge]
    ends = float(low.mean()), float(high.mean())
    variance = sum(p * (1.0 - p) / len(x) for p, x in zip(ends, (low, high), strict=True))
    swing, error = ends[1] - ends[0], _Z95 * math.sqrt(variance)
    return drawn.path, drawn.label, drawn.doubt, *ends, swing, error, abs(swing) > error


def _doubts(futures: Futures) -> list[_Drawn]:
    """Return everything in doubt that people would call an assumption."""
    compiled, funnel = futures.runs.compiled, futures.runs.compiled.resolved.funnel
    found = []
    if compiled.funnel.doubt.shock is not None:
        label = say("Good or bad times for everybody")
        doubt = say("one notch worse or better for all leads")
        found.append(_Drawn(_SHOCK, label, doubt, _times(futures)))
    stated = dict(funnel.doubt.ranges)
    for what_if in compiled.what_ifs:
        stated.update(what_if.assumes)
    for path, values in compiled.patches.drawn.items():
        draws = values[futures.runs.finished % len(values)]
        if ".hazards." in path or float(np.ptp(draws)) == 0.0:
            continue
        span = _stated(stated[path]) if path in stated else _measured(draws)
        doubt = say("our doubt: {range}", range=span)
        found.append(_Drawn(path, _label(funnel, path), doubt, draws))
    return found


def _times(futures: Futures) -> NDArray[np.float64]:
    """Return how good the times are in each future, in standard deviations."""
    world, shock, seed = key_of("world"), point("shock"), futures.runs.seed
    keys = (replication_key(seed, int(r)) for r in futures.runs.finished)
    return np.array([normal_quantile(uniforms(*key, *world, shock, 0)[0]) for key in keys])


def _stated(triple: tuple[str, str, str]) -> str:
    """Return a stated range: "68 to 81 %"."""
    low, high = triple[0], triple[2]
    number, _, unit = high.partition(" ")
    if unit and low.endswith(f" {unit}") and number[:1].isdigit():
        low = low.removesuffix(f" {unit}")
    return say("{low} to {high}", low=low, high=high)


def _measured(draws: NDArray[np.float64]) -> str:
    """Return the range of draws of a table, to three digits."""
    low, high = np.quantile(draws, [0.1, 0.9], method="inverted_cdf")
    return say("{low} to {high}", low=f"{low:.3g}", high=f"{high:.3g}")


def _label(funnel: Funnel, path: str) -> str:
    """Return a number in words, with its value."""
    value = find(funnel, path).number
    words = _words(path)
    return words if value is None else say("{what}, {value}", what=words, value=value)


def _words(path: str) -> str:
    """Return what number a path names, as words."""
    room, _, rest = path.partition(".")
    name, _, what = rest.rpartition(".")
    words = name.replace("_", " ")
    if room == "sources" and what == "leads":
        return say("New leads from {source}", source=words)
    if room == "stages" and what == "advance":
        return say("Go on from {stage}", stage=words)
    if room == "stages" and name.endswith(".gate") and what == "pass":
        return say("Pass {stage}", stage=words.removesuffix(".gate"))
    plain = rest if room in ("sources", "stages", "events", "segments") else path
    return plain.replace("_", " ").replace(".", ", ")
