"""A few stays of the past for docstrings and first steps."""

from __future__ import annotations

from datetime import date

import pandas as pd

from simfunnel.funnel.periods import Periods
from simfunnel.measures.flows import Flows, flows_of
from simfunnel.measures.stays import Stays, stays_of_table
from simfunnel.tables import STAYS

__all__ = ["three_leads", "three_leads_flows", "three_leads_stays"]


def three_leads() -> pd.DataFrame:
    """Return the stays of three leads: one won, one lost, one still open.

    Examples
    --------
    >>> three_leads()[["lead", "stage", "exit"]].to_numpy().tolist()
    [['a', 'call', 'pitch'], ['a', 'pitch', 'won'], ['b', 'call', 'lost.price'], ['c', 'call', nan]]
    """
    table = pd.DataFrame(
        {
            "lead": ["a", "a", "b", "c"],
            "stage": ["call", "pitch", "call", "call"],
            "entered_at": ["2026-01-05", "2026-01-20", "2026-02-02", "2026-02-10"],
            "left_at": ["2026-01-20", "2026-02-03", "2026-02-20", None],
            "exit": ["pitch", "won", "lost.price", None],
            "source": ["web", "web", "fair", "web"],
            "amount": [900_00, 900_00, None, None],
        }
    )
    whole = table.reindex(columns=list(STAYS)).assign(occasion=0)
    return whole.astype(STAYS)


def three_leads_stays() -> Stays:
    """Return them as they are measured in January and February 2026.

    Examples
    --------
    >>> three_leads_stays().sources
    ('fair', 'web')
    """
    periods = Periods.of(date(2026, 1, 1), date(2026, 2, 28), "month")
    return stays_of_table(three_leads(), periods)


def three_leads_flows() -> Flows:
    """Return their flows in January and February 2026.

    Examples
    --------
    >>> three_leads_flows().sources
    ('fair', 'web')
    """
    return flows_of(three_leads_stays())
