"""The history of a funnel: what an export says, as it was known at the end of a day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.history.facts import FACTS, Fact
from simfunnel.history.records import Records
from simfunnel.history.refusals import refusal
from simfunnel.history.stays import build
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
