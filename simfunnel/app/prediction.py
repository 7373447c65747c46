"""Exercises: say what you expect before you see what comes, and have it marked."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from simfunnel.charts import figure_text
from simfunnel.errors import SimfunnelError
from simfunnel.units import format_share
from simfunnel.words import say

__all__ = ["Prediction", "predict"]


@dataclass(frozen=True, repr=False)
class Prediction:
    """A question, what somebody expects, and what is right; made by `simfunnel.predict`.

    Parameters
    ----------
    question : str
    guess : float, optional
        Nothing as long as nobody has guessed.
    answer : float
    unit : str
    within : float
        How far off a good guess may be, as a part of the answer.
    because : str
        Why it is so; told with the answer.
    """

    question: str
    guess: float | None
    answer: float
    unit: str = ""
    within: float = 0.25
    because: str = ""

    @property
    def is_right(self) -> bool | None:
        """Whether the guess is close enough; None without a guess."""
        if self.guess is None:
            return None
        return abs(self.guess - self.answer) <= self.within * abs(self.answer)

    @property
    def words(self) -> str:
        """The question; and, once there is a guess, its mark, the answer and the reason."""
        if self.guess is None:
            return say(
                "**{question}** Write your guess into the cell and run it again: the answer comes "
                "after the guess.",
                question=self.question,
            )
        guess, answer = (
            f"{figure_text(value, 1)} {self.unit}".strip() for value in (self.guess, self.answer)
        )
        told = say("You say {guess}; it is {answer}.", guess=guess, answer=answer)
        return f"**{self.question}** {told} {self._mark()} {self.because}".strip()

    def _mark(self) -> str:
        """Return what the guess is worth."""
        share = format_share(self.within)
        if self.is_right:
            return say("**Right**, within {share}.", share=share)
        assert self.guess is not None  # asked with a guess only
        if self.guess < self.answer:
            return say("**Too low**, by more than {share}.", share=share)
        return say("**Too high**, by more than {share}.", share=share)

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """Return what a notebook shows."""
        return {"text/markdown": self.words, "text/plain": self.words.replace("**", "")}

    def __repr__(self) -> str:
        """Return the words, without marks of emphasis."""
        return f"Prediction({self.words.replace('**', '')!r})"

    def __str__(self) -> str:
        """Return the words, without marks of emphasis."""
        return self.words.replace("**", "")


def predict(
    question: str,
    guess: float | None = None,
    *,
    answer: float,
    unit: str = "",
    within: float = 0.25,
    because: str = "",
) -> Prediction:
    """Ask for a number before it is shown, and mark what is guessed.

    Parameters
    ----------
    question : str
    guess : float, optional
        Without one the question is shown and the answer is not.
    answer : float
        What is right; best computed on the spot, so that it stays true when numbers move.
    unit : str
        Behind numbers, for instance "hours".
    within : float
        How far off a guess may be, as a part of the answer.
    because : str
        Why it is so; told with the answer.

    Returns
    -------
    Prediction
        Words, and `is_right`.

    Raises
    ------
    SimfunnelError
        If the guess is no number, or `within` is negative.

    Examples
    --------
    >>> print(predict("How long is the wait?", 7, answer=4.0, unit="hours").words.split(" **")[0])
    **How long is the wait?** You say 7.0 hours; it is 4.0 hours.
    >>> predict("How long is the wait?", answer=4.0).is_right is None
    True
    """
    if guess is not None and not isfinite(guess):
        raise SimfunnelError(
            say("guess is {guess}; write a number such as 4.5, or None.", guess=repr(guess))
        )
    if not within >= 0:
        raise SimfunnelError(say("within is {within}; give 0 or more.", within=within))
    return Prediction(question, guess, float(answer), unit, within, because)
