"""The funnel and the flow of an outlook: its tallies as averages and ranges over all futures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simfunnel.charts import (
    End,
    Entry,
    FlowData,
    FlowStage,
    FunnelData,
    FunnelStage,
    Move,
    RateRow,
    RatesData,
    Span,
    span_of,
)
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.quantiles import LEVELS
from simfunnel.forecasting.shown import Shown
from simfunnel.funnel import layout as at
from simfunnel.measures import Flows, flows_of_runs, open_by_stage

__all__ = ["Flowing"]

_NEARLY_ALL = 0.95


@dataclass(frozen=True, eq=False)
class Flowing:
    """Who came, moved and ended in all futures of an outlook.

    Parameters
    ----------
    futures : Futures
    """

    futures: Futures

    @cached_property
    def flows(self) -> Flows:
        """The moves of leads by future and period."""
        return flows_of_runs(self.futures.runs)

    @cached_property
    def order(self) -> list[str]:
        """Stages in the order of the file."""
        listed = list(self.futures.runs.compiled.funnel.stages)
        return [*listed, *(name for name in self.flows.stages if name not in listed)]

    @cached_property
    def parked(self) -> frozenset[str]:
        """Stages that leads only reach by not going on: parking places beside the way to a win."""
        runs = self.futures.runs
        ahead = runs.compiled.plan.ways[:, at.W_AHEAD] == 1
        on = {way[1] for way, goes in zip(self.flows.ways, ahead, strict=True) if goes}
        apart = set(self.order) - on - set(self.enters.values()) - {self.order[0]}
        return frozenset(apart)

    @cached_property
    def enters(self) -> dict[str, str]:
        """Where each source enters."""
        sources = self.futures.runs.compiled.plan.sources
        stages = self.flows.stages
        return {
            name: stages[int(sources[k, at.R_ENTERS])] for k, name in enumerate(self.flows.sources)
        }

    @cached_property
    def _arrived(self) -> NDArray[np.int64]:
        """New leads by source, shape (n, n_sources)."""
        total: NDArray[np.int64] = self.flows.arrived.sum(axis=1)
        return total

    @cached_property
    def _left(self) -> NDArray[np.int64]:
        """Stays ended by way, shape (n, n_ways)."""
        total: NDArray[np.int64] = self.flows.left.sum(axis=1)
        return total

    @cached_property
    def _entered(self) -> NDArray[np.int64]:
        """Stays begun by stage, shape (n, n_stages)."""
        total: NDArray[np.int64] = self.flows.entered.sum(axis=1)
        return total

    @cached_property
    def _leads(self) -> Span:
        """All leads: those open at the start, and new ones."""
        return span_of(self._arrived.sum(axis=1) + self.flows.opened.sum(axis=1))

    @cached_property
    def here(self) -> NDArray[np.int64]:
        """Who is in each stage at the end of each period, shape (n, n_periods, n_stages)."""
        table = open_by_stage(self.flows)["value"].to_numpy()
        found: NDArray[np.int64] = table.reshape(self.flows.entered.shape).astype(np.int64)
        return found

    def _moved(self) -> dict[tuple[str, str], float]:
        """Return the average number of leads by stage and destination."""
        found: dict[tuple[str, str], float] = {}
        means = self._left.mean(axis=0)
        for (stage, to, _), mean in zip(self.flows.ways, means, strict=True):
            found[stage, to] = found.get((stage, to), 0.0) + float(mean)
        return found

    def flow(self) -> FlowData:
        """Return what a flow is drawn from."""
        flows, whole = self.flows, self.futures.whole
        stages = set(flows.stages)
        opened = dict(zip(flows.stages, flows.opened.mean(axis=0), strict=True))
        entries = [
            Entry(name, self.enters[name], float(mean))
            for name, mean in zip(flows.sources, self._arrived.mean(axis=0), strict=True)
        ]
        entries += [Entry("", stage, float(opened[stage])) for stage in self.order]
        ends: dict[tuple[str, str], float] = {}
        moves = []
        for (stage, to), mean in self._moved().items():
            if to in stages:
                moves.append(Move(stage, to, mean))
            else:
                key = (stage, to.split(".")[0])
                ends[key] = ends.get(key, 0.0) + mean
        still = dict(zip(flows.stages, self.here[:, -1].mean(axis=0), strict=True))
        ends |= {(stage, "open"): float(mean) for stage, mean in still.items()}
        return FlowData(
            tuple(FlowStage(name, parked=name in self.parked) for name in self.order),
            tuple(entry for entry in entries if entry.count),
            tuple(moves),
            tuple(End(*key, mean) for key, mean in ends.items() if mean),
            whole.since,
            whole.by,
            self.futures.n,
            n_planned=self.futures.runs.asked,
            unit=max(self._leads.unit, 1.0),
        )

    def funnel(self, shown: Shown) -> FunnelData:
        """Return what a funnel is drawn from.

        Parameters
        ----------
        shown : Shown
            What the funnel will show: shares and stays of leads followed to their end.
        """
        flows, whole = self.flows, self.futures.whole
        there = flows.opened + self._entered
        won = flows.through([way[1] == "won" for way in flows.ways]).sum(axis=1)
        rates = shown.stages.set_index("stage").reindex(self.order)  # nurture states no share
        stages = tuple(
            self._stage(name, there[:, flows.stages.index(name)], rates.loc[name])
            for name in self.order
        )
        return FunnelData(
            stages,
            self._leads,
            span_of(won),
            whole.since,
            whole.by,
            self.futures.n,
            n_planned=self.futures.runs.asked,
        )

    def rates(self, shown: Shown) -> RatesData:
        """Return what said against realised is drawn from.

        Parameters
        ----------
        shown : Shown
            What the funnel says and will show.
        """
        whole = self.futures.whole
        rows = []
        for name, rate in shown.stages.set_index("stage").iterrows():
            said = None if rate["law"] == "measured" else float(rate["said"])
            shows = None if np.isnan(rate["will_show"]) else float(rate["will_show"])
            rows.append(RateRow(str(name), said, shows, self._realised(str(name))))
        return RatesData(
            tuple(rows), whole.since, whole.by, self.futures.n, n_planned=self.futures.runs.asked
        )

    def _realised(self, name: str) -> tuple[float, float, float, float, float] | None:
        """Return the share of the stays in a stage that went on, over the futures.

        Only stays that began early enough count: in periods of which nearly all stays have ended.
        Who leaves first often leaves by another exit than who leaves last, so those who have left
        by some day would show another share than those who ever leave.
        """
        runs, compiled = self.futures.runs, self.futures.runs.compiled
        ways = compiled.plan.ways
        here = np.array([way[0] == name for way in self.flows.ways])
        on = here & (ways[:, at.W_AHEAD] == 1) & (ways[:, at.W_AT] >= 0)
        first = runs.columns.cohort
        ended = runs.results.tallies[:, :, first : first + len(self.flows.ways)]
        begun = self.flows.entered[:, :, self.flows.stages.index(name)].sum(axis=0)
        done = ended[:, :, here].sum(axis=(0, 2)) >= _NEARLY_ALL * begun
        settled = np.logical_and.accumulate(done) & (begun.cumsum() > 0)
        left = ended[:, settled][:, :, here].sum(axis=(1, 2))
        went = ended[:, settled][:, :, on].sum(axis=(1, 2))
        some = left > 0
        if not some.any():
            return None
        shares = np.sort(went[some] / left[some])
        n = len(shares)
        low, lower, middle, upper, high = (
            float(shares[-(-percent * n // 100) - 1]) for percent in LEVELS
        )
        return low, lower, middle, upper, high

    def _stage(self, name: str, there: NDArray[np.int64], rates: object) -> FunnelStage:
        """Return one stage, its leads by where they come from."""
        flows, moved = self.flows, self._moved()
        place = self.order.index(name)
        from_stages = {start: mean for (start, to), mean in moved.items() if to == name}
        back = sum(
            mean
            for start, mean in from_stages.items()
            if start in self.parked
            or (self.order.index(start) >= place and name not in self.parked)
        )
        means = dict(zip(flows.sources, self._arrived.mean(axis=0), strict=True))
        sources = tuple(s for s in flows.sources if self.enters[s] == name and means[s])
        share, days = float(rates["will_show"]), float(rates["days"])  # type: ignore[index]
        return FunnelStage(
            name,
            span_of(there),
            open=float(flows.opened[:, flows.stages.index(name)].mean()),
            outside=float(sum(means[s] for s in sources)),
            before=sum(from_stages.values()) - back,
            back=back,
            goes_on=None if np.isnan(share) else share,
            days=None if np.isnan(days) else days,
            parked=name in self.parked,
            sources=sources,
        )
