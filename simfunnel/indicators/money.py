"""Money: deals, pipeline, targets, costs, and who sold."""

from __future__ import annotations

import numpy as np

from simfunnel.errors import TableError
from simfunnel.indicators.kinds import Array, Parts, Seen
from simfunnel.indicators.moving import (
    CLOSED_MEAN,
    NO_WORTH,
    WON_MEAN,
    averaged,
    check_amounts,
    cycle,
    days_of,
    measured,
    n_closed,
    only,
    waterfall,
)
from simfunnel.measures import COSTS, SERVING, Flows, flows_of
from simfunnel.measures.rows import ratio, within
from simfunnel.words import mark, say

__all__ = [
    "BY_CLOSED",
    "BY_WON",
    "WON_A_DAY",
    "attainment",
    "cac",
    "cost_per_lead",
    "coverage",
    "deal_size",
    "first_of_sellers",
    "forecast_to_target",
    "gap",
    "hits",
    "market_share",
    "mean_open",
    "needed",
    "open_rate",
    "over",
    "pipeline_value",
    "sellers",
    "sizes",
    "velocity",
]

BY_WON = mark("with the days of the won")
BY_CLOSED = mark("with the days of all closed")
WON_A_DAY = mark("won a day")
_DAY = 86_400.0


def deal_size(seen: Seen) -> Parts:
    """Return mean and median of the amounts of the deals won in the period."""
    if not (seen.stays.cents >= 0).any():
        raise TableError(say(NO_WORTH))
    return sizes(seen)


def sizes(seen: Seen) -> Parts:
    """Return the same where the amounts of some leads are known, not of these perhaps."""
    stays, last = seen.stays, seen.stays.last
    won = stays.closes[last] == (stays.outcomes.index("won") if "won" in stays.outcomes else -2)
    period = stays.period_of(stays.left[last])
    known = won & (period >= 0) & (stays.cents[last] >= 0)
    amounts = stays.cents[last] / 100.0
    return {
        "mean": averaged(stays, amounts, known, period),
        "median": averaged(stays, amounts, known, period, median=True),
    }


def mean_open(seen: Seen) -> Parts:
    """Return how many leads were open on average in each period."""
    stays = seen.stays
    open_: Array = np.zeros((len(stays.replications), len(stays.periods)))
    for k, (start, end) in enumerate(zip(stays.edges[:-1], stays.edges[1:], strict=True)):
        here = np.clip(np.minimum(stays.left, end) - np.maximum(stays.entered, start), 0, None)
        open_[:, k] = np.bincount(stays.which, weights=here, minlength=len(open_))
    mean: Array = open_ / (days_of(stays)[None, :] * _DAY)
    return {"": mean}


def velocity(seen: Seen) -> Parts:
    """Return opportunities x deal size x win rate / cycle, and beside it what was won a day."""
    size, days, flows = deal_size(seen)["mean"], cycle(seen), flows_of(seen.stays)
    rate = ratio(flows.through([to == "won" for _, to, _ in flows.ways]), n_closed(flows))
    worth = mean_open(seen)[""] * size * rate
    return {
        BY_WON: over(worth, days[WON_MEAN]),
        BY_CLOSED: over(worth, days[CLOSED_MEAN]),
        WON_A_DAY: only("won_amount", flows) / days_of(flows)[None, :],
    }


def over(part: Array, whole: Array) -> Array:
    """Divide where there is something to divide by."""
    found: Array = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return found


def pipeline_value(seen: Seen) -> Parts:
    """Return the amounts of the open leads at the end of the period, by stage and together."""
    check_amounts(seen.stays)
    parts = measured("open_value", seen.stays)
    return {**parts, mark("all stages"): np.sum(list(parts.values()), axis=0)}


def market_share(seen: Seen) -> Parts:
    """Return what is won over what the whole market sells in the days of the period."""
    if seen.market is None:
        raise TableError(
            say("nothing says what the whole market sells; give market='12M per year'. A finite "
                "market counts accounts, not money.")
        )  # fmt: skip
    won = only("won_amount", seen.flows)
    return {"": won / (seen.market * days_of(seen.flows)[None, :])}


def needed(seen: Seen) -> Parts:
    """Return how many leads a target takes, rightly and as an article has it."""
    wanted, size = seen.target.wanted, deal_size(seen)["mean"]
    share = only("won_share", seen.stays)
    return {
        mark("target / (deal size x win rate)"): over(np.full(size.shape, wanted), size * share),
        mark("to go / (deal size x win rate)"): over(
            np.full(size.shape, max(0.0, wanted - seen.target.booked)), size * share
        ),
        mark("article: target / deal size / 2"): over(np.full(size.shape, wanted), size) / 2,
    }


def coverage(seen: Seen) -> Parts:
    """Return the pipeline at the start over the target, and over what is still to go."""
    aim = seen.target
    start = waterfall(seen, cents=True)["start"][:, :1]
    to_go = aim.wanted - aim.booked
    rest = np.full(start.shape, np.nan) if to_go <= 0 else start / to_go
    return {mark("of the target"): start / aim.wanted, mark("of what is to go"): rest}


def forecast_to_target(seen: Seen) -> Parts:
    """Return what is won less what is wanted."""
    return {seen.target.days: (seen.target.total - seen.target.wanted)[:, None]}


