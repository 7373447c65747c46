"""Where everything that a replication of the event calendar knows stands: one array, by name.

All whole numbers of a replication stand in one array, the *state*: a head of single numbers, then
the queues' lengths, then tables. All real numbers stand in another. A function gets these two and
the positions in them of what it is about: `lead` is where the row of a lead begins in the state.
One array, because compiled functions hand on every array that anything they call may need, and
handing on would cost more than what is done with it (docs/choices/0018).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from simfunnel.compiled import njit
from simfunnel.funnel.customer_items import TERM_COLUMNS
from simfunnel.funnel.layout import Plan
from simfunnel.simulation.heaps import ENTRY
from simfunnel.simulation.kinds import Numbers, Whole
from simfunnel.simulation.tallies import STAY_COLUMNS, Columns, Results

__all__ = [
    "Memory",
    "brought_of",
    "queue_at",
    "results_of",
    "seat_at",
    "skill_at",
    "stays_of",
    "tally",
    "terms_of",
    "there_were",
]

# What happens in one second happens in this order (model 11).
ENDS, STRIKES, STALE, IMPATIENT, LEAVES, ENTERS = range(1, 7)
RANK_BITS, RANKS_MASK = 3, 7  # how a second and a rank are one number

# --- the head of the state: single numbers
AGENDA = 0  # entries of the agenda
STAYS = 1  # stays so far, also those for which there was no room
CALLED = 2  # how many teams are called
FULL = 3  # 1 if there was not room enough
PRESENCE = 4  # rows of presence
LEADS_END = 5  # where the rows of the leads so far end
KEY_LOW = 6  # the two words of the replication's key
KEY_HIGH = 7
PLACES = 8  # rows of the agenda, of each queue and of presence
STAYS_ROOM = 9
LEAD_WIDTH = 10
WIDTH = 11  # columns of the tallies
TERMS = 12  # terms of customers so far, also those for which there was no room
TERMS_ROOM = 13
REFERRED = 14  # leads that customers have brought so far
LEADS_ROOM = 15  # where the rows of leads must end
# --- where each table begins
AT_AGENDA = 16
AT_QUEUES = 17
AT_PRESENCE = 18
AT_SEATS = 19
AT_LEADS = 20
AT_CURSORS = 21  # how many leads each stream has brought
AT_TALLIES = 22
AT_WINS = 23
AT_FATES = 24
AT_WORTH = 25
AT_STAYS = 26
AT_TERMS = 27
AT_QUEUED = 28  # length of each team's queue
AT_FLAGS = 29  # whether each team is called
AT_TAKEN = 30  # accounts of each source that are taken
REALS_END = 31  # where the real numbers of the leads so far end
# --- the first column of each group of tallies, as `Columns` names them
COLUMNS = 32
(
    C_ARRIVED, C_COST, C_ENTERED, C_MARKS, C_LEFT, C_STAYED, C_COHORT, C_FATE, C_WORTH, C_SERVED,
    C_WAITED, C_HANDED, C_QUEUED, C_WAITING, C_BUSY, C_OFFERED, C_ATTEMPTS, C_SALARY, C_EXTRA,
    C_REFUSED, C_TOUCHES, C_OPENED, C_OPTED_OUT, C_TOUCH_COST, C_DISCOUNTED, C_DRIFTED,
    C_COMMISSION, C_SOLD, C_HIRING, C_SPEND, C_PRODUCTS, C_CUSTOMERS,
    C_WIDTH, C_OUTCOMES,
) = range(COLUMNS, COLUMNS + len(Columns._fields))  # fmt: skip
HEAD: Final = COLUMNS + len(Columns._fields)

WIN_COLUMNS = 4
PRESENCE_COLUMNS = 4
STAY_WIDTH = len(STAY_COLUMNS)
TERM_WIDTH = len(TERM_COLUMNS)

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

# --- a lead: the stay in hand, in the columns of stays
D_STREAM = 0
D_INDEX = 1
D_STAGE = 2
D_OCCASION = 3
D_ENTERED = 4
D_LEFT = 5
D_WAY = 6
D_SEGMENT = 7
D_SOURCE = 8
D_AMOUNT = 9  # -1: not drawn yet
D_WORKED = 10  # when the customer's time began
D_WAITED = 11
D_HANDED = 12
D_SEAT = 13  # within its team, of the rep of the work that finished; -1 for nobody
# --- what else is known of it
D_MARKS = 14  # bit set of what the lead has counted as
D_BORN = 15  # where the row of its birth begins
D_BEGAN = 16  # period in which the stay in hand began; -1: it was under way at the start
D_COHORT = 17  # period in which the lead was born; -1: it was open at the start
D_FATE = 18
D_LOW = 19  # the two words of its key
D_HIGH = 20
D_REALS = 21  # where its real numbers begin
# --- what its team has to do for it
J_NEXT = 22  # the stage that it enters
J_STATE = 23
J_STAMP = 24
J_TURN = 25  # how often it was taken up in this stay
J_JOINED = 26
J_BEGAN = 27
J_SEAT = 28
J_ALARM = 29  # when an event strikes or the stale limit acts
J_ALARM_WAY = 30
J_ARMED = 31  # whether that is on the agenda
J_SCORE = 32
J_QUEUED = 33  # since when it stands in the queue
J_HANDED = 34  # seconds between reps
J_KEEPER = 35  # the seat whose holder keeps the lead, -1 for none
J_OWN = 36  # when the stay would end by itself
J_OWN_WAY = 37
J_OWN_CLOCK = 38
J_REST = 39  # seconds on that clock that rest while nobody has it
EARLIER = 40  # earlier stays in each stage follow

# --- the real numbers: how good the times are, of each seat, of each lead
TIMES = 0
AT_SKILLS = 1
X_QUALITY = 0
X_EFFORT = 1
X_REP = 2  # what the skill of its rep does to its odds
X_WARM = 3  # ln odds ratio since it woke
X_SLOWER = 4  # ratio on its dwell since it woke
X_DISCOUNT = 5  # of the stay in hand
REAL = 6

WAITING, WORKING, HANDED, HELD, DONE = range(5)
MONTH = 2_629_800  # seconds of 30.4375 days
NO_SCORE = -(2**62)
STILL_OPEN = -2  # the fate of an open lead that is not over
DAY = 86_400
FINE = 1e12  # scores are compared to twelve decimals


@njit
def tally(state: Whole, period: int, column: int, item: int) -> int:
    """Return where the tallies of a period count an item of a group."""
    where: int = state[AT_TALLIES] + period * state[WIDTH] + state[column] + item
    return where


@njit
def seat_at(state: Whole, seat: int) -> int:
    """Return where the row of a seat begins."""
    where: int = state[AT_SEATS] + seat * SEAT_STATE
    return where


@njit
def queue_at(state: Whole, team: int) -> int:
    """Return where the queue of a team begins."""
    where: int = state[AT_QUEUES] + team * state[PLACES] * ENTRY
    return where


@njit
def skill_at(seat: int) -> int:
    """Return where the real numbers of a seat begin."""
    return AT_SKILLS + seat * SKILL


class Memory:
    """What the states of replications are written into, one after another: fresh memory is slow."""

    def __init__(self) -> None:
        self.whole = np.empty(0, dtype=np.int64)
        self.reals = np.empty(0)

    def new_state(
        self,
        plan: Plan,
        columns: Columns,
        periods: int,
        leads: int,
        places: int,
        stays: int,
        terms: int = 0,
    ) -> tuple[Whole, Numbers]:
        """Return the state of a replication in which nothing has happened, and its real numbers.

        Parameters
        ----------
        plan : Plan
        columns : Columns
        periods : int
            How many reporting periods there are.
        leads : int
            How many leads there will be.
        places : int
            Room on the agenda, in each queue and for presence.
        stays, terms : int
            Room for stays, and for terms of customers.
        """
        teams, seats, sources = len(plan.teams), len(plan.seats), len(plan.sources)
        width, opened = EARLIER + len(plan.stages), len(plan.leads)
        sizes = {
            AT_QUEUED: teams,
            AT_FLAGS: teams,
            AT_TAKEN: sources,
            AT_CURSORS: sources + len(plan.batches),
            AT_SEATS: seats * SEAT_STATE,
            AT_TALLIES: periods * columns.width,
            AT_WINS: plan.end // DAY * WIN_COLUMNS,
            AT_WORTH: opened,
            AT_FATES: opened,
            AT_AGENDA: places * ENTRY,
            AT_QUEUES: teams * places * ENTRY,
            AT_PRESENCE: places * PRESENCE_COLUMNS,
            AT_LEADS: leads * width,
            AT_STAYS: stays * STAY_WIDTH,
            AT_TERMS: terms * TERM_WIDTH,
        }
        size, reals = HEAD + sum(sizes.values()), AT_SKILLS + seats * SKILL + leads * REAL
        if size > self.whole.size or reals > self.reals.size:
            self.whole = np.empty(int(1.2 * size), dtype=np.int64)
            self.reals = np.empty(int(1.2 * reals))
        state, begins = self.whole[:size], HEAD
        state[:HEAD] = 0
        for table, length in sizes.items():
            state[table] = begins
            begins += length
        state[HEAD : state[AT_FATES]] = 0
        state[state[AT_FATES] : state[AT_AGENDA]] = STILL_OPEN
        state[PLACES], state[STAYS_ROOM], state[LEAD_WIDTH] = places, stays, width
        state[WIDTH], state[LEADS_END] = columns.width, state[AT_LEADS]
        state[LEADS_ROOM], state[TERMS_ROOM] = state[AT_LEADS] + leads * width, terms
        state[REALS_END], state[COLUMNS:HEAD] = AT_SKILLS + seats * SKILL, columns
        return state, self.reals[:reals]


def results_of(state: Whole, results: Results) -> None:
    """Copy what a replication yields into its part of the results."""
    tables = zip((AT_TALLIES, AT_WINS, AT_FATES, AT_WORTH), results, strict=True)
    for table, part in tables:
        part.reshape(-1)[:] = state[state[table] : state[table] + part.size]


def stays_of(state: Whole) -> Whole:
    """Return the stays of a replication."""
    return _rows(state, AT_STAYS, STAYS, STAY_WIDTH)


def terms_of(state: Whole) -> Whole:
    """Return the terms of customers in a replication."""
    return _rows(state, AT_TERMS, TERMS, TERM_WIDTH)


def brought_of(state: Whole, stream: int) -> Whole:
    """Return the keys of the leads that customers have brought, in the order of their numbers."""
    leads = state[state[AT_LEADS] : state[LEADS_END]].reshape(-1, state[LEAD_WIDTH])
    brought = leads[leads[:, D_STREAM] == stream]
    keys: Whole = brought[np.argsort(brought[:, D_INDEX])][:, [D_LOW, D_HIGH]]
    return keys


def there_were(state: Whole) -> Whole:
    """Return the times in which somebody was there."""
    return _rows(state, AT_PRESENCE, PRESENCE, PRESENCE_COLUMNS)


def _rows(state: Whole, table: int, count: int, width: int) -> Whole:
    """Return the rows of a table."""
    begins = state[table]
    return state[begins : begins + state[count] * width].reshape(-1, width).copy()
