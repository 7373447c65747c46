"""The history of a funnel: what an export says, as it was known at the end of a day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from simfunnel.charts import DARK, LIGHT, Figure, WinCurve, WinRateData, draw_win_rate
from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.history.facts import FACTS, Fact
from simfunnel.history.measured import past_stays
from simfunnel.history.past_wins import past_wins
from simfunnel.history.records import Records
from simfunnel.history.refusals import refusal
from simfunnel.history.stays import build
from simfunnel.measures import Stays, curve, measure, summary
from simfunnel.units import parse_date
from simfunnel.words import say

__all__ = ["History"]


@dataclass(frozen=True, eq=False)
class History:
    """Stays and leads of an export.

    Built by `read_history`; treat its tables as read-only.

    Parameters
    ----------
    name : str
        The mapping's name.
    stages : tuple of str
        In their order.
    currency : str
        Of all amounts, which are hundredths.
    stays : DataFrame
        One row per stay: lead, stage, occasion, entered_at, worked_at, left_at (NaT: still open),
        exit, because, source, segment, owner, amount.
    leads : DataFrame
        One row per lead: lead, created_on, source, segment, owner, amount, cost, won_on,
        closed_on, outcome.
    facts : tuple of Fact
        What was counted: of the file first, then of what is visible.
    last_day : date
        The last day of which anything is known: the cut, else the last date.
    cut : date, optional
        The day at whose end the history was cut; None: nothing is hidden.
    records_from : date, optional
        The first day on which closes were recorded, if later than the first lead.
    """

    name: str
    stages: tuple[str, ...]
    currency: str
    stays: pd.DataFrame
    leads: pd.DataFrame
    facts: tuple[Fact, ...]
    last_day: date
    cut: date | None
    records_from: date | None
    records: Records = field(repr=False)

    @classmethod
    def of(cls, records: Records, cut: date | None = None) -> History:
        """Return the history that records make, cut at the end of a day.

        Parameters
        ----------
        records : Records
            What an export states.
        cut : date, optional
            The last visible day; the export's own day where that is stated and this is not.

        Returns
        -------
        History
            The stays and leads.

        Raises
        ------
        HistoryError
            If nothing is dated up to the cut.
        """
        cut = records.exported_on if cut is None else cut
        stays, leads, facts = build(records, cut)
        if not len(leads):
            message = say("nothing is dated up to any day.")
            if cut:
                message = say("nothing is dated up to {cut}.", cut=cut)
            raise refusal(records.name, message)
        dates = [records.moves["at"].max(), leads["created_on"].max()]
        last = cut or max(moment.date() for moment in dates if not pd.isna(moment))
        return cls(
            name=records.name,
            stages=records.stages,
            currency=records.currency,
            stays=stays,
            leads=leads,
            facts=(*records.facts, *facts),
            last_day=last,
            cut=cut,
            records_from=records.records_from,
            records=records,
        )

    def as_of(self, day: date) -> History:
        """Return what was known at the end of a day: everything dated later is blank.

        Parameters
        ----------
        day : date
            The last day that is visible.

        Returns
        -------
        History
            Stages, outcomes, amounts and facts of that day.

        Raises
        ------
        HistoryError
            If this history was itself cut earlier.
        """
        if self.cut is not None and day > self.cut:
            message = say(
                "is known up to {cut}; ask for that day or an earlier one, not {day}.",
                cut=self.cut,
                day=day,
            )
            raise refusal(self.name, message)
        return self if day == self.cut else History.of(self.records, day)

    def fact(self, name: str) -> Fact:
        """Return one fact by its name; a count of 0 where nothing of the kind was found.

        Parameters
        ----------
        name : str
            For instance ``out_of_order``.

        Returns
        -------
        Fact
            The count with its sentence.

        Raises
        ------
        UnknownNameError
            If no fact has that name.
        """
        for fact in self.facts:
            if fact.name == name:
                return fact
        if name in FACTS:
            return Fact(name, 0, "")
        raise UnknownNameError(
            say("no fact is called {name}.{hint}", name=repr(name), hint=did_you_mean(name, FACTS))
        )

    def measure(
        self,
        name: str,
        *,
        period: str = "month",
        since: date | str | None = None,
        whole: bool = False,
    ) -> pd.DataFrame:
        """Return a measure of what happened, by the same function as for futures.

        Parameters
        ----------
        name : str
            One of `simfunnel.measures.MEASURES`, ``"conversion"`` or ``"time_in_stage"``.
        period : {"week", "month", "quarter"}
            Weeks are blocks of 7 days from the first day.
        since : date or str, optional
            The first day; that of the first stay where left out. The last one is `last_day`.
        whole : bool
            Whether all days are one period.

        Returns
        -------
        DataFrame
            Columns of `tables.MEASURED`. There is one past, so its average and its quantiles are
            all the same.

        Raises
        ------
        UnknownNameError
            If no measure has that name.
        HistoryError
            If the first day is after the last.

        Examples
        --------
        >>> from simfunnel.history import read_history
        >>> history = read_history("tests/data/crm/tiny.csv", "tests/data/crm/tiny.yaml")
        >>> history.measure("leads")[["label", "mean"]].to_numpy().tolist()
        [['2026-01', 4.0], ['2026-02', 0.0]]
        """
        stays = self.measured(period, since)
        stays = stays.together() if whole else stays
        return summary(measure(name, stays), stays.periods)

    def curve(self, name: str, *, since: date | str | None = None) -> pd.DataFrame:
        """Return a share by age of those who began since a day.

        Parameters
        ----------
        name : str
            One of `simfunnel.measures.CURVE_NAMES`, ``"won_curve"``.
        since : date or str, optional
            The first day; that of the first stay where left out.

        Returns
        -------
        DataFrame
            Columns of `tables.CURVES`.

        Raises
        ------
        UnknownNameError
            If no curve has that name.
        HistoryError
            If the first day is after the last.
        """
        return curve(name, self.measured("month", since))

    def wins_by_age(self, *, since: date | str | None = None) -> WinCurve | None:
        """Return the share of leads won by age, with 95 % confidence, as a chart takes it.

        Parameters
        ----------
        since : date or str, optional
            The first day; that of the first stay where left out.

        Returns
        -------
        WinCurve or None
            None where fewer than ten leads came.
        """
        return past_wins(self.measured("month", since))

    def figure(
        self, name: str = "win_rate", *, since: date | str | None = None, dark: bool = False
    ) -> Figure:
        """Return a drawing of the past.

        Parameters
        ----------
        name : str
            win_rate, the share of leads won by age.
        since : date or str, optional
            The first day; that of the first stay where left out.
        dark : bool
            Drawn for a dark page.

        Raises
        ------
        UnknownNameError
            If no drawing has that name.
        HistoryError
            If fewer than ten leads came.
        """
        if name != "win_rate":
            known = ("win_rate",)
            raise UnknownNameError(
                say(
                    "no figure of a history is called '{name}'; there is win_rate.{hint}",
                    name=name,
                    hint=did_you_mean(name, known),
                )
            )
        curve = self.wins_by_age(since=since)
        if curve is None:
            raise refusal(self.name, say("has fewer than ten leads; wins by age need more."))
        return draw_win_rate(WinRateData((curve,)), theme=DARK if dark else LIGHT)

    def measured(self, period: str = "month", since: date | str | None = None) -> Stays:
        """Return the stays as measures and KPIs count them.

        Parameters
        ----------
        period : {"week", "month", "quarter"}
            Weeks are blocks of 7 days from the first day.
        since : date or str, optional
            The first day; that of the first stay where left out. The last one is `last_day`.

        Raises
        ------
        HistoryError
            If the first day cannot be read, or is after the last.
        """
        try:
            first = None if since is None else parse_date(since)
        except ValueError as error:
            raise refusal(self.name, str(error)) from None
        if first is not None and first > self.last_day:
            message = say(
                "is known up to {last}; measure from that day or an earlier one, not {first}.",
                last=self.last_day,
                first=first,
            )
            raise refusal(self.name, message)
        return past_stays(
            self.stays,
            self.stages,
            last_day=self.last_day,
            records_from=self.records_from,
            period=period,
            since=first,
        )

    def digest(self) -> str:
        """Return a short hash of all that is visible.

        Returns
        -------
        str
            12 hexadecimal digits.
        """
        seal = hashlib.sha256(
            repr((self.stages, self.currency, self.cut, self.records_from)).encode()
        )
        for table in (self.stays, self.leads):
            seal.update(table.to_csv(index=False).encode())
        return seal.hexdigest()[:12]