def hits(seen: Seen) -> Parts:
    """Return 1 for each future that reaches the target; their mean is the chance."""
    return {seen.target.days: (seen.target.total >= seen.target.wanted).astype(np.float64)[:, None]}


def cost_per_lead(seen: Seen) -> Parts:
    """Return what the leads of each source cost over how many came."""
    if seen.lead_costs is None:
        raise TableError(
            say("nothing says what leads cost: a history needs the column 'cost', a scenario "
                "'cost: 45 per lead' of its sources.")
        )  # fmt: skip
    came = seen.flows.arrived
    parts = {
        name: ratio(seen.lead_costs[:, :, k], came[:, :, k])
        for k, name in enumerate(seen.flows.sources)
    }
    shape = parts[seen.flows.sources[0]].shape
    for name, cost in seen.next_lead.items():
        parts[within(name, mark("one lead more"))] = np.full(shape, cost)
    return {**parts, mark("all sources"): ratio(seen.lead_costs.sum(axis=2), came.sum(axis=2))}


def cac(seen: Seen) -> Parts:
    """Return cost over customers won: of one period, with the cost earlier, and by source."""
    flows, won = seen.flows, only("won", seen.flows)
    spent = _to_win(flows)
    if not spent.any():
        raise TableError(say("the scenario states no costs, so a customer seems to cost nothing."))
    parts = {mark("same period"): ratio(spent, won.astype(np.int64))}
    parts[mark("cost earlier by a sales cycle")] = _lagged(seen)
    if seen.lead_costs is not None and "won" in flows.outcomes:
        fates = flows.fates[:, :, :, flows.outcomes.index("won")]
        for k, name in enumerate(flows.sources):
            parts[within(name, "lead_costs")] = ratio(seen.lead_costs[:, :, k], fates[:, :, k])
    return parts


def _to_win(flows: Flows) -> Array:
    """Return what is spent to win customers: all but what those who are won cost to serve."""
    kinds = measured("cost_by_kind", flows)
    cost: Array = only("cost", flows) - kinds[COSTS[SERVING]]
    return cost


def _lagged(seen: Seen) -> Array:
    """Return the cost of all but the last periods over the deals of all but the first."""
    flows = seen.flows_by_period
    together = seen.by_period.together()
    days = only("closed_cycle", together)
    days = days[np.isfinite(days)]
    late = round(float(days.mean() / days_of(flows).mean())) if days.size else 0
    cost, won = _to_win(flows), only("won", flows).astype(np.int64)
    n, many = won.shape
    if late >= many:
        return np.full((n, len(seen.flows.periods)), np.nan)
    if len(seen.flows.periods) == many > 1:
        early = np.full((n, many), np.nan)
        early[:, late:] = ratio(cost[:, : many - late], won[:, late:])
        return early
    return ratio(cost[:, : many - late].sum(axis=1), won[:, late:].sum(axis=1))[:, None]


def gap(seen: Seen) -> Parts:
    """Return hours of work asked for less hours offered, team by team."""
    asked, offered = measured("work_asked", seen.flows), measured("offered", seen.flows)
    return {team: asked[team] - offered[team] for team in offered}


def open_rate(seen: Seen) -> Parts:
    """Return opened over sent touches, place by place."""
    sent, opened = measured("touches", seen.flows), measured("opens", seen.flows)
    if not sent:
        raise TableError(say("no stage sends touches, so none can be opened."))
    return {place: ratio(opened[place], sent[place].astype(np.int64)) for place in sent}


def _sold(seen: Seen) -> tuple[tuple[str, ...], Array]:
    """Return the sellers and what each won."""
    if seen.sold is None:
        raise TableError(
            say("nothing says who sold: a history needs the column 'owner', a scenario a team "
                "that works in the stage where deals are won.")
        )  # fmt: skip
    if not seen.sold.sellers:
        raise TableError(say("nothing was won in these days, so nobody leads."))
    return seen.sold.sellers, seen.sold.amounts


def sellers(seen: Seen) -> Parts:
    """Return what each seller won in the whole window."""
    names, amounts = _sold(seen)
    return {name: amounts[:, k : k + 1] for k, name in enumerate(names)}


def attainment(seen: Seen) -> Parts:
    """Return what teams and sellers won over what they were to win in the days of the window."""
    if seen.quotas is None:
        raise TableError(
            say("nothing says what sellers are to win: a scenario needs 'quota: 350 000 per year' "
                "of the team that closes deals, a history quota='350 000 per year'.")
        )  # fmt: skip
    if not seen.quotas:
        _sold(seen)  # says why nobody is known to sell
    return {part: over(*np.broadcast_arrays(q.won, q.asked)) for part, q in seen.quotas.items()}


def first_of_sellers(seen: Seen) -> Parts:
    """Return 1 for each future that a seller leads, shared where several do."""
    names, amounts = _sold(seen)
    best = (amounts == amounts.max(axis=1, keepdims=True)) & (amounts > 0)
    part = ratio(best.astype(np.float64), np.broadcast_to(best.sum(axis=1, keepdims=True),
                                                          best.shape))  # fmt: skip
    return {name: part[:, k : k + 1] for k, name in enumerate(names)}
