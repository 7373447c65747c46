"""An invented lead's life, for examples and tests."""

from __future__ import annotations

from datetime import date, datetime

from simfunnel.charts.timeline_data import Life, Stretch, TimelineData

__all__ = ["example_timeline"]

_STAGES = ("lead_generation", "prospecting", "qualification", "proposal", "negotiation")


def example_timeline(*, compared: bool = False, lead: str = "inbound:17") -> TimelineData:
    """Return a lead that goes back once and is won; compared, a what-if spares it the loop.

    Parameters
    ----------
    compared : bool
        Whether there is a second life.
    lead : str
        What it is called.

    Examples
    --------
    >>> len(example_timeline(compared=True).lives)
    2
    """
    day = datetime
    first = (
        Stretch("lead_generation", day(2026, 9, 3, 9), day(2026, 9, 10, 14), "prospecting"),
        Stretch("prospecting", day(2026, 9, 10, 14), day(2026, 10, 1, 10), "qualification"),
        Stretch("qualification", day(2026, 10, 1, 10), day(2026, 10, 7, 16), "proposal"),
        Stretch(
            "proposal", day(2026, 10, 7, 16), day(2026, 12, 14), "qualification",
            "decision_maker_leaves", "loss",
        ),
        Stretch("qualification", day(2026, 12, 14), day(2026, 12, 29, 8), "proposal"),
        Stretch("proposal", day(2026, 12, 29, 8), day(2027, 2, 12, 11), "negotiation"),
        Stretch("negotiation", day(2027, 2, 12, 11), day(2027, 3, 4, 15), "won", ended=True),
    )  # fmt: skip
    second = (
        *first[:3],
        Stretch("proposal", day(2026, 10, 7, 16), day(2026, 10, 29, 9), "negotiation"),
        Stretch("negotiation", day(2026, 10, 29, 9), day(2026, 11, 24, 15), "won", ended=True),
    )
    who = {"source": "inbound", "segment": "small", "worth": 12_400.0}
    lives = [Life("", first, **who)]  # type: ignore[arg-type]
    if compared:
        lives.append(Life("faster_proposals", second, **who))  # type: ignore[arg-type]
    return TimelineData(
        lead, tuple(lives), _STAGES, date(2026, 7, 1), date(2027, 6, 30), 3, currency="EUR"
    )
