"""Figures as charts and cards write them: no finer than they are known, in the reader's marks.

Amounts are whole units of a currency (not hundredths) or numbers of deals. This module knows no
chart and no simulation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simfunnel.words import language, mark, say, say_n

__all__ = ["Amounts", "Measure", "deals_text", "figure_text", "rounding_unit"]

Measure = Literal["won_amount", "won"]

_NBSP = "\N{NO-BREAK SPACE}"
_MILLION = 1_000_000.0
_MILLIONS = mark("\N{NO-BREAK SPACE}M")
_MOST_DECIMALS = 3
_Z95 = 1.959964


def deals_text(number: float, written: str) -> str:
    r"""Return a number of deals that is written already, with its noun.

    Parameters
    ----------
    number : float
        The number, or the last one of a range.
    written : str
        How it is written; only "1" is one deal.

    Examples
    --------
    >>> [deals_text(n, text).replace("\N{NO-BREAK SPACE}", "_")
    ...  for n, text in ((1, "1"), (1.2, "1.2"), (12, "3 to 12"))]
    ['1_deal', '1.2_deals', '3 to 12_deals']
    """
    whole = round(number)
    return say_n(
        "{n}\N{NO-BREAK SPACE}deal",
        "{n}\N{NO-BREAK SPACE}deals",
        2 if whole == 1 and written != "1" else whole,
        n=written,
    )


def figure_text(value: float, decimals: int, locale: str | None = None) -> str:
    """Return a number with a fixed count of decimals, a true minus sign and thousands marks.

    Parameters
    ----------
    value : float
        The number.
    decimals : int
        Digits behind the mark.
    locale : str, optional
        Another language than the one spoken, as Babel names it.

    Examples
    --------
    >>> figure_text(1234.5, 2), figure_text(-0.001, 1)
    ('1,234.50', '0.0')
    """
    from babel.numbers import format_decimal

    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    rounded = round(value, decimals) + 0.0
    text = format_decimal(rounded, format=pattern, locale=locale or language())
    return str(text).replace("-", "\N{MINUS SIGN}").replace(" ", _NBSP)


def rounding_unit(draws: NDArray[np.float64]) -> float:
    """Return the power of ten to which figures made from these draws may be given.

    The first digit of the 95 % Monte Carlo error, taken as the largest of those of the mean and of
    the 10 %, 50 % and 90 % quantiles; the errors of quantiles come from the draws that stand two
    binomial standard deviations before and behind them.

    Parameters
    ----------
    draws : ndarray, shape (n_futures,)
        One value per future.

    Returns
    -------
    float
        The unit; 0 where all draws are equal, which are then known exactly.

    Examples
    --------
    >>> rounding_unit(np.linspace(900_000.0, 1_600_000.0, 1000))
    10000.0
    >>> rounding_unit(np.full(50, 7.0))
    0.0
    """
    n = len(draws)
    if n == 0 or float(np.ptp(draws)) == 0.0:
        return 0.0
    ordered = np.sort(draws)
    errors = [_Z95 * float(np.std(draws)) / math.sqrt(n)]
    for share in (0.1, 0.5, 0.9):
        away = _Z95 * math.sqrt(share * (1.0 - share) / n)
        low, high = np.quantile(ordered, [max(share - away, 0.0), min(share + away, 1.0)])
        errors.append(float(high - low) / 2.0)
    return float(10.0 ** math.floor(math.log10(max(errors))))


@dataclass(frozen=True)
class Amounts:
    r"""How the amounts of one chart or card are written.

    Parameters
    ----------
    measure : {"won_amount", "won"}
        Money, or numbers of deals.
    currency : str
        Written before an amount that stands alone; empty where none was stated.
    locale : str, optional
        Language of marks, as Babel names it; the one spoken if left out.
    unit : float
        Amounts that are not exact are rounded to a multiple of it; 0 leaves them whole.
    in_millions : bool
        Whether amounts below a million are written in millions as well, for tables.

    Examples
    --------
    >>> money = Amounts("won_amount", "EUR", unit=10_000.0)
    >>> money.named(1_253_912.0).replace("\N{NO-BREAK SPACE}", "_")
    'EUR_1.25_M'
    >>> money.short(486_123.0), money.exact(486_123.0), Amounts("won").short(84.0)
    ('490,000', '486,123', '84')
    """

    measure: Measure
    currency: str = ""
    locale: str = field(default_factory=language)
    unit: float = 0.0
    in_millions: bool = False

    @property
    def is_money(self) -> bool:
        """Whether these are amounts of money."""
        return self.measure == "won_amount"

    def short(self, value: float) -> str:
        """Return an amount without currency, rounded to the unit."""
        number, suffix = self._parts(value, self.in_millions)
        return number + suffix

    def exact(self, value: float) -> str:
        """Return an amount without currency, to its last whole unit."""
        return figure_text(value, 0, self.locale)

    def stated(self, value: float) -> str:
        """Return an amount somebody stated, a target: in millions only where nothing is lost."""
        millions = value / _MILLION
        if self.is_money and abs(millions) >= 1.0 and round(millions, _MOST_DECIMALS) == millions:
            decimals = next(d for d in range(_MOST_DECIMALS + 1) if round(millions, d) == millions)
            return figure_text(millions, decimals, self.locale) + say(_MILLIONS)
        whole = float(value).is_integer()
        return figure_text(value, 0 if whole else 2, self.locale)

    def range(self, low: float, high: float, *, words: bool = False) -> str:
        """Return two amounts with a dash, or with "to", and their common unit once."""
        millions = self.in_millions or self._is_million(high)
        first, suffix = self._parts(low, millions)
        last, _ = self._parts(high, millions)
        if not words:
            return f"{first}\N{EN DASH}{last}{suffix}"
        return say(
            "{low}\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}{high}", low=first, high=last + suffix
        )

    def named(self, value: float, text: str | None = None) -> str:
        """Return an amount with its currency before it, or with "deals" behind it."""
        written = self.short(value) if text is None else text
        if self.is_money:
            if not self.currency:
                return written
            return say(
                "{currency}\N{NO-BREAK SPACE}{amount}", currency=self.currency, amount=written
            )
        return deals_text(value, written)

    def axis_title(self) -> str:
        """Return the unit as the title of an axis."""
        return (self.currency or say("amount")) if self.is_money else say("deals")

    def for_table(self, largest: float) -> Amounts:
        """Return the same, all in millions if the largest amount is."""
        return replace(self, in_millions=self._is_million(largest))

    def _is_million(self, value: float) -> bool:
        """Return whether an amount is written in millions by itself."""
        return self.is_money and abs(self._rounded(value)) >= _MILLION

    def _rounded(self, value: float) -> float:
        """Return an amount rounded to the unit."""
        unit = self.unit or (1.0 if self.is_money else 0.1)
        return float(np.floor(value / unit + 0.5) * unit)

    def _parts(self, value: float, millions: bool) -> tuple[str, str]:
        """Return the digits of an amount and the suffix behind them."""
        rounded = self._rounded(value)
        if self.is_money and (millions or abs(rounded) >= _MILLION):
            decimals = 2 if not self.unit else round(6 - math.log10(self.unit))
            decimals = min(max(decimals, 0), _MOST_DECIMALS)
            return figure_text(rounded / _MILLION, decimals, self.locale), say(_MILLIONS)
        whole = self.is_money or rounded.is_integer()
        return figure_text(rounded, 0 if whole else 1, self.locale), ""
