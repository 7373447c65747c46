"""Decisions: what a change would bring, and what differs before anything runs.

This room runs a baseline and its what-ifs with the same luck and asks what their difference
amounts to. It draws nothing itself: cards and charts take its tables.
"""

from __future__ import annotations

from simfunnel.decisions.comparing import compare
from simfunnel.decisions.comparison import Comparison
from simfunnel.decisions.differences import Difference, diff
from simfunnel.decisions.effects import Effect
from simfunnel.decisions.limited import Limits
from simfunnel.decisions.limiting import limits

__all__ = ["Comparison", "Difference", "Effect", "Limits", "compare", "diff", "limits"]
