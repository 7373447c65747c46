"""What limits a funnel: its tables, its verdicts, and how they are shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from simfunnel.cards import LimitsCard, limits_html, limits_text, limits_words, save_limits
from simfunnel.decisions.provenance import Said
from simfunnel.forecasting.command_lines import command_line, option_names
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.plain import plain_records
from simfunnel.forecasting.provenance import MadeBy, made_by_of
from simfunnel.tables import LIMITS

__all__ = ["Limits"]


@dataclass(frozen=True, eq=False, repr=False)
class Limits:
    """Whether people or leads limit what is won. Built by `simfunnel.limits`.

    Parameters
    ----------
    futures : Futures
        The funnel as it is.
    table : DataFrame
        Columns of `tables.LIMITS`: a row per period and team.
    teams : DataFrame
        Columns of `tables.TEAM_LIMITS`: a row per team, of the whole horizon; the one first where
        one more seat adds most.
    said : Said
        What was asked for.
    seconds : float
        How long all runs took.

    Examples
    --------
    >>> from simfunnel.decisions.limiting import limits
    >>> from simfunnel.funnel.examples import staffed
    >>> found = limits(staffed(), replications=4, engine="simpy")
    >>> found.verdicts["verdict"].isin(["capacity-limited", "demand-limited"]).all()
    np.True_
    """

    futures: Futures
    table: pd.DataFrame
    teams: pd.DataFrame
    said: Said
    seconds: float

    @property
    def verdicts(self) -> pd.DataFrame:
        """A row per period: label, verdict, the team that limits it, and whether that is clear.

        Of several teams that limit a period it is the one where a seat adds most. What is demand-
        limited names no team. It is clear if it is beyond the error of the difference between one
        more seat and more leads.
        """
        rows = []
        for label, part in self.table.groupby("label", sort=False):
            limiting = part[part["capacity"]].sort_values("seat", ascending=False)
            first = limiting.iloc[0] if len(limiting) else None
            rows.append(
                {
                    "label": label,
                    "verdict": "demand-limited" if first is None else "capacity-limited",
                    "team": "" if first is None else first["team"],
                    "clear": bool(part["clear"].all() if first is None else first["clear"]),
                }
            )
        return pd.DataFrame(rows)

    @property
    def made_by(self) -> MadeBy:
        """Scenario and its hash, seed, replications, engine, versions, seconds."""
        return replace(made_by_of(self.futures), seconds=self.seconds)

    @property
    def again(self) -> str:
        """The line that makes it again."""
        seed, given = self.futures.runs.seed, self.futures.given
        if given.path:
            options = {"--seed": seed, **option_names(self.said.settings())}
            return command_line("limits", [given.path], options)
        what = "calibration" if given.calibration is not None else "funnel"
        rest = "".join(f", {name}={value!r}" for name, value in self.said.settings())
        return f"simfunnel.limits({what}, seed={seed}{rest})"

    @property
    def headline(self) -> str:
        """What limits the funnel, in sentences."""
        return " ".join(limits_words(self.card()))

    def card(self) -> LimitsCard:
        """Return what a card shows."""
        return LimitsCard(
            self.futures.given.funnel.funnel,
            self.table,
            self.teams,
            self.verdicts,
            made_by=tuple(self.made_by.pairs()),
            again=self.again,
        )

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
        return limits_text(self.card(), width=width, utf8=utf8, colour=colour)

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
        return save_limits(self.card(), path)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data: verdicts, periods and teams, made_by."""
        return {
            "funnel": self.futures.given.funnel.funnel,
            "headline": self.headline,
            "verdicts": plain_records(self.verdicts),
            "periods": plain_records(self.table[list(LIMITS)]),
            "teams": plain_records(self.teams),
            "made_by": self.made_by.to_json(),
        }

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """Return what a notebook shows."""
        return {"text/html": limits_html(self.card()), "text/plain": self.text()}

    def __repr__(self) -> str:
        """Return the sentences."""
        return f"Limits({self.headline!r})"

    def __str__(self) -> str:
        """Return the sentences."""
        return self.headline
