"""What a waterfall is drawn from: what was there, what came, what left it and how, what is left.

In every future start + came + repriced - won - lost = end, as whole numbers, so averages add up;
ranges do not. This module draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simfunnel.charts.amounts import Amounts
from simfunnel.charts.naming import stage_name
from simfunnel.charts.spans import span_of
from simfunnel.charts.wording import day_short, futures_text
from simfunnel.errors import TableError
from simfunnel.words import language, mark, say

__all__ = [
    "WaterfallData",
    "WaterfallPart",
    "waterfall_alt",
    "waterfall_of",
    "waterfall_subtitle",
    "waterfall_texts",
    "waterfall_title",
]

Kind = Literal["start", "came", "repriced", "won", "lost", "end"]
Draws = Mapping[str, NDArray[np.float64]]

_MOST_LOSSES = 6
_OTHERS = mark("Other ends")
_LABELS = {
    "start": mark("Open at the start"),
    "came": mark("Came"),
    "repriced": mark("Prices changed"),
    "won": mark("Won"),
    "end": mark("Open at the end"),
}


@dataclass(frozen=True)
class WaterfallPart:
    """One step of a waterfall, over all futures; what leaves is negative.

    Parameters
    ----------
    kind : {"start", "came", "repriced", "won", "lost", "end"}
    name : str
        Of what is lost, as the file has it; empty for the others.
    mean, low, high : float
        Average, and between what 8 in 10 futures lie, the end that is nearer to zero first.
    unit : float
        To a multiple of which the figures are known; 0 for exactly.

    Examples
    --------
    >>> WaterfallPart("lost", "lost.price", -320_000.0, -200_000.0, -450_000.0).label
    'Lost: price'
    """

    kind: Kind
    name: str
    mean: float
    low: float
    high: float
    unit: float = 0.0

    @property
    def label(self) -> str:
        """The name, fit to be shown."""
        if self.kind != "lost":
            return say(_LABELS[self.kind])
        if not self.name:
            return say(_OTHERS)
        head, _, reason = self.name.partition(".")
        return stage_name(f"{head}: {reason}" if reason else head)

    @property
    def is_exact(self) -> bool:
        """Whether every future gives the same."""
        return self.low == self.high == self.mean


@dataclass(frozen=True)
class WaterfallData:
    """A pipeline over a span of days.

    Parameters
    ----------
    parts : tuple of WaterfallPart
        Start, what came, what was won, what was lost, end.
    measure : {"won_amount", "won"}
        Whether amounts are added up, in whole units of the currency, or leads.
    since, until : datetime.date
        First and last day.
    n_futures : int
        0 for a past.
    currency : str
    locale : str
        Language of figures and dates, as Babel names it.

    Raises
    ------
    TableError
        If it does not begin with the start and end with the end, or averages do not add up.
    """

    parts: tuple[WaterfallPart, ...]
    measure: Literal["won_amount", "won"]
    since: date
    until: date
    n_futures: int
    currency: str = field(default="", kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check that what comes and goes makes what is left."""
        kinds = [part.kind for part in self.parts]
        if len(kinds) < 2 or (kinds[0], kinds[-1]) != ("start", "end"):
            raise TableError(say("a waterfall begins with 'start' and ends with 'end'; add both."))
        *changes, end = (part.mean for part in self.parts)
        if not np.isclose(sum(changes), end, rtol=1e-9, atol=1e-6):
            raise TableError(
                say(
                    "the parts of a waterfall make {sum}, and its end is {end}; give every part.",
                    sum=f"{sum(changes):g}",
                    end=f"{end:g}",
                )
            )

    @property
    def is_past(self) -> bool:
        """Whether it was recorded, not simulated."""
        return self.n_futures == 0

    @property
    def has_ranges(self) -> bool:
        """Whether there are several futures, so that there are ranges."""
        return self.n_futures > 1

    def style(self, part: WaterfallPart) -> Amounts:
        """Return how the figures of a part are written: all in millions, or none."""
        currency = self.currency if self.measure == "won_amount" else ""
        largest = max(abs(each.high) for each in self.parts)
        whole = Amounts(self.measure, currency, self.locale).for_table(largest)
        return replace(whole, unit=max(part.unit, 0.0 if whole.is_money else 1.0))

    def named(self, kind: Kind) -> str:
        """Return the size of the parts of one kind together, without a sign."""
        found = [part for part in self.parts if part.kind == kind]
        if not any(part.mean for part in found):
            return say("nothing") if self.measure == "won_amount" else say("none")
        together = replace(
            found[0],
            mean=sum(part.mean for part in found),
            unit=max(part.unit for part in found),
        )
        return self.style(together).short(abs(together.mean))


