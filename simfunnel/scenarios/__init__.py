"""Scenario files: YAML to a funnel or a what-if, and back.

This room reads text and tables with their places, so that every problem is told with file, line
and column, all at once. What a number means is the business of `simfunnel.units` and
`simfunnel.funnel`; nothing here simulates.
"""

from __future__ import annotations

from simfunnel.scenarios.reading import load

__all__ = ["load"]
