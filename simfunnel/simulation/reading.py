"""The flat array read back as small objects with names, for the reference engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.simulation.reading_money import (
    After,
    Product,
    Value,
    read_after,
    read_products,
    read_value,
)

__all__ = ["Epoch", "Exit", "Parking", "Source", "Stage", "Strike", "Team", "Value", "Work",
           "read_epochs"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exit:
    """One exit of a stage: its part of those who go on, or of the others, and its dwell."""

    way: int
    ahead: bool
    lost: bool
    share: float
    clock: int
    slot: int


@dataclass(frozen=True, slots=True)
class Beside:
    """A step that some leads need beside the stage."""

    share: float
    clock: int
    slot: int
    point: int


@dataclass(frozen=True, slots=True)
class Strike:
    """An event in a stage: the part of losses it carves or its rate, and where it sends leads."""

    share: float
    rate: float
    bounds: tuple[float, ...]
    way: int
    point: int


@dataclass(frozen=True, slots=True)
class Work:
    """What a team has to do in a stage, how long leads wait for it, and what waiting does."""

    team: int
    effort: int
    """Position of the slot."""
    patience: int
    """Position of the slot; -1 where nobody loses patience."""
    patience_clock: int
    patience_way: int
    slow: float
    """Log odds lost by a second of waiting."""
    slow_clock: int
    touches: int
    point: int
    rank: int
    """Place of the stage in the file."""


@dataclass(frozen=True, slots=True)
class Parking:
    """A parking place: its touches, what they do, and what waking does."""

    every: int
    every_clock: int
    most: int
    opened: float
    opt_out: float
    wakes: float
    """Hazard per second."""
    dose: float
    half: float
    odds: float
    dwell: float
    cost: int
    way: int
    """Woken; then opted out; then after all touches."""
    wake_point: int
    touch_point: int


@dataclass(frozen=True, slots=True)
class Team:
    """A team as it is in one epoch: its hours, how people come and go, and how they differ."""

    clock: int
    turnover: float
    """Hazard per second."""
    empty: int
    empty_clock: int
    hand_over: int
    hand_over_clock: int
    effort: float
    """s of the lognormal factor on how fast people work."""
    odds: float
    """ln odds ratio of one standard deviation of skill."""
    places: int
    """Leads that a holder keeps at a time; 0 where the team gives hours."""
    commission: float
    ramp: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as it is in one epoch."""

    kind: int
    intercept: float
    advance: float
    cut: float
    rho: float
    noise: float
    ratio: float
    stale_after: int
    stale_clock: int
    stale_way: int
    review: int
    mark: int
    point: int
    exits: tuple[Exit, ...]
    besides: tuple[Beside, ...]
    carves: tuple[Strike, ...]
    rates: tuple[Strike, ...]
    measured: int
    """Position of a measured stage's slot."""
    work: Work | None
    parking: Parking | None
    value: Value | None


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it is in one epoch."""

    factor: float
    odds: float
    dwell: float
    mean: float
    week: float
    year: float
    cost: int
    accounts: int
    """Of its market; -1 where it has no end."""
    cooling: int
    cooling_clock: int
    bounds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of buyer as it is in one epoch."""

    odds: float
    dwell: float
    slot: int
    margin: float
    serve: float
    """Hundredths per second that a customer costs."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """Everything as it is in one epoch."""

    since: int
    x_odds: float
    x_dwell: float
    shock_odds: float
    shock_dwell: float
    shock_leads: float
    amount_rho: float
    segments: tuple[Segment, ...]
    sources: tuple[Source, ...]
    stages: tuple[Stage, ...]
    teams: tuple[Team, ...]
    after: After | None
    products: tuple[tuple[Product, ...], ...]
    """Of each segment's deals; empty where deals have none."""


def _strike(plan: Plan, row: NDArray[np.float64], strike: int) -> Strike:
    """Read an event in a stage."""
    event_at, way, count, point = (int(v) for v in plan.strikes[strike])
    bounds = row[event_at + at.EV_BOUNDS : event_at + at.EV_BOUNDS + count].tolist()
    share, rate = float(row[event_at + at.EV_SHARE]), float(row[event_at + at.EV_RATE])
    return Strike(share, rate, tuple(bounds), way, point)


