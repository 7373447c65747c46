"""Charts: plain tables and numbers in, a figure with its finding and its words out.

This room knows no funnel and no simulation. Altair and the renderer are imported inside the
functions that need them; nothing ever asks the network.
"""

from __future__ import annotations

from simfunnel.charts.amounts import Amounts, Measure, deals_text, figure_text, rounding_unit
from simfunnel.charts.assumptions import (
    Assumption,
    AssumptionsData,
    assumptions_subtitle,
    draw_assumptions,
)
from simfunnel.charts.axes import amount_ticks, calendar_ticks, signed_ticks
from simfunnel.charts.chances import Chance, chance_of, dot_values
from simfunnel.charts.distribution import draw_distribution
from simfunnel.charts.effects import draw_effects
from simfunnel.charts.effects_data import CostPerDeal, EffectRow, EffectsData, cost_per_deal
from simfunnel.charts.effects_words import (
    RowTexts,
    effects_alt,
    effects_axis,
    effects_notes,
    effects_subtitle,
    effects_title,
    more_or_less,
    row_texts,
    signed,
)
from simfunnel.charts.example_lives import example_timeline
from simfunnel.charts.examples import example_effects, example_fan
from simfunnel.charts.fan import draw_fan, fan_table
from simfunnel.charts.fan_data import BAND_COLUMNS, FanData, Target
from simfunnel.charts.fan_plot import FanPlot
from simfunnel.charts.fan_words import dots_reaching, fan_alt, fan_subtitle, fan_title
from simfunnel.charts.figure import Figure, write_whole
from simfunnel.charts.flow import draw_flow
from simfunnel.charts.flow_data import End, Entry, FlowData, FlowStage, Move
from simfunnel.charts.funnel import draw_funnel
from simfunnel.charts.funnel_data import FunnelData, FunnelStage, funnel_subtitle, funnel_title
from simfunnel.charts.gates import GateRow, GatesData, draw_gates
from simfunnel.charts.labels import pushed_apart
from simfunnel.charts.leaderboard import draw_leaderboard
from simfunnel.charts.leaderboard_data import (
    LeaderboardData,
    LeaderRow,
    leader_cells,
    leaderboard_of,
    leaderboard_subtitle,
    leaderboard_title,
)
from simfunnel.charts.life_words import lasting, life_name, life_sentences, lives_told, outcome_text
from simfunnel.charts.origins import draw_origins
from simfunnel.charts.origins_data import (
    Origin,
    OriginsData,
    origin_texts,
    origins_subtitle,
    origins_title,
)
from simfunnel.charts.panels import draw_arrivals, draw_occupancy
from simfunnel.charts.panels_data import Panel, PanelsData
from simfunnel.charts.rates import draw_rates
from simfunnel.charts.rates_data import RateRow, RatesData
from simfunnel.charts.recurring import draw_recurring
from simfunnel.charts.recurring_data import (
    RecurringData,
    RevenueData,
    move_label,
    recurring_of,
    revenue_of,
)
from simfunnel.charts.recurring_words import (
    recurring_amounts,
    revenue_subtitle,
    revenue_texts,
    revenue_title,
)
from simfunnel.charts.render import (
    data_address,
    mimebundle,
    png_text,
    script_text,
    to_html,
    to_png,
    to_svg,
)
from simfunnel.charts.revenue_waterfall import draw_revenue_waterfall
from simfunnel.charts.spans import Span, span_of
from simfunnel.charts.stay_parts import StayParts, StayPartsData, draw_stay_parts
from simfunnel.charts.theme import DARK, FONT, FONT_MONO, LIGHT, Theme, darkened
from simfunnel.charts.timeline import draw_timeline
from simfunnel.charts.timeline_data import (
    Cause,
    Life,
    Nudge,
    Paid,
    Seen,
    Stretch,
    TimelineData,
    Work,
    parting,
)
from simfunnel.charts.timeline_table import timeline_table
from simfunnel.charts.timeline_words import parting_sentence, timeline_subtitle, timeline_title
from simfunnel.charts.verdicts import (
    FEWEST_PAIRS,
    Verdict,
    in_twenty,
    mean_error,
    middle_of,
    standard_error,
    verdict_of,
    verdict_words,
)
from simfunnel.charts.waterfall import draw_waterfall
from simfunnel.charts.waterfall_data import (
    WaterfallData,
    WaterfallPart,
    waterfall_of,
    waterfall_subtitle,
    waterfall_texts,
    waterfall_title,
)
from simfunnel.charts.win_rate import draw_win_rate
from simfunnel.charts.win_rate_data import WinCurve, WinRateData
from simfunnel.charts.wording import clean_name, day_long, day_short, futures_text
from simfunnel.charts.workload import draw_workload