def waterfall_of(
    draws: Draws,
    *,
    since: date,
    until: date,
    measure: Literal["won_amount", "won"] = "won_amount",
    currency: str = "",
    is_past: bool = False,
) -> WaterfallData:
    """Return what a waterfall is drawn from, of what each future brings.

    Parameters
    ----------
    draws : mapping of str to ndarray, shape (n_futures,)
        start, came, repriced if prices changed, won, any outcomes, end; what leaves is negative.
        More than six outcomes are put together by the word before their dot, and of those the
        smallest ones.
    since, until : datetime.date
    measure : {"won_amount", "won"}
        Amounts, or leads.
    currency : str
    is_past : bool
        Whether the only future is what was recorded.

    Examples
    --------
    >>> one = {"start": 3.0, "came": 9.0, "won": -2.0, "lost.price": -4.0, "end": 6.0}
    >>> data = waterfall_of({name: np.array([value]) for name, value in one.items()},
    ...                     since=date(2026, 1, 1), until=date(2026, 6, 30), measure="won")
    >>> [part.label for part in data.parts]
    ['Open at the start', 'Came', 'Won', 'Lost: price', 'Open at the end']
    """
    ends = ("start", "came", "repriced", "won", "end")
    losses = _together({name: values for name, values in draws.items() if name not in ends})
    steps: list[tuple[Kind, str, NDArray[np.float64]]] = [
        ("start", "", draws["start"]),
        ("came", "", draws["came"]),
    ]
    if "repriced" in draws:
        steps.append(("repriced", "", draws["repriced"]))
    steps.append(("won", "", draws["won"] if "won" in draws else np.zeros_like(draws["start"])))
    steps += [("lost", name, values) for name, values in losses.items()]
    steps.append(("end", "", draws["end"]))
    return WaterfallData(
        tuple(_part(*each) for each in steps), measure, since, until,
        0 if is_past else len(draws["start"]), currency=currency,
    )  # fmt: skip


def _together(losses: Draws) -> dict[str, NDArray[np.float64]]:
    """Return outcomes, put together where there are too many to be read."""
    if len(losses) <= _MOST_LOSSES:
        return dict(losses)
    heads: dict[str, NDArray[np.float64]] = {}
    for name, values in losses.items():
        head = name.partition(".")[0]
        heads[head] = heads.get(head, 0.0) + values
    if len(heads) <= _MOST_LOSSES:
        return heads
    large = sorted(heads, key=lambda head: float(heads[head].mean()))[: _MOST_LOSSES - 1]
    kept = {head: heads[head] for head in heads if head in large}
    rest = [heads[head] for head in heads if head not in large]
    return {**kept, "": np.sum(rest, axis=0)}


def _part(kind: Kind, name: str, values: NDArray[np.float64]) -> WaterfallPart:
    """Return one step of what each future brings."""
    span = span_of(values)
    near, far = sorted((span.low, span.high), key=abs)
    mean = span.low if span.low == span.high and not span.unit else span.mean
    return WaterfallPart(kind, name, mean, near, far, span.unit)


