"""Small complete funnels for docstrings and first steps."""

from __future__ import annotations

from simfunnel.funnel.model import Funnel

__all__ = ["tiny"]


def tiny() -> Funnel:
    """Return a funnel of one stage and one source.

    Examples
    --------
    >>> list(tiny().stages)
    ['pitch']
    """
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "tiny",
            "starts": "2026-09-01",
            "until": "2026-12-31",
            "amount": {"median": "10 000", "p90": "30 000"},
            "sources": {"web": {"leads": "30 per month", "enters": "pitch"}},
            "stages": {
                "pitch": {
                    "advance": "25 %",
                    "next": "won",
                    "otherwise": {"lost.price": "100 %"},
                    "dwell": {"median": "10 days", "p90": "30 days"},
                }
            },
        }
    )
