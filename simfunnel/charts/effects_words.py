"""What the chart of paired differences says in words: finding, measure, verdicts, costs.

Every sentence is computed from the differences, so that it stays true when a knob moves.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from simfunnel.charts.amounts import Amounts
from simfunnel.charts.effects_data import EffectRow, EffectsData
from simfunnel.charts.verdicts import FEWEST_PAIRS, in_twenty, verdict_words
from simfunnel.charts.wording import clean_name, day_short
from simfunnel.units import format_count
from simfunnel.words import listed, say, say_n

__all__ = [
    "RowTexts",
    "effects_alt",
    "effects_axis",
    "effects_notes",
    "effects_subtitle",
    "effects_title",
    "more_or_less",
    "row_texts",
    "signed",
]

_MINUS, _NBSP = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"
_WHOLE_FROM = 9.95
_LONGEST = 44


class RowTexts(NamedTuple):
    """What stands beside one hill."""

    verdict: str
    average: str
    often: str
    cost: str
    per_deal: str
    per_deal_range: str


def _figure(amounts: Amounts, value: float) -> str:
    """Return an average without its sign, with its unit."""
    return amounts.named(abs(value), _number(amounts, value))


def _number(amounts: Amounts, value: float) -> str:
    """Return an average without sign or currency: deals from ten on are whole."""
    if not amounts.is_money and abs(value) >= _WHOLE_FROM:
        amounts = Amounts("won", "", amounts.locale, 1.0)
    return amounts.short(abs(value))


def signed(value: float, text: str) -> str:
    """Return a text with the sign of a value before it.

    Parameters
    ----------
    value : float
    text : str
        The value without its sign.

    Examples
    --------
    >>> signed(3.0, "3 deals"), signed(0.0, "0 deals")
    ('+3 deals', '0 deals')
    """
    return f"+{text}" if value > 0 else f"{_MINUS}{text}" if value < 0 else text


def _money(row: EffectRow, data: EffectsData, value: float) -> str:
    """Return an extra cost without its sign, no finer than its pairs support."""
    unit = 1.0
    if row.costs is not None and len(row.costs) > 1:
        error = 1.96 * float(row.costs.std(ddof=1)) / math.sqrt(len(row.costs))
        unit = 10.0 ** max(0, math.floor(math.log10(error))) if error > 0 else 1.0
    return Amounts("won_amount", "", data.locale, unit).short(abs(value))


def _currency(data: EffectsData, text: str) -> str:
    """Return an amount with the currency before it, if one is stated."""
    return f"{data.currency}{_NBSP}{text}" if data.currency else text


def row_texts(row: EffectRow, data: EffectsData) -> RowTexts:
    r"""Return what stands beside one hill.

    Parameters
    ----------
    row : EffectRow
    data : EffectsData

    Examples
    --------
    >>> from simfunnel.charts.examples import example_effects
    >>> data = example_effects()
    >>> [text.replace("\xa0", " ") for text in row_texts(data.ranked[0], data)]
    ['matters', '+14 deals on average', 'better in 20 of 20 futures', 'nothing', '0', '']
    """
    return RowTexts(
        verdict_words(row.verdict), _average(row, data), _often(row), *_costs(row, data)
    )


def _average(row: EffectRow, data: EffectsData) -> str:
    """Return the average difference in words."""
    if row.is_nothing:
        return say("no difference in any future")
    if not row.is_seen and row.verdict == "within noise":
        return say("no difference seen")
    amount = signed(row.mean, _figure(data.amounts(row), row.mean))
    return say("{amount} on average", amount=amount)


def _often(row: EffectRow) -> str:
    """Return how often the what-if is better, or worse where it mostly is."""
    if row.is_nothing:
        return ""
    same = in_twenty(row.same)
    if row.mean < 0:
        n = in_twenty(1.0 - row.better - row.same)
        if same > 1:
            return say("worse in {n} of 20, equal in {same}", n=n, same=same)
        return say("worse in {n} of 20 futures", n=n)
    n = in_twenty(row.better)
    if same > 1:
        return say("better in {n} of 20, equal in {same}", n=n, same=same)
    return say("better in {n} of 20 futures", n=n)


def _costs(row: EffectRow, data: EffectsData) -> tuple[str, str, str]:
    """Return extra cost, cost per extra deal, and the range of that."""
    if row.costs is None or row.cost_mean is None:
        return "", "", ""
    cost = say("nothing")
    if row.costs.any() and not row.cost_is_seen:
        cost = say("none seen")
    elif row.costs.any():
        cost = signed(row.cost_mean, _money(row, data, row.cost_mean)).removeprefix("+")
    return cost, *_per_deal(row, data)


def _per_deal(row: EffectRow, data: EffectsData) -> tuple[str, str]:
    """Return what an extra deal costs, with its range where single futures are settled."""
    each = row.per_deal
    if each is None:
        is_loss = row.is_seen and row.mean < 0
        return say("fewer deals") if is_loss else say("no effect seen"), ""
    if row.costs is None or not row.costs.any():
        return "0", ""
    if not row.cost_is_seen:
        return say("no cost seen"), ""
    if each.mean < 0:
        return say("saves money"), ""
    amounts = Amounts("won_amount", "", data.locale, _two_digits(each.mean))
    if each.low is None or each.high is None:
        return amounts.short(each.mean), say("on average")
    return amounts.short(each.mean), amounts.range(each.low, each.high)


def _two_digits(value: float) -> float:
    """Return the unit that leaves two digits of an amount, at least a whole one."""
    return 10.0 ** max(0, math.floor(math.log10(max(abs(value), 1.0))) - 1)


def effects_title(data: EffectsData) -> str:
    r"""Return the finding: what the largest effects are and what they cost.

    Parameters
    ----------
    data : EffectsData

    Examples
    --------
    >>> from simfunnel.charts.examples import example_effects
    >>> effects_title(example_effects()).replace("\xa0", " ")
    'A stricter gate: 14 more deals at no extra cost; Two more SDRs: 11 more deals for EUR 57,000'
    """
    if data.n_pairs < FEWEST_PAIRS:
        return say_n(
            "{n} pair of futures is too few to judge",
            "{n} pairs of futures are too few to judge",
            data.n_pairs,
            n=format_count(data.n_pairs, data.locale),
        )
    seen = [row for row in data.ranked if row.is_seen]
    if not seen:
        return _nothing_seen(data)
    others = sorted(seen[1:], key=lambda row: -abs(row.mean))
    told = [seen[0], *others[:1]]
    return "; ".join(_clause(row, data) for row in told)


def _nothing_seen(data: EffectsData) -> str:
    """Return that no what-if makes a difference."""
    if len(data.rows) == 1:
        name = clean_name(data.rows[0].name, _LONGEST)
        if data.rows[0].is_nothing and data.amounts(data.rows[0]).is_money:
            return say("{name} changes nothing in any future", name=name)
        if data.rows[0].is_nothing:  # prices may have changed
            return say("{name} changes the number of deals in no future", name=name)
        return say("{name} makes no difference that can be seen", name=name)
    return say_n(
        "The what-if makes no difference that can be seen",
        "None of the {n} what-ifs makes a difference that can be seen",
        len(data.rows),
    )


def _clause(row: EffectRow, data: EffectsData) -> str:
    """Return what one what-if does, and what that costs; its name stands apart, for grammar."""
    name = clean_name(row.name, _LONGEST)
    words = say("{name}: {amount}", name=name, amount=more_or_less(row, data))
    if row.verdict != "matters":
        words = say("{effect} on average", effect=words)
    return _paid(words, row, data)


def more_or_less(row: EffectRow, data: EffectsData) -> str:
    r"""Return the average difference in words: "14 more deals", "EUR 3,000 less".

    Parameters
    ----------
    row : EffectRow
    data : EffectsData

    Examples
    --------
    >>> from simfunnel.charts.examples import example_effects
    >>> data = example_effects()
    >>> more_or_less(data.ranked[0], data).replace("\xa0", " ")
    '14 more deals'
    """
    amounts = data.amounts(row)
    if amounts.is_money:
        amount = _figure(amounts, row.mean)
        if row.mean > 0:
            return say("{amount} more", amount=amount)
        return say("{amount} less", amount=amount)
    number = _number(amounts, row.mean)
    count = 1 if number == "1" else 2
    if row.mean > 0:
        return say_n("{n} more deal", "{n} more deals", count, n=number).replace(" ", _NBSP)
    return say_n("{n} fewer deal", "{n} fewer deals", count, n=number).replace(" ", _NBSP)


def _paid(words: str, row: EffectRow, data: EffectsData) -> str:
    """Return a clause with what it costs behind it."""
    if row.costs is None or row.cost_mean is None:
        return words
    if not row.cost_is_seen:
        return say("{effect} at no extra cost", effect=words) if row.mean > 0 else words
    amount = _currency(data, _money(row, data, row.cost_mean))
    if row.cost_mean > 0:
        return say("{effect} for {amount}", effect=words, amount=amount)
    return say("{effect} and saves {amount}", effect=words, amount=amount)


def effects_subtitle(data: EffectsData) -> str:
    r"""Return measure, days, number of pairs, and the order.

    Parameters
    ----------
    data : EffectsData

    Examples
    --------
    >>> from simfunnel.charts.examples import example_effects
    >>> effects_subtitle(example_effects()).replace("\xa0", " ")[:70]
    'Deals won from 1 Jul 2026 to 30 Jun 2027, what-if minus baseline. 1,00'
    """
    since, until = (day_short(day, data.locale) for day in (data.since, data.until))
    if data.measure == "won":
        what = say(
            "Deals won from {since} to {until}, what-if minus baseline", since=since, until=until
        )
    else:
        what = say(
            "{unit} won from {since} to {until}, what-if minus baseline",
            unit=data.currency or say("Amount"),
            since=since,
            until=until,
        )
    return f"{what}. {_pairs(data)}"


def _pairs(data: EffectsData) -> str:
    """Return how many pairs there are, and of how many if the run was stopped."""
    n = format_count(data.n_pairs, data.locale)
    if data.n_planned is not None and data.n_planned > data.n_pairs:
        asked = format_count(data.n_planned, data.locale)
        return say("The first {n} of {asked} pairs of futures (stopped early)", n=n, asked=asked)
    return say_n(
        "{n} pair of futures, both with the same luck",
        "{n} pairs of futures, each pair with the same luck",
        data.n_pairs,
        n=n,
    )


def effects_axis(data: EffectsData) -> str:
    r"""Return what the horizontal axis shows, with its unit.

    Parameters
    ----------
    data : EffectsData

    Examples
    --------
    >>> from simfunnel.charts.examples import example_effects
    >>> effects_axis(example_effects()).replace("\xa0", " ")
    'extra deals by 30 Jun 2027, future by future'
    """
    until = day_short(data.until, data.locale)
    if data.measure == "won":
        return say("extra deals by {until}, future by future", until=until)
    unit = data.currency or say("amount")
    return say("extra {unit} by {until}, future by future", unit=unit, until=until)


def effects_notes(data: EffectsData) -> tuple[str, ...]:
    """Return how to read the hills, and what the verdicts mean.

    Parameters
    ----------
    data : EffectsData

    Examples
    --------
    >>> from simfunnel.charts.examples import example_effects
    >>> len(effects_notes(example_effects()))
    3
    """
    found = [
        say(
            "Hill: how often each difference occurs. Dot: median. Inner bar: 5 in 10 futures, "
            "outer bar: 8 in 10."
        ),
        say(
            "Matters: the outer bar lies on one side of the baseline. On average: the average is "
            "clear of chance, single futures are not. Within noise: neither."
        ),
    ]
    if data.has_costs and data.counted:
        kinds = listed(data.counted)
        found.append(
            say("Costs counted: {kinds}, as the files state them; nothing else.", kinds=kinds)
        )
    return tuple(found)


def effects_alt(data: EffectsData) -> str:
    r"""Return the finding, then every what-if with its numbers.

    Parameters
    ----------
    data : EffectsData

    Examples
    --------
    >>> from simfunnel.charts.examples import example_effects
    >>> effects_alt(example_effects()).count("8 in 10 futures")
    4
    """
    parts = [_spoken(row, data) for row in data.ranked]
    return f"{effects_title(data)}. {'; '.join(parts)}."


def _spoken(row: EffectRow, data: EffectsData) -> str:
    """Return one what-if for those who hear the chart."""
    texts = row_texts(row, data)
    low, _, _, _, high = row.middle
    words = [texts.verdict, texts.average]
    if not row.is_nothing:
        ends = [signed(x, _end(data, row, x)) for x in (low, high)]
        words += [say("8 in 10 futures from {low} to {high}", low=ends[0], high=ends[1])]
        words.append(texts.often)
    if row.costs is not None:
        words.append(say("extra cost {amount}", amount=texts.cost))
    return f"{clean_name(row.name)}: {', '.join(words)}"


def _end(data: EffectsData, row: EffectRow, value: float) -> str:
    """Return one end of a range without sign or unit."""
    if data.measure == "won":
        return format_count(abs(value), data.locale)
    return data.amounts(row).short(abs(value))
