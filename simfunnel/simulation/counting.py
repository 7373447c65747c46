"""Tallies recomputed from stays: what the reference engine yields, and a check on the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.clocks.many import clock_values
from simfunnel.funnel import layout as at
from simfunnel.funnel.customer_items import TERM_COLUMNS
from simfunnel.funnel.layout import Plan
from simfunnel.simulation.tallies import Columns, Results, empty_results

__all__ = ["Lived", "count_spans", "count_stays", "period_seconds"]

DAY = 86_400


class Lived(NamedTuple):
    """What happened in one replication, as rows.

    Parameters
    ----------
    stays : ndarray of int64, shape (n_stays, 14)
        Columns as in `STAY_COLUMNS`; the stays of a lead in order of time.
    births : ndarray of int64, shape (n_leads, 3)
        Second, source and cost of each lead.
    zombies : list of int
        Open leads that are older than their stage allows.
    works : ndarray of int64, shape (n_works, 4)
        Team, clock, beginning and end of each piece of work.
    queued : ndarray of int64, shape (n_waits, 4)
        Stage, 0 for the calendar, beginning and end of each time in a queue.
    presence : ndarray of int64, shape (n_stretches, 4)
        Team, whether it is about pay (1) or work (0), beginning and end of each time that somebody
        was there.
    touches : ndarray of int64, shape (n_touches, 5)
        Stage, second, whether it was opened, whether the lead opted out, and cost of each touch.
    refused : ndarray of int64, shape (n_refused, 2)
        Second and source of each candidate that found no free account.
    attempts : ndarray of int64, shape (n_works, 3)
        Stage, second and attempts of each finished work.
    changed : ndarray of int64, shape (n_changes, 4)
        Stage, second, drift and discount of each deal whose amount changed, in hundredths.
    sales : ndarray of int64, shape (n_won, 4)
        Team, second, commission and amount of each deal won from a team's stage.
    terms : ndarray of int64, shape (n_terms, 9)
        Columns as in `TERM_COLUMNS`.
    products : ndarray of int64, shape (n_sold, 2)
        Second, and place within `Columns.products`, of each product of a deal won.
    customers : ndarray of int64, shape (n_counts, 3)
        Second, place within `Columns.customers`, and what is counted there.
    referred : ndarray of int64, shape (n_referred, 2)
        Keys of the leads that customers have brought.
    """

    stays: NDArray[np.int64]
    births: NDArray[np.int64]
    zombies: list[int]
    works: NDArray[np.int64]
    queued: NDArray[np.int64] = np.zeros((0, 4), dtype=np.int64)
    presence: NDArray[np.int64] = np.zeros((0, 4), dtype=np.int64)
    touches: NDArray[np.int64] = np.zeros((0, 5), dtype=np.int64)
    refused: NDArray[np.int64] = np.zeros((0, 2), dtype=np.int64)
    attempts: NDArray[np.int64] = np.zeros((0, 3), dtype=np.int64)
    changed: NDArray[np.int64] = np.zeros((0, 4), dtype=np.int64)
    sales: NDArray[np.int64] = np.zeros((0, 4), dtype=np.int64)
    terms: NDArray[np.int64] = np.zeros((0, len(TERM_COLUMNS)), dtype=np.int64)
    customers: NDArray[np.int64] = np.zeros((0, 3), dtype=np.int64)
    products: NDArray[np.int64] = np.zeros((0, 2), dtype=np.int64)
    referred: NDArray[np.int64] = np.zeros((0, 2), dtype=np.int64)


def count_stays(plan: Plan, columns: Columns, lived: Lived) -> Results:
    """Count the stays of one replication.

    Parameters
    ----------
    plan : Plan
    columns : Columns
    lived : Lived

    Returns
    -------
    Results
        Of one replication.
    """
    stays, births, zombies, works, queued, _, touches, refused, attempts, changed = lived[:10]
    days = plan.end // DAY
    periods = int(plan.periods[-1]) + 1
    results = empty_results(1, periods, columns.width, days, plan.leads.shape[0])
    cube = results.tallies[0]
    born = plan.periods[births[:, 0] // DAY]
    np.add.at(cube, (born, columns.arrived + births[:, 1]), 1)
    np.add.at(cube, (born, columns.cost + births[:, 1]), births[:, 2])
    stream, stage, entered, left = stays[:, 0], stays[:, 2], stays[:, 4], stays[:, 5]
    opening = (stream < 0) & _first_of_each_lead(stays)
    fresh = ~opening
    began = plan.periods[np.where(fresh, entered, 0) // DAY]
    np.add.at(cube, (began[fresh], columns.entered + stage[fresh]), 1)
    _count_marks(plan, columns, cube, stays, opening, began)
    done = left != NEVER
    ended = plan.periods[left[done] // DAY]
    np.add.at(cube, (ended, columns.left + stays[done, 6]), 1)
    np.add.at(cube, (ended, columns.stayed + stage[done]), (left - entered)[done])
    target = np.full(stays.shape[0], 0)
    target[done] = plan.ways[stays[done, 6], at.W_TARGET]
    won = done & (target == at.WON)
    side = np.where(stream[won] < 0, 2, 0)
    worth = np.maximum(stays[won, 9], 0)
    np.add.at(results.wins[0], (left[won] // DAY, side), 1)
    np.add.at(results.wins[0], (left[won] // DAY, side + 1), worth)
    followed = done & fresh
    np.add.at(cube, (began[followed], columns.cohort + stays[followed, 6]), 1)
    _count_fates(plan, columns, cube, stays, target)
    _count_work(plan, columns, cube, stays)
    count_spans(plan, cube, columns.busy, works)
    count_spans(plan, cube, columns.queued, queued)
    for number, edge in enumerate(period_seconds(plan)[1:]):
        there = (queued[:, 2] < edge) & (edge <= queued[:, 3])
        np.add.at(cube[number], columns.waiting + queued[there, 0], 1)
    period, stage = plan.periods[touches[:, 1] // DAY], touches[:, 0]
    np.add.at(cube, (period, columns.touches + stage), 1)
    np.add.at(cube, (period, columns.opened + stage), touches[:, 2])
    np.add.at(cube, (period, columns.opted_out + stage), touches[:, 3])
    np.add.at(cube, (period, columns.touch_cost + stage), touches[:, 4])
    period = plan.periods[attempts[:, 1] // DAY]
    np.add.at(cube, (period, columns.attempts + attempts[:, 0]), attempts[:, 2])
    period = plan.periods[changed[:, 1] // DAY]
    np.add.at(cube, (period, columns.drifted + changed[:, 0]), changed[:, 2])
    np.add.at(cube, (period, columns.discounted + changed[:, 0]), changed[:, 3])
    sales = lived.sales
    period = plan.periods[sales[:, 1] // DAY]
    np.add.at(cube, (period, columns.commission + sales[:, 0]), sales[:, 2])
    np.add.at(cube, (period, columns.sold + sales[:, 0]), sales[:, 3])
    period = plan.periods[lived.products[:, 0] // DAY]
    np.add.at(cube, (period, columns.products + lived.products[:, 1]), 1)
    second, place, n = lived.customers.T
    np.add.at(cube, (plan.periods[second // DAY], columns.customers + place), n)
    period = plan.periods[refused[:, 0] // DAY]
    np.add.at(cube, (period, columns.refused + refused[:, 1]), 1)
    ended_open = done & (target < 0) & (stream < 0)
    results.fates[0, stays[ended_open, 1]] = np.where(won[ended_open], left[ended_open], -1)
    won_open = won & (stream < 0)
    results.worth[0, stays[won_open, 1]] = np.maximum(stays[won_open, 9], 0)
    results.fates[0, zombies] = -3
    return results


def _leads_of(stays: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one number for the lead of each stay: sorting these is quick, sorting rows is not."""
    return (stays[:, 0] + 1) * 2**32 + stays[:, 1]


