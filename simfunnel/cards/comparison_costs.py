"""What a comparison's card says about costs: each kind by itself, and what one deal more costs."""

from __future__ import annotations

import math

from simfunnel.cards.comparison import ComparisonCard, Spent
from simfunnel.cards.tables import Grid
from simfunnel.charts import Amounts, clean_name, row_texts, signed
from simfunnel.words import say

__all__ = ["costs_grid"]


def costs_grid(card: ComparisonCard) -> Grid | None:
    r"""Return what the baseline costs and what each what-if costs more; None without kinds.

    Parameters
    ----------
    card : ComparisonCard

    Returns
    -------
    Grid or None
        A row for the baseline, then one a what-if; a column a kind, then all together, then what
        one deal more costs.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> grid = costs_grid(example_comparison())
    >>> grid.columns
    ('EUR', 'leads', 'salaries', 'together', 'per extra deal')
    >>> [grid.rows[k] for k in (0, 2)]  # doctest: +NORMALIZE_WHITESPACE
    [('baseline', '38,000', '316,000', '354,000', ''),
     ('Two more SDRs', '0', '+57,000', '+57,000', '5,200')]
    """
    if not card.spent:
        return None
    data = card.effects
    amounts = _figures(card.spent[""], data.locale)
    found = [(say("baseline"), *(text.removeprefix("+") for text in amounts), "")]
    for row in (row for row in data.ranked if row.name in card.spent):
        amounts = _figures(card.spent[row.name], data.locale)
        found.append((clean_name(row.name, 40), *amounts, row_texts(row, data).per_deal))
    columns = (data.currency, *data.counted, say("together"), say("per extra deal"))
    return Grid((), columns, tuple(found), 1, frozenset({len(columns) - 2}))


def _figures(spent: Spent, locale: str) -> tuple[str, ...]:
    """Return the kinds and their sum, no finer than the sum is known."""
    finest = math.floor(math.log10(spent.error)) if spent.error > 0.0 else 0
    unit = 10.0 ** max(0, finest)
    shown = Amounts("won_amount", "", locale, unit)
    return tuple(
        signed(round(value / unit), shown.short(abs(value)))
        for value in (*spent.parts, spent.whole)
    )
