"""A funnel in which every stay is as long as its file says, so that a life can be told by hand."""

from __future__ import annotations

from typing import Any

from simfunnel.funnel.checks import problems
from simfunnel.funnel.model import Funnel

__all__ = ["tale"]


def tale(**pitch: Any) -> Funnel:
    """Return three leads of 5 September, and L-1, which is open on the 1st; one rep is idle.

    They call for 3 days and pitch for 10. All are lost, but the boss leaves in place of each loss
    and sends them to wait for 20 days; then they go cold.
    """
    stages = {
        "call": {"advance": "100 %", "next": "pitch", "otherwise": "lost.price", "dwell": "3 days"},
        "pitch": {"advance": "0 %", "next": "won", "otherwise": "lost.price", "dwell": "10 days"}
        | pitch,
        "wait": {"advance": "0 %", "next": "call", "otherwise": "cold.done", "dwell": "20 days"},
    }
    funnel = Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "tale",
            "until": "2026-12-31",
            "today": {
                "date": "2026-09-01",
                "open_leads": [
                    {"lead": "L-1", "stage": "pitch", "entered_on": "2026-08-25", "source": "fair"}
                ],
            },
            "amount": "5 000",
            "sources": {
                "fair": {"enters": "call", "batches": [{"on": "2026-09-05", "leads": 3}]},
                "web": {"enters": "call", "leads": "1 per month"},
            },
            "stages": stages,
            "teams": {"reps": {"seats": 1, "selling_hours": {"mon-sun": "00:00-24:00"}}},
            "events": {
                "boss_leaves": {
                    "in": ["pitch"], "share_of_losses": "100 %", "then": {"wait": "100 %"}
                }
            },
        }
    )  # fmt: skip
    assert problems(funnel) == []
    return funnel
