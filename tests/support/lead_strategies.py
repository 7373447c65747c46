"""Random kinds of leads for property tests: quality, segments and amounts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

__all__ = ["kinds_of_leads"]


def kinds_of_leads(draw: st.DrawFn, data: dict[str, Any], segments: list[str]) -> None:
    """Add quality, segments and amounts.

    Parameters
    ----------
    draw : callable
        Given by Hypothesis.
    data : dict
        The funnel as plain data; changed in place.
    segments : list of str
    """
    if draw(st.booleans()):
        data["quality"] = {
            "good": "40 %",
            "advance_odds": draw(st.sampled_from(["times 1", "times 1.6"])),
            "dwell": draw(st.sampled_from(["times 1", "times 0.9"])),
            "amount_correlation": draw(st.sampled_from([0, 0.3])),
        }
    else:
        for source in data["sources"].values():
            del source["good"]
    amount = {"median": "6 000", "p90": "16 000"}
    if segments:
        data["segments"] = {
            "small": {"amount": amount, "dwell": "times 0.9"},
            "large": {"amount": {"median": "24 000", "p90": "70 000"}, "advance_odds": "times 0.8"},
        }
    elif draw(st.booleans()):
        data["amount"] = amount
