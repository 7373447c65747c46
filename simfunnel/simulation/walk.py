"""The compiled engine for funnels in which nobody queues: leads are walked to their end in waves.

Leads do not meet, so no calendar of events is needed, and it does not matter who goes first. As
many leads as the wave has columns go through their first stay together, those who go on through
their next, and so on until nobody is left. A wave goes by steps; each is a loop over its stays,
and what is arithmetic alone stands in `flat`, where a processor does several at a time. The source
is plain and runs uncompiled too, with the same bits.

Arguments that travel together: `time` is (clocks, reviews); `ledger` is where everything is
counted; `wave` holds the leads and stays in hand, in the rows named in `wave`; `n` of its columns
are in use. `k0` and `k1` are the words of the replication's key, `times` is how good the times
are.
"""

from __future__ import annotations

import numpy as np

from simfunnel.clocks import Clocks, Reviews
from simfunnel.clocks.scalar import clock_end
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import wave as row
from simfunnel.simulation.births import arrive, expect_leads, give_traits, put_down
from simfunnel.simulation.effects import (
    dwell_ratio,
    epoch_base,
    good_times,
    share_and_odds,
)
from simfunnel.simulation.flat import draw_all, dwell_all, shift_all
from simfunnel.simulation.kinds import Ledger, Numbers, Time, Whole
from simfunnel.simulation.opening import open_traits
from simfunnel.simulation.walk_ends import leave, line_up
from simfunnel.simulation.walk_stays import (
    beside,
    choose,
    cut_short,
    end_of_opening_stay,
    exit_at,
    measured,
    way_of_exit,
)
from simfunnel.simulation.wave import Wave, key_of, who_of
from simfunnel.variates.dispatch import quantile
from simfunnel.variates.slots import LOGNORMAL, P0, P1

__all__ = ["walk"]

DAY = 86_400


@njit
def _stage_of(whole: Whole, held: Whole, i: int) -> int:
    """Return where the row of the stage of stay i begins."""
    return whole[at.H_STAGES] + held[row.W_STAGE, i] * at.STAGE_COLUMNS


