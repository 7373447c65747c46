"""Leads and how they move: counts, shares, ages, throughput, the waterfall."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import TableError
from simfunnel.indicators.kinds import Array, Parts, Seen
from simfunnel.measures import Flows, Stays, measure
from simfunnel.measures.incidence import incidence
from simfunnel.measures.rows import ratio, within
from simfunnel.words import mark, say

__all__ = [
    "CLOSED_MEAN",
    "LATE",
    "NO_WORTH",
    "WON_MEAN",
    "averaged",
    "check_amounts",
    "closed_rate",
    "cycle",
    "days_of",
    "first_in",
    "lead_velocity",
    "measured",
    "mql_to_sql",
    "n_closed",
    "only",
    "qualification_rate",
    "qualified",
    "reached",
    "reasons",
    "share_reaching",
    "throughput",
    "waterfall",
]

NO_WORTH = mark(
    "nothing says what a deal is worth: a history needs the column 'amount', a scenario 'amount'."
)
CLOSED_MEAN = mark("won or lost, mean")
WON_MEAN = mark("won, mean")
_DAY = 86_400.0
LATE = np.iinfo(np.int64).max
"""When what never happens happens."""


def measured(name: str, of: Flows | Stays) -> Parts:
    """Return a measure by part.

    Parameters
    ----------
    name : str
        One of `simfunnel.measures.MEASURES`.
    of : Flows or Stays
    """
    table = measure(name, of)
    shape = len(of.replications), len(of.periods)
    parts = table["name"].iloc[: len(table) // max(1, shape[0] * shape[1])]
    values = table["value"].to_numpy().reshape(*shape, len(parts))
    return {str(part): values[:, :, k] for k, part in enumerate(parts)}


def only(name: str, of: Flows | Stays) -> Array:
    """Return a measure without parts; parameters as in `measured`."""
    return measured(name, of)[""]


def days_of(of: Flows | Stays) -> NDArray[np.float64]:
    """Return how many days each period has, shape (n_periods,)."""
    edges = np.array([*of.periods.starts, of.periods.end], dtype="datetime64[D]")
    return np.diff(edges).astype(np.float64)


def _sums(
    stays: Stays, period: NDArray[np.int64], chosen: NDArray[np.bool_], rows: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Count the chosen rows by future and period."""
    kept = chosen & (period >= 0)
    found = np.zeros((len(stays.replications), len(stays.periods)), dtype=np.int64)
    np.add.at(found, (stays.which[rows][kept], period[kept]), 1)
    return found


def first_in(stays: Stays, names: Collection[str]) -> NDArray[np.int64]:
    """Return the second at which each lead first entered one of some stages; late where it did not.

    Parameters
    ----------
    stays : Stays
    names : collection of str
    """
    when = np.full(len(stays.first), LATE, dtype=np.int64)
    here = np.array([name in names for name in stays.stages], dtype=bool)[stays.stage]
    np.minimum.at(when, np.cumsum(np.diff(stays.lead, prepend=-1) != 0)[here] - 1,
                  stays.entered[here])  # fmt: skip
    return when


def reached(stays: Stays, names: Collection[str], past: Collection[str]) -> NDArray[np.int64]:
    """Return how many leads entered one of some stages for the first time, by future and period.

    Parameters
    ----------
    stays : Stays
    names : collection of str
    past : collection of str
        Who is in one of these at the start has been there before.
    """
    when, first = first_in(stays, names), stays.first
    there = np.array([name in past for name in stays.stages], dtype=bool)
    before = stays.opening[first] & there[stays.stage[first]]
    period = np.where(when < LATE, stays.period_of(np.minimum(when, stays.end)), -1)
    return _sums(stays, period, ~before, first)


def _qualified(seen: Seen, stays: Stays) -> NDArray[np.int64]:
    """Return how many leads reached the stage for the first time, by future and period."""
    later = seen.stages[seen.stages.index(seen.qualified) :]
    return reached(stays, {seen.qualified}, set(later))


def qualified(seen: Seen) -> Parts:
    """Return how many leads reached the stage of qualified leads for the first time."""
    return {seen.qualified: _qualified(seen, seen.stays).astype(np.float64)}


