"""How a wave of stays ends: counted, recorded, and who goes on; compiled."""

from __future__ import annotations

from simfunnel.clocks import NEVER
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import wave as row
from simfunnel.simulation.kinds import Key, Ledger, Numbers, Whole
from simfunnel.simulation.lives import DEAD, ENDED, OPEN, drawn_amount
from simfunnel.simulation.walk_stays import ZOMBIE
from simfunnel.simulation.wave import Wave, key_of, who_of

__all__ = ["leave", "line_up"]

DAY = 86_400


@njit_apart
def _win(
    numbers: Numbers, whole: Whole, ledger: Ledger, wave: Wave, key: Key, times: float, i: int
) -> None:
    """Count the win with which stay i ends, and what it is worth."""
    held, real = wave.whole, wave.real
    tallies, columns = ledger.tallies, ledger.columns
    lead, left = held[row.W_LEAD, i], held[row.W_LEFT, i]
    amount = held[row.L_AMOUNT, lead]
    if amount < 0 and whole[at.H_MATTERS] & at.FEELS_AMOUNT:
        who = who_of(held, real, lead, times)
        amount = drawn_amount(numbers, whole, held[row.L_BORN, lead], key, who)
        held[row.L_AMOUNT, lead] = amount
    side, worth, cohort = 0, max(amount, 0), held[row.L_COHORT, lead]
    if cohort >= 0:
        source = held[row.L_SOURCE, lead]
        tallies[cohort, columns.worth + source] += worth
    else:
        side, index = 2, held[row.L_INDEX, lead]
        ledger.fates[index], ledger.worth[index] = left, worth
    ledger.wins[left // DAY, side] += 1
    ledger.wins[left // DAY, side + 1] += worth


@njit_apart
def _record(whole: Whole, stays: Whole, held: Whole, first: int, n: int) -> None:
    """Write stays from row `first` on, as far as there is room."""
    for i in range(min(n, stays.shape[0] - first)):
        lead, entered, at_row = held[row.W_LEAD, i], held[row.W_ENTERED, i], first + i
        index, worked = held[row.L_INDEX, lead], entered
        if held[row.W_BEGAN, i] < 0:
            worked = whole[whole[at.H_LEADS] + index * at.LEAD_COLUMNS + at.O_WORKED]
        stays[at_row, 0], stays[at_row, 1] = held[row.L_STREAM, lead], index
        stays[at_row, 2] = held[row.W_STAGE, i]
        stays[at_row, 3] = held[row.W_OCCASION, i]
        stays[at_row, 4], stays[at_row, 5] = entered, held[row.W_LEFT, i]
        stays[at_row, 6] = held[row.W_WAY, i]
        stays[at_row, 7], stays[at_row, 8] = held[row.L_SEGMENT, lead], held[row.L_SOURCE, lead]
        stays[at_row, 9], stays[at_row, 10] = held[row.L_AMOUNT, lead], worked
        stays[at_row, 11], stays[at_row, 12], stays[at_row, 13] = 0, 0, -1


@njit
def _close(ledger: Ledger, wave: Wave, lead: int, cohort: int, target: int) -> None:
    """Count how a lead ended, if it did (without a branch that a processor would guess wrong)."""
    held = wave.whole
    tallies, columns = ledger.tallies, ledger.columns
    if cohort < 0:
        index = held[row.L_INDEX, lead]
        ledger.fates[index] = ENDED if target < 0 else ledger.fates[index]
    else:
        fate = columns.outcomes * held[row.L_SOURCE, lead] + max(-1 - target, 0)
        tallies[cohort, columns.fate + fate] += 1 if target < 0 else 0


@njit_apart
def leave(
    numbers: Numbers,
    whole: Whole,
    ledger: Ledger,
    wave: Wave,
    k0: int,
    k1: int,
    times: float,
    n: int,
) -> int:
    """Count the ends of stays; note who goes on, and return how many do."""
    held = wave.whole
    tallies, columns = ledger.tallies, ledger.columns
    end, going = whole[at.H_END], 0
    for i in range(n):
        lead, s = held[row.W_LEAD, i], held[row.W_STAGE, i]
        left, way, target = held[row.W_LEFT, i], held[row.W_WAY, i], -1
        cohort, began = held[row.L_COHORT, lead], held[row.W_BEGAN, i]
        if left < end:
            period = whole[whole[at.H_PERIODS] + left // DAY]
            tallies[period, columns.left + way] += 1
            tallies[period, columns.stayed + s] += left - held[row.W_ENTERED, i]
            if began >= 0:
                tallies[began, columns.cohort + way] += 1
            target = whole[whole[at.H_WAYS] + way * at.WAY_COLUMNS + at.W_TARGET]
            _close(ledger, wave, lead, cohort, target)
            if target == at.WON:
                _win(numbers, whole, ledger, wave, key_of(held, k0, k1, lead), times, i)
        else:
            if cohort < 0:
                ledger.fates[held[row.L_INDEX, lead]] = DEAD if way == ZOMBIE else OPEN
            held[row.W_LEFT, i], held[row.W_WAY, i] = NEVER, -1
        held[row.G_LEAD, going], held[row.G_STAGE, going] = lead, target
        held[row.G_ENTERED, going] = left
        going += 1 if target >= 0 else 0
    _record(whole, ledger.stays, held, ledger.n_stays[0], n)
    ledger.n_stays[0] += n
    return going


@njit_apart
def line_up(wave: Wave, n: int) -> None:
    """Let those who go on stand stage by stage, so that a processor guesses right what comes."""
    held, places = wave.whole, wave.places
    for s in range(places.shape[0]):
        places[s] = 0
    for i in range(n):
        places[held[row.G_STAGE, i] + 1] += 1
    for s in range(1, places.shape[0]):
        places[s] += places[s - 1]
    for i in range(n):
        s = held[row.G_STAGE, i]
        place = places[s]
        places[s] = place + 1
        held[row.W_LEAD, place], held[row.W_STAGE, place] = held[row.G_LEAD, i], s
        held[row.W_ENTERED, place] = held[row.G_ENTERED, i]
