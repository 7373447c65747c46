"""What a flow says in words: its finding, what is shown, and the text for those who hear it."""

from __future__ import annotations

from simfunnel.charts.flow_data import OUTCOMES, FlowData, outcome_name
from simfunnel.charts.wording import day_long, day_short, futures_text
from simfunnel.units import format_count
from simfunnel.words import say, say_n

__all__ = ["flow_alt", "flow_subtitle", "flow_title"]


def flow_title(data: FlowData) -> str:
    r"""Return the finding: how many leads are won, and what becomes of most others.

    Parameters
    ----------
    data : FlowData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_flow
    >>> flow_title(example_flow()).replace("\N{NO-BREAK SPACE}", " ")
    'Of 1,170 leads 121 are won by 30 Jun 2027; 6 in 10 of the others go cold'
    """
    if not data.leads:
        return say("No lead is in the funnel, and none comes")
    won = data.ended("won")
    count = data.number(won)
    words = {"leads": data.number(data.leads), "day": day_short(data.until, data.locale)}
    first = (
        say_n(
            "Of {leads} leads {n} is won by {day}",
            "Of {leads} leads {n} are won by {day}",
            1 if count == "1" else 2,
            n=count,
            **words,
        )
        if won
        else say("Of {leads} leads none is won by {day}", **words)
    )
    others = {name: data.ended(name) for name in OUTCOMES if name != "won"}
    most = max(others, key=lambda name: others[name])
    if not others[most]:
        return first
    rest = sum(others.values())
    tenths = 10 if others[most] == rest else min(9, max(1, round(10 * others[most] / rest)))
    return say("{finding}; {more}", finding=first, more=_fate(most, tenths, data.locale))


def _fate(outcome: str, tenths: int, locale: str) -> str:
    """Return what becomes of so many tenths of the leads that are not won."""
    n = format_count(tenths, locale)
    return {
        "lost": lambda: say_n(
            "{n} in 10 of the others is lost", "{n} in 10 of the others are lost", tenths, n=n
        ),
        "disqualified": lambda: say_n(
            "{n} in 10 of the others is disqualified",
            "{n} in 10 of the others are disqualified",
            tenths,
            n=n,
        ),
        "cold": lambda: say_n(
            "{n} in 10 of the others goes cold", "{n} in 10 of the others go cold", tenths, n=n
        ),
        "churned": lambda: say_n(
            "{n} in 10 of the others churns", "{n} in 10 of the others churn", tenths, n=n
        ),
        "open": lambda: say_n(
            "{n} in 10 of the others is still open",
            "{n} in 10 of the others are still open",
            tenths,
            n=n,
        ),
    }[outcome]()


def flow_subtitle(data: FlowData) -> str:
    """Return what is shown: measure, period, number of futures, and the colours.

    Parameters
    ----------
    data : FlowData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_flow
    >>> flow_subtitle(example_flow()).split(". ")[1]
    'Pink: parked or coming back'
    """
    return say(
        "Leads from {first} to {last}, average of {futures}."
        " Pink: parked or coming back. Grey: out for good",
        first=day_long(data.since, data.locale),
        last=day_long(data.until, data.locale),
        futures=futures_text(data.n_futures, data.n_planned, data.locale),
    )


def flow_alt(data: FlowData) -> str:
    """Return two sentences for those who cannot see the chart: the finding, then the numbers.

    Parameters
    ----------
    data : FlowData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_flow
    >>> flow_alt(example_flow()).split(". ")[1].split("; ")[1]
    'Lost 89'
    """
    ends = [
        f"{outcome_name(name)} {data.number(data.ended(name))}"
        for name in OUTCOMES
        if data.ended(name)
    ]
    order = [stage.name for stage in data.stages]
    parked = {stage.name for stage in data.stages if stage.parked}
    back = sum(
        move.count
        for move in data.moves
        if move.start in parked or order.index(move.end) < order.index(move.start)
    )
    numbers = [*ends, say("coming back to an earlier stage {n}", n=data.number(back))]
    return f"{flow_title(data)}. {'; '.join(numbers)}."
