"""History becomes a funnel with measured stages, its state of today, and its doubt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simfunnel.calibration import sentences
from simfunnel.calibration.amounts import estimate_amounts
from simfunnel.calibration.arrivals import Arrivals, estimate_arrivals
from simfunnel.calibration.doubts import doubts_about
from simfunnel.calibration.fit import fit_table
from simfunnel.calibration.hazards import Rates, rates_of
from simfunnel.calibration.lexis import lexis_table
from simfunnel.calibration.opening import booked_since, dormant_leads, opening_state
from simfunnel.calibration.outcomes import pool_rare_reasons, ways_out
from simfunnel.funnel.doubt import Doubt, DrawTable
from simfunnel.funnel.model import Funnel, Hazards, Stage
from simfunnel.funnel.today import Booked
from simfunnel.history import Fact, History
from simfunnel.history.refusals import refusal
from simfunnel.scenarios import save
from simfunnel.units import parse_date
from simfunnel.words import say

__all__ = ["Calibration", "calibrate"]

ROWS_OF_DOUBT = 400


@dataclass(frozen=True, eq=False)
class Calibration:
    """A funnel that was measured, and how far to trust it.

    Built by `calibrate`.

    Parameters
    ----------
    funnel : Funnel
        Measured stages, sources, amounts, the state of today, and joint draws of the doubt.
    history : History
        What was known at the cutoff.
    fit : DataFrame
        Exits seen against exits refitted, by stage and exit; see `fit_table`.
    arrivals : DataFrame
        One row per source: enters, leads, days, per_day, dispersion, unevenness.
    warnings : tuple of str
        Why the forecast may be worse than it looks; empty if there is nothing to say.
    facts : tuple of Fact
        What was counted while reading and measuring.
    dormant : frozenset of str
        Open leads that are older than any that ever moved on; they are not listed one by one.
    rates : dict of str to Rates
        The measured law of each stage, in order, with its exposure and exits.
    """

    funnel: Funnel
    history: History
    fit: pd.DataFrame
    arrivals: pd.DataFrame
    warnings: tuple[str, ...]
    facts: tuple[Fact, ...]
    dormant: frozenset[str]
    rates: dict[str, Rates] = field(repr=False)

    def booked(self, since: date) -> Booked:
        """Return what was won from any day up to the cutoff.

        Parameters
        ----------
        since : date
            The first day that counts.

        Returns
        -------
        Booked
            Number and amount of wins.
        """
        return booked_since(self.history, since)

    def hazards(self) -> pd.DataFrame:
        """Return every measured number with what it was measured from.

        Returns
        -------
        DataFrame
            stage, exit, goes_on, age (first day of the bin), exposure (stay-days), exits, per_day
            (the hazard).
        """
        parts = []
        for name, rates in self.rates.items():
            law = self.funnel.stages[name].hazards
            assert law is not None
            for k, exit_name in enumerate(rates.exits):
                parts.append(
                    pd.DataFrame(
                        {
                            "stage": name,
                            "exit": exit_name,
                            "goes_on": exit_name in law.advances,
                            "age": rates.ages,
                            "exposure": rates.exposure,
                            "exits": rates.left[k],
                            "per_day": rates.hazard[k],
                        }
                    )
                )
        return pd.concat(parts, ignore_index=True)

    def save(self, path: str | Path) -> tuple[Path, ...]:
        """Write the funnel as a scenario file that a planner can read and edit.

        Parameters
        ----------
        path : str or Path
            The YAML file; open leads, hazards and draws go into CSV tables beside it.

        Returns
        -------
        tuple of Path
            The files written, the YAML file first.
        """
        return save(self.funnel, path)

    def document(self) -> dict[str, Any]:
        """Return the funnel as plain data, tables included.

        Returns
        -------
        dict
            What `Funnel.model_validate` reads back.
        """
        return self.funnel.document()


def calibrate(history: History, *, as_of: date | str | None = None) -> Calibration:
    """Measure a funnel from its history, as it was known at the end of a day.

    Every stage becomes a measured stage: daily hazards of each exit by age, from a Lexis table
    with left truncation and right censoring. Leads whose end was never dated stay at risk; the
    empty last bin takes them.

    Parameters
    ----------
    history : History
        From `read_history`.
    as_of : date or str, optional
        The cutoff; the history's last day where left out. The forecast starts on the next day.

    Returns
    -------
    Calibration
        The funnel of the day after the cutoff with its doubt, its fit and its warnings.

    Raises
    ------
    HistoryError
        If nothing is visible at the cutoff from which anything could be measured.

    References
    ----------
    Keiding (1990), Statistical inference in the Lexis diagram, Phil. Trans. R. Soc. A 332.

    Examples
    --------
    >>> from simfunnel.history import read_history
    >>> history = read_history("tests/data/crm/tiny.csv", "tests/data/crm/tiny.yaml")
    >>> calibration = calibrate(history, as_of="2026-02-03")
    >>> str(calibration.funnel.start), list(calibration.funnel.stages)
    ('2026-02-04', ['lead', 'demo'])
    """
    known = history.as_of(history.last_day if as_of is None else parse_date(as_of))
    first_day = _first_day(known)
    stays, facts = pool_rare_reasons(known.stays)
    if not len(stays):
        raise refusal(
            known.name, say("no stage was entered up to {last_day}.", last_day=known.last_day)
        )
    rates = _measure(known, stays, first_day)
    arrivals = estimate_arrivals(known)
    overall, segments, of_amounts = estimate_amounts(known)
    today = opening_state(known, arrivals.renamed, rates)
    dormant = dormant_leads(known, rates)
    funnel = Funnel(
        simfunnel=1,
        funnel=known.name,
        about=f"Measured from the history up to {known.last_day}.",  # in a file, so in English
        currency=known.currency,
        today=today,
        amount=overall,
        segments=segments,
        sources=arrivals.sources,
        stages={name: Stage(hazards=_law(law, name, rates)) for name, law in rates.items()},
        doubt=Doubt(draws=_draws(known, rates, arrivals)),
    )
    fit = fit_table(stays, rates, first_day, known.last_day)
    return Calibration(
        funnel=funnel,
        history=known,
        fit=fit,
        arrivals=arrivals.table,
        warnings=doubts_about(known, stays, rates, fit, len(dormant)),
        facts=(
            *known.facts,
            *facts,
            *arrivals.facts,
            *of_amounts,
            sentences.dormant(len(dormant), len(today.open_leads)),
        ),
        dormant=dormant,
        rates=rates,
    )


def _first_day(history: History) -> date:
    """Return the first day whose exits count: when closes began to be recorded."""
    earliest: date = (
        history.stays["entered_at"].min().date() if len(history.stays) else history.last_day
    )
    if history.records_from is None:
        return earliest
    if history.records_from > history.last_day:
        message = say(
            "records_from is {records_from}, after the cutoff {last_day}.",
            records_from=history.records_from,
            last_day=history.last_day,
        )
        raise refusal(history.name, message)
    return max(earliest, history.records_from)


def _measure(history: History, stays: pd.DataFrame, first_day: date) -> dict[str, Rates]:
    """Measure every stage that was ever entered."""
    tables = {
        name: lexis_table(stays[stays["stage"] == name], first_day, history.last_day)
        for name in history.stages
        if (stays["stage"] == name).any()
    }
    return {name: rates_of(table) for name, table in ways_out(tables).items()}


def _law(law: Rates, name: str, rates: dict[str, Rates]) -> Hazards:
    """State the hazards of a stage; later stages and won are exits that go on."""
    order = list(rates)
    later = {*order[order.index(name) + 1 :], "won"}
    return Hazards(
        ages=law.ages,
        daily={
            exit_: tuple(map(float, row)) for exit_, row in zip(law.exits, law.hazard, strict=True)
        },
        advances=tuple(exit_ for exit_ in law.exits if exit_ in later),
    )


def _draws(history: History, rates: dict[str, Rates], arrivals: Arrivals) -> DrawTable:
    """Return joint draws of all measured numbers, the same for the same history."""
    key = int(history.digest(), 16)
    generator = np.random.Generator(np.random.Philox(key=key))
    columns: list[str] = []
    blocks = []
    for name, law in rates.items():
        drawn = law.draws(generator, ROWS_OF_DOUBT)
        columns += [
            f"stages.{name}.hazards.{exit_}.{b}"
            for exit_ in law.exits
            for b in range(len(law.ages))
        ]
        blocks.append(drawn.reshape(ROWS_OF_DOUBT, -1))
    columns += [f"sources.{name}.leads" for name in arrivals.sources]
    blocks.append(arrivals.draws(generator, ROWS_OF_DOUBT))
    return DrawTable(tuple(columns), np.concatenate(blocks, axis=1))
