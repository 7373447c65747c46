"""One lead looked up in one future, and its stays handed to those who draw and word them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.charts import Cause, Life, Nudge, Paid, Seen, Stretch, Work
from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.forecasting.paid import terms_of_lead
from simfunnel.funnel import layout as at
from simfunnel.funnel.quantities import outcome_kind
from simfunnel.measures import stays_table, story_table
from simfunnel.measures.runs import lead_names
from simfunnel.measures.stories import taken_up
from simfunnel.simulation.replay import Portrait, Score, Touch, portrait
from simfunnel.simulation.runner import Runs
from simfunnel.tables import RECORDED, SIMULATED_STAYS, STORIES, empty_table
from simfunnel.units import format_count
from simfunnel.variates import normal_cdf, normal_quantile
from simfunnel.words import say, say_n

__all__ = ["Found", "look_up", "no_such_lead", "telling_lead"]

_AT = {name: k for k, name in enumerate(RECORDED)}
_NUMBER = re.compile(r"\d{1,9}")
_MOST_SOURCES = 12
_DAY = 86_400.0


@dataclass(frozen=True, eq=False)
class Found:
    """One lead in one future.

    Parameters
    ----------
    runs : Runs
        The future.
    stays : DataFrame
        Columns of `tables.SIMULATED_STAYS`; without rows if the lead never comes.
    table : DataFrame
        Columns of `tables.STORIES`.
    was_open : bool
        Whether it was open at the start.
    born : Portrait, optional
        What it was born with.
    terms : tuple of Paid
        What became of it after it was won.
    """

    runs: Runs
    stays: pd.DataFrame
    table: pd.DataFrame
    was_open: bool
    born: Portrait | None
    terms: tuple[Paid, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether the lead comes in this future."""
        return len(self.stays) > 0

    def life(self, name: str, *, reveal: bool) -> Life:
        """Return what is drawn and worded.

        Parameters
        ----------
        name : str
            What was changed; empty for the funnel as it is.
        reveal : bool
            Whether to tell the quality, which nobody sees.
        """
        if not self.is_there or self.born is None:
            return Life(name, ())
        first = self.stays.iloc[0]
        quality, good = None, None
        funnel = self.runs.compiled.funnel
        if reveal and self.runs.compiled.plan.head(at.H_MATTERS) & at.FEELS_QUALITY:
            quality = self.born.quality
            if funnel.quality is not None:
                good = quality > normal_quantile(1.0 - funnel.quality.good.number)
        last = self.stays["amount"].iloc[-1]  # as it has become on the way, if that is known
        worth = self.born.worth if pd.isna(last) else int(last)
        return Life(
            name,
            tuple(self._stretch(*row) for row in enumerate(self.stays.to_dict("records"))),
            source=str(first["source"]),
            segment="" if pd.isna(first["segment"]) else str(first["segment"]),
            worth=None if worth < 0 else worth / 100.0,
            quality=quality,
            good=good,
            terms=self.terms,
        )

    def _stretch(self, number: int, row: dict[Any, Any]) -> Stretch:
        """Return one stay."""
        stage, since = str(row["stage"]), _moment(row["entered_at"])
        assert self.born is not None  # the lead is there
        funnel = self.runs.compiled.funnel
        more: dict[str, Any] = {
            "work": _work(row),
            "waits": funnel.steps[stage].team is not None and pd.isna(row["worked_at"]),
            "touches": tuple(self._nudge(touch) for touch in self.born.touches[number]),
            "seen": _seen(self.born.scores[number]),
        }
        if pd.isna(row["left_at"]):
            return Stretch(stage, since, **more)
        to = str(row["exit"])
        because = "" if pd.isna(row["because"]) else str(row["because"])
        return Stretch(
            stage, since, _moment(row["left_at"]), to, because, self._cause(stage, because),
            bool(outcome_kind(to)), **more,
        )  # fmt: skip

    def _nudge(self, touch: Touch) -> Nudge:
        """Return one touch."""
        start = datetime.fromisoformat(str(self.runs.compiled.periods.starts[0]))
        return Nudge(start + timedelta(seconds=touch.second), touch.opened, touch.opted_out)

    def _cause(self, stage: str, because: str) -> Cause:
        """Return what stands behind a way out of a stage."""
        funnel = self.runs.compiled.funnel
        if not because:
            return ""
        event = funnel.events.get(because)
        if event is not None and stage in event.stages:
            return "event" if event.rate is not None else "loss"
        spec = funnel.stages.get(stage)  # nothing for the block `nurture`
        if spec is not None and because == "stale" and spec.stale is not None:
            return "stale"
        if spec is not None and because == "patience" and spec.patience is not None:
            return "patience"
        return "reason"


