"""Which review rule acted when: act by act, rule by rule, and in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simfunnel.charts import day_long
from simfunnel.forecasting.rules_in_words import rule_words, when_words
from simfunnel.simulation.runner import Runs
from simfunnel.tables import ACTS, RULES, empty_table
from simfunnel.units import format_share
from simfunnel.words import say

__all__ = ["act_sentence", "acts_table", "rules_table"]

_NAT = np.datetime64("NaT", "s")


def acts_table(runs: Runs) -> pd.DataFrame:
    """Return every act of review rules in every future that finished.

    Parameters
    ----------
    runs : Runs

    Returns
    -------
    DataFrame
        Columns of `tables.ACTS`, in order of futures and days; no rows without rules.

    Examples
    --------
    >>> from simfunnel.funnel.examples import steered
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(steered()), 2, seed=1, engine="simpy")
    >>> acts_table(runs)[["replication", "rule", "act"]].to_numpy().tolist()
    [[0, 1, 1], [1, 1, 1]]
    """
    funnel = runs.compiled.funnel
    start = np.datetime64(funnel.start, "s")
    rows = []
    for r in runs.finished.tolist():
        counted: dict[int, int] = {}
        for rule, day in runs.fired.get(r, ()):
            counted[rule] = counted.get(rule, 0) + 1
            when, on = when_words(funnel.reviews[rule]), start + np.timedelta64(day, "D")
            rows.append((r, rule + 1, when, counted[rule], on))
    if not rows:
        return empty_table(ACTS)
    return pd.DataFrame(rows, columns=list(ACTS)).astype(ACTS)


def rules_table(runs: Runs) -> pd.DataFrame:
    """Return in how many futures each review rule acted, how often, and when first.

    Parameters
    ----------
    runs : Runs

    Returns
    -------
    DataFrame
        Columns of `tables.RULES`, a row per rule in the order of the file.

    Examples
    --------
    >>> from simfunnel.funnel.examples import steered
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(steered()), 2, seed=1, engine="simpy")
    >>> rules_table(runs)[["share", "acts"]].to_numpy().tolist()
    [[1.0, 1.0]]
    """
    funnel = runs.compiled.funnel
    if not funnel.reviews or not runs.n:
        return empty_table(RULES)
    start = np.datetime64(funnel.start, "s")
    rows = []
    for n, review in enumerate(funnel.reviews):
        acted = [
            [day for which, day in runs.fired.get(r, ()) if which == n]
            for r in runs.finished.tolist()
        ]
        firsts = sorted(days[0] for days in acted if days)
        dates = [_NAT if day is None else start + np.timedelta64(day, "D") for day in _told(firsts)]
        when, words = when_words(review), rule_words(review)
        acts = sum(len(days) for days in acted) / runs.n
        rows.append((n + 1, when, words, len(firsts) / runs.n, acts, *dates))
    return pd.DataFrame(rows, columns=list(RULES)).astype(RULES)


def _told(firsts: Sequence[int]) -> list[int | None]:
    """Return the earliest of the first acts, and the days by which 1, 5 and 9 in 10 were made."""
    if not firsts:
        return [None] * 4
    places = [-(-len(firsts) * share // 10) - 1 for share in (1, 5, 9)]
    return [firsts[0], *(firsts[place] for place in places)]


def act_sentence(rule: pd.Series) -> str:
    """Return in how many futures a rule acts, and when first; without a full stop at its end.

    Parameters
    ----------
    rule : Series
        A row of `rules_table`.

    Examples
    --------
    >>> act_sentence(pd.Series({"share": 0.0}))
    'never acts'
    """
    if not rule["share"]:
        return say("never acts")
    first, middle = (rule[name].date() for name in ("first_on", "p50_on"))
    words = {"share": format_share(rule["share"]), "first": day_long(first)}
    if first == middle:
        return say(
            "acts in {share} of the futures, first on {first}, in half of those already then",
            **words,
        )
    return say(
        "acts in {share} of the futures, first on {first}, in half of those by {day}",
        **words,
        day=day_long(middle),
    )