__all__ = [
    "BAND_COLUMNS",
    "DARK",
    "FEWEST_PAIRS",
    "FONT",
    "FONT_MONO",
    "LIGHT",
    "Amounts",
    "Assumption",
    "AssumptionsData",
    "Cause",
    "Chance",
    "CostPerDeal",
    "EffectRow",
    "EffectsData",
    "End",
    "Entry",
    "FanData",
    "FanPlot",
    "Figure",
    "FlowData",
    "FlowStage",
    "FunnelData",
    "FunnelStage",
    "GateRow",
    "GatesData",
    "LeaderRow",
    "LeaderboardData",
    "Life",
    "Measure",
    "Move",
    "Nudge",
    "Origin",
    "OriginsData",
    "Paid",
    "Panel",
    "PanelsData",
    "RateRow",
    "RatesData",
    "RecurringData",
    "RevenueData",
    "RowTexts",
    "Seen",
    "Span",
    "StayParts",
    "StayPartsData",
    "Stretch",
    "Target",
    "Theme",
    "TimelineData",
    "Verdict",
    "WaterfallData",
    "WaterfallPart",
    "WinCurve",
    "WinRateData",
    "Work",
    "amount_ticks",
    "assumptions_subtitle",
    "calendar_ticks",
    "chance_of",
    "clean_name",
    "cost_per_deal",
    "darkened",
    "data_address",
    "day_long",
    "day_short",
    "deals_text",
    "dot_values",
    "dots_reaching",
    "draw_arrivals",
    "draw_assumptions",
    "draw_distribution",
    "draw_effects",
    "draw_fan",
    "draw_flow",
    "draw_funnel",
    "draw_gates",
    "draw_leaderboard",
    "draw_occupancy",
    "draw_origins",
    "draw_rates",
    "draw_recurring",
    "draw_revenue_waterfall",
    "draw_stay_parts",
    "draw_timeline",
    "draw_waterfall",
    "draw_win_rate",
    "draw_workload",
    "effects_alt",
    "effects_axis",
    "effects_notes",
    "effects_subtitle",
    "effects_title",
    "example_effects",
    "example_fan",
    "example_timeline",
    "fan_alt",
    "fan_subtitle",
    "fan_table",
    "fan_title",
    "figure_text",
    "funnel_subtitle",
    "funnel_title",
    "futures_text",
    "in_twenty",
    "lasting",
    "leader_cells",
    "leaderboard_of",
    "leaderboard_subtitle",
    "leaderboard_title",
    "life_name",
    "life_sentences",
    "lives_told",
    "mean_error",
    "middle_of",
    "mimebundle",
    "more_or_less",
    "move_label",
    "origin_texts",
    "origins_subtitle",
    "origins_title",
    "outcome_text",
    "parting",
    "parting_sentence",
    "png_text",
    "pushed_apart",
    "recurring_amounts",
    "recurring_of",
    "revenue_of",
    "revenue_subtitle",
    "revenue_texts",
    "revenue_title",
    "rounding_unit",
    "row_texts",
    "script_text",
    "signed",
    "signed_ticks",
    "span_of",
    "standard_error",
    "timeline_subtitle",
    "timeline_table",
    "timeline_title",
    "to_html",
    "to_png",
    "to_svg",
    "verdict_of",
    "verdict_words",
    "waterfall_of",
    "waterfall_subtitle",
    "waterfall_texts",
    "waterfall_title",
    "write_whole",
]
