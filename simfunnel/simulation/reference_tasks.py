"""What people have to do in the reference engine: tasks, seats, and how they can end."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from simfunnel.clocks import NEVER
from simfunnel.simulation.reading import Stage, Work
from simfunnel.simulation.reference_stay import Lead, Served, Stay

__all__ = ["DISPATCH", "DONE", "ENDS", "ENTERS", "HANDED", "HELD", "IMPATIENT", "LEAVES", "MONTH",
           "STALE", "STRIKES", "WAITING", "WORKING", "Ended", "Happening", "Own", "Seat",
           "Task"]  # fmt: skip

# What happens in one second happens in this order (model 11).
ENDS, STRIKES, STALE, IMPATIENT, LEAVES, ENTERS, DISPATCH = range(1, 8)

MONTH = 2_629_800  # seconds of 30.4375 days
WAITING, WORKING, HANDED, HELD, DONE = range(5)
NOBODY = Stay(NEVER, -1)


class Happening(Protocol):
    """Something that a lead waits for."""

    def succeed(self, value: object = None) -> object:
        """Let it happen."""


class Own(NamedTuple):
    """How a stay would end by itself, and on which clock; what rests while nobody has it."""

    left: int
    way: int
    clock: int
    rest: int


class Task:
    """What a team has to do for one lead in one stay."""

    __slots__ = ("alarm", "before", "began", "done", "effort", "entered", "handed", "joined",
                 "lead", "occasion", "own", "place", "queued", "rep", "seat", "spec", "stage",
                 "state", "turn", "waited", "work", "worked")  # fmt: skip

    def __init__(
        self, lead: Lead, stage: int, spec: Stage, work: Work, occasion: int, entered: int
    ) -> None:
        self.lead, self.stage, self.spec, self.work = lead, stage, spec, work
        self.occasion, self.entered, self.joined = occasion, entered, entered
        self.state, self.seat, self.turn = WAITING, -1, 0
        self.before = False  # whether somebody took it up before the start
        self.began, self.queued, self.handed = NEVER, 0, 0
        self.effort = self.rep = 0.0
        self.worked, self.waited = NEVER, 0
        self.own = Own(NEVER, -1, 0, 0)
        self.alarm = NOBODY
        self.place: tuple[int, int, tuple[int, int]] = (0, 0, (0, 0))
        self.done: Happening | None = None


class Ended(NamedTuple):
    """How a task ended: with the work done, or with the stay."""

    served: Served
    stay: Stay | None = None


class Seat:
    """A seat, and who sits there."""

    __slots__ = (
        "away",
        "effort",
        "employed",
        "free_since",
        "held",
        "holder",
        "load",
        "number",
        "odds",
        "place",
        "present",
        "since",
        "task",
        "team",
        "there",
    )  # fmt: skip

    def __init__(self, number: int, team: int, place: int) -> None:
        self.number, self.team, self.place = number, team, place
        self.there = self.held = self.away = False
        self.holder, self.since, self.free_since, self.present = -1, 0, 0, -1
        self.employed, self.load = -1, 0
        self.effort, self.odds = 1.0, 0.0
        self.task: Task | None = None
