"""What a comparison's card is made from: the hills, and beside them chances, reasons and parts.

This module knows no funnel and no simulation; the room that decides fills it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from simfunnel.cards.outlook import Remark
from simfunnel.charts import EffectsData

__all__ = [
    "ChanceMove",
    "ComparisonCard",
    "Gain",
    "PartMove",
    "Reason",
    "Spent",
    "Step",
    "TakenApart",
]


@dataclass(frozen=True)
class ChanceMove:
    """The chance of a target without and with a what-if.

    Parameters
    ----------
    target : str
        The amount in words, "EUR 1.2 M".
    by : datetime.date
        Its last day.
    baseline, changed : float
        Chances as fractions.
    error : float
        95 % Monte Carlo error of their difference, pair by pair.

    Examples
    --------
    >>> ChanceMove("90 deals", date(2026, 12, 31), 0.5, 0.6, 0.04).is_clear
    True
    """

    target: str
    by: date
    baseline: float
    changed: float
    error: float

    @property
    def moved(self) -> float:
        """Changed less baseline."""
        return self.changed - self.baseline

    @property
    def is_clear(self) -> bool:
        """Whether the difference is beyond its error."""
        return abs(self.moved) > self.error


@dataclass(frozen=True)
class Spent:
    """What a baseline costs, or what a what-if costs more, on average.

    Parameters
    ----------
    parts : tuple of float
        By kind, whole units of the currency; they make the whole.
    error : float
        95 % Monte Carlo error of the whole.

    Examples
    --------
    >>> Spent((1_200.0, 57_000.0), 80.0).whole
    58200.0
    """

    parts: tuple[float, ...]
    error: float

    @property
    def whole(self) -> float:
        """All kinds together."""
        return sum(self.parts)


@dataclass(frozen=True)
class Step:
    """How many reach one step of the funnel, on average, without and with a what-if.

    Parameters
    ----------
    kind : {"leads", "entered", "won"}
    name : str
        Of the stage; empty for leads and deals.
    baseline, changed : float
    is_clear : bool
        Whether the difference is beyond noise.

    Examples
    --------
    >>> Step("entered", "proposal", 213.2, 171.4, True).name
    'proposal'
    """

    kind: str
    name: str
    baseline: float
    changed: float
    is_clear: bool


@dataclass(frozen=True)
class Reason:
    """Where the difference of one what-if arises.

    Parameters
    ----------
    what_if : str
    steps : tuple of Step
        In the order of the funnel.
    """

    what_if: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class PartMove:
    """What one part of a what-if does by itself, and what the rest does without it.

    Parameters
    ----------
    change : str
        In words.
    alone, without : (float, float) or None
        Average difference and its error; None where it cannot stand by itself.
    """

    change: str
    alone: tuple[float, float] | None
    without: tuple[float, float] | None


@dataclass(frozen=True)
class TakenApart:
    """A what-if of several changes, taken apart.

    Parameters
    ----------
    what_if : str
    whole : (float, float)
        Average difference and its error.
    parts : tuple of PartMove
    interaction : (float, float) or None
        What the whole is more than the sum of its parts; None where a part cannot stand alone.
    """

    what_if: str
    whole: tuple[float, float]
    parts: tuple[PartMove, ...]
    interaction: tuple[float, float] | None


@dataclass(frozen=True)
class Gain:
    """What a what-if brings more of something, over the futures; whole units of the currency.

    Parameters
    ----------
    mean, error : float
        Average difference, and its 95 % Monte Carlo error.
    low, high : float
        Between what 8 in 10 futures lie.

    Examples
    --------
    >>> Gain(203_000.0, 11_000.0, 12_000.0, 421_000.0).mean
    203000.0
    """

    mean: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class ComparisonCard:
    """Everything a comparison shows, in the same order in a notebook, a terminal and a report.

    Parameters
    ----------
    name : str
        Of the baseline.
    today : datetime.date
        The day of the start.
    effects : EffectsData
        The picture; the sentence is computed from it as well.
    chances : dict of str to tuple of ChanceMove
        For each what-if by name, the targets in order.
    reasons : tuple of Reason
        Where each difference arises, in the order of the hills.
    spent : dict of str to Spent
        What each what-if costs more, by name, its parts in the order of ``effects.counted``; what
        the baseline costs under ``""``. Empty where at most one kind of cost is counted.
    gains : dict of str to tuple of Gain
        What customers bring more, by name of the what-if: recurring revenue a year at the end,
        then money received where terms of payment are stated. Empty without customers.
    apart : tuple of TakenApart
        What-ifs that were taken apart.
    remarks : tuple of Remark
        What there is to know.
    made_by : tuple of (str, str)
        Label and value.
    again : str
        The line that makes it again.

    Examples
    --------
    >>> from simfunnel.charts import example_effects
    >>> ComparisonCard("seven_stage_b2b", date(2026, 7, 1), example_effects()).is_incomplete
    False
    """

    name: str
    today: date
    effects: EffectsData
    chances: Mapping[str, tuple[ChanceMove, ...]] = field(default_factory=dict, kw_only=True)
    reasons: tuple[Reason, ...] = field(default=(), kw_only=True)
    spent: Mapping[str, Spent] = field(default_factory=dict, kw_only=True)
    gains: Mapping[str, tuple[Gain, ...]] = field(default_factory=dict, kw_only=True)
    apart: tuple[TakenApart, ...] = field(default=(), kw_only=True)
    remarks: tuple[Remark, ...] = field(default=(), kw_only=True)
    made_by: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    again: str = field(default="", kw_only=True)

    @property
    def is_incomplete(self) -> bool:
        """Whether the run was stopped before it had all its pairs."""
        planned = self.effects.n_planned
        return planned is not None and planned > self.effects.n_pairs
