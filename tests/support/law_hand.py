"""The contract by hand: keyed uniforms, arithmetic of the standard library, and nothing else.

Helpers of the pins: small cases in which every second is worked out from the model's rules and
from `simfunnel.variates.uniforms` alone, without the engines and without their helper functions.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Sequence
from datetime import date
from statistics import NormalDist
from typing import Any

from law_funnels import DAY, START, Ran, ran

from simfunnel.clocks import NEVER
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.model import Funnel
from simfunnel.variates import replication_key, uniforms

__all__ = [
    "HOUR",
    "REPLICATION",
    "SEED",
    "Hand",
    "Row",
    "day_of",
    "lives",
    "odds_shift",
    "pick",
    "quantile",
    "run_of",
    "seconds",
    "spread",
]

SEED, REPLICATION = 2_026, 1
HOUR = 3_600
Row = tuple[int, int, str, int, int, int | None, str, str]
"""Stream, number, stage, occasion, entered, left (None if still open), where to, because."""


class Hand:
    """The draws of one lead, source, or of the world, in the replication that is looked at."""

    def __init__(self, text: str, number: int = 0) -> None:
        self.key = zlib.crc32(text.encode()), number

    @classmethod
    def of_open(cls, lead: str) -> Hand:
        """Return the draws of a lead that is open at the start."""
        hand = cls("")
        digest = hashlib.blake2b(f"open/{lead}".encode(), digest_size=8).digest()
        hand.key = int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")
        return hand

    def draw(self, what: str, occasion: int = 0) -> tuple[float, float]:
        """Return the two uniforms of a decision."""
        k0, k1 = replication_key(SEED, REPLICATION)
        return uniforms(k0, k1, *self.key, zlib.crc32(what.encode()), occasion)


def quantile(u: float) -> float:
    """Return the standard normal quantile."""
    return NormalDist().inv_cdf(u)


def seconds(duration: float) -> int:
    """Return a drawn duration as the contract rounds it."""
    return max(1, math.floor(duration + 0.5))


def spread(low: float, high: float) -> dict[str, str]:
    """Return a dwell that lies evenly between two numbers of days."""
    return {"family": "uniform", "min": f"{low} days", "max": f"{high} days"}


def pick(u: float, parts: Sequence[tuple[str, float]]) -> str:
    """Return the part of [0, 1) in which u lies; the last takes what rounding leaves."""
    low = 0.0
    for name, width in parts[:-1]:
        low += width
        if u < low:
            return name
    return parts[-1][0]


def odds_shift(share: float, log_odds: float) -> float:
    """Return a share whose odds are multiplied by exp(log_odds)."""
    odds = share / (1.0 - share) * math.exp(log_odds)
    return odds / (1.0 + odds)


def day_of(day: str, start: str = START) -> int:
    """Return the second at which a day begins."""
    return (date.fromisoformat(day) - date.fromisoformat(start)).days * DAY


def run_of(funnel: Funnel, engine: str, *what_ifs: WhatIf, **more: Any) -> Ran:
    """Run the replications up to the one that is looked at."""
    return ran(
        funnel, REPLICATION + 1, seed=SEED, engine=engine, stays_of=[REPLICATION],
        what_ifs=what_ifs, doubt_rows=REPLICATION + 1, **more,
    )  # fmt: skip


def lives(funnel: Funnel, engine: str, *what_ifs: WhatIf) -> list[Row]:
    """Return every stay of the replication that is looked at, in order of lead and time."""
    seen = run_of(funnel, engine, *what_ifs)
    layout = seen.runs.compiled.layout
    rows: list[Row] = []
    for stay in seen.runs.stays[REPLICATION].tolist():
        stream, number, stage, occasion, entered, left, way = stay[:7]
        to, because = layout.ways[way][1:] if way >= 0 else ("", "")
        end = None if left == NEVER else left
        rows.append((stream, number, layout.stages[stage], occasion, entered, end, to, because))
    return sorted(rows, key=lambda row: (row[0], row[1], row[4], row[3]))
