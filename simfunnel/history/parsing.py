"""Texts become dates and amounts exactly as the mapping says, or are refused with their lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import Problem
from simfunnel.history.columns import MOMENT
from simfunnel.history.facts import shown_list
from simfunnel.history.mapping import Numbers
from simfunnel.history.sheets import Sheet
from simfunnel.units import format_count
from simfunnel.units.readings import shown
from simfunnel.words import listed, say, say_n

__all__ = ["NO_AMOUNT", "parse_amounts", "parse_dates"]

_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_MOST = 10**15
NO_AMOUNT = int(np.iinfo(np.int64).min)
"""Marks a blank among parsed amounts."""

_BAD_DATES: dict[str, Callable[..., str]] = {
    "unread": lambda total, **said: say_n(
        "{few} of {n} date does not fit {formats}; add its format to 'dates' or mend it ({first}).",
        "{few} of {n} dates do not fit {formats}; add their format to 'dates' or mend them "
        "({first}).",
        total,
        **said,
    ),
    "two": lambda total, **said: say_n(
        "{few} of {n} date fits two of {formats} with different days; keep one of these formats "
        "({first}).",
        "{few} of {n} dates fit two of {formats} with different days; keep one of these formats "
        "({first}).",
        total,
        **said,
    ),
    "year": lambda total, **said: say_n(
        "{few} of {n} date lies outside {oldest} to {latest}; mend it or list it in 'blanks' "
        "({first}).",
        "{few} of {n} dates lie outside {oldest} to {latest}; mend them or list them in 'blanks' "
        "({first}).",
        total,
        oldest=_FIRST_YEAR,
        latest=_LAST_YEAR,
        **said,
    ),
}
"""What says each reason why a date cannot be read, for a number of dates."""


def parse_dates(
    sheet: Sheet, column: str, formats: Sequence[str], problems: list[Problem]
) -> NDArray[np.datetime64]:
    """Return the moments that a column's texts state.

    Parameters
    ----------
    sheet : Sheet
        The table; blanks are empty texts.
    column : str
        The column to read.
    formats : sequence of str
        The formats that may occur. A text that two of them read differently is refused.
    problems : list of Problem
        Grows by one line for each kind of text that cannot be read.

    Returns
    -------
    ndarray of datetime64[s], shape (n_rows,)
        The moments; NaT for blanks and for what was refused.

    Examples
    --------
    >>> from simfunnel.history.sheets import Sheet
    >>> table = Sheet("deals.csv", {"On": np.array(["03/04/2026", ""], object)}, np.array([2, 3]))
    >>> parse_dates(table, "On", ["%d/%m/%Y"], [])
    array(['2026-04-03T00:00:00',                 'NaT'], dtype='datetime64[s]')
    """
    texts, index = np.unique(sheet.columns[column].astype(str), return_inverse=True)
    moments = np.full(len(texts), "NaT", dtype=MOMENT)
    bad: dict[str, list[int]] = {"unread": [], "two": [], "year": []}
    for i, text in enumerate(texts):
        if not text:
            continue
        read = _readings(str(text), formats)
        years = {moment.year for moment in read}
        if len(read) == 1 and _FIRST_YEAR <= min(years) <= _LAST_YEAR:
            moments[i] = np.datetime64(min(read), "s")
        else:
            bad["unread" if not read else "two" if len(read) > 1 else "year"].append(i)
    known = listed((f"'{format_}'" for format_ in formats), "or")
    for kind, words in _BAD_DATES.items():
        _note(sheet, column, np.isin(index, bad[kind]), partial(words, formats=known), problems)
    return moments[index]


def _readings(text: str, formats: Sequence[str]) -> set[datetime]:
    """Return the different moments that the formats make of a text."""
    found: set[datetime] = set()
    for format_ in formats:
        try:
            found.add(datetime.strptime(text, format_).replace(microsecond=0))
        except ValueError:
            continue
    return found


def parse_amounts(
    sheet: Sheet, column: str, numbers: Numbers, problems: list[Problem]
) -> NDArray[np.int64]:
    """Return the amounts that a column's texts state, in hundredths.

    Parameters
    ----------
    sheet : Sheet
        The table; blanks are empty texts.
    column : str
        The column to read.
    numbers : Numbers
        The marks with which numbers are written.
    problems : list of Problem
        Grows by one line if there are texts that cannot be read.

    Returns
    -------
    ndarray of int64, shape (n_rows,)
        Hundredths, half up; the smallest integer of all marks a blank.

    Examples
    --------
    >>> from simfunnel.history.sheets import Sheet
    >>> table = Sheet("deals.csv", {"Sum": np.array(["1.234,50"], object)}, np.array([2]))
    >>> parse_amounts(table, "Sum", Numbers(decimal=",", thousands="."), [])
    array([123450])
    """
    texts, index = np.unique(sheet.columns[column].astype(str), return_inverse=True)
    read = _amount_reader(numbers)
    values = [read(str(text)) if text else NO_AMOUNT for text in texts]
    cents = np.array([NO_AMOUNT if v is None else v for v in values], dtype=np.int64)
    unread = np.array([v is None for v in values], dtype=bool)
    _note(sheet, column, unread[index], partial(_unread_numbers, numbers=numbers), problems)
    return cents[index]


def _unread_numbers(total: int, *, numbers: Numbers, **said: str) -> str:
    """Say that numbers are written otherwise than the mapping says."""
    said |= {"decimal": numbers.decimal, "thousands": numbers.thousands}
    if numbers.thousands:
        return say_n(
            "{few} of {n} number is not written with decimal mark '{decimal}' and thousands mark "
            "'{thousands}'; state 'numbers' in the mapping as the export has them ({first}).",
            "{few} of {n} numbers are not written with decimal mark '{decimal}' and thousands mark "
            "'{thousands}'; state 'numbers' in the mapping as the export has them ({first}).",
            total,
            **said,
        )
    return say_n(
        "{few} of {n} number is not written with decimal mark '{decimal}'; state 'numbers' in the "
        "mapping as the export has them ({first}).",
        "{few} of {n} numbers are not written with decimal mark '{decimal}'; state 'numbers' in "
        "the mapping as the export has them ({first}).",
        total,
        **said,
    )


def _amount_reader(numbers: Numbers) -> Callable[[str], int | None]:
    """Return a function that reads one amount as hundredths, or returns None."""
    decimal, thousands = re.escape(numbers.decimal), re.escape(numbers.thousands)
    whole = r"[0-9]+" + (rf"|[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+" if thousands else "")
    shape = re.compile(rf"(-?)({whole})(?:{decimal}([0-9]+))?")

    def read(text: str) -> int | None:
        bare = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\N{MINUS SIGN}", "-")
        for mark in numbers.marks:
            bare = bare.removeprefix(mark).removesuffix(mark).strip()
        found = shape.fullmatch(bare)
        if found is None:
            return None
        units = found[2].replace(numbers.thousands, "") if thousands else found[2]
        digits = (found[3] or "") + "000"
        cents = int(units) * 100 + int(digits[:2]) + (digits[2] >= "5")
        return None if cents > _MOST * 100 else -cents if found[1] else cents

    return read


def _note(
    sheet: Sheet,
    column: str,
    bad: NDArray[np.bool_],
    words: Callable[..., str],
    problems: list[Problem],
) -> None:
    """Add a problem that names count, total and the first five rows."""
    rows = np.flatnonzero(bad)
    if not len(rows):
        return
    texts = sheet.columns[column]
    total = int(np.count_nonzero(texts != ""))
    first = shown_list(
        say("line {lines} {texts}", lines=sheet.lines[row], texts=shown(texts[row])) for row in rows
    )
    message = words(total, few=format_count(len(rows)), n=format_count(total), first=first)
    problems.append(Problem(sheet.name, column, message))
