"""What a stay consists of: waiting for us, our work, the customer's time, stage by stage."""

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
from simfunnel.words import language, mark, say

__all__ = ["StayParts", "StayPartsData", "draw_stay_parts"]

_INNER, _SIDE, _TITLE = 820.0, 18.0, 66.0
_NAMES, _TOTAL, _PITCH, _BAR, _HEAD, _FOOT = 170.0, 76.0, 34.0, 20.0, 34.0, 12.0
_INSIDE = 26.0
_HEADINGS = (mark("waits for us"), mark("between reps"), mark("our work"), mark("customer's time"))


@dataclass(frozen=True)
class StayParts:
    """One stage.

    Parameters
    ----------
    name : str
    days : tuple of float
        Wait, between reps, our work, the customer's time: days of a stay, on average.

    Examples
    --------
    >>> StayParts("call", (2.0, 0.0, 0.5, 3.0)).total
    5.5
    """

    name: str
    days: tuple[float, float, float, float]

    @property
    def total(self) -> float:
        """Days of a stay."""
        return sum(self.days)


@dataclass(frozen=True)
class StayPartsData:
    """What the drawing is made from.

    Parameters
    ----------
    rows : tuple of StayParts
        In the order of the file; at least one.
    since, until : datetime.date
    n_futures : int
        That tell their stays.

    Raises
    ------
    TableError
        If there is no stage.
    """

    rows: tuple[StayParts, ...]
    since: date
    until: date
    n_futures: int
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check that there is something to draw."""
        if not self.rows:
            raise TableError(say("no stay ended, so there is nothing to split; give a stage."))


def draw_stay_parts(data: StayPartsData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw what stays consist of, one bar a stage.

    Parameters
    ----------
    data : StayPartsData
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
    >>> from simfunnel.charts.people_examples import example_stays
    >>> draw_stay_parts(example_stays()).data["stage"].tolist()
    ['call', 'offer']
    """
    title = _title(data)
    alt = f"{title}. {'; '.join(_spoken(row, data) for row in data.rows)}."
    height = _HEAD + _PITCH * len(data.rows) + _FOOT
    frame = Sheet(_INNER, height, 0.0, 0.0, 0.0, 4.0, alt=alt)
    if not bare:
        frame = Sheet(_INNER, height, _SIDE, _TITLE, _SIDE, 14.0, title, _subtitle(data), alt, 0.0)
    layers = [tiles(_bars(data, theme)), *texts([*_key(theme), *_labels(data, theme)])]
    return Figure(sheet(frame, layers, {}, theme), _table(data), title, alt)


def _table(data: StayPartsData) -> pd.DataFrame:
    """Return the table behind the bars, in days."""
    columns = ["wait", "hand_over", "work", "customer"]
    return pd.DataFrame(
        [{"stage": row.name, **dict(zip(columns, row.days, strict=True))} for row in data.rows],
        columns=["stage", *columns],
    )


def _title(data: StayPartsData) -> str:
    """Return the finding: where leads wait longest, and how much of the stay that is."""
    most = max(data.rows, key=lambda row: row.days[0])
    if most.days[0] < 0.05:
        return say("Nobody waits for us: stays are the customer's time and our work")
    return say(
        "In {stage} leads wait longest for us: {wait} of the {total} days of a stay",
        stage=stage_name(most.name, 30),
        wait=figure_text(most.days[0], 1, data.locale),
        total=figure_text(most.total, 1, data.locale),
    )


def _subtitle(data: StayPartsData) -> str:
    """Return what is shown, over which days, in how many futures."""
    return say(
        "Days of a stay on average, of those that ended {first} to {last}, by what they were spent "
        "on. {futures}",
        first=day_short(data.since, data.locale),
        last=day_short(data.until, data.locale),
        futures=futures_text(data.n_futures, None, data.locale),
    )


def _spoken(row: StayParts, data: StayPartsData) -> str:
    """Return the numbers of a stage."""
    wait, handed, work, customer = (figure_text(days, 1, data.locale) for days in row.days)
    return say(
        "{stage}: {wait} days waiting, {handed} between reps, {work} of work, {customer} of the "
        "customer's time",
        stage=stage_name(row.name), wait=wait, handed=handed, work=work, customer=customer,
    )  # fmt: skip


def _looks(theme: Theme) -> tuple[tuple[str, float], ...]:
    """Return colour and opacity of each part: waiting asks for attention, the rest does not."""
    return (theme.alarm, 0.85), (theme.back, 0.85), (theme.blue, 0.9), (theme.past, 0.35)


def _scale(data: StayPartsData) -> float:
    """Return pixels per day."""
    longest = max(row.total for row in data.rows)
    return (_INNER - _NAMES - _TOTAL) / max(longest, 0.001)


def _bars(data: StayPartsData, theme: Theme) -> list[Tile]:
    """Return a bar of four parts for each stage."""
    scale, found = _scale(data), []
    for i, row in enumerate(data.rows):
        left, top = _NAMES, _HEAD + _PITCH * i + (_PITCH - _BAR) / 2.0
        for days, (colour, opacity), what in zip(row.days, _looks(theme), _HEADINGS, strict=True):
            found.append(Tile(left, top, days * scale, _BAR, colour, opacity, what))
            left += days * scale
    at = _NAMES
    for colour, opacity in _looks(theme):
        found.append(Tile(at, 6.0, 10.0, 10.0, colour, opacity, "key"))
        at += 140.0
    return found


def _key(theme: Theme) -> list[Label]:
    """Return what the colours are."""
    return [
        Label(say(words), _NAMES + 15.0 + 140.0 * k, 11.5, theme.soft, size=11.5)
        for k, words in enumerate(_HEADINGS)
    ]


def _labels(data: StayPartsData, theme: Theme) -> list[Label]:
    """Return names, the days within the parts that have room, and the days in all."""
    scale, found = _scale(data), []
    for i, row in enumerate(data.rows):
        y, left = _HEAD + _PITCH * (i + 0.5), _NAMES
        found.append(Label(stage_name(row.name, 24), _NAMES - 12.0, y, theme.ink, size=12.5,
                           align="right"))  # fmt: skip
        for k, days in enumerate(row.days):
            if days * scale >= _INSIDE:
                colour = theme.ink if k == len(row.days) - 1 else theme.paper
                words = figure_text(days, 1, data.locale)
                middle = left + days * scale / 2.0
                found.append(Label(words, middle, y, colour, k == 0, 11.5, "center"))
            left += days * scale
        total = say("{days} days", days=figure_text(row.total, 1, data.locale))
        found.append(Label(total, left + 8.0, y, theme.soft, size=11.5))
    return found