def _exits(plan: Plan, row: NDArray[np.float64], base: int, s: int) -> tuple[Exit, ...]:
    """Read the exits of a stage, in the order in which they lie on [0, 1)."""
    first, count = int(plan.stages[s, at.S_WAY]), int(plan.stages[s, at.S_EXITS])
    out: list[Exit] = []
    for way in range(first, first + count):
        _, _, lost, where, ahead = (int(v) for v in plan.ways[way])
        share, clock = float(row[where + at.EX_SHARE]), int(row[where + at.EX_CLOCK])
        out.append(Exit(way, bool(ahead), bool(lost), share, clock, base + where + at.EX_SLOT))
    return tuple(out)


def _work(plan: Plan, row: NDArray[np.float64], base: int, s: int) -> Work | None:
    """Read the work of a stage, if it has a team."""
    columns = plan.stages[s]
    if columns[at.S_TEAM] < 0:
        return None
    where = int(columns[at.S_WORK])
    clock = int(row[where + at.WK_PATIENCE_CLOCK])
    return Work(
        team=int(columns[at.S_TEAM]),
        effort=base + where + at.WK_EFFORT,
        patience=base + where + at.WK_PATIENCE if clock >= 0 else -1,
        patience_clock=clock,
        patience_way=int(columns[at.S_PATIENCE_WAY]),
        slow=float(row[where + at.WK_SLOW]),
        slow_clock=int(row[where + at.WK_SLOW_CLOCK]),
        touches=int(row[where + at.WK_TOUCHES]),
        point=int(columns[at.S_WORK_POINT]),
        rank=int(columns[at.S_RANK]),
    )


def _parking(plan: Plan, row: NDArray[np.float64], s: int) -> Parking | None:
    """Read a parking place, if the stage is one."""
    columns = plan.stages[s]
    if row[columns[at.S_AT] + at.ST_KIND] != at.PARKED:
        return None
    where = int(columns[at.S_AT]) + at.STAGE_HEAD
    own = row[where : where + at.NURTURE_WIDTH].tolist()
    return Parking(
        every=int(own[at.NU_EVERY]),
        every_clock=int(own[at.NU_EVERY_CLOCK]),
        most=int(own[at.NU_MOST]),
        opened=own[at.NU_OPENED],
        opt_out=own[at.NU_OPT_OUT],
        wakes=own[at.NU_WAKES],
        dose=own[at.NU_DOSE],
        half=own[at.NU_HALF],
        odds=own[at.NU_ODDS],
        dwell=own[at.NU_DWELL],
        cost=int(own[at.NU_COST]),
        way=int(columns[at.S_WAY]),
        wake_point=int(columns[at.S_POINT]),
        touch_point=int(columns[at.S_TOUCH]),
    )


def _source(values: list[float]) -> Source:
    """Read a source."""
    return Source(
        factor=values[at.SRC_FACTOR],
        odds=values[at.SRC_ODDS],
        dwell=values[at.SRC_DWELL],
        mean=values[at.SRC_MEAN],
        week=values[at.SRC_WEEK],
        year=values[at.SRC_YEAR],
        cost=int(values[at.SRC_COST] + 0.5),
        accounts=int(values[at.SRC_ACCOUNTS]),
        cooling=int(values[at.SRC_COOLING]),
        cooling_clock=int(values[at.SRC_COOLING_CLOCK]),
        bounds=tuple(values[at.SRC_BOUNDS :]),
    )


def _team(plan: Plan, row: NDArray[np.float64], t: int) -> Team:
    """Read one team."""
    where, months = int(plan.teams[t, at.E_AT]), int(plan.teams[t, at.E_MONTHS])
    own = row[where : where + at.TM_RAMP + months].tolist()
    return Team(
        clock=int(own[at.TM_CLOCK]),
        turnover=own[at.TM_TURNOVER],
        empty=int(own[at.TM_EMPTY]),
        empty_clock=int(own[at.TM_EMPTY_CLOCK]),
        hand_over=int(own[at.TM_HAND_OVER]),
        hand_over_clock=int(own[at.TM_HAND_OVER_CLOCK]),
        effort=own[at.TM_EFFORT],
        odds=own[at.TM_ODDS],
        places=int(own[at.TM_PLACES]),
        commission=own[at.TM_COMMISSION],
        ramp=tuple(own[at.TM_RAMP :]),
    )


