"""Choices about reps who go, parking places, markets and costs flipped: a pin notices each.

Each mutant changes one rule of the reference engine (see `test_mutants`), and the case worked out
by hand for that rule (`law_pins_mechanisms`) must no longer hold.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from law_mutants import Mutant, noticed_in
from law_pins_mechanisms import PINS_OF_MECHANISMS

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.simulation import charging
from simfunnel.simulation.reference_markets import Markets
from simfunnel.simulation.reference_nurture import Nursery
from simfunnel.simulation.reference_people import People
from simfunnel.simulation.reference_seats import Seats
from simfunnel.simulation.reference_stay import Rules, Stay
from simfunnel.simulation.reference_tasks import HELD, WORKING

MUTANTS: list[Any] = []
noticed_by = partial(noticed_in, MUTANTS)

hands_over, is_back, goes = People.hands_over, People.is_back, People.leaves
shift, sits, ends = People.shift, People.sits, People.ends

# --- reps who go --------------------------------------------------------------------------------


@noticed_by("handed_over")
def last_after_hand_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a lead whose rep has left join the end of the queue."""

    def joins_anew(self: People, task: Any, turn: int) -> None:
        task.joined = self.now()
        is_back(self, task, turn)

    monkeypatch.setattr(People, "is_back", joins_anew)


@noticed_by("handed_over")
def effort_continued(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a successor go on where the work was left."""

    def done_so_far(self: People, task: Any) -> None:
        if task.state == WORKING:
            task.effort -= self.now() - task.began
        hands_over(self, task)

    monkeypatch.setattr(People, "hands_over", done_so_far)


@noticed_by("handed_over")
def between_reps_is_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the hand-over as a wait."""

    def forgotten(self: People, task: Any) -> None:
        hands_over(self, task)
        task.handed = 0

    monkeypatch.setattr(People, "hands_over", forgotten)


@noticed_by("handed_over", "kept_by_nobody")
def replaced_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a successor come in the second in which a rep leaves."""

    def goes_and_comes(self: People, seat: Any, holder: int) -> None:
        goes(self, seat, holder)
        self.replaced(seat, holder)

    monkeypatch.setattr(People, "leaves", goes_and_comes)


@noticed_by("handed_over", "kept_by_nobody")
def successors_share_a_fate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the tenure of every holder of a seat as that of the first."""

    def same(self: People, seat: Any, since: int) -> None:
        holder, seat.holder = seat.holder, -1
        sits(self, seat, since)
        seat.holder = holder + 1

    monkeypatch.setattr(People, "sits", same)


@noticed_by("on_leave")
def nobody_goes_on_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody be there all the time."""
    start = Seats.start

    def present(self: People) -> None:
        start(self)
        for seat in self.seats:
            seat.away = False
            self.seen(seat)

    monkeypatch.setattr(People, "start", present)


@noticed_by("on_leave")
def leave_drops_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hand over what is in hand when a leave begins."""

    def dropped(self: People, number: int, kind: int) -> None:
        shift(self, number, kind)
        if kind not in (at.ADDED, at.BACK, at.WITHDRAWN):
            for task in [t for t in self.open.values() if t.seat == number and t.state == WORKING]:
                hands_over(self, task)

    monkeypatch.setattr(People, "shift", dropped)


@noticed_by("kept")
def place_free_between_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a lead from its rep whenever a stay ends."""

    def let_go(self: People, task: Any, how: Any) -> None:
        was_held = task.state == HELD
        ends(self, task, how)
        if was_held:
            self.releases(task.lead)

    monkeypatch.setattr(People, "ends", let_go)


@noticed_by("kept_by_nobody")
def customers_decide_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the customer's time go on while nobody keeps the lead."""

    def goes_on(self: People, task: Any) -> None:
        left = task.own.left
        hands_over(self, task)
        task.own = task.own._replace(rest=max(left - self.now() - 9 * 86_400, 1))

    monkeypatch.setattr(People, "hands_over", goes_on)


# --- parking places -----------------------------------------------------------------------------

own_end = Nursery.own_end


@noticed_by("nurtured")
def every_touch_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the dose grow with touches, opened or not."""
    monkeypatch.setattr(Nursery, "is_opened", lambda *_: True)


@noticed_by("nurtured")
def no_last_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a lead go with its last touch instead of one interval later."""

    def early(self: Nursery, lead: Any, stage: int, occasion: int, n: int, wakes: int,
              following: int, bound: int) -> Any:  # fmt: skip
        own = own_end(self, lead, stage, occasion, n, wakes, following, bound)
        parking = self.parking(stage, following if following != NEVER else 0)
        if own is None and n + 1 == parking.most:
            return Stay(following, parking.way + 2)
        return own

    monkeypatch.setattr(Nursery, "own_end", early)


@noticed_by("nurtured")
def warmth_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let those who wake go on like everybody else."""
    monkeypatch.setattr(Nursery, "wakes_up", lambda *_: None)


@noticed_by("nurtured")
def touches_of_the_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a lead that is parked again the same touches and waking as the first time."""
    draw = Rules.draw

    def same(self: Rules, lead: Any, where: int, occasion: int) -> Any:
        parked = occasion >= 4_096
        return draw(self, lead, where, occasion % 4_096 if parked else occasion)

    monkeypatch.setattr(Rules, "draw", same)


# --- markets and costs --------------------------------------------------------------------------


@noticed_by("market")
def no_cooling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the account of a lost lead back at once."""

    def at_once(self: Markets, epoch: Any, lead: Any, now: int) -> None:
        if epoch.sources[lead.source].accounts >= 0:
            self.taken[lead.source] -= 1

    monkeypatch.setattr(Markets, "frees", at_once)


@noticed_by("market")
def boundless_until_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every candidate while any account is free."""

    def kept(self: Markets, epoch: Any, source: int, *_: Any) -> bool:
        return bool(self.taken[source] < epoch.sources[source].accounts)

    monkeypatch.setattr(Markets, "is_kept", kept)


@noticed_by("spending")
def rounded_by_period(monkeypatch: pytest.MonkeyPatch) -> None:
    """Round what each period costs by itself, so that parts do not add up."""

    def apart(edges: Any, cube: Any, column: int, rate: float, began: int, ended: int) -> None:
        for period, start in enumerate(edges[:-1]):
            first, last = max(began, start), min(ended, edges[period + 1])
            if first < last:
                cube[period, column] += int(rate * (last - first) + 0.5)

    source = getattr(charging.charges, "py_func", charging.charges)
    monkeypatch.setattr(charging, "charges", source)
    monkeypatch.setattr(charging, "_comes_due", apart)


@noticed_by("spending")
def leave_unpaid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pay nobody who is on leave."""
    seen = Seats.seen

    def unpaid(self: People, seat: Any) -> None:
        held, seat.held = seat.held, seat.held and not seat.away
        seen(self, seat)
        seat.held = held

    monkeypatch.setattr(People, "seen", unpaid)


@pytest.mark.parametrize(("mutant", "pin"), MUTANTS)
def test_mutant_is_noticed(mutant: Mutant, pin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one rule flipped, the engine no longer does what the hand-worked case says."""
    mutant(monkeypatch)
    seen, hand = PINS_OF_MECHANISMS[pin]("simpy")
    assert seen != hand
