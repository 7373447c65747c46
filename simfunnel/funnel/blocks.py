"""The numbers of a funnel, block by block: what stands where in one row of the flat array.

Each function writes one block of one epoch. It is called when a funnel is compiled, and again,
for that block alone, when a number in it is in doubt.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.arrivals import mean_quality, segment_share
from simfunnel.funnel.doubt import Shock
from simfunnel.funnel.model import Funnel, Stage
from simfunnel.funnel.names import Names
from simfunnel.funnel.nurture import Nurture
from simfunnel.funnel.resolve import exit_shares
from simfunnel.funnel.sources import Source, spend_factor
from simfunnel.funnel.spreads import AmountSpread, DwellPart, DwellSpread
from simfunnel.units import PerTime
from simfunnel.variates import (
    SLOT,
    Distribution,
    empirical,
    from_statement,
    log,
    logit,
    mixture,
    normal_quantile,
)
from simfunnel.variates.hazards import MEASURED

__all__ = ["Block", "ClockIds", "amount_law", "dwell_law", "event_block", "funnel_block",
           "segment_block", "source_block", "stage_block", "stage_width", "team_block"]  # fmt: skip


MOST_ODDS = 600.0  # exp(600) times any hazard is still a number


@dataclass(eq=False)
class Block:
    """Numbers under construction: a stretch of a row, and the quantile tables it needs.

    Parameters
    ----------
    width : int
        Length of the stretch.
    table_start : int
        Absolute position at which the block's first table will stand.
    """

    width: int
    table_start: int
    values: NDArray[np.float64] = field(init=False)
    tables: list[NDArray[np.float64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with zeros."""
        self.values = np.zeros(self.width)

    def slot(self, where: int, law: Distribution) -> None:
        """Write a distribution; its table, if it has one, goes behind the others."""
        start = self.table_start + sum(t.size for t in self.tables)
        self.values[where : where + SLOT] = law.slot(start)
        table = law.table()
        if table.size:
            self.tables.append(table)


@dataclass(frozen=True)
class ClockIds:
    """Number of each clock: what it is by its unit, and of which stage's closing effect."""

    ids: Mapping[tuple[str, str | None], int]

    def of(self, kind: str, stage: str | None = None) -> int:
        """Return the number of a clock."""
        return self.ids[kind, stage]


@lru_cache(maxsize=256)
def dwell_law(spread: DwellSpread | DwellPart) -> Distribution:
    """Return the distribution of a dwell, in seconds on its own clock.

    Doubt about one number of a stage leaves its dwells as they are, so each is made once.
    """
    parts = getattr(spread, "mixture", ())
    if parts:
        return mixture([(p.share.number, dwell_law(p)) for p in parts])
    if spread.values:
        return empirical([d.seconds for d in spread.values])
    return from_statement(spread.family, {k: q.seconds for k, q in spread.stated().items()})


@lru_cache(maxsize=256)
def amount_law(spread: AmountSpread | None) -> Distribution:
    """Return the distribution of an amount, in hundredths; nothing stated is exactly 0."""
    if spread is None:
        return from_statement(None, {"exactly": 0.0})
    if spread.values:
        return empirical([float(m.cents) for m in spread.values])
    return from_statement(spread.family, {k: float(m.cents) for k, m in spread.stated().items()})


def _lognormal_s(cv: float) -> float:
    """Return s of a lognormal factor with mean 1 and the given coefficient of variation."""
    return math.sqrt(log(1.0 + cv * cv))


def funnel_block(funnel: Funnel, shock: Shock | None) -> NDArray[np.float64]:
    """Return the funnel's own numbers."""
    values = np.zeros(at.FUNNEL_WIDTH)
    if funnel.quality is not None:
        values[at.X_ODDS] = log(funnel.quality.advance_odds.number)
        values[at.X_DWELL] = log(funnel.quality.dwell.number)
        values[at.AMOUNT_RHO] = funnel.quality.amount_correlation.number
    values[at.EXTRA_COST] = _per_second(funnel.costs.extra)
    if shock is not None:
        values[at.SHOCK_ODDS] = log(shock.advance_odds.number)
        values[at.SHOCK_DWELL] = log(shock.dwell.number)
        values[at.SHOCK_LEADS] = _lognormal_s(shock.leads.number)
    return values


