"""Lines of styled text: widths, colours, and signs for terminals that know only ASCII."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simfunnel.cards.spans import Span
from simfunnel.cards.terminal import Piece, cut, padded, plain_signs, rendered, wide, wrapped


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "Mn"]), max_size=30))
def test_padding_is_exact(text: str) -> None:
    """Cut or filled, a cell has its width, with wide and combining letters too."""
    for right in (False, True):
        assert wide(padded(text, 12, right=right)) == 12


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "Mn"]), max_size=30))
def test_plain_signs_are_ascii(text: str) -> None:
    """Whatever a name holds."""
    assert plain_signs(text).isascii()


@pytest.mark.parametrize("text", ["Zürich", "日本語", "½ ﬁ…", "naïve\N{EN DASH}x"])
def test_plain_signs_keep_the_width(text: str) -> None:
    """Columns stay in line."""
    assert wide(plain_signs(text)) == wide(text)


def test_what_is_cut_says_so() -> None:
    """An ellipsis in the last column, even if that leaves one blank."""
    assert cut("abcdef", 4) == "abc…"
    assert cut("日本語", 4) == "日…"


def test_words_keep_their_weight_over_lines() -> None:
    """A bold part that is broken stays bold on both lines; other blanks do not break."""
    lines = wrapped([Span("a "), Span("bb cc", strong=True), Span(" d\N{NO-BREAK SPACE}e")], 4)
    assert lines == [
        (Piece("a "), Piece("bb", "bold")),
        (Piece("cc", "bold"),),
        (Piece("d\N{NO-BREAK SPACE}e"),),
    ]


def test_colour_is_added_only_where_asked() -> None:
    """And never around blanks."""
    lines = [(Piece("●", "blue"), Piece("  ", "blue"), Piece("x", "plain"))]
    assert rendered(lines, utf8=True, colour=False) == "●  x\n"
    assert rendered(lines, utf8=True, colour=True) == "\x1b[94m●\x1b[0m  x\n"
