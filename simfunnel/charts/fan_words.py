"""What a fan chart says in words: its finding, what is shown, and the text for those who hear it.

Every sentence is computed from the data, so that it stays true when a knob moves.
"""

from __future__ import annotations

import pandas as pd

from simfunnel.charts.chances import dot_values
from simfunnel.charts.fan_data import FanData, Target
from simfunnel.charts.wording import day_long, day_short, futures_text, part_of_month
from simfunnel.words import say

__all__ = ["dots_reaching", "fan_alt", "fan_subtitle", "fan_title"]

_HARDLY = 0.1


def fan_title(data: FanData) -> str:
    r"""Return the finding of a fan chart.

    Parameters
    ----------
    data : FanData
        What is drawn.

    Examples
    --------
    >>> import numpy as np
    >>> from datetime import date
    >>> day = date(2026, 12, 31)
    >>> row = {"date": [day], "p10": [1.0], "p25": [2.0], "p50": [3.0], "p75": [4.0], "p90": [5.0]}
    >>> data = FanData(pd.DataFrame(row), np.arange(1.0, 6.0), today=date(2026, 7, 1),
    ...                since=date(2026, 7, 1), until=day, measure="won")
    >>> fan_title(data).replace("\N{NO-BREAK SPACE}", "_")
    'As likely above as below 3_deals by 31_Dec_2026'
    """
    amounts, end = data.amounts, day_short(data.until, data.locale)
    if data.is_over:
        return say(
            "{booked} booked by {end}",
            booked=amounts.named(data.booked, amounts.exact(data.booked)),
            end=end,
        )
    if data.is_exact:
        total = float(data.draws_at_end[0])
        if total == 0.0:
            return say("Nothing is won by {end} in any future", end=end)
        return say(
            "Every future ends at {total} by {end}",
            total=amounts.named(total, amounts.exact(total)),
            end=end,
        )
    if data.n_futures == 1:
        return say(
            "One simulated future ends at {median}: no range can be shown",
            median=amounts.named(data.median),
        )
    if data.target is not None and data.chance is not None:
        return _target_title(data, data.target)
    return say(
        "As likely above as below {median} by {end}", median=amounts.named(data.median), end=end
    )


def _target_title(data: FanData, target: Target) -> str:
    """Return the finding where there is a target whose chance is known."""
    amounts = data.amounts
    goal = amounts.stated(target.value) if amounts.is_money else amounts.named(target.value)
    chance = data.chance
    if data.is_reached:
        stated = amounts.named(target.value, amounts.stated(target.value))
        return say("The target of {goal} is reached: it is booked already", goal=stated)
    if chance is not None and chance.share < _HARDLY:
        ends = amounts.named(data.median)
        return say(
            "Hardly a future reaches {goal}: the middle one ends at {ends}", goal=goal, ends=ends
        )
    before = data.band[pd.to_datetime(data.band["date"]) <= pd.Timestamp(target.by)]
    crossed = before[before["p50"] >= target.value]
    if len(crossed):
        day = pd.Timestamp(crossed["date"].iloc[0]).date()
        another_year = day.year != data.today.year
        when = part_of_month(day, data.locale, end=target.by, year=another_year)
        if (target.by - day).days < 14:
            return say("The middle future reaches {goal} only {when}", goal=goal, when=when)
        return say("The middle future reaches {goal} {when}", goal=goal, when=when)
    short = target.value - (float(before["p50"].iloc[-1]) if len(before) else data.booked)
    if amounts.short(short) == amounts.short(0.0):
        return say("The middle future ends just short of {goal}", goal=goal)
    return say(
        "The middle future ends {short} short of {goal}", short=amounts.named(short), goal=goal
    )


def fan_subtitle(data: FanData, *, beside_baseline: bool = False, coloured: bool = True) -> str:
    r"""Return what a fan chart shows: measure, unit, period, number of futures, colours.

    Parameters
    ----------
    data : FanData
        What is drawn.
    beside_baseline : bool
        Whether it is a what-if, drawn with the middle line of its baseline.
    coloured : bool
        Whether to name the colours, which a terminal may lack.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_fan
    >>> fan_subtitle(example_fan())[:15]
    'Won since 1\xa0Jan'
    """
    parts = [_what_is_shown(data)]
    if coloured and len(data.actuals):
        parts.append(say("Grey: booked."))
    if not data.is_over:
        futures = futures_text(data.n_futures, data.n_planned, data.locale)
        if beside_baseline:
            futures = say("Orange: {futures}. Blue: the baseline's median", futures=futures)
        elif coloured:
            futures = say("Blue: {futures}", futures=futures)
        parts.append(futures)
    return " ".join(parts)


def _what_is_shown(data: FanData) -> str:
    """Return measure, unit and period."""
    since = day_long(data.since, data.locale)
    if not data.amounts.is_money:
        return say("Deals won since {since}, cumulative.", since=since)
    if not data.currency:
        return say("Won since {since}, cumulative.", since=since)
    return say("Won since {since}, {currency}, cumulative.", since=since, currency=data.currency)


def dots_reaching(data: FanData) -> int | None:
    """Return how many of twenty futures reach the target; None without a known chance.

    Parameters
    ----------
    data : FanData
        What is drawn.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_fan
    >>> dots_reaching(example_fan())
    12
    """
    draws = data.draws_for_target
    if draws is None or data.target is None or data.n_futures == 1 or data.is_over:
        return None
    return int((dot_values(draws) >= data.target.value).sum())


def fan_alt(data: FanData, baseline: FanData | None = None) -> str:
    """Return two sentences for those who cannot see the chart: the finding, then the numbers.

    Parameters
    ----------
    data : FanData
        What is drawn.
    baseline : FanData, optional
        What it is drawn with.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_fan
    >>> fan_alt(example_fan()).split(", ")[-1]
    'reached in 12 of 20 futures.'
    """
    amounts = data.amounts
    parts = []
    if len(data.actuals):
        booked = amounts.named(data.booked, amounts.exact(data.booked))
        parts.append(
            say(
                "booked {booked} by {today}",
                booked=booked,
                today=day_long(min(data.today, data.until), data.locale),
            )
        )
    if data.spreads:
        parts.append(
            say(
                "median {median} by {until}",
                median=amounts.named(data.median),
                until=day_long(data.until, data.locale),
            )
        )
        low, high = amounts.short(data.low), amounts.short(data.high)
        parts.append(say("8 in 10 futures between {low} and {high}", low=low, high=high))
    if data.target is not None:
        parts.append(_target_numbers(data, data.target))
    if baseline is not None:
        parts.append(say("the baseline's median {amount}", amount=amounts.named(baseline.median)))
    numbers = "; ".join(parts) or futures_text(data.n_futures, data.n_planned, data.locale)
    return f"{fan_title(data)}. {numbers[0].upper()}{numbers[1:]}."


def _target_numbers(data: FanData, target: Target) -> str:
    """Return the target and how many of twenty futures reach it."""
    goal = data.amounts.named(target.value, data.amounts.stated(target.value))
    by, reaching = day_long(target.by, data.locale), dots_reaching(data)
    if reaching is None:
        return say("target {goal} by {by}", goal=goal, by=by)
    return say(
        "target {goal} by {by}, reached in {reaching} of 20 futures",
        goal=goal,
        by=by,
        reaching=reaching,
    )
