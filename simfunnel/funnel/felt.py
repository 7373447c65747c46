"""What leads meet from outside: how many are expected each day, what is known, what is felt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.arrivals import daily_intensity
from simfunnel.funnel.epochs import Epochs
from simfunnel.funnel.model import Funnel, Segment, Source
from simfunnel.funnel.names import Names

__all__ = ["intensity_of", "known_scores", "what_matters"]


def known_scores(funnel: Funnel) -> NDArray[np.float64]:
    """Return the known score of each open lead, NaN where there is none."""
    leads = funnel.today.open_leads if funnel.today is not None else ()
    return np.array([np.nan if x.score is None else x.score for x in leads], dtype=np.float64)


def intensity_of(funnel: Funnel, epochs: Epochs, names: Names) -> NDArray[np.float64]:
    """Return expected leads per day of each source, each day by the epoch it lies in."""
    days = [funnel.start + timedelta(days=i) for i in range(funnel.days)]
    table = np.zeros((len(names.sources), len(days)))
    epoch_of = np.array(epochs.of_days(days))
    for e, each in enumerate(epochs.funnels):
        inside = np.flatnonzero(epoch_of == e)
        for j, name in enumerate(names.sources):
            table[j, inside] = daily_intensity(each, name, [days[i] for i in inside])
    return table


def what_matters(funnel: Funnel, epochs: Epochs, doubted: Iterable[str]) -> int:
    """Return the bit set of what can be felt, given what is stated, changed or in doubt."""
    bits = 0
    if funnel.quality is not None or any(s.gate is not None for s in funnel.steps.values()):
        bits |= at.FEELS_QUALITY
    sided: list[Segment | Source] = [*funnel.segments.values(), *funnel.sources.values()]
    for each in epochs.funnels:
        sided += [*each.segments.values(), *each.sources.values()]
    plain = all(x.advance_odds.number == 1.0 and x.dwell.number == 1.0 for x in sided)
    varied = any(path.endswith(("advance_odds", "dwell")) for path in doubted)
    plain = plain and all(stage.nurture is None for stage in funnel.steps.values())
    if funnel.quality is not None or funnel.doubt.shock is not None or varied or not plain:
        bits |= at.FEELS_EFFECTS
    if funnel.priced:
        bits |= at.FEELS_AMOUNT
    return bits
