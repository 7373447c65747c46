"""Choices of the contract flipped one by one in the reference engine: a named pin notices each.

A pin that cannot fail proves nothing. Each mutant changes one rule of `simfunnel.simulation`, and
the case worked out by hand for that rule (`test_pinned_choices`) must no longer hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from law_mutants import Mutant, noticed_in
from law_pins import PINS_OF_STAYS
from law_pins_births import PINS_OF_BIRTHS
from law_pins_today import PINS_OF_TODAY

from simfunnel.funnel import layout as at
from simfunnel.simulation import counting, reference_stay
from simfunnel.simulation.reference import Replication
from simfunnel.simulation.reference_deals import Deals
from simfunnel.simulation.reference_expected import Expected
from simfunnel.simulation.reference_stay import Rules, Stay
from simfunnel.variates import normal_quantile, point

PINS = PINS_OF_STAYS | PINS_OF_BIRTHS | PINS_OF_TODAY
DAY = 86_400
MUTANTS: list[Any] = []
noticed_by = partial(noticed_in, MUTANTS)

# --- exits and gates ----------------------------------------------------------------------------

exit_at, stay, cut_short, way_of = Rules.exit_at, Rules.stay, Rules.cut_short, Rules.way_of


@noticed_by("exits", "effects")
def leavers_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay the exits on [0, 1) from the last to the first."""

    def mirrored(self: Rules, stage: Any, goes_on: float, u: float, *rest: Any) -> Any:
        return exit_at(self, stage, goes_on, 1.0 - u, *rest)

    monkeypatch.setattr(Rules, "exit_at", mirrored)


@noticed_by("gates")
def noise_upside_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the noise of a gate as the quantile itself: large u passes."""

    def mirrored(self: Rules, stage: Any, goes_on: float, u: float, *rest: Any) -> Any:
        return exit_at(self, stage, goes_on, 1.0 - u if stage.kind == at.GATE else u, *rest)

    monkeypatch.setattr(Rules, "exit_at", mirrored)


@noticed_by("exits", "second_stage")
def uniforms_swapped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the dwell by the first uniform and the exit by the second."""
    draw = Rules.draw
    monkeypatch.setattr(Rules, "draw", lambda *given: draw(*given)[::-1])


@noticed_by("carving")
def last_part_carved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let events take the last part of a loss instead of the first."""

    def mirrored(
        self: Rules, lead: Any, stage: Any, exit_: Any, within: float, occasion: int
    ) -> int:
        return way_of(self, lead, stage, exit_, 1.0 - within, occasion)

    monkeypatch.setattr(Rules, "way_of", mirrored)


@noticed_by("occasions")
def occasion_of_the_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count all earlier stays of a lead instead of those in this stage."""

    def counted(self: Rules, lead: Any, epoch: Any, stage: Any, now: int, _: int) -> Stay:
        return stay(self, lead, epoch, stage, now, sum(lead.stays.values()) - 1)

    monkeypatch.setattr(Rules, "stay", counted)


# --- how long -----------------------------------------------------------------------------------


def _births() -> Callable[[Any, int], int]:
    """Return what tells when a lead entered its first stage."""
    born: dict[tuple[int, ...], int] = {}
    return lambda lead, now: born.setdefault((*lead.key, lead.stream), now)


@noticed_by("second_stage", "occasions")
def dwell_from_creation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the dwell from the day on which the lead was created."""
    born = _births()

    def early(self: Rules, lead: Any, epoch: Any, stage: Any, now: int, occasion: int) -> Stay:
        planned = stay(self, lead, epoch, stage, now, occasion)
        return Stay(max(now + 1, planned.left - now + born(lead, now)), planned.way)

    monkeypatch.setattr(Rules, "stay", early)


@noticed_by("rounding", "exits")
def rounded_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut durations to whole seconds."""
    monkeypatch.setattr(reference_stay, "whole_seconds", lambda d: max(math.floor(d), 1))


@noticed_by("rounding")
def rounded_to_even(monkeypatch: pytest.MonkeyPatch) -> None:
    """Round half a second to the even neighbour."""
    monkeypatch.setattr(reference_stay, "whole_seconds", lambda d: max(round(d), 1))


