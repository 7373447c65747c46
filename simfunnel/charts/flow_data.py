"""What a flow is drawn from: who enters where, who moves from stage to stage, and how they end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from simfunnel.charts.amounts import figure_text
from simfunnel.charts.naming import stage_name
from simfunnel.errors import TableError, did_you_mean
from simfunnel.units import format_share
from simfunnel.words import language, listed, mark, say

__all__ = ["OUTCOMES", "End", "Entry", "FlowData", "FlowStage", "Move", "outcome_name"]

OUTCOMES = {
    "won": mark("Won"),
    "lost": mark("Lost"),
    "disqualified": mark("Disqualified"),
    "cold": mark("Gone cold"),
    "churned": mark("Churned"),
    "open": mark("Still open"),
}
"""Kinds of ends by name, as they are shown; "open" is no end yet."""

_LEAST_SHARE = 0.005


@dataclass(frozen=True)
class FlowStage:
    """A stage.

    Parameters
    ----------
    name : str
    parked : bool
        Whether leads only wait here, beside the way that leads to a win.

    Examples
    --------
    >>> FlowStage("nurture", parked=True).shown
    'Nurture'
    """

    name: str
    parked: bool = False

    @property
    def shown(self) -> str:
        """The name, fit to be shown."""
        return stage_name(self.name)


@dataclass(frozen=True)
class Entry:
    """Leads that come from outside, or are there already.

    Parameters
    ----------
    source : str
        What brings them; empty for those that are open on the first day.
    stage : str
        Where they enter.
    count : float

    Examples
    --------
    >>> Entry("inbound", "prospecting", 660.0).count
    660.0
    """

    source: str
    stage: str
    count: float


@dataclass(frozen=True)
class Move:
    """Leads that move from one stage to another.

    Parameters
    ----------
    start, end : str
        Names of stages.
    count : float

    Examples
    --------
    >>> Move("pitch", "close", 14.0).end
    'close'
    """

    start: str
    end: str
    count: float


@dataclass(frozen=True)
class End:
    """Leads that end in a stage, or are still there on the last day.

    Parameters
    ----------
    stage : str
    outcome : str
        One of `OUTCOMES`.
    count : float

    Examples
    --------
    >>> End("close", "won", 9.0).outcome
    'won'
    """

    stage: str
    outcome: str
    count: float


@dataclass(frozen=True)
class FlowData:
    """A whole flow: what comes in is what goes out.

    Parameters
    ----------
    stages : tuple of FlowStage
        In the order of the funnel; at least one that is no parking place.
    entries : tuple of Entry
    moves : tuple of Move
    ends : tuple of End
    since, until : datetime.date
    n_futures : int
    unit : float
        To a multiple of which the number of all leads is known.
    n_planned : int, optional
        Futures that were asked for, where a run was stopped before it had them all.
    locale : str
        Language of figures and dates, as Babel names it.

    Raises
    ------
    TableError
        If there is no stage, or something names a stage or an end that there is not.

    Examples
    --------
    >>> data = FlowData((FlowStage("pitch"),), (Entry("web", "pitch", 8.0),), (),
    ...                 (End("pitch", "won", 2.0), End("pitch", "lost", 6.0)),
    ...                 date(2026, 1, 1), date(2026, 12, 31), 100)
    >>> data.leads, data.ended("won")
    (8.0, 2.0)
    """

    stages: tuple[FlowStage, ...]
    entries: tuple[Entry, ...]
    moves: tuple[Move, ...]
    ends: tuple[End, ...]
    since: date
    until: date
    n_futures: int
    unit: float = field(default=1.0, kw_only=True)
    n_planned: int | None = field(default=None, kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check that everything that is named is there."""
        if all(stage.parked for stage in self.stages):
            raise TableError(say("a flow has at least one stage that leads to a win; give one."))
        names = [stage.name for stage in self.stages]
        asked = [entry.stage for entry in self.entries] + [end.stage for end in self.ends]
        asked += [name for move in self.moves for name in (move.start, move.end)]
        faults = [*_unknown("stage", asked, names)]
        faults += _unknown("end", [end.outcome for end in self.ends], list(OUTCOMES))
        faults += [
            say("two stages of a flow are called '{name}'; rename one.", name=name)
            for name in dict.fromkeys(names)
            if names.count(name) > 1
        ]
        if faults:
            raise TableError("\n".join(faults))

    @property
    def leads(self) -> float:
        """All leads: those that come in, and those that are there already."""
        return sum(entry.count for entry in self.entries)

    def ended(self, outcome: str) -> float:
        """Return how many leads end in one way."""
        return sum(end.count for end in self.ends if end.outcome == outcome)

    def number(self, count: float) -> str:
        """Return a number of leads as it is written: no finer than it is known."""
        if count >= self.leads / 4.0:
            count = round(count / self.unit) * self.unit
        return figure_text(count, 0 if count >= 1.0 or not count else 1, self.locale)

    def share(self, count: float) -> str:
        """Return a number of leads as a share of all."""
        part = count / self.leads if self.leads else 0.0
        if 0.0 < part < _LEAST_SHARE:
            return say("under {share}", share=format_share(0.01, self.locale))
        return format_share(part, self.locale)


def outcome_name(outcome: str) -> str:
    """Return how an end is called.

    Parameters
    ----------
    outcome : str
        One of `OUTCOMES`.

    Examples
    --------
    >>> outcome_name("cold")
    'Gone cold'
    """
    return say(OUTCOMES[outcome])


def _unknown(what: str, asked: Iterable[str], known: list[str]) -> list[str]:
    """Return a sentence for each name that there is not."""
    missing = sorted({name for name in asked if name not in known})
    return [
        say(
            "a flow names the {what} '{name}', which it lacks; it has {known}.{hint}",
            what=what,
            name=name,
            known=listed(known),
            hint=did_you_mean(name, known),
        )
        for name in missing
    ]
