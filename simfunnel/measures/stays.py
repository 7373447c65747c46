"""Stays as arrays of whole numbers: the one form in which the past and futures are measured.

They are made from a table of stays, a history's or a future's, or straight from what an engine
kept; from here on nobody can tell which.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan
from simfunnel.funnel.periods import Periods
from simfunnel.measures.reading import (
    Way,
    codes_of,
    column_of,
    lead_numbers,
    moments_of,
    names_in,
    neighbours,
    seconds_at,
    seconds_of_days,
    ways_in,
)
from simfunnel.measures.tallied import Tallied
from simfunnel.tables import MOMENT, RECORDED, STAYS, check_table

__all__ = ["OUTSIDE", "Stays", "Way", "goes_on", "stays_of_runs", "stays_of_table"]

OUTSIDE = -1
"""The number of no period, no way, no outcome."""

_AT = {name: k for k, name in enumerate(RECORDED)}
_DAY = 86_400
_OF_STAYS = ("which", "lead", "stage", "source", "entered", "left", "way", "cents", "worked",
             "waited", "handed", "opening", "born")  # fmt: skip
_KNOWN = ("good", "segment")


@dataclass(frozen=True, eq=False)
class Stays:
    """Stays by replication, lead and time.

    Parameters
    ----------
    replications : ndarray of int64, shape (n,)
        Their numbers; a single 0 for history.
    periods : Periods
        What is measured. Seconds count from the start of the first one.
    sources, stages, outcomes : tuple of str
        Names behind the codes; won is among the outcomes only if it was ever seen or can be.
    ways : tuple of (str, str, str)
        Stage, destination and reason of each way out.
    onward : ndarray of bool, shape (n_ways,)
        Which ways go on: to a later stage or to won, or as the funnel says.
    which, lead, stage, source : ndarray of int64, shape (n_stays,)
        Place in `replications`, number of the lead within all, and codes; the stays of a lead are
        neighbours, in order of time.
    entered, left : ndarray of int64, shape (n_stays,)
        Seconds; `left` is `NEVER` where the stay is open.
    way : ndarray of int64, shape (n_stays,)
        Code; -1 where the stay is open.
    cents : ndarray of int64, shape (n_stays,)
        What the lead is worth, in hundredths; -1 where nobody knows.
    worked : ndarray of int64, shape (n_stays,)
        Second at which our work was done and the customer's time began; `NEVER` where it was not.
    waited : ndarray of int64, shape (n_stays,)
        Seconds from entry to the start of the work that was finished, less those between reps; -1
        where nobody has worked, or nobody knows.
    handed : ndarray of int64, shape (n_stays,)
        Seconds between reps.
    opening : ndarray of bool, shape (n_stays,)
        Whether the stay was under way at the start of the periods.
    born : ndarray of bool, shape (n_stays,)
        Whether this stay's entry is the lead's birth: the first of a lead that was not open at
        the start of the periods, or of which everything is known.
    since : int
        The second from which ends were recorded; stays begun earlier count from the age that they
        then had.
    end : int
        The second at which observation ends.
    knows_work : bool
        Whether it is known how long leads waited: in simulated futures, not in the past.
    passes : ndarray of int64, shape (n_ways,), optional
        Whether a gate's decision passes (1) or refuses (0) who takes that way; -1 where none is
        made. Known in simulated futures.
    good : ndarray of bool, shape (n_stays,), optional
        Whether the lead is truly good, which nobody but the simulator knows.
    segments : tuple of str
        Names of segments; an empty one for leads of which nobody knows it.
    segment : ndarray of int64, shape (n_stays,), optional
        Code of the lead's segment, where segments are known.
    """

    replications: NDArray[np.int64]
    periods: Periods
    sources: tuple[str, ...]
    stages: tuple[str, ...]
    outcomes: tuple[str, ...]
    ways: tuple[Way, ...]
    onward: NDArray[np.bool_]
    which: NDArray[np.int64]
    lead: NDArray[np.int64]
    stage: NDArray[np.int64]
    source: NDArray[np.int64]
    entered: NDArray[np.int64]
    left: NDArray[np.int64]
    way: NDArray[np.int64]
    cents: NDArray[np.int64]
    worked: NDArray[np.int64]
    waited: NDArray[np.int64]
    handed: NDArray[np.int64]
    opening: NDArray[np.bool_]
    born: NDArray[np.bool_]
    since: int
    end: int
    knows_work: bool = False
    passes: NDArray[np.int64] | None = None
    good: NDArray[np.bool_] | None = None
    segments: tuple[str, ...] = ()
    segment: NDArray[np.int64] | None = None

    @property
    def closes(self) -> NDArray[np.int64]:
        """The outcome that each stay ended in; -1 where it is open or the lead moved on."""
        codes = {name: k for k, name in enumerate(self.outcomes)}
        of_way = np.array([codes.get(to, OUTSIDE) for _, to, _ in self.ways], dtype=np.int64)
        return np.where(self.way >= 0, np.append(of_way, OUTSIDE)[self.way], OUTSIDE)

    @property
    def last(self) -> NDArray[np.int64]:
        """The rows that are the last of their lead."""
        rows: NDArray[np.int64] = np.flatnonzero(np.diff(self.lead, append=-1) != 0)
        return rows

    @property
    def first(self) -> NDArray[np.int64]:
        """The rows that are the first of their lead, in the order of `last`."""
        rows: NDArray[np.int64] = np.flatnonzero(np.diff(self.lead, prepend=-1) != 0)
        return rows

    @property
    def edges(self) -> NDArray[np.int64]:
        """The seconds at which the periods begin, and the one at which the last one ends."""
        days = np.array([*self.periods.starts, self.periods.end], dtype=MOMENT)
        edges: NDArray[np.int64] = (days - days[0]).astype(np.int64)
        return edges

    def period_of(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the period in which each second lies, -1 outside."""
        number = np.searchsorted(self.edges, seconds, side="right") - 1
        return np.where(number >= len(self.periods), OUTSIDE, number)

    def together(self) -> Stays:
        """Return the same with one period for all of them."""
        return replace(self, periods=self.periods.together())

    def chosen(self, rows: NDArray[np.bool_]) -> Stays:
        """Return the stays of some leads only.

        Parameters
        ----------
        rows : ndarray of bool, shape (n_stays,)
            The same for all stays of a lead.
        """
        kept = {name: getattr(self, name)[rows] for name in _OF_STAYS}
        kept |= {n: v[rows] for n in _KNOWN if (v := getattr(self, n)) is not None}
        return replace(self, **kept)


