"""What a funnel will show: the shares that a CRM would report if it ran as it is stated.

A stated rate is the one seen in its stage before stale limits and events take their part. What is
seen with them is measured here: many leads are born in the year after the start, into an empty
funnel, and followed until they have ended. Numbers in doubt stand at their stated values.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.forecasting.plain import plain_records
from simfunnel.funnel import layout as at
from simfunnel.funnel.arrivals import expected_leads
from simfunnel.funnel.doubt import Doubt
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Campaign, Funnel, Source
from simfunnel.funnel.resolve import Resolved, resolve
from simfunnel.simulation.runner import Runs, default_engine, simulate
from simfunnel.units import Count, Plain

__all__ = ["Shown", "shown_by"]

YEARS = 10
"""How long leads are followed: those of the first year for at least nine more."""
_REPLICATIONS = 40
_FEWEST, _MOST = 8, 400  # replications, where leads share people
_LEADS = {"compiled": 100_000, "simpy": 4_000}
_Z95 = 1.959964
_RULE_OF_THREE = 3.0
_DAY = 86_400


@dataclass(frozen=True, eq=False)
class Shown:
    """What a funnel says beside what it will show. Built by `shown_by`.

    Parameters
    ----------
    funnel : Funnel
        As it was given.
    stages : DataFrame
        One row per stage, in the order of the file: stage, law ("stated", "gate" or "measured"),
        said, will_show, error (shares; error is half the 95 % interval of will_show), intercept,
        entries (stays per lead born), days (average of the stays that ended).
    exits : DataFrame
        One row per way out: stage, exit, because, goes_on, share of the leads that enter, error.
    outcomes : DataFrame
        One row per outcome, won first: outcome, share of the leads born, error. What is still
        open after `years` is the last row, "open".
    n_leads : int
        How many leads were followed.
    replications, seed : int
    engine : str
    years : int
        How long they were followed at most.
    """

    funnel: Funnel
    stages: pd.DataFrame
    exits: pd.DataFrame
    outcomes: pd.DataFrame
    n_leads: int
    replications: int
    seed: int
    engine: str
    years: int = YEARS

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data; a share that no lead could show is None."""
        return {
            "funnel": self.funnel.funnel,
            "hash": self.funnel.digest(),
            "stages": plain_records(self.stages),
            "exits": plain_records(self.exits),
            "outcomes": plain_records(self.outcomes),
            "leads": self.n_leads,
            "years": self.years,
            "replications": self.replications,
            "seed": self.seed,
            "engine": self.engine,
        }


def shown_by(
    funnel: Funnel, *, engine: str | None = None, seed: int = 0, leads: int | None = None
) -> Shown:
    r"""Measure what shares a funnel will show, stale limits and events included.

    Sources keep their proportions, seasons and traits, but bring so many leads in the year after
    the start that the answer is sharp, and none after it. Where teams work they bring as many as
    they say, in more futures: twice the leads would wait for the same people. Open leads, doubt
    and targets play no part. The Monte Carlo error is that of a ratio over independent
    replications with a leads that go on and e leads that enter,

    .. math:: 1.96 \sqrt{\frac{n}{n - 1} \sum (a - R e)^2} \Big/ \sum e, \quad R = \sum a / \sum e,

    so leads that come back, or that share their weeks, make it no smaller than it is. Where none
    or all go on it is 3 / e, by the rule of three.

    Parameters
    ----------
    funnel : Funnel
        The baseline.
    engine : {"compiled", "simpy"}, optional
        Compiled where Numba is installed.
    seed : int
        The same seed gives the same shares, on either engine.
    leads : int, optional
        About how many to follow; 100,000 on the compiled engine and 4,000 on SimPy.

    Returns
    -------
    Shown

    Raises
    ------
    FunnelError
        If the rates of the funnel do not settle.

    References
    ----------
    Cochran (1977), Sampling techniques, 3rd ed., 2.11 (ratio estimates).

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> shown = shown_by(tiny(), engine="simpy", leads=400)
    >>> shown.stages[["stage", "said"]].to_dict("records")
    [{'stage': 'pitch', 'said': 0.25}]
    """
    chosen = default_engine() if engine is None else engine
    resolved = resolve(funnel)
    wanted = _LEADS[chosen] if leads is None else leads
    alone, replications = _alone(funnel, wanted)
    compiled = compile_funnel(alone, period="quarter", resolved=resolved)
    runs = simulate(compiled, replications, seed=seed, engine=chosen)
    counts = _Counts.of(runs)
    return Shown(
        funnel=funnel,
        stages=_stages(funnel, resolved, counts),
        exits=_exits(funnel, counts),
        outcomes=_outcomes(counts),
        n_leads=int(counts.born.sum()),
        replications=runs.n,
        seed=seed,
        engine=chosen,
    )


def _alone(funnel: Funnel, wanted: int) -> tuple[Funnel, int]:
    """Return the funnel from an empty start, and in how many futures it is followed.

    A year of many leads, then years to end them.
    """
    first = funnel.start
    after = first + timedelta(days=365)
    last = first + timedelta(days=365 * YEARS - 1)
    a_year = sum(expected_leads(funnel, name, first, after) for name in funnel.sources)
    factor, replications = 1.0, _REPLICATIONS
    if funnel.teams:
        futures = math.ceil(wanted / a_year) if a_year > 0.0 else _FEWEST
        replications = min(max(_FEWEST, futures), _MOST)
    elif a_year > 0.0:
        factor = wanted / _REPLICATIONS / a_year
    no_more = Campaign.model_validate({"from": after, "until": last, "times": Plain(0.0)})
    alone = rebuilt(
        funnel,
        {
            ("today",): None,
            ("starts",): first,
            ("after_sale",): None,
            ("until",): last,
            ("targets",): {},
            ("reviews",): (),
            ("doubt",): Doubt(),
            ("sources",): {
                name: _in_one_year(source, factor, after, no_more)
                for name, source in funnel.sources.items()
            },
        },
    )
    return alone, replications


