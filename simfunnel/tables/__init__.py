"""The tables that join the rooms: the name and type of every column, and a check of both.

History and simulation fill the same table of stays; everything people are told about runs is
computed from the runs table. This module knows columns only.
"""

from __future__ import annotations

from simfunnel.tables.customers import CUSTOMERS, TERMS
from simfunnel.tables.decisions import (
    CHANCE_EFFECTS,
    DIFFERENCES,
    EFFECTS,
    LIMITS,
    PAIRED_RUNS,
    PART_EFFECTS,
    PERIOD_EFFECTS,
    REASONS,
    TEAM_LIMITS,
)
from simfunnel.tables.kinds import MOMENT
from simfunnel.tables.people import ACTS, BOTTLENECKS, PURGES, RULES
from simfunnel.tables.schemas import (
    ASSUMPTIONS,
    CURVES,
    MEASURED,
    OCCUPANCY,
    OPEN_LEADS,
    PERIODS,
    QUEUES,
    RECORDED,
    RUNS,
    SIMULATED_STAYS,
    STAYS,
    STORIES,
    TARGETS,
    THEORY,
    WINS,
    check_table,
    empty_table,
)

__all__ = [
    "ACTS",
    "ASSUMPTIONS",
    "BOTTLENECKS",
    "CHANCE_EFFECTS",
    "CURVES",
    "CUSTOMERS",
    "DIFFERENCES",
    "EFFECTS",
    "LIMITS",
    "MEASURED",
    "MOMENT",
    "OCCUPANCY",
    "OPEN_LEADS",
    "PAIRED_RUNS",
    "PART_EFFECTS",
    "PERIODS",
    "PERIOD_EFFECTS",
    "PURGES",
    "QUEUES",
    "REASONS",
    "RECORDED",
    "RULES",
    "RUNS",
    "SIMULATED_STAYS",
    "STAYS",
    "STORIES",
    "TARGETS",
    "TEAM_LIMITS",
    "TERMS",
    "THEORY",
    "WINS",
    "check_table",
    "empty_table",
]
