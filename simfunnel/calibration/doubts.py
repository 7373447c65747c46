"""What a planner should know before trusting a measured funnel."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from simfunnel.calibration import sentences
from simfunnel.calibration.fit import chance_by_age
from simfunnel.calibration.hazards import Rates
from simfunnel.calibration.lexis import lexis_table
from simfunnel.history import History

__all__ = ["doubts_about"]

FEWEST_WEEKS = 11
SURPRISE = 3.0
_MISSING_WINS = 10.0


def doubts_about(
    history: History,
    stays: pd.DataFrame,
    rates: dict[str, Rates],
    fit: pd.DataFrame,
    n_dormant: int,
) -> tuple[str, ...]:
    """Return the reasons to trust a calibration less, each a sentence.

    Parameters
    ----------
    history : History
        What was known at the cutoff.
    stays : DataFrame
        Its stays, with pooled reasons.
    rates : dict of str to Rates
        What was measured.
    fit : DataFrame
        Seen against refitted.
    n_dormant : int
        Open leads that are older than any that ever moved on.

    Returns
    -------
    tuple of str
        Nothing, if there is nothing to say.
    """
    found: list[str] = []
    first = stays["entered_at"].min().date()
    weeks = ((history.last_day - first).days + 1) // 7
    if weeks < FEWEST_WEEKS:
        found.append(sentences.short(weeks, FEWEST_WEEKS))
    if not history.leads["won_on"].notna().any():
        found.append(sentences.no_wins())
    n_open = int(stays["left_at"].isna().sum())
    if 2 * n_dormant > n_open:
        found.append(sentences.dormant_warning(n_dormant, n_open))
    found += _stuck(rates)
    found += _drift(fit)
    if history.records_from is None:
        found += _late_records(history, stays, rates)
    return tuple(found)


def _stuck(rates: dict[str, Rates]) -> list[str]:
    """Name stages that nobody ever left."""
    return [sentences.stuck(name) for name, law in rates.items() if not law.left.any()]


def _drift(fit: pd.DataFrame) -> list[str]:
    """Name exits that have lately become much rarer or more frequent."""
    out = []
    for row in fit.to_dict("records"):
        if abs(row["surprise"]) > SURPRISE:
            seen, expected = row["observed_recent"], row["refitted_recent"]
            out.append(sentences.drift(row["stage"], row["exit"], seen, expected))
    return out


def _late_records(history: History, stays: pd.DataFrame, rates: dict[str, Rates]) -> list[str]:
    """Suspect that wins were recorded only from some day on."""
    won = history.leads["won_on"].dropna()
    if not len(won):
        return []
    first_win = won.min().date()
    before = first_win - timedelta(days=1)
    start = stays["entered_at"].min().date()
    expected = 0.0
    for name, law in rates.items():
        if "won" not in law.exits or before < start:
            continue
        table = lexis_table(stays[stays["stage"] == name], start, before)
        chance = chance_by_age(law, len(table.exposure))[law.exits.index("won")]
        expected += float(np.dot(table.exposure, chance))
    if expected < _MISSING_WINS:
        return []
    return [sentences.late_records(first_win, expected)]
