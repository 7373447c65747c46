"""The reference engine: the funnel as SimPy processes, the specification in code.

Every source is a process that gives birth to leads, and every lead is a process that lives from
stay to stay. It is slow and plain; the compiled engine must give the same rows, to the second.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Generator
from functools import partial
from operator import attrgetter

import numpy as np
import simpy
from numpy.typing import NDArray
from simpy.events import EventPriority

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.funnel.customer_items import TERM_COLUMNS
from simfunnel.funnel.layout import WON, Plan
from simfunnel.simulation.counting import Lived
from simfunnel.simulation.keys import referred_stream
from simfunnel.simulation.reading import Epoch, Source, read_epochs
from simfunnel.simulation.reference_customers import Customers, in_order
from simfunnel.simulation.reference_deals import Deals
from simfunnel.simulation.reference_expected import Expected
from simfunnel.simulation.reference_markets import Markets
from simfunnel.simulation.reference_nurture import Nursery
from simfunnel.simulation.reference_people import ENTERS, Ended, Own, People, Task
from simfunnel.simulation.reference_stay import ZOMBIE, Lead, Rules, Served, Stay, whole_score
from simfunnel.simulation.tallies import STAY_COLUMNS
from simfunnel.variates import log, normal_quantile, uniforms

__all__ = ["Replication", "live_through"]

A_DAY = 86_400
CERTAIN = 1.0 - 2.0**-53
Life = Generator[simpy.Event, None, None]


class Replication:
    """One future of the funnel.

    Parameters
    ----------
    plan : Plan
    numbers : ndarray of float64
        The replication's flat array.
    key : tuple of int
        The replication's key of draws.
    times : float
        How good the times are, in standard deviations.
    opened : tuple of ndarray
        Source and segment, and quality, of the open leads.
    """

    def __init__(
        self,
        plan: Plan,
        numbers: NDArray[np.float64],
        key: tuple[int, int],
        times: float,
        opened: tuple[NDArray[np.int64], NDArray[np.float64]],
    ) -> None:
        self.plan, self.numbers, self.key, self.times = plan, numbers, key, times
        self.opened = opened
        self.env = simpy.Environment()
        # The second, read ten times a stay: without SimPy's property, which would take as long as
        # a draw.
        self.now: Callable[[], int] = partial(attrgetter("_now"), self.env)
        self.epochs = read_epochs(plan, numbers)
        self.later = self.epochs[:0:-1]
        first = plan.head(at.H_POINTS)
        self.points = [int(p) for p in plan.whole[first : first + len(at.POINT_NAMES)]]
        self.end, self.matters = plan.end, plan.head(at.H_MATTERS)
        self.targets: list[int] = plan.ways[:, at.W_TARGET].tolist()
        self.enters: list[int] = plan.sources[:, at.R_ENTERS].tolist()
        segments = plan.head(at.H_N_SEGMENTS)
        self.has_traits = segments > 1 or bool(self.matters & at.FEELS_QUALITY)
        self.rules = Rules(plan, numbers, key, self.times)
        self.rows = array("q")  # flat: millions of tuples would keep the garbage collector busy
        self.births = array("q")
        self.zombies: list[int] = []
        self.expected = Expected(plan, key, times, self.points, self.epoch)
        self.markets = Markets(self.rules, self.points, opened[0][:, 0].tolist(), self.on_agenda)
        self.nursery = Nursery(self.rules, self.epoch)
        parkings = [stage.parking for stage in self.epochs[0].stages]
        self.wakings = {parking.way for parking in parkings if parking is not None}
        self.deals = Deals(self.rules, self.points, self.epochs, self.epoch)
        self.people = People(
            plan, self.rules, self.epochs, self.points, self.now, self.epoch, self.on_agenda,
            self.deals.worth,
        )  # fmt: skip
        self.customers = Customers(
            self.rules, self.points, self.epochs, self.env.process, self.env.timeout, self.now,
            self.epoch, self.on_agenda, self.is_referred,
        )  # fmt: skip
        self.referred: list[tuple[int, int, int]] = []

    def run(self) -> None:
        """Start every process and let time pass to the end of the horizon."""
        for number in range(self.plan.leads.shape[0]):
            self.env.process(self.open_lead(number))
        for number in range(self.plan.sources.shape[0]):
            self.env.process(self.source(number))
        for number in range(self.plan.batches.shape[0]):
            self.env.process(self.batch(number))
        self.people.start()
        self.customers.start()
        self.env.run(until=self.end)
        self.people.close()
        for task in self.people.open.values():
            stay, served = Stay(NEVER, -1), self.people.served(task)
            self.record(task.lead, task.stage, task.occasion, task.entered, stay, served)

    def on_agenda(self, second: int, rank: int, action: Callable[[], None]) -> None:
        """Do something at a second, when the turn of its rank has come (model 11).

        SimPy's own timeouts all have the same rank, so events are put on its agenda directly.
        """
        self.moment(second, rank).callbacks.append(lambda _: action())

    def moment(self, second: int, rank: int) -> simpy.Event:
        """Return a second to wait for, at the turn of a rank."""
        event = simpy.Event(self.env)
        event._ok, event._value = True, None
        self.env.schedule(event, EventPriority(rank), second - self.now())
        return event

    def epoch(self, second: int) -> Epoch:
        """Return the epoch in which a second lies."""
        for epoch in self.later:
            if second >= epoch.since:
                return epoch
        return self.epochs[0]

    # --- how leads come -----------------------------------------------------------------------

    def source(self, number: int) -> Life:
        """Give birth to leads, one after another, at the times of an uneven Poisson process."""
        key = int(self.plan.sources[number, at.R_KEY])
        arrive = self.points[at.P_ARRIVE]
        day, before, reached, index = 0, 0.0, 0.0, 0
        expected = self.expected.leads_of_day(number, 0)
        while True:
            reached += -log(uniforms(*self.key, key, index, arrive, 0)[0])
            while reached >= before + expected:
                before += expected
                day += 1
                if day * A_DAY == self.end:
                    return
                expected = self.expected.leads_of_day(number, day)
            within = min(math.floor(A_DAY * ((reached - before) / expected)), A_DAY - 1)
            yield self.moment(day * A_DAY + within, ENTERS)
            now = self.now()
            if self.markets.is_kept(self.epoch(now), number, (key, index), now):
                self.birth(Lead(number, index, (key, index)), number)
            index += 1

    def batch(self, number: int) -> Life:
        """Give birth to all leads of a dated batch at once."""
        source, key, second, size = (int(v) for v in self.plan.batches[number])
        yield self.moment(second, ENTERS)
        for index in range(size):
            lead = Lead(self.plan.sources.shape[0] + number, index, (key, index))
            self.birth(lead, source)

    def is_referred(self, key: tuple[int, int]) -> None:
        """Give birth to a lead that a customer brings."""
        lead = Lead(referred_stream(self.plan), len(self.referred), key)
        self.referred.append((self.now(), *key))
        self.birth(lead, self.plan.head(at.H_REFERRED))

    def birth(self, lead: Lead, source: int) -> None:
        """Give a lead its traits and let it live."""
        now = self.now()
        spec = self.give_traits(lead, source, now)
        self.births.extend((now, source, spec.cost))
        self.markets.taken[source] += 1
        self.env.process(self.live(lead, self.enters[source]))

    def give_traits(self, lead: Lead, source: int, now: int) -> Source:
        """Give a lead that is born now its source, segment and quality; return the source."""
        epoch = self.epoch(now)
        spec = epoch.sources[source]
        lead.born, lead.source = epoch, source
        if self.has_traits:
            u, v = self.rules.draw(lead, self.points[at.P_BORN], 0)
            last = len(spec.bounds) - 1
            lead.segment = next((g for g, bound in enumerate(spec.bounds) if u < bound), last)
            if self.matters & at.FEELS_QUALITY:
                lead.quality = spec.mean + normal_quantile(v)
        return spec

    # --- how leads live -----------------------------------------------------------------------

    def live(self, lead: Lead, stage: int) -> Life:
        """Enter a stage, stay, leave, and enter the next, until an outcome."""
        while stage >= 0:
            entered = self.now()
            epoch = self.epoch(entered)
            spec = epoch.stages[stage]
            occasion = lead.stays.get(stage, 0)
            lead.stays[stage] = occasion + 1
            served = Served(entered)
            if spec.parking is not None:
                stay = self.nursery.stay(lead, stage, spec, entered, occasion, entered)
            elif spec.work is not None:
                task = Task(lead, stage, spec, spec.work, occasion, entered)
                self.on_agenda(entered, ENTERS, partial(self.join, task))
                stay, served = yield from self.served(task)
            else:
                stay = self.rules.stay(lead, epoch, spec, entered, occasion)
            if stay.left >= self.end:
                self.stays_open(lead, stage, occasion, entered, stay, served)
                return
            rest = stay.left - self.now()
            if rest > 0:
                yield self.env.timeout(rest)
            stage = self.leave(lead, stage, occasion, entered, stay, served)

    def served(self, task: Task) -> Generator[simpy.Event, Ended, tuple[Stay, Served]]:
        """Wait for a team's work, then return how the stay ends, from the customer's time on."""
        task.done = self.env.event()
        how = yield task.done
        if how is None:
            return (yield from self.kept(task))
        if how.stay is not None:
            return how.stay, how.served
        now = self.now()
        epoch = self.epoch(now)
        spec = epoch.stages[task.stage]
        waited = self.people.wait_costs(task, spec, how.served)
        own, _ = self.rules.customers_time(
            task.lead, epoch, spec, now, task.occasion, waited + task.rep
        )
        return (own if own.left <= task.alarm.left else task.alarm), how.served

    def kept(self, task: Task) -> Generator[simpy.Event, Ended, tuple[Stay, Served]]:
        """Dwell with a rep who keeps the lead, and return how that ended."""
        now = self.now()
        epoch = self.epoch(now)
        spec = epoch.stages[task.stage]
        waited = self.people.wait_costs(task, spec, self.people.served(task))
        own, clock = self.rules.customers_time(
            task.lead, epoch, spec, now, task.occasion, waited + task.rep
        )
        task.done = self.env.event()
        self.people.dwells(task, Own(own.left, own.way, clock, 0))
        how = yield task.done
        assert how.stay is not None  # only its end is told
        return how.stay, how.served

    def stays_open(
        self, lead: Lead, stage: int, occasion: int, entered: int, stay: Stay, served: Served
    ) -> None:
        """Write the stay of a lead that is still there at the end of the horizon."""
        if stay.way == ZOMBIE:
            self.zombies.append(lead.index)
        self.record(lead, stage, occasion, entered, Stay(NEVER, -1), served)

    def leave(
        self, lead: Lead, stage: int, occasion: int, entered: int, stay: Stay, served: Served
    ) -> int:
        """Let a lead leave a stage, and return where it goes; below 0 if it goes nowhere."""
        target = self.targets[stay.way]
        self.deals.changes(lead, stage, occasion, stay)
        if target == WON and self.matters & at.FEELS_AMOUNT:
            lead.amount = self.deals.worth(lead)
        if target == WON:
            self.deals.pays(lead, stage, stay)
            self.deals.sells(lead, stay)
            self.customers.won(lead, self.epoch(stay.left))
        self.record(lead, stage, occasion, entered, stay, served)
        if stay.way in self.wakings:
            self.nursery.wakes_up(lead, stage, stay)
        if lead.keeper >= 0:
            work = self.epochs[0].stages[target].work if target >= 0 else None
            if work is None or work.team != self.people.team_of(lead):
                self.people.releases(lead)
        if target < WON:
            self.markets.frees(self.epoch(stay.left), lead, stay.left)
        return target

    def open_lead(self, number: int) -> Life:
        """Go on with a lead that is in the middle of a stay at the start."""
        lead, epoch = self.opened_lead(number)
        stage, entered = (int(v) for v in self.plan.leads[number, at.O_STAGE : at.O_AMOUNT])
        lead.stays[stage] = 1
        spec, worked = epoch.stages[stage], int(self.plan.leads[number, at.O_WORKED])
        served = Served(worked)
        if spec.parking is not None:
            stay = self.nursery.stay(lead, stage, spec, entered, 0, 0)
        elif spec.work is not None and worked == NEVER:
            task = Task(lead, stage, spec, spec.work, 0, entered)
            self.on_agenda(0, ENTERS, partial(self.join, task))
            stay, served = yield from self.served(task)
        elif spec.work is not None and self.people.keeps(spec.work.team):
            task = Task(lead, stage, spec, spec.work, 0, entered)
            stay, served = yield from self.kept_before(task, worked, number)
        else:
            stay = self.rules.opening_stay(lead, epoch, spec, entered, worked)
        if stay.left >= self.end:
            self.stays_open(lead, stage, 0, entered, stay, served)
            return
        if stay.left > self.now():
            yield self.env.timeout(stay.left - self.now())
        onward = self.leave(lead, stage, 0, entered, stay, served)
        yield from self.live(lead, onward)

    def kept_before(
        self, task: Task, worked: int, number: int
    ) -> Generator[simpy.Event, Ended, tuple[Stay, Served]]:
        """Go on with a lead that a rep keeps at the start, and return how its stay ended."""
        lead, spec = task.lead, task.spec
        assert lead.born is not None  # an opened lead knows its epoch
        own, clock = self.rules.opening_time(lead, lead.born, spec, task.entered, worked)
        if own.way == ZOMBIE or own.left == 0:
            return own, Served(worked)
        task.done = self.env.event()
        owner = int(self.plan.leads[number, at.O_SEAT])
        self.people.goes_on(task, worked, owner, Own(own.left, own.way, clock, 0))
        how = yield task.done
        assert how.stay is not None  # only its end is told
        return how.stay, how.served

    def join(self, task: Task) -> None:
        """Let a lead enter the queue of a team."""
        assert task.done is not None  # the lead waits for it already
        self.people.join(task, task.done)

    def opened_lead(self, number: int) -> tuple[Lead, Epoch]:
        """Return a lead that is open at the start, and the epoch in which it entered its stage."""
        row = self.plan.leads[number]
        lead = Lead(-1, number, (int(row[at.O_KEY_LOW]), int(row[at.O_KEY_HIGH])))
        traits, quality = self.opened
        lead.source, lead.segment = int(traits[number, 0]), int(traits[number, 1])
        lead.quality, lead.amount = float(quality[number]), int(row[at.O_AMOUNT])
        score = float(self.numbers[self.plan.head(at.H_SCORES) + number])
        if score == score:
            lead.score = whole_score(score)
        if row[at.O_WOKEN] != NEVER:
            warm = self.nursery.parking(self.plan.head(at.H_PARKED), int(row[at.O_WOKEN]))
            lead.warm_odds, lead.warm_dwell = warm.odds, warm.dwell
        lead.born = self.epoch(int(row[at.O_ENTERED]))
        return lead, lead.born

    def record(
        self, lead: Lead, stage: int, occasion: int, entered: int, stay: Stay, served: Served
    ) -> None:
        """Write the row of a stay."""
        self.rows.extend(
            (lead.stream, lead.index, stage, occasion, entered, stay.left, stay.way, lead.segment,
             lead.source, lead.amount, *served)
        )  # fmt: skip


def live_through(
    plan: Plan,
    numbers: NDArray[np.float64],
    key: tuple[int, int],
    times: float,
    opened: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> Lived:
    """Simulate one replication.

    Returns
    -------
    Lived
        Its stays, births, zombies and pieces of work.
    """
    replication = Replication(plan, numbers, key, times, opened)
    replication.run()
    people, customers = replication.people, replication.customers
    stream = referred_stream(plan)
    return Lived(
        stays=in_order(_rows(replication.rows, len(STAY_COLUMNS)), replication.referred, stream),
        births=_rows(replication.births, 3),
        zombies=replication.zombies,
        works=_rows(people.works, 4),
        queued=_rows(people.queued, 4),
        presence=_rows(people.presence, 4),
        touches=_rows(replication.nursery.touches, 5),
        refused=_rows(replication.markets.refused, 2),
        attempts=_rows(people.attempts, 3),
        changed=_rows(replication.deals.changed, 4),
        sales=_rows(replication.deals.sales, 4),
        products=_rows(replication.deals.products, 2),
        terms=in_order(_rows(customers.rows, len(TERM_COLUMNS)), replication.referred, stream),
        customers=_rows(customers.counted, 3),
        referred=np.array(sorted(replication.referred), dtype=np.int64).reshape(-1, 3)[:, 1:],
    )


def _rows(flat: array[int], width: int) -> NDArray[np.int64]:
    """Return what was written down one after another as rows."""
    return np.array(flat, dtype=np.int64).reshape(-1, width)
