"""What futures show of KPIs: tallies of all, stays and sellers of the first of them, a target."""

from __future__ import annotations

from simfunnel.forecasting import Goal, Outlook
from simfunnel.forecasting.measured import remade
from simfunnel.indicators.kinds import Aim, Asked, Seen, Sold, amount_of
from simfunnel.measures import flows_of_runs, sold_by_seat, stays_of_runs
from simfunnel.simulation.runner import Runs
from simfunnel.simulation.worth import with_worth

__all__ = ["seen_of_outlook"]


def seen_of_outlook(of: Outlook, asked: Asked) -> Seen:
    """Return what futures show.

    Parameters
    ----------
    of : Outlook
    asked : Asked

    Examples
    --------
    >>> from simfunnel.forecasting import forecast
    >>> from simfunnel.funnel.examples import tiny
    >>> outlook = forecast(tiny(), replications=3, engine="simpy")
    >>> seen_of_outlook(outlook, Asked("pitch", "pitch")).stays.replications.tolist()
    [0, 1, 2]
    """
    runs = of.runs
    again = remade(runs, asked.futures)
    apart, flows = stays_of_runs(with_worth(again)), flows_of_runs(runs)
    funnel = runs.compiled.funnel
    aim, goal = None, of.goal(_target(of, asked.target))
    if goal is not None and goal.measure == "won_amount":
        window = of.window(goal)
        total = of.futures.parts(window, goal.measure).total / 100.0
        days = f"{window.since} to {window.by}"
        aim = Aim(days, goal.value, float(window.booked_value(goal.measure)), total)
    n, first = len(runs.compiled.layout.sources), runs.columns.cost
    cents = runs.results.tallies[:, :, first : first + n]
    costs = None
    if cents.any():
        costs = (cents if asked.by_period else cents.sum(axis=1, keepdims=True)) / 100.0
    return Seen(
        apart if asked.by_period else apart.together(),
        flows if asked.by_period else flows.together(),
        apart, flows, tuple(funnel.stages), asked.marketing, asked.qualified,
        lead_costs=costs, aim=aim, sold=_sold(again) if asked.selling else None,
    )  # fmt: skip


def _target(of: Outlook, target: str | None) -> Goal | str | None:
    """Return a target; an amount alone is one for the whole horizon."""
    if not isinstance(target, str) or " by " in target or target in {g.name for g in of.goals}:
        return target
    measure, amount = amount_of(target)
    return Goal(measure, amount, of.futures.last_day, of.futures.start)  # type: ignore[arg-type]


def _sold(again: Runs) -> Sold | None:
    """Return what each seller wins in the first futures; None where nobody works on wins."""
    names, cents = sold_by_seat(again)
    return Sold(names, cents / 100.0) if names else None
