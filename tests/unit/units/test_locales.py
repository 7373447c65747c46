"""A language is spoken if numbers can be written in it; others are refused with the nearest."""

from __future__ import annotations

from datetime import date

import pytest

import simfunnel as sf
from simfunnel.errors import UnknownNameError
from simfunnel.units import format_count, format_date, format_money, format_share, locale_of

REFUSED = "'{}' is no language that numbers can be written in; write for instance de, pl or en_IN."


def test_everything_follows_the_language_that_is_spoken() -> None:
    """Numbers, money, shares and dates are German inside, English again after."""
    with sf.speaking("de"):
        said = [
            format_count(4310),
            format_money(125_000_000, "EUR"),
            format_share(0.125, decimals=1),
            format_date(date(2026, 12, 31)),
        ]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in said] == [
        "4.310",
        "EUR 1,25 M",
        "12,5 %",
        "31. Dez. 2026",
    ]
    assert format_count(4310) == "4,310"


def test_one_value_may_be_written_for_another_language() -> None:
    """What is asked for by name wins over what is spoken."""
    with sf.speaking("de"):
        assert format_count(4310, "en_IN") == "4,310"


@pytest.mark.parametrize(
    ("given", "named"), [("en", "en"), ("de-AT", "de_AT"), (" pt_br ", "pt_BR"), ("EN", "en")]
)
def test_a_language_may_be_written_in_several_ways(given: str, named: str) -> None:
    """With a hyphen, in capitals, between blanks."""
    assert locale_of(given) == named


@pytest.mark.parametrize(
    ("given", "nearest"),
    [
        ("german", " Did you mean 'de'?"),
        ("Polsh", " Did you mean 'pl'?"),
        ("de_DEE", " Did you mean 'de_DE'?"),
        ("???", ""),
    ],
)
def test_an_unknown_language_is_refused_with_the_nearest(given: str, nearest: str) -> None:
    """By its code or its English name; nothing is spoken then."""
    with pytest.raises(UnknownNameError) as caught, sf.speaking(given):
        pass
    assert str(caught.value) == REFUSED.format(given) + nearest
