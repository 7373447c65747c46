"""What a slider says: a value in its unit, on one line."""

from __future__ import annotations

from simfunnel.units import Quantity
from simfunnel.words import say

__all__ = ["value_words"]


def value_words(value: Quantity, *, of_whole: bool = False) -> str:
    r"""Return a value as a slider shows it, on one line and no longer than it needs to be.

    Parameters
    ----------
    value : Quantity
    of_whole : bool
        Whether it is a factor on something whole, a dwell, rather than a number of the funnel.

    Examples
    --------
    >>> from simfunnel.units import PerTime
    >>> value_words(PerTime(2.24418, "day")).replace("\N{NO-BREAK SPACE}", "_")
    '2.24_per_day'
    >>> from simfunnel.units import Times
    >>> value_words(Times(0.8), of_whole=True).replace("\N{NO-BREAK SPACE}", "_")
    '80_%_of_now'
    """
    if of_whole:
        if value.number == 1.0:
            return say("as now")
        text = say("{share} % of now", share=f"{100.0 * value.number:.4g}")
    else:
        short = float(f"{value.number:.3g}")
        text = str(value.with_number(short) if abs(value.number) < 1000.0 else value)
    return text.replace(" ", "\N{NO-BREAK SPACE}")
