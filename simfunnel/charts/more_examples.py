"""Invented data of further charts for examples and tests: the funnel of the mock-ups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from simfunnel.charts.flow_data import End, Entry, FlowData, FlowStage, Move
from simfunnel.charts.funnel_data import FunnelData, FunnelStage
from simfunnel.charts.panels_data import Panel, PanelsData
from simfunnel.charts.rates_data import RateRow, RatesData
from simfunnel.charts.spans import Span
from simfunnel.charts.win_rate_data import WinCurve, WinRateData

__all__ = [
    "example_arrivals",
    "example_flow",
    "example_funnel",
    "example_occupancy",
    "example_rates",
    "example_win_rate",
]

_SINCE, _UNTIL = date(2026, 7, 1), date(2027, 6, 30)


def _span(mean: float, unit: float = 10.0) -> Span:
    """Return a count with a plausible range."""
    away = 1.28 * 1.6 * mean**0.5
    return Span(mean, round(mean - away), round(mean + away), unit)


def example_funnel() -> FunnelData:
    """Return the data of an invented funnel of six stages.

    Examples
    --------
    >>> example_funnel().won.text()
    '121'
    """
    stages = (
        FunnelStage(
            "Lead generation",
            _span(660),
            outside=660,
            goes_on=0.55,
            days=4.8,
            sources=("inbound",),
        ),
        FunnelStage(
            "Prospecting",
            _span(892),
            open=22,
            outside=510,
            before=360,
            goes_on=0.6,
            days=12.2,
            sources=("outbound", "fair"),
        ),
        FunnelStage("Qualification", _span(670), before=520, back=150, goes_on=0.4, days=6.7),
        FunnelStage("Initial contact", _span(270), before=270, goes_on=0.65, days=19.6),
        FunnelStage("Proposal", _span(160), before=160, goes_on=0.75, days=25.3),
        FunnelStage("Negotiation", _span(134, 1.0), before=134, goes_on=0.9, days=34.4),
    )
    return FunnelData(stages, _span(1192), _span(121, 1.0), _SINCE, _UNTIL, 1000)


def example_flow() -> FlowData:
    """Return the data of an invented flow: six stages, and one where leads are nurtured.

    Examples
    --------
    >>> example_flow().leads
    1170.0
    """
    names = ("Lead generation", "Prospecting", "Qualification", "Initial contact", "Proposal")
    first, second, third, fourth, fifth = names
    sixth, parked = "Negotiation", "Nurture"
    moves = (
        (first, second, 360), (second, third, 522), (third, fourth, 270), (fourth, fifth, 158),
        (fourth, sixth, 16), (fifth, sixth, 118), (first, parked, 210), (second, parked, 190),
        (third, parked, 136), (fourth, parked, 40), (fifth, parked, 2), (parked, third, 128),
        (fourth, third, 8), (fifth, third, 6), (sixth, third, 4),
    )  # fmt: skip
    ends = (
        (first, "disqualified", 90), (second, "cold", 158), (third, "disqualified", 262),
        (fourth, "lost", 48), (fifth, "lost", 32), (sixth, "won", 121), (sixth, "lost", 9),
        (parked, "cold", 450),
    )  # fmt: skip
    entries = (("inbound", first, 660.0), ("outbound", second, 470.0), ("fair", second, 40.0))
    return FlowData(
        (*(FlowStage(name) for name in (*names, sixth)), FlowStage(parked, parked=True)),
        tuple(Entry(*entry) for entry in entries),
        tuple(Move(start, end, float(n)) for start, end, n in moves),
        tuple(End(stage, outcome, float(n)) for stage, outcome, n in ends),
        _SINCE,
        _UNTIL,
        1000,
    )


def _month_starts(n: int) -> list[date]:
    """Return the first days of so many months."""
    return [date(2026 + (6 + i) // 12, (6 + i) % 12 + 1, 1) for i in range(n)]


def _panel(name: str, values: list[float], *, theory: float | None = None) -> Panel:
    """Return a panel whose range is a sixth to each side."""
    spread = {"p10": 5 / 6, "p25": 11 / 12, "p50": 1.0, "p75": 13 / 12, "p90": 7 / 6}
    band = {level: [round(value * times) for value in values] for level, times in spread.items()}
    days = _month_starts(len(values))
    return Panel(name, pd.DataFrame({"date": days, **band}), theory=theory)


def example_occupancy() -> PanelsData:
    """Return the data of three stages over a year, one of which fills.

    Examples
    --------
    >>> [panel.name for panel in example_occupancy().panels]
    ['lead_generation', 'proposal', 'nurture']
    """
    panels = (
        _panel("lead_generation", [9, *[12.0] * 12], theory=11.8),
        _panel("proposal", [12.0, 11, 10, 10, 11, 11, 12, 11, 12, 12, 11, 12, 12]),
        _panel(
            "nurture", [10.0 + 240.0 * (1 - 0.9**i) / (1 - 0.9**12) * 230 / 240 for i in range(13)]
        ),
    )
    return PanelsData("occupancy", panels, _SINCE, _UNTIL, 1000)


def example_arrivals() -> PanelsData:
    """Return the data of three sources, one of which has a past.

    Examples
    --------
    >>> example_arrivals().has_past
    True
    """
    months = [date(2026, month, 1) for month in range(1, 7)]
    came = pd.DataFrame({"date": months, "value": [48, 55, 61, 52, 58, 60]})
    inbound = _panel("inbound", [50.0, 38, 62, 60, 61, 47, 62, 60, 63, 61, 60, 64])
    panels = (
        replace(inbound, past=came),
        _panel("outbound", [30.0] * 12),
        _panel("trade_fair", [0.0, 0, 0, 40, *[0.0] * 8]),
    )
    return PanelsData(
        "arrivals", panels, _SINCE, _UNTIL, 1000, totals=(688.0, 360.0, 40.0), total=_span(1088)
    )


def example_rates() -> RatesData:
    """Return the data of three stages, of which one gate lets more through than is said.

    Examples
    --------
    >>> [row.name for row in example_rates().rows]
    ['lead_generation', 'qualification', 'proposal']
    """
    rows = (
        RateRow("lead_generation", 0.55, 0.55, (0.51, 0.53, 0.55, 0.57, 0.59)),
        RateRow("qualification", 0.40, 0.44, (0.39, 0.42, 0.44, 0.46, 0.49)),
        RateRow("proposal", 0.75, 0.745, (0.65, 0.70, 0.75, 0.79, 0.83)),
    )
    return RatesData(rows, _SINCE, _UNTIL, 1000)


def example_win_rate() -> WinRateData:
    """Return the data of a simulated curve laid on that of a past.

    Examples
    --------
    >>> example_win_rate().curves[0].share
    0.1
    """
    ages = list(range(0, 361, 10))
    grown = [min(1.0, (age / 360.0) ** 0.46) for age in ages]
    levels = {"p10": 0.078, "p25": 0.09, "p50": 0.1, "p75": 0.11, "p90": 0.125}
    future = pd.DataFrame(
        {"age_days": ages} | {k: [v * g for g in grown] for k, v in levels.items()}
    )
    seen = [age for age in ages if age <= 300]
    past = pd.DataFrame(
        {
            "age_days": seen,
            "share": [0.095 * (age / 300.0) ** 0.5 for age in seen],
            "low": [0.08 * (age / 300.0) ** 0.5 for age in seen],
            "high": [0.11 * (age / 300.0) ** 0.5 for age in seen],
        }
    )
    curves = (WinCurve("future", future, 1170.0), WinCurve("past", past, 900.0))
    return WinRateData(curves, 100)
