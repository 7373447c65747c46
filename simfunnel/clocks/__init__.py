"""Clocks: how time passes for a customer, a team or a calendar, in exact integers.

Builders make tables of days; `stack` joins them for compiled functions, which live in
`simfunnel.clocks.scalar` and are imported from there, because they bring Numba with them. This
room knows dates and seconds, and nothing of stages, leads or chance.
"""

from __future__ import annotations

from simfunnel.clocks.business import business_clock
from simfunnel.clocks.closing import closing_effect, period_edges
from simfunnel.clocks.day_clocks import (
    DayClock,
    Hours,
    calendar_clock,
    compose,
    stack,
    week_clock,
    window_clock,
)
from simfunnel.clocks.review_days import FIRST_MONDAY, review_days
from simfunnel.clocks.tables import NEVER, Clocks, Reviews

__all__ = [
    "FIRST_MONDAY",
    "NEVER",
    "Clocks",
    "DayClock",
    "Hours",
    "Reviews",
    "business_clock",
    "calendar_clock",
    "closing_effect",
    "compose",
    "period_edges",
    "review_days",
    "stack",
    "week_clock",
    "window_clock",
]
