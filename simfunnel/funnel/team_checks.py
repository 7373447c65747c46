"""Whether teams can serve, and whether stages say what work their people have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from simfunnel.errors import did_you_mean
from simfunnel.funnel.model import Funnel, Stage
from simfunnel.funnel.spread_checks import spread_faults
from simfunnel.funnel.stage_checks import unknown_stage
from simfunnel.funnel.teams import Team
from simfunnel.words import say

__all__ = ["team_faults", "team_notes"]

Fault = tuple[str, str]
MOST_SEATS = 10_000
_WORK = ("effort", "patience", "slow_start", "touches")


def team_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything wrong with teams and with the work of stages."""
    for name, team in funnel.teams.items():
        path = f"teams.{name}"
        yield from _seat_faults(path, team)
        yield from _people_faults(path, team)
        yield from _turnover_faults(path, team)
        if funnel.starts is not None or funnel.today is not None:
            yield from _day_faults(path, team, funnel.start)
    for name, stage in funnel.stages.items():
        yield from _work_faults(funnel, f"stages.{name}", stage)


def team_notes(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and remark of teams that are legal but hardly meant."""
    working = {stage.team for stage in funnel.stages.values()}
    for name in funnel.teams:
        if name not in working:
            yield f"teams.{name}", say("no stage has this team, so it has nothing to do.")
    for name, team in funnel.teams.items():
        if team.names and len(team.names) != team.seats.count:
            yield (
                f"teams.{name}.names",
                say(
                    "names {named} people for {seats} seats.",
                    named=len(team.names),
                    seats=team.seats,
                ),
            )


def _seat_faults(path: str, team: Team) -> Iterator[Fault]:
    """Yield what is wrong with the number of seats."""
    most = team.seats.count + sum(hired.count for hired in team.hires.values())
    if most == 0:
        yield (
            f"{path}.seats",
            say("is 0 and nobody is hired, so the team can never serve; give it a seat."),
        )
    elif most > MOST_SEATS:
        yield (
            f"{path}.seats",
            say("comes to {most} seats; give at most {limit}.", most=most, limit=MOST_SEATS),
        )


def _people_faults(path: str, team: Team) -> Iterator[Fault]:
    """Yield what is wrong with the names of the people, and with how they learn."""
    if team.open_deals is not None and not team.open_deals.number > 0:
        yield f"{path}.open_deals", say("is 0; give each seat one place at least.")
    for name in sorted({name for name in team.names if team.names.count(name) > 1}):
        yield f"{path}.names", say("names '{name}' twice; names must differ.", name=name)
    for name in team.starts:
        if name not in team.names:
            hint = did_you_mean(name, team.names)
            yield (
                f"{path}.starts.{name}",
                say("'{name}' is not among the 'names'.{hint}", name=name, hint=hint),
            )
    for month, share in enumerate(team.ramp):
        if not share.number > 0:
            yield (
                f"{path}.ramp.{month}",
                say("is {share}: work would never end; give more, or hire later.", share=share),
            )


def _turnover_faults(path: str, team: Team) -> Iterator[Fault]:
    """Yield what is wrong with people who leave."""
    if team.turnover is not None:
        if team.replaced_after is None:
            yield (
                path,
                say(
                    "states 'turnover', but not when a successor starts; add for instance "
                    "'replaced_after: 60 days'."
                ),
            )
        return
    for key in ("replaced_after", "hand_over"):
        if getattr(team, key) is not None:
            yield (
                f"{path}.{key}",
                say("means nothing while nobody leaves; add 'turnover', or leave it out."),
            )


def _day_faults(path: str, team: Team, start: date) -> Iterator[Fault]:
    """Yield days that are on the wrong side of the start."""
    for hired in team.hires:
        if date.fromisoformat(hired) < start:
            yield (
                f"{path}.hires.{hired}",
                say(
                    "is before the start on {start}; count who is there already among the "
                    "'seats', with the day under 'starts' if they are still new.",
                    start=start,
                ),
            )
    for name, day in team.starts.items():
        if day > start:
            yield (
                f"{path}.starts.{name}",
                say(
                    "is {day}, after the start on {start}; put a new seat under 'hires'.",
                    day=day,
                    start=start,
                ),
            )


def _teamless_faults(path: str, stage: Stage) -> Iterator[Fault]:
    """Yield what a stage says of work that nobody does."""
    for key in _WORK:
        if getattr(stage, key) is not None:
            yield (
                f"{path}.{key}",
                say("means nothing without a team; add 'team', or leave it out."),
            )


def _work_faults(funnel: Funnel, path: str, stage: Stage) -> Iterator[Fault]:
    """Yield what is wrong with the team of a stage and with its work."""
    if stage.team is None:
        yield from _teamless_faults(path, stage)
        return
    if stage.team not in funnel.teams:
        hint = did_you_mean(stage.team, funnel.teams)
        yield f"{path}.team", say("unknown team '{team}'.{hint}", team=stage.team, hint=hint)
    if stage.measured:
        yield (
            f"{path}.team",
            say(
                "the stage's dwell was measured from whole stays, which hold waiting and work "
                "already; state advance, next, otherwise and dwell too, which replace the "
                "measured law whole."
            ),
        )
        return
    keeps = stage.team in funnel.teams and funnel.teams[stage.team].open_deals is not None
    if keeps and stage.effort is not None:
        yield (
            f"{path}.effort",
            say(
                "has no place in a stage whose team keeps open deals: a lead takes a place for "
                "its whole stay; leave it out."
            ),
        )
    elif stage.effort is None and not keeps:
        yield (
            path,
            say("states no 'effort'; say how long the work takes, 'effort: 2 hours'."),
        )
    elif stage.effort is not None:
        yield from _effort_faults(f"{path}.effort", stage)
    if stage.patience is not None:
        yield from unknown_stage(funnel, f"{path}.patience.to", stage.patience.to)
        yield from spread_faults(f"{path}.patience.after", stage.patience.after)
    if stage.slow_start is not None:
        yield from _slow_faults(f"{path}.slow_start", stage)


def _slow_faults(path: str, stage: Stage) -> Iterator[Fault]:
    """Yield what is wrong with what waiting does."""
    assert stage.slow_start is not None
    half = stage.slow_start.odds_halve_every
    if stage.gate is not None:
        yield path, say("has no effect in a gate, which looks at the lead.")
    elif not half.number > 0:
        yield f"{path}.odds_halve_every", say("is {half}; give more than 0.", half=half)


def _effort_faults(path: str, stage: Stage) -> Iterator[Fault]:
    """Yield what is wrong with how long work takes."""
    assert stage.effort is not None
    yield from spread_faults(path, stage.effort)
    if stage.effort.clock != "calendar":
        yield (
            path,
            say("is stated in business days; state work in hours of the team's own time."),
        )