@njit_apart
def _enter(
    numbers: Numbers, whole: Whole, ledger: Ledger, wave: Wave, times: float, n: int
) -> bool:
    """Begin stays: count them, and what they count as if they are the lead's first.

    Returns
    -------
    bool
        Whether anything shifts anybody's odds.
    """
    held, real = wave.whole, wave.real
    counted, shifts = held.shape[0] > row.L_SEEN, False
    tallies, columns = ledger.tallies, ledger.columns
    for i in range(n):
        lead, s = held[row.W_LEAD, i], held[row.W_STAGE, i]
        entered = held[row.W_ENTERED, i]
        stage, base = _stage_of(whole, held, i), epoch_base(whole, entered)
        period = whole[whole[at.H_PERIODS] + entered // DAY]
        tallies[period, columns.entered + s] += 1
        mark, marks = whole[stage + at.S_MARK], held[row.L_MARKS, lead]
        if mark >= 0 and (marks >> mark) & 1 == 0:
            held[row.L_MARKS, lead] = marks | (1 << mark)
            tallies[period, columns.marks + mark] += 1
        occasion = np.int64(0)
        if counted:
            occasion = held[row.L_SEEN + s, lead]
            held[row.L_SEEN + s, lead] = occasion + 1
        held[row.W_OCCASION, i], held[row.W_BASE, i] = occasion, base
        held[row.W_BEGAN, i] = period
        held[row.W_LOW, i] = held[row.L_LOW, lead]
        held[row.W_HIGH, i] = held[row.L_HIGH, lead]
        held[row.W_POINT, i] = whole[stage + at.S_POINT]
        here = base + whole[stage + at.S_AT]
        x, segment, source, _ = who_of(held, real, lead, times)
        share, odds = share_and_odds(numbers, whole, base, here, x, segment, source, times)
        shifts |= odds != 0.0
        real[row.F_ON, i], real[row.F_ODDS, i] = share, odds
        real[row.F_RATIO, i] = dwell_ratio(numbers, whole, base, here, x, segment, source, times)
    return shifts


@njit_apart
def _decide(numbers: Numbers, whole: Whole, wave: Wave, k0: int, k1: int, n: int) -> None:
    """Choose the exit of each stay, and what its dwell is drawn from."""
    held, real = wave.whole, wave.real
    for i in range(n):
        stage, base = _stage_of(whole, held, i), held[row.W_BASE, i]
        if numbers[base + whole[stage + at.S_AT] + at.ST_KIND] == at.MEASURED:
            real[row.F_MEDIAN, i], real[row.F_SIGMA, i] = 1.0, 0.0
            continue
        u, v = real[row.F_U, i], real[row.F_V, i]
        k, within = choose(numbers, whole, base, stage, real[row.F_ON, i], u)
        exit_ = exit_at(whole, base, stage, k)
        slot = exit_ + at.EX_SLOT
        if numbers[slot] == LOGNORMAL:
            median, sigma = numbers[slot + P0], numbers[slot + P1]
        else:
            median, sigma = quantile(numbers, slot, v), 0.0
        real[row.F_MEDIAN, i], real[row.F_SIGMA, i] = median, sigma
        held[row.W_CLOCK, i] = int(numbers[exit_ + at.EX_CLOCK])
        key = key_of(held, k0, k1, held[row.W_LEAD, i])
        held[row.W_WAY, i] = way_of_exit(
            numbers, whole, base, stage, k, within, key, held[row.W_OCCASION, i]
        )


@njit_apart
def _end(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    wave: Wave,
    k0: int,
    k1: int,
    times: float,
    n: int,
) -> None:
    """Write when and by which way each stay ends.

    What happens first counts; in one second a stay's own end comes before events, and events
    before the stale limit.
    """
    held, real = wave.whole, wave.real
    for i in range(n):
        stage, base = _stage_of(whole, held, i), held[row.W_BASE, i]
        lead, entered = held[row.W_LEAD, i], held[row.W_ENTERED, i]
        key, occasion = key_of(held, k0, k1, lead), held[row.W_OCCASION, i]
        if numbers[base + whole[stage + at.S_AT] + at.ST_KIND] == at.MEASURED:
            who = who_of(held, real, lead, times)
            left, way = measured(
                numbers,
                whole,
                time,
                base,
                stage,
                key,
                occasion,
                entered,
                entered,
                who,
                0.0,
                1.0,
            )
        else:
            clock, way = held[row.W_CLOCK, i], held[row.W_WAY, i]
            left = clock_end(time[0], clock, entered, held[row.W_LEFT, i])
            if whole[stage + at.S_BESIDES] > 0:
                left = beside(numbers, whole, time[0], base, stage, key, occasion, entered, left)
        held[row.W_LEFT, i], held[row.W_WAY, i] = cut_short(
            numbers, whole, time, base, stage, key, occasion, entered, entered, left, way
        )


@njit_apart
def _live(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    ledger: Ledger,
    wave: Wave,
    k0: int,
    k1: int,
    times: float,
    n: int,
) -> None:
    """Walk leads to their end, wave by wave, from entering the stages in which they are."""
    held, real = wave.whole, wave.real
    while n > 0:
        shifts = _enter(numbers, whole, ledger, wave, times, n)
        draw_all(
            k0, k1, held[row.W_LOW], held[row.W_HIGH], held[row.W_POINT],
            held[row.W_OCCASION], real[row.F_U], real[row.F_V], n,
        )  # fmt: skip
        if shifts:
            shift_all(real[row.F_ON], real[row.F_ODDS], n)
        _decide(numbers, whole, wave, k0, k1, n)
        dwell_all(
            real[row.F_MEDIAN], real[row.F_SIGMA], real[row.F_RATIO],
            real[row.F_V], held[row.W_LEFT], n,
        )  # fmt: skip
        _end(numbers, whole, time, wave, k0, k1, times, n)
        n = leave(numbers, whole, ledger, wave, k0, k1, times, n)
        line_up(wave, n)


@njit
def _forget(wave: Wave, n: int) -> None:
    """Clear how often leads have been in each stage."""
    held = wave.whole
    for seen in range(row.L_SEEN, held.shape[0]):
        for lead in range(n):
            held[seen, lead] = 0


@njit_apart
def _walk_new(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    ledger: Ledger,
    wave: Wave,
    k0: int,
    k1: int,
    times: float,
    n: int,
) -> None:
    """Walk leads that are born from their birth to their end."""
    _forget(wave, n)
    give_traits(numbers, whole, ledger, k0, k1, wave, n)
    _live(numbers, whole, time, ledger, wave, k0, k1, times, n)


@njit_apart
def _take_up(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    wave: Wave,
    k0: int,
    k1: int,
    times: float,
    index: int,
    n: int,
) -> None:
    """Put an open lead in column n, in the middle of its stay; its mark counts as made."""
    held, real = wave.whole, wave.real
    lead = whole[at.H_LEADS] + index * at.LEAD_COLUMNS
    s, entered = whole[lead + at.O_STAGE], whole[lead + at.O_ENTERED]
    low, high = whole[lead + at.O_KEY_LOW], whole[lead + at.O_KEY_HIGH]
    base = epoch_base(whole, entered)
    put_down(wave, n, low, high, np.int64(-1), index, wave.traits[index, 0], entered)
    held[row.L_SEGMENT, n], real[row.F_QUALITY, n] = (
        wave.traits[index, 1],
        wave.quality[index],
    )
    held[row.L_BORN, n], held[row.L_AMOUNT, n] = base, whole[lead + at.O_AMOUNT]
    held[row.W_STAGE, n], held[row.W_OCCASION, n] = s, 0
    held[row.W_BEGAN, n], held[row.L_COHORT, n] = -1, -1
    if held.shape[0] > row.L_SEEN:
        held[row.L_SEEN + s, n] = 1
    mark = whole[whole[at.H_STAGES] + s * at.STAGE_COLUMNS + at.S_MARK]
    held[row.L_MARKS, n] = 1 << mark if mark >= 0 else 0
    held[row.W_LEFT, n], held[row.W_WAY, n] = end_of_opening_stay(
        numbers,
        whole,
        time,
        s,
        key_of(held, k0, k1, n),
        entered,
        whole[lead + at.O_WORKED],
        base,
        who_of(held, real, n, times),
    )


@njit
def walk(
    numbers: Numbers,
    whole: Whole,
    clocks: Clocks,
    reviews: Reviews,
    k0: int,
    k1: int,
    ledger: Ledger,
    wave: Wave,
) -> None:
    """Walk all leads of a replication: those that are open at the start, then those to come.

    Parameters
    ----------
    numbers, whole : ndarray
    clocks : Clocks
    reviews : Reviews
    k0, k1 : int
        Key of the replication.
    ledger : Ledger
        Written in place.
    wave : Wave
        Workspace.
    """
    held = wave.whole
    time, columns = (clocks, reviews), held.shape[1]
    times = good_times(whole, k0, k1)
    leads = whole[at.H_N_LEADS]
    open_traits(numbers, whole, clocks, k0, k1, times, wave.traits, wave.quality, wave.points)
    for first in range(0, leads, columns):
        n = min(columns, leads - first)
        _forget(wave, n)
        for i in range(n):
            _take_up(numbers, whole, time, wave, k0, k1, times, first + i, i)
        n = leave(numbers, whole, ledger, wave, k0, k1, times, n)
        line_up(wave, n)
        _live(numbers, whole, time, ledger, wave, k0, k1, times, n)
    n, sources = np.int64(0), whole[at.H_N_SOURCES]
    for source in range(sources):
        expect_leads(numbers, whole, k0, k1, source, times, wave.daily)
        course = (np.int64(0), np.int64(0), 0.0, 0.0)
        while course[1] < wave.daily.shape[0]:
            n, course = arrive(whole, k0, k1, source, wave, n, course)
            if n == columns:
                _walk_new(numbers, whole, time, ledger, wave, k0, k1, times, n)
                n = 0
    for batch in range(whole[at.H_N_BATCHES]):
        these = whole[at.H_BATCHES] + batch * at.BATCH_COLUMNS
        word, second = whole[these + at.T_KEY], whole[these + at.T_SECOND]
        for index in range(whole[these + at.T_LEADS]):
            source = whole[these + at.T_SOURCE]
            put_down(wave, n, word, index, sources + batch, index, source, second)
            n += 1
            if n == columns:
                _walk_new(numbers, whole, time, ledger, wave, k0, k1, times, n)
                n = 0
    _walk_new(numbers, whole, time, ledger, wave, k0, k1, times, n)
