"""What charts of teams and parking places say in words."""

from __future__ import annotations

from simfunnel.charts.amounts import figure_text
from simfunnel.charts.panels_data import Panel, PanelsData
from simfunnel.charts.wording import day_short, futures_text
from simfunnel.units import format_count, format_share
from simfunnel.words import say, say_n

__all__ = ["workload_alt", "workload_subtitle", "workload_title"]

_NEAR = 85.0


def workload_title(data: PanelsData) -> str:
    r"""Return the finding: which team is at its limit, or who is parked.

    Parameters
    ----------
    data : PanelsData

    Examples
    --------
    >>> from simfunnel.charts.people_examples import example_capacity
    >>> workload_title(example_capacity()).replace("\xa0", " ")
    'Leads ask more of sellers than they have: 150 % of their hours by 31 Dec 2026'
    """
    if data.kind == "utilisation":
        return _busy(data)
    return _asked(data) if data.kind == "capacity" else _parked(data)


def _busy(data: PanelsData) -> str:
    """Return which team is busiest, and who waits for it; a team has two panels, queue first."""
    numbers = range(1, len(data.panels), 2)
    most = max(numbers, key=lambda i: data.totals[i])
    words = {
        "team": data.panels[most].of,
        "busy": format_share(data.totals[most] / 100.0, data.locale),
    }
    if data.totals[most] < _NEAR:
        return say("No team is near its limit: {team}, the busiest, work {busy} of their hours",
                   **words)  # fmt: skip
    queue = data.totals[most - 1]
    n = max(round(queue), 1) if queue >= 0.5 else 0
    return say_n(
        "{team} are busy {busy} of their hours, and {n} lead waits for them on average",
        "{team} are busy {busy} of their hours, and {n} leads wait for them on average",
        n, n=format_count(n, data.locale), **words,
    )  # fmt: skip


def _asked(data: PanelsData) -> str:
    """Return which team is asked most, against what it has."""
    most = max(range(len(data.panels)), key=lambda i: data.totals[i])
    words = {
        "team": data.panels[most].of,
        "share": format_share(data.totals[most] / 100.0, data.locale),
        "day": day_short(data.until, data.locale),
    }
    if data.totals[most] > 100.0:
        return say("Leads ask more of {team} than they have: {share} of their hours by {day}",
                   **words)  # fmt: skip
    return say("Every team has the hours that leads ask for; {team} are asked most, {share} of "
               "theirs", **words)  # fmt: skip


def _parked(data: PanelsData) -> str:
    """Return how many are parked at the end, and how many have woken."""
    pool, woken = data.panels[0], data.totals[1]
    return say(
        "{place} holds {n} leads by {day}; {woken} wake up on the way there",
        place=pool.of[:1].upper() + pool.of[1:],
        n=figure_text(pool.last, 0, data.locale),
        day=day_short(data.until, data.locale),
        woken=figure_text(woken, 0, data.locale),
    )


def workload_subtitle(data: PanelsData) -> str:
    """Return what is counted, over which days, in how many futures.

    Parameters
    ----------
    data : PanelsData

    Examples
    --------
    >>> from simfunnel.charts.people_examples import example_capacity
    >>> workload_subtitle(example_capacity()).split(",")[0]
    'Hours that new leads ask of each team'
    """
    what = {
        "utilisation": say("Leads waiting, and % of the hours offered that are worked"),
        "capacity": say("Hours that new leads ask of each team, and hours offered"),
        "nurture": say("Leads and touches in parking places by period"),
    }[data.kind]
    return say(
        "{what}, {first} to {last}. {futures}; own scales",
        what=what,
        first=day_short(data.today, data.locale),
        last=day_short(data.until, data.locale),
        futures=futures_text(data.n_futures, data.n_planned, data.locale),
    )


def workload_alt(data: PanelsData) -> str:
    """Return two sentences for those who cannot see the chart: the finding, then the numbers.

    Parameters
    ----------
    data : PanelsData

    Examples
    --------
    >>> from simfunnel.charts.people_examples import example_capacity
    >>> workload_alt(example_capacity()).split("; ")[-1]
    'Sellers 300 to 300 (8 in 10 futures of the last period: 280 to 320).'
    """
    panels = "; ".join(_panel(panel, data) for panel in data.panels)
    return f"{workload_title(data)}. {panels}."


def _panel(panel: Panel, data: PanelsData) -> str:
    """Return the numbers of one panel."""
    last = panel.band.iloc[-1] if len(panel.band) else {"p10": 0.0, "p90": 0.0}
    first, end, low, high = (
        figure_text(float(value), 0, data.locale)
        for value in (panel.first, panel.last, last["p10"], last["p90"])
    )
    return say(
        "{name} {first} to {last} (8 in 10 futures of the last period: {low} to {high})",
        name=panel.shown, first=first, last=end, low=low, high=high,
    )  # fmt: skip