def _stage(plan: Plan, row: NDArray[np.float64], base: int, s: int) -> Stage:
    """Read one stage."""
    columns = plan.stages[s]
    head = row[columns[at.S_AT] : columns[at.S_AT] + at.STAGE_HEAD].tolist()
    besides = []
    for b in range(columns[at.S_BESIDE], columns[at.S_BESIDE] + columns[at.S_BESIDES]):
        where, point = (int(v) for v in plan.besides[b])
        share, clock = float(row[where + at.BE_SHARE]), int(row[where + at.BE_CLOCK])
        besides.append(Beside(share, clock, base + where + at.BE_SLOT, point))

    def strikes(first: int, count: int) -> tuple[Strike, ...]:
        numbers = range(columns[first], columns[first] + columns[count])
        return tuple(_strike(plan, row, k) for k in numbers)

    return Stage(
        kind=int(head[at.ST_KIND]),
        intercept=head[at.ST_INTERCEPT],
        advance=head[at.ST_ADVANCE],
        cut=head[at.ST_CUT],
        rho=head[at.ST_RHO],
        noise=head[at.ST_NOISE],
        ratio=head[at.ST_RATIO],
        stale_after=int(head[at.ST_STALE]),
        stale_clock=int(head[at.ST_STALE_CLOCK]),
        stale_way=int(columns[at.S_STALE_WAY]),
        review=int(columns[at.S_REVIEW]),
        mark=int(columns[at.S_MARK]),
        point=int(columns[at.S_POINT]),
        exits=_exits(plan, row, base, s),
        besides=tuple(besides),
        carves=strikes(at.S_CARVE, at.S_CARVES),
        rates=strikes(at.S_RATE, at.S_RATES),
        measured=base + int(columns[at.S_MEASURED]),
        work=_work(plan, row, base, s),
        parking=_parking(plan, row, s),
        value=read_value(plan, row, s),
    )


def read_epochs(plan: Plan, numbers: NDArray[np.float64]) -> tuple[Epoch, ...]:
    """Read every epoch of a replication's flat array.

    Parameters
    ----------
    plan : Plan
    numbers : ndarray of float64
        The plan's array, or a patched copy.

    Returns
    -------
    tuple of Epoch
    """
    width, n_segments = plan.head(at.H_WIDTH), plan.head(at.H_N_SEGMENTS)
    epochs: list[Epoch] = []
    for e, since in enumerate(plan.epochs):
        base = e * width
        row = numbers[base : base + width]
        segments = []
        for g in range(n_segments):
            where = plan.head(at.H_SEGMENT) + g * at.SEGMENT_WIDTH
            odds, dwell = row[where + at.SEG_ODDS], row[where + at.SEG_DWELL]
            margin, serve = row[where + at.SEG_MARGIN], row[where + at.SEG_SERVE]
            slot = base + where + at.SEG_AMOUNT
            segments.append(Segment(float(odds), float(dwell), slot, float(margin), float(serve)))
        sources = []
        for where in plan.sources[:, at.R_AT]:
            values = row[where : where + at.SRC_BOUNDS + n_segments].tolist()
            sources.append(_source(values))
        own = row[: at.FUNNEL_WIDTH].tolist()
        epochs.append(
            Epoch(
                since=int(since),
                x_odds=own[at.X_ODDS],
                x_dwell=own[at.X_DWELL],
                shock_odds=own[at.SHOCK_ODDS],
                shock_dwell=own[at.SHOCK_DWELL],
                shock_leads=own[at.SHOCK_LEADS],
                amount_rho=own[at.AMOUNT_RHO],
                segments=tuple(segments),
                sources=tuple(sources),
                stages=tuple(_stage(plan, row, base, s) for s in range(plan.stages.shape[0])),
                teams=tuple(_team(plan, row, t) for t in range(plan.teams.shape[0])),
                after=read_after(plan, row, base),
                products=read_products(plan, row, base),
            )
        )
    return tuple(epochs)
