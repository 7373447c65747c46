"""The quantities of scenario files: durations, shares, money, rates, dates, and their text.

This room reads what people write and writes what people read. It knows nothing of funnels, files
or simulations: a refusal says what is wrong and what to do, and the caller adds where.
"""

from __future__ import annotations

from simfunnel.units.amounts import (
    Count,
    Money,
    MoneyPerTime,
    PerLead,
    PerTime,
    PerTouch,
    Plain,
)
from simfunnel.units.conditions import Condition
from simfunnel.units.dates import moment_at, parse_date, seconds_since
from simfunnel.units.day_words import Month, Review, Weekday, Weekdays
from simfunnel.units.durations import DAYS_PER_UNIT, SECONDS_PER_DAY, Duration
from simfunnel.units.formats import (
    format_count,
    format_date,
    format_money,
    format_share,
    round_to_error,
)
from simfunnel.units.locales import locale_of, speaking
from simfunnel.units.operations import Plus, Set, Times, parse_operation
from simfunnel.units.quantity import Quantity
from simfunnel.units.shares import Growth, Percent, Points, Share, ShareOfWon, ShareRate

__all__ = [
    "DAYS_PER_UNIT",
    "SECONDS_PER_DAY",
    "Condition",
    "Count",
    "Duration",
    "Growth",
    "Money",
    "MoneyPerTime",
    "Month",
    "PerLead",
    "PerTime",
    "PerTouch",
    "Percent",
    "Plain",
    "Plus",
    "Points",
    "Quantity",
    "Review",
    "Set",
    "Share",
    "ShareOfWon",
    "ShareRate",
    "Times",
    "Weekday",
    "Weekdays",
    "format_count",
    "format_date",
    "format_money",
    "format_share",
    "locale_of",
    "moment_at",
    "parse_date",
    "parse_operation",
    "round_to_error",
    "seconds_since",
    "speaking",
]