def lead_velocity(seen: Seen) -> Parts:
    """Return by how much the qualified leads of a whole period exceed those of the one before."""
    stays = seen.by_period
    counts, whole = _qualified(seen, stays), ~np.array(stays.periods.part)
    growth = np.full(counts.shape, np.nan)
    growth[:, 1:] = ratio(counts[:, 1:] - counts[:, :-1], counts[:, :-1])
    known = np.zeros(len(whole), dtype=bool)
    known[1:] = whole[1:] & whole[:-1]
    growth[:, ~known] = np.nan
    if len(seen.stays.periods) == len(whole) > 1:
        return {seen.qualified: growth}
    if not known.any():
        raise TableError(say("a growth needs two whole periods, one after the other."))
    last = int(np.flatnonzero(known)[-1])
    now, before = (stays.periods.labels()[k] for k in (last, last - 1))
    name = say("{stage}, {now} over {before}", stage=seen.qualified, now=now, before=before)
    return {name: growth[:, last : last + 1]}


def mql_to_sql(seen: Seen) -> Parts:
    """Return the share of marketing's leads that become qualified, open ones followed."""
    if seen.marketing == seen.qualified:
        raise TableError(
            say("marketing's stage and the qualified one are the same, {stage}; name two.",
                stage=repr(seen.qualified))
        )  # fmt: skip
    stays = seen.stays
    begin, goal = first_in(stays, {seen.marketing}), first_in(stays, {seen.qualified})
    return {within(seen.marketing, seen.qualified): share_reaching(stays, begin, goal)}


def share_reaching(stays: Stays, begin: NDArray[np.int64], goal: NDArray[np.int64]) -> Array:
    """Return the share of the leads that began in a period and reach a goal, open ones followed.

    Parameters
    ----------
    stays : Stays
    begin, goal : ndarray of int64, shape (n_leads,)
        The second of each; late where it never came. Who was at the goal before does not count.
    """
    over = np.where(stays.closes[stays.last] >= 0, stays.left[stays.last], stays.end)
    arrives = (goal < LATE) & (goal > begin)
    exit_ = np.where(arrives, 0, np.where(stays.closes[stays.last] >= 0, 1, -1))
    period = np.where(begin < LATE, stays.period_of(np.minimum(begin, stays.end)), -1)
    came = (period >= 0) & ~(goal < begin) & ~(stays.opening[stays.first])
    shape = len(stays.replications), len(stays.periods)
    group = stays.which[stays.first] * shape[1] + period
    found = incidence(
        group[came],
        (np.where(arrives, goal, over) - begin)[came],
        exit_[came],
        n_groups=shape[0] * shape[1],
        n_exits=2,
        unseen=np.maximum(0, stays.since - begin)[came],
    )
    return found.shares()[:, 0].reshape(shape)


def qualification_rate(seen: Seen) -> Parts:
    """Return the share of the decided that went on, in the stage before the qualified one."""
    place = seen.stages.index(seen.qualified)
    if place == 0:
        raise TableError(
            say("{stage} is the first stage, so nobody is examined before it; name a later one "
                "with qualified=.", stage=repr(seen.qualified))
        )  # fmt: skip
    stage, flows = seen.stages[place - 1], seen.flows
    here = np.array([way[0] == stage for way in flows.ways], dtype=bool)
    on = (here & flows.onward).tolist()
    return {stage: ratio(flows.through(on), flows.through(here.tolist()))}


def n_closed(flows: Flows) -> NDArray[np.int64]:
    """Return how many leads ended in the period, won or not."""
    ends = [to not in flows.stages for _, to, _ in flows.ways]
    return flows.through(ends)


def closed_rate(seen: Seen) -> Parts:
    """Return won over all that ended in the period."""
    won = seen.flows.through([to == "won" for _, to, _ in seen.flows.ways])
    return {"": ratio(won, n_closed(seen.flows))}


def cycle(seen: Seen) -> Parts:
    """Return how many days leads took: averages of the closed, and with the open ones followed."""
    stays, first, last = seen.stays, seen.stays.first, seen.stays.last
    closes = stays.closes[last]
    won = closes == (stays.outcomes.index("won") if "won" in stays.outcomes else -2)
    period = stays.period_of(np.minimum(stays.left[last], stays.end))
    ages = (stays.left[last] - stays.entered[first]) / _DAY
    known = stays.born[first] & (closes >= 0) & (period >= 0)
    return {
        WON_MEAN: averaged(stays, ages, known & won, period),
        mark("won, median"): averaged(stays, ages, known & won, period, median=True),
        CLOSED_MEAN: averaged(stays, ages, known, period),
        mark("won, median, open ones followed"): only("sales_cycle", stays),
    }


