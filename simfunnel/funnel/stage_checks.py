"""Whether each stage states one law, wholly, with exits that exist and shares that make 100 %."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from simfunnel.errors import did_you_mean
from simfunnel.funnel.model import NURTURE, Event, Exit, Funnel, Stage
from simfunnel.funnel.quantities import OUTCOME_KINDS, outcome_kind
from simfunnel.funnel.spread_checks import spread_faults
from simfunnel.units import Quantity
from simfunnel.words import listed, say

__all__ = [
    "Fault",
    "event_faults",
    "nurture_faults",
    "split_fault",
    "stage_faults",
    "unknown_stage",
]

Fault = tuple[str, str]
TOLERANCE = 1e-9
_LAW = ("gate", "next", "otherwise", "dwell", "dwell_clock", "meanwhile")
_PERIOD_DAYS = {"month end": 28.0, "quarter end": 90.0, "year end": 365.0}


def stage_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything wrong inside a stage."""
    if not funnel.stages:
        yield "stages", say("names no stage; a funnel needs one at least.")
    for name, stage in funnel.stages.items():
        path = f"stages.{name}"
        if outcome_kind(name) is not None:
            yield (
                path,
                say("'{name}' is how leads end, not a stage; call the stage otherwise.", name=name),
            )
        yield from _law_faults(path, stage)
        yield from _exit_faults(funnel, path, stage)
        yield from _clock_faults(path, stage)
        if stage.stale is not None:
            yield from unknown_stage(funnel, f"{path}.stale.to", stage.stale.to)
            yield from _nothing(f"{path}.stale.after", stage.stale.after)


def _law_faults(path: str, stage: Stage) -> Iterator[Fault]:
    """Yield what a stage lacks, or states twice."""
    if stage.nurture is not None:
        yield from _parked_faults(path, stage)
        return
    if stage.hazards is not None:
        yield from _measured_faults(path, stage)
        return
    if stage.advance is not None and stage.gate is not None:
        yield (
            f"{path}.gate",
            say("stands beside 'advance'; a gate decides itself, keep one of them."),
        )
    if stage.advance is None and stage.gate is None:
        yield (
            path,
            say("states no 'advance'; say which share goes on, for instance 'advance: 60 %'."),
        )
    if not stage.next:
        yield (
            path,
            say("states no 'next'; say where those who advance go, for instance 'next: won'."),
        )
    all_go_on = stage.advance is not None and stage.advance.number == 1
    if not stage.otherwise and not all_go_on:
        yield (
            path,
            say(
                "states no 'otherwise'; say where the others go, for instance 'otherwise: "
                "{lost.no_decision: 100 %}'."
            ),
        )
    exits = [*stage.next.values(), *stage.otherwise.values()]
    if stage.dwell is None and (not exits or any(exit_.dwell is None for exit_ in exits)):
        yield (
            path,
            say(
                "states no 'dwell'; say how long it takes, for instance 'dwell: {median: 5 days, "
                "p90: 15 days}'."
            ),
        )


def _parked_faults(path: str, stage: Stage) -> Iterator[Fault]:
    """Yield what does not belong to a parking place."""
    for key in (*_LAW, "advance", "hazards", "stale", "team"):
        if getattr(stage, key):
            yield (
                f"{path}.{key}",
                say("'{key}' has no place beside 'nurture'; leave it out.", key=key),
            )


