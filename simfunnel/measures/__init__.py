"""Tallies or stays become tables of figures: one function for each measure, past or simulated.

This room counts. It knows no forecast, no chart and not who simulated.
"""

from simfunnel.measures.bottlenecks import bottlenecks
from simfunnel.measures.catalogue import MEASURES, WHOLE, Measure, measure, measure_named
from simfunnel.measures.certainty import won_curve_of_past
from simfunnel.measures.cohorts import advanced, brought, cohort, fates, fates_by_source
from simfunnel.measures.costs import cost, cost_by_kind
from simfunnel.measures.counts import (
    entered,
    leads,
    leads_by_source,
    left,
    lost,
    open_at_end,
    open_by_stage,
    won,
    won_amount,
)
from simfunnel.measures.curves import CURVE_NAMES, curve
from simfunnel.measures.customers import MOVES, Customers, customers_of_runs
from simfunnel.measures.durations import closed_cycle, sales_cycle, time_in_stage
from simfunnel.measures.flows import Flows, flows_of, flows_of_runs, flows_of_stays
from simfunnel.measures.gates import DECISIONS, false_accepts, false_rejects, gate_decisions
from simfunnel.measures.incidence import Incidence, incidence
from simfunnel.measures.open_deals import open_by_age, open_value, open_value_by_age
from simfunnel.measures.people import (
    attempts,
    busy,
    hand_over,
    idle,
    offered,
    opens,
    opted_out,
    queue,
    queue_at_end,
    queue_by_team,
    refused,
    reneged,
    touches,
    utilisation,
    wait,
    wait_by_team,
    woken,
    work_asked,
    worked,
)
from simfunnel.measures.purges import purges
from simfunnel.measures.runs import runs_table, stays_table
from simfunnel.measures.sales import seat_names, sold_by_seat
from simfunnel.measures.shares import (
    conversion,
    conversion_by_exit,
    won_share,
    won_share_by_source,
)
from simfunnel.measures.spending import COSTS, SERVING, spent
from simfunnel.measures.stays import Stays, stays_of_runs, stays_of_table
from simfunnel.measures.stories import story_table
from simfunnel.measures.summary import summary
from simfunnel.measures.waits import PARTS, stay_parts, wait_spread

__all__ = [
    "COSTS",
    "CURVE_NAMES",
    "DECISIONS",
    "MEASURES",
    "MOVES",
    "PARTS",
    "SERVING",
    "WHOLE",
    "Customers",
    "Flows",
    "Incidence",
    "Measure",
    "Stays",
    "advanced",
    "attempts",
    "bottlenecks",
    "brought",
    "busy",
    "closed_cycle",
    "cohort",
    "conversion",
    "conversion_by_exit",
    "cost",
    "cost_by_kind",
    "curve",
    "customers_of_runs",
    "entered",
    "false_accepts",
    "false_rejects",
    "fates",
    "fates_by_source",
    "flows_of",
    "flows_of_runs",
    "flows_of_stays",
    "gate_decisions",
    "hand_over",
    "idle",
    "incidence",
    "leads",
    "leads_by_source",
    "left",
    "lost",
    "measure",
    "measure_named",
    "offered",
    "open_at_end",
    "open_by_age",
    "open_by_stage",
    "open_value",
    "open_value_by_age",
    "opens",
    "opted_out",
    "purges",
    "queue",
    "queue_at_end",
    "queue_by_team",
    "refused",
    "reneged",
    "runs_table",
    "sales_cycle",
    "seat_names",
    "sold_by_seat",
    "spent",
    "stay_parts",
    "stays_of_runs",
    "stays_of_table",
    "stays_table",
    "story_table",
    "summary",
    "time_in_stage",
    "touches",
    "utilisation",
    "wait",
    "wait_by_team",
    "wait_spread",
    "woken",
    "won",
    "won_amount",
    "won_curve_of_past",
    "won_share",
    "won_share_by_source",
    "work_asked",
    "worked",
]
