"""Seats in the reference engine: who comes, goes, is away, and what happens to work in hand."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import partial

from simfunnel.clocks.scalar import clock_value
from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.simulation.reading import Epoch
from simfunnel.simulation.reference_stay import Lead, Rules, reached
from simfunnel.simulation.reference_tasks import (
    DISPATCH,
    ENTERS,
    HANDED,
    HELD,
    LEAVES,
    MONTH,
    WAITING,
    WORKING,
    Seat,
    Task,
)
from simfunnel.variates import exp, log, normal_quantile, uniforms

__all__ = ["Seats"]


class Seats:
    """The seats of all teams of one replication, and the tasks that their holders have."""

    def __init__(
        self,
        plan: Plan,
        rules: Rules,
        epochs: Sequence[Epoch],
        points: Sequence[int],
        now: Callable[[], int],
        epoch: Callable[[int], Epoch],
        on_agenda: Callable[[int, int, Callable[[], None]], None],
        worth: Callable[[Lead], int],
    ) -> None:
        self.plan, self.rules, self.now, self.epoch = plan, rules, now, epoch
        self.epochs, self.points = epochs, points
        self.on_agenda, self.worth = on_agenda, worth
        first = plan.teams[:, at.E_SEAT]
        self.seats = [
            Seat(number, int(team), number - int(first[team]))
            for number, team in enumerate(plan.seats[:, at.Q_TEAM])
        ]
        self.of_team = [
            [seat for seat in self.seats if seat.team == team]
            for team in range(plan.teams.shape[0])
        ]
        self.queues: list[list[tuple[tuple[int, int, tuple[int, int]], Task]]] = [
            [] for _ in range(plan.teams.shape[0])
        ]
        self.last = (plan.clocks.first_day + plan.clocks.n_days) * 86_400
        self.called = [-1] * plan.teams.shape[0]
        self.gives_places = [bool(keeps) for keeps in plan.teams[:, at.E_KEEPS]]
        self.open: dict[int, Task] = {}
        self.works, self.queued = array("q"), array("q")
        self.presence, self.attempts = array("q"), array("q")

    def start(self) -> None:
        """Seat those who are there, and put on the agenda who comes and goes."""
        for seat, (_, since, there, away) in zip(self.seats, self.plan.seats.tolist(), strict=True):
            seat.there, seat.away = bool(there), bool(away)
            if there:
                self.sits(seat, since)
        for epoch in self.epochs[1:]:
            for team in range(self.plan.teams.shape[0]):
                if self.keeps(team) and 0 < epoch.since < self.plan.end:
                    self.on_agenda(epoch.since, ENTERS, partial(self.call, team))
        for second, number, kind in self.plan.shifts.tolist():
            rank = ENTERS if kind in (at.ADDED, at.BACK) else LEAVES
            self.on_agenda(second, rank, partial(self.shift, number, kind))

    # --- seats --------------------------------------------------------------------------------

    def shift(self, number: int, kind: int) -> None:
        """Add or withdraw a seat, or let its holder go on leave or come back."""
        seat = self.seats[number]
        if kind == at.ADDED:
            seat.there = True
            self.sits(seat, self.now())
        elif kind == at.BACK:
            seat.away = False
        elif kind == at.WITHDRAWN:
            seat.there = False
        else:
            seat.away = True
        self.seen(seat)

    def sits(self, seat: Seat, since: int) -> None:
        """Let a new holder sit down: with a skill, and until it leaves for good."""
        seat.holder, seat.held, seat.since = seat.holder + 1, True, since
        epoch, key = self.epoch(self.now()), int(self.plan.teams[seat.team, at.E_KEY])
        life, skill = (self.points[p] for p in (at.P_LIFE, at.P_SKILL))
        team = epoch.teams[seat.team]
        u, v = uniforms(*self.rules.key, key, seat.place, skill, seat.holder)
        seat.effort = exp(team.effort * normal_quantile(u) - 0.5 * team.effort * team.effort)
        seat.odds = team.odds * normal_quantile(v)
        u, _ = uniforms(*self.rules.key, key, seat.place, life, seat.holder)
        for month in range(1, len(team.ramp)):  # a place more may be free from then on
            grows = since + month * MONTH
            if self.keeps(seat.team) and self.now() < grows < self.plan.end:
                self.on_agenda(grows, ENTERS, partial(self.call, seat.team))
        leaves = self.end_of_tenure(seat.team, self.now(), -log(u))
        if leaves < self.plan.end:
            holder = seat.holder
            self.on_agenda(leaves, LEAVES, partial(self.leaves, seat, holder))
        self.seen(seat)

    def end_of_tenure(self, team: int, since: int, need: float) -> int:
        """Return when a cumulative hazard of leaving is reached."""
        rates = [(epoch.since, epoch.teams[team].turnover) for epoch in self.epochs]
        return reached(rates, since, need)

    def leaves(self, seat: Seat, holder: int) -> None:
        """Let a rep leave for good: what is in hand is handed over, and a successor is sought."""
        if not (seat.there and seat.held and seat.holder == holder):
            return
        seat.held = False
        for task in list(self.open.values()):
            if task.seat == seat.number and task.state in (WORKING, HELD):
                self.hands_over(task)
        self.seen(seat)
        team = self.epoch(self.now()).teams[seat.team]
        comes = self.now()
        if team.empty > 0:
            comes = self.rules.end_of(team.empty_clock, self.now(), team.empty)
        if comes < self.plan.end:
            self.on_agenda(comes, ENTERS, partial(self.replaced, seat, holder))

    def replaced(self, seat: Seat, holder: int) -> None:
        """Let a successor start, if the seat is still empty."""
        if seat.there and not seat.held and seat.holder == holder:
            self.sits(seat, self.now())

    def seen(self, seat: Seat) -> None:
        """Note since when a seat's holder is paid and there to work, or until when it was."""
        if seat.there and seat.held and seat.employed < 0:
            seat.employed = self.now()
        elif not (seat.there and seat.held) and seat.employed >= 0:
            self.presence.extend((seat.team, 1, seat.employed, self.now()))
            seat.employed = -1
        there = seat.there and seat.held and not seat.away
        if there and seat.present < 0:
            seat.present = self.now()
            if seat.task is None:
                seat.free_since = self.now()
            self.call(seat.team)
        elif not there and seat.present >= 0:
            self.presence.extend((seat.team, 0, seat.present, self.now()))
            seat.present = -1

    def frees(self, task: Task) -> None:
        """Note the work of a task, and give its rep back to the team."""
        seat = self.seats[task.seat]
        self.log(task, self.now())
        if task.state == HELD:
            self.releases(task.lead)
        else:
            seat.task, seat.free_since = None, self.now()
        self.call(task.work.team)

    def log(self, task: Task, until: int) -> None:
        """Write down a piece of work."""
        team = self.epoch(task.began).teams[task.work.team]
        clock = 0 if task.state == HELD else team.clock
        self.works.extend((task.work.team, clock, task.began, until))

    def waited(self, task: Task, until: int) -> None:
        """Write down a time in the queue."""
        self.queued.extend((task.stage, 0, task.queued, until))

    def hands_over(self, task: Task) -> None:
        """Take a lead from a rep who leaves; it is back in the queue after a while."""
        now = self.now()
        if task.state == HELD:
            left = clock_value(self.plan.clocks, task.own.clock, min(task.own.left, self.last))
            here = clock_value(self.plan.clocks, task.own.clock, now)
            task.own = task.own._replace(rest=-((here - left) // 1_000_000))
        self.frees(task)
        task.state = HANDED
        team = self.epoch(now).teams[task.work.team]
        back = now
        if team.hand_over > 0:
            back = self.rules.end_of(team.hand_over_clock, now, team.hand_over)
        task.handed += min(back, self.plan.end) - now
        if back < self.plan.end:
            turn = task.turn
            self.on_agenda(back, ENTERS, partial(self.is_back, task, turn))

    def is_back(self, task: Task, turn: int) -> None:
        """Put a lead back into the queue, in its old place."""
        if task.state == HANDED and task.turn == turn:
            task.state = WAITING
            self.queue(task)

    def close(self) -> None:
        """Write down who still works, waits or is there at the end of the horizon."""
        for task in self.open.values():
            if task.state in (WORKING, HELD):
                self.log(task, self.plan.end)
            elif task.state == WAITING:
                self.waited(task, self.plan.end)
        for seat in self.seats:
            for kind, since in enumerate((seat.present, seat.employed)):
                if since >= 0:
                    self.presence.extend((seat.team, kind, since, self.plan.end))

    # --- what tasks are told --------------------------------------------------------------------

    def call(self, team: int) -> None:
        """Dispatch once, when nothing else is left in this second."""
        if self.called[team] != self.now():
            self.called[team] = self.now()
            self.on_agenda(self.now(), DISPATCH, partial(self.dispatch, team))

    def dispatch(self, team: int) -> None:
        """Give leads that wait to reps who are free."""

    def queue(self, task: Task) -> None:
        """Give a task its place in the queue and call the team."""

    def keeps(self, team: int) -> bool:
        """Return whether a team gives places instead of hours."""
        return self.gives_places[team]

    def releases(self, lead: Lead) -> None:
        """Take a lead from its rep, whose place is free again."""
        if lead.keeper >= 0:
            seat = self.seats[lead.keeper]
            seat.load -= 1
            lead.keeper = -1
            self.call(seat.team)
