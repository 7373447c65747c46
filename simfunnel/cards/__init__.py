"""Cards: result tables and charts become escaped HTML, plain text and pictures.

This room knows no funnel and no simulation; whoever forecasts fills an `OutlookCard`,
whoever compares a `ComparisonCard`.
"""

from __future__ import annotations

from simfunnel.cards.bundle import (
    comparison_mimebundle,
    outlook_mimebundle,
    save_comparison,
    save_outlook,
)
from simfunnel.cards.comparison import (
    ChanceMove,
    ComparisonCard,
    Gain,
    PartMove,
    Reason,
    Spent,
    Step,
    TakenApart,
)
from simfunnel.cards.comparison_html import comparison_html, comparison_page
from simfunnel.cards.comparison_text import comparison_text
from simfunnel.cards.comparison_words import finding_text
from simfunnel.cards.customers import CustomersSeen
from simfunnel.cards.dashboard import DashboardCard, Tile, TilePanel
from simfunnel.cards.dashboard_outputs import (
    dashboard_html,
    dashboard_mimebundle,
    dashboard_page,
    dashboard_text,
    save_dashboard,
)
from simfunnel.cards.dashboard_tables import (
    funnel_grid,
    leaderboard_grid,
    revenue_grid,
    waterfall_grid,
)
from simfunnel.cards.difference import (
    DifferenceRow,
    difference_html,
    difference_text,
    difference_title,
)
from simfunnel.cards.examples import example_card, example_comparison
from simfunnel.cards.explorer import explorer_html, explorer_mimebundle, explorer_text
from simfunnel.cards.explorer_card import ExplorerCard
from simfunnel.cards.html import outlook_html, outlook_page
from simfunnel.cards.limits import (
    LimitsCard,
    limits_html,
    limits_text,
    limits_words,
    save_limits,
)
from simfunnel.cards.outlook import DEAL_COLUMNS, PERIOD_COLUMNS, Needed, OutlookCard, Reach, Remark
from simfunnel.cards.spans import Span
from simfunnel.cards.story import StoryCard
from simfunnel.cards.story_bundle import save_story, story_html, story_mimebundle, story_page
from simfunnel.cards.story_text import story_text
from simfunnel.cards.text import outlook_text
from simfunnel.cards.theory import TheoryCard, theory_words
from simfunnel.cards.theory_outputs import save_theory, theory_html, theory_text
from simfunnel.cards.words import headline, headline_text, stopped_sentence

__all__ = [
    "DEAL_COLUMNS",
    "PERIOD_COLUMNS",
    "ChanceMove",
    "ComparisonCard",
    "CustomersSeen",
    "DashboardCard",
    "DifferenceRow",
    "ExplorerCard",
    "Gain",
    "LimitsCard",
    "Needed",
    "OutlookCard",
    "PartMove",
    "Reach",
    "Reason",
    "Remark",
    "Span",
    "Spent",
    "Step",
    "StoryCard",
    "TakenApart",
    "TheoryCard",
    "Tile",
    "TilePanel",
    "comparison_html",
    "comparison_mimebundle",
    "comparison_page",
    "comparison_text",
    "dashboard_html",
    "dashboard_mimebundle",
    "dashboard_page",
    "dashboard_text",
    "difference_html",
    "difference_text",
    "difference_title",
    "example_card",
    "example_comparison",
    "explorer_html",
    "explorer_mimebundle",
    "explorer_text",
    "finding_text",
    "funnel_grid",
    "headline",
    "headline_text",
    "leaderboard_grid",
    "limits_html",
    "limits_text",
    "limits_words",
    "outlook_html",
    "outlook_mimebundle",
    "outlook_page",
    "outlook_text",
    "revenue_grid",
    "save_comparison",
    "save_dashboard",
    "save_limits",
    "save_outlook",
    "save_story",
    "save_theory",
    "stopped_sentence",
    "story_html",
    "story_mimebundle",
    "story_page",
    "story_text",
    "theory_html",
    "theory_text",
    "theory_words",
    "waterfall_grid",
]
