"""What charts of panels say in words: their finding, what is shown, and the text to be heard."""

from __future__ import annotations

from simfunnel.charts.amounts import figure_text
from simfunnel.charts.panels_data import Panel, PanelsData
from simfunnel.charts.wording import day_long, day_short, futures_text
from simfunnel.units import format_count
from simfunnel.words import say, say_n

__all__ = ["panels_alt", "panels_subtitle", "panels_title"]

_LEAST_CHANGE, _LEAST_PART = 2.0, 0.1


def panels_title(data: PanelsData) -> str:
    r"""Return the finding: how many leads come and from where, or which stage fills or empties.

    Parameters
    ----------
    data : PanelsData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_occupancy
    >>> panels_title(example_occupancy()).replace("\N{NO-BREAK SPACE}", " ")
    'Nurture fills most: from 10 to 240 leads by 30 Jun 2027'
    """
    return _arrivals(data) if data.kind == "arrivals" else _occupancy(data)


def _arrivals(data: PanelsData) -> str:
    """Return how many leads come, and which source brings most."""
    day, total = day_short(data.until, data.locale), sum(data.totals)
    if not total:
        return say("No new lead comes by {day}", day=day)
    most = max(range(len(data.panels)), key=lambda i: data.totals[i])
    words = {"n": data.total.text(), "day": day, "source": data.panels[most].shown}
    one = 1 if round(total) == 1 else 2
    if len([part for part in data.totals if part]) == 1:
        return say_n("{n} new lead comes by {day}, from {source}",
                     "{n} new leads come by {day}, all from {source}", one, **words)  # fmt: skip
    tenths = max(1, round(10 * data.totals[most] / total))
    if tenths == 10:
        return say_n(
            "{n} new lead comes by {day}, nearly surely from {source}",
            "{n} new leads come by {day}, nearly all from {source}",
            one,
            **words,
        )
    return say_n(
        "{n} new lead comes by {day}, {tenths} in 10 from {source}",
        "{n} new leads come by {day}, {tenths} in 10 from {source}",
        one,
        tenths=format_count(tenths, data.locale),
        **words,
    )


def _occupancy(data: PanelsData) -> str:
    """Return which stage fills or empties most."""
    day = day_short(data.until, data.locale)
    if not any(float(panel.band["p90"].max()) for panel in data.panels if len(panel.band)):
        return say("No stage holds a lead by {day}", day=day)
    most = max(data.panels, key=lambda panel: abs(panel.last - panel.first))
    change = most.last - most.first
    words = {
        "stage": most.shown,
        "first": _leads(most.first, data),
        "last": _leads(most.last, data),
        "day": day,
    }
    if abs(change) < max(_LEAST_CHANGE, _LEAST_PART * most.first):
        return say("Every stage holds about as many leads on {day} as today", day=day)
    if change > 0:
        return say("{stage} fills most: from {first} to {last} leads by {day}", **words)
    return say("{stage} empties most: from {first} to {last} leads by {day}", **words)


def _leads(value: float, data: PanelsData) -> str:
    """Return a number of leads."""
    return figure_text(value, 0, data.locale)


def panels_subtitle(data: PanelsData) -> str:
    """Return what is counted, over which days, in how many futures.

    Parameters
    ----------
    data : PanelsData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_occupancy
    >>> panels_subtitle(example_occupancy()).split(",")[0]
    'Leads in each stage'
    """
    words = {
        "first": day_long(data.today, data.locale),
        "last": day_long(data.until, data.locale),
        "futures": futures_text(data.n_futures, data.n_planned, data.locale),
    }
    if data.kind == "occupancy":
        return say("Leads in each stage, {first} to {last}. {futures}; every panel has its own"
                   " scale", **words)  # fmt: skip
    what = {
        "week": say("New leads a week by source"),
        "month": say("New leads a month by source"),
        "quarter": say("New leads a quarter by source"),
    }[data.period]
    if data.has_past:
        return say("{what}, to {last}. Grey: what came. Blue: {futures}; every panel has its own"
                   " scale", what=what, **words)  # fmt: skip
    return say("{what}, {first} to {last}. {futures}; every panel has its own scale", what=what,
               **words)  # fmt: skip


def panels_alt(data: PanelsData) -> str:
    """Return two sentences for those who cannot see the chart: the finding, then the numbers.

    Parameters
    ----------
    data : PanelsData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_occupancy
    >>> panels_alt(example_occupancy()).split("; ")[-1]
    'Nurture from 10 to 240 (8 in 10 futures: 200 to 280).'
    """
    return (
        f"{panels_title(data)}. {'; '.join(_panel(p, i, data) for i, p in enumerate(data.panels))}."
    )


def _panel(panel: Panel, i: int, data: PanelsData) -> str:
    """Return the numbers of one panel."""
    last = panel.band.iloc[-1] if len(panel.band) else {"p10": 0.0, "p90": 0.0}
    low, high = (_leads(float(last[name]), data) for name in ("p10", "p90"))
    if data.kind == "arrivals":
        total = _leads(data.totals[i], data)
        return say(
            "{name} {total} on average, {low} to {high} in the last period",
            name=panel.shown,
            total=total,
            low=low,
            high=high,
        )
    return say("{name} from {first} to {last} (8 in 10 futures: {low} to {high})", name=panel.shown,
               first=_leads(panel.first, data), last=_leads(panel.last, data), low=low,
               high=high)  # fmt: skip
