"""The columns of the tables that an export becomes, and their types.

`STAYS` is the project's joint table: one row per stay of one lead in one stage. Times are local,
without a zone, to the second (`datetime64[s]`); a day stands for its midnight. Money is whole
hundredths of the currency.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

__all__ = ["LEADS", "MOMENT", "STAYS", "UNKNOWN", "empty"]

MOMENT: Final = "datetime64[s]"
"""A local moment, to the second; missing is NaT."""

UNKNOWN = "unknown"
"""The name of a source or segment that the export leaves blank."""

STAYS: dict[str, str] = {
    "lead": "str",
    "stage": "str",
    "occasion": "int64",  # this lead's earlier stays in this stage
    "entered_at": MOMENT,
    "worked_at": MOMENT,  # NaT: exports do not say when work began
    "left_at": MOMENT,  # NaT: still open
    "exit": "str",  # stage or outcome; missing while open
    "because": "str",
    "source": "str",
    "segment": "str",
    "owner": "str",
    "amount": "Int64",
}

LEADS: dict[str, str] = {
    "lead": "str",
    "created_on": MOMENT,
    "source": "str",
    "segment": "str",
    "owner": "str",
    "amount": "Int64",
    "cost": "Int64",
    "won_on": MOMENT,
    "closed_on": MOMENT,  # NaT while open
    "outcome": "str",
}


def empty(schema: dict[str, str]) -> pd.DataFrame:
    """Return a table without rows.

    Parameters
    ----------
    schema : dict of str to str
        Name and type of each column.

    Returns
    -------
    DataFrame
        The columns in order, each of its type.

    Examples
    --------
    >>> list(empty(STAYS).columns)[:4]
    ['lead', 'stage', 'occasion', 'entered_at']
    """
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in schema.items()})
