"""Top, middle and bottom of the funnel: the stages grouped by their `part`."""

from __future__ import annotations

import numpy as np

from simfunnel.errors import TableError
from simfunnel.indicators.kinds import Array, Parts, Seen
from simfunnel.indicators.moving import (
    LATE,
    check_amounts,
    first_in,
    measured,
    reached,
    share_reaching,
)
from simfunnel.words import mark, say

__all__ = ["going_on", "open_leads", "open_value", "reaching"]

_THIRDS = (mark("top"), mark("middle"), mark("bottom"))


def _stages(seen: Seen) -> dict[str, tuple[str, ...]]:
    """Return the stages of each part that has any, from the top down."""
    if not seen.thirds:
        raise TableError(
            say("no stage says whether it is top, middle or bottom: a scenario needs for instance "
                "'part: top' in its stages; a history has no parts.")
        )  # fmt: skip
    return {
        part: tuple(stage for stage, of in seen.thirds.items() if of == part)
        for part in _THIRDS
        if part in seen.thirds.values()
    }


def reaching(seen: Seen) -> Parts:
    """Return how many leads entered each part for the first time."""
    parts, found = _stages(seen), {}
    for k, (part, names) in enumerate(parts.items()):
        later = {stage for after in list(parts.values())[k:] for stage in after}
        found[part] = reached(seen.stays, names, later).astype(np.float64)
    return found


def going_on(seen: Seen) -> Parts:
    """Return the share of those who entered each part that enter a later one or are won."""
    stays, parts, found = seen.stays, _stages(seen), {}
    last = stays.last
    wins = stays.outcomes.index("won") if "won" in stays.outcomes else -2
    won = np.where(stays.closes[last] == wins, stays.left[last], LATE)
    for k, (part, names) in enumerate(parts.items()):
        later = {stage for after in list(parts.values())[k + 1 :] for stage in after}
        goal = np.minimum(first_in(stays, later), won)
        found[part] = share_reaching(stays, first_in(stays, names), goal)
    return found


def open_leads(seen: Seen) -> Parts:
    """Return how many leads are open in each part at the end of the period."""
    return _together(seen, measured("open_by_stage", seen.flows))


def open_value(seen: Seen) -> Parts:
    """Return the amounts of the leads that are open in each part at the end of the period."""
    check_amounts(seen.stays)
    return _together(seen, measured("open_value", seen.stays))


def _together(seen: Seen, by_stage: dict[str, Array]) -> Parts:
    """Return figures by stage added up by part, future by future."""
    return {
        part: np.sum([by_stage[name] for name in names], axis=0)
        for part, names in _stages(seen).items()
    }