def stays_of_table(
    stays: pd.DataFrame,
    periods: Periods,
    *,
    stages: Sequence[str] = (),
    open_leads: Collection[str] = frozenset(),
    onward: Collection[Way] | None = None,
    since: date | None = None,
    last_day: date | None = None,
) -> Stays:
    """Read a table of stays.

    Parameters
    ----------
    stays : DataFrame
        Columns of `tables.STAYS`, the stays of a lead in order of time; of the past, or of
        simulated futures with a column ``replication``.
    periods : Periods
        What is measured.
    stages : sequence of str
        In their order, which says what a later stage is; by name where left out.
    open_leads : collection of str
        Leads that were open at the start although the second of their entry is the start's own.
    onward : collection of (str, str, str), optional
        The ways out that go on; those to a later stage or to won where left out.
    since : date, optional
        The first day on which ends were recorded, if later than the first stay.
    last_day : date, optional
        The last day of which anything is known; that of the periods where left out.

    Returns
    -------
    Stays

    Raises
    ------
    TableError
        If a column is missing.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads
    >>> months = Periods.of(date(2026, 1, 1), date(2026, 2, 28), "month")
    >>> read = stays_of_table(three_leads(), months)
    >>> read.ways[-1], read.stage.tolist(), read.outcomes
    (('pitch', 'won', ''), [0, 1, 0, 0], ('lost.price', 'won'))
    """
    check_table(stays, STAYS, "stays")
    start = np.datetime64(periods.starts[0], "s")
    end = seconds_at(periods.end if last_day is None else last_day, start)
    end += _DAY if last_day is not None else 0
    stays = neighbours(stays)
    left = moments_of(stays["left_at"], start)
    left = np.where(left < end, left, NEVER)
    entered = moments_of(stays["entered_at"], start)
    which, replications = codes_of(column_of(stays, "replication", 0))
    stage, names = codes_of(names_in(stays["stage"]))
    source, sources = codes_of(names_in(stays["source"]))
    segment, segments = codes_of(names_in(stays["segment"]))
    segmented = bool(stays["segment"].notna().any())
    way, ways = ways_in(stays, left != NEVER)
    first = np.diff(lead_numbers(stays, which), prepend=-1) != 0
    known_open = stays["lead"].isin(list(open_leads)).to_numpy()
    opening = ((entered < 0) | (first & known_open)) & (left >= 0)
    order = tuple(stages) or tuple(names)
    return Stays(
        replications=replications.astype(np.int64) if len(replications) else np.zeros(1, np.int64),
        periods=periods,
        sources=tuple(sources),
        stages=tuple(names),
        outcomes=tuple(sorted({to for _, to, _ in ways} - set(names) - set(order))),
        ways=ways,
        onward=goes_on(ways, order, onward),
        which=which,
        lead=lead_numbers(stays, which),
        stage=stage,
        source=source,
        entered=entered,
        left=left,
        way=way,
        cents=stays["amount"].fillna(-1).to_numpy(dtype=np.int64),
        worked=moments_of(stays["worked_at"], start),
        waited=seconds_of_days(stays, "wait_days", -1),
        handed=seconds_of_days(stays, "between_reps_days", 0),
        opening=opening,
        born=first & ~known_open & ~(opening & ("replication" in stays)),
        since=seconds_at(since, start) if since is not None else at.LONG_AGO,
        end=end,
        knows_work="wait_days" in stays,
        segments=tuple(segments) if segmented else (),
        segment=segment if segmented else None,
    )


