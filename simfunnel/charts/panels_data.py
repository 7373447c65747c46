"""What charts of several panels over one time axis are drawn from: arrivals, and who is where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pandas as pd

from simfunnel.charts.fan_data import BAND_COLUMNS
from simfunnel.charts.naming import stage_name
from simfunnel.charts.spans import Span, no_span
from simfunnel.charts.wording import clean_name
from simfunnel.errors import TableError
from simfunnel.words import language, listed, say

__all__ = ["Panel", "PanelsData", "panels_table"]

Kind = Literal["arrivals", "occupancy", "utilisation", "capacity", "nurture"]


@dataclass(frozen=True, eq=False)
class Panel:
    """One source or one stage.

    Parameters
    ----------
    name : str
    band : DataFrame
        Columns date, p10, p25, p50, p75, p90: of arrivals, the leads of the period that begins on
        that day; of who is where, the leads at the beginning of that day. Ascending.
    past : DataFrame, optional
        Columns date, value: the same of the past.
    theory : float, optional
        Where a closed form says the average will settle.
    offered : DataFrame, optional
        Columns date, value: what is there to be used, drawn as a step beside the band.
    said : str
        What stands above the panel at its right; made from the band where left out.
    team : str
        Whose panel it is, where the name says more than that.

    Raises
    ------
    TableError
        If a table lacks a column.

    Examples
    --------
    >>> row = {"date": [date(2026, 1, 1)], **dict.fromkeys(["p10", "p25", "p50", "p75", "p90"], 4)}
    >>> Panel("web", pd.DataFrame(row)).shown
    'Web'
    """

    name: str
    band: pd.DataFrame
    past: pd.DataFrame | None = field(default=None, kw_only=True)
    theory: float | None = field(default=None, kw_only=True)
    offered: pd.DataFrame | None = field(default=None, kw_only=True)
    said: str = field(default="", kw_only=True)
    team: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        """Check the columns."""
        wanted = [
            ("band", self.band, BAND_COLUMNS),
            ("past", self.past, ("date", "value")),
            ("offered", self.offered, ("date", "value")),
        ]
        faults = [
            say(
                "the table '{what}' of the panel '{name}' lacks {missing}; it needs {columns}.",
                what=what,
                name=self.name,
                missing=listed(missing),
                columns=listed(columns),
            )
            for what, table, columns in wanted
            if table is not None and (missing := [c for c in columns if c not in table.columns])
        ]
        if faults:
            raise TableError("\n".join(faults))

    @property
    def shown(self) -> str:
        """The name, fit to be shown."""
        return stage_name(self.name)

    @property
    def of(self) -> str:
        """Whose panel it is, within a sentence."""
        return clean_name(self.team or self.name, 28)

    @property
    def first(self) -> float:
        """The median at the beginning."""
        return float(self.band["p50"].iloc[0]) if len(self.band) else 0.0

    @property
    def last(self) -> float:
        """The median at the end."""
        return float(self.band["p50"].iloc[-1]) if len(self.band) else 0.0


@dataclass(frozen=True, eq=False)
class PanelsData:
    """Several panels over the same days.

    Parameters
    ----------
    kind : {"arrivals", "occupancy", "utilisation", "capacity", "nurture"}
        Of utilisation each team has two panels: its queue, then how busy it is in per cent. Of
        nurture the first panel is the number of leads there, the second those who woke.
    panels : tuple of Panel
        In the order in which they are drawn; at least one.
    today, until : datetime.date
        First and last day that is simulated.
    n_futures : int
    period : {"week", "month", "quarter"}
        What arrivals are counted by.
    totals : tuple of float
        Average number of leads of each panel over all days, for the finding of arrivals; of other
        kinds what the finding says of each panel.
    total : Span, optional
        All leads that come, of all panels together.
    n_planned : int, optional
        Futures that were asked for, where a run was stopped before it had them all.
    locale : str
        Language of figures and dates, as Babel names it.

    Raises
    ------
    TableError
        If there is no panel.

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_occupancy
    >>> example_occupancy().since
    datetime.date(2026, 7, 1)
    """

    kind: Kind
    panels: tuple[Panel, ...]
    today: date
    until: date
    n_futures: int
    period: str = field(default="month", kw_only=True)
    totals: tuple[float, ...] = field(default=(), kw_only=True)
    total: Span = field(default_factory=no_span, kw_only=True)
    n_planned: int | None = field(default=None, kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check that there is something to draw."""
        if not self.panels:
            raise TableError(say("a chart of panels has at least one; give a source or a stage."))

    @property
    def since(self) -> date:
        """First day of the axis: of the past, if any is known."""
        days = [
            pd.Timestamp(panel.past["date"].iloc[0]).date()
            for panel in self.panels
            if panel.past is not None and len(panel.past)
        ]
        return min([self.today, *days])

    @property
    def has_past(self) -> bool:
        """Whether anything is known of the time before."""
        return self.since < self.today


def panels_table(data: PanelsData) -> pd.DataFrame:
    """Return the table behind the panels: what was, and quantiles of what will be.

    Parameters
    ----------
    data : PanelsData

    Returns
    -------
    DataFrame
        name, date, value (of the past), p10, p25, p50, p75, p90.
    """
    columns = ["name", "date", "value", *BAND_COLUMNS[1:]]
    parts = [
        table.assign(name=panel.name, date=pd.to_datetime(table["date"])).reindex(columns=columns)
        for panel in data.panels
        for table in (panel.past, panel.band)
        if table is not None and len(table)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