def _per_second(rate: PerTime) -> float:
    """Return a cost per time in hundredths per second."""
    return rate.per_day * 100.0 / 86_400.0


def segment_block(funnel: Funnel, segment: str, table_start: int) -> Block:
    """Return the numbers of one kind of buyer."""
    block = Block(at.SEGMENT_WIDTH, table_start)
    spec = funnel.segments.get(segment)
    block.values[at.SEG_ODDS] = log(spec.advance_odds.number) if spec else 0.0
    block.values[at.SEG_DWELL] = spec.dwell.number if spec else 1.0
    stated = spec.amount if spec is not None and spec.amount is not None else funnel.amount
    block.slot(at.SEG_AMOUNT, amount_law(stated))
    if funnel.customer is not None:
        whole = funnel.customer
        margin = spec.margin if spec and spec.margin is not None else whole.margin
        own = spec.cost_to_serve if spec else None
        serve = whole.cost_to_serve if own is None else own
        block.values[at.SEG_MARGIN] = 1.0 if margin is None else margin.number
        block.values[at.SEG_SERVE] = 0.0 if serve is None else _per_second(serve)
    return block


def _bounds(shares: list[float]) -> list[float]:
    """Return the upper bounds of shares laid on [0, 1), the last exactly 1."""
    bounds: list[float] = []
    total = 0.0
    for share in shares:
        total += share
        bounds.append(total)
    last = max((i for i, share in enumerate(shares) if share > 0.0), default=len(shares) - 1)
    return [bound if i < last else 1.0 for i, bound in enumerate(bounds)]


def source_block(
    funnel: Funnel, source: str, names: Names, clocks: ClockIds, usual: Source
) -> NDArray[np.float64]:
    """Return the numbers of one source; its intensity by day stands elsewhere.

    `usual` is the source as the baseline states it.
    """
    values = np.zeros(at.SRC_BOUNDS + len(names.segments))
    spec = funnel.sources[source]
    values[at.SRC_FACTOR] = spend_factor(spec, usual)
    values[at.SRC_SPEND] = 0.0 if spec.spend is None else _per_second(spec.spend.amount)
    values[at.SRC_ODDS] = log(spec.advance_odds.number)
    values[at.SRC_DWELL] = spec.dwell.number
    values[at.SRC_MEAN] = mean_quality(funnel, source)
    values[at.SRC_WEEK] = _lognormal_s(spec.unevenness.week.number)
    values[at.SRC_YEAR] = _lognormal_s(spec.unevenness.year.number)
    values[at.SRC_COST] = 0.0 if spec.cost is None else float(spec.cost.cents)
    values[at.SRC_ACCOUNTS] = -1.0
    if spec.market is not None:
        values[at.SRC_ACCOUNTS] = spec.market.accounts.number
        if spec.market.cooling is not None:
            values[at.SRC_COOLING] = math.floor(spec.market.cooling.seconds + 0.5)
            values[at.SRC_COOLING_CLOCK] = clocks.of(spec.market.cooling.clock)
    shares = [segment_share(spec, n) for n in names.segments] if funnel.segments else [1.0]
    values[at.SRC_BOUNDS :] = _bounds(shares)
    return values


def event_block(funnel: Funnel, event: str, names: Names) -> NDArray[np.float64]:
    """Return the numbers of one event."""
    spec = funnel.events[event]
    shares = [spec.then[name].share.number for name in names.in_order(spec.then)]
    values = np.zeros(at.EV_BOUNDS + len(shares))
    if spec.share_of_losses is not None:
        values[at.EV_SHARE] = spec.share_of_losses.number
    if spec.rate is not None:
        values[at.EV_RATE] = -log(1.0 - spec.rate.share) / spec.rate.days / 86_400.0
    values[at.EV_BOUNDS :] = _bounds(shares)
    return values


def stage_width(stage: Stage) -> int:
    """Return how many numbers a stage takes in a row."""
    own = 0
    if stage.hazards is not None:
        own = MEASURED + len(stage.hazards.ages) * (len(stage.hazards.daily) + 1)
    return (
        at.STAGE_HEAD
        + len(stage.exits()) * at.EXIT_WIDTH
        + len(stage.meanwhile) * at.BESIDE_WIDTH
        + (at.WORK_WIDTH if stage.team is not None else 0)
        + (at.NURTURE_WIDTH if stage.nurture is not None else 0)
        + own
        + (at.VALUE_WIDTH if stage.changes_amounts else 0)
    )


