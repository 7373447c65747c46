"""How leads come into the event calendar: born of a stream, or open at the start."""

from __future__ import annotations

import numpy as np

from simfunnel.clocks import NEVER
from simfunnel.compiled import njit, njit_apart
from simfunnel.funnel import layout as at
from simfunnel.simulation import events_kinds as of
from simfunnel.simulation.effects import epoch_base
from simfunnel.simulation.events_kinds import Books, Office, World
from simfunnel.simulation.events_leads import book_of, key_of, who_is
from simfunnel.simulation.events_markets import takes
from simfunnel.simulation.events_nurture import parked, warms
from simfunnel.simulation.events_places import dwells, keeps_deals, kept_at_start
from simfunnel.simulation.events_stays import close, onward, whole_score
from simfunnel.simulation.events_teams import (
    joins,
)
from simfunnel.simulation.kinds import Numbers, Time, Whole
from simfunnel.simulation.lives import (
    D_ENTERED,
    D_INDEX,
    D_LEFT,
    D_STAGE,
    D_STREAM,
    D_WAY,
    birth,
    take_up_open,
)
from simfunnel.simulation.walk_stays import ZOMBIE, cut_short, opening_time

__all__ = ["is_born", "is_open", "next_stream"]


@njit
def next_stream(whole: Whole, counts: Whole, seconds: Whole, cursors: Whole) -> tuple[int, int]:
    """Return which stream brings the next lead, and when; -1 and never if none does."""
    found, soonest = np.int64(-1), np.int64(NEVER)
    sources = whole[at.H_N_SOURCES]
    for stream in range(sources + whole[at.H_N_BATCHES]):
        index, second = cursors[stream], np.int64(NEVER)
        if stream < sources:
            if index < counts[stream]:
                second = seconds[stream, index]
        else:
            row = whole[at.H_BATCHES] + (stream - sources) * at.BATCH_COLUMNS
            if index < whole[row + at.T_LEADS]:
                second = whole[row + at.T_SECOND]
        if second < soonest:
            found, soonest = stream, second
    return found, soonest


@njit_apart
def is_born(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    lead: int,
    stream: int,
    index: int,
    second: int,
) -> None:
    """Give birth to a lead and let it live."""
    sources, source = whole[at.H_N_SOURCES], stream
    word = whole[whole[at.H_SOURCES] + stream * at.SOURCE_COLUMNS + at.R_KEY]
    if stream >= sources:
        row = whole[at.H_BATCHES] + (stream - sources) * at.BATCH_COLUMNS
        source, word = whole[row + at.T_SOURCE], whole[row + at.T_KEY]
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    desk[D_STREAM], desk[D_INDEX] = stream, index
    key = (world[0], world[1], np.uint64(word), np.uint64(index))
    book = book_of(books, office, lead)
    who = birth(numbers, whole, book, key, source, second, world[2])
    jobs[lead, of.J_LOW], jobs[lead, of.J_HIGH] = word, index
    jobs[lead, of.J_SEGMENT], jobs[lead, of.J_SOURCE] = who[1], who[2]
    jobs[lead, of.J_SCORE], jobs[lead, of.J_STATE] = of.NO_SCORE, of.DONE
    jobs[lead, of.J_STAMP], jobs[lead, of.J_KEEPER] = 0, -1
    office[of.REALS][lead, of.X_QUALITY] = who[0]
    office[of.REALS][lead, of.X_WARM], office[of.REALS][lead, of.X_SLOWER] = 0.0, 1.0
    takes(whole, office, who[2])
    enters = whole[whole[at.H_SOURCES] + source * at.SOURCE_COLUMNS + at.R_ENTERS]
    onward(numbers, whole, time, world, books, office, lead, enters, second)


