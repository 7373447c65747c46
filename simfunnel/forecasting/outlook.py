"""An outlook: what many futures bring, in a sentence, a card, a file and plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from simfunnel.cards import (
    OutlookCard,
    Remark,
    headline_text,
    outlook_mimebundle,
    outlook_text,
    save_outlook,
)
from simfunnel.charts import DARK, LIGHT, FanData, Figure
from simfunnel.forecasting.acts import acts_table, rules_table
from simfunnel.forecasting.card import CHANCES, bare_card, card_of
from simfunnel.forecasting.chances import chance_of
from simfunnel.forecasting.customers import are_followed, customers_table, terms_table
from simfunnel.forecasting.figures import Source, draw_figure
from simfunnel.forecasting.measured import TOLD
from simfunnel.forecasting.plain import (
    plain_origins,
    plain_periods,
    plain_probability,
    plain_records,
    plain_total,
)
from simfunnel.forecasting.provenance import MadeBy, made_by_of
from simfunnel.forecasting.questions import Questions
from simfunnel.forecasting.remarks import remarks_of, stopped
from simfunnel.forecasting.targets import Goal
from simfunnel.measures.purges import QUANTILES, purges
from simfunnel.words import speaking

__all__ = ["Outlook"]


@dataclass(frozen=True, eq=False, repr=False)
class Outlook(Questions):
    """What will probably come, and when.

    Built by `simfunnel.forecast`. Every quantile, chance and date is taken over whole futures;
    averages add up, quantiles do not. Amounts in tables are whole units of the currency.

    Parameters
    ----------
    futures : Futures
        What was simulated, and what it started from.
    goals : tuple of Goal
        The targets: those asked for, then the funnel's own.
    notes : tuple of str
        What was settled before the run.
    again : str
        The line that makes it again.

    Examples
    --------
    >>> from simfunnel.forecasting.forecasts import forecast
    >>> from simfunnel.funnel.examples import tiny
    >>> outlook = forecast(tiny(), replications=50, engine="simpy")
    >>> outlook.probability("20 won").value > 0.9, outlook.reached("20 won", surely=0.5).month
    (True, 12)
    >>> list(outlook.total["measure"]), len(outlook.periods)
    (['won', 'won_amount'], 8)
    """

    notes: tuple[str, ...] = ()
    again: str = ""

    @property
    def headline(self) -> str:
        """The outlook in one sentence."""
        goal = self.goal()
        return headline_text(bare_card(self.futures, goal, self.window(goal)))

    @cached_property
    def made_by(self) -> MadeBy:
        """Scenario and its hash, seed, replications, engine, versions, seconds."""
        return made_by_of(self.futures)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know before trusting it; each a sentence."""
        ended = stopped(self.futures)
        said = tuple(remark.text for remark in self._remarks)
        return (ended, *said) if ended else said

    @property
    def _remarks(self) -> tuple[Remark, ...]:
        """The same as a card takes them; it says by itself that a run was stopped."""
        return remarks_of(self.futures, self.all_open, self.notes)

    def purges(
        self, quantiles: Sequence[float] = QUANTILES, *, futures: int = TOLD
    ) -> pd.DataFrame:
        """Return what stale limits would give up that keep so many of the deals.

        Parameters
        ----------
        quantiles : sequence of float
            Shares of the deals that a limit keeps, stage by stage.
        futures : int
            How many futures tell their stays: the first ones.

        Returns
        -------
        DataFrame
            Columns of `tables.PURGES`.
        """
        return purges(self._told(futures, ()), quantiles)

    @cached_property
    def acts(self) -> pd.DataFrame:
        """Which review rule acted on which day of each future; columns of `tables.ACTS`."""
        return acts_table(self.runs)

    @cached_property
    def rules(self) -> pd.DataFrame:
        """The review rules: in how many futures each acts, when first; columns of `RULES`."""
        return rules_table(self.runs)

    @cached_property
    def customers(self) -> pd.DataFrame:
        """What recurs, customers, retention and money by period; columns of `CUSTOMERS`.

        Raises
        ------
        TableError
            If nothing happens after the sale.
        """
        return customers_table(self.runs)

    def terms(self, replication: int = 0) -> pd.DataFrame:
        """Return the terms of the customers of one future, made again if they were not kept.

        Parameters
        ----------
        replication : int
            Its number.

        Returns
        -------
        DataFrame
            Columns of `tables.TERMS`.

        Raises
        ------
        TableError
            If nothing happens after the sale.
        SimfunnelError
            If that future was not simulated.
        """
        return terms_table(self.runs, replication)

    def fan(self, target: Goal | str | None = None) -> FanData:
        """Return what the fan chart is drawn from: what is booked, then quantiles day by day.

        Parameters
        ----------
        target : Goal or str, optional
            As in `origins`.
        """
        goal = self.goal(target)
        return bare_card(self.futures, goal, self.window(goal)).fan

    def card(self, target: Goal | str | None = None) -> OutlookCard:
        """Return what a card shows: tables, numbers, and what its charts are drawn from.

        Parameters
        ----------
        target : Goal or str, optional
            As in `origins`.
        """
        goal = self.goal(target)
        return card_of(
            self.futures,
            goal,
            self.window(goal),
            leads=self.all_open,
            assumptions=self.assumptions(goal),
            remarks=self._remarks,
            made_by=self.made_by,
            again=self.again,
        )

    def figure(
        self, name: str = "outlook", target: Goal | str | None = None, *, dark: bool = False
    ) -> Figure:
        """Return one of the drawings that this outlook can be seen in.

        Parameters
        ----------
        name : str
            outlook, year, origins, assumptions, funnel, flow, win_rate, rates, arrivals,
            occupancy, utilisation, capacity, stays, gates, nurture or customers.
        target : Goal or str, optional
            As in `origins`.
        dark : bool
            Drawn for a dark page.

        Returns
        -------
        Figure
            With its table in ``.data``; ``.save("funnel.png")`` writes it.

        Raises
        ------
        UnknownNameError
            If no drawing has that name; the nearest is offered.
        FunnelError
            If this outlook has nothing to draw in it.
        """
        source = Source(self.futures, lambda: self.card(target))
        return draw_figure(name, source, DARK if dark else LIGHT)

    def text(self, width: int = 100, *, utf8: bool = True, colour: bool = False) -> str:
        """Return the card as a terminal shows it.

        Parameters
        ----------
        width : int
            Columns, 60 to 100.
        utf8 : bool
            Whether the terminal knows more than ASCII.
        colour : bool
            Whether to add colours, as escape sequences.
        """
        return outlook_text(self.card(), width=width, utf8=utf8, colour=colour)

    def save_chart(self, path: str | Path) -> Path:
        """Write the outlook in the form that a file's suffix names.

        Parameters
        ----------
        path : str or Path
            .html: the whole card; .png, .svg or .json: the fan.

        Returns
        -------
        Path

        Raises
        ------
        TableError
            If the suffix is none of these.
        """
        return save_outlook(self.card(), path)

    def to_json(self) -> dict[str, Any]:
        """Return the outlook as plain data; the same run gives the same, in every language.

        Returns
        -------
        dict
            ``headline``; ``total`` and ``periods`` with measure, mean, p10, p50 and p90 for won
            and won_amount; ``probability`` of the first target with its error (None without one),
            ``probabilities`` of all; ``reached``, the day by which the first target is reached
            with each chance; ``origins``; ``customers``, the rows of `customers`, none where
            nothing happens after the sale; ``rules`` that acted, with their shares; ``warnings``;
            ``made_by``. Sentences are English.
        """
        with speaking("en"):
            return self._plain()

    def _plain(self) -> dict[str, Any]:
        """Return the outlook as plain data, in the language that is spoken."""
        chances = [
            plain_probability(goal, chance_of(self.futures, goal, self.window(goal)))
            for goal in self.goals
        ]
        return {
            "headline": self.headline,
            "currency": self.futures.currency,
            "start": self.futures.start.isoformat(),
            "last_day": self.futures.last_day.isoformat(),
            "total": plain_total(self.total),
            "periods": plain_periods(self.periods),
            "probability": chances[0] if chances else None,
            "probabilities": chances,
            "reached": self._reached_dates(),
            "origins": plain_origins(self.origins()),
            "open_leads": {
                "open": self.all_open.n,
                "listed": len(self.open_leads),
                "dormant": len(self.all_open.dormant),
                "zombies": len(self.all_open.zombies),
            },
            "customers": plain_records(self.customers) if are_followed(self.runs) else [],
            "rules": plain_records(self.rules),
            "warnings": list(self.warnings),
            "made_by": self.made_by.to_json(),
        }

    def _reached_dates(self) -> dict[str, str | None] | None:
        """Return the day by which the first target is reached with each chance."""
        if not self.goals:
            return None
        days = {sure: self.reached(surely=sure) for sure in CHANCES}
        return {f"{sure:g}": None if day is None else str(day) for sure, day in days.items()}

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """Return what a notebook shows."""
        return outlook_mimebundle(self.card())

    def __repr__(self) -> str:
        """Return the sentence."""
        return f"Outlook({self.headline!r})"

    def __str__(self) -> str:
        """Return the sentence."""
        return self.headline
