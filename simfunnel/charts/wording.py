"""Words that several charts share: names made harmless, days, numbers of futures.

A name comes from a file somebody wrote: control characters and marks that turn the direction of
writing never reach a screen. Escaping for HTML is the card's, not done here.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from simfunnel.units import format_count, format_date
from simfunnel.words import language, say, say_n

__all__ = ["clean_name", "day_long", "day_short", "futures_text", "part_of_month"]

_NBSP = "\N{NO-BREAK SPACE}"
_LAST_DAYS = 7
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_HARMLESS_FORMATS = {"\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}"}


def clean_name(text: object, most: int = 60) -> str:
    r"""Return a name on one line, without control and direction marks, cut to a bearable length.

    Parameters
    ----------
    text : object
        The name.
    most : int
        Characters kept, the last one an ellipsis where something was cut.

    Examples
    --------
    >>> clean_name("a\x1b[31m\u202eb\nc"), clean_name("abcdef", 4)
    ('a[31mb c', 'abc…')
    """
    blank = _BLANKS.sub(" ", str(text)).strip()
    kept = "".join(c for c in blank if c in _HARMLESS_FORMATS or unicodedata.category(c)[0] != "C")
    return kept if len(kept) <= most else kept[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def _joined(text: str) -> str:
    """Return a text whose blanks do not break."""
    return text.replace(" ", _NBSP)


def day_short(day: date, locale: str | None = None, *, year: bool = True) -> str:
    r"""Return a day as "31 Dec 2026", or without its year.

    Parameters
    ----------
    day : datetime.date
        The day.
    locale : str, optional
        Another language than the one spoken, as Babel names it.
    year : bool
        Whether the year is said.

    Examples
    --------
    >>> day_short(date(2026, 12, 31), year=False).replace("\N{NO-BREAK SPACE}", "_")
    '31_Dec'
    """
    if year:
        return _joined(format_date(day, locale))
    from babel.dates import format_date as in_pattern
    from babel.dates import format_skeleton

    spoken = locale or language()
    if spoken.split("_")[0] == "en":
        return _joined(str(in_pattern(day, "d MMM", locale=spoken)))
    return _joined(str(format_skeleton("MMMd", day, locale=spoken)))


def day_long(day: date, locale: str | None = None) -> str:
    r"""Return a day with the whole name of its month.

    Parameters
    ----------
    day : datetime.date
        The day.
    locale : str, optional
        Another language than the one spoken, as Babel names it.

    Examples
    --------
    >>> day_long(date(2026, 7, 1)).replace("\N{NO-BREAK SPACE}", "_")
    '1_July_2026'
    """
    from babel.dates import format_date as in_pattern

    spoken = locale or language()
    pattern = "d MMMM yyyy" if spoken.split("_")[0] == "en" else "long"
    return _joined(str(in_pattern(day, pattern, locale=spoken)))


def part_of_month(
    day: date, locale: str | None = None, *, end: date | None = None, year: bool = False
) -> str:
    """Return early, mid or late and the month: as fine as a simulated date deserves.

    Parameters
    ----------
    day : datetime.date
        The day.
    locale : str, optional
        Another language than the one spoken, as Babel names it.
    end : datetime.date, optional
        A day that matters: a week before it, in its month, are "the last days".
    year : bool
        Whether the year is said.

    Examples
    --------
    >>> part_of_month(date(2026, 11, 14)), part_of_month(date(2026, 12, 28))
    ('in mid-November', 'in late December')
    >>> part_of_month(date(2026, 12, 28), end=date(2026, 12, 31))
    'in the last days of December'
    """
    from babel.dates import format_date as in_pattern
    from babel.dates import format_skeleton

    # The form that stands beside a day: in Polish or Russian it is that of "of November".
    spoken = locale or language()
    month = str(in_pattern(day, "MMMM", locale=spoken))
    if year:
        month = str(format_skeleton("yMMMM", day, locale=spoken))
    if end is not None and day.month == end.month and 0 <= (end - day).days < _LAST_DAYS:
        return say("in the last days of {month}", month=month)
    if day.day <= 10:
        return say("in early {month}", month=month)
    if day.day <= 20:
        return say("in mid-{month}", month=month)
    return say("in late {month}", month=month)


def futures_text(n: int, planned: int | None = None, locale: str | None = None) -> str:
    r"""Return how many futures were simulated, and of how many if the run was stopped.

    Parameters
    ----------
    n : int
        Futures simulated.
    planned : int, optional
        Futures asked for.
    locale : str, optional
        Another language than the one spoken, as Babel names it.

    Examples
    --------
    >>> futures_text(1000).replace("\N{NO-BREAK SPACE}", "_")
    '1,000_simulated futures'
    >>> futures_text(312, 1000)
    'the first 312 of 1,000 futures (stopped early)'
    """
    if planned is not None and planned > n:
        return say(
            "the first {n} of {planned} futures (stopped early)",
            n=format_count(n, locale),
            planned=format_count(planned, locale),
        )
    return say_n(
        "{n}\N{NO-BREAK SPACE}simulated future",
        "{n}\N{NO-BREAK SPACE}simulated futures",
        n,
        n=format_count(n, locale),
    )
