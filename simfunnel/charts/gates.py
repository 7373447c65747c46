"""What gates decide against what leads are truly like: four numbers a gate, as areas."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from simfunnel.charts.amounts import figure_text
from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import Label, Sheet, sheet, texts
from simfunnel.charts.naming import stage_name
from simfunnel.charts.shapes import Tile, tiles
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.wording import day_short, futures_text
from simfunnel.errors import TableError
from simfunnel.units import format_share
from simfunnel.words import language, mark, say

__all__ = ["GateRow", "GatesData", "draw_gates"]

_INNER, _SIDE, _TITLE = 820.0, 18.0, 66.0
_NAMES, _PITCH, _BAR, _HEAD, _FOOT, _GAP = 150.0, 74.0, 24.0, 34.0, 10.0, 4.0
_TOTAL, _INSIDE = 130.0, 34.0
_KEYS = (mark("truly good"), mark("truly poor"))


@dataclass(frozen=True)
class GateRow:
    """One gate.

    Parameters
    ----------
    name : str
    passed_good, passed_poor, refused_good, refused_poor : float
        Leads, on average over the futures.

    Examples
    --------
    >>> GateRow("call", 30, 10, 5, 55).false_accepts
    0.25
    """

    name: str
    passed_good: float
    passed_poor: float
    refused_good: float
    refused_poor: float

    @property
    def false_accepts(self) -> float:
        """Which share of those it passed is poor."""
        return self.passed_poor / max(self.passed_good + self.passed_poor, 1e-9)

    @property
    def false_rejects(self) -> float:
        """Which share of the good it refused."""
        return self.refused_good / max(self.passed_good + self.refused_good, 1e-9)


@dataclass(frozen=True)
class GatesData:
    """What the drawing is made from.

    Parameters
    ----------
    rows : tuple of GateRow
        At least one.
    since, until : datetime.date
    n_futures : int
        That tell their stays.

    Raises
    ------
    TableError
        If there is no gate.
    """

    rows: tuple[GateRow, ...]
    since: date
    until: date
    n_futures: int
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check that there is something to draw."""
        if not self.rows:
            raise TableError(say("no gate decides anything; give one."))


