"""What gates decide, held against what nobody sees: how good the leads truly are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.errors import TableError
from simfunnel.measures.rows import ratio, rows, within
from simfunnel.measures.stays import Stays
from simfunnel.words import say

__all__ = ["DECISIONS", "false_accepts", "false_rejects", "gate_decisions"]

DECISIONS = tuple(within(what, lead) for what in ("passed", "refused") for lead in ("good", "poor"))
"""The four cells of a gate's table."""


def gate_decisions(stays: Stays) -> pd.DataFrame:
    """Return how many good and poor leads each gate passed and refused in the period.

    A lead is good if its quality is among the best ``quality.good`` of ordinary leads. Who leaves a
    gate by a stale limit, out of patience or struck by an event with a rate is not decided upon.

    Parameters
    ----------
    stays : Stays
        Of futures, with how good the leads are.

    Returns
    -------
    DataFrame
        Columns of `tables.RUNS`; the name is "stage > passed > good" and so on, as in `DECISIONS`.

    Raises
    ------
    TableError
        If nobody knows how good the leads are.
    """
    gates, cells = _cells(stays)
    names = [within(gate, cell) for gate in gates for cell in DECISIONS]
    return rows(stays, "gate_decisions", names, cells.reshape(*cells.shape[:2], len(names)))


def false_accepts(stays: Stays) -> pd.DataFrame:
    """Return which share of those that each gate passed is poor; as in `gate_decisions`."""
    gates, cells = _cells(stays)
    passed = cells[..., 0] + cells[..., 1]
    return rows(stays, "false_accepts", gates, ratio(cells[..., 1], passed))


def false_rejects(stays: Stays) -> pd.DataFrame:
    """Return which share of the good ones each gate refused; as in `gate_decisions`."""
    gates, cells = _cells(stays)
    good = cells[..., 0] + cells[..., 2]
    return rows(stays, "false_rejects", gates, ratio(cells[..., 2], good))


def _cells(stays: Stays) -> tuple[list[str], NDArray[np.int64]]:
    """Return the gates, and counts of shape (n, n_periods, n_gates, 4)."""
    if stays.passes is None or stays.good is None:
        raise TableError(
            say("how good leads truly are is known of simulated futures only, where the funnel "
                "states quality.")
        )  # fmt: skip
    deciding = [way[0] for way, code in zip(stays.ways, stays.passes, strict=True) if code >= 0]
    gates = [stage for stage in stays.stages if stage in deciding]
    number = np.array([gates.index(s) if s in gates else -1 for s in stays.stages], dtype=np.int64)
    decision = np.append(stays.passes, -1)[stays.way]
    period = stays.period_of(stays.left)
    done = (decision >= 0) & (period >= 0)
    cell = 2 * (1 - decision) + ~stays.good
    shape = (len(stays.replications), len(stays.periods), len(gates), len(DECISIONS))
    cells = np.zeros(shape, dtype=np.int64)
    where = stays.which[done], period[done], number[stays.stage[done]], cell[done]
    np.add.at(cells, where, 1)
    return gates, cells
