"""Dates and amounts are read exactly as the mapping says, or refused with their lines."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.errors import Problem
from simfunnel.history.mapping import Numbers
from simfunnel.history.parsing import NO_AMOUNT, parse_amounts, parse_dates
from simfunnel.history.sheets import Sheet


def column(*texts: str) -> Sheet:
    """Return a sheet with one column, from line 2 on."""
    lines = np.arange(2, 2 + len(texts))
    return Sheet("deals.csv", {"C": np.array(texts, dtype=object)}, lines)


def test_dates_are_read_in_any_listed_format() -> None:
    """Days and moments may stand in one column; blanks are missing."""
    read = parse_dates(
        column("2026-01-05", "5.1.2026 14:30", ""), "C", ["%Y-%m-%d", "%d.%m.%Y %H:%M"], []
    )
    assert [str(moment) for moment in read] == ["2026-01-05T00:00:00", "2026-01-05T14:30:00", "NaT"]


@pytest.mark.parametrize(
    ("texts", "formats", "message"),
    [
        (
            ["05.01.2026", "soon", "2026-02-30", "2026-01-05"],
            ["%Y-%m-%d"],
            "deals.csv: C: 3 of 4 dates do not fit '%Y-%m-%d'; add their format to 'dates' or mend "
            "them (line 2 '05.01.2026', line 3 'soon', line 4 '2026-02-30').",
        ),
        (
            ["03/04/2026", "13/04/2026", "04/04/2026"],
            ["%d/%m/%Y", "%m/%d/%Y"],
            "deals.csv: C: 1 of 3 dates fit two of '%d/%m/%Y' or '%m/%d/%Y' with different days; "
            "keep one of these formats (line 2 '03/04/2026').",
        ),
        (
            ["1900-01-01", "2206-01-01", "2026-01-01"],
            ["%Y-%m-%d"],
            "deals.csv: C: 2 of 3 dates lie outside 1970 to 2199; mend them or list them in "
            "'blanks' (line 2 '1900-01-01', line 3 '2206-01-01').",
        ),
        (
            ["x"] * 7,
            ["%Y-%m-%d"],
            "deals.csv: C: 7 of 7 dates do not fit '%Y-%m-%d'; add their format to 'dates' or mend "
            "them (line 2 'x', line 3 'x', line 4 'x', line 5 'x', line 6 'x' and 2 more).",
        ),
    ],
)
def test_dates_that_cannot_be_read_are_counted_with_their_lines(
    texts: list[str], formats: list[str], message: str
) -> None:
    """The problem names column, count, and the first five rows."""
    problems: list[Problem] = []
    parse_dates(column(*texts), "C", formats, problems)
    assert [str(problem) for problem in problems] == [message]


@pytest.mark.parametrize(
    ("text", "numbers", "cents"),
    [
        ("1200", Numbers(), 120_000),
        ("1200.005", Numbers(), 120_001),
        ("1200.004", Numbers(), 120_000),
        ("$12,000.50", Numbers(thousands=",", marks=("$",)), 1_200_050),
        ("EUR 1.234,5", Numbers(decimal=",", thousands=".", marks=("EUR",)), 123_450),
        ("1\u202f234\u00a0€", Numbers(thousands=" ", marks=("€",)), 123_400),
        ("\N{MINUS SIGN}12.5", Numbers(), -1_250),
        ("", Numbers(), NO_AMOUNT),
    ],
)
def test_amounts_are_read_to_the_hundredth(text: str, numbers: Numbers, cents: int) -> None:
    """Marks come off, halves go up, blanks stay blank."""
    problems: list[Problem] = []
    assert list(parse_amounts(column(text), "C", numbers, problems)) == [cents]
    assert problems == []


def test_amounts_in_another_notation_are_refused() -> None:
    """1.234,50 is never taken for 1.234, nor 12,00 for 1200."""
    problems: list[Problem] = []
    texts = ("1.234,50", "12,00", "1,234", "1e3", "nan", "1,234.5", "9" * 20)
    parse_amounts(column(*texts), "C", Numbers(thousands=","), problems)
    assert [str(problem) for problem in problems] == [
        "deals.csv: C: 5 of 7 numbers are not written with decimal mark '.' and thousands mark ',';"
        " state 'numbers' in the mapping as the export has them (line 2 '1.234,50', line 3 "
        "'12,00', line 5 '1e3', line 6 'nan', line 8 '99999999999999999999')."
    ]
