"""What tests of the command share: a small scenario, a what-if, and what a call came to."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

SCENARIO = """\
simfunnel: 1
funnel: tiny
starts: 2026-09-01
until: 2026-12-31
targets: {autumn: {won: 20, by: 2026-12-31}}
amount: {median: 10 000, p90: 30 000}
sources:
  web: {leads: 30 per month, enters: pitch}
stages:
  pitch:
    advance: 25 %
    next: won
    otherwise: {lost.price: 100 %}
    dwell: {median: 10 days, p90: 30 days}
    stale: {after: 60 days, to: cold.no_answer}
"""
WHAT_IF = """\
simfunnel: 1
what_if: better_pitch
changes: {stages.pitch.advance: times 1.5}
"""


class Said(NamedTuple):
    """What a call of the command came to."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]
