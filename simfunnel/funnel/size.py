"""How much a run would have to simulate, estimated before anything is simulated."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np

from simfunnel.funnel.model import MONTHS, WEEKDAYS, Funnel, Source
from simfunnel.funnel.routes import stays_per_lead
from simfunnel.words import say, say_n

__all__ = ["expected_leads", "size_problem"]

MOST_STAYS = 2e9
MOST_BYTES = 4e9
BYTES_PER_STAY = 64  # times, places and keys of one stay while its replication runs


def expected_leads(funnel: Funnel) -> float:
    """Return how many leads one replication is expected to hold, the open ones included.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> round(expected_leads(tiny()))
    120
    """
    opened = 0 if funnel.today is None else len(funnel.today.open_leads)
    return opened + sum(leads_of(funnel, name) for name in funnel.sources)


def leads_of(funnel: Funnel, name: str) -> float:
    """Return how many leads one source is expected to bring within the horizon."""
    source = funnel.sources[name]
    within = [b for b in source.batches if funnel.start <= b.on <= funnel.last_day]
    batches = math.fsum(batch.leads.number for batch in within)
    return batches + (_stream(funnel, source) if source.leads is not None else 0.0)


def _stream(funnel: Funnel, source: Source) -> float:
    """Return the expected leads of a source's stream, day by day."""
    assert source.leads is not None
    first = np.datetime64(funnel.start)
    days = np.arange(funnel.days)
    dates = first + days
    months = dates.astype("datetime64[M]").astype(int) % 12
    weekdays = (dates.astype(int) + 3) % 7
    with np.errstate(over="ignore"):
        level = (1.0 + source.growth.share) ** (days / source.growth.days)
    by_month = [source.months.get(name) for name in MONTHS]
    by_weekday = [source.weekdays.get(name) for name in WEEKDAYS]
    level = level * np.array([1.0 if f is None else f.number for f in by_month])[months]
    level = level * np.array([1.0 if f is None else f.number for f in by_weekday])[weekdays]
    for campaign in source.campaigns:
        since = (campaign.since - funnel.start) // timedelta(days=1)
        until = (campaign.until - funnel.start) // timedelta(days=1)
        level[max(0, since) : max(0, until + 1)] *= campaign.times.number
    per_day: float = source.leads.per_day
    return per_day * float(level.sum())


def size_problem(funnel: Funnel, replications: int = 1) -> tuple[str, str] | None:
    """Return path and refusal of a run that is too large, or None.

    Parameters
    ----------
    funnel : Funnel
        What is to be simulated.
    replications : int
        How many times.

    Returns
    -------
    tuple of str, or None
        The largest source and the message, which names both knobs.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> size_problem(tiny(), replications=1_000) is None
    True
    >>> print(size_problem(tiny(), replications=100_000_000)[1])
    about 120 leads with 1 stay each and 100 000 000 replications make 12 000 000 000 stays; \
the most is 2 000 000 000. Lower 'sources.web.leads' or the replications.
    """
    per_lead = stays_per_lead(funnel)
    leads = {name: leads_of(funnel, name) for name in funnel.sources}
    stays = sum(leads[n] * per_lead.get(s.enters, 1.0) for n, s in funnel.sources.items())
    if funnel.today is not None:
        opened = [lead.stage for lead in funnel.today.open_leads]
        stays += sum(per_lead.get(stage, 1.0) for stage in opened)
        leads["open leads"] = float(len(opened))
    most = "stays" if stays * replications > MOST_STAYS else ""
    if not most and stays * BYTES_PER_STAY > MOST_BYTES:
        most = "memory"
    if not most:
        return None
    total = sum(leads.values())
    largest = max(funnel.sources, key=leads.__getitem__, default="")
    path = f"sources.{largest}" if largest else "today.open_leads"
    each = _stays_each(stays / total if total > 0 else 1.0)
    told = {"leads": _figure(total), "each": each, "path": path}
    if most == "memory":
        return path, say(
            "about {leads} leads with {each} each need {memory}; the most is {limit} GB. Lower "
            "'{path}.leads' or the replications.",
            **told,
            memory=_gigabytes(stays),
            limit=f"{MOST_BYTES / 1e9:g}",
        )
    return path, say_n(
        "about {leads} leads with {each} each and {n} replication make {made} stays; the most is "
        "{limit}. Lower '{path}.leads' or the replications.",
        "about {leads} leads with {each} each and {n} replications make {made} stays; the most is "
        "{limit}. Lower '{path}.leads' or the replications.",
        replications,
        **told,
        n=_figure(replications),
        made=_figure(stays * replications),
        limit=_figure(MOST_STAYS),
    )


def _stays_each(number: float) -> str:
    """Return how many stays a lead has."""
    figure = _figure(number)
    return say_n("{n} stay", "{n} stays", 1 if figure == "1" else 2, n=figure)


def _gigabytes(stays: float) -> str:
    """Return the memory of one replication's stays."""
    return say("{number} GB", number=f"{stays * BYTES_PER_STAY / 1e9:.3g}")


def _figure(number: float) -> str:
    """Return a number of things in three figures, with blanks as thousands marks."""
    if not number < 1e15:
        return say("endlessly many") if number == float("inf") else f"{number:.1e}"
    rounded = float(f"{number:.3g}")
    text = f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:g}"
    return text.replace(",", " ")