@njit_apart
def _dwells_on(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    office: Office,
    lead: int,
    has_team: bool,
) -> bool:
    """Write how the stay of an open lead ends; return whether a rep keeps it until then."""
    desk, jobs, start = office[of.DESKS][lead], office[of.JOBS], np.int64(0)
    row = whole[at.H_LEADS] + lead * at.LEAD_COLUMNS
    entered, worked, s = desk[D_ENTERED], whole[row + at.O_WORKED], desk[D_STAGE]
    base = epoch_base(whole, entered)
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    key, who, reals = key_of(world, office, lead), who_is(world, office, lead), office[of.REALS]
    own, way, clock = opening_time(
        numbers, whole, time, s, key, entered, worked, base, who,
        reals[lead, of.X_WARM], reals[lead, of.X_SLOWER],
    )  # fmt: skip
    desk[D_LEFT], desk[D_WAY] = own, way
    if own == 0 or way == ZOMBIE:
        return False
    if not (has_team and keeps_deals(whole, whole[stage + at.S_TEAM])):
        desk[D_LEFT], desk[D_WAY] = cut_short(
            numbers, whole, time, base, stage, key, start, entered, start, own, way
        )
        return False
    jobs[lead, of.J_OWN], jobs[lead, of.J_OWN_WAY] = own, way
    jobs[lead, of.J_OWN_CLOCK] = clock
    jobs[lead, of.J_ALARM], jobs[lead, of.J_ALARM_WAY] = cut_short(
        numbers, whole, time, base, stage, key, start, entered, start, NEVER, -1
    )
    kept_at_start(numbers, whole, office, lead)
    jobs[lead, of.J_STATE], jobs[lead, of.J_BEGAN] = of.HELD, 0
    jobs[lead, of.J_SEAT], jobs[lead, of.J_TURN] = jobs[lead, of.J_KEEPER], 1
    jobs[lead, of.J_ARMED], jobs[lead, of.J_HANDED] = 0, 0
    jobs[lead, of.J_JOINED] = entered
    dwells(whole, office, lead)
    return True


@njit_apart
def is_open(
    numbers: Numbers,
    whole: Whole,
    time: Time,
    world: World,
    books: Books,
    office: Office,
    lead: int,
    traits: Whole,
    quality: Numbers,
) -> None:
    """Let a lead live on that is open at the start."""
    row = whole[at.H_LEADS] + lead * at.LEAD_COLUMNS
    desk, jobs = office[of.DESKS][lead], office[of.JOBS]
    take_up_open(whole, desk, lead, whole[row + at.O_ENTERED])
    jobs[lead, of.J_LOW] = whole[row + at.O_KEY_LOW]
    jobs[lead, of.J_HIGH] = whole[row + at.O_KEY_HIGH]
    jobs[lead, of.J_SEGMENT], jobs[lead, of.J_SOURCE] = traits[lead, 1], traits[lead, 0]
    jobs[lead, of.J_STATE], jobs[lead, of.J_STAMP] = of.DONE, 0
    jobs[lead, of.J_KEEPER] = -1
    score = numbers[whole[at.H_SCORES] + lead]
    jobs[lead, of.J_SCORE] = of.NO_SCORE
    if score == score:
        jobs[lead, of.J_SCORE] = whole_score(score)
    reals = office[of.REALS]
    reals[lead, of.X_QUALITY], reals[lead, of.X_WARM], reals[lead, of.X_SLOWER] = (
        quality[lead],
        0.0,
        1.0,
    )
    if whole[row + at.O_WOKEN] != NEVER:
        warms(numbers, whole, office, lead, whole[at.H_PARKED], whole[row + at.O_WOKEN])
    takes(whole, office, traits[lead, 0])
    base = epoch_base(whole, whole[row + at.O_ENTERED])
    s = whole[row + at.O_STAGE]
    stage = whole[at.H_STAGES] + s * at.STAGE_COLUMNS
    team = whole[stage + at.S_TEAM]
    if whole[row + at.O_WORKED] == NEVER:
        joins(numbers, whole, time, world, books, office, lead, np.int64(0), False)
        return
    kind = numbers[base + whole[stage + at.S_AT] + at.ST_KIND]
    if kind == at.PARKED:
        parked(numbers, whole, time, world, books, office, lead, np.int64(0))
    elif _dwells_on(numbers, whole, time, world, office, lead, team >= 0):
        return
    s = close(numbers, whole, time, world, books, office, lead)
    onward(numbers, whole, time, world, books, office, lead, s, desk[D_LEFT])
