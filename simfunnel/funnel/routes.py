"""How leads can run through the stages: dead circles, stages that nobody reaches, expected stays.

What is stated in shares is followed; stale limits and events with a rate count as ways that may be
taken, but their share is not guessed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from simfunnel.funnel.model import Funnel, Hazards, Nurture, Stage
from simfunnel.funnel.quantities import outcome_kind

__all__ = ["closed_circles", "stays_per_lead", "unreached"]

_MIDDLES = ("median", "mean", "exactly", "mode")


def _shares(stage: Stage) -> dict[str, float]:
    """Return the share of a stage's leads that each exit takes, as stated."""
    if stage.hazards is not None:
        return _measured_shares(stage.hazards)
    if stage.nurture is not None:
        return _nurtured_shares(stage.nurture)
    going = 1.0
    if stage.gate is not None:
        going = stage.gate.passes.number
    elif stage.advance is not None:
        going = stage.advance.number
    shares: dict[str, float] = {}
    for name, exit_, ahead in stage.exits():
        part = (going if ahead else 1.0 - going) * exit_.share.number
        shares[name] = shares.get(name, 0.0) + part
    return shares


def _nurtured_shares(nurture: Nurture) -> dict[str, float]:
    """Return the shares that leave a parking place, at least for giving up, at most for waking."""
    woken, opted_out, afterwards = nurture.ways()
    touches = nurture.touches_at_most.number
    seconds = (touches + 1) * nurture.touch_every.seconds
    rate = -math.log1p(-nurture.wakes.share) / nurture.wakes.days / 86_400.0
    wakes = 1.0 - math.exp(-rate * nurture.dose.at_most.number * seconds)
    leaves = (1.0 - wakes) * (1.0 - (1.0 - nurture.opt_out.number) ** touches)
    shares = dict.fromkeys((woken, opted_out, afterwards), 0.0)
    for name, share in ((woken, wakes), (opted_out, leaves), (afterwards, 1.0 - wakes - leaves)):
        shares[name] += share
    return shares


def _measured_shares(hazards: Hazards) -> dict[str, float]:
    """Return the share that leaves a measured stage by each exit, from age 0."""
    widths = [b - a for a, b in zip(hazards.ages, hazards.ages[1:], strict=False)]
    shares = dict.fromkeys(hazards.daily, 0.0)
    staying = 1.0
    for j in range(len(hazards.ages)):
        total = sum(row[j] for row in hazards.daily.values())
        if total > 0:
            left = 1.0 if j == len(widths) else 1.0 - float(np.exp(-total * widths[j]))
            for name, row in hazards.daily.items():
                shares[name] += staying * left * row[j] / total
            staying *= 1.0 - left
    return shares


def _ways(funnel: Funnel) -> dict[str, set[str]]:
    """Return the destinations that leads of each stage can have, with any chance at all."""
    ways: dict[str, set[str]] = {}
    for name, stage in funnel.steps.items():
        ways[name] = {target for target, share in _shares(stage).items() if share > 0}
        if stage.stale is not None:
            ways[name].add(stage.stale.to)
        if stage.patience is not None:
            ways[name].add(stage.patience.to)
    for event in funnel.events.values():
        part = event.share_of_losses or event.rate
        if part is not None and part.number > 0:
            going = {target for target, exit_ in event.then.items() if exit_.share.number > 0}
            for name in event.stages:
                if name in ways:
                    ways[name] |= going
    return ways


def closed_circles(funnel: Funnel) -> list[tuple[str, ...]]:
    """Return circles of stages from which no way leads to an outcome.

    A measured stage without any rate is not one: its leads stay where they are.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> closed_circles(tiny())
    []
    """
    ways = {name: targets for name, targets in _ways(funnel).items() if targets}
    free = {name for name in ways if any(_ends(target, ways) for target in ways[name])}
    coming: dict[str, list[str]] = {}
    for name, targets in ways.items():
        for target in targets:
            coming.setdefault(target, []).append(name)
    waiting = list(free)
    while waiting:
        for name in coming.get(waiting.pop(), ()):
            if name not in free:
                free.add(name)
                waiting.append(name)
    return list(_circles({name: sorted(ways[name]) for name in ways if name not in free}))


def _ends(target: str, ways: dict[str, set[str]]) -> bool:
    """Return whether a destination is an outcome, or unknown and refused elsewhere."""
    return outcome_kind(target) is not None or target not in ways


def _circles(trapped: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """Yield one circle for each part of the trapped stages, by following first destinations."""
    done: set[str] = set()
    for start in sorted(trapped):
        way: list[str] = []
        name = start
        while name not in done:
            done.add(name)
            way.append(name)
            name = trapped[name][0]
        if name in way:
            yield (*way[way.index(name) :], name)


def unreached(funnel: Funnel) -> list[str]:
    """Return the stages in which no lead can ever be, in the order of the funnel.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> unreached(tiny())
    []
    """
    ways = _ways(funnel)
    waiting = [source.enters for source in funnel.sources.values()]
    if funnel.today is not None:
        waiting += [lead.stage for lead in funnel.today.open_leads]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in ways and name not in reached:
            reached.add(name)
            waiting += ways[name]
    return [name for name in funnel.steps if name not in reached]


def stays_per_lead(funnel: Funnel) -> dict[str, float]:
    """Return how many stays a lead is expected to have that enters at each stage.

    Never more than fit one after another into the horizon at the shortest typical dwell, which
    decides where leads go round until a stale limit or an event ends it.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> stays_per_lead(tiny())
    {'pitch': 1.0}
    """
    number = {name: i for i, name in enumerate(funnel.steps)}
    moves = np.zeros((len(number), len(number)))
    for name, stage in funnel.steps.items():
        for target, share in _shares(stage).items():
            if target in number:
                moves[number[name], number[target]] += share
    most = funnel.days * 86_400 / min(map(_typical_seconds, funnel.steps.values()), default=1.0)
    try:
        stays = np.linalg.solve(np.eye(len(number)) - moves, np.ones(len(number)))
    except np.linalg.LinAlgError:
        return dict.fromkeys(number, max(1.0, most))
    sane = np.where((stays >= 1.0 - 1e-9) & np.isfinite(stays), stays, np.inf)
    return {name: max(1.0, min(float(sane[i]), most)) for name, i in number.items()}


def _typical_seconds(stage: Stage) -> float:
    """Return about how long a stay lasts, at least one second; a day in a measured stage."""
    exits = [exit_.dwell for _, exit_, _ in stage.exits() if exit_.dwell is not None]
    spreads = exits if stage.dwell is None else [stage.dwell]
    parts = [part for spread in spreads for part in (spread.mixture or (spread,))]
    lengths = []
    for part in parts:
        stated = part.stated()
        middle = next((stated[key] for key in _MIDDLES if key in stated), None)
        durations = part.durations() if middle is None else [middle]
        lengths.append(sum(duration.seconds for duration in durations) / len(durations))
    return max(1.0, min(lengths, default=86_400.0))