def waterfall_texts(data: WaterfallData, part: WaterfallPart) -> tuple[str, str]:
    r"""Return average and range of a part, as the chart's columns say them.

    Parameters
    ----------
    data : WaterfallData
    part : WaterfallPart

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_waterfall
    >>> data = example_waterfall()
    >>> waterfall_texts(data, data.parts[1])[0].replace("\N{NO-BREAK SPACE}", "_")
    '+4.9_M'
    """
    style = data.style(part)
    written = style.short(abs(part.mean)) if part.mean else "0"
    sign = "" if part.kind in ("start", "end") or not part.mean else "+"
    mean = f"{sign}{written}" if part.mean >= 0 else f"\N{MINUS SIGN}{written}"
    if not data.has_ranges:
        return mean, ""
    if part.is_exact:
        return mean, say("exactly")
    if part.low * part.high < 0.0:  # up in some futures, down in others
        return mean, style.range(*sorted((part.low, part.high)), words=True)
    return mean, style.range(abs(part.low), abs(part.high))


def waterfall_title(data: WaterfallData) -> str:
    r"""Return the finding: of all there was, what is won, what ends otherwise, what is open.

    Parameters
    ----------
    data : WaterfallData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_waterfall
    >>> waterfall_title(example_waterfall()).replace("\N{NO-BREAK SPACE}", " ")
    'Of EUR 5.4 M in the pipeline 0.44 M is won, 4.17 M ends otherwise and 0.79 M is still open'
    """
    first = [part for part in data.parts if part.kind in ("start", "came", "repriced")]
    there = replace(
        first[0], mean=sum(part.mean for part in first), unit=max(part.unit for part in first)
    )
    if not there.mean:
        return say("Nothing is in the pipeline, and nothing comes")
    words = {
        "all": data.style(there).short(there.mean),
        "won": data.named("won"),
        "lost": data.named("lost"),
        "open": data.named("end"),
    }
    if data.measure == "won_amount":
        words["all"] = data.style(there).named(there.mean)
        if data.is_past:
            return say(
                "Of {all} in the pipeline {won} was won, {lost} ended otherwise and {open} is "
                "still open",
                **words,
            )
        return say(
            "Of {all} in the pipeline {won} is won, {lost} ends otherwise and {open} is still open",
            **words,
        )
    if data.is_past:
        return say(
            "Of {all} leads {won} were won, {lost} ended otherwise and {open} are still open",
            **words,
        )
    return say(
        "Of {all} leads {won} are won, {lost} end otherwise and {open} are still open", **words
    )


def waterfall_subtitle(data: WaterfallData) -> str:
    r"""Return what is shown, in which unit, over which days, in how many futures.

    Parameters
    ----------
    data : WaterfallData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_waterfall
    >>> waterfall_subtitle(example_waterfall())[:16]
    'Pipeline in EUR,'
    """
    words = {
        "what": _what(data),
        "first": day_short(data.since, data.locale),
        "last": day_short(data.until, data.locale),
    }
    if data.is_past:
        return say("{what}, {first} to {last}, as recorded", **words)
    if not data.has_ranges:
        futures = futures_text(data.n_futures, None, data.locale)
        return say("{what}, {first} to {last}, {futures}", futures=futures, **words)
    return say(
        "{what}, {first} to {last}, average of {futures}. Averages add up, ranges do not.",
        futures=futures_text(data.n_futures, None, data.locale),
        **words,
    )


def _what(data: WaterfallData) -> str:
    """Return what is counted."""
    if data.measure == "won":
        return say("Leads")
    if not data.currency:
        return say("Pipeline")
    return say("Pipeline in {currency}", currency=data.currency)


def waterfall_alt(data: WaterfallData) -> str:
    """Return the finding and the numbers, for those who cannot see the chart.

    Parameters
    ----------
    data : WaterfallData
    """
    told = []
    for part in data.parts:
        mean, span = waterfall_texts(data, part)
        words = {"part": part.label, "mean": mean, "span": span}
        if not data.has_ranges or part.is_exact:
            told.append(say("{part} {mean}", **words))
        else:
            told.append(say("{part} {mean} (8 in 10 futures: {span})", **words))
    return f"{waterfall_title(data)}. {'; '.join(told)}."
