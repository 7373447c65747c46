"""A number of a funnel as a slider: in words, in its unit, over a sensible and legal range."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel

from simfunnel.app.lever_words import value_words
from simfunnel.decisions.labels import label_of
from simfunnel.errors import FunnelError, Problem, SimfunnelError, UnknownNameError
from simfunnel.funnel.changes import Change, change_funnel
from simfunnel.funnel.measured import measured_share
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import Place, find, why_fixed
from simfunnel.units import Count, Duration, Growth, Percent, Plain, Quantity, Share, Times
from simfunnel.variates import expit, logit
from simfunnel.words import say

__all__ = ["Lever", "levers_of"]

Ends = tuple[object, object]
_MOST = 6
_STEPS = 60
_PER_CENT = (Share, Percent, Growth)


@dataclass(frozen=True, eq=False)
class Lever:
    """One number that can be moved.

    Parameters
    ----------
    path : str
        Its place in the funnel.
    label : str
        The same in words.
    now : Quantity
        What it is in the funnel; the factor 1 for a whole spread.
    values : tuple of Quantity
        What it can be moved to, ascending; `now` is among them.
    of_whole : bool
        Whether it is a factor on a whole spread.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> lever = levers_of(tiny(), ["stages.pitch.advance"])[0]
    >>> lever.label, lever.text(lever.now), len(lever.values)
    ('Share that goes on from pitch', '25 %', 50)
    """

    path: str
    label: str
    now: Quantity
    values: tuple[Quantity, ...]
    of_whole: bool = False

    @property
    def home(self) -> int:
        """The place of `now` among the values."""
        return self.values.index(self.now)

    def text(self, value: Quantity) -> str:
        """Return a value as a what-if file writes it."""
        return str(value)

    def words(self, value: Quantity) -> str:
        """Return a value as a slider shows it."""
        return value_words(value, of_whole=self.of_whole)

    def nearest(self, stated: object) -> Quantity:
        """Return the value that a text states, or the one next to it.

        Raises
        ------
        FunnelError
            If the text is no such quantity.
        """
        try:
            wished = _number(self.now, stated)
        except ValueError as error:
            raise FunnelError.from_problems([Problem("", self.path, str(error))]) from None
        return min(self.values, key=lambda value: abs(value.number - wished))


def levers_of(funnel: Funnel, asked: Sequence[str] | Mapping[str, Ends | None] = ()) -> list[Lever]:
    """Return the levers that were asked for, with their ranges.

    Parameters
    ----------
    funnel : Funnel
    asked : sequence of str, or mapping of str to (low, high)
        Paths; with their ends, or None for a range made from the number itself. Where nothing is
        asked for, the numbers in doubt and the gates, six at most.

    Returns
    -------
    list of Lever

    Raises
    ------
    UnknownNameError
        If a path names nothing; the nearest is offered.
    FunnelError
        If a path names no number that can be moved; all problems at once.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> leads = levers_of(tiny(), {"sources.web.leads": ("10 per month", "20 per month")})[0]
    >>> [str(value) for value in leads.values][::20]
    ['10 per month', '14 per month', '18 per month']
    """
    wished = dict(asked) if isinstance(asked, Mapping) else dict.fromkeys(asked)
    found: list[Lever] = []
    problems: list[Problem] = []
    unknown = False
    for path, ends in (wished or dict.fromkeys(_usual(funnel))).items():
        try:
            found.append(_lever(funnel, path, ends))
        except (SimfunnelError, ValueError) as error:
            unknown = unknown or isinstance(error, UnknownNameError)
            problems.append(Problem("", path, str(error).removeprefix(f"{path}: ")))
    if problems:
        raise (UnknownNameError if unknown else FunnelError).from_problems(problems)
    return found


def _usual(funnel: Funnel) -> list[str]:
    """Return the paths that are offered where nobody says which."""
    gates = [f"stages.{name}.gate.pass" for name, stage in funnel.stages.items() if stage.gate]
    leads = [f"sources.{n}.leads" for n, source in funnel.sources.items() if source.leads]
    advance = [f"stages.{name}.advance" for name, stage in funnel.stages.items() if not stage.gate]
    doubted = [path for path in funnel.doubt.ranges if not path.startswith("doubt")]
    listed = [*doubted, *gates] if doubted else [*leads[:2], *gates, *advance]
    return list(dict.fromkeys(listed))[:_MOST]


def _lever(funnel: Funnel, path: str, ends: Ends | None) -> Lever:
    """Return one lever."""
    place = find(funnel, path)
    whole = _is_whole(place)
    now = Times(1.0) if whole else _now(funnel, place)
    if ends is None:
        low, high = _range(now)
    else:
        low, high = (_number(now, end) for end in ends)
        if not low < high:
            raise ValueError(
                say(
                    "goes from {low} to {high}; name the lower end first.",
                    low=ends[0],
                    high=ends[1],
                )
            )
    grid = _grid(now, low, high)
    values = _legal(grid, grid.index(now), lambda value: _why_not(funnel, place.path, value))
    return Lever(place.path, _capital(label_of(place.path)), now, values, whole)


def _capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _is_whole(place: Place) -> bool:
    """Return whether a path names a dwell or a spread, which is moved as a whole."""
    whole_dwell = place.steps[0] == "stages" and place.steps[2:] == ("dwell",)
    spread = isinstance(place.value, BaseModel) and hasattr(place.value, "stated")
    return whole_dwell or spread


def _now(funnel: Funnel, place: Place) -> Quantity:
    """Return the number that stands at a place."""
    if why := why_fixed(place):
        raise ValueError(why)
    if not Change.of(place.path, 0).can_be_dated:
        raise ValueError(say("holds for the whole run; a slider moves sources, stages and events."))
    if place.number is not None:
        return place.number
    measured = place.steps[0] == "stages" and funnel.stages[str(place.steps[1])].hazards
    if measured and place.steps[-1] == "advance":
        return measured_share(measured)
    raise ValueError(say("is not one number that a slider could move; name a number inside it."))


def _number(now: Quantity, stated: object) -> float:
    """Return the figure of a text in the unit of a number."""
    text = stated if isinstance(stated, str) else str(stated)
    if isinstance(now, Times) and not text.strip().startswith("times"):
        text = f"times {text}"
    read = type(now).parse(text)
    if getattr(read, "unit", None) != getattr(now, "unit", None):
        raise ValueError(
            say("'{text}' has another unit than '{now}'; write it in that.", text=text, now=now)
        )
    return read.number


def _range(now: Quantity) -> tuple[float, float]:
    """Return the ends that make sense for a number, not yet held against what is legal."""
    n = now.number
    if isinstance(now, Share):
        if 0.0 < n < 1.0:  # odds four times worse and better
            width = math.log(4.0)
            return float(expit(logit(n) - width)), float(expit(logit(n) + width))
        return (0.5, 1.0) if n else (0.0, 0.2)
    if isinstance(now, Percent | Growth):
        return n - 0.2, n + 0.2
    if isinstance(now, Duration):
        return n / 4.0, 2.0 * n or 14.0
    if isinstance(now, Times | Plain) and n > 0.0:
        return n / 2.0, 2.0 * n
    return min(0.0, 2.0 * n), max(2.0 * n, 0.0) or 10.0


def _grid(now: Quantity, low: float, high: float) -> list[Quantity]:
    """Return round numbers from end to end, and the present one among them."""
    scale = 2 if isinstance(now, _PER_CENT) else 0
    width = Decimal(repr(high - low)).scaleb(scale)
    step = _step(width)
    if isinstance(now, Share) and width >= 20:
        step = max(step, Decimal(1)) if width >= 40 else Decimal(1)
    if isinstance(now, Count):
        step = max(step, Decimal(1))
    first = math.ceil(Decimal(repr(low)).scaleb(scale) / step - Decimal("1e-9"))
    last = math.floor(Decimal(repr(high)).scaleb(scale) / step + Decimal("1e-9"))
    numbers = {float((k * step).scaleb(-scale)) for k in range(first, last + 1)}
    return [now.with_number(number) for number in sorted(numbers | {now.number})]


def _step(width: Decimal) -> Decimal:
    """Return the smallest round step that takes a bearable number of steps."""
    place = Decimal(1).scaleb((width / _STEPS).adjusted())
    return next(m * place for m in map(Decimal, (1, 2, 5, 10)) if width / (m * place) <= _STEPS)


def _why_not(funnel: Funnel, path: str, value: Quantity) -> str:
    """Return why a number cannot have a value; nothing if it can."""
    try:
        change_funnel(funnel, [Change.of(path, str(value))])
    except (FunnelError, ValueError) as error:
        return str(error)
    return ""


def _legal(
    grid: list[Quantity], home: int, why_not: Callable[[Quantity], str]
) -> tuple[Quantity, ...]:
    """Return the part of a grid around the present value that the funnel can have."""
    ends = []
    for direction in (-1, 1):
        good, bad = 0, (home if direction < 0 else len(grid) - 1 - home) + 1
        while bad - good > 1 or (good == 0 and bad == 1):
            middle = max(1, (good + bad) // 2)
            if middle >= bad:
                break
            if why_not(grid[home + direction * middle]):
                bad = middle
            else:
                good = middle
        ends.append(home + direction * good)
    if ends[0] == ends[1]:
        near = grid[home + 1] if home + 1 < len(grid) else grid[home - 1]
        raise ValueError(say("cannot be moved: {why}", why=why_not(near)))
    return tuple(grid[ends[0] : ends[1] + 1])
