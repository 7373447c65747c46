"""The ways out of stages: rare reasons pooled, and no stage without an end."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd

from simfunnel.calibration.lexis import Lexis
from simfunnel.calibration.sentences import pooled_reasons
from simfunnel.funnel.quantities import outcome_kind
from simfunnel.history import Fact

__all__ = ["pool_rare_reasons", "ways_out"]

FEW_EXITS = 12


def pool_rare_reasons(stays: pd.DataFrame) -> tuple[pd.DataFrame, list[Fact]]:
    """Return stays in which reasons with fewer than 12 exits are called "other".

    Parameters
    ----------
    stays : DataFrame
        Stays of all stages, with their exit.

    Returns
    -------
    stays : DataFrame
        A copy.
    facts : list of Fact
        Which reasons were pooled.

    Examples
    --------
    >>> stays = pd.DataFrame({"exit": ["lost.price", "lost.size", "won"]})
    >>> list(pool_rare_reasons(stays)[0]["exit"])
    ['lost.other', 'lost.other', 'won']
    """
    counts = stays["exit"].dropna().value_counts()
    seen = {str(name): int(n) for name, n in counts.items()}
    few = [name for name, n in seen.items() if n < FEW_EXITS and "." in name]
    kinds = Counter(name.partition(".")[0] for name in few)
    rare = sorted(name for name in few if kinds[name.partition(".")[0]] > 1)
    if not rare:
        return stays, []
    others = {name: f"{name.partition('.')[0]}.other" for name in rare}
    n = sum(seen[name] for name in rare)
    fact = pooled_reasons(rare, FEW_EXITS, "other", n)
    return stays.assign(exit=stays["exit"].replace(others)), [fact]


def ways_out(tables: dict[str, Lexis]) -> dict[str, Lexis]:
    """Return the tables so that every stage can end, be it never so slowly.

    A stage from which nobody was ever seen to reach an outcome gets the next stage, or won, as
    an exit that has not happened yet.

    Parameters
    ----------
    tables : dict of str to Lexis
        The stages in their order.

    Returns
    -------
    dict of str to Lexis
        The same, with exits without a case where they are needed.

    Examples
    --------
    >>> table = Lexis((), np.array([5]), np.zeros((0, 1), np.int64))
    >>> ways_out({"demo": table})["demo"].exits
    ('won',)
    """
    order = list(tables)
    out = dict(tables)
    for place in reversed(range(len(order))):
        name = order[place]
        if name in _can_end(out):
            continue
        following = order[place + 1] if place + 1 < len(order) else "won"
        if following not in out[name].exits:
            out[name] = _with_exit(out[name], following)
    return out


def _can_end(tables: dict[str, Lexis]) -> set[str]:
    """Return the stages from which some outcome can be reached."""
    ending = {name for name, t in tables.items() if any(outcome_kind(e) for e in t.exits)}
    while True:
        more = {name for name, t in tables.items() if ending & set(t.exits)} | ending
        if more == ending:
            return ending
        ending = more


def _with_exit(table: Lexis, name: str) -> Lexis:
    """Return a table with an exit that nobody took."""
    left = np.vstack([table.left, np.zeros((1, table.left.shape[1]), dtype=np.int64)])
    order = sorted(range(len(left)), key=lambda k: (*table.exits, name)[k])
    exits = tuple((*table.exits, name)[k] for k in order)
    return replace(table, exits=exits, left=left[order])
