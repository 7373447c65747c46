"""Every drawing of an outlook by its name: what each one is drawn from, and how to get it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from simfunnel.cards import OutlookCard
from simfunnel.charts import (
    LIGHT,
    AssumptionsData,
    Figure,
    Theme,
    draw_arrivals,
    draw_assumptions,
    draw_distribution,
    draw_fan,
    draw_flow,
    draw_funnel,
    draw_gates,
    draw_occupancy,
    draw_origins,
    draw_rates,
    draw_recurring,
    draw_stay_parts,
    draw_win_rate,
    draw_workload,
)
from simfunnel.errors import FunnelError, TableError, UnknownNameError, did_you_mean
from simfunnel.forecasting.customers import recurring_over_time
from simfunnel.forecasting.flowing import Flowing
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.over_time import arrivals_of, occupancy_of
from simfunnel.forecasting.shown import Shown, shown_by
from simfunnel.forecasting.wins_by_age import win_rate_of
from simfunnel.forecasting.workload import (
    capacity_of,
    gates_of,
    nurture_of,
    stay_parts_of,
    utilisation_of,
)
from simfunnel.words import say

__all__ = ["FIGURES", "Source", "check_figure", "draw_figure"]


@dataclass(frozen=True, eq=False)
class Source:
    """What the drawings of one outlook are made from.

    Parameters
    ----------
    futures : Futures
    make_card : callable
        Returns the card; called once, and only by drawings that need it.
    """

    futures: Futures
    make_card: Callable[[], OutlookCard]

    @cached_property
    def card(self) -> OutlookCard:
        """The card of the target."""
        return self.make_card()

    @cached_property
    def flowing(self) -> Flowing:
        """Who came, moved and ended."""
        return Flowing(self.futures)

    @cached_property
    def shown(self) -> Shown:
        """What the funnel will show."""
        runs = self.futures.runs
        return shown_by(runs.compiled.funnel, engine=runs.engine)


def _outlook(source: Source, theme: Theme) -> Figure:
    """Draw the fan."""
    return draw_fan(source.card.fan, theme=theme)


def _year(source: Source, theme: Theme) -> Figure:
    """Draw how likely each result is."""
    return draw_distribution(source.card.fan, theme=theme)


def _origins(source: Source, theme: Theme) -> Figure:
    """Draw where the result comes from."""
    data = source.card.origins_data
    if data is None:
        raise FunnelError(
            say("this outlook has no origins to draw; forecast with a later last day.")
        )
    return draw_origins(data, theme=theme)


def _assumptions(source: Source, theme: Theme) -> Figure:
    """Draw what matters most."""
    card, chance = source.card, source.card.fan.chance
    if not card.assumptions or chance is None:
        why = card.why_no_assumptions or say("Needs a target.")
        raise FunnelError(say("the figure 'assumptions' cannot be drawn: {why}", why=why))
    return draw_assumptions(AssumptionsData(tuple(card.assumptions), chance), theme=theme)


def _funnel(source: Source, theme: Theme) -> Figure:
    """Draw the funnel."""
    return draw_funnel(source.flowing.funnel(source.shown), theme=theme)


def _flow(source: Source, theme: Theme) -> Figure:
    """Draw the flow."""
    return draw_flow(source.flowing.flow(), theme=theme)


def _win_rate(source: Source, theme: Theme) -> Figure:
    """Draw wins by age, on those of the past where these are known."""
    return draw_win_rate(win_rate_of(source.futures), theme=theme)


def _rates(source: Source, theme: Theme) -> Figure:
    """Draw said against realised."""
    return draw_rates(source.flowing.rates(source.shown), theme=theme)


def _arrivals(source: Source, theme: Theme) -> Figure:
    """Draw what comes by source."""
    return draw_arrivals(arrivals_of(source.flowing), theme=theme)


def _occupancy(source: Source, theme: Theme) -> Figure:
    """Draw who is where."""
    return draw_occupancy(occupancy_of(source.flowing), theme=theme)


def _utilisation(source: Source, theme: Theme) -> Figure:
    """Draw queues and how busy teams are."""
    return draw_workload(utilisation_of(source.flowing), theme=theme)


def _capacity(source: Source, theme: Theme) -> Figure:
    """Draw hours asked against hours offered."""
    return draw_workload(capacity_of(source.flowing), theme=theme)


def _stays(source: Source, theme: Theme) -> Figure:
    """Draw what stays consist of."""
    return draw_stay_parts(stay_parts_of(source.flowing), theme=theme)


def _gates(source: Source, theme: Theme) -> Figure:
    """Draw what gates decide, and what leads are like."""
    return draw_gates(gates_of(source.flowing), theme=theme)


def _nurture(source: Source, theme: Theme) -> Figure:
    """Draw who is parked, wakes and opts out."""
    return draw_workload(nurture_of(source.flowing), theme=theme)


def _customers(source: Source, theme: Theme) -> Figure:
    """Draw what recurs, and what moves it."""
    try:
        return draw_recurring(recurring_over_time(source.futures), theme=theme)
    except TableError as error:
        raise FunnelError(
            say("the figure 'customers' cannot be drawn: {why}", why=str(error))
        ) from None


FIGURES: dict[str, Callable[[Source, Theme], Figure]] = {
    "outlook": _outlook,
    "year": _year,
    "origins": _origins,
    "assumptions": _assumptions,
    "funnel": _funnel,
    "flow": _flow,
    "win_rate": _win_rate,
    "rates": _rates,
    "arrivals": _arrivals,
    "occupancy": _occupancy,
    "utilisation": _utilisation,
    "capacity": _capacity,
    "stays": _stays,
    "gates": _gates,
    "nurture": _nurture,
    "customers": _customers,
}
"""Every drawing by its name."""


def check_figure(name: str) -> str:
    """Return the name of a drawing, or refuse one that there is not.

    Parameters
    ----------
    name : str

    Raises
    ------
    UnknownNameError
        The nearest name is offered.

    Examples
    --------
    >>> check_figure("flow")
    'flow'
    """
    if name not in FIGURES:
        known = ", ".join(FIGURES)
        raise UnknownNameError(
            say(
                "no figure is called '{name}'; there are {known}.{hint}",
                name=name,
                known=known,
                hint=did_you_mean(name, FIGURES),
            )
        )
    return name


def draw_figure(name: str, source: Source, theme: Theme = LIGHT) -> Figure:
    """Return one drawing.

    Parameters
    ----------
    name : str
        One of `FIGURES`.
    source : Source
    theme : Theme

    Returns
    -------
    Figure

    Raises
    ------
    UnknownNameError
        If no drawing has that name.
    FunnelError
        If this outlook has nothing to draw in it.
    """
    return FIGURES[check_figure(name)](source, theme)
