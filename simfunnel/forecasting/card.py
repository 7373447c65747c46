"""An outlook's card: its tables and numbers handed to the room that draws and words them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from simfunnel.cards import Needed, OutlookCard, Reach, Remark
from simfunnel.charts import Measure
from simfunnel.forecasting.assumptions import FEWEST, as_assumptions
from simfunnel.forecasting.chances import reached_on
from simfunnel.forecasting.customers import customers_seen
from simfunnel.forecasting.fan import fan_of
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.needed import need_of
from simfunnel.forecasting.open_leads import OpenLeads
from simfunnel.forecasting.origins import origin_rows
from simfunnel.forecasting.periods import card_periods
from simfunnel.forecasting.provenance import MadeBy
from simfunnel.forecasting.targets import Goal
from simfunnel.forecasting.windows import Window
from simfunnel.units import format_count
from simfunnel.words import mark, say

__all__ = ["CHANCES", "bare_card", "card_of"]

CHANCES = (0.5, 0.8, 0.9)
"""How sure the dates are that an outlook tells by itself."""
_NO_TARGET = mark("Needs a target.")
_SETTLED = mark("Every future gives the same answer, whatever the assumptions.")
_TOO_FEW = mark("Needs at least {fewest} futures; this outlook has {n}.")
_NO_DOUBT = mark("No number of this funnel is in doubt.")
_NOISE = mark("No single assumption moves the chance by more than the noise of {n} futures.")


def bare_card(futures: Futures, goal: Goal | None, window: Window) -> OutlookCard:
    """Return a card of nothing but its sentence and its picture.

    Parameters
    ----------
    futures : Futures
    goal : Goal, optional
        The target.
    window : Window
        The days that count.
    """
    measure: Measure = goal.measure if goal else futures.main_measure
    return OutlookCard(futures.given.funnel.funnel, fan_of(futures, window, measure, goal))


def card_of(
    futures: Futures,
    goal: Goal | None,
    window: Window,
    *,
    leads: OpenLeads,
    assumptions: pd.DataFrame,
    remarks: Sequence[Remark],
    made_by: MadeBy,
    again: str,
) -> OutlookCard:
    """Return everything a card shows.

    Parameters
    ----------
    futures : Futures
    goal : Goal, optional
        The target.
    window : Window
        The days that count.
    leads : OpenLeads
    assumptions : DataFrame
        Of this target.
    remarks : sequence of Remark
    made_by : MadeBy
    again : str
        The line that makes it again.

    Returns
    -------
    OutlookCard
    """
    bare = bare_card(futures, goal, window)
    return OutlookCard(
        bare.name,
        bare.fan,
        origins=origin_rows(futures, window, bare.fan.measure),
        assumptions=as_assumptions(assumptions),
        why_no_assumptions=_why_none(futures, goal, window, assumptions),
        needed=None if goal is None else _needed(futures, goal, window),
        reach=() if goal is None else _reach(futures, goal, window),
        remarks=tuple(remarks),
        periods=card_periods(futures),
        open_deals=leads.table,
        n_open=leads.n,
        customers=customers_seen(futures),
        made_by=made_by.pairs(),
        again=again,
    )


def _needed(futures: Futures, goal: Goal, window: Window) -> Needed:
    """Return what is missing for the target to be as good as sure."""
    need = need_of(futures, goal, window, goal.sure)
    return Needed(need.sure, need.missing, need.deals)


def _reach(futures: Futures, goal: Goal, window: Window) -> tuple[Reach, ...]:
    """Return the days by which the target is reached with several chances, also after its own."""
    longer = replace(window, by=futures.last_day)
    return tuple(Reach(sure, reached_on(futures, goal, longer, sure)) for sure in CHANCES)


def _why_none(futures: Futures, goal: Goal | None, window: Window, table: pd.DataFrame) -> str:
    """Return what stands in the place of assumptions."""
    if goal is None:
        return say(_NO_TARGET)
    total = futures.parts(window, goal.measure).total
    if bool((total >= goal.amount).all()) or bool((total < goal.amount).all()):
        return say(_SETTLED)
    if futures.n < FEWEST:
        return say(_TOO_FEW, fewest=FEWEST, n=futures.n)
    return say(_NOISE, n=format_count(futures.n)) if len(table) else say(_NO_DOUBT)
