"""Tallies or stays become tables of figures: one function for each measure, past or simulated.

This room counts. It knows no forecast, no chart and not who simulated.
"""

from __future__ import annotations

from simfunnel.measures.counts import (
    MEASURES,
    WHOLE,
    entered,
    leads,
    leads_by_source,
    left,
    lost,
    measure,
    open_at_end,
    open_by_stage,
    won,
    won_amount,
)
from simfunnel.measures.flows import Flows, flows_of_runs, flows_of_stays
from simfunnel.measures.runs import runs_table, stays_table
from simfunnel.measures.stories import story_table

__all__ = [
    "MEASURES",
    "WHOLE",
    "Flows",
    "entered",
    "flows_of_runs",
    "flows_of_stays",
    "leads",
    "leads_by_source",
    "left",
    "lost",
    "measure",
    "open_at_end",
    "open_by_stage",
    "runs_table",
    "stays_table",
    "story_table",
    "won",
    "won_amount",
]
