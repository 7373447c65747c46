"""KPIs of the leads of one segment or source, or of both, told from the stays that are followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import TableError, UnknownNameError, did_you_mean
from simfunnel.indicators.catalogue import KPIS
from simfunnel.indicators.kinds import Parts, Seen
from simfunnel.indicators.money import sizes
from simfunnel.measures import Stays, flows_of
from simfunnel.words import listed, say

__all__ = ["CROSSED", "SIDES", "Crossed", "crossed"]

SIDES = ("segment", "source")
CROSSED = ("leads", "lead_conversion", "win_rate", "average_deal_size")
"""KPIs that the stays of some leads alone can tell."""
Crossed = tuple[Parts, dict[str, tuple[str, ...]]]


def crossed(key: str, seen: Seen, by: Sequence[str]) -> Crossed:
    """Return a KPI of the leads of each segment and source.

    Parameters
    ----------
    key : str
        One of `CROSSED`.
    seen : Seen
    by : sequence of str
        One of `SIDES` or both, outermost first.

    Returns
    -------
    tuple of (dict of str to ndarray, dict of str to tuple of str)
        Values by part, as a KPI has them, and which segment and source each part is of. Where
        nobody is of both, there is no part.

    Raises
    ------
    UnknownNameError
        If leads are not told apart by that.
    TableError
        If nobody knows the segments, or the KPI takes more than these leads.
    """
    if key not in CROSSED:
        raise TableError(
            say("leads of one segment or source do not tell {key}; there are {known}.",
                key=repr(key), known=listed(CROSSED))
        )  # fmt: skip
    sides = [_side(seen.stays, name) for name in by]
    whole = KPIS[key].parts(seen)  # which says what is missing, if anything is
    found: Parts = {}
    names: dict[str, tuple[str, ...]] = {}
    for group in product(*(range(len(known)) for known, _ in sides)):
        rows = np.all([codes == k for (_, codes), k in zip(sides, group, strict=True)], axis=0)
        if not rows.any():
            continue
        stays = seen.stays.chosen(rows)
        own = replace(seen, stays=stays, flows=flows_of(stays))
        parts = sizes(own) if key == "average_deal_size" else KPIS[key].parts(own)
        called = tuple(
            known[k] or say("unknown") for (known, _), k in zip(sides, group, strict=True)
        )
        for part in whole:
            label = " > ".join((*called, part)) if part else " > ".join(called)
            found[label], names[label] = parts[part], called
    return found, names


def _side(stays: Stays, name: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the names of segments or sources, and which one each stay's lead is of."""
    if name not in SIDES:
        raise UnknownNameError(
            say("leads are told apart by segment and source, not by {name}.{hint}",
                name=repr(name), hint=did_you_mean(name, SIDES))
        )  # fmt: skip
    if name == "source":
        return stays.sources, stays.source
    if stays.segment is None:
        raise TableError(
            say("nothing says which segment a lead is of: a history needs the column 'segment', a "
                "scenario 'segments'.")
        )  # fmt: skip
    return stays.segments, stays.segment
