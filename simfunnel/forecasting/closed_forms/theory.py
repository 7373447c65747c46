"""Theory beside simulation, as a table, in words and as a card."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from simfunnel.cards import TheoryCard, save_theory, theory_html, theory_text, theory_words
from simfunnel.forecasting.closed_forms.queues import queue_words
from simfunnel.forecasting.closed_forms.reasons import Reasons
from simfunnel.forecasting.command_lines import command_line
from simfunnel.forecasting.plain import plain_records
from simfunnel.funnel.model import Funnel
from simfunnel.tables import QUEUES, empty_table

__all__ = ["Theory"]


@dataclass(frozen=True, eq=False, repr=False)
class Theory:
    """What is known of a funnel without simulating it, beside the simulation.

    Built by `simfunnel.theory`.

    Parameters
    ----------
    funnel : Funnel
        What both sides look at.
    table : DataFrame
        Columns of `tables.THEORY`; without rows where nothing has a closed form.
    occupancy : DataFrame
        Columns of `tables.OCCUPANCY`: open leads at the end of each month, from an empty start.
    long_run : dict of str to float, optional
        Open leads by stage once everything is steady; None where arrivals change with time.
    reasons : Reasons
        What has no closed form, and what both sides leave out.
    taken_out : tuple of str
        What `plain` took out of the funnel.
    leads : int
        How many were followed to their end.
    made_by : tuple of (str, str)
    plain : bool
    path : str
        The scenario file; empty where there is none.
    queues : DataFrame
        Columns of `tables.QUEUES`: what theory says of each team's queue, or why it says nothing.

    Examples
    --------
    >>> from simfunnel.forecasting.closed_forms.asking import theory
    >>> from simfunnel.funnel.examples import busy, tiny
    >>> theory(tiny(), engine="simpy", replications=4).agrees
    True
    >>> theory(busy(), engine="simpy").agrees is None
    True
    """

    funnel: Funnel
    table: pd.DataFrame
    occupancy: pd.DataFrame
    long_run: dict[str, float] | None
    reasons: Reasons
    taken_out: tuple[str, ...]
    leads: int
    made_by: tuple[tuple[str, str], ...]
    plain: bool = False
    path: str = ""
    queues: pd.DataFrame = field(default_factory=lambda: empty_table(QUEUES))

    @property
    def z(self) -> float:
        """The largest distance, in standard errors; NaN where nothing has a closed form."""
        sizes = self.table["z"].abs().dropna()
        return float(sizes.max()) if len(sizes) else math.nan

    @property
    def agrees(self) -> bool | None:
        """Whether no figure lies beyond 4.9 standard errors; None where nothing is compared.

        Chance alone would pass that bound once in a million figures.
        """
        return None if math.isnan(self.z) else self.z <= 4.9

    @property
    def words(self) -> str:
        """Whether theory and simulation agree, or why nothing can be compared, in sentences."""
        return " ".join(theory_words(self.card()))

    @property
    def again(self) -> str:
        """The line that makes it again."""
        seed = dict(self.made_by)["seed"]
        if self.path:
            asked = {"--plain": self.plain or None, "--seed": seed}
            return command_line("theory", [self.path], asked)
        return f"simfunnel.theory(funnel, seed={seed}{', plain=True' if self.plain else ''})"

    @cached_property
    def _card(self) -> TheoryCard:
        """What a card shows."""
        return TheoryCard(
            self.funnel.funnel,
            self.table,
            self.occupancy,
            long_run=self.long_run or {},
            who=self.reasons.who,
            when=self.reasons.when,
            left_out=(*self.taken_out, *self.reasons.left_out),
            last_day=self.funnel.last_day,
            leads=self.leads,
            plain=self.plain,
            queues=queue_words(self.queues),
            made_by=(("scenario", self.funnel.digest()), *self.made_by),
            again=self.again,
        )

    def card(self) -> TheoryCard:
        """Return what a card shows."""
        return self._card

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
        return theory_text(self.card(), width=width, utf8=utf8, colour=colour)

    def save(self, path: str | Path) -> Path:
        """Write the card as a page, .html.

        Parameters
        ----------
        path : str or Path

        Raises
        ------
        TableError
            If the suffix is another one.
        """
        return save_theory(self.card(), path)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data; what is not known is None."""
        return {
            "funnel": self.funnel.funnel,
            "plain": self.plain,
            "words": self.words,
            "agrees": self.agrees,
            "table": plain_records(self.table),
            "occupancy": plain_records(self.occupancy),
            "long_run": self.long_run,
            "queues": plain_records(self.queues),
            "no_closed_form": {"who": list(self.reasons.who), "when": list(self.reasons.when)},
            "left_out": [*self.taken_out, *self.reasons.left_out],
            "leads": self.leads,
            "made_by": [list(pair) for pair in self.made_by],
        }

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """Return what a notebook shows."""
        return {"text/html": theory_html(self.card()), "text/plain": self.text()}

    def __repr__(self) -> str:
        """Return the first sentence."""
        return f"Theory({theory_words(self.card())[0]!r})"

    def __str__(self) -> str:
        """Return the words."""
        return self.words
