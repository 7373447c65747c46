"""Weekdays, months and review rhythms."""

from __future__ import annotations

import pytest

from simfunnel.units import Month, Review, Weekday, Weekdays


@pytest.mark.parametrize(
    ("value", "days", "text"),
    [
        ("mon-fri", (0, 1, 2, 3, 4), "mon-fri"),
        ("sat", (5,), "sat"),
        (["sat", "sun"], (5, 6), "sat, sun"),
        ("sat-mon", (0, 5, 6), "mon, sat, sun"),
        ("Sun, wed, wed", (2, 6), "wed, sun"),
        ("mon-sun", (0, 1, 2, 3, 4, 5, 6), "mon-sun"),
        (Weekday.TUE, (1,), "tue"),
        ([], (), ""),
    ],
)
def test_weekdays_are_words_ranges_and_lists(
    value: object, days: tuple[int, ...], text: str
) -> None:
    """Ranges may run over the week's end; text is in the order of the week."""
    parsed = Weekdays.parse(value)
    assert parsed.days == days
    assert str(parsed) == text


def test_words_have_their_numbers() -> None:
    """Monday is 0, January 1; rhythms carry the codes of compiled rules."""
    assert [int(day) for day in Weekday] == list(range(7))
    assert [int(month) for month in Month] == list(range(1, 13))
    assert [int(Review.parse(word)) for word in ("daily", "weekly", "fortnightly", "monthly")] == [
        1,
        2,
        3,
        4,
    ]
    assert str(Month.parse("Aug")) == "aug"


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (
            Month,
            "july",
            "'july' is not a month; write one of jan, feb, mar, apr, may, jun, jul, aug, sep, "
            "oct, nov, dec. Did you mean 'jul'?",
        ),
        (
            Review,
            "week",
            "'week' is not a review rhythm; write one of daily, weekly, fortnightly, monthly. "
            "Did you mean 'weekly'?",
        ),
        (Weekdays, "NO", "'NO' is not a weekday; write one of mon, tue, wed, thu, fri, sat, sun."),
        (Weekdays, 5, "5 is not a weekday; write one of mon, tue, wed, thu, fri, sat, sun."),
        (Weekday, False, "false is not a weekday; write one of mon, tue, wed, thu, fri, sat, sun."),
    ],
)
def test_unknown_words_are_refused(kind: type[Weekdays], value: object, message: str) -> None:
    """The known words are listed and the nearest is offered."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        kind.parse(value)
    assert str(caught.value) == message
