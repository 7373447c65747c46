r"""How sure the share won by age is, where there is one past and not many futures.

The share of Aalen and Johansen moves by chance with the leads that happened to come. With d leads
that leave at an age out of n at risk, d' of them won, S still there just before and F won by then,
the variance at age t is, over all ages up to it,

.. math:: \sum \frac{(F_t - F)^2 d}{n (n - d)} + \sum \frac{S^2 d' (n - d')}{n^3}
          - 2 \sum \frac{(F_t - F) S d'}{n^2}.

References
----------
Marubini and Valsecchi (1995), Analysing survival data from clinical trials, Wiley, 10.3.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from simfunnel.measures.shares import of_leads
from simfunnel.measures.stays import Stays

__all__ = ["won_curve_of_past"]

_DAY = 86_400


def won_curve_of_past(stays: Stays) -> pd.DataFrame:
    """Return the share of leads won by age, with its standard error.

    Parameters
    ----------
    stays : Stays
        Of one past.

    Returns
    -------
    DataFrame
        age_days, share, error (both fractions), at_risk; a row per whole day up to the oldest age
        that was seen. No rows where no lead came.

    Examples
    --------
    >>> from simfunnel.measures.examples import three_leads_stays
    >>> won_curve_of_past(three_leads_stays()).iloc[-1].round(2).to_dict()
    {'age_days': 29.0, 'share': 0.67, 'error': 0.27, 'at_risk': 1.0}
    """
    found = of_leads(stays.together())
    n_days = found.oldest // _DAY + 1 if int(found.seen.sum()) else 0
    days = np.arange(n_days, dtype=np.int64)
    before = np.concatenate([[1.0], found.still[:-1]]) if len(found.still) else found.still
    n = found.at_risk.astype(np.float64)
    left = n * (1.0 - found.still / np.where(before > 0.0, before, 1.0))
    won = np.where(before > 0.0, found.added[:, 0] * n / np.where(before > 0.0, before, 1.0), 0.0)
    share_at = np.cumsum(found.added[:, 0])
    last = np.searchsorted(found.age, days * _DAY, side="right")
    shares, errors = np.zeros(n_days), np.zeros(n_days)
    for k, m in enumerate(last):
        if not m:
            continue
        away = share_at[m - 1] - share_at[:m]
        rest = np.maximum(n[:m] - left[:m], 1.0)  # the last one at risk leaves nobody behind
        terms = away**2 * left[:m] / (n[:m] * rest)
        terms += before[:m] ** 2 * won[:m] * (n[:m] - won[:m]) / n[:m] ** 3
        terms -= 2.0 * away * before[:m] * won[:m] / n[:m] ** 2
        shares[k], errors[k] = share_at[m - 1], np.sqrt(max(float(terms.sum()), 0.0))
    risk = found.at_risk_by_day(n_days - 1)[0] if n_days else days
    return pd.DataFrame({"age_days": days, "share": shares, "error": errors, "at_risk": risk})
