"""The chance of a target, counted over simulated futures, with what the counting leaves open.

This module knows counts only: no chart, no money.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simfunnel.units import format_share
from simfunnel.words import language, say

__all__ = ["DOTS", "Chance", "chance_of", "dot_values"]

DOTS = 20
_Z95 = 1.959964
_RULE_OF_THREE = 3.0


@dataclass(frozen=True)
class Chance:
    r"""How many of the simulated futures reach the target.

    Parameters
    ----------
    hits, n : int
        Futures that reach it, and all of them.
    locale : str
        Language of the per cent sign.
    independent : int
        How many of the futures differ in everything that is drawn: fewer than `n` where they share
        the rows of a table of draws; 0 for all.

    Examples
    --------
    >>> chance = Chance(617, 1000)
    >>> chance.text.replace("\N{NO-BREAK SPACE}", "_"), chance.error_text
    ('62_%', '±3')
    >>> Chance(1000, 1000).text.replace("\N{NO-BREAK SPACE}", "_"), Chance(1000, 1000).error_text
    ('more than_99_%', '')
    """

    hits: int
    n: int
    locale: str = field(default_factory=language)
    independent: int = 0

    @property
    def counted(self) -> int:
        """How many independent futures the error counts."""
        return min(self.independent, self.n) if self.independent else self.n

    @property
    def share(self) -> float:
        """The chance as a fraction."""
        return self.hits / self.n

    @property
    def error(self) -> float:
        """The 95 % Monte Carlo error of the chance, as a fraction."""
        return _Z95 * math.sqrt(self.share * (1.0 - self.share) / self.counted)

    @property
    def text(self) -> str:
        """The chance in whole per cent; at the ends, what the number of futures allows to say."""
        if self.hits == self.n:
            least = max(1.0 - _RULE_OF_THREE / self.counted, 0.0)
            return say(
                "more than\N{NO-BREAK SPACE}{least}",
                least=self._share(math.floor(least * 100) / 100),
            )
        if self.hits == 0:
            most = min(_RULE_OF_THREE / self.counted, 1.0)
            return say(
                "less than\N{NO-BREAK SPACE}{most}", most=self._share(math.ceil(most * 100) / 100)
            )
        if self.share < 0.005:
            return say("less than\N{NO-BREAK SPACE}{share}", share=self._share(0.01))
        if self.share >= 0.995:
            return say("more than\N{NO-BREAK SPACE}{share}", share=self._share(0.99))
        return self._share(self.share)

    @property
    def error_text(self) -> str:
        """The error in points, as "±3"; empty where the text is a bound already."""
        if not 0.005 <= self.share < 0.995:
            return ""
        return f"\N{PLUS-MINUS SIGN}{max(round(self.error * 100), 1)}"

    def _share(self, share: float) -> str:
        """Return a share as whole per cent."""
        return format_share(share, self.locale)


def chance_of(
    draws: NDArray[np.float64], target: float, locale: str | None = None, independent: int = 0
) -> Chance:
    """Count the futures that reach a target.

    Parameters
    ----------
    draws : ndarray, shape (n_futures,)
        The result of each future.
    target : float
        What has to be reached, in the unit of `draws`.
    locale : str
        Language of the answer's texts.
    independent : int
        As in `Chance`.

    Returns
    -------
    Chance
        Hits and their number.

    Examples
    --------
    >>> chance_of(np.array([1.0, 2.0, 3.0]), 2.0)
    Chance(hits=2, n=3, locale='en', independent=0)
    """
    hits = int(np.count_nonzero(draws >= target))
    return Chance(hits, len(draws), locale or language(), independent)


def dot_values(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return twenty values, each standing for one future in twenty, lowest first.

    They are draws themselves, never values between two draws, so that a count stays whole.

    Parameters
    ----------
    draws : ndarray, shape (n_futures,)
        One value per future.

    Returns
    -------
    ndarray, shape (20,)
        The quantiles at 2.5 %, 7.5 %, ... 97.5 %.

    Examples
    --------
    >>> dot_values(np.arange(40.0))[:3]
    array([0., 2., 4.])
    """
    levels = (np.arange(DOTS) + 0.5) / DOTS
    return np.asarray(np.quantile(draws, levels, method="inverted_cdf"), dtype=np.float64)
