"""When the leads of a source come, and who they are, compiled."""

from __future__ import annotations

import numpy as np

from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import wave as row
from simfunnel.simulation.effects import epoch_base, source_at
from simfunnel.simulation.flat import draw_all, gap_all, quality_all
from simfunnel.simulation.kinds import Ledger, Numbers, Whole
from simfunnel.simulation.wave import Wave
from simfunnel.variates import exp, log, normal_quantile, uniforms

__all__ = ["arrivals", "arrive", "expect_leads", "give_traits", "put_down"]

DAY = 86_400
GAPS = 64  # drawn at a time; those after the last lead are in vain
Course = tuple[int, int, float, float]
"""Next lead and day, sum of the gaps so far, and what was expected before the day."""


@njit_apart
def _uneven(whole: Whole, k0: int, k1: int, key: int, point: int, occasion: int, s: float) -> float:
    """Return the lognormal factor, with mean 1, of a week or a year."""
    first = np.int64(0)
    z = normal_quantile(
        uniforms(k0, k1, key, first, whole[whole[at.H_POINTS] + point], occasion)[0]
    )
    return exp(s * z - 0.5 * s * s)


@njit_apart
def expect_leads(
    numbers: Numbers, whole: Whole, k0: int, k1: int, source: int, times: float, daily: Numbers
) -> None:
    """Write the expected leads of a source on each day, with everything that varies."""
    key = whole[whole[at.H_SOURCES] + source * at.SOURCE_COLUMNS + at.R_UNEVEN]
    days = daily.shape[0]
    uneven, yearly = np.int64(at.P_UNEVEN), np.int64(at.P_YEAR)
    week, year, s_week, s_year, in_week, in_year = np.int64(-1), np.int64(-1), 0.0, 0.0, 1.0, 1.0
    s_shock, in_shock = 0.0, 1.0
    for day in range(days):
        base = epoch_base(whole, day * DAY)
        here = source_at(whole, base, source)
        expected = numbers[whole[at.H_INTENSITY] + source * days + day]
        expected *= numbers[here + at.SRC_FACTOR]
        s = numbers[here + at.SRC_WEEK]
        if s > 0.0:
            number = whole[at.H_MONDAY] + (whole[at.H_WEEKDAY] + day) // 7
            if number != week or s != s_week:
                week, s_week = number, s
                in_week = _uneven(whole, k0, k1, key, uneven, week, s)
            expected *= in_week
        s = numbers[here + at.SRC_YEAR]
        if s > 0.0:
            number = whole[whole[at.H_YEARS] + day]
            if number != year or s != s_year:
                year, s_year = number, s
                in_year = _uneven(whole, k0, k1, key, yearly, year, s)
            expected *= in_year
        s = numbers[base + at.SHOCK_LEADS]
        if s > 0.0:
            if s != s_shock:
                s_shock, in_shock = s, exp(s * times - 0.5 * s * s)
            expected *= in_shock
        daily[day] = expected


@njit
def second_of(day: int, within: float, expected: float) -> int:
    """Return the second of a day on which so many leads are expected, when `within` have come."""
    return day * DAY + min(int(DAY * (within / expected)), DAY - 1)


@njit
def put_down(
    wave: Wave, n: int, low: int, high: int, stream: int, index: int, source: int, second: int
) -> None:
    """Put a lead in column n, with the words of its key, and the second of its birth."""
    held = wave.whole
    held[row.L_LOW, n], held[row.L_HIGH, n] = low, high
    held[row.L_STREAM, n], held[row.L_INDEX, n] = stream, index
    held[row.L_SOURCE, n] = source
    held[row.W_LEAD, n], held[row.W_ENTERED, n] = n, second


@njit
def arrive(
    whole: Whole, k0: int, k1: int, source: int, wave: Wave, n: int, course: Course
) -> tuple[int, Course]:
    """Put down the next leads of a source, from column n on, as far as there are columns.

    Gaps are summed and mapped through the expected leads of each day.

    Returns
    -------
    tuple of (int, Course)
        How many leads are on the wave, and how far the source has come; its day is the number of
        days when it has brought all its leads.
    """
    held, real = wave.whole, wave.real
    index, day, reached, before = course
    word = whole[whole[at.H_SOURCES] + source * at.SOURCE_COLUMNS + at.R_KEY]
    point = whole[whole[at.H_POINTS] + at.P_ARRIVE]
    days, columns, gap = wave.daily.shape[0], held.shape[1], real[row.F_V]
    while n < columns and day < days:
        size = min(columns - n, GAPS)
        gap_all(k0, k1, word, index, point, gap, size)
        for i in range(size):
            reached += gap[i]
            while day < days and reached >= before + wave.daily[day]:
                before += wave.daily[day]
                day += 1
            if day == days:
                break
            second = second_of(day, reached - before, wave.daily[day])
            put_down(wave, n, word, index, source, index, source, second)
            n += 1
            index += 1
    return n, (index, day, reached, before)


