"""People in the reference engine: who waits for whom, who works, and what ends a wait or work.

A lead that needs work is a task. What can happen to it is put on the agenda with its rank within
a second, and looks first whether the task is still as it was. This module knows no SimPy: `at`
does something at a second, when the turn of its rank has come.
"""

from __future__ import annotations

import heapq
import math
from functools import partial

from simfunnel.clocks import NEVER
from simfunnel.clocks.scalar import clock_value
from simfunnel.funnel import layout as at
from simfunnel.simulation.reading import Stage
from simfunnel.simulation.reference_seats import Seats
from simfunnel.simulation.reference_stay import Lead, Served, Stay, whole_seconds
from simfunnel.simulation.reference_tasks import (
    DONE,
    ENDS,
    ENTERS,
    HELD,
    IMPATIENT,
    MONTH,
    STALE,
    STRIKES,
    WAITING,
    WORKING,
    Ended,
    Happening,
    Own,
    Seat,
    Task,
)
from simfunnel.variates.dispatch import quantile, remaining

__all__ = ["ENDS", "ENTERS", "Ended", "Own", "People", "Task"]


class People(Seats):
    """All teams of one replication: who waits for whom, and who works."""

    # --- tasks --------------------------------------------------------------------------------

    def join(self, task: Task, done: Happening) -> None:
        """Let a lead that enters a stage join the queue of its team."""
        rules, lead, work = self.rules, task.lead, task.work
        task.done = done
        u, v = rules.draw(lead, work.point, task.occasion)
        kept = self.keeps(work.team) and lead.keeper >= 0
        if not self.keeps(work.team):
            task.effort = float(quantile(rules.numbers, work.effort, u))
        self.alarms(task)
        if work.patience >= 0 and not kept:
            until = self.out_of_patience(task, v)
            if until < self.plan.end:
                self.on_agenda(until, IMPATIENT, partial(self.reneges, task))
        self.open[id(task)] = task
        if kept:
            self.begins(task, self.seats[lead.keeper])
        else:
            self.queue(task)

    def places(self, seat: Seat) -> int:
        """Return how many leads more a holder could keep: ramp scales places, rounded down."""
        team = self.epoch(self.now()).teams[seat.team]
        months = min((self.now() - seat.since) // MONTH, len(team.ramp) - 1)
        return math.floor(team.places * team.ramp[months]) - seat.load

    def team_of(self, lead: Lead) -> int:
        """Return the team of the rep who keeps a lead."""
        return self.seats[lead.keeper].team

    def kept_at_start(self, lead: Lead, team: int, owner: int) -> None:
        """Give a lead that is open at the start to its owner, or to whom has most room."""
        seats = [seat for seat in self.of_team[team] if seat.present >= 0]
        mine = [seat for seat in seats if seat.number == owner] or seats
        if mine:
            seat = min(mine, key=lambda s: (-self.places(s), s.free_since, s.number))
            lead.keeper, seat.load = seat.number, seat.load + 1

    def goes_on(self, task: Task, worked: int, owner: int, own: Own) -> None:
        """Go on with a lead that was kept before the start."""
        self.kept_at_start(task.lead, task.work.team, owner)
        task.state, task.seat, task.worked = HELD, task.lead.keeper, worked
        task.before = True
        task.began, task.turn = 0, 1
        self.alarms(task)
        self.open[id(task)] = task
        self.dwells(task, own)

    def alarms(self, task: Task) -> None:
        """Put on the agenda when an event strikes or the stale limit acts."""
        task.alarm = self.rules.alarm(task.lead, task.spec, task.entered, self.now(), task.occasion)
        if task.alarm.left < self.plan.end:
            rank = STALE if task.alarm.way == task.spec.stale_way else STRIKES
            self.on_agenda(task.alarm.left, rank, partial(self.struck, task))

    def begins(self, task: Task, seat: Seat) -> None:
        """Let the customer's time begin, or go on, with a rep who keeps the lead."""
        now = self.now()
        task.state, task.seat, task.began, task.rep = HELD, seat.number, now, seat.odds
        task.turn += 1
        if task.worked == NEVER:
            task.worked, task.waited = now, now - task.entered - task.handed
            self.attempts.extend((task.stage, now, task.work.touches))
            assert task.done is not None  # given when it joined
            task.done.succeed()
        else:
            left = self.rules.end_of(task.own.clock, now, task.own.rest)
            self.dwells(task, task.own._replace(left=left))

    def dwells(self, task: Task, own: Own) -> None:
        """Put the stay's own end on the agenda; what strikes before is there already."""
        task.own = own
        if own.left <= task.alarm.left and own.left < self.plan.end:
            turn = task.turn
            self.on_agenda(own.left, ENDS, partial(self.is_over, task, turn))

    def is_over(self, task: Task, turn: int) -> None:
        """End a stay by itself."""
        if task.state == HELD and task.turn == turn:
            self.ends(task, Ended(self.served(task), Stay(self.now(), task.own.way)))

    def served(self, task: Task) -> Served:
        """Return what people have done for a lead so far."""
        if task.worked == NEVER:
            return Served(NEVER)
        if task.before:  # who worked before the start is not told
            return Served(task.worked, task.waited)
        return Served(task.worked, task.waited, task.handed, self.seats[task.seat].place)

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
        task.queued = self.now()
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

    def dispatch(self, team: int) -> None:
        """While a rep is free and a lead waits, give the first lead the rep free for longest."""
        queue = self.queues[team]
        while True:
            while queue and queue[0][1].state != WAITING:
                heapq.heappop(queue)
            seat = self.first_free(team) if queue else None
            if seat is None:
                return
            self.take_up(heapq.heappop(queue)[1], seat)

    def first_free(self, team: int) -> Seat | None:
        """Return the rep who comes first: with most free places, then free for longest."""
        found, most = None, 0
        for seat in self.of_team[team]:
            if seat.present >= 0 and seat.task is None:
                room = self.places(seat) if self.gives_places[team] else 1
                idle = found is None or seat.free_since < found.free_since
                if room > most or (0 < room == most and idle):
                    found, most = seat, room
        return found

    def take_up(self, task: Task, seat: Seat) -> None:
        """Begin the work: productive as the rep is now, on the team's hours."""
        now = self.now()
        self.waited(task, now)
        if self.keeps(task.work.team):
            seat.load, seat.free_since, task.lead.keeper = seat.load + 1, now, seat.number
            self.begins(task, seat)
            return
        team = self.epoch(now).teams[task.work.team]
        months = min((now - seat.since) // MONTH, len(team.ramp) - 1)
        lasts = whole_seconds(task.effort / (team.ramp[months] * seat.effort))
        task.state, task.seat, task.began, task.rep = WORKING, seat.number, now, seat.odds
        task.turn += 1
        seat.task = task
        ends = self.rules.end_of(team.clock, now, lasts)
        if ends < self.plan.end:
            turn = task.turn
            self.on_agenda(ends, ENDS, partial(self.finishes, task, turn))

    def finishes(self, task: Task, turn: int) -> None:
        """End the work; the customer's time begins."""
        if task.state == WORKING and task.turn == turn:
            waited = task.began - task.entered - task.handed
            place = self.seats[task.seat].place
            served = Served(self.now(), waited, task.handed, place)
            self.attempts.extend((task.stage, self.now(), task.work.touches))
            self.ends(task, Ended(served))

    def struck(self, task: Task) -> None:
        """End the stay by an event or by its stale limit, unless the work is done already."""
        if task.state != DONE:
            self.ends(task, Ended(self.served(task), task.alarm))

    def reneges(self, task: Task) -> None:
        """Let a lead go that nobody has ever taken up."""
        if task.state == WAITING and task.turn == 0:
            self.ends(task, Ended(Served(NEVER), Stay(self.now(), task.work.patience_way)))

    def ends(self, task: Task, how: Ended) -> None:
        """End a task and tell its lead."""
        if task.state == WORKING:
            self.frees(task)
        elif task.state == HELD:
            self.log(task, self.now())
        elif task.state == WAITING:
            self.waited(task, self.now())
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