def _head(values: NDArray[np.float64], stage: Stage, intercept: float, clocks: ClockIds) -> None:
    """Write kind, odds, gate and stale limit."""
    values[at.ST_KIND] = at.STATED
    values[at.ST_INTERCEPT] = intercept
    values[at.ST_RATIO] = stage.dwell_ratio.number
    values[at.ST_STALE] = -1.0
    if stage.advance is not None:
        values[at.ST_ADVANCE] = stage.advance.number
    if stage.gate is not None:
        rho = stage.gate.rho
        values[at.ST_KIND] = at.GATE
        values[at.ST_CUT] = normal_quantile(1.0 - stage.gate.passes.number)
        values[at.ST_RHO] = rho
        values[at.ST_NOISE] = math.sqrt(max(0.0, 1.0 - rho * rho))
    if stage.stale is not None:
        values[at.ST_STALE] = math.floor(stage.stale.after.seconds + 0.5)
        values[at.ST_STALE_CLOCK] = clocks.of(stage.stale.after.clock)


def stage_block(
    stage: Stage,
    name: str,
    names: Names,
    intercept: float,
    clocks: ClockIds,
    table_start: int,
    usual: float = 0.0,
) -> Block:
    """Return the numbers of one stage; `usual` is the baseline's average discount."""
    block = Block(stage_width(stage), table_start)
    values = block.values
    if stage.changes_amounts:
        values[-at.VALUE_WIDTH :] = _value(stage, usual)
    _head(values, stage, intercept, clocks)
    where = at.STAGE_HEAD
    if stage.hazards is not None:
        _measured(values, stage, intercept, names)
        where += len(stage.hazards.daily) * at.EXIT_WIDTH + MEASURED
        hazards = [stage.hazards.daily[n] for n, _, _ in names.exits(stage)]
        measured = np.array([*hazards, stage.hazards.ages]).reshape(-1)
        values[where : where + measured.size] = measured
        return block
    if stage.nurture is not None:
        values[at.ST_KIND] = at.PARKED
        values[where:] = _nurture(stage.nurture, clocks)
        return block
    whole = None if stage.dwell is None else dwell_law(stage.dwell)
    closing = name if stage.dwell_clock is not None else None
    shared_at = -1
    for _, exit_, _ in names.exits(stage):
        values[where + at.EX_SHARE] = exit_.share.number
        own = exit_.dwell if exit_.dwell is not None else stage.dwell
        assert own is not None  # checked at load
        values[where + at.EX_CLOCK] = clocks.of(own.clock, closing)
        slot_at = where + at.EX_SLOT
        if exit_.dwell is not None or whole is None:
            block.slot(slot_at, dwell_law(own))
        elif shared_at < 0:
            block.slot(slot_at, whole)
            shared_at = slot_at
        else:
            values[slot_at : slot_at + SLOT] = values[shared_at : shared_at + SLOT]
        where += at.EXIT_WIDTH
    for key in sorted(stage.meanwhile):
        beside = stage.meanwhile[key]
        values[where + at.BE_SHARE] = beside.share.number
        values[where + at.BE_CLOCK] = clocks.of(beside.takes.clock)
        block.slot(where + at.BE_SLOT, dwell_law(beside.takes))
        where += at.BESIDE_WIDTH
    if stage.team is not None:
        _work(block, where, stage, clocks)
    return block


def _value(stage: Stage, usual: float) -> NDArray[np.float64]:
    """Return what changes amounts in a stage."""
    values = np.zeros(at.VALUE_WIDTH)
    values[at.VA_MEDIAN], values[at.VA_USUAL] = 1.0, usual
    if stage.amount_drift is not None:
        values[at.VA_MEDIAN] = 1.0 + stage.amount_drift.median.number
        values[at.VA_SIGMA] = _lognormal_s(stage.amount_drift.spread.number)
    if stage.discount is not None:
        values[at.VA_DISCOUNT] = stage.discount.average.number
        values[at.VA_ODDS] = log(stage.discount.advance_odds.number) / stage.discount.per.fraction
    return values


