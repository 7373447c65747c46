"""The tables of decisions: what a what-if changes, and what limits a funnel."""

from __future__ import annotations

from simfunnel.tables.kinds import MOMENT
from simfunnel.tables.people import BOTTLENECKS

__all__ = [
    "CHANCE_EFFECTS",
    "DIFFERENCES",
    "EFFECTS",
    "LIMITS",
    "PAIRED_RUNS",
    "PART_EFFECTS",
    "PERIOD_EFFECTS",
    "REASONS",
    "TEAM_LIMITS",
]

_FIGURES: dict[str, str] = {
    "baseline": "float64",  # average of the baseline
    "changed": "float64",  # average with the what-if
    "mean": "float64",  # average of the paired differences: changed less baseline
    "error": "float64",  # 95 % Monte Carlo error of that average
    "p10": "float64",  # quantiles of the paired differences
    "p25": "float64",
    "p50": "float64",
    "p75": "float64",
    "p90": "float64",
    "better": "float64",  # share of the pairs in which the what-if is better
    "same": "float64",  # share of the pairs in which both are the same
    "verdict": "str",  # matters, helps on average, hurts on average, within noise
}

EFFECTS: dict[str, str] = {
    "what_if": "str",
    "measure": "str",  # won, won_amount, leads, cost or a kind of it; in whole units
    **_FIGURES,
}
"""One row per what-if and measure, of the whole horizon."""

PERIOD_EFFECTS: dict[str, str] = {
    "what_if": "str",
    "measure": "str",
    "period_start": MOMENT,
    "last_day": MOMENT,
    "label": "str",
    "part": "bool",  # the horizon cuts the period
    **_FIGURES,
}
"""One row per what-if, measure and period."""

CHANCE_EFFECTS: dict[str, str] = {
    "what_if": "str",
    "target": "str",  # in words
    "measure": "str",
    "by": MOMENT,
    "baseline": "float64",  # chance without the what-if
    "changed": "float64",  # chance with it
    "mean": "float64",  # changed less baseline
    "error": "float64",  # 95 % Monte Carlo error of that difference, pair by pair
    "clear": "bool",  # whether it is beyond its error
}
"""One row per what-if and target."""

REASONS: dict[str, str] = {
    "what_if": "str",
    "measure": "str",  # leads, entered (a stage) or won
    "name": "str",  # of the stage; empty where there is none
    "baseline": "float64",
    "changed": "float64",
    "mean": "float64",
    "error": "float64",
    "clear": "bool",  # whether the difference is beyond twice its standard error
}
"""One row per what-if and step of the funnel: how many reach it in the whole horizon."""

PART_EFFECTS: dict[str, str] = {
    "what_if": "str",
    "part": "str",  # whole, alone, without (all but this one) or interaction
    "change": "str",  # in words; empty for the whole and the interaction
    "measure": "str",
    "mean": "float64",
    "error": "float64",
    "p10": "float64",
    "p50": "float64",
    "p90": "float64",
    "verdict": "str",
}
"""One row per what-if, part of it and measure; the whole is the sum of alone and interaction."""

PAIRED_RUNS: dict[str, str] = {
    "what_if": "str",
    "replication": "int64",
    "period_start": MOMENT,
    "measure": "str",
    "baseline": "float64",
    "changed": "float64",
    "difference": "float64",
}
"""One row per what-if, replication, period and measure."""

DIFFERENCES: dict[str, str] = {
    "group": "str",  # what it belongs to, in words
    "path": "str",
    "label": "str",  # what the path names, in words
    "before": "str",  # empty where only the second has it
    "after": "str",  # empty where only the first has it
    "since": MOMENT,  # from which day on; NaT where it always holds
}
"""One row per number or name in which two files differ."""

LIMITS: dict[str, str] = {
    "period_start": MOMENT,
    "last_day": MOMENT,
    "label": "str",
    "part": "bool",  # the horizon cuts the period
    "team": "str",
    "utilisation": "float64",  # busy over offered, all futures together
    "seat": "float64",  # deals more with one more seat in this team, on average
    "seat_error": "float64",  # its 95 % Monte Carlo error
    "leads": "float64",  # deals more with 10 % more leads
    "leads_error": "float64",
    "capacity": "bool",  # whether this team limits the period
    "clear": "bool",  # whether that is beyond the error of seat less leads
}
"""One row per period and team: whether people or leads limit what is won."""

TEAM_LIMITS: dict[str, str] = {
    **BOTTLENECKS,
    **{name: LIMITS[name] for name in ("seat", "seat_error", "leads", "leads_error")},
    "capacity": "bool",  # whether this team limits the horizon as a whole
    "clear": "bool",
}
"""One row per team: where leads wait over the whole horizon, and what one more seat adds."""
