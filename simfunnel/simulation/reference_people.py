"""People in the reference engine: who waits for whom, who works, and what ends a wait or work.

A lead that needs work is a task. What can happen to it is put on the agenda with its rank within
a second, and looks first whether the task is still as it was. This module knows no SimPy: `at`
does something at a second, when the turn of its rank has come.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Callable
from functools import partial
from typing import NamedTuple, Protocol

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_value
from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.simulation.reading import Epoch, Stage, Work
from simfunnel.simulation.reference_stay import Lead, Rules, Served, Stay, whole_seconds
from simfunnel.variates.dispatch import quantile, remaining

__all__ = ["ENTERS", "WORKING", "Ended", "People", "Task"]

# What happens in one second happens in this order (model 11).
ENDS, STRIKES, STALE, IMPATIENT, LEAVES, ENTERS, DISPATCH = range(1, 8)

MONTH = 2_629_800  # seconds of 30.4375 days
WAITING, WORKING, DONE = range(3)
NOBODY = Stay(NEVER, -1)


class Happening(Protocol):
    """Something that a lead waits for."""

    def succeed(self, value: object = None) -> object:
        """Let it happen."""


class Task:
    """What a team has to do for one lead in one stay."""

    __slots__ = ("alarm", "began", "done", "effort", "entered", "joined", "lead", "occasion",
                 "place", "seat", "spec", "stage", "state", "turn", "work")  # fmt: skip

    def __init__(
        self, lead: Lead, stage: int, spec: Stage, work: Work, occasion: int, entered: int
    ) -> None:
        self.lead, self.stage, self.spec, self.work = lead, stage, spec, work
        self.occasion, self.entered, self.joined = occasion, entered, entered
        self.state, self.seat, self.turn = WAITING, -1, 0
        self.began = NEVER
        self.effort = 0.0
        self.alarm = NOBODY
        self.place: tuple[int, int, tuple[int, int]] = (0, 0, (0, 0))
        self.done: Happening | None = None


class Ended(NamedTuple):
    """How a task ended: with the work done, or with the stay."""

    served: Served
    stay: Stay | None = None


class Seat:
    """A seat, and who sits there."""

    __slots__ = ("free_since", "number", "since", "task", "there")

    def __init__(self, number: int, since: int, there: bool) -> None:
        self.number, self.since, self.there = number, since, there
        self.free_since = 0
        self.task: Task | None = None


class People:
    """All teams of one replication."""

    def __init__(
        self,
        plan: Plan,
        rules: Rules,
        now: Callable[[], int],
        epoch: Callable[[int], Epoch],
        on_agenda: Callable[[int, int, Callable[[], None]], None],
        worth: Callable[[Lead], int],
    ) -> None:
        self.plan, self.rules, self.now, self.epoch = plan, rules, now, epoch
        self.on_agenda, self.worth = on_agenda, worth
        self.seats = [
            Seat(number, int(since), bool(there))
            for number, (_, since, there) in enumerate(plan.seats)
        ]
        self.queues: list[list[tuple[tuple[int, int, tuple[int, int]], Task]]] = [
            [] for _ in range(plan.teams.shape[0])
        ]
        self.called = [-1] * plan.teams.shape[0]
        self.open: dict[int, Task] = {}
        self.works = array("q")

    def start(self) -> None:
        """Put on the agenda when seats are added and withdrawn."""
        for second, number, there in self.plan.shifts.tolist():
            seat = self.seats[number]
            if there:
                self.on_agenda(second, ENTERS, partial(self.comes, seat))
            else:
                self.on_agenda(second, LEAVES, partial(self.goes, seat))

    # --- seats --------------------------------------------------------------------------------

    def comes(self, seat: Seat) -> None:
        """Let a new holder start."""
        seat.there, seat.since = True, self.now()
        seat.free_since = self.now()
        self.call(int(self.plan.seats[seat.number, at.Q_TEAM]))

    def goes(self, seat: Seat) -> None:
        """Withdraw a seat: it takes nothing new and ends with what is in hand."""
        seat.there = False

    def frees(self, task: Task) -> None:
        """Note the work of a task, and give its rep back to the team."""
        seat = self.seats[task.seat]
        self.log(task, self.now())
        seat.task, seat.free_since = None, self.now()
        self.call(task.work.team)

    def log(self, task: Task, until: int) -> None:
        """Write down a piece of work."""
        clock = self.epoch(task.began).teams[task.work.team].clock
        self.works.extend((task.work.team, clock, task.began, until))

    # --- tasks --------------------------------------------------------------------------------

    def join(self, task: Task, done: Happening) -> None:
        """Let a lead that enters a stage join the queue of its team."""
        rules, lead, work = self.rules, task.lead, task.work
        task.done = done
        u, v = rules.draw(lead, work.point, task.occasion)
        task.effort = float(quantile(rules.numbers, work.effort, u))
        task.alarm = rules.alarm(lead, task.spec, task.entered, self.now(), task.occasion)
        if task.alarm.left < self.plan.end:
            rank = STALE if task.alarm.way == task.spec.stale_way else STRIKES
            self.on_agenda(task.alarm.left, rank, partial(self.struck, task))
        if work.patience >= 0:
            until = self.out_of_patience(task, v)
            if until < self.plan.end:
                self.on_agenda(until, IMPATIENT, partial(self.reneges, task))
        self.open[id(task)] = task
        self.queue(task)

    def out_of_patience(self, task: Task, v: float) -> int:
        """Return when a lead leaves if nobody has taken it up; an open one is patient already."""
        rules, work = self.rules, task.work
        if task.entered == self.now():
            lasts = quantile(rules.numbers, work.patience, v)
            return rules.end_of(work.patience_clock, task.entered, whole_seconds(lasts))
        age = rules.age(work.patience_clock, task.entered)
        rest = remaining(rules.numbers, work.patience, age, v)
        return rules.end_of(work.patience_clock, 0, whole_seconds(rest))

    def queue(self, task: Task) -> None:
        """Give a task its place in the queue and call the team."""
        team = task.work.team
        order = int(self.plan.teams[team, at.E_ORDER])
        first = 0
        if order == at.NEWEST:
            first = -task.joined
        elif order == at.LARGEST:
            first = -self.worth(task.lead)
        elif order == at.BEST:
            first = -task.lead.score
        elif order == at.LATEST:
            first = -task.work.rank
        task.place = (first, task.joined, task.lead.key)
        heapq.heappush(self.queues[team], (task.place, task))
        self.call(team)

    def call(self, team: int) -> None:
        """Dispatch once, when nothing else is left in this second."""
        if self.called[team] != self.now():
            self.called[team] = self.now()
            self.on_agenda(self.now(), DISPATCH, partial(self.dispatch, team))

    def dispatch(self, team: int) -> None:
        """While a rep is free and a lead waits, give the first lead the rep free for longest."""
        first, count = (int(v) for v in self.plan.teams[team, [at.E_SEAT, at.E_SEATS]])
        queue = self.queues[team]
        while True:
            while queue and queue[0][1].state != WAITING:
                heapq.heappop(queue)
            free = [s for s in self.seats[first : first + count] if s.there and s.task is None]
            if not queue or not free:
                return
            task = heapq.heappop(queue)[1]
            self.take_up(task, min(free, key=lambda seat: (seat.free_since, seat.number)))

    def take_up(self, task: Task, seat: Seat) -> None:
        """Begin the work: productive as the rep is now, on the team's hours."""
        now = self.now()
        team = self.epoch(now).teams[task.work.team]
        months = min((now - seat.since) // MONTH, len(team.ramp) - 1)
        lasts = whole_seconds(task.effort / team.ramp[months])
        task.state, task.seat, task.began = WORKING, seat.number, now
        task.turn += 1
        seat.task = task
        ends = self.rules.end_of(team.clock, now, lasts)
        if ends < self.plan.end:
            self.on_agenda(ends, ENDS, partial(self.finishes, task, task.turn))

    def finishes(self, task: Task, turn: int) -> None:
        """End the work; the customer's time begins."""
        if task.state == WORKING and task.turn == turn:
            seat = task.seat - int(self.plan.teams[task.work.team, at.E_SEAT])
            served = Served(self.now(), task.began - task.entered, 0, seat)
            self.ends(task, Ended(served))

    def struck(self, task: Task) -> None:
        """End the stay by an event or by its stale limit, unless the work is done already."""
        if task.state != DONE:
            self.ends(task, Ended(Served(NEVER), task.alarm))

    def reneges(self, task: Task) -> None:
        """Let a lead go that nobody has ever taken up."""
        if task.state == WAITING and task.turn == 0:
            self.ends(task, Ended(Served(NEVER), Stay(self.now(), task.work.patience_way)))

    def ends(self, task: Task, how: Ended) -> None:
        """End a task and tell its lead."""
        if task.state == WORKING:
            self.frees(task)
        task.state = DONE
        del self.open[id(task)]
        assert task.done is not None  # given when it joined
        task.done.succeed(how)

    def wait_costs(self, task: Task, spec: Stage, served: Served) -> float:
        """Return what waiting has done to the odds of going on."""
        work = spec.work
        if work is None or work.slow == 0.0:
            return 0.0
        clocks, clock = self.plan.clocks, work.slow_clock
        until = task.entered + served.waited
        waited = clock_value(clocks, clock, until) - clock_value(clocks, clock, task.entered)
        return -work.slow * (waited / 1_000_000.0)
