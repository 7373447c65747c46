"""Where each number of a funnel stands: the columns of the flat array and of its structure.

One *row* of `Plan.numbers` holds every number of one epoch, in blocks: the funnel, its segments,
sources, events and stages. Blocks and their columns are named here and nowhere else. A slot
(`SLOT` numbers) states a distribution, as `simfunnel.variates` reads it. Structure (who follows
whom, keys of draws) is whole numbers in small two-dimensional tables whose columns are named here
too; it never changes within a funnel, so only numbers can be in doubt or change on a date.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import Clocks, Reviews
from simfunnel.variates import SLOT

__all__ = ["Layout", "Plan"]

# --- the funnel's own numbers, at the beginning of a row
X_ODDS = 0  # ln odds ratio of one step of quality
X_DWELL = 1  # ln dwell ratio of one step of quality
SHOCK_ODDS = 2  # ln odds ratio of one step of good times
SHOCK_DWELL = 3  # ln dwell ratio of one step of good times
SHOCK_LEADS = 4  # s of the lognormal factor on all arrivals
AMOUNT_RHO = 5  # correlation of amount with quality, in normal scores
EXTRA_COST = 6  # hundredths per second
FUNNEL_WIDTH = 7

# --- a segment
SEG_ODDS = 0  # ln odds ratio
SEG_DWELL = 1  # dwell ratio
SEG_MARGIN = 2  # share of revenue that is left after the goods sold
SEG_SERVE = 3  # hundredths per second that a customer costs
SEG_AMOUNT = 4  # slot, hundredths of the currency
SEGMENT_WIDTH = SEG_AMOUNT + SLOT

# --- a product of a segment's deals: its share, -1 where it is always part; slot, hundredths
PR_SHARE, PR_AMOUNT, PRODUCT_WIDTH = 0, 1, 1 + SLOT

# --- a source; the upper bounds of its segments on [0, 1) follow
SRC_FACTOR = 0  # times the tabulated intensity
SRC_ODDS = 1
SRC_DWELL = 2
SRC_MEAN = 3  # mean quality
SRC_WEEK = 4  # s of the lognormal factor of a week
SRC_YEAR = 5
SRC_COST = 6  # hundredths per lead
SRC_ACCOUNTS = 7  # of its market; -1 where it has no end
SRC_COOLING = 8  # seconds on its clock until an account is free again
SRC_COOLING_CLOCK = 9
SRC_SPEND = 10  # hundredths per second
SRC_BOUNDS = 11

# --- an event; the upper bounds of its `then` split on [0, 1) follow
EV_SHARE = 0  # share of losses carved, or
EV_RATE = 1  # hazard per second
EV_BOUNDS = 2

# --- a stage; its exits, besides and hazards follow
ST_KIND = 0  # STATED, GATE or MEASURED
ST_INTERCEPT = 1
ST_ADVANCE = 2
ST_CUT = 3  # the score above which a gate passes
ST_RHO = 4
ST_NOISE = 5  # sqrt(1 - rho^2)
ST_STALE = 6  # seconds on its clock until a lead is stale
ST_STALE_CLOCK = 7
ST_RATIO = 8  # ratio on every dwell of the stage
STAGE_HEAD = 9
# an exit
EX_SHARE = 0  # of the advance exits, or of the others
EX_CLOCK = 1
EX_SLOT = 2
EXIT_WIDTH = EX_SLOT + SLOT
# a measured stage: slot, hazards exit by exit, first ages of the bins
# a step beside the stage
BE_SHARE = 0
BE_CLOCK = 1
BE_SLOT = 2
BESIDE_WIDTH = BE_SLOT + SLOT

# the work of a stage that has a team
WK_PATIENCE_CLOCK = 0  # -1: nobody loses patience
WK_SLOW = 1  # ln odds lost by a second of waiting
WK_SLOW_CLOCK = 2
WK_TOUCHES = 3  # attempts in one stay
WK_EFFORT = 4
WK_PATIENCE = WK_EFFORT + SLOT
WORK_WIDTH = WK_PATIENCE + SLOT

# what changes amounts in a stage
VA_MEDIAN = 0  # median factor of the drift
VA_SIGMA = 1  # s of the lognormal drift
VA_DISCOUNT = 2  # average discount
VA_ODDS = 3  # ln odds for a discount of all
VA_USUAL = 4  # the baseline's average discount, at which odds are as stated
VALUE_WIDTH = 5

# a parking place
NU_EVERY = 0  # seconds on its clock between touches
NU_EVERY_CLOCK = 1
NU_MOST = 2  # touches
NU_OPENED = 3
NU_OPT_OUT = 4
NU_WAKES = 5  # hazard per second with no touches
NU_DOSE = 6  # how much more, at most
NU_HALF = 7  # opened touches until half of that
NU_ODDS = 8  # ln odds ratio of who has woken
NU_DWELL = 9  # its dwell ratio
NU_COST = 10  # hundredths per touch
NURTURE_WIDTH = 11

# --- a team; its productivity in each month of tenure follows
TM_CLOCK = 0  # of its selling hours
TM_TURNOVER = 1  # hazard per second
TM_EMPTY = 2  # seconds on its clock until a seat has a new holder
TM_EMPTY_CLOCK = 3
TM_HAND_OVER = 4  # seconds on its clock until a lead in hand is back in the queue
TM_HAND_OVER_CLOCK = 5
TM_EFFORT = 6  # s of the lognormal factor on how fast people work
TM_ODDS = 7  # ln odds ratio of one standard deviation of skill
TM_SALARY = 8  # hundredths per second and seat
TM_PLACES = 9  # leads that a fully productive holder keeps at a time
TM_COMMISSION = 10  # share of what is won from its stages
TM_HIRING = 11  # hundredths for each new holder
TM_RAMP = 12

# --- what happens after the sale
AF_ONBOARDS = 0  # whether there is an onboarding
AF_ADVANCE = 1
AF_CLOCK = 2
AF_TERM = 3  # seconds; 0 where deals are one-off
AF_FIRST = 4  # share that renews after the first term
AF_NEXT = 5  # after the second
AF_RISES = 6  # whether the share goes on rising, as a shifted beta-geometric law
AF_EXPANDS = 7  # share of renewals for more, by
AF_MORE = 8
AF_SHRINKS = 9
AF_LESS = 10
AF_UPLIFT = 11  # factor on every renewal
AF_REFERS = 12  # hazard per second and customer
AF_PAID = 13  # seconds from a bill to the money
AF_BILLS = 14  # a year; 0: at once
AF_ARREARS = 15  # whether a bill comes when its time is over
AF_DWELL = 16  # slot of the onboarding
AFTER_WIDTH = AF_DWELL + SLOT

STATED, GATE, MEASURED, PARKED = range(4)
OLDEST, NEWEST, LARGEST, BEST, LATEST = range(5)  # whom a team takes up first

# --- columns of Plan.stages
S_AT = 0  # offset of the stage's block in a row
S_EXITS = 1  # number of exits; their first way is S_WAY
S_AHEAD = 2  # number of exits that go on
S_WAY = 3
S_BESIDE = 4  # first row in Plan.besides
S_BESIDES = 5
S_CARVE = 6  # first row in Plan.strikes of events that carve losses
S_CARVES = 7
S_RATE = 8  # first row in Plan.strikes of events with a rate
S_RATES = 9
S_STALE_WAY = 10  # -1 without a stale limit
S_REVIEW = 11  # cadence code
S_MARK = 12  # what it counts as, -1 for nothing
S_POINT = 13  # CRC-32 of "stage/exit"
S_MEASURED = 14  # offset in a row of a measured stage's slot
S_WEIGHT = 15  # position in Plan.numbers of the entering weights: source, segment, quality point
S_TEAM = 16  # -1 where nobody works
S_WORK = 17  # offset in a row of the numbers of its work
S_WORK_POINT = 18  # CRC-32 of "stage/work"
S_PATIENCE_WAY = 19  # -1 without patience
S_RANK = 20  # place in the file, for "latest stage"
S_TOUCH = (
    21  # CRC-32 of "stage/touch"; the ways out of a parking place: woken, opted out, after all
)
S_VALUE = 22  # offset in a row of what changes amounts; -1 where nothing does
S_VALUE_POINT = 23  # CRC-32 of "stage/amount"
STAGE_COLUMNS = 24

# --- columns of Plan.ways: every way in which a stay can end
W_STAGE = 0
W_TARGET = 1  # stage, or -1 - outcome
W_LOST = 2  # whether events may carve it
W_AT = 3  # offset of the exit's numbers in a row
W_AHEAD = 4
WAY_COLUMNS = 5

# --- columns of Plan.besides
B_AT = 0
B_POINT = 1
BESIDE_COLUMNS = 2

# --- columns of Plan.strikes: an event in a stage
K_EVENT_AT = 0  # offset of the event's block in a row
K_WAY = 1  # first of its ways
K_WAYS = 2
K_POINT = 3
STRIKE_COLUMNS = 4

# --- columns of Plan.sources
R_AT = 0
R_ENTERS = 1
R_KEY = 2  # CRC-32 of "lead/" + source
R_UNEVEN = 3  # CRC-32 of "source/" + source
SOURCE_COLUMNS = 4

# --- columns of Plan.batches
T_SOURCE = 0
T_KEY = 1
T_SECOND = 2
T_LEADS = 3
BATCH_COLUMNS = 4

# --- columns of Plan.leads: the leads that are open at the start
O_KEY_LOW = 0
O_KEY_HIGH = 1
O_STAGE = 2
O_ENTERED = 3
O_AMOUNT = 4  # -1: unknown
O_SEGMENT = 5
O_SOURCE = 6
O_WORKED = 7  # when the customer's time began; NEVER while it waits for work
O_WOKEN = 8  # when it woke; NEVER where it has not
O_SEAT = 9  # of its owner, -1 where that is nobody's
LEAD_COLUMNS = 10

# --- columns of Plan.customers: who is a customer at the start
N_KEY_LOW = 0
N_KEY_HIGH = 1
N_SEGMENT = 2
N_AMOUNT = 3  # hundredths per year
N_BEGAN = 4  # second at which the term in hand began
N_RENEWAL = 5  # and at which it ends
N_TERM = 6  # the how manieth it is, from 1
CUSTOMER_COLUMNS = 7

# --- columns of the table of teams
E_AT = 0  # offset of the team's block in a row
E_MONTHS = 1  # figures of its ramp
E_ORDER = 2
E_SEAT = 3  # its first seat
E_SEATS = 4  # how many there ever are
E_KEY = 5  # CRC-32 of "seat/" + team
E_KEEPS = 6  # whether it gives places instead of hours
TEAM_COLUMNS = 7

# --- columns of the table of seats
Q_TEAM = 0
Q_SINCE = 1  # since when the holder at the start is there
Q_THERE = 2  # whether somebody sits there at the start
Q_AWAY = 3  # whether that is on leave
SEAT_COLUMNS = 4

# --- columns of the table of what happens to seats, in order of time
C_SECOND = 0
C_SEAT = 1
C_KIND = 2
SHIFT_COLUMNS = 3
WITHDRAWN, ADDED, AWAY, BACK = range(4)

POINTS = 64  # equiprobable points of quality
LONG_AGO = -(2**62)  # when the first epoch begins
WON = -1  # the code of the outcome won


# --- the head of Plan.whole: where each table begins, and single numbers
H_STAGES = 0
H_WAYS = 1
H_BESIDES = 2
H_STRIKES = 3
H_SOURCES = 4
H_BATCHES = 5
H_LEADS = 6
H_EPOCHS = 7  # second at which each epoch begins; the first is far in the past
H_PERIODS = 8  # reporting period of each day of the horizon
H_YEARS = 9  # calendar year of each day of the horizon
H_POINTS = 10  # CRC-32 of `POINT_NAMES`
H_INTENSITY = 11  # in Plan.numbers: expected leads by source and day, before factors
H_SCORES = 12  # in Plan.numbers: known score of each open lead, NaN where unknown
H_QUALITY = 13  # in Plan.numbers: the 64 equiprobable points of a standard normal
H_N_STAGES = 14
H_N_SOURCES = 15
H_N_SEGMENTS = 16
H_N_BATCHES = 17
H_N_LEADS = 18
H_N_EPOCHS = 19
H_WIDTH = 20  # length of a row
H_SEGMENT = 21  # offset of the first segment in a row
H_SCORER = 22  # stage whose gate gave open leads their scores; -1 without one
H_MONDAY = 23  # number since 1970 of the Monday on or before the start
H_WEEKDAY = 24  # weekday of the start; Monday is 0
H_END = 25  # second at which the horizon ends; nothing at it happens
H_MATTERS = 26  # bit set of what can be felt: `FEELS_*`
H_N_MARKS = 27
H_N_WAYS = 28
H_TEAMS = 29
H_SEATS = 30
H_SHIFTS = 31
H_N_TEAMS = 32
H_N_SEATS = 33
H_N_SHIFTS = 34
H_MARKETS = 36  # whether any source has a finite market
H_PARKED = 35  # the first parking place; -1 without one
H_VALUED = 37  # whether amounts change in any stage
H_AFTER = 38  # offset in a row of what happens after the sale; -1 where nothing does
H_REFERRED = 39  # source of the leads that customers bring; -1 without one
H_CUSTOMERS = 40
H_N_CUSTOMERS = 41
H_EDGES = 42  # second at which each reporting period begins, and the end of the last
H_PRODUCTS, H_N_PRODUCTS, H_PRODUCT_AT = 43, 44, 45  # points; how many; offset in a row
HEAD = 48


class Plan(NamedTuple):
    """A funnel as engines read it: one flat array of numbers and one of structure.

    Arrays are read-only by agreement; a replication in which numbers are in doubt gets a patched
    copy of `numbers` and shares the rest. The tables are views into `whole`, for readers.
    """

    numbers: NDArray[np.float64]
    """All numbers: a row per epoch, then tables, weights, factors and intensities."""
    whole: NDArray[np.int64]
    """Head and tables of whole numbers, one after another."""
    clocks: Clocks
    reviews: Reviews
    intensity: NDArray[np.float64]
    """Expected leads of each source and day before factors, shape (n_sources, n_days)."""
    stages: NDArray[np.int64]
    ways: NDArray[np.int64]
    besides: NDArray[np.int64]
    strikes: NDArray[np.int64]
    sources: NDArray[np.int64]
    batches: NDArray[np.int64]
    leads: NDArray[np.int64]
    epochs: NDArray[np.int64]
    periods: NDArray[np.int64]
    teams: NDArray[np.int64]
    seats: NDArray[np.int64]
    shifts: NDArray[np.int64]
    customers: NDArray[np.int64]

    def head(self, place: int) -> int:
        """Return a number of the head of `whole`."""
        return int(self.whole[place])

    @property
    def end(self) -> int:
        """The second at which the horizon ends."""
        return self.head(H_END)


POINT_NAMES = (
    "arrive", "born", "amount", "uneven", "year", "shock", "world", "life", "skill",
    "onboarding", "renewal", "refers", "referred",
)  # fmt: skip
(
    P_ARRIVE, P_BORN, P_AMOUNT, P_UNEVEN, P_YEAR, P_SHOCK, P_WORLD, P_LIFE, P_SKILL,
    P_ONBOARDING, P_RENEWAL, P_REFERS, P_REFERRED,
) = range(13)  # fmt: skip
FEELS_QUALITY = 1  # a quality effect or a gate somewhere: quality must be drawn
FEELS_EFFECTS = 2  # any odds or dwell effect beyond intercepts; else all are 0 and 1
FEELS_AMOUNT = 4  # amounts are stated


class Layout(NamedTuple):
    """Names for the codes of a plan, and where its named numbers stand."""

    stages: tuple[str, ...]
    outcomes: tuple[str, ...]
    sources: tuple[str, ...]
    segments: tuple[str, ...]
    events: tuple[str, ...]
    parked: tuple[str, ...]
    """The stages that are parking places."""
    finite: bool
    """Whether any source has a finite market."""
    valued: bool
    """Whether amounts change in any stage."""
    spends: bool
    """Whether money is spent on any source by time."""
    after: bool
    """Whether anything happens after the sale."""
    teams: tuple[str, ...]
    seats: tuple[str, ...]
    """Name of each seat: its own, or its team's and its number from 1."""
    marks: tuple[str, ...]
    products: tuple[str, ...]
    ways: tuple[tuple[str, str, str], ...]
    """(stage, destination, because) of each way in which a stay can end."""
    leads: tuple[str, ...]
    """Ids of the open leads, in the order of `Plan.leads`."""
    customers: tuple[str, ...]
    """Ids of the customers of today, in the order of `Plan.customers`."""
