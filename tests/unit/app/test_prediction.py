"""Exercises: the answer comes after the guess, and the guess is marked."""

from __future__ import annotations

import re

import pytest

import simfunnel as sf

ASKED = "How many hours do leads wait?"


def test_without_a_guess_the_answer_stays_hidden() -> None:
    """The question is asked, and nothing that is shown tells the number."""
    asked = sf.predict(ASKED, answer=17.25, because="Since it is so.")
    assert asked.is_right is None
    shown = asked._repr_mimebundle_()
    assert not any(re.search(r"\d|Since", text) for text in shown.values())
    assert shown["text/markdown"] == (
        "**How many hours do leads wait?** Write your guess into the cell and run it again: the "
        "answer comes after the guess."
    )


@pytest.mark.parametrize(
    ("guess", "mark", "right"),
    [
        (5, "**Right**, within 25\N{NO-BREAK SPACE}%.", True),
        (3.0, "**Right**, within 25\N{NO-BREAK SPACE}%.", True),
        (2.9, "**Too low**, by more than 25\N{NO-BREAK SPACE}%.", False),
        (5.1, "**Too high**, by more than 25\N{NO-BREAK SPACE}%.", False),
    ],
)
def test_a_guess_is_marked(guess: float, mark: str, right: bool) -> None:
    """Up to the border it is right, beyond it too low or too high; the reason comes last."""
    marked = sf.predict(ASKED, guess, answer=4.0, unit="hours", because="Since it is so.")
    assert marked.is_right is right
    assert marked.words == (
        f"**{ASKED}** You say {guess:.1f} hours; it is 4.0 hours. {mark} Since it is so."
    )
    assert str(marked) == marked.words.replace("**", "")


def test_what_is_no_guess_is_refused() -> None:
    """Not a number, and a border below nothing."""
    with pytest.raises(sf.SimfunnelError) as refused:
        sf.predict(ASKED, float("nan"), answer=4.0)
    assert str(refused.value) == "guess is nan; write a number such as 4.5, or None."
    with pytest.raises(sf.SimfunnelError) as refused:
        sf.predict(ASKED, 4.0, answer=4.0, within=-0.1)
    assert str(refused.value) == "within is -0.1; give 0 or more."