def _nurture(nurture: Nurture, clocks: ClockIds) -> NDArray[np.float64]:
    """Return the numbers of a parking place."""
    values = np.zeros(at.NURTURE_WIDTH)
    values[at.NU_EVERY] = math.floor(nurture.touch_every.seconds + 0.5)
    values[at.NU_EVERY_CLOCK] = clocks.of(nurture.touch_every.clock)
    values[at.NU_MOST] = nurture.touches_at_most.number
    values[at.NU_OPENED] = nurture.opened.number
    values[at.NU_OPT_OUT] = nurture.opt_out.number
    values[at.NU_WAKES] = -log(1.0 - nurture.wakes.share) / nurture.wakes.days / 86_400.0
    values[at.NU_DOSE] = nurture.dose.at_most.number - 1.0
    values[at.NU_HALF] = nurture.dose.half_after.number
    values[at.NU_ODDS] = log(nurture.woken.advance_odds.number)
    values[at.NU_DWELL] = nurture.woken.dwell.number
    values[at.NU_COST] = 0.0 if nurture.cost is None else float(nurture.cost.cents)
    return values


def _work(block: Block, where: int, stage: Stage, clocks: ClockIds) -> None:
    """Write effort, patience, and what waiting does to the odds."""
    values = block.values
    if stage.effort is not None:
        block.slot(where + at.WK_EFFORT, dwell_law(stage.effort))
    values[where + at.WK_TOUCHES] = 1.0 if stage.touches is None else stage.touches.number
    values[where + at.WK_PATIENCE_CLOCK] = -1.0
    if stage.patience is not None:
        values[where + at.WK_PATIENCE_CLOCK] = clocks.of(stage.patience.after.clock)
        block.slot(where + at.WK_PATIENCE, dwell_law(stage.patience.after))
    if stage.slow_start is not None:
        half = stage.slow_start.odds_halve_every
        values[where + at.WK_SLOW] = log(2.0) / half.seconds
        values[where + at.WK_SLOW_CLOCK] = clocks.of(half.clock)


def team_block(funnel: Funnel, name: str, clocks: ClockIds) -> NDArray[np.float64]:
    """Return the numbers of one team; who sits where stands elsewhere."""
    team = funnel.teams[name]
    ramp = [share.number for share in team.ramp] or [1.0]
    values = np.zeros(at.TM_RAMP + len(ramp))
    values[at.TM_CLOCK] = clocks.of("team", name)
    if team.turnover is not None:
        values[at.TM_TURNOVER] = -log(1.0 - team.turnover.share) / team.turnover.days / 86_400.0
    for where, delay in ((at.TM_EMPTY, team.replaced_after), (at.TM_HAND_OVER, team.hand_over)):
        if delay is not None:
            values[where] = math.floor(delay.seconds + 0.5)
            values[where + 1] = clocks.of(delay.clock)
    values[at.TM_SALARY] = 0.0 if team.salary is None else _per_second(team.salary)
    values[at.TM_HIRING] = 0.0 if team.hiring is None else float(team.hiring.cents)
    values[at.TM_COMMISSION] = 0.0 if team.commission is None else team.commission.number
    values[at.TM_PLACES] = 0.0 if team.open_deals is None else team.open_deals.number
    values[at.TM_EFFORT] = _lognormal_s(team.skill.effort.number)
    values[at.TM_ODDS] = log(1.0 + team.skill.odds.number)
    values[at.TM_RAMP :] = ramp
    return values


def _measured(values: NDArray[np.float64], stage: Stage, intercept: float, names: Names) -> None:
    """Write the head of a measured stage: what a changed share does to its odds."""
    assert stage.hazards is not None
    values[at.ST_KIND] = at.MEASURED
    values[at.ST_INTERCEPT] = intercept
    if stage.advance is None:
        return
    going = exit_shares(stage.hazards)
    before = 0.0
    for name in sorted(stage.hazards.advances):
        before += going[name]
    values[at.ST_ADVANCE] = before
    values[at.ST_INTERCEPT] = intercept + _odds_shift(stage.advance.number, before)


def _odds_shift(share: float, before: float) -> float:
    """Return the log odds ratio between two shares; all or nobody is as far as floats reach.

    Where everybody or nobody went on before, no ratio changes that.
    """
    if before <= 0.0 or before >= 1.0:
        return 0.0
    if share <= 0.0 or share >= 1.0:
        return MOST_ODDS if share >= 1.0 else -MOST_ODDS
    return float(logit(share) - logit(before))