def _work(row: dict[Any, Any]) -> Work | None:
    """Return what people did in a stay."""
    if pd.isna(row["rep"]) or pd.isna(row["worked_at"]):
        return None
    between = float(row["between_reps_days"]) * _DAY
    return Work(str(row["rep"]), _moment(taken_up(row)), _moment(row["worked_at"]), between)


def _seen(score: Score | None) -> Seen | None:
    """Return what a gate has seen, as shares of ordinary leads."""
    if score is None:
        return None
    return Seen(float(normal_cdf(score.seen)), float(normal_cdf(score.needed)))


def _moment(value: Any) -> datetime:
    """Return a moment as Python has it."""
    moment: datetime = pd.Timestamp(value).to_pydatetime()
    return moment


def look_up(runs: Runs, replication: int, lead: str) -> Found:
    """Return one lead of one future.

    Parameters
    ----------
    runs : Runs
        With the stays of that future.
    replication : int
    lead : str
        ``"inbound:17"``, ``"trade_fair/2026-10-14:3"``, or the id of an open lead.

    Returns
    -------
    Found
        Without stays if the lead does not come.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.replay import replay
    >>> future = replay(compile_funnel(tiny()), 0, seed=7, engine="simpy")
    >>> look_up(future, 0, "web:0").table["what"].tolist()[:2]
    ['arrived', 'entered']
    """
    rows = runs.stays[replication]
    stream, index = _key(runs, lead)
    own = rows[(rows[:, _AT["stream"]] == stream) & (rows[:, _AT["index"]] == index)]
    if not len(own):
        empty = empty_table(SIMULATED_STAYS), empty_table(STORIES)
        return Found(runs, *empty, was_open=stream == -1, born=None)
    own = own[np.argsort(own[:, _AT["entered_at"]], kind="stable")]
    alone = replace(runs, stays={replication: own})
    stays = stays_table(alone, replication)
    born = portrait(runs, replication, own)
    told = story_table(
        stays,
        lead,
        events=frozenset(runs.compiled.funnel.events),
        was_open=stream == -1,
        end=runs.compiled.periods.end,
        besides=_besides(runs, born),
    )
    paid = terms_of_lead(runs, replication, stream, index)
    after = _after(runs, lead, paid)
    told = pd.concat([told, after], ignore_index=True).astype(STORIES) if len(after) else told
    return Found(runs, stays, told, stream == -1, born, paid)


def _after(runs: Runs, lead: str, terms: tuple[Paid, ...]) -> pd.DataFrame:
    """Return what became of a customer as rows of a story."""
    rows: list[tuple[str, object, str, str]] = []
    for term in terms:
        if term.number == 1:
            rows.append((lead, term.since, "customer", f"{term.amount:.2f}"))
        if term.until is not None and term.how != "began":
            rows.append((lead, term.until, term.how, f"{term.after:.2f}"))
    if terms and terms[-1].until is None:
        end = pd.Timestamp(runs.compiled.periods.end)
        rows.append((lead, end, "still a customer", ""))
    return pd.DataFrame(rows, columns=list(STORIES))


def _besides(runs: Runs, born: Portrait) -> pd.DataFrame:
    """Return touches and scores as rows of a story."""
    start, rows = pd.Timestamp(runs.compiled.periods.starts[0]), []
    for number, (touches, score) in enumerate(zip(born.touches, born.scores, strict=True)):
        for touch in touches:
            came = "opened" if touch.opened else "unopened"
            came = "opted_out" if touch.opted_out else came
            rows.append((number, touch.second, "touched", came))
        if score is not None:
            rows.append((number, score.second, "scored", f"{score.seen:.2f}"))
            rows.append((number, score.second, "needed", f"{score.needed:.2f}"))
    found = pd.DataFrame(rows, columns=["stay", "at", "what", "value"])
    found["at"] = start + pd.to_timedelta(found["at"].astype("int64"), unit="s")
    return found


