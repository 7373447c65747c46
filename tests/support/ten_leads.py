"""The ten leads of `tests/unit/measures/test_counts.py` as KPIs see them, in March and April.

Leads a, c, e, g and i are large ones.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from simfunnel.funnel.periods import Periods
from simfunnel.indicators.kinds import Aim, Seen
from simfunnel.measures import flows_of, stays_of_table
from simfunnel.tables import STAYS

__all__ = ["seen"]

TEN = """
a call 2026-02-01 2026-02-20 pitch web 100000
a pitch 2026-02-20 2026-03-05 won web 100000
b call 2026-02-10 2026-04-02 lost.price web -
c call 2026-02-11 - - fair -
d call 2026-01-05 2026-02-01 lost.price fair -
e call 2026-03-01 2026-03-10 pitch web 33333
e pitch 2026-03-10 2026-04-01 won web 33333
f call 2026-03-04 2026-04-01 lost.price web -
g pitch 2026-03-15 2026-04-20 call fair -
g call 2026-04-20 - - fair -
h call 2026-04-05 2026-04-06 pitch web 9
h pitch 2026-04-06 2026-05-01 won web 9
i call 2026-04-30 - - web -
j call 2026-05-02 - - web -
"""


def seen(*, future: bool = False, whole: bool = False, **more: object) -> Seen:
    """Return the ten leads in March and April, of a past or twice as a future."""
    columns = ["lead", "stage", "entered_at", "left_at", "exit", "source", "amount"]
    table = pd.DataFrame([line.split() for line in TEN.strip().splitlines()], columns=columns)
    table = table.mask(table == "-", None)
    for name in ("entered_at", "left_at"):
        table[name] = pd.to_datetime(table[name])
    stale = table["lead"] == "f"
    table.loc[stale, "left_at"] -= pd.Timedelta(seconds=1)
    table["amount"] = pd.to_numeric(table["amount"])
    table["segment"] = table["lead"].map(dict.fromkeys("acegi", "large")).fillna("small")
    table = table.reindex(columns=list(STAYS)).assign(occasion=0).astype(STAYS)
    if future:
        table = pd.concat([table.assign(replication=r) for r in (0, 1)], ignore_index=True)
        table["replication"] = table["replication"].astype("int64")
    months = Periods.of(date(2026, 3, 1), date(2026, 4, 30), "month")
    apart = stays_of_table(table, months, stages=("call", "pitch"))
    stays = apart.together() if whole else apart
    given = {"aim": Aim("all days", 10_000.0, 2_000.0, np.array([9_000.0, 11_000.0]))} | more
    return Seen(
        stays, flows_of(stays), apart, flows_of(apart), ("call", "pitch"), "call", "pitch",
        **given,  # type: ignore[arg-type]
    )  # fmt: skip