@njit_apart
def give_traits(
    numbers: Numbers, whole: Whole, ledger: Ledger, k0: int, k1: int, wave: Wave, n: int
) -> None:
    """Give new leads their segment and quality, count them, and let them enter their stage."""
    held, real = wave.whole, wave.real
    tallies, columns = ledger.tallies, ledger.columns
    segments = whole[at.H_N_SEGMENTS]
    feels_quality = whole[at.H_MATTERS] & at.FEELS_QUALITY
    if segments > 1 or feels_quality:
        point = whole[whole[at.H_POINTS] + at.P_BORN]
        for i in range(n):
            held[row.W_POINT, i], held[row.W_OCCASION, i] = point, 0
        draw_all(
            k0, k1, held[row.L_LOW], held[row.L_HIGH], held[row.W_POINT],
            held[row.W_OCCASION], real[row.F_U], real[row.F_V], n,
        )  # fmt: skip
        quality_all(real[row.F_V], real[row.F_QUALITY], n)
    periods, sources = whole[at.H_PERIODS], whole[at.H_SOURCES]
    for i in range(n):
        second, source = held[row.W_ENTERED, i], held[row.L_SOURCE, i]
        base = epoch_base(whole, second)
        here, segment = source_at(whole, base, source), 0
        while (
            segment < segments - 1 and real[row.F_U, i] >= numbers[here + at.SRC_BOUNDS + segment]
        ):
            segment += 1
        if feels_quality:
            real[row.F_QUALITY, i] = numbers[here + at.SRC_MEAN] + real[row.F_QUALITY, i]
        else:
            real[row.F_QUALITY, i] = 0.0
        period = whole[periods + second // DAY]
        tallies[period, columns.arrived + source] += 1
        tallies[period, columns.cost + source] += int(numbers[here + at.SRC_COST] + 0.5)
        held[row.L_SEGMENT, i], held[row.L_BORN, i] = segment, base
        held[row.L_COHORT, i] = period
        held[row.L_MARKS, i], held[row.L_AMOUNT, i] = 0, -1
        held[row.W_STAGE, i] = whole[sources + source * at.SOURCE_COLUMNS + at.R_ENTERS]


@njit
def _course_of(whole: Whole, k0: int, k1: int, source: int, daily: Numbers, seconds: Whole) -> int:
    """Write when the leads of a source come, as far as there is room; return how many there are."""
    index, day, reached, before = np.int64(0), np.int64(0), 0.0, 0.0
    word = whole[whole[at.H_SOURCES] + source * at.SOURCE_COLUMNS + at.R_KEY]
    point, first = whole[whole[at.H_POINTS] + at.P_ARRIVE], np.int64(0)
    while True:
        reached += -log(uniforms(k0, k1, word, index, point, first)[0])
        while day < daily.shape[0] and reached >= before + daily[day]:
            before += daily[day]
            day += 1
        if day == daily.shape[0]:
            return index
        if index < seconds.shape[0]:
            seconds[index] = second_of(day, reached - before, daily[day])
        index += 1


@njit
def arrivals(
    numbers: Numbers,
    whole: Whole,
    k0: int,
    k1: int,
    times: float,
    daily: Numbers,
    counts: Whole,
    seconds: Whole,
) -> None:
    """Write when the leads of every source come.

    Parameters
    ----------
    numbers, whole : ndarray
    k0, k1 : int
        Key of the replication.
    times : float
        How good the times are.
    daily : ndarray of float64, shape (n_days,)
        Workspace.
    counts : ndarray of int64, shape (n_sources,)
        Written: how many leads each source brings, also those for which there was no room.
    seconds : ndarray of int64, shape (n_sources, n_room)
        Written: their seconds of birth.
    """
    for source in range(whole[at.H_N_SOURCES]):
        expect_leads(numbers, whole, k0, k1, source, times, daily)
        counts[source] = _course_of(whole, k0, k1, source, daily, seconds[source])
