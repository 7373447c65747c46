"""The queue of a team: which closed form holds, what it says, or why there is none.

Work that comes at random and takes exponential time, for people who are always there: Erlang's
M/M/c where everybody waits, Palm's Erlang-A (M/M/c+M) where patience is exponential too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from simfunnel.charts import clean_name, figure_text
from simfunnel.forecasting.closed_forms.followed import compiled_fair
from simfunnel.funnel.model import Funnel, Stage
from simfunnel.funnel.resolve import resolve
from simfunnel.funnel.sources import Source
from simfunnel.funnel.spreads import DwellSpread
from simfunnel.funnel.teams import Team
from simfunnel.simulation.runner import simulate
from simfunnel.tables import QUEUES
from simfunnel.units import format_share
from simfunnel.words import say

__all__ = ["Queue", "erlang_a", "erlang_c", "queue_words", "queues_of", "with_simulated"]

_DAY, _HOUR = 86_400.0, 3_600.0
_NEGLIGIBLE = 1e-16


class Queue(NamedTuple):
    """What theory says of a queue once it is steady.

    Parameters
    ----------
    utilisation : float
        Which share of the time people work.
    wait : float
        Mean wait of all who come, in the unit in which rates are given; of those who lose
        patience too.
    waiting : float
        How many wait, on average.
    lost : float
        Share that loses patience.
    """

    utilisation: float
    wait: float
    waiting: float
    lost: float


def erlang_c(rate: float, service: float, seats: int) -> Queue:
    """Return what M/M/c says.

    Parameters
    ----------
    rate : float
        How many come per unit of time.
    service : float
        Mean time of a service.
    seats : int
        How many serve; less work must come than they can do.

    Examples
    --------
    >>> erlang_c(0.8, 1.0, 1)
    Queue(utilisation=0.8, wait=4.0, waiting=3.2, lost=0.0)
    >>> round(erlang_c(2.4, 1.0, 3).wait, 9)
    1.078651685
    """
    load = rate * service
    blocked = 1.0  # Erlang B, seat by seat
    for seat in range(1, seats + 1):
        blocked = load * blocked / (seat + load * blocked)
    use = load / seats
    all_busy = blocked / (1.0 - use * (1.0 - blocked))
    wait = all_busy * service / (seats * (1.0 - use))
    return Queue(use, round(wait, 12), round(rate * wait, 12), 0.0)


def erlang_a(rate: float, service: float, seats: int, patience: float) -> Queue:
    """Return what M/M/c with exponential patience says; it is steady under any load.

    Parameters
    ----------
    rate : float
        How many come per unit of time.
    service, patience : float
        Mean times.
    seats : int

    Examples
    --------
    >>> [round(figure, 9) for figure in erlang_a(2.4, 1.0, 3, 2.0)]
    [0.704115696, 0.23971076, 0.575305824, 0.11985538]
    """
    weight, total, waiting, busy, n = 1.0, 1.0, 0.0, 0.0, 0
    while n <= seats or weight > _NEGLIGIBLE * total:
        n += 1
        weight *= rate / (min(n, seats) / service + max(n - seats, 0) / patience)
        total += weight
        waiting += max(n - seats, 0) * weight
        busy += min(n, seats) * weight
        if weight > 1e200:
            weight, total, waiting, busy = (x * 1e-200 for x in (weight, total, waiting, busy))
    waiting, busy = waiting / total, busy / total
    return Queue(busy / seats, waiting / rate, waiting, waiting / patience / rate)


def queues_of(funnel: Funnel) -> pd.DataFrame:
    """Return what theory says of each team's queue, or why it says nothing.

    Parameters
    ----------
    funnel : Funnel

    Returns
    -------
    DataFrame
        Columns of `tables.QUEUES`; one row per team that works somewhere.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed
    >>> queues_of(staffed())["form"].tolist()
    ['', '']
    """
    rows = []
    for name, team in funnel.teams.items():
        stages = [key for key, stage in funnel.stages.items() if stage.team == name]
        if stages:
            *figures, because = _answer(funnel, team, stages)
            rows.append((name, *figures, math.nan, math.nan, because))
    return pd.DataFrame(rows, columns=list(QUEUES)).astype(QUEUES)


def with_simulated(
    queues: pd.DataFrame, funnel: Funnel, *, replications: int, seed: int, engine: str
) -> pd.DataFrame:
    """Return the table with the simulated wait beside that of theory, and its standard error.

    Parameters
    ----------
    queues : DataFrame
        Columns of `tables.QUEUES`.
    funnel : Funnel
    replications, seed : int
    engine : {"compiled", "simpy"}
    """
    known = queues["form"] != ""
    if not known.any():
        return queues
    compiled = compiled_fair(funnel, resolve(funnel))
    runs = simulate(compiled, replications, seed=seed, engine=engine)
    cube = runs.results.tallies
    warm = cube[:, math.ceil(cube.shape[1] / 10) :].sum(axis=1).astype(float)
    found = queues.copy()
    for row in queues.index[known]:
        name = next(n for n, s in funnel.stages.items() if s.team == queues.at[row, "team"])
        stage = compiled.layout.stages.index(name)
        came = warm[:, runs.columns.entered + stage]
        waits = warm[:, runs.columns.queued + stage][came > 0] / came[came > 0] / _HOUR
        if waits.size > 1:
            found.loc[row, "simulated"] = waits.mean()
            found.loc[row, "se"] = waits.std(ddof=1) / math.sqrt(waits.size)
    return found


def queue_words(queues: pd.DataFrame) -> tuple[str, ...]:
    """Return a sentence on the queue of each team.

    Parameters
    ----------
    queues : DataFrame
        Columns of `tables.QUEUES`.

    Examples
    --------
    >>> row = ("reps", "M/M/c", 19.2, 0.8, 4.0, 3.2, 0.0, 3.99, 0.02, "")
    >>> print(queue_words(pd.DataFrame([row], columns=list(QUEUES)))[0].split("; ")[1])
    simulated, they wait 3.99 hours, give or take 0.02.
    """
    return tuple(_sentence(row) for row in queues.to_dict("records"))


def _sentence(row: dict[Any, Any]) -> str:
    """Return the sentence on one queue."""
    team = clean_name(row["team"])
    if not row["form"]:
        return say("{team}: no closed form. {because}", team=team, because=row["because"])
    figures = {
        "team": team, "form": row["form"], "share": format_share(row["utilisation"], decimals=1),
        "hours": figure_text(row["wait_hours"], 2), "waiting": figure_text(row["waiting"], 1),
        "simulated": figure_text(row["simulated"], 2), "error": figure_text(row["se"], 2),
    }  # fmt: skip
    if row["form"] == "M/M/c":
        return say(
            "{team} ({form}): people work {share} of the time, leads wait {hours} hours on "
            "average, {waiting} at a time; simulated, they wait {simulated} hours, give or take "
            "{error}.",
            **figures,
        )
    return say(
        "{team} ({form}): people work {share} of the time, leads wait {hours} hours on average, "
        "{waiting} at a time, and {lost} of them lose patience; simulated, they wait {simulated} "
        "hours, give or take {error}.",
        lost=format_share(row["lost"], decimals=1), **figures,
    )  # fmt: skip


def _answer(funnel: Funnel, team: Team, stages: list[str]) -> tuple[str | float, ...]:
    """Return form, figures and reasons of one team."""
    nothing = [math.nan] * 4
    because = [*_of_people(funnel, team, stages), *_of_leads(funnel, stages)]
    if because:
        return "", math.nan, *nothing, " ".join(because)
    stage = funnel.stages[stages[0]]
    coming = [source for source in funnel.sources.values() if source.enters == stages[0]]
    per_day = sum(source.leads.per_day for source in coming if source.leads is not None)
    seats, service = int(team.seats.number), _mean(stage.effort) / _HOUR
    if stage.patience is not None:
        queue = erlang_a(per_day / 24.0, service, seats, _mean(stage.patience.after) / _HOUR)
        return "Erlang-A", per_day, *queue, ""
    if per_day / 24.0 * service >= seats:
        more = say("More work comes than people can do, so the queue grows for ever.")
        return "", per_day, *nothing, more
    return "M/M/c", per_day, *erlang_c(per_day / 24.0, service, seats), ""


def _mean(spread: DwellSpread | None) -> float:
    """Return the mean of an exponential spread, in seconds."""
    assert spread is not None  # asked of exponential ones only
    assert spread.mean is not None
    return spread.mean.seconds


def _of_people(funnel: Funnel, team: Team, stages: list[str]) -> Iterator[str]:
    """Yield what about the people has no closed form."""
    windows = team.selling_hours.by_weekday()
    closed = funnel.calendar.country is not None or funnel.calendar.holidays
    if closed or team.selling_hours.share.number < 1 or set(windows) != {(0, int(_DAY))}:
        yield say("People are not there around the clock, so a queue builds up overnight.")
    if team.open_deals is not None:
        yield say("Each rep keeps several leads, for as long as customers take.")
    if len(stages) > 1:
        yield say("The team works in several stages.")
    if team.hires or team.leave or team.turnover is not None or team.ramp:
        yield say("People come, go or learn, so it is never steady.")
    if team.skill.effort.number > 0:
        yield say("People differ in how fast they work.")


def _of_leads(funnel: Funnel, stages: list[str]) -> Iterator[str]:
    """Yield what about the leads and their work has no closed form."""
    for name in stages:
        stage = funnel.stages[name]
        if stage.effort is not None and not _is_exponential(stage.effort):
            yield say("Work does not take exponential time.")
        if stage.patience is not None and not _is_exponential(stage.patience.after):
            yield say("Patience is not exponential.")
        if stage.stale is not None or any(
            name in event.stages and event.rate is not None and event.rate.number > 0
            for event in funnel.events.values()
        ):
            yield say("Events or a stale limit may end a stay before the work is done.")
        if _is_fed(funnel, name):
            yield say("Leads come from other stages, so they do not come at random.")
        sources = [source for source in funnel.sources.values() if source.enters == name]
        if any(map(_changes, sources)):
            yield say("How many leads come changes with time.")


def _is_exponential(spread: DwellSpread) -> bool:
    """Return whether a duration is exponential, on the calendar."""
    only_mean = set(spread.stated()) == {"mean"} and not spread.values and not spread.mixture
    return only_mean and spread.family in (None, "exponential") and spread.clock == "calendar"


def _is_fed(funnel: Funnel, name: str) -> bool:
    """Return whether leads come to a stage from another stage, or from itself."""
    stages: list[Stage] = list(funnel.stages.values())
    exits = any(to == name for stage in stages for to, _, _ in stage.exits())
    stale = any(stage.stale is not None and stage.stale.to == name for stage in stages)
    lost = any(stage.patience is not None and stage.patience.to == name for stage in stages)
    sent = any(name in event.then for event in funnel.events.values())
    woken = funnel.nurture is not None and funnel.nurture.woken.to == name
    return exits or stale or lost or sent or woken


def _changes(source: Source) -> bool:
    """Return whether a source brings more at one time than at another."""
    uneven = source.unevenness.week.number or source.unevenness.year.number
    dated = source.months or source.weekdays or source.campaigns or source.batches
    return bool(uneven or dated or source.growth.share or source.market or source.leads is None)
