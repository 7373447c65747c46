"""When leads are expected: the intensity of each source by day, and how good its leads are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel.model import MONTHS, WEEKDAYS, Funnel, Source
from simfunnel.variates import exp, log, normal_quantile

__all__ = ["daily_intensity", "expected_leads", "mean_quality", "segment_share"]


def mean_quality(funnel: Funnel, source: str) -> float:
    """Return the mean quality of a source's leads, from its share of good ones.

    "Good" means as good as the best `quality.good` of ordinary leads, whose quality is standard
    normal; a source with that very share has mean 0.
    """
    good = funnel.sources[source].good
    if funnel.quality is None or good is None:
        return 0.0
    threshold = normal_quantile(1.0 - funnel.quality.good.number)
    return float(threshold - normal_quantile(1.0 - good.number))


def segment_share(source: Source, segment: str) -> float:
    """Return the share of a source's leads that belong to a segment; 0 where it names none."""
    share = source.segments.get(segment)
    return 0.0 if share is None else float(share.number)


def daily_intensity(funnel: Funnel, source: str, days: Sequence[date]) -> NDArray[np.float64]:
    """Return the expected number of leads on each day: rate, growth, season, weekday, campaigns.

    Parameters
    ----------
    funnel : Funnel
        Growth counts from its start.
    source : str
        Which stream; its batches are not in it.
    days : sequence of date, length n_days

    Returns
    -------
    ndarray of float64, shape (n_days,)

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> daily_intensity(tiny(), "web", [date(2026, 9, 1)]) * 30.4375
    array([30.])
    """
    spec = funnel.sources[source]
    expected = np.zeros(len(days))
    if spec.leads is None:
        return expected
    growth = log(1.0 + spec.growth.share) / spec.growth.days
    for i, day in enumerate(days):
        value = spec.leads.per_day * exp(growth * (day - funnel.start).days)
        if month := spec.months.get(MONTHS[day.month - 1]):
            value *= month.number
        if weekday := spec.weekdays.get(WEEKDAYS[day.weekday()]):
            value *= weekday.number
        for campaign in spec.campaigns:
            if campaign.since <= day <= campaign.until:
                value *= campaign.times.number
        expected[i] = value
    return expected


def expected_leads(funnel: Funnel, source: str, since: date, until: date) -> float:
    """Return how many leads a source is expected to bring from `since` to before `until`.

    Batches in the window count; unevenness does not move the expectation.
    """
    days = [since + timedelta(days=i) for i in range((until - since).days)]
    total = 0.0
    for value in daily_intensity(funnel, source, days):
        total += float(value)
    batches = funnel.sources[source].batches
    return total + sum(b.leads.number for b in batches if since <= b.on < until)