def nurture_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything wrong with parking places."""
    if funnel.nurture is not None and NURTURE in funnel.stages:
        yield NURTURE, say("stands beside a stage of the same name; keep one of them.")
    blocks = {f"stages.{n}.nurture": s.nurture for n, s in funnel.stages.items() if s.nurture}
    if funnel.nurture is not None:
        blocks[NURTURE] = funnel.nurture
    for path, nurture in blocks.items():
        own = NURTURE if path == NURTURE else path.split(".")[1]
        yield from unknown_stage(funnel, f"{path}.woken.to", nurture.woken.to)
        yield from unknown_stage(funnel, f"{path}.afterwards", nurture.afterwards)
        for key, to in (("woken.to", nurture.woken.to), ("afterwards", nurture.afterwards)):
            if to == own:
                yield (
                    f"{path}.{key}",
                    say("leads would go round in '{name}'; send them elsewhere.", name=own),
                )


def _measured_faults(path: str, stage: Stage) -> Iterator[Fault]:
    """Yield what does not belong to a measured stage."""
    if stage.hazards is not None and not stage.hazards.daily:
        yield f"{path}.hazards", say("holds no exit; give the daily hazard of one at least.")
    for key in _LAW:
        if getattr(stage, key):
            yield (
                f"{path}.{key}",
                say(
                    "'{key}' has no place in a measured stage; leave it out, or state advance, "
                    "next, otherwise and dwell, which replace the measured law whole.",
                    key=key,
                ),
            )


def _exit_faults(funnel: Funnel, path: str, stage: Stage) -> Iterator[Fault]:
    """Yield what is wrong with a stage's exits, and with how long they take."""
    yield from _side_faults(funnel, f"{path}.next", stage.next)
    yield from _side_faults(funnel, f"{path}.otherwise", stage.otherwise)
    for name in stage.next:
        if name in stage.otherwise:
            yield (
                f"{path}.otherwise.{name}",
                say(
                    "'{name}' stands in 'next' and in 'otherwise'; keep it in one of them.",
                    name=name,
                ),
            )
    for name in () if stage.hazards is None else stage.hazards.daily:
        yield from unknown_stage(funnel, f"{path}.hazards.daily.{name}", name)
    if stage.dwell is not None:
        yield from spread_faults(f"{path}.dwell", stage.dwell)
    for name, step in stage.meanwhile.items():
        yield from spread_faults(f"{path}.meanwhile.{name}.takes", step.takes)


def _side_faults(funnel: Funnel, path: str, exits: Mapping[str, Exit]) -> Iterator[Fault]:
    """Yield what is wrong with the names and shares of one split."""
    for name, exit_ in exits.items():
        yield from unknown_stage(funnel, f"{path}.{name}", name)
        if exit_.because is not None and outcome_kind(name) is not None:
            yield (
                f"{path}.{name}.because",
                say(
                    "'{name}' is an outcome, which names its own reason; leave 'because' out.",
                    name=name,
                ),
            )
        if exit_.dwell is not None:
            yield from spread_faults(f"{path}.{name}.dwell", exit_.dwell)
    if exits:
        yield from split_fault(path, {name: exit_.share for name, exit_ in exits.items()})


def unknown_stage(funnel: Funnel, path: str, name: str) -> Iterator[Fault]:
    """Yield the refusal of a destination that is neither a stage nor an outcome."""
    kind = outcome_kind(name)
    if kind == "won" and name != "won":
        yield path, say("'{name}' is not an outcome; won has no reasons, write 'won'.", name=name)
    elif kind is not None and name.endswith("."):
        yield (
            path,
            say("'{name}' ends with a dot; write a reason behind it, '{name}price'.", name=name),
        )
    if kind is not None or name in funnel.steps:
        return
    first, dot, reason = name.partition(".")
    known = [*funnel.steps, *OUTCOME_KINDS]
    if dot:
        near = did_you_mean(first, OUTCOME_KINDS).replace("'?", f".{reason}'?")
        kinds = listed(OUTCOME_KINDS, "or")
        yield (
            path,
            say(
                "'{name}' is neither a stage nor an outcome; outcomes begin with {kinds}.{near}",
                name=name,
                kinds=kinds,
                near=near,
            ),
        )
    else:
        yield (
            path,
            say(
                "unknown stage '{name}'.{hint}",
                name=name,
                hint=did_you_mean(name, known) or _listed(funnel.steps),
            ),
        )


def _listed(names: Iterable[str]) -> str:
    """Return a closing sentence that names at most five known names."""
    known = list(names)
    quoted = [f"'{name}'" for name in known[:5]]
    if len(known) > 5:
        quoted.append("\N{HORIZONTAL ELLIPSIS}")
    return say(" Known: {names}.", names=listed(quoted)) if known else ""


