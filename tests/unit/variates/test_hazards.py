"""The law of a measured stage against a slow reading of its definition, and closed forms."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from simfunnel.errors import FunnelError
from simfunnel.variates import (
    MEASURED,
    NEVER,
    advancing_share,
    measured_exit,
    measured_slot,
    uniforms,
)

DAY = 86_400
FAR = 400 * DAY


@dataclass(frozen=True)
class Stage:
    """The tables of a measured stage, as people would write them."""

    hazards: list[list[float]]
    bins: list[int]
    n_advance: int = 1
    clocks: list[list[float]] | None = None
    levels: list[list[float]] | None = None
    first_day: int = 0

    def clock(self) -> NDArray[np.float64]:
        """Return the clock factors, shape (exits, days)."""
        return np.array(self.clocks or [[1.0] * 7] * len(self.hazards))

    def level(self) -> NDArray[np.float64]:
        """Return the level factors, shape (exits, weeks)."""
        weeks = -(-self.clock().shape[1] // 7)
        return np.array(self.levels or [[1.0] * weeks] * len(self.hazards))

    def numbers(self, before: int = 0) -> NDArray[np.float64]:
        """Return slot and tables in one array, the slot at `before`."""
        tables = [np.array(self.hazards).ravel(), np.array(self.bins, dtype=float)]
        tables += [self.clock().ravel(), self.level().ravel()]
        starts = np.cumsum([before + MEASURED, *(len(table) for table in tables)]).tolist()
        slot = measured_slot(
            hazards_at=starts[0],
            bins_at=starts[1],
            n_bins=len(self.bins),
            n_exits=len(self.hazards),
            n_advance=self.n_advance,
            clocks_at=starts[2],
            levels_at=starts[3],
            first_day=self.first_day,
            n_days=self.clock().shape[1],
        )
        return np.concatenate([np.full(before, np.nan), slot, *tables])

    def hazard(self, exit_: int, age: float, day: int) -> float:
        """Return one hazard by the definition."""
        place = max(index for index, first in enumerate(self.bins) if first <= math.floor(age))
        days = self.clock().shape[1]
        index = max(day - self.first_day, 0)
        week = min(index // 7, self.level().shape[1] - 1)
        while index >= days:
            index -= 7
        factor = self.clock()[exit_, index] * self.level()[exit_, week]
        return float(self.hazards[exit_][place] * factor)

    def slowly(
        self,
        entered: int,
        now: int,
        u_exit: float,
        u_time: float,
        odds: float = 1.0,
        ratio: float = 1.0,
        end: int = FAR,
    ) -> tuple[int, int]:
        """Draw exit and second from the list of all days' hazards."""
        days = range(now // DAY, -(-end // DAY))
        ages = [day - entered // DAY for day in days]
        by_day = np.array(
            [
                [self.hazard(k, age / ratio, day) / ratio for k in range(len(self.hazards))]
                for day, age in zip(days, ages, strict=True)
            ]
        ).reshape(len(ages), len(self.hazards))
        sums = np.concatenate([[0.0], by_day.sum(axis=1).cumsum()])
        wanted = -math.log(u_time)
        reached = np.flatnonzero(sums[1:] >= wanted)
        if not len(reached):
            return -1, NEVER
        place = int(reached[0])
        begin = max(now, days[place] * DAY)
        length = (days[place] + 1) * DAY - begin
        fraction = (wanted - sums[place]) / (sums[place + 1] - sums[place])
        weights = by_day[place] / by_day[place].sum()
        share = weights[: self.n_advance].sum()
        weights[: self.n_advance] *= odds
        weights /= 1 - share + odds * share
        exit_ = int(np.flatnonzero(u_exit < np.append(weights.cumsum()[:-1], 2.0))[0])
        return exit_, max(now + 1, begin + math.floor(length * fraction + 0.5))


RNG = np.random.default_rng(7)
ROUGH = Stage(
    hazards=[[0.02, 0.0, 0.1, 0.3], [0.05, 0.2, 0.0, 0.1], [0.0, 0.01, 0.2, 0.1]],
    bins=[0, 2, 5, 30],
    n_advance=2,
    clocks=RNG.uniform(0, 2, (3, 23)).tolist(),
    levels=RNG.uniform(0.5, 2, (3, 4)).tolist(),
    first_day=-7,
)


@pytest.mark.parametrize("odds", [1.0, 0.4, 3.0])
@pytest.mark.parametrize("ratio", [1.0, 0.7, 2.5])
def test_equals_a_slow_reading_of_the_definition(odds: float, ratio: float) -> None:
    """Two implementations written apart agree on exit and second, whatever the age and hour."""
    numbers = ROUGH.numbers(before=11)
    for u_exit, u_time, when, age in np.random.default_rng(8).random((60, 4)).tolist():
        now = int(when * 20 * DAY) - 5 * DAY
        entered = now - int(age * 40 * DAY) if age > 0.3 else now
        end = 30 * DAY

        fast = measured_exit(numbers, 11, entered, now, u_exit, u_time, odds, ratio, end)

        assert fast[:2] == ROUGH.slowly(entered, now, u_exit, u_time, odds, ratio, end)
        assert fast[1] > now


def test_a_constant_hazard_is_geometric_over_days_and_exponential_within() -> None:
    """From a midnight on, with hazard h a day, the time is exponential with mean 1 / h days."""
    numbers = Stage(hazards=[[0.25]], bins=[0]).numbers()

    for u in (0.001, 0.3, 0.5, 0.7, 0.999):
        _, left_at, _ = measured_exit(numbers, 0, 0, 0, 0.5, u, 1.0, 1.0, FAR)
        assert left_at == max(1, math.floor(-math.log(u) / 0.25 * DAY + 0.5))


def test_the_entry_day_counts_whole() -> None:
    """A lead that enters at 18:00 leaves by midnight with the chance of a whole day."""
    numbers = Stage(hazards=[[0.5]], bins=[0]).numbers()
    entered = 18 * 3600

    last = measured_exit(numbers, 0, entered, entered, 0.5, math.exp(-0.5), 1.0, 1.0, FAR)
    next_day = measured_exit(numbers, 0, entered, entered, 0.5, math.exp(-0.75), 1.0, 1.0, FAR)

    assert last[1] == DAY
    assert next_day[1] == DAY + DAY // 2


def test_an_open_lead_is_as_old_as_its_midnights() -> None:
    """An hour before midnight of day -1 is age 1 on day 0, and the timer of age 3 strikes day 2."""
    numbers = Stage(hazards=[[0.0, 50.0, 0.0]], bins=[0, 3, 4]).numbers()

    exit_, left_at, _ = measured_exit(numbers, 0, -3600, 0, 0.5, 0.5, 1.0, 1.0, FAR)

    assert exit_ == 0
    assert 2 * DAY < left_at < 2 * DAY + DAY // 50


def test_an_empty_last_bin_keeps_leads_for_ever() -> None:
    """Who outlives the last bin with a hazard never leaves."""
    numbers = Stage(hazards=[[0.3, 0.0]], bins=[0, 10]).numbers()

    assert measured_exit(numbers, 0, 0, 0, 0.5, math.exp(-3.001), 1.0, 1.0, FAR) == (-1, NEVER, 0.0)
    assert measured_exit(numbers, 0, -11 * DAY, 0, 0.5, 0.999, 1.0, 1.0, FAR)[1] == NEVER
    assert measured_exit(numbers, 0, 0, 0, 0.5, math.exp(-2.999), 1.0, 1.0, FAR)[1] < 10 * DAY


def test_nothing_happens_on_days_after_the_end() -> None:
    """The day that begins at the end is not looked at; the one before is."""
    numbers = Stage(hazards=[[1.0]], bins=[0]).numbers()

    assert measured_exit(numbers, 0, 0, 0, 0.5, math.exp(-2.5), 1.0, 1.0, 2 * DAY)[1] == NEVER
    assert measured_exit(numbers, 0, 0, 0, 0.5, math.exp(-2.5), 1.0, 1.0, 3 * DAY)[1] < 3 * DAY


def test_after_the_axis_the_week_comes_round_again() -> None:
    """Clock factors repeat by weekday; a day with factor 0 lets nobody go."""
    clock = [1.0] * 7 + [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    numbers = Stage(hazards=[[0.5]], bins=[0], clocks=[clock]).numbers()

    late = [
        measured_exit(numbers, 0, 0, 30 * DAY, 0.5, u, 1.0, 1.0, FAR)[1] // DAY
        for u in np.linspace(0.01, 0.99, 50).tolist()
    ]

    assert {day % 7 for day in late} == {3}


def test_the_last_level_stays() -> None:
    """Beyond the last week its level factor goes on."""
    stage = Stage(hazards=[[0.1]], bins=[0], clocks=[[1.0] * 14], levels=[[1.0, 3.0]])
    numbers = stage.numbers()

    left_at = measured_exit(numbers, 0, 0, 70 * DAY, 0.5, math.exp(-1.5), 1.0, 1.0, FAR)[1]

    assert left_at == 75 * DAY


@pytest.mark.parametrize("odds", [0.25, 1.0, 4.0])
def test_odds_multiply_the_odds_of_advancing_and_nothing_else(odds: float) -> None:
    """Advance exits get p w / (1 - A + A w), the others the rest; the time stays."""
    stage = Stage(hazards=[[0.06], [0.14], [0.3]], bins=[0], n_advance=2)
    numbers = stage.numbers()
    shares = np.array([0.12, 0.28, 0.6])
    expected = shares * [odds, odds, 1] / (0.6 + 0.4 * odds)
    edges = expected.cumsum()

    for k, edge in enumerate(edges[:2].tolist()):
        below = measured_exit(numbers, 0, 0, 0, edge - 1e-9, 0.8, odds, 1.0, FAR)
        above = measured_exit(numbers, 0, 0, 0, edge + 1e-9, 0.8, odds, 1.0, FAR)
        assert (below[0], above[0]) == (k, k + 1)
        assert below[1] == above[1] == measured_exit(numbers, 0, 0, 0, 0.5, 0.8, 1.0, 1.0, FAR)[1]
        assert below[2] == pytest.approx(1.0, abs=1e-6)
        assert above[2] == pytest.approx(0.0, abs=1e-6)


def test_inside_says_where_in_the_exits_own_part_the_uniform_fell() -> None:
    """With parts of 20 % and 80 %, u = .6 lies at one half of the second."""
    numbers = Stage(hazards=[[0.1], [0.4]], bins=[0]).numbers()

    assert measured_exit(numbers, 0, 0, 0, 0.6, 0.9, 1.0, 1.0, FAR)[::2] == pytest.approx((1, 0.5))


def test_an_exit_without_hazard_is_never_taken() -> None:
    """Not even by what rounding leaves at the very end of the interval."""
    numbers = Stage(hazards=[[0.1], [0.2], [0.0]], bins=[0]).numbers()

    drawn = measured_exit(numbers, 0, 0, 0, 1 - 2.0**-53, 0.9, 1.0, 1.0, FAR)

    assert drawn[0] == 1


def test_a_dwell_ratio_stretches_ages_and_keeps_the_shares() -> None:
    """With ratio 2 a timer of age 3 strikes at ages 6 and 7, with half the hazard each day."""
    numbers = Stage(hazards=[[0.0, 2.0, 0.0]], bins=[0, 3, 4]).numbers()

    first = measured_exit(numbers, 0, 0, 0, 0.5, math.exp(-0.5), 1.0, 2.0, FAR)[1]
    second = measured_exit(numbers, 0, 0, 0, 0.5, math.exp(-1.5), 1.0, 2.0, FAR)[1]
    never = measured_exit(numbers, 0, 0, 0, 0.5, math.exp(-2.01), 1.0, 2.0, FAR)[1]

    assert first == pytest.approx(6.5 * DAY, abs=1)
    assert second == pytest.approx(7.5 * DAY, abs=1)
    assert never == NEVER


def test_leaving_takes_at_least_a_second() -> None:
    """Even in the last second of a day, and with an enormous hazard."""
    numbers = Stage(hazards=[[1e9]], bins=[0]).numbers()

    for now in (0, 5, DAY - 1):
        assert measured_exit(numbers, 0, now, now, 0.5, 1 - 2.0**-53, 1.0, 1.0, FAR)[1] == now + 1


def test_exits_and_days_come_in_the_right_numbers() -> None:
    """Over 40,000 keyed draws, the day-by-exit counts fit the hazards (chi-square, 4.9 SD)."""
    stage = Stage(hazards=[[0.1, 0.3], [0.2, 0.05]], bins=[0, 2])
    numbers = stage.numbers()
    n = 40_000
    counts = np.zeros((4, 2))
    for lead in range(n):
        u_exit, u_time = uniforms(1, 2, 3, lead, 4, 0)
        exit_, left_at, _ = measured_exit(numbers, 0, 0, 0, u_exit, u_time, 1.0, 1.0, 4 * DAY)
        if exit_ >= 0:
            counts[(left_at - 1) // DAY, exit_] += 1
    expected = np.zeros((4, 2))
    here = float(n)
    for day in range(4):
        hazards = np.array([stage.hazard(k, day, day) for k in (0, 1)])
        leaving = here * (1 - math.exp(-hazards.sum()))
        expected[day] = leaving * hazards / hazards.sum()
        here -= leaving

    chi_square = ((counts - expected) ** 2 / expected).sum() + (n - counts.sum() - here) ** 2 / here

    assert expected.min() > 500
    assert chi_square < 8 + 4.9 * math.sqrt(2 * 8)


def test_advancing_share_is_the_integral_over_ages() -> None:
    """The closed form equals the sum over days of who is still here and advances."""
    stage = Stage(hazards=[[0.1, 0.3, 0.02], [0.2, 0.05, 0.01]], bins=[0, 2, 9])
    here, advanced = 1.0, 0.0
    for day in range(4000):
        advance, other = (stage.hazard(k, day, 0) for k in (0, 1))
        leaving = here * (1 - math.exp(-advance - other))
        advanced += leaving * advance / (advance + other)
        here -= leaving

    assert advancing_share(stage.numbers(), 0) == pytest.approx(advanced, rel=1e-12)


def test_those_that_never_leave_do_not_advance() -> None:
    """An empty last bin lowers the share; no hazard at all makes it 0."""
    some = Stage(hazards=[[0.1, 0.0], [0.1, 0.0]], bins=[0, 5])
    none = Stage(hazards=[[0.0], [0.0]], bins=[0])

    assert advancing_share(some.numbers(), 0) == pytest.approx(0.5 * (1 - math.exp(-1.0)))
    assert advancing_share(none.numbers(), 0) == 0.0


@pytest.mark.parametrize(("first_day", "n_days"), [(-3, 70), (0, 5)])
def test_a_day_axis_that_breaks_weeks_is_refused(first_day: int, n_days: int) -> None:
    """Weeks are blocks of seven days from day 0."""
    with pytest.raises(FunnelError) as caught:
        measured_slot(
            hazards_at=0,
            bins_at=0,
            n_bins=1,
            n_exits=1,
            n_advance=1,
            clocks_at=0,
            levels_at=0,
            first_day=first_day,
            n_days=n_days,
        )

    assert str(caught.value) == (
        f"The day axis begins on day {first_day} and has {n_days} days; it must begin on a "
        "multiple of 7 and have at least 7."
    )
