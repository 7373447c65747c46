"""Invented data for examples and tests: one half-year still to come, nothing drawn at random."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import NormalDist

import numpy as np
import pandas as pd

from simfunnel.charts.amounts import Measure
from simfunnel.charts.effects_data import EffectRow, EffectsData
from simfunnel.charts.fan_data import BAND_COLUMNS, FanData, Target

__all__ = ["example_effects", "example_fan"]

_SINCE, _TODAY, _UNTIL = date(2026, 1, 1), date(2026, 7, 1), date(2026, 12, 31)
_BOOKED, _MIDDLE, _SPREAD, _BEND = 486_000.0, 764_000.0, 0.255, 1.15
_DEAL = 18_000.0
_WIN_DAYS = (6, 16, 27, 41, 55, 68, 74, 83, 101, 118, 126, 139, 150, 163, 171, 178)


def example_fan(
    n_futures: int = 1000, *, measure: Measure = "won_amount", target: float | None = 1_200_000.0
) -> FanData:
    r"""Return the data of an invented fan: 486,000 booked by July, about 1.25 M by December.

    Parameters
    ----------
    n_futures : int
        Futures, spread evenly over their distribution.
    measure : {"won_amount", "won"}
        Amounts in EUR, or deals of 18,000 each.
    target : float, optional
        To be reached by 31 December, in the unit of the measure; None for none.

    Returns
    -------
    FanData
        The same for the same arguments.

    Examples
    --------
    >>> data = example_fan()
    >>> data.amounts.named(data.median).replace("\N{NO-BREAK SPACE}", "_"), data.chance.hits
    ('EUR_1.25_M', 605)
    """
    unit = 1.0 if measure == "won_amount" else _DEAL
    shares = (np.arange(n_futures) + 0.5) / n_futures
    normal = np.array([NormalDist().inv_cdf(share) for share in shares])
    draws = _BOOKED + _MIDDLE * np.exp(_SPREAD * normal)
    n_days = (_UNTIL - _TODAY).days
    parts = (np.arange(n_days + 1) / n_days) ** _BEND
    ends = np.quantile(draws, [0.1, 0.25, 0.5, 0.75, 0.9])
    values = _BOOKED + parts[:, None] * (ends - _BOOKED)[None, :]
    whole = (lambda x: x) if unit == 1.0 else np.floor
    band = pd.DataFrame(whole(values / unit), columns=list(BAND_COLUMNS[1:]))
    band.insert(0, "date", [_TODAY + timedelta(days=i) for i in range(n_days + 1)])
    steps = np.cumsum(np.linspace(0.7, 1.3, len(_WIN_DAYS))) / len(_WIN_DAYS)
    days = [_SINCE + timedelta(days=day) for day in _WIN_DAYS]
    return FanData(
        band,
        whole(draws / unit),
        today=_TODAY,
        since=_SINCE,
        until=_UNTIL,
        measure=measure,
        currency="EUR" if unit == 1.0 else "",
        actuals=pd.DataFrame({"date": days, "value": np.round(_BOOKED / unit * steps)}),
        target=None if target is None else Target(target, _UNTIL),
    )


_WHAT_IFS = (
    ("A stricter gate", 13.6, 6.0, 0.0, "share that passes qualification", "32 % instead of 40 %"),
    ("Two more SDRs", 11.0, 5.6, 57_000.0, "seats of sales development", "6 instead of 4"),
    ("Nurture weekly", 4.0, 7.0, 28_000.0, "letters a month", "4 instead of 2"),
    ("10 % more inbound leads", 0.1, 6.0, 31_000.0, "leads from inbound", "66 instead of 60"),
)


def example_effects(
    n_pairs: int = 1000, *, costs: bool = True, measure: Measure = "won"
) -> EffectsData:
    """Return invented paired differences of four what-ifs: two matter, one helps, one is noise.

    Parameters
    ----------
    n_pairs : int
        Pairs, spread evenly over their distribution.
    costs : bool
        Whether anything has a cost.
    measure : {"won", "won_amount"}
        Deals, or amounts of 18,000 EUR each.

    Examples
    --------
    >>> [row.verdict for row in example_effects().rows]
    ['matters', 'matters', 'helps on average', 'within noise']
    """
    shares = (np.arange(n_pairs) + 0.5) / n_pairs
    normal = np.array([NormalDist().inv_cdf(share) for share in shares])
    rows = []
    for name, mean, spread, cost, *details in _WHAT_IFS:
        deals = np.round(mean + spread * normal)
        draws = deals * (_DEAL if measure == "won_amount" else 1.0)
        paid = np.round(cost * (1.0 + 0.02 * normal)) if costs else None
        rows.append(EffectRow(name, draws, tuple(details), paid, deals))
    since, until = date(2026, 7, 1), date(2027, 6, 30)
    return EffectsData(
        tuple(rows), since=since, until=until, measure=measure, currency="EUR",
        counted=("leads", "salaries") if costs else (),
    )  # fmt: skip
