"""How a spread is stated, in words, for `simfunnel show`."""

from __future__ import annotations

from simfunnel.funnel.spreads import AmountSpread, DwellSpread
from simfunnel.units import Money, Quantity, format_money
from simfunnel.words import listed, say, say_n

__all__ = ["spread_text"]


def spread_text(spread: DwellSpread | AmountSpread) -> str:
    r"""Return how a duration or an amount is stated.

    Parameters
    ----------
    spread : DwellSpread or AmountSpread

    Examples
    --------
    >>> spread_text(DwellSpread.model_validate({"median": "3 days", "p90": "9 days"}))
    'median 3 days, p90 9 days'
    >>> spread_text(AmountSpread.model_validate("6 000")).replace("\N{NO-BREAK SPACE}", "_")
    '6,000'
    """
    if getattr(spread, "mixture", ()):
        return say("a mixture")
    if spread.values:
        n = len(spread.values)
        return say_n("{n} observed value", "{n} observed values", n, n=n)
    stated = {key: _text(value) for key, value in spread.stated().items()}
    if list(stated) == ["exactly"]:
        return stated["exactly"]
    return listed(f"{key} {text}" for key, text in stated.items())


def _text(value: Quantity) -> str:
    """Return a quantity as text, amounts as everywhere."""
    return format_money(value.cents) if isinstance(value, Money) else str(value)
