"""What travels together through the kernels of the event calendar, and where it stands there."""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

import numpy as np

from simfunnel.funnel.layout import Plan
from simfunnel.simulation.heaps import ENTRY
from simfunnel.simulation.kinds import Numbers, Whole
from simfunnel.simulation.tallies import Columns

__all__ = ["Books", "Office", "Workspace", "World", "empty_office"]

World: TypeAlias = tuple[int, int, float]
"""The two words of the replication's key, and how good the times are."""

Books: TypeAlias = tuple[Columns, Whole, Whole, Whole, Whole, Whole]
"""Where everything is counted: columns, tallies, wins, fates, worth and stays."""

Office: TypeAlias = tuple[Whole, Whole, Whole, Whole, Whole, Whole, Numbers, Numbers, Whole]
"""Agenda, queues, hub, seats, desks, jobs, the real numbers of leads and of seats, presence."""

AGENDA: Final = 0
QUEUES: Final = 1
HUB: Final = 2
SEATS: Final = 3
DESKS: Final = 4
JOBS: Final = 5
REALS: Final = 6
SKILLS: Final = 7
PRESENCE: Final = 8

# What happens in one second happens in this order (model 11).
ENDS, STRIKES, STALE, IMPATIENT, LEAVES, ENTERS = range(1, 7)
RANKS = 8

# --- the hub: single numbers; for each team the length of its queue, then whether it was called
HUB_AGENDA = 0
HUB_STAYS = 1
HUB_CALLED = 2  # how many teams are called
HUB_FULL = 3  # how much room was missing, if any
HUB_PRESENCE = 4  # rows of presence
HUB_LEADS = 5  # how many leads there have been
HUB_TEAMS = 6  # then for each source how many accounts are taken

QUEUED = 3  # column of a queue's entry that names the lead

# --- a seat
SE_THERE = 0
SE_SINCE = 1  # since when its holder is there
SE_FREE = 2  # since when it is free
SE_JOB = 3  # the lead in hand, -1 for none
SE_HELD = 4  # whether somebody sits there
SE_HOLDER = 5  # the how manieth; -1 before the first
SE_AWAY = 6
SE_PRESENT = 7  # since when its holder is there to work; -1: is not
SE_EMPLOYED = 8  # since when it is paid; -1: is not
SE_LOAD = 9  # leads that its holder keeps
SEAT_STATE = 10
SK_EFFORT = 0  # factor on how fast the holder works
SK_ODDS = 1
SKILL = 2

# --- a job: what a lead is and what its team has to do for it
J_LOW = 0
J_HIGH = 1
J_SEGMENT = 2
J_SOURCE = 3
J_NEXT = 4  # the stage that it enters
J_STATE = 5
J_STAMP = 6
J_TURN = 7  # how often it was taken up in this stay
J_JOINED = 8
J_BEGAN = 9
J_SEAT = 10
J_ALARM = 11  # when an event strikes or the stale limit acts
J_ALARM_WAY = 12
J_ARMED = 13  # whether that is on the agenda
J_SCORE = 14
J_QUEUED = 15  # since when it stands in the queue
J_HANDED = 16  # seconds between reps
J_KEEPER = 17  # the seat whose holder keeps the lead, -1 for none
J_OWN = 18  # when the stay would end by itself
J_OWN_WAY = 19
J_OWN_CLOCK = 20
J_REST = 21  # seconds on that clock that rest while nobody has it
JOB = 22

# --- the real numbers of a lead
X_QUALITY = 0
X_EFFORT = 1
X_REP = 2  # what the skill of its rep does to its odds
X_WARM = 3  # ln odds ratio since it woke
X_SLOWER = 4  # ratio on its dwell since it woke
REAL = 5

WAITING, WORKING, HANDED, HELD, DONE = range(5)
MONTH = 2_629_800  # seconds of 30.4375 days
NO_SCORE = -(2**62)
FINE = 1e12  # scores are compared to twelve decimals


class Workspace(NamedTuple):
    """What the event calendar works on: an `Office`, and how many leads each stream has brought."""

    agenda: Whole
    queues: Whole
    hub: Whole
    seats: Whole
    desks: Whole
    jobs: Whole
    reals: Numbers
    skills: Numbers
    presence: Whole
    cursors: Whole


def empty_office(plan: Plan, leads: int, places: int) -> Workspace:
    """Return a workspace with nothing in it.

    Parameters
    ----------
    plan : Plan
    leads : int
        How many leads there will be.
    places : int
        Room on the agenda and in each queue.
    """
    from simfunnel.simulation.lives import DESK

    teams, streams = len(plan.teams), len(plan.sources) + len(plan.batches)
    return Workspace(
        agenda=np.zeros((places, ENTRY), dtype=np.int64),
        queues=np.zeros((teams, places, ENTRY), dtype=np.int64),
        hub=np.zeros(HUB_TEAMS + 2 * teams + len(plan.sources), dtype=np.int64),
        seats=np.zeros((len(plan.seats), SEAT_STATE), dtype=np.int64),
        desks=np.zeros((leads, DESK + len(plan.stages)), dtype=np.int64),
        jobs=np.zeros((leads, JOB), dtype=np.int64),
        reals=np.zeros((leads, REAL)),
        skills=np.zeros((len(plan.seats), SKILL)),
        presence=np.zeros((places, 4), dtype=np.int64),
        cursors=np.zeros(streams, dtype=np.int64),
    )
