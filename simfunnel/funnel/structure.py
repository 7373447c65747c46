"""The structure of a funnel as whole numbers: who follows whom, and the keys of all draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from simfunnel.clocks import NEVER
from simfunnel.funnel import layout as at
from simfunnel.funnel.blocks import stage_width
from simfunnel.funnel.epochs import Epochs
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.names import Names
from simfunnel.funnel.people import people, table
from simfunnel.funnel.product_numbers import product_width
from simfunnel.funnel.quantities import outcome_kind
from simfunnel.funnel.today import OpenLead
from simfunnel.variates import lead_key_open, point

__all__ = ["RowMap", "Structure", "build_structure"]

CADENCES = (None, "daily", "weekly", "fortnightly", "monthly")  # by code


@dataclass(frozen=True)
class RowMap:
    """Offset of every block in a row, and the length of a row."""

    segments: tuple[int, ...]
    sources: tuple[int, ...]
    events: tuple[int, ...]
    stages: tuple[int, ...]
    teams: tuple[int, ...]
    after: int
    """-1 where nothing happens after the sale."""
    products: int
    """-1 where deals have no products."""
    width: int

    @classmethod
    def of(cls, funnel: Funnel, names: Names) -> RowMap:
        """Lay the blocks of a funnel one after another."""
        where = at.FUNNEL_WIDTH
        offsets: list[list[int]] = []
        widths = (
            [at.SEGMENT_WIDTH] * len(names.segments),
            [at.SRC_BOUNDS + len(names.segments)] * len(names.sources),
            [at.EV_BOUNDS + len(funnel.events[n].then) for n in names.events],
            [stage_width(funnel.steps[n]) for n in names.stages],
            [at.TM_RAMP + max(1, len(funnel.teams[n].ramp)) for n in names.teams],
        )
        for group in widths:
            offsets.append([])
            for width in group:
                offsets[-1].append(where)
                where += width
        segments, sources, events, stages, teams = (tuple(group) for group in offsets)
        after = -1 if funnel.after_sale is None else where
        where += at.AFTER_WIDTH if after >= 0 else 0
        products = where if names.products else -1
        width = where + product_width(names)
        return cls(segments, sources, events, stages, teams, after, products, width)


@dataclass(frozen=True, eq=False)
class Structure:
    """The whole-number tables of a plan, and the names of the ways out."""

    stages: NDArray[np.int64]
    ways: NDArray[np.int64]
    besides: NDArray[np.int64]
    strikes: NDArray[np.int64]
    sources: NDArray[np.int64]
    batches: NDArray[np.int64]
    leads: NDArray[np.int64]
    teams: NDArray[np.int64]
    seats: NDArray[np.int64]
    shifts: NDArray[np.int64]
    customers: NDArray[np.int64]
    seat_names: tuple[str, ...]
    way_names: tuple[tuple[str, str, str], ...]


class _Builder:
    """Rows of the tables, gathered stage by stage."""

    def __init__(self, funnel: Funnel, names: Names, rows: RowMap) -> None:
        self.funnel, self.names, self.rows = funnel, names, rows
        self.stages = np.zeros((len(names.stages), at.STAGE_COLUMNS), dtype=np.int64)
        self.ways: list[tuple[int, int, int, int, int]] = []
        self.way_names: list[tuple[str, str, str]] = []
        self.besides: list[tuple[int, int]] = []
        self.strikes: list[tuple[int, int, int, int]] = []

    def way(self, stage: str, to: str, because: str, where: int = -1, ahead: bool = False) -> int:
        """Add one way out of a stage and return its number."""
        lost = outcome_kind(to) == "lost" and not because and where >= 0
        code = self.names.stage[stage], self.names.target(to), int(lost), where, int(ahead)
        self.ways.append(code)
        self.way_names.append((stage, to, because))
        return len(self.ways) - 1

    def exits(self, s: int, name: str) -> None:
        """Add a stage, its exits and its steps beside."""
        spec, row = self.funnel.steps[name], self.stages[s]
        lasting = self.names.lasting[name]
        row[at.S_AT] = self.rows.stages[s]
        row[at.S_WAY] = len(self.ways)
        where = self.rows.stages[s] + at.STAGE_HEAD
        for to, exit_, ahead in self.names.exits(spec):
            number = self.way(name, to, "", where, ahead)
            self.way_names[number] = (name, to, exit_.because or "")
            row[at.S_EXITS] += 1
            row[at.S_AHEAD] += ahead
            where += at.EXIT_WIDTH
        row[at.S_BESIDE], row[at.S_BESIDES] = len(self.besides), len(spec.meanwhile)
        for step in sorted(spec.meanwhile):
            self.besides.append((where, point(f"{lasting}/beside/{step}")))
            where += at.BESIDE_WIDTH
        row[at.S_MEASURED] = where
        row[at.S_POINT] = point(f"{lasting}/exit")
        if spec.nurture is not None:
            row[at.S_POINT], row[at.S_TOUCH] = point(f"{lasting}/wake"), point(f"{lasting}/touch")
            for to, because in zip(spec.nurture.ways(), ("woken", "", ""), strict=True):
                self.way(name, to, because, ahead=because == "woken")
        row[at.S_TEAM] = row[at.S_PATIENCE_WAY] = -1
        if spec.team is not None:
            row[at.S_RANK] = list(self.funnel.steps).index(name)
            row[at.S_TEAM] = self.names.teams.index(spec.team)
            row[at.S_WORK] = where
            row[at.S_WORK_POINT] = point(f"{lasting}/work")
        row[at.S_VALUE] = -1
        if spec.changes_amounts:
            row[at.S_VALUE] = self.rows.stages[s] + stage_width(spec) - at.VALUE_WIDTH
            row[at.S_VALUE_POINT] = point(f"{lasting}/amount")
        row[at.S_MARK] = -1
        if spec.counts_as is not None:
            row[at.S_MARK] = self.names.marks.index(spec.counts_as)

    def stale_and_events(self, s: int, name: str) -> None:
        """Add what can end a stay early."""
        spec, row = self.funnel.steps[name], self.stages[s]
        row[at.S_STALE_WAY] = -1
        if spec.stale is not None:
            row[at.S_STALE_WAY] = self.way(name, spec.stale.to, "stale")
            row[at.S_REVIEW] = CADENCES.index(spec.stale.reviewed)
        if spec.patience is not None:
            row[at.S_PATIENCE_WAY] = self.way(name, spec.patience.to, "patience")
        acting = [n for n in self.names.events if name in self.funnel.events[n].stages]
        carving = [n for n in acting if self.funnel.events[n].share_of_losses is not None]
        row[at.S_CARVE], row[at.S_CARVES] = len(self.strikes), len(carving)
        for event in carving:
            self.strike(name, event)
        rated = [n for n in acting if self.funnel.events[n].rate is not None]
        row[at.S_RATE], row[at.S_RATES] = len(self.strikes), len(rated)
        for event in rated:
            self.strike(name, event)

    def strike(self, stage: str, event: str) -> None:
        """Add an event in a stage."""
        first = len(self.ways)
        then = self.names.in_order(self.funnel.events[event].then)
        for to in then:
            self.way(stage, to, event)
        event_at = self.rows.events[self.names.events.index(event)]
        key = point(f"{self.names.lasting[stage]}/event/{event}")
        self.strikes.append((event_at, first, len(then), key))


def _batches(epochs: Epochs, source: str) -> dict[date, int]:
    """Return the leads of each dated batch, each date as the epoch it lies in states it.

    Two batches of one date are one, or they would share their draws.
    """
    dated: dict[date, int] = {}
    for e, funnel in enumerate(epochs.funnels):
        for batch in funnel.sources[source].batches:
            if epochs.of_days([batch.on]) == [e]:
                dated[batch.on] = dated.get(batch.on, 0) + int(batch.leads.number)
    return dated


def _sources(
    funnel: Funnel, epochs: Epochs, names: Names, rows: RowMap
) -> tuple[NDArray[np.int64], ...]:
    """Return the tables of sources and of their dated batches."""
    sources: list[tuple[int, ...]] = []
    batches: list[tuple[int, ...]] = []
    for j, name in enumerate(names.sources):
        spec = funnel.sources[name]
        lasting = spec.id or name
        enters = names.stage[spec.enters]
        keys = point(f"lead/{lasting}"), point(f"source/{lasting}")
        sources.append((rows.sources[j], enters, *keys))
        for day, leads in sorted(_batches(epochs, name).items()):
            second = (day - funnel.start).days * 86_400
            if 0 <= second < funnel.days * 86_400:
                batches.append((j, point(f"lead/{lasting}/{day.isoformat()}"), second, leads))
    return table(sources, at.SOURCE_COLUMNS), table(batches, at.BATCH_COLUMNS)


def _leads(funnel: Funnel, names: Names, seats: Sequence[str]) -> NDArray[np.int64]:
    """Return the table of open leads; unknown traits are -1."""
    rows: list[tuple[int, ...]] = []
    for lead in funnel.today.open_leads if funnel.today is not None else ():
        low, high = lead_key_open(lead.lead)
        rows.append(
            (
                int(low),
                int(high),
                names.stage[lead.stage],
                (lead.entered_on - funnel.start).days * 86_400,
                -1 if lead.amount is None else lead.amount.cents,
                -1 if lead.segment is None else names.segments.index(lead.segment),
                -1 if lead.source is None else names.sources.index(lead.source),
                _worked(funnel, lead),
                NEVER if lead.woken_on is None else (lead.woken_on - funnel.start).days * 86_400,
                seats.index(lead.owner) if lead.owner in seats else -1,
            )
        )
    return table(rows, at.LEAD_COLUMNS)


def _customers(funnel: Funnel, names: Names) -> NDArray[np.int64]:
    """Return the table of the customers of today."""
    customer, today = funnel.customer, funnel.today
    rows: list[tuple[int, ...]] = []
    if customer is not None and today is not None:
        for own in today.customers:
            low, high = lead_key_open(f"customer/{own.customer}")
            segment = 0 if own.segment is None else names.segments.index(own.segment)
            in_hand = own.term_in_hand(funnel.start, customer.term_seconds)
            rows.append((int(low), int(high), segment, own.amount.cents, *in_hand))
    return table(rows, at.CUSTOMER_COLUMNS)


def _worked(funnel: Funnel, lead: OpenLead) -> int:
    """Return when the work for an open lead was done: at entry, unless the lead says otherwise."""
    if funnel.steps[lead.stage].team is None or lead.worked_on is None:
        return (lead.entered_on - funnel.start).days * 86_400
    if isinstance(lead.worked_on, date):
        return (lead.worked_on - funnel.start).days * 86_400
    return NEVER


def build_structure(funnel: Funnel, epochs: Epochs, names: Names, rows: RowMap) -> Structure:
    """Return the whole-number tables of a funnel."""
    builder = _Builder(funnel, names, rows)
    for s, name in enumerate(names.stages):
        builder.exits(s, name)
    for s, name in enumerate(names.stages):
        builder.stale_and_events(s, name)
    sources, batches = _sources(funnel, epochs, names, rows)
    teams, seats, shifts, seat_names = people(epochs, names, rows.teams)
    return Structure(
        stages=builder.stages,
        ways=table(list(builder.ways), at.WAY_COLUMNS),
        besides=table(list(builder.besides), at.BESIDE_COLUMNS),
        strikes=table(list(builder.strikes), at.STRIKE_COLUMNS),
        sources=sources,
        batches=batches,
        leads=_leads(funnel, names, seat_names),
        teams=teams,
        seats=seats,
        shifts=shifts,
        customers=_customers(funnel, names),
        seat_names=seat_names,
        way_names=tuple(builder.way_names),
    )
