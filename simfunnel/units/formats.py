"""Quantities as people read them: in their locale, and no finer than they are known.

Spaces between a number and its unit do not break. Babel is imported when first needed.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from simfunnel.words import language, say

__all__ = ["format_count", "format_date", "format_money", "format_share", "round_to_error"]

_NBSP = "\N{NO-BREAK SPACE}"
_MILLION = 1_000_000
_CENTS_BELOW = 100


def _decimal_text(value: Decimal, pattern: str, locale: str | None) -> str:
    """Return a number in a locale, with a true minus sign."""
    from babel.numbers import format_decimal

    text = format_decimal(value, format=pattern, locale=locale or language())
    return text.replace("-", "\N{MINUS SIGN}").replace(" ", _NBSP)


def _rounded(value: Decimal, places: int) -> Decimal:
    """Return a decimal rounded half away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def format_money(cents: float, currency: str = "", locale: str | None = None) -> str:
    r"""Return an amount: in millions from a million, whole below, with cents below 100.

    Parameters
    ----------
    cents : int or float
        The amount in hundredths.
    currency : str
        Written before the amount; empty where the context names it.
    locale : str, optional
        Another language than the one spoken, as Babel names it.

    Returns
    -------
    str
        The amount, with non-breaking spaces.

    Examples
    --------
    >>> format_money(125_000_000, "EUR").replace("\N{NO-BREAK SPACE}", "_")
    'EUR_1.25_M'
    >>> format_money(48_600_000), format_money(4050)
    ('486,000', '40.50')
    """
    amount = Decimal(repr(float(cents))).scaleb(-2)
    whole = _rounded(amount, 0)
    if abs(whole) >= _MILLION:
        text = _decimal_text(_rounded(amount.scaleb(-6), 2), "#,##0.##", locale) + say(
            "\N{NO-BREAK SPACE}M"
        )
    elif abs(amount) < _CENTS_BELOW and amount != whole:
        text = _decimal_text(_rounded(amount, 2), "#,##0.00", locale)
    else:
        text = _decimal_text(whole, "#,##0", locale)
    if not currency:
        return text
    return say("{currency}\N{NO-BREAK SPACE}{amount}", currency=currency, amount=text)


def format_date(day: date, locale: str | None = None) -> str:
    """Return a day with its month in letters.

    Parameters
    ----------
    day : datetime.date
        The day.
    locale : str, optional
        Another language than the one spoken, as Babel names it.

    Examples
    --------
    >>> format_date(date(2026, 12, 31))
    '31 Dec 2026'
    """
    from babel.dates import format_date as in_pattern
    from babel.dates import format_skeleton

    spoken = locale or language()
    if spoken.split("_")[0] == "en":
        return in_pattern(day, "d MMM yyyy", locale=spoken)
    return format_skeleton("yMMMd", day, locale=spoken)


def format_share(share: float, locale: str | None = None, *, decimals: int = 0) -> str:
    r"""Return a share in per cent.

    Parameters
    ----------
    share : float
        The share as a fraction.
    locale : str, optional
        Another language than the one spoken, as Babel names it.
    decimals : int
        Digits behind the mark; chances are shown whole.

    Examples
    --------
    >>> format_share(0.617).replace("\N{NO-BREAK SPACE}", "_")
    '62_%'
    """
    value = _rounded(Decimal(repr(float(share))).scaleb(2), decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return _decimal_text(value, pattern, locale) + f"{_NBSP}%"


def format_count(count: float, locale: str | None = None) -> str:
    """Return a whole number with the thousands marks of the locale.

    Parameters
    ----------
    count : int or float
        Rounded to whole.
    locale : str, optional
        Another language than the one spoken, as Babel names it.

    Examples
    --------
    >>> format_count(4310)
    '4,310'
    """
    return _decimal_text(_rounded(Decimal(repr(float(count))), 0), "#,##0", locale)


def round_to_error(value: float, error: float) -> float:
    """Return a number rounded to the decimal place of the first digit of its error.

    Parameters
    ----------
    value : float
        The figure to show.
    error : float
        Its Monte Carlo error, in the same unit; 0 or less leaves the figure as it is.

    Returns
    -------
    float
        The rounded figure.

    Examples
    --------
    >>> round_to_error(1_253_912.0, 8_400.0), round_to_error(61.7, 3.1)
    (1254000.0, 62.0)
    """
    if not error > 0:
        return value
    place = Decimal(repr(float(error))).adjusted()
    return float(_rounded(Decimal(repr(float(value))), -place))
