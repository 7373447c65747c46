"""What people state in words beside a scenario or an export: targets, markets, quotas."""

from __future__ import annotations

from simfunnel.errors import FunnelError, Problem, SimfunnelError
from simfunnel.forecasting.targets import parse_amount
from simfunnel.units import Money, MoneyPerTime
from simfunnel.words import say

__all__ = ["amount_of", "market_of", "quota_of"]


def amount_of(target: str) -> tuple[str, int]:
    """Return the measure and the amount that a target in words means.

    Parameters
    ----------
    target : str

    Raises
    ------
    FunnelError
        If it cannot be read.

    Examples
    --------
    >>> amount_of("400 000")
    ('won_amount', 40000000)
    """
    try:
        return parse_amount(target)
    except ValueError as error:
        raise FunnelError(str(error)) from None


def market_of(stated: str | float | None, days: int) -> float | None:
    """Return what the whole market sells a day.

    Parameters
    ----------
    stated : str or float, optional
        An amount for the whole window, ``"12M"``, or per time, ``"12M per year"``.
    days : int
        How many the window has.

    Raises
    ------
    FunnelError
        If it cannot be read, or is nothing.

    Examples
    --------
    >>> market_of("3 650", 365), market_of("365.25 per year", 10), market_of(None, 10)
    (10.0, 1.0, None)
    """
    if stated is None:
        return None
    try:
        if isinstance(stated, str) and " per " in stated:
            daily = MoneyPerTime.parse(stated).per_day
        else:
            daily = Money.parse(stated).number / days
    except ValueError as error:
        raise _refused("market", str(error)) from None
    if not daily > 0:
        raise _refused("market", say("is {stated}; a market sells more than 0.", stated=stated))
    return daily


def quota_of(stated: str) -> float:
    """Return what a seller of a past was to win a day.

    Parameters
    ----------
    stated : str
        ``"350 000 per year"``.

    Raises
    ------
    FunnelError
        If it cannot be read, or is nothing.

    Examples
    --------
    >>> quota_of("365.25 per year")
    1.0
    """
    try:
        quota = MoneyPerTime.parse(stated)
    except ValueError as error:
        raise _refused("quota", str(error)) from None
    if not quota.number > 0:
        raise _refused("quota", say("is {quota}; give more than 0.", quota=quota))
    return quota.per_day


def _refused(what: str, why: str) -> SimfunnelError:
    """Return the refusal of what was stated."""
    return FunnelError.from_problems([Problem("", what, why)])