def draw_gates(data: GatesData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw whom each gate passes and refuses, good ones and poor ones.

    Parameters
    ----------
    data : GatesData
    theme : Theme
        Palette.
    bare : bool
        Leave out title, subtitle and side padding, for a card that sets them itself.

    Returns
    -------
    Figure
        820 pixels wide inside a card, 856 alone.

    Examples
    --------
    >>> from simfunnel.charts.people_examples import example_gates
    >>> draw_gates(example_gates()).title
    'Of 100 leads that Call passes 25 are poor; of 100 good ones it refuses 14'
    """
    title = _title(data)
    alt = f"{title}. {'; '.join(_spoken(row, data) for row in data.rows)}."
    height = _HEAD + _PITCH * len(data.rows) + _FOOT
    frame = Sheet(_INNER, height, 0.0, 0.0, 0.0, 4.0, alt=alt)
    if not bare:
        frame = Sheet(_INNER, height, _SIDE, _TITLE, _SIDE, 14.0, title, _subtitle(data), alt, 0.0)
    layers = [tiles(_bars(data, theme)), *texts(_labels(data, theme))]
    return Figure(sheet(frame, layers, {}, theme), _table(data), title, alt)


def _table(data: GatesData) -> pd.DataFrame:
    """Return the table behind the bars: leads, and both shares of mistakes."""
    names = ("passed_good", "passed_poor", "refused_good", "refused_poor", "false_accepts",
             "false_rejects")  # fmt: skip
    return pd.DataFrame(
        [{"gate": row.name, **{name: getattr(row, name) for name in names}} for row in data.rows]
    )


def _title(data: GatesData) -> str:
    """Return the finding of the gate that decides most."""
    most = max(data.rows, key=_tested)
    return say(
        "Of 100 leads that {gate} passes {poor} are poor; of 100 good ones it refuses {good}",
        gate=stage_name(most.name, 28),
        poor=figure_text(100.0 * most.false_accepts, 0, data.locale),
        good=figure_text(100.0 * most.false_rejects, 0, data.locale),
    )


def _tested(row: GateRow) -> float:
    """Return how many leads a gate decides upon."""
    return row.passed_good + row.passed_poor + row.refused_good + row.refused_poor


def _subtitle(data: GatesData) -> str:
    """Return what is shown, over which days, in how many futures."""
    return say(
        "Leads passed and refused, {first} to {last}, by how good they truly are, which nobody "
        "sees. {futures}, average",
        first=day_short(data.since, data.locale),
        last=day_short(data.until, data.locale),
        futures=futures_text(data.n_futures, None, data.locale),
    )


def _spoken(row: GateRow, data: GatesData) -> str:
    """Return the numbers of a gate."""
    return say(
        "{gate} passes {a} good and {b} poor, refuses {c} good and {d} poor",
        gate=stage_name(row.name),
        **{
            name: figure_text(value, 0, data.locale)
            for name, value in zip("abcd", _cells(row), strict=True)
        },
    )


def _cells(row: GateRow) -> tuple[float, ...]:
    """Return the four numbers: passed good and poor, refused good and poor."""
    return row.passed_good, row.passed_poor, row.refused_good, row.refused_poor


def _scale(data: GatesData) -> float:
    """Return pixels per lead."""
    longest = max(max(sum(_cells(row)[:2]), sum(_cells(row)[2:])) for row in data.rows)
    return (_INNER - _NAMES - _TOTAL) / max(longest, 0.001)


def _looks(theme: Theme) -> tuple[str, str]:
    """Return the colours of good and poor leads."""
    return theme.target, theme.past


def _bars(data: GatesData, theme: Theme) -> list[Tile]:
    """Return two bars a gate, what it passed above what it refused."""
    scale, found = _scale(data), []
    for i, row in enumerate(data.rows):
        cells = _cells(row)
        for line in (0, 1):
            left, top = _NAMES, _HEAD + _PITCH * i + line * (_BAR + _GAP)
            for k, colour in enumerate(_looks(theme)):
                width = cells[2 * line + k] * scale
                wrong = line != k  # a poor one that passes, a good one that is refused
                found.append(Tile(left, top, width, _BAR, colour, 0.9 if wrong else 0.45))
                left += width
    for k, colour in enumerate(_looks(theme)):
        found.append(Tile(_NAMES + 120.0 * k, 6.0, 10.0, 10.0, colour, 0.9, "key"))
    return found


def _labels(data: GatesData, theme: Theme) -> list[Label]:
    """Return names, numbers within the parts that have room, and what is wrong of each bar."""
    scale = _scale(data)
    found = [
        Label(say(words), _NAMES + 15.0 + 120.0 * k, 11.5, theme.soft, size=11.5)
        for k, words in enumerate(_KEYS)
    ]
    found.append(Label(say("full colour: mistakes"), _NAMES + 15.0 + 240.0, 11.5, theme.soft,
                       size=11.5))  # fmt: skip
    for i, row in enumerate(data.rows):
        cells, top = _cells(row), _HEAD + _PITCH * i + _BAR / 2.0
        found.append(Label(stage_name(row.name, 20), 0.0, top, theme.ink, True, 12.5))
        accepts, rejects = (
            format_share(share, data.locale) for share in (row.false_accepts, row.false_rejects)
        )
        said = (say("{share} poor", share=accepts), say("{share} of the good", share=rejects))
        for line, words in enumerate((say("passes"), say("refuses"))):
            y, left = top + line * (_BAR + _GAP), _NAMES
            found.append(Label(words, _NAMES - 10.0, y, theme.soft, size=12.0, align="right"))
            for k in (0, 1):
                value = cells[2 * line + k]
                if value * scale >= _INSIDE:
                    figure = figure_text(value, 0, data.locale)
                    place = left + value * scale / 2.0
                    found.append(Label(figure, place, y, theme.ink, False, 11.5, "center"))
                left += value * scale
            found.append(Label(said[line], left + 8.0, y, theme.soft, size=11.5))
    return found