def _streams(runs: Runs) -> list[str]:
    """Return the names of all streams: sources, then dated batches."""
    layout, plan = runs.compiled.layout, runs.compiled.plan
    count = len(layout.sources) + len(plan.batches) + (plan.head(at.H_REFERRED) >= 0)
    zero = np.zeros(count, dtype=np.int64)
    names = lead_names(runs, np.arange(count, dtype=np.int64), zero)
    return [str(name).rpartition(":")[0] for name in names]


def _key(runs: Runs, lead: str) -> tuple[int, int]:
    """Return stream and number of a lead; (-2, 0) where no stream is called so."""
    leads = runs.compiled.layout.leads
    if lead in leads:
        return -1, leads.index(lead)
    stream, _, number = lead.rpartition(":")
    names = _streams(runs)
    if stream in names and _NUMBER.fullmatch(number):
        return names.index(stream), int(number)
    return -2, 0


def telling_lead(runs: Runs, replication: int) -> str:
    """Return the lead with the most stays among those won in a future, or among all if none is.

    Parameters
    ----------
    runs : Runs
        With the stays of that future.
    replication : int

    Raises
    ------
    UnknownNameError
        If no lead comes in that future.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.replay import replay
    >>> telling_lead(replay(compile_funnel(tiny()), 0, seed=7, engine="simpy"), 0)
    'web:2'
    """
    rows = runs.stays[replication]
    if not len(rows):
        raise UnknownNameError(say("no lead comes in future {future}.", future=replication))
    leads, which = np.unique(rows[:, :2], axis=0, return_inverse=True)
    targets = np.append(runs.compiled.plan.ways[:, at.W_TARGET], 0)
    won = np.zeros(len(leads), dtype=bool)
    won[which[targets[rows[:, _AT["way"]]] == at.WON]] = True
    stays = np.bincount(which, minlength=len(leads))
    best = leads[np.argmax(stays * 2 + (won * 2 * stays.max()))]
    return str(lead_names(runs, best[:1], best[1:])[0])


def no_such_lead(runs: Runs, replication: int, lead: str) -> UnknownNameError:
    """Return why a lead cannot be told of: who came in this future, and the nearest name.

    Parameters
    ----------
    runs : Runs
        With the stays of that future.
    replication : int
    lead : str
        What was asked for.
    """
    counts = _counts(runs, runs.stays[replication])
    stream, _, number = lead.rpartition(":")
    if stream in counts and _NUMBER.fullmatch(number):
        n = counts[stream]
        return UnknownNameError(
            say_n(
                "no lead {lead!r} in future {future}: {source} brought {n} lead there{range}.",
                "no lead {lead!r} in future {future}: {source} brought {n} leads there{range}.",
                n, lead=lead[:80], future=replication, source=stream, n=format_count(n),
                range=_range(stream, n),
            )
        )  # fmt: skip
    leads = runs.compiled.layout.leads
    wished = number if _NUMBER.fullmatch(number) else "0"
    known = [f"{name}:{wished}" for name in counts] + list(leads)
    listed = [f"{name} {format_count(n)}{_range(name, n)}" for name, n in counts.items() if n][
        :_MOST_SOURCES
    ]
    if leads:
        listed.append(say("open at the start {n}", n=format_count(len(leads))))
    return UnknownNameError(
        say(
            "no lead {lead!r}; write SOURCE:NUMBER, or the id of an open lead. Leads in future "
            "{future}: {listed}.",
            lead=lead[:80], future=replication, listed=", ".join(listed),
        )
        + did_you_mean(lead, known)
    )  # fmt: skip


def _range(stream: str, n: int) -> str:
    """Return the first and last name of a stream's leads, in brackets."""
    if n < 1:
        return ""
    if n == 1:
        return f" ({stream}:0)"
    return say(" ({first} to {last})", first=f"{stream}:0", last=f"{stream}:{n - 1}")


def _counts(runs: Runs, rows: NDArray[np.int64]) -> dict[str, int]:
    """Return how many leads each stream brought."""
    names, found = _streams(runs), {}
    for number, name in enumerate(names):
        here = rows[rows[:, _AT["stream"]] == number, _AT["index"]]
        found[name] = int(here.max()) + 1 if here.size else 0
    return found