def _first_of_each_lead(stays: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rows are the first of their lead."""
    first = np.zeros(stays.shape[0], dtype=np.bool_)
    if stays.shape[0]:
        _, rows = np.unique(_leads_of(stays), return_index=True)
        first[rows] = True
    return first


def _count_fates(
    plan: Plan,
    columns: Columns,
    cube: NDArray[np.int64],
    stays: NDArray[np.int64],
    target: NDArray[np.int64],
) -> None:
    """Count how the leads born in each period ended, and what they brought."""
    streams = np.flatnonzero(stays[:, 0] >= 0)
    if not streams.size:
        return
    leads = _leads_of(stays[streams])
    _, firsts, lead = np.unique(leads, return_index=True, return_inverse=True)
    born = plan.periods[stays[streams[firsts], 4] // DAY][lead]
    ended = target[streams] < 0
    rows, born = streams[ended], born[ended]
    place = columns.fate + stays[rows, 8] * columns.outcomes - 1 - target[rows]
    np.add.at(cube, (born, place), 1)
    won = target[rows] == at.WON
    brought = np.maximum(stays[rows[won], 9], 0)
    np.add.at(cube, (born[won], columns.worth + stays[rows[won], 8]), brought)


def _count_work(
    plan: Plan, columns: Columns, cube: NDArray[np.int64], stays: NDArray[np.int64]
) -> None:
    """Count finished work and the waiting before it."""
    finished = stays[stays[:, 13] >= 0]
    period = plan.periods[finished[:, 10] // DAY]
    np.add.at(cube, (period, columns.served + finished[:, 2]), 1)
    np.add.at(cube, (period, columns.waited + finished[:, 2]), finished[:, 11])
    np.add.at(cube, (period, columns.handed + finished[:, 2]), finished[:, 12])


def period_seconds(plan: Plan) -> list[int]:
    """Return the second at which each period begins, and the end of the last."""
    first, count = plan.head(at.H_EDGES), int(plan.periods[-1]) + 2
    edges: list[int] = plan.whole[first : first + count].tolist()
    return edges


def count_spans(plan: Plan, cube: NDArray[np.int64], column: int, spans: NDArray[np.int64]) -> None:
    """Count the seconds of (item, clock, beginning, end), period by period.

    Parameters
    ----------
    plan : Plan
    cube : ndarray of int64
        Tallies of the replication; added to.
    column : int
        Column of item 0.
    spans : ndarray of int64, shape (n_spans, 4)
    """
    edges = np.array(period_seconds(plan))
    spans = spans[(spans[:, 2] < spans[:, 3]) & (spans[:, 3] > 0) & (spans[:, 2] < plan.end)]
    earliest = np.searchsorted(edges, np.maximum(spans[:, 2], 0), side="right") - 1
    touched = np.searchsorted(edges, np.minimum(spans[:, 3], plan.end), side="left") - earliest
    row = np.repeat(np.arange(spans.shape[0]), touched)  # a span counts once in each period
    period = earliest[row] + np.arange(row.size) - np.repeat(touched.cumsum() - touched, touched)
    item, clock, began, until = spans[row].T
    first = np.maximum(began, edges[period])
    last = np.minimum(until, edges[period + 1])
    before = clock_values(plan.clocks, clock, first) // 1_000_000
    after = clock_values(plan.clocks, clock, last) // 1_000_000
    np.add.at(cube, (period, column + item), after - before)


def _count_marks(
    plan: Plan,
    columns: Columns,
    cube: NDArray[np.int64],
    stays: NDArray[np.int64],
    opening: NDArray[np.bool_],
    began: NDArray[np.int64],
) -> None:
    """Count the first entry of each lead into what a stage counts as."""
    mark = plan.stages[stays[:, 2], at.S_MARK]
    marked = np.flatnonzero(mark >= 0)
    if not marked.size:
        return
    keys = _leads_of(stays[marked]) * (mark.max() + 1) + mark[marked]
    _, rows = np.unique(keys, return_index=True)
    firsts = marked[rows]
    counted = firsts[~opening[firsts]]
    np.add.at(cube, (began[counted], columns.marks + mark[counted]), 1)