def averaged(
    stays: Stays,
    values: Array,
    chosen: NDArray[np.bool_],
    period: NDArray[np.int64],
    *,
    median: bool = False,
) -> Array:
    """Return the mean or median of the chosen leads by future and period.

    Parameters
    ----------
    stays : Stays
    values, chosen, period : ndarray, shape (n_leads,)
        What is averaged, whom, and to which period each belongs.
    median : bool
    """
    n, many = len(stays.replications), len(stays.periods)
    cell = (stays.which[stays.first] * many + period)[chosen]
    order = np.lexsort((values[chosen], cell))
    ordered, counts = values[chosen][order], np.bincount(cell, minlength=n * many)
    first = np.cumsum(counts) - counts
    padded = np.append(ordered, np.nan)
    if median:
        low = np.where(counts > 0, first + (counts - 1) // 2, len(ordered))
        high = np.where(counts > 0, first + counts // 2, len(ordered))
        middle: Array = ((padded[low] + padded[high]) / 2).reshape(n, many)
        return middle
    return ratio(np.bincount(cell, weights=values[chosen], minlength=n * many), counts).reshape(
        n, many
    )


def throughput(seen: Seen) -> Parts:
    """Return how many stays went on from each stage in a week."""
    ahead = seen.flows.by_stage(seen.flows.left * seen.flows.onward)
    weeks = days_of(seen.flows)[None, :] / 7.0
    return {stage: ahead[:, :, k] / weeks for k, stage in enumerate(seen.flows.stages)}


def reasons(seen: Seen) -> Parts:
    """Return the share of each outcome among the leads that ended in the period."""
    lost = measured("lost", seen.flows)
    ends = n_closed(seen.flows)
    counts = {"won": only("won", seen.flows), **lost}
    return {name: ratio(values, ends) for name, values in counts.items()}


def check_amounts(stays: Stays) -> None:
    """Refuse open leads of which none has an amount.

    Parameters
    ----------
    stays : Stays

    Raises
    ------
    TableError
        If open leads would count as worth nothing because nobody knows their amounts.
    """
    open_ = stays.way < 0
    if not (stays.cents >= 0).any():
        raise TableError(say(NO_WORTH))
    if open_.any() and not (stays.cents[open_] >= 0).any():
        raise TableError(
            say(
                "no open lead has an amount: the column 'amount' is filled when a deal is won, or "
                "not at all; export what deals are expected to bring."
            )
        )


def waterfall(seen: Seen, *, cents: bool = False) -> Parts:
    """Return start + came + repriced - won - lost = end, as whole numbers.

    Parameters
    ----------
    seen : Seen
    cents : bool
        Whether to add up amounts, in whole units of the currency, instead of leads.

    Returns
    -------
    dict
        Without "repriced" where no open lead is given another amount.
    """
    stays = seen.stays
    if cents:
        check_amounts(stays)
    worth = np.maximum(stays.cents, 0) if cents else np.ones_like(stays.cents)
    closes = stays.closes
    again = np.diff(stays.lead, prepend=-1) != 0
    again[1:] |= closes[:-1] >= 0
    began, ended = stays.period_of(stays.entered), stays.period_of(stays.left)

    def total(
        period: NDArray[np.int64], chosen: NDArray[np.bool_], of: NDArray[np.int64] = worth
    ) -> NDArray[np.int64]:
        found = np.zeros((len(stays.replications), len(stays.periods)), dtype=np.int64)
        kept = chosen & (period >= 0)
        np.add.at(found, (stays.which[kept], period[kept]), of[kept])
        return found

    edges = stays.edges
    alive = [stays.opening & (stays.left >= 0)]
    alive += [(stays.entered < edge) & (stays.left >= edge) for edge in edges[1:]]
    at = np.stack([total(np.zeros_like(began), here)[:, 0] for here in alive], axis=1)
    parts = {"start": at[:, :-1], "came": total(began, again & ~stays.opening)}
    changed = np.diff(worth, prepend=0)
    if (changed[~again] != 0).any():
        parts["repriced"] = total(began, ~again & ~stays.opening, changed)
    parts |= {name: -total(ended, closes == k) for k, name in enumerate(stays.outcomes)}
    parts["end"] = at[:, 1:]
    return {name: values / (100.0 if cents else 1.0) for name, values in parts.items()}