def split_fault(path: str, shares: Mapping[str, Quantity]) -> Iterator[Fault]:
    """Yield the refusal of shares that do not make 100 %."""
    total = sum(share.number for share in shares.values())
    if not abs(total - 1.0) <= TOLERANCE:
        parts = ", ".join(f"{name} {share}" for name, share in list(shares.items())[:5])
        more = ", …" if len(shares) > 5 else ""
        figure = f"{100 * total:.10g}"
        yield (
            path,
            say(
                "sums to {figure} % ({parts}{more}); make the shares 100 %.",
                figure=figure,
                parts=parts,
                more=more,
            ),
        )


def _nothing(path: str, duration: Quantity) -> Iterator[Fault]:
    """Yield the refusal of a duration of nothing."""
    if not duration.number > 0:
        yield path, say("is {duration}; give more than 0.", duration=duration)


def _clock_faults(path: str, stage: Stage) -> Iterator[Fault]:
    """Yield what is wrong with a closing effect."""
    clock = stage.dwell_clock
    if clock is None:
        return
    if clock.within.clock != "calendar":
        yield (
            f"{path}.dwell_clock.within",
            say("is {within}; count in days of the calendar.", within=clock.within),
        )
        return
    yield from _nothing(f"{path}.dwell_clock.within", clock.within)
    longest = _PERIOD_DAYS[clock.near]
    if clock.within.seconds > longest * 86_400:
        yield (
            f"{path}.dwell_clock.within",
            say(
                "is {within}, longer than the period before a {near}; give {longest} days or "
                "fewer.",
                within=clock.within,
                near=clock.near,
                longest=format(longest, "g"),
            ),
        )


def event_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything wrong with an event."""
    carved: dict[str, list[tuple[str, Event]]] = {}
    for name, event in funnel.events.items():
        path = f"events.{name}"
        if not event.stages:
            yield f"{path}.in", say("names no stage; say in which stages the event strikes.")
        for i, stage in enumerate(event.stages):
            if stage not in funnel.steps:
                hint = did_you_mean(stage, funnel.steps) or _listed(funnel.steps)
                yield (
                    f"{path}.in.{i}",
                    say("unknown stage '{stage}'.{hint}", stage=stage, hint=hint),
                )
            elif stage in event.stages[:i]:
                yield f"{path}.in.{i}", say("'{stage}' stands twice; name it once.", stage=stage)
            elif event.share_of_losses is not None:
                yield from _no_losses(f"{path}.in.{i}", stage, funnel.steps[stage])
                carved.setdefault(stage, []).append((name, event))
        for target, exit_ in event.then.items():
            yield from unknown_stage(funnel, f"{path}.then.{target}", target)
            yield from _event_exit_faults(f"{path}.then.{target}", target, exit_)
        yield from split_fault(f"{path}.then", {n: e.share for n, e in event.then.items()})
    for stage, carving in carved.items():
        total = sum(e.share_of_losses.number for _, e in carving if e.share_of_losses)
        if total > 1 + TOLERANCE:
            parts = ", ".join(f"{name} {event.share_of_losses}" for name, event in carving)
            yield (
                f"events.{carving[-1][0]}.share_of_losses",
                say(
                    "the events of stage '{stage}' take {share} % of its losses ({parts}); make "
                    "it 100 % or less.",
                    stage=stage,
                    share=format(100 * total, ".10g"),
                    parts=parts,
                ),
            )


def _event_exit_faults(path: str, target: str, exit_: Exit) -> Iterator[Fault]:
    """Yield what an event's destination cannot have."""
    if exit_.dwell is not None:
        yield f"{path}.dwell", say("an event strikes at once; leave the dwell out.")
    if exit_.because is not None and outcome_kind(target) is not None:
        yield (
            f"{path}.because",
            say("'{target}' names its own reason; leave 'because' out.", target=target),
        )


def _no_losses(path: str, name: str, stage: Stage) -> Iterator[Fault]:
    """Yield the refusal of a share of losses where nothing is lost."""
    if not any(outcome_kind(exit_name) == "lost" for exit_name, _, _ in stage.exits()):
        yield (
            path,
            say(
                "stage '{name}' has no exit lost.* to take a share of; name another stage, or "
                "give the event a rate.",
                name=name,
            ),
        )
