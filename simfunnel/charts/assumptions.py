"""What matters most: the chance of the target if one assumption turns out low or high."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simfunnel.charts.chances import Chance
from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import Label, Layer, Sheet, rule, sheet, texts
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.wording import clean_name
from simfunnel.units import format_share
from simfunnel.words import say

__all__ = ["Assumption", "AssumptionsData", "assumptions_subtitle", "draw_assumptions"]

_TEXT_WIDTH, _WIDTH, _EDGE = 218.0, 112.0, 34.0
_TOP, _BOTTOM, _SIDE, _TITLE = 26.0, 6.0, 18.0, 62.0
_PITCH, _BAR = 40.0, 12.0


@dataclass(frozen=True)
class Assumption:
    """One number in doubt, and what the doubt does to the chance.

    Parameters
    ----------
    label : str
        The assumption in words, with its value.
    doubt : str
        How far it may be off, "our doubt: 68 to 81 %".
    low, high : float
        Chance of the target, as a fraction, if it turns out low (one in ten is lower) or high.

    Examples
    --------
    >>> Assumption("New leads, 96 a month", "our doubt: 82 to 112", 0.54, 0.70).low
    0.54
    """

    label: str
    doubt: str
    low: float
    high: float


@dataclass(frozen=True)
class AssumptionsData:
    """The assumptions that matter most.

    Parameters
    ----------
    rows : tuple of Assumption
        Most important first; three are enough.
    now : Chance
        The chance as things stand.

    Examples
    --------
    >>> AssumptionsData((), Chance(61, 100)).now.hits
    61
    """

    rows: tuple[Assumption, ...]
    now: Chance


def assumptions_subtitle() -> str:
    """Return what the bars show.

    Examples
    --------
    >>> assumptions_subtitle().split(":")[0]
    'Chance of the target if one assumption turns out low or high'
    """
    return say(
        "Chance of the target if one assumption turns out low or high: one in ten is "
        "lower, one in ten higher."
    )


def draw_assumptions(data: AssumptionsData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw the range of the chance under each assumption, around the chance as things stand.

    Parameters
    ----------
    data : AssumptionsData
        The rows.
    theme : Theme
        Palette.
    bare : bool
        Leave out title and side padding, for a card that sets them itself.

    Returns
    -------
    Figure
        398 pixels wide inside a card.

    Examples
    --------
    >>> row = Assumption("New leads, 96 a month", "our doubt: 82 to 112", 0.54, 0.70)
    >>> draw_assumptions(AssumptionsData((row,), Chance(620, 1000))).title
    'Matters most: New leads, 96 a month'
    """
    rows = data.rows
    title = say("Nothing matters most")
    if rows:
        title = say("Matters most: {assumption}", assumption=clean_name(rows[0].label, 34))
    spoken = [
        say(
            "{label} ({doubt}): {low} to {high}",
            label=clean_name(row.label),
            doubt=clean_name(row.doubt),
            low=_per_cent(row.low, data),
            high=_per_cent(row.high, data),
        )
        for row in rows
    ]
    alt = say(
        "{title}. Chance of the target now {now}; {rows}.",
        title=title,
        now=data.now.text,
        rows="; ".join(spoken),
    )
    height = _PITCH * max(len(rows), 1)
    left, right = _TEXT_WIDTH + _EDGE, _EDGE
    frame = Sheet(_WIDTH, height, left, _TOP, right, _BOTTOM, alt=alt)
    if not bare:
        sides = (left + _SIDE, _TOP + _TITLE, right + _SIDE, _BOTTOM + 12.0)
        subtitle = say("Chance of the target if it turns out low or high")
        frame = Sheet(_WIDTH, height, *sides, title, subtitle, alt)
    columns = ["label", "doubt", "low", "high"]
    table = pd.DataFrame([[getattr(row, c) for c in columns] for row in rows], columns=columns)
    return Figure(sheet(frame, _layers(data, height, theme), {}, theme), table, title, alt)


def _per_cent(share: float, data: AssumptionsData) -> str:
    """Return a chance in whole per cent."""
    return format_share(share, data.now.locale)


def _scale(data: AssumptionsData) -> tuple[float, float]:
    """Return the least and the greatest chance drawn."""
    shares = [data.now.share, *(share for row in data.rows for share in (row.low, row.high))]
    low, high = min(shares), max(shares)
    return (low, high) if high > low else (low - 0.05, high + 0.05)


def _layers(data: AssumptionsData, height: float, theme: Theme) -> list[Layer]:
    """Return bars, the line of today's chance, and all texts."""
    low, high = _scale(data)

    def x(share: float) -> float:
        return _WIDTH * (share - low) / (high - low)

    found: list[Layer] = []
    labels: list[Label] = []
    for i, row in enumerate(data.rows):
        middle = _PITCH * (i + 0.5)
        ends = sorted((row.low, row.high))
        places = {
            "x": {"value": x(ends[0])},
            "x2": {"value": x(ends[1])},
            "y": {"value": middle - _BAR / 2.0},
            "y2": {"value": middle + _BAR / 2.0},
        }
        mark = {"type": "rect", "color": theme.blue, "opacity": theme.inner}
        found.append({"data": {"values": [{}]}, "mark": mark, "encoding": places})
        edge, y = -_TEXT_WIDTH - _EDGE, middle - 7.0
        labels += [
            Label(clean_name(row.label, 34), edge, y, theme.ink),
            Label(clean_name(row.doubt, 40), edge, middle + 8.0, theme.soft, size=11.0),
            _end(x(ends[0]) - 5.0, middle, _per_cent(ends[0], data), theme, side="right"),
            _end(x(ends[1]) + 5.0, middle, _per_cent(ends[1], data), theme, side="left"),
        ]
    now = {"value": x(data.now.share)}
    span = {"x": now, "y": {"value": -2.0}, "y2": {"value": height}}
    found.append(rule(span, colour=theme.blue, width=1.75))
    head = say("{chance} now", chance=data.now.text)
    labels.append(Label(head, x(data.now.share), -12.0, theme.blue_text, bold=True, align="center"))
    return found + texts(labels)


def _end(x: float, y: float, words: str, theme: Theme, *, side: str) -> Label:
    """Return the chance at one end of a bar."""
    return Label(words, x, y, theme.soft, size=11.5, align=side)
