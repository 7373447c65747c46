"""Ticks at round places: amounts from zero, and the calendar from months down to days.

Labels are made here and drawn as text, so that they follow the reader's locale in every output.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from simfunnel.charts.amounts import Amounts
from simfunnel.words import language

__all__ = ["Tick", "amount_ticks", "calendar_ticks", "signed_ticks"]

_STEPS = (1.0, 2.0, 2.5, 4.0, 5.0, 10.0)
_MOST_MONTHS, _MOST_QUARTERS, _MOST_WEEKS = 16, 40, 14
_SHORT_DAYS = 21


@dataclass(frozen=True)
class Tick:
    """A place on the time axis.

    Parameters
    ----------
    on : datetime.date
        The day.
    label : str
        What is written under it; a second line after a newline; may be empty.

    Examples
    --------
    >>> Tick(date(2026, 2, 1), "Feb").label
    'Feb'
    """

    on: date
    label: str


def signed_ticks(low: float, high: float, *, most: int = 6, least: float = 0.0) -> list[float]:
    """Return round values from `low` to `high`, zero among them where it lies between.

    Parameters
    ----------
    low, high : float
        Ends of the axis, in order.
    most : int
        Steps that fit between them, at most.
    least : float
        The smallest step, 1 for whole things.

    Examples
    --------
    >>> signed_ticks(-14.0, 33.0), signed_ticks(-0.4, 1.2, least=1.0)
    ([-10.0, 0.0, 10.0, 20.0, 30.0], [0.0, 1.0])
    """
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = max(next(s * power for s in (1.0, 2.0, 5.0, 10.0) if s * power >= rough), least)
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def amount_ticks(largest: float, amounts: Amounts, *, most: int = 5) -> list[tuple[float, str]]:
    r"""Return round values from zero to at most `largest`, with their labels.

    Parameters
    ----------
    largest : float
        End of the axis.
    amounts : Amounts
        How labels are written.
    most : int
        Ticks beside that at zero, at most.

    Returns
    -------
    list of (float, str)
        Values and labels, ascending.

    Examples
    --------
    >>> ticks = amount_ticks(1_700_000.0, Amounts("won_amount", "EUR"))
    >>> [label.replace("\N{NO-BREAK SPACE}", "_") for _, label in ticks]
    ['0', '0.4_M', '0.8_M', '1.2_M', '1.6_M']
    """
    if not largest > 0:
        return [(0.0, "0")]
    power = 10.0 ** math.floor(math.log10(largest / most))
    steps = (s * power for s in _STEPS if (s * power).is_integer())
    step = next((s for s in steps if largest / s <= most + 1e-9), math.ceil(largest / most))
    values = [i * step for i in range(int(largest / step + 1e-9) + 1)]
    millions = amounts.is_money and values[-1] >= 1_000_000
    unit = 10.0 ** math.floor(math.log10(step) + 1e-9)
    if not float(step / unit).is_integer():
        unit /= 10.0
    style = Amounts(amounts.measure, "", amounts.locale, unit, in_millions=millions)
    return [(value, style.short(value) if value else "0") for value in values]


def calendar_ticks(since: date, until: date, locale: str | None = None) -> list[Tick]:
    r"""Return the ticks of a time axis: years, quarters, months, weeks or days.

    Parameters
    ----------
    since, until : datetime.date
        First and last day of the axis.
    locale : str
        Language of the names of months.

    Returns
    -------
    list of Tick
        At most 16 labelled ones; the year stands under the first and under each January.

    Examples
    --------
    >>> [t.label for t in calendar_ticks(date(2026, 11, 25), date(2027, 5, 9))]
    ['Dec\n2026', 'Jan\n2027', 'Feb', 'Mar', 'Apr', 'May']
    """
    days = (until - since).days
    months = (until.year - since.year) * 12 + until.month - since.month
    if days < _SHORT_DAYS:
        return _even(since, until, max(1, math.ceil(days / 7)), locale)
    if days < _MOST_WEEKS * 7 and months <= 3:
        return _even(since, until, 14 if days > 49 else 7, locale)
    if months <= _MOST_MONTHS:
        return _monthly(since, until, 1, locale)
    if months <= _MOST_QUARTERS:
        return _monthly(since, until, 3, locale)
    step = max(1, math.ceil(months / 12 / _MOST_WEEKS))
    firsts = (date(year, 1, 1) for year in range(since.year, until.year + 1, step))
    return [Tick(on, str(on.year)) for on in firsts if since <= on <= until]


def _text(on: date, pattern: str, locale: str | None) -> str:
    """Return a day in a pattern of its parts."""
    from babel.dates import format_date

    return str(format_date(on, pattern, locale=locale or language()))


def _even(since: date, until: date, step: int, locale: str | None) -> list[Tick]:
    """Return a tick every so many days, from the first."""
    ticks = []
    for i in range((until - since).days // step + 1):
        on = since + timedelta(days=i * step)
        new_year = i == 0 or on.year != (on - timedelta(days=step)).year
        ticks.append(Tick(on, _text(on, "d MMM", locale) + (f"\n{on.year}" if new_year else "")))
    return ticks


def _monthly(since: date, until: date, step: int, locale: str | None) -> list[Tick]:
    """Return a tick at the start of every month or quarter, and one at the first day."""
    ticks = []
    whole = since.day == 1 and (since.month - 1) % step == 0
    pattern = "MMM" if whole or step > 1 else "d MMM"
    ticks.append(Tick(since, f"{_text(since, pattern, locale)}\n{since.year}"))
    year, month = since.year, since.month
    while (first := _next(year, month)) <= until:
        year, month = first.year, first.month
        if (month - 1) % step:
            continue
        label = _text(first, "MMM", locale) + (f"\n{year}" if month == 1 else "")
        ticks.append(Tick(first, label))
    if len(ticks) > 1 and (ticks[1].on - since).days < 12 * step:
        text = ticks[1].label.split("\n")[0]
        ticks[:2] = [Tick(ticks[1].on, f"{text}\n{ticks[1].on.year}")]
    return ticks


def _next(year: int, month: int) -> date:
    """Return the first day of the following month."""
    return date(year + month // 12, month % 12 + 1, 1)
