"""What a comparison's card says about customers: recurring revenue and money that come besides."""

from __future__ import annotations

import math

from simfunnel.cards.comparison import ComparisonCard, Gain
from simfunnel.cards.tables import Grid
from simfunnel.charts import Amounts, clean_name, signed
from simfunnel.words import mark, say

__all__ = ["customers_grids"]

_HEADS = (
    mark("Recurring revenue at the end, a year, what-if minus baseline"),
    mark("Money received, what-if minus baseline"),
)


def customers_grids(card: ComparisonCard) -> list[tuple[str, Grid]]:
    """Return what each what-if brings in recurring revenue, and in money, each with its heading.

    Parameters
    ----------
    card : ComparisonCard

    Returns
    -------
    list of (str, Grid)
        A row a what-if: the average difference, and between what 8 in 10 futures lie. Empty
        without customers.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> (head, grid), _ = customers_grids(example_comparison())
    >>> grid.columns, grid.rows[0][1:]
    (('EUR', 'average', '8 in 10 futures'), ('+200,000', '+10,000 to +420,000'))
    """
    data, found = card.effects, []
    ranked = [row.name for row in data.ranked if row.name in card.gains]
    columns = (data.currency, say("average"), say("8 in 10 futures"))
    for k in range(min((len(card.gains[name]) for name in ranked), default=0)):
        rows = tuple(
            (clean_name(name, 40), *_figures(card.gains[name][k], data.locale)) for name in ranked
        )
        found.append((say(_HEADS[k]), Grid((), columns, rows, 1, frozenset({1}))))
    return found


def _figures(gain: Gain, locale: str) -> tuple[str, str]:
    """Return the average and the range, no finer than the average is known."""
    finest = math.floor(math.log10(gain.error)) if gain.error > 0.0 else 0
    unit = 10.0 ** max(0, finest)
    shown = Amounts("won_amount", "", locale, unit)

    def text(value: float) -> str:
        return signed(round(value / unit), shown.short(abs(value)))

    return text(gain.mean), say("{low} to {high}", low=text(gain.low), high=text(gain.high))
