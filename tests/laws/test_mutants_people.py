"""Choices of the contract about people flipped one by one: a named pin notices each.

Each mutant changes one rule of the reference engine (see `test_mutants`), and the case worked out
by hand for that rule (`law_pins_people`) must no longer hold.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from law_mutants import Mutant, noticed_in
from law_pins_people import PINS_OF_PEOPLE

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.simulation import reference_people, reference_stay
from simfunnel.simulation.reference import Replication
from simfunnel.simulation.reference_people import People
from simfunnel.simulation.reference_stay import Rules, Served, Stay

DAY = 86_400
MUTANTS: list[Any] = []
noticed_by = partial(noticed_in, MUTANTS)

join, take_up, frees, served, wait_costs, queue = (
    People.join, People.take_up, People.frees, Replication.served, People.wait_costs, People.queue,
)  # fmt: skip
shift = People.shift
AFTER_ALL = 9  # a rank behind the dispatch


@noticed_by("patience")
def take_up_before_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a rep take up whose patience ends in the same second."""
    monkeypatch.setattr(reference_people, "IMPATIENT", AFTER_ALL)


@noticed_by("patience")
def patience_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let patience run out while somebody works on the lead."""

    def gone(self: People, task: Any) -> None:
        if task.state != reference_people.DONE:
            end = Stay(self.now(), task.work.patience_way)
            self.ends(task, reference_people.Ended(Served(NEVER), end))

    monkeypatch.setattr(People, "reneges", gone)


@noticed_by("longest_idle")
def lowest_seat_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the next lead to the lowest seat that is free."""

    def forgotten(self: People, task: Any) -> None:
        frees(self, task)
        self.seats[task.seat].free_since = 0

    monkeypatch.setattr(People, "frees", forgotten)


@noticed_by("orders", "waiting_today")
def last_come_first_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn the order of those who joined round."""

    def turned(self: People, task: Any) -> None:
        joined, task.joined = task.joined, -task.joined
        queue(self, task)
        task.joined = joined

    monkeypatch.setattr(People, "queue", turned)


@noticed_by("waiting_today")
def joined_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let those who wait today line up by their keys, as if they had all come today."""

    def anew(self: People, task: Any) -> None:
        joined, task.joined = task.joined, max(task.joined, 0)
        queue(self, task)
        task.joined = joined

    monkeypatch.setattr(People, "queue", anew)


@noticed_by("patience_today")
def patient_anew_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give those who wait today their whole patience again."""

    def fresh(self: People, task: Any, v: float) -> int:
        lasts = reference_people.quantile(self.rules.numbers, task.work.patience, v)
        return self.rules.end_of(
            task.work.patience_clock, self.now(), reference_stay.whole_seconds(lasts)
        )

    monkeypatch.setattr(People, "out_of_patience", fresh)


@noticed_by("ramp")
def months_of_thirty_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count tenure in months of 30 days."""
    monkeypatch.setattr(reference_people, "MONTH", 30 * DAY)


@noticed_by("hires")
def hires_never_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let seats stay empty that are added on a day."""

    def deserted(self: People, number: int, kind: int) -> None:
        if kind != at.ADDED:
            shift(self, number, kind)

    monkeypatch.setattr(People, "shift", deserted)


@noticed_by("withdrawn")
def withdrawn_take_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let seats that are withdrawn go on."""

    def stubborn(self: People, number: int, kind: int) -> None:
        if kind != at.WITHDRAWN:
            shift(self, number, kind)

    monkeypatch.setattr(People, "shift", stubborn)


@noticed_by("struck_at_work")
def events_from_take_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the clocks of events from the take-up instead of the entry."""

    def joins(self: People, task: Any, done: Any) -> None:
        alarm = self.rules.alarm
        monkeypatch.setattr(Rules, "alarm", lambda *_: Stay(NEVER, -1))
        join(self, task, done)
        monkeypatch.setattr(Rules, "alarm", alarm.__func__)  # type: ignore[attr-defined]

    def takes(self: People, task: Any, seat: Any) -> None:
        take_up(self, task, seat)
        now = self.now()
        task.alarm = self.rules.alarm(task.lead, task.spec, task.entered, now, task.occasion)
        if task.alarm.left < self.plan.end:
            self.on_agenda(task.alarm.left, reference_people.STRIKES, lambda: self.struck(task))

    monkeypatch.setattr(People, "join", joins)
    monkeypatch.setattr(People, "take_up", takes)


@noticed_by("stale_at_work")
def stale_before_work_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the stale limit act on work that ends in the same second."""
    monkeypatch.setattr(reference_people, "ENDS", reference_people.IMPATIENT)


@noticed_by("row_of_the_work")
def exit_by_the_row_of_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw exit and dwell by the numbers that held when the lead entered."""
    own = Rules.customers_time

    def early(self: Rules, lead: Any, epoch: Any, stage: Any, now: int, *rest: Any) -> Stay:
        return own(self, lead, epoch, FIRST_ROW[id(self.plan)], now, *rest)

    def begun(self: Replication, task: Any) -> Any:
        FIRST_ROW[id(self.plan)] = task.spec
        return served(self, task)

    monkeypatch.setattr(Rules, "customers_time", early)
    monkeypatch.setattr(Replication, "served", begun)


FIRST_ROW: dict[int, Any] = {}


@noticed_by("slow_start")
def work_counts_as_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the odds fall during the work too."""

    def longer(self: People, task: Any, spec: Any, how: Served) -> float:
        return wait_costs(self, task, spec, how._replace(waited=how.worked - task.entered))

    monkeypatch.setattr(People, "wait_costs", longer)


@noticed_by("efforts")
def effort_by_the_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count all earlier stays of a lead for its effort instead of those in this stage."""

    def counted(self: People, task: Any, done: Any) -> None:
        task.occasion = sum(task.lead.stays.values()) - 1
        join(self, task, done)

    monkeypatch.setattr(People, "join", counted)


@noticed_by("hours", "ramp")
def calendar_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let effort count on the calendar, and everybody be fully productive."""

    def around_the_clock(self: People, task: Any, seat: Any) -> None:
        team = self.epoch(self.now()).teams[task.work.team]
        plain = replace(team, clock=0, ramp=(1.0,))
        epoch, now = self.epoch, self.now()
        self.epoch = lambda second: SimpleNamespace(teams={task.work.team: plain})  # type: ignore[assignment,return-value]
        take_up(self, task, seat)
        self.epoch = epoch
        assert self.now() == now

    monkeypatch.setattr(People, "take_up", around_the_clock)


@pytest.mark.parametrize(("mutant", "pin"), MUTANTS)
def test_mutant_is_noticed(mutant: Mutant, pin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one rule flipped, the engine no longer does what the hand-worked case says."""
    mutant(monkeypatch)
    seen, hand = PINS_OF_PEOPLE[pin]("simpy")
    assert seen != hand
