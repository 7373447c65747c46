"""Cards: result tables and charts become escaped HTML, plain text and pictures.

This room knows no funnel and no simulation; whoever forecasts fills an `OutlookCard`.
"""

from __future__ import annotations

from simfunnel.cards.bundle import outlook_mimebundle, save_outlook
from simfunnel.cards.examples import example_card
from simfunnel.cards.explorer import explorer_html, explorer_mimebundle, explorer_text
from simfunnel.cards.explorer_card import ExplorerCard
from simfunnel.cards.html import outlook_html, outlook_page
from simfunnel.cards.outlook import (
    DEAL_COLUMNS,
    PERIOD_COLUMNS,
    Needed,
    OutlookCard,
    Reach,
    Remark,
)
from simfunnel.cards.spans import Span
from simfunnel.cards.story import StoryCard
from simfunnel.cards.story_bundle import save_story, story_html, story_mimebundle, story_page
from simfunnel.cards.story_text import story_text
from simfunnel.cards.text import outlook_text
from simfunnel.cards.words import headline, headline_text

__all__ = [
    "DEAL_COLUMNS",
    "PERIOD_COLUMNS",
    "ExplorerCard",
    "Needed",
    "OutlookCard",
    "Reach",
    "Remark",
    "Span",
    "StoryCard",
    "example_card",
    "explorer_html",
    "explorer_mimebundle",
    "explorer_text",
    "headline",
    "headline_text",
    "outlook_html",
    "outlook_mimebundle",
    "outlook_page",
    "outlook_text",
    "save_outlook",
    "save_story",
    "story_html",
    "story_mimebundle",
    "story_page",
    "story_text",
]
