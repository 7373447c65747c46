"""Many futures become an outlook: ranges, chances, dates, where a result comes from.

This room asks for simulations and answers questions about them. It draws and words nothing itself:
cards and charts take its tables.
"""

from __future__ import annotations

from simfunnel.forecasting.closed_forms import Theory, theory
from simfunnel.forecasting.forecasts import forecast
from simfunnel.forecasting.needed import Need
from simfunnel.forecasting.outlook import Outlook
from simfunnel.forecasting.probability import Probability
from simfunnel.forecasting.stories import story
from simfunnel.forecasting.targets import Goal, parse_target
from simfunnel.forecasting.told import Story

__all__ = [
    "Goal",
    "Need",
    "Outlook",
    "Probability",
    "Story",
    "Theory",
    "forecast",
    "parse_target",
    "story",
    "theory",
]
