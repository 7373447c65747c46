"""The parts of a result, as numbers and in words: booked, open today, still to come, all together.

Averages add up; medians and ranges do not. This module draws nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from simfunnel.charts.amounts import Amounts, Measure, deals_text, figure_text
from simfunnel.charts.fan_data import Target
from simfunnel.charts.wording import day_long
from simfunnel.errors import TableError
from simfunnel.units import format_count
from simfunnel.words import listed, mark, say, say_n

__all__ = ["Origin", "OriginsData", "origin_texts", "origins_subtitle", "origins_title"]

Part = Literal["booked", "open", "to_come", "total"]

_NBSP = "\N{NO-BREAK SPACE}"
_IN_TITLE = {
    "booked": mark("{average} booked"),
    "open": mark("{average} from open leads"),
    "to_come": mark("{average} still to come"),
}
_LABELS = {"booked": mark("Booked"), "open": mark("Open today"), "to_come": mark("Still to come")}


@dataclass(frozen=True)
class Origin:
    """One part of a result, over all futures.

    Parameters
    ----------
    part : {"booked", "open", "to_come", "total"}
        Won already, from leads open today, from leads to come, and all together.
    average : float
        Mean over the futures; the averages of the parts add up to that of the total.
    low, lower_quarter, upper_quarter, high : float
        Quantiles at 10, 25, 75 and 90 %.
    deals_low, deals_high : int
        Quantiles at 10 and 90 % of the number of deals behind it.
    exact : bool
        Whether it is known, not simulated.

    Examples
    --------
    >>> Origin("booked", 486_000.0, 486_000.0, 486_000.0, 486_000.0, 486_000.0, 31, 31, exact=True)
    ... # doctest: +ELLIPSIS
    Origin(part='booked', average=486000.0, ...)
    """

    part: Part
    average: float
    low: float
    lower_quarter: float
    upper_quarter: float
    high: float
    deals_low: int
    deals_high: int
    exact: bool = False


@dataclass(frozen=True)
class OriginsData:
    """The parts of a result and what they are held against.

    Parameters
    ----------
    rows : tuple of Origin
        The parts in the order in which they add up; the total last.
    amounts : Amounts
        How amounts are written; ``FanData.amounts`` of the same result.
    since, until : datetime.date
        First and last day counted.
    target : Target, optional
        Drawn only where it is due on `until`.

    Raises
    ------
    TableError
        If the last row is not the total.

    Examples
    --------
    >>> rows = (Origin("total", 1.25e6, 1.05e6, 1.1e6, 1.4e6, 1.53e6, 66, 91),)
    >>> data = OriginsData(rows, Amounts("won"), date(2026, 7, 1), date(2026, 9, 30))
    >>> data.label(rows[0])
    'All together'
    """

    rows: tuple[Origin, ...]
    amounts: Amounts
    since: date
    until: date
    target: Target | None = None

    def __post_init__(self) -> None:
        """Check that the total comes last."""
        if not self.rows or self.rows[-1].part != "total":
            raise TableError(say("the origins of a result end with the row 'total'; add it."))

    @property
    def measure(self) -> Measure:
        """Whether amounts or deals are counted."""
        return self.amounts.measure

    @property
    def shown_target(self) -> Target | None:
        """The target, if it is due when the result is."""
        return self.target if self.target and self.target.by == self.until else None

    @cached_property
    def table_amounts(self) -> Amounts:
        """How the columns of the table are written: all in millions, or none."""
        return self.amounts.for_table(self.rows[-1].high)

    def label(self, row: Origin) -> str:
        """Return the name of a row."""
        if row.part != "total":
            return say(_LABELS[row.part])
        whole = (self.since.month, self.since.day, self.until.month, self.until.day) == (
            1,
            1,
            12,
            31,
        )
        is_year = whole and self.since.year == self.until.year
        if is_year:
            return say("Year\N{RIGHT SINGLE QUOTATION MARK}s result")
        return say("All together")


def origin_texts(data: OriginsData, row: Origin, *, words: bool = False) -> tuple[str, str]:
    r"""Return the average of a row and its range, as its table says them.

    Parameters
    ----------
    data : OriginsData
        All rows.
    row : Origin
        One of them.
    words : bool
        Write ranges with "to" instead of a dash.

    Examples
    --------
    >>> rows = (Origin("total", 1.25e6, 1.05e6, 1.1e6, 1.4e6, 1.53e6, 66, 91),)
    >>> data = OriginsData(rows, Amounts("won_amount", "EUR", unit=1e4),
    ...                    date(2026, 1, 1), date(2026, 12, 31))
    >>> [t.replace("\N{NO-BREAK SPACE}", "_") for t in origin_texts(data, rows[0], words=True)]
    ['1.25_M', '1.05_to_1.53_M, 66_to_91_deals']
    """
    amounts = data.table_amounts
    deals = Amounts("won", "", amounts.locale, 1.0)
    if row.exact:
        if not row.deals_low:
            return amounts.exact(row.average), say("exactly: no deal counts yet")
        won = say_n(
            "exactly: {n}\N{NO-BREAK SPACE}deal is won",
            "exactly: {n}\N{NO-BREAK SPACE}deals are won",
            row.deals_low,
            n=format_count(row.deals_low, amounts.locale),
        )
        return amounts.exact(row.average), won
    written = deals.range(row.deals_low, row.deals_high, words=words)
    counts = deals_text(row.deals_high, written)
    if not amounts.is_money:
        average = figure_text(row.average, 1 if row.average < 100 else 0, amounts.locale)
        return average, counts
    span = amounts.range(row.low, row.high, words=words)
    return amounts.short(row.average), listed((span, counts))


def origins_title(data: OriginsData) -> str:
    r"""Return the finding: what is booked, and how the rest divides, on average.

    Parameters
    ----------
    data : OriginsData
        What is drawn.

    Examples
    --------
    >>> rows = (Origin("booked", 5.0, 5.0, 5.0, 5.0, 5.0, 5, 5, exact=True),
    ...         Origin("to_come", 7.2, 3.0, 5.0, 9.0, 12.0, 3, 12),
    ...         Origin("total", 12.2, 8.0, 10.0, 14.0, 17.0, 8, 17))
    >>> data = OriginsData(rows, Amounts("won"), date(2026, 1, 1), date(2026, 12, 31))
    >>> origins_title(data)
    '5 booked and 7.2 still to come make 12.2 deals on average'
    """
    parts = [row for row in data.rows[:-1] if row.average or row.part == "booked"]
    if not parts or not data.rows[-1].average:
        return say("Nothing is booked, and nothing comes on average")
    named = [say(_IN_TITLE[row.part], average=origin_texts(data, row)[0]) for row in parts]
    total = data.amounts.named(data.rows[-1].average, origin_texts(data, data.rows[-1])[0])
    return say_n(
        "{parts} makes {total} on average",
        "{parts} make {total} on average",
        len(parts),
        parts=listed(named, "and"),
        total=total if data.amounts.is_money else total.replace(_NBSP, " "),
    )


def origins_subtitle(data: OriginsData) -> str:
    """Return what the bars show: unit, day, and what adds up.

    Parameters
    ----------
    data : OriginsData
        What is drawn.

    Examples
    --------
    >>> rows = (Origin("total", 7.2, 3.0, 5.0, 9.0, 12.0, 3, 12),)
    >>> data = OriginsData(rows, Amounts("won"), date(2026, 7, 1), date(2026, 9, 30))
    >>> origins_subtitle(data)[:9]
    'Deals, by'
    """
    unit = data.amounts.axis_title()
    unit = unit[0].upper() + unit[1:]
    return say(
        "{unit}, by {until}. Bars start where the average before them ends; averages add "
        "up, medians and ranges do not.",
        unit=unit,
        until=day_long(data.until, data.amounts.locale),
    )