def _in_one_year(source: Source, factor: float, after: date, no_more: Campaign) -> Source:
    """Return a source that brings so many times its leads, and none after the year."""
    batches = tuple(
        batch.model_copy(update={"leads": Count(float(round(batch.leads.number * factor)))})
        for batch in source.batches
        if batch.on < after
    )
    values: dict[tuple[str | int, ...], object] = {("campaigns",): (*source.campaigns, no_more)}
    if batches or source.leads is not None:
        values["batches",] = batches
    if source.leads is not None:
        rate = source.leads
        values["leads",] = replace(rate, number=rate.number * factor)
    return rebuilt(source, values)


@dataclass(frozen=True, eq=False)
class _Counts:
    """Whole numbers of each replication, over all periods."""

    compiled: Compiled
    born: NDArray[np.int64]
    """Shape (n,)."""
    entered: NDArray[np.int64]
    """Shape (n, n_stages)."""
    left: NDArray[np.int64]
    """Shape (n, n_ways)."""
    stayed: NDArray[np.int64]
    """Seconds of the stays that ended, shape (n, n_stages)."""

    @classmethod
    def of(cls, runs: Runs) -> _Counts:
        """Add up the tallies of all periods."""
        cube, columns = runs.results.tallies.sum(axis=1), runs.columns
        return cls(
            compiled=runs.compiled,
            born=cube[:, columns.arrived : columns.cost].sum(axis=1),
            entered=cube[:, columns.entered : columns.marks],
            left=cube[:, columns.left : columns.stayed],
            stayed=cube[:, columns.stayed : columns.width],
        )

    @property
    def stages(self) -> tuple[str, ...]:
        """Names of the stages, as engines number them."""
        return self.compiled.layout.stages

    def ways(self, column: int) -> NDArray[np.int64]:
        """Return one column of the table of ways out, shape (n_ways,)."""
        return self.compiled.plan.ways[:, column]


def _ratio(part: NDArray[np.int64], whole: NDArray[np.int64]) -> tuple[float, float]:
    """Return a share over all replications, and half its 95 % interval."""
    n, total, hits = len(whole), int(whole.sum()), int(part.sum())
    if not total:
        return math.nan, math.nan
    share = hits / total
    if hits in (0, total):
        return share, min(1.0, _RULE_OF_THREE / total)
    spread = float(((part - share * whole) ** 2).sum()) * n / (n - 1)
    return share, _Z95 * math.sqrt(spread) / total


def _stages(funnel: Funnel, resolved: Resolved, counts: _Counts) -> pd.DataFrame:
    """Return a row for each stage, in the order of the file."""
    rows = []
    on = (counts.ways(at.W_AHEAD) == 1) & (counts.ways(at.W_AT) >= 0)
    ended = counts.ways(at.W_STAGE)
    for name, stage in funnel.stages.items():
        s = counts.stages.index(name)
        entered, here = counts.entered[:, s], ended == s
        share, error = _ratio(counts.left[:, here & on].sum(axis=1), entered)
        leavers = int(counts.left[:, here].sum())
        seconds = int(counts.stayed[:, s].sum())
        rows.append(
            {
                "stage": name,
                "law": "measured" if stage.measured else "gate" if stage.gate else "stated",
                "said": resolved.said[name],
                "will_show": share,
                "error": error,
                "intercept": resolved.intercepts[name],
                "entries": float(entered.sum()) / max(int(counts.born.sum()), 1),
                "days": seconds / leavers / _DAY if leavers else math.nan,
            }
        )
    return pd.DataFrame(rows)


def _exits(funnel: Funnel, counts: _Counts) -> pd.DataFrame:
    """Return a row for each way out of each stage, those that go on first."""
    rows = []
    ways, stages = counts.compiled.layout.ways, counts.ways(at.W_STAGE)
    for name in funnel.stages:
        s = counts.stages.index(name)
        for way in np.flatnonzero(stages == s):
            share, error = _ratio(counts.left[:, way], counts.entered[:, s])
            rows.append(
                {
                    "stage": name,
                    "exit": ways[way][1],
                    "because": ways[way][2],
                    "goes_on": bool(counts.ways(at.W_AHEAD)[way]),
                    "share": share,
                    "error": error,
                }
            )
    return pd.DataFrame(rows)


def _outcomes(counts: _Counts) -> pd.DataFrame:
    """Return which share of the leads born ends how; the last row is what has not ended."""
    targets, names = counts.ways(at.W_TARGET), counts.compiled.layout.outcomes
    ended = np.zeros_like(counts.born)
    rows = []
    for code, name in enumerate(names):
        here = counts.left[:, targets == -1 - code].sum(axis=1)
        ended = ended + here
        rows.append((name, *_ratio(here, counts.born)))
    rows.append(("open", *_ratio(counts.born - ended, counts.born)))
    return pd.DataFrame(rows, columns=["outcome", "share", "error"])
