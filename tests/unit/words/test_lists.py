"""Lists are joined as the language does it."""

from __future__ import annotations

import pytest

from simfunnel.words import listed, speaking


@pytest.mark.parametrize(
    ("locale", "last", "joined"),
    [
        ("en", "", "a, b, c"),
        ("en", "and", "a, b and c"),
        ("en", "or", "a, b or c"),
        ("en_US", "or", "a, b, or c"),
        ("de", "or", "a, b oder c"),
        ("pl", "and", "a, b i c"),
        ("ja", "", "a、b、c"),
    ],
)
def test_a_list_has_the_comma_and_the_last_word_of_the_language(
    locale: str, last: str, joined: str
) -> None:
    """English without a country has no comma before the last word, as elsewhere in simfunnel."""
    with speaking(locale):
        assert listed("abc", last) == joined  # type: ignore[arg-type]


def test_short_lists_are_left_alone() -> None:
    """None is nothing, one is itself, two need no comma."""
    assert [listed(parts, "or") for parts in ([], ["a"], ["a", "b"])] == ["", "a", "a or b"]
