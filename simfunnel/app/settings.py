"""From where the sliders stand to a what-if: only what was moved, and doubt that moves along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from simfunnel.app.levers import Lever
from simfunnel.funnel.changes import Change, WhatIf, change_funnel
from simfunnel.funnel.doubt_checks import range_faults
from simfunnel.funnel.model import Funnel
from simfunnel.units import Count, Quantity, Share, Times
from simfunnel.variates import expit, logit
from simfunnel.words import say

__all__ = ["Move", "moves_of", "what_if_of"]

Triple = tuple[str, str, str]


@dataclass(frozen=True, eq=False)
class Move:
    """A lever that does not stand where the funnel has it.

    Parameters
    ----------
    lever : Lever
    value : Quantity
        Where it stands.
    """

    lever: Lever
    value: Quantity

    @property
    def words(self) -> str:
        """What it is now, instead of what."""
        if self.lever.of_whole:
            value = self.lever.words(self.value)
            return say("{label}: {value}", label=self.lever.label, value=value)
        return say(
            "{label}: {value} instead of {now}",
            label=self.lever.label,
            value=self.lever.words(self.value),
            now=self.lever.words(self.lever.now),
        )


def moves_of(levers: Sequence[Lever], settings: Mapping[str, Quantity]) -> tuple[Move, ...]:
    """Return the levers that were moved, in their order.

    Parameters
    ----------
    levers : sequence of Lever
    settings : mapping of str to Quantity
        Where levers stand, by path; those left out stand where the funnel has them.
    """
    stand = ((lever, settings.get(lever.path, lever.now)) for lever in levers)
    return tuple(Move(lever, value) for lever, value in stand if value != lever.now)


def what_if_of(
    funnel: Funnel, moves: Sequence[Move], *, name: str = "what_if", since: date | None = None
) -> WhatIf:
    r"""Return the what-if that moves state.

    A number in doubt stays as doubtful as it was: its range moves along, by the same odds for a
    share and by the same factor for anything else.

    Parameters
    ----------
    funnel : Funnel
        The baseline.
    moves : sequence of Move
    name : str
    since : datetime.date, optional
        The day from which they hold; always, where left out.

    Returns
    -------
    WhatIf

    Examples
    --------
    >>> from simfunnel.app.levers import levers_of
    >>> from simfunnel.funnel.examples import tiny
    >>> lever = levers_of(tiny(), ["stages.pitch.advance"])[0]
    >>> what_if = what_if_of(tiny(), [Move(lever, Share(0.3))])
    >>> print(what_if.question, "/", what_if.changes[0])
    Share that goes on from pitch: 30 % instead of 25 %? / stages.pitch.advance: 30 %
    """
    changes = tuple(Change.of(m.lever.path, m.lever.text(m.value), since) for m in moves)
    question = "; ".join(move.words for move in moves).replace("\N{NO-BREAK SPACE}", " ")
    ranges = {m.lever.path: _moved_range(funnel, m) for m in moves}
    changed = change_funnel(funnel, changes)
    assumes = {
        path: triple
        for path, triple in ranges.items()
        if triple is not None and not list(range_faults(changed, path, path, triple))
    }
    return WhatIf(
        name,
        changes,
        question=f"{question}?" if question else "",
        assumes=assumes,
        written_for=funnel.funnel,
    )


def _moved_range(funnel: Funnel, move: Move) -> Triple | None:
    """Return the range of a number in doubt after a move; None where nothing is in doubt.

    A factor acts on the draws by itself. An end of the scale (0 %, 100 %, nothing) is certain.
    """
    stated = funnel.doubt.ranges.get(move.lever.path)
    before, after = move.lever.now, move.value
    if stated is None or move.lever.of_whole or isinstance(after, Times):
        return None
    numbers = [type(before).parse(text).number for text in stated]
    if isinstance(before, Share):
        if not all(0.0 < n < 1.0 for n in (*numbers, before.number, after.number)):
            return None
        step = logit(after.number) - logit(before.number)
        moved = [float(expit(logit(n) + step)) for n in numbers]
    else:
        if not all(n > 0.0 for n in (*numbers, before.number, after.number)):
            return None
        moved = [n * after.number / before.number for n in numbers]
    low, middle, high = (_text(after, n) for n in moved)
    return low, middle, high


def _text(like: Quantity, number: float) -> str:
    """Return a number in the unit of another, with four digits."""
    short = round(number) if isinstance(like, Count) else float(f"{number:.4g}")
    return str(like.with_number(short))