def stays_of_runs(runs: Tallied, good: Mapping[int, NDArray[np.bool_]] | None = None) -> Stays:
    """Read the stays that engines kept.

    Parameters
    ----------
    runs : Runs
        A run for which the stays of some replications were kept.
    good : mapping of int to ndarray of bool, optional
        Whether the lead of each of these stays is truly good, by replication.

    Returns
    -------
    Stays
        Of these replications.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(tiny()), 3, seed=1, engine="simpy", stays_of=[0, 2])
    >>> read = stays_of_runs(runs)
    >>> read.replications.tolist(), read.outcomes[0], bool(read.opening.any())
    ([0, 2], 'won', False)
    """
    numbers = sorted(runs.stays)
    layout, plan = runs.compiled.layout, runs.compiled.plan
    orders = [_in_order(runs.stays[r]) for r in numbers]
    kept = [runs.stays[r][order] for r, order in zip(numbers, orders, strict=True)]
    told = [] if good is None else [good[r][o] for r, o in zip(numbers, orders, strict=True)]
    rows = np.concatenate(kept) if kept else np.empty((0, len(RECORDED)), dtype=np.int64)
    which = np.repeat(np.arange(len(kept)), [len(each) for each in kept])
    keys = np.column_stack([which, rows[:, :2]])
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    opening = first & (rows[:, _AT["stream"]] < 0)
    left = rows[:, _AT["left_at"]]
    return Stays(
        replications=np.array(numbers, dtype=np.int64),
        periods=runs.compiled.periods,
        sources=layout.sources,
        stages=layout.stages,
        outcomes=layout.outcomes,
        ways=layout.ways,
        onward=plan.ways[:, at.W_AHEAD] == 1,
        which=which,
        lead=np.cumsum(first) - 1,
        stage=rows[:, _AT["stage"]],
        source=rows[:, _AT["source"]],
        entered=rows[:, _AT["entered_at"]],
        left=left,
        way=np.where(left == NEVER, OUTSIDE, rows[:, _AT["way"]]),
        cents=rows[:, _AT["amount"]],
        worked=rows[:, _AT["worked_at"]],
        waited=np.where(rows[:, _AT["seat"]] >= 0, rows[:, _AT["waited"]], -1),
        handed=rows[:, _AT["handed"]],
        opening=opening,
        born=first & ~opening,
        since=at.LONG_AGO,
        end=plan.end,
        knows_work=True,
        passes=_passes(plan),
        good=np.concatenate(told) if told else None,
        segments=layout.segments if runs.compiled.funnel.segments else (),
        segment=rows[:, _AT["segment"]] if runs.compiled.funnel.segments else None,
    )


def goes_on(
    ways: Sequence[Way], stages: Sequence[str], onward: Collection[Way] | None = None
) -> NDArray[np.bool_]:
    """Tell which ways out go on.

    Parameters
    ----------
    ways : sequence of (str, str, str)
        Stage, destination and reason.
    stages : sequence of str
        In their order.
    onward : collection of (str, str, str), optional
        Those that go on; to a later stage or to won where left out.

    Examples
    --------
    >>> goes_on([("call", "pitch", ""), ("pitch", "call", ""), ("pitch", "won", "")],
    ...         ["call", "pitch"]).tolist()
    [True, False, True]
    """
    if onward is not None:
        return np.array([way in onward for way in ways], dtype=bool)
    place = {name: k for k, name in enumerate(stages)} | {"won": len(stages)}
    return np.array([place.get(to, -1) > place[stage] for stage, to, _ in ways], dtype=bool)


def _in_order(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the order by lead and time; a lead enters no two stages in one second."""
    keys = rows[:, _AT["entered_at"]], rows[:, _AT["index"]], rows[:, _AT["stream"]]
    order: NDArray[np.int64] = np.lexsort(keys)
    return order


def _passes(plan: Plan) -> NDArray[np.int64]:
    """Return whether each way is that of who passes a gate (1) or is refused (0); else -1.

    Who is refused may leave by an event that explains losses; limits and rates decide nothing.
    """
    ways = plan.ways
    kinds = plan.numbers[plan.stages[:, at.S_AT] + at.ST_KIND]
    own = (ways[:, at.W_AT] >= 0) & (kinds[ways[:, at.W_STAGE]] == at.GATE)
    found = np.where(own, ways[:, at.W_AHEAD], OUTSIDE)
    for row in plan.stages[kinds == at.GATE].tolist():
        for strike in plan.strikes[row[at.S_CARVE] :][: row[at.S_CARVES]].tolist():
            found[strike[at.K_WAY] : strike[at.K_WAY] + strike[at.K_WAYS]] = 0
    return found
