"""The table: what is known exactly, what was simulated, and how many errors lie between them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pandas as pd

from simfunnel.forecasting.closed_forms.chain import Chain
from simfunnel.forecasting.closed_forms.followed import Estimate, Filled, Followed
from simfunnel.forecasting.closed_forms.occupancy import Occupancy
from simfunnel.funnel.model import Funnel
from simfunnel.tables import OCCUPANCY, THEORY

__all__ = ["beside", "long_run", "occupancy_table", "z_of"]

Row = tuple[str, str, float, float, float, float]
_NONE = Estimate(math.nan, math.nan)


def z_of(exact: float, seen: Estimate) -> float:
    """Return how many standard errors lie between; 0 where both are the same to the last digit.

    Examples
    --------
    >>> z_of(0.25, Estimate(0.26, 0.005)), z_of(1.0, Estimate(1.0, 0.0))
    (2.0, 0.0)
    """
    gap = seen.value - exact
    if abs(gap) <= 1e-9 * max(1.0, abs(exact)):
        return 0.0
    return round(gap / seen.error, 6) if seen.error > 0.0 else math.nan


def _row(what: str, name: str, exact: float, seen: Estimate) -> Row:
    """Return one row."""
    return what, name, exact, seen.value, seen.error, z_of(exact, seen)


def _share(what: str, name: str, exact: float, seen: Estimate, n: int) -> Row:
    """Return a row of a share; where none or all were seen, the error is that of the exact one."""
    if not seen.error > 0.0 and 0.0 < exact < 1.0 and n:
        seen = Estimate(seen.value, math.sqrt(exact * (1.0 - exact) / n))
    return _row(what, name, exact, seen)


def beside(
    funnel: Funnel,
    chain: Chain,
    seen: Followed,
    open_: Occupancy | None = None,
    filled: Filled | None = None,
) -> pd.DataFrame:
    """Return the table of theory beside simulation.

    Parameters
    ----------
    funnel : Funnel
        Whose file orders the stages.
    chain : Chain
    seen : Followed
    open_ : Occupancy, optional
    filled : Filled, optional
        Of the same funnel, where its days have a closed form.

    Returns
    -------
    DataFrame
        Columns of `tables.THEORY`.
    """
    rows = [*_who(chain, seen), *_stages(funnel, chain, seen), *_days(chain, seen)]
    if open_ is not None and filled is not None:
        last = len(filled.days) - 1
        for s, name in _in_order(funnel, chain):
            exact = float(open_.mean[filled.days[last], s])
            seen_open = filled.estimate(last, s, exact if open_.is_poisson else None)
            rows.append(_row("open", name, exact, seen_open))
    table = pd.DataFrame(rows, columns=list(THEORY))
    return table[np.isfinite(table["exact"].astype(float))].reset_index(drop=True).astype(THEORY)


def _who(chain: Chain, seen: Followed) -> Iterator[Row]:
    """Yield who is won, from all sources and from each, and how leads end."""
    flow = chain.flow
    for e, name in enumerate(flow.outcomes):
        hits = (seen.outcome == e).astype(np.float64)
        exact = chain.average(chain.ends[:, e])
        if name != "won":
            yield _share("outcome", name, exact, seen.mean(hits), seen.leads_of(None))
            continue
        yield _share("won", "", exact, seen.mean(hits), seen.leads_of(None))
        for j, source in enumerate(flow.sources):
            if flow.shares[j] > 0.0 and len(flow.sources) > 1:
                exact = chain.average(chain.ends[:, e], j)
                estimate = seen.mean(hits, source=j)
                yield _share("won", source, exact, estimate, seen.leads_of(j))


def _in_order(funnel: Funnel, chain: Chain) -> list[tuple[int, str]]:
    """Return number and name of each stage, in the order of the file."""
    return [(chain.flow.stages.index(name), name) for name in funnel.stages]


def _stages(funnel: Funnel, chain: Chain, seen: Followed) -> Iterator[Row]:
    """Yield for each stage who is won from it, stays per lead, and days of a stay."""
    flow = chain.flow
    if "won" not in flow.outcomes:
        won = np.zeros(seen.outcome.size)
    else:
        won = (seen.outcome == flow.outcomes.index("won")).astype(np.float64)
    visits = seen.visits.astype(np.float64)
    for s, name in _in_order(funnel, chain):
        estimate = seen.ratio(visits[:, s] * won, visits[:, s])
        exact = chain.in_stage(chain.hope[:, s], s)
        yield _share("won_from", name, exact, estimate, int(visits[:, s].sum()))
    for s, name in _in_order(funnel, chain):
        exact = chain.average(chain.visits[:, s])
        yield _row("stays", name, exact, seen.mean(visits[:, s]))
    for s, name in _in_order(funnel, chain):
        estimate = seen.ratio(seen.stayed[:, s], visits[:, s])
        yield _row("days", name, chain.in_stage(chain.stay[:, s], s), estimate)


def _days(chain: Chain, seen: Followed) -> Iterator[Row]:
    """Yield the days to the end, and to the win."""
    flow = chain.flow
    if bool(np.isnan(chain.stay).any()):
        return
    whole = chain.average((chain.visits * chain.stay).sum(axis=1))
    done = (seen.outcome >= 0).astype(np.float64)
    yield _row("days_to_end", "", whole, seen.ratio(np.nan_to_num(seen.days), done))
    if "won" in flow.outcomes:
        e = flow.outcomes.index("won")
        chance = chain.average(chain.ends[:, e])
        if chance > 0.0:
            won = (seen.outcome == e).astype(np.float64)
            exact = chain.average(chain.won_days) / chance
            estimate = seen.ratio(np.nan_to_num(seen.days) * won, won)
            yield _row("days_to_win", "", exact, estimate)


def occupancy_table(funnel: Funnel, chain: Chain, open_: Occupancy, filled: Filled) -> pd.DataFrame:
    """Return the open leads at the end of each period, exact and simulated.

    Parameters
    ----------
    funnel : Funnel
    chain : Chain
    open_ : Occupancy
    filled : Filled

    Returns
    -------
    DataFrame
        Columns of `tables.OCCUPANCY`.
    """
    rows = []
    for p, days in enumerate(filled.days):
        day = pd.Timestamp(funnel.start + timedelta(days=int(days) - 1))
        for s, stage in _in_order(funnel, chain):
            exact = float(open_.mean[days, s])
            seen = filled.estimate(p, s, exact if open_.is_poisson else None)
            spread = math.sqrt(exact) if open_.is_poisson else math.nan
            rows.append((day, stage, exact, spread, *seen, z_of(exact, seen)))
    return pd.DataFrame(rows, columns=list(OCCUPANCY)).astype(OCCUPANCY)


def long_run(funnel: Funnel, chain: Chain) -> dict[str, float] | None:
    """Return the open leads that a steady funnel settles at; None where arrivals change with time.

    Little's law, stage by stage: leads per day times stays per lead times days per stay.

    Parameters
    ----------
    funnel : Funnel
    chain : Chain
        With days.
    """
    rates = np.zeros(len(chain.flow.sources))
    for j, name in enumerate(chain.flow.sources):
        source = funnel.sources[name]
        changing = source.months or source.weekdays or source.campaigns or source.batches
        if changing or source.growth.share or source.leads is None:
            return None
        rates[j] = source.leads.per_day
    kinds = chain.flow.kinds
    weight = kinds.weight * rates[kinds.source]
    stays = (weight[:, None] * chain.visits * chain.stay).sum(axis=0)
    return {name: float(stays[s]) for s, name in enumerate(chain.flow.stages)}
