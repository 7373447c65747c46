"""Why a funnel has no closed form: which of its parts stands in the way of which answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simfunnel.charts import clean_name
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.model import NURTURE, Event, Funnel, Stage
from simfunnel.funnel.spreads import DwellPart
from simfunnel.units import Duration
from simfunnel.words import say, say_n

__all__ = ["Reasons", "made_plain", "reasons_of"]

Way = tuple[str | int, ...]


@dataclass(frozen=True)
class Reasons:
    """What stands in the way of each answer; an empty list means that it has a closed form.

    Parameters
    ----------
    who : tuple of str
        Of who is won, and how many stays it takes.
    when : tuple of str
        Of how many days it takes, and of how many leads are open; those of `who` stand in the way
        of it too.
    left_out : tuple of str
        What both sides leave out, so that the comparison is fair.
    blocked : frozenset of str
        The stages whose days have no closed form.
    """

    who: tuple[str, ...]
    when: tuple[str, ...]
    left_out: tuple[str, ...]
    blocked: frozenset[str]


def reasons_of(funnel: Funnel) -> Reasons:
    """Return why the answers about a funnel have, or have not, a closed form.

    Parameters
    ----------
    funnel : Funnel

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> reasons_of(tiny())
    Reasons(who=(), when=(), left_out=(), blocked=frozenset())
    """
    reached = _reached(funnel)
    return Reasons(
        tuple(_of_who(funnel, reached)),
        tuple(_of_when(funnel, reached)),
        tuple(_left_out(funnel)),
        frozenset(name for name in reached if not _has_plain_days(funnel.stages[name])),
    )


def _reached(funnel: Funnel) -> list[str]:
    """Return the stages that leads can get to, in the order of the file."""
    waiting, seen = [source.enters for source in funnel.sources.values()], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in funnel.stages:
            continue
        seen.add(name)
        stage = funnel.stages[name]
        waiting += [to for to, _, _ in stage.exits()]
        waiting += [stage.stale.to] if stage.stale is not None else []
        waiting += [to for event in _events_in(funnel, name) for to in event.then]
    return [name for name in funnel.stages if name in seen]


def _staffed(funnel: Funnel, reached: list[str]) -> list[str]:
    """Return the stages in which people work."""
    return [name for name in reached if funnel.stages[name].team is not None]


def _events_in(funnel: Funnel, stage: str) -> list[Event]:
    """Return the events that may strike in a stage."""
    return [event for event in funnel.events.values() if stage in event.stages]


def _named(names: list[str]) -> str:
    """Return names in one line."""
    return ", ".join(clean_name(name) for name in names)


def _of_who(funnel: Funnel, reached: list[str]) -> Iterator[str]:
    """Yield what makes the way out depend on the time."""
    if people := _staffed(funnel, reached):
        yield say(
            "People ({names}): leads wait for each other, so what becomes of one depends on all "
            "the others.",
            names=_named(people),
        )
    parked = [name for name in reached if funnel.stages[name].nurture is not None]
    if funnel.nurture is not None:
        parked.append(NURTURE)
    if parked:
        yield say(
            "Nurture ({names}): who wakes before the touches end is a race of times.",
            names=_named(parked),
        )
    if full := [name for name, source in funnel.sources.items() if source.market is not None]:
        yield say(
            "Finite markets ({names}): how many leads come depends on how many are open.",
            names=_named(full),
        )
    stale = [name for name in reached if funnel.stages[name].stale is not None]
    if stale:
        yield say(
            "Stale limits ({names}): who goes stale depends on how long a stay lasts, so the ways "
            "out are a race of times and not shares.",
            names=_named(stale),
        )
    striking = [
        name
        for name, event in funnel.events.items()
        if event.rate is not None and event.rate.number > 0 and {*event.stages} & {*reached}
    ]
    if striking:
        yield say(
            "Events with a rate ({names}): they may strike at any time, so whom they reach depends "
            "on how long a stay lasts.",
            names=_named(striking),
        )


def _of_when(funnel: Funnel, reached: list[str]) -> Iterator[str]:
    """Yield what makes the days of a stay depend on its date, or on several durations."""
    stages = [(name, funnel.stages[name]) for name in reached]
    if names := [name for name, stage in stages if _business(stage)]:
        yield say(
            "Business days ({names}): they stand still at weekends and on holidays, so the days of "
            "a stay depend on the day on which it begins.",
            names=_named(names),
        )
    if names := [name for name, stage in stages if stage.dwell_clock is not None]:
        yield say(
            "Closing effects ({names}): time runs faster near the end of a period, so the days of "
            "a stay depend on its date.",
            names=_named(names),
        )
    if names := [name for name, stage in stages if stage.meanwhile]:
        yield say(
            "Steps beside ({names}): a stay lasts until the slowest of several is over, and the "
            "largest of several durations has no simple law.",
            names=_named(names),
        )
    if names := [name for name, stage in stages if stage.measured]:
        yield say(
            "Measured stages ({names}): they count whole midnights, so the days of a stay depend "
            "on the hour at which it begins.",
            names=_named(names),
        )


def _has_plain_days(stage: Stage) -> bool:
    """Return whether the days of a stay are those of one drawn duration."""
    moved = stage.dwell_clock is not None or stage.meanwhile or stage.measured
    return not moved and not _business(stage)


def _business(stage: Stage) -> bool:
    """Return whether a dwell of the stage runs on business days."""
    spreads = [stage.dwell, *(exit_.dwell for _, exit_, _ in stage.exits())]
    return any(spread is not None and spread.clock == "business" for spread in spreads)


def _left_out(funnel: Funnel) -> Iterator[str]:
    """Yield what both sides leave out."""
    ranges = len(funnel.doubt.ranges) + (0 if funnel.doubt.draws is None else 1)
    if ranges:
        yield say("Numbers in doubt stand at their stated values on both sides.")
    if funnel.doubt.shock is not None:
        yield say(
            "Good and bad times are left out on both sides: they are common to all leads, so no "
            "number of leads averages them away."
        )
    if any(s.unevenness.week.number or s.unevenness.year.number for s in funnel.sources.values()):
        yield say(
            "Uneven weeks and years are left out on both sides: averages stay as they are, but "
            "counts spread more than by chance alone."
        )
    if funnel.customer is not None and funnel.customer.refers is not None:
        yield say(
            "Leads that customers bring are left out on both sides: how many come depends on who "
            "was won."
        )
    if funnel.today is not None and funnel.today.open_leads:
        n = len(funnel.today.open_leads)
        yield say_n(
            "The {n} lead that is open today is left out: both sides begin with an empty funnel.",
            "The {n} leads that are open today are left out: both sides begin with an empty "
            "funnel.",
            n,
        )


def made_plain(funnel: Funnel) -> tuple[Funnel, tuple[str, ...]]:
    """Return a funnel without what stands in the way of closed forms, and what was taken out.

    Measured stages, nurture and finite markets stay as they are.

    Parameters
    ----------
    funnel : Funnel

    Examples
    --------
    >>> from simfunnel.funnel.examples import busy
    >>> plain, said = made_plain(busy())
    >>> reasons_of(plain).who, len(said)
    ((), 4)
    """
    values: dict[Way, object] = {}
    taken: dict[str, list[str]] = {"stale": [], "meanwhile": [], "dwell_clock": [], "days": []}
    taken["team"] = _staffed(funnel, _reached(funnel))
    for name in taken["team"]:
        for field in ("team", "effort", "patience", "slow_start"):
            values["stages", name, field] = None
    for name in _reached(funnel):
        stage, way = funnel.stages[name], ("stages", name)
        for field in ("stale", "meanwhile", "dwell_clock"):
            if getattr(stage, field):
                values[*way, field] = {} if field == "meanwhile" else None
                taken[field].append(name)
        if _business(stage):
            values |= _on_the_calendar(stage, way)
            taken["days"].append(name)
    striking = []
    for name, event in funnel.events.items():
        if event.rate is not None and event.rate.number > 0:
            values["events", name, "rate"] = type(event.rate).parse("0 % per month")
            striking.append(name)
    return (rebuilt(funnel, values) if values else funnel), tuple(_taken(taken, striking))


def _taken(taken: dict[str, list[str]], striking: list[str]) -> Iterator[str]:
    """Yield what was taken out."""
    if names := taken["team"]:
        yield say("People are taken out on both sides: {names}.", names=_named(names))
    if names := taken["stale"]:
        yield say("Stale limits are taken out on both sides: {names}.", names=_named(names))
    if striking:
        yield say("Events are taken out on both sides: {names}.", names=_named(striking))
    if names := taken["meanwhile"]:
        yield say("Steps beside are taken out on both sides: {names}.", names=_named(names))
    if names := taken["dwell_clock"]:
        yield say("Closing effects are taken out on both sides: {names}.", names=_named(names))
    if names := taken["days"]:
        yield say(
            "Business days count as days of the calendar on both sides: {names}.",
            names=_named(names),
        )


def _on_the_calendar(stage: Stage, way: Way) -> dict[Way, object]:
    """Return the dwells of a stage with days in the place of business days."""
    found: dict[Way, object] = {}
    if stage.dwell is not None:
        found[*way, "dwell"] = _calendar(stage.dwell)
    for side, exits in (("next", stage.next), ("otherwise", stage.otherwise)):
        for name, exit_ in exits.items():
            if exit_.dwell is not None:
                found[*way, side, name, "dwell"] = _calendar(exit_.dwell)
    return found


def _calendar(spread: DwellPart) -> DwellPart:
    """Return a spread with days in the place of business days."""
    data = spread.model_dump(mode="python", exclude_none=True)

    def turned(value: object) -> object:
        if isinstance(value, Duration):
            return Duration(value.number, "day") if value.clock == "business" else value
        if isinstance(value, dict):
            return {key: turned(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return tuple(turned(part) for part in value)
        return value

    return type(spread).model_validate(turned(data))
