"""The articles that name KPIs, and the windows over which several are taken."""

from __future__ import annotations

from simfunnel.words import mark

__all__ = ["ALL", "BOTTOM", "SEGMENTS", "STAGES", "TIPS", "USAGE"]

BOTTOM = mark("Bottom-of-funnel KPIs")
TIPS = mark("Seven management tips")
STAGES = mark("Stages and metrics")
SEGMENTS = mark("Segmentation and indicators")
USAGE = mark("Common usage")
ALL = mark("the whole window")