@noticed_by("beside")
def steps_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let steps beside a stage wait for each other."""

    def chained(self: Rules, lead: Any, stage: Any, now: int, occasion: int) -> int:
        done = now
        for step in stage.besides:
            u, v = self.draw(lead, step.point, occasion)
            if u < step.share:
                takes = reference_stay.quantile(self.numbers, step.slot, v)
                done = self.end_of(step.clock, done, reference_stay.whole_seconds(takes))
        return done

    monkeypatch.setattr(Rules, "steps_beside", chained)


# --- what strikes -------------------------------------------------------------------------------


def _strikes(monkeypatch: pytest.MonkeyPatch, moved: Callable[..., tuple[int, int]]) -> None:
    """Move the seconds from which a stale limit and events count."""

    def other(
        self: Rules, lead: Any, stage: Any, planned: Stay, entered: int, since: int, occasion: int
    ) -> Stay:
        earliest, (entered, since) = since + 1, moved(lead, entered, since)
        end = cut_short(self, lead, stage, planned, entered, since, occasion)
        return Stay(max(end.left, earliest), end.way)

    monkeypatch.setattr(Rules, "cut_short", other)


@noticed_by("striking")
def events_from_creation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the clocks of events from the creation of the lead."""
    born = _births()
    _strikes(monkeypatch, lambda lead, entered, since: (entered, born(lead, since)))


@noticed_by("reviews")
def stale_from_creation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count a stale limit from the creation of the lead."""
    born = _births()
    _strikes(monkeypatch, lambda lead, entered, since: (born(lead, entered), since))


@noticed_by("strikes_from_today")
def stale_from_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give open leads a whole stale limit again."""
    _strikes(monkeypatch, lambda lead, entered, since: (max(entered, 0), since))


@noticed_by("strikes_from_today")
def events_from_entry_of_open_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the clocks of events from before today."""
    _strikes(monkeypatch, lambda lead, entered, since: (entered, entered))


@noticed_by("reviews")
def review_before_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Act at a review up to a day before the limit."""
    review = reference_stay.next_review
    monkeypatch.setattr(
        reference_stay, "next_review", lambda r, code, t: review(r, code, max(t - DAY, 0))
    )


@noticed_by("ties")
def later_classes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what strikes in the very second of the stay's end come before it: <= for <."""

    def eager(self: Rules, lead: Any, stage: Any, planned: Stay, *rest: Any) -> Stay:
        end = cut_short(self, lead, stage, Stay(planned.left + 1, planned.way), *rest)
        return planned if end.left > planned.left else end

    monkeypatch.setattr(Rules, "cut_short", eager)


# --- births and dates ---------------------------------------------------------------------------

leads_of_day, uneven, begin, epoch_of = (
    Expected.leads_of_day, Expected.uneven, Replication.__init__, Replication.epoch
)  # fmt: skip


def _plan(monkeypatch: pytest.MonkeyPatch, place: int, plus: int) -> None:
    """Start replications with another number in the head of the plan."""

    def other(self: Replication, plan: Any, *rest: Any) -> None:
        whole = plan.whole.copy()
        whole[place] += plus
        begin(self, plan._replace(whole=whole), *rest)

    monkeypatch.setattr(Replication, "__init__", other)


@noticed_by("arrivals")
def weeks_a_day_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin the weeks of unevenness on Sundays."""
    _plan(monkeypatch, at.H_WEEKDAY, 1)


@noticed_by("arrivals")
def weeks_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the unevenness of years."""

    def weekly(self: Expected, number: int, which: int, occasion: int, s: float) -> float:
        return 1.0 if which == at.P_YEAR else uneven(self, number, which, occasion, s)

    monkeypatch.setattr(Expected, "uneven", weekly)


@noticed_by("arrivals")
def unevenness_not_centred(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave -s^2 / 2 out of the factors of weeks and years."""

    def raised(self: Expected, number: int, which: int, occasion: int, s: float) -> float:
        return uneven(self, number, which, occasion, s) * math.exp(0.5 * s * s)

    monkeypatch.setattr(Expected, "uneven", raised)


@noticed_by("arrivals")
def shock_not_centred(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave -s^2 / 2 out of the factor of good and bad times."""

    def raised(self: Expected, number: int, day: int) -> float:
        s = self.epoch(day * DAY).shock_leads
        return leads_of_day(self, number, day) * math.exp(0.5 * s * s)

    monkeypatch.setattr(Expected, "leads_of_day", raised)


@noticed_by("dates")
def changes_a_second_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a change hold after the first second of its day."""
    monkeypatch.setattr(Replication, "epoch", lambda self, second: epoch_of(self, second - 1))


worth_of = Deals.part_of_worth


@noticed_by("products")
def products_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw each product that is part of every deal by a number of its own."""

    def apart(self: Deals, product: Any, lead: Any, size: float) -> int:
        own = self.rules.draw(lead, product.point, 0)[1]
        return worth_of(self, product, lead, size if product.share is not None else own)

    monkeypatch.setattr(Deals, "part_of_worth", apart)


@noticed_by("products")
def attached_by_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let large deals have large attached products."""

    def by_size(self: Deals, product: Any, lead: Any, size: float) -> int:
        found = worth_of(self, product, lead, size)
        return worth_of(self, replace(product, share=None), lead, size) if found else 0

    monkeypatch.setattr(Deals, "part_of_worth", by_size)


@noticed_by("horizon")
def horizon_a_second_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing happen in the last second."""

    def late(self: Rules, lead: Any, epoch: Any, stage: Any, now: int, occasion: int) -> Stay:
        planned = stay(self, lead, epoch, stage, now, occasion)
        return Stay(planned.left + (planned.left == self.plan.end - 1), planned.way)

    monkeypatch.setattr(Rules, "stay", late)


@noticed_by("measured")
def age_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the age in a measured stage in whole days since entry instead of midnights."""
    leave = reference_stay.measured_exit

    def aligned(numbers: Any, where: int, entered: int, now: int, *rest: Any) -> Any:
        off = entered % DAY
        k, left, within = leave(numbers, where, entered - off, now - off, *rest)
        return k, left + off, within

    monkeypatch.setattr(reference_stay, "measured_exit", aligned)


# --- today --------------------------------------------------------------------------------------


@noticed_by("ages", "clocks_of_ages")
def age_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat open leads as if they had entered today."""
    monkeypatch.setattr(Rules, "age", lambda self, clock, entered: 0.0)


@noticed_by("clocks_of_ages")
def age_on_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count every age in calendar days."""
    age = Rules.age
    monkeypatch.setattr(Rules, "age", lambda self, clock, entered: age(self, 0, entered))


@noticed_by("clocks_of_ages")
def age_without_the_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget to divide the age by the lead's ratio on dwell."""
    age, ratio = Rules.age, Rules.dwell_ratio

    def undone(self: Rules, lead: Any, epoch: Any, stage: Any) -> float:
        self.last = ratio(self, lead, epoch, stage)  # type: ignore[attr-defined]
        return self.last  # type: ignore[attr-defined]

    monkeypatch.setattr(Rules, "dwell_ratio", undone)
    monkeypatch.setattr(Rules, "age", lambda self, c, entered: age(self, c, entered) * self.last)


@noticed_by("ages")
def return_is_a_first_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the opening stay when an open lead comes back: the same draws again."""

    def forgetful(self: Rules, lead: Any, epoch: Any, stage: Any, now: int, occasion: int) -> Stay:
        return stay(self, lead, epoch, stage, now, max(occasion - (lead.stream < 0), 0))

    monkeypatch.setattr(Rules, "stay", forgetful)


@noticed_by("quality_of_ages")
def quality_without_age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the quality of open leads as if they were new."""

    def fresh(
        self: Replication, plan: Any, numbers: Any, key: Any, times: Any, opened: Any
    ) -> None:
        begin(self, plan, numbers, key, times, opened)
        born = point("born")
        draws = [
            reference_stay.uniforms(
                *key, int(lead[at.O_KEY_LOW]), int(lead[at.O_KEY_HIGH]), born, 0
            )
            for lead in plan.leads
        ]
        self.opened = opened[0], np.array([normal_quantile(v) for _, v in draws])

    monkeypatch.setattr(Replication, "__init__", fresh)


@noticed_by("measured_ages")
def measured_age_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let open leads of a measured stage begin at age 0."""
    leave = reference_stay.measured_exit

    def young(numbers: Any, where: int, entered: int, now: int, *rest: Any) -> Any:
        return leave(numbers, where, now, now, *rest)

    monkeypatch.setattr(reference_stay, "measured_exit", young)


@noticed_by("opening_is_not_entering")
def opening_counts_as_entering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count open leads as entered, on the first day."""
    monkeypatch.setattr(
        counting, "_first_of_each_lead", lambda stays: np.zeros(len(stays), dtype=np.bool_)
    )


# --- the test -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("mutant", "pin"), MUTANTS)
def test_mutant_is_noticed(mutant: Mutant, pin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one rule flipped, the engine no longer does what the hand-worked case says."""
    mutant(monkeypatch)
    seen, hand = PINS[pin]("simpy")
    assert seen != hand
