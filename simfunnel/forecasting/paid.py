"""The terms of one lead that became a customer, for its story."""

from __future__ import annotations

from datetime import datetime, timedelta

from simfunnel.charts import Paid
from simfunnel.clocks import NEVER
from simfunnel.funnel import customer_items as items
from simfunnel.simulation.runner import Runs

__all__ = ["terms_of_lead"]

_AT = {name: k for k, name in enumerate(items.TERM_COLUMNS)}


def terms_of_lead(runs: Runs, replication: int, stream: int, index: int) -> tuple[Paid, ...]:
    """Return what became of a lead after it was won.

    Parameters
    ----------
    runs : Runs
        With the rows of that future.
    replication, stream, index : int

    Examples
    --------
    >>> from simfunnel.funnel.examples import renewing
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.replay import replay
    >>> future = replay(compile_funnel(renewing()), 0, seed=7, engine="simpy")
    >>> row = future.terms[0][future.terms[0][:, 0] >= 0][0]
    >>> terms_of_lead(future, 0, int(row[0]), int(row[1]))[0].number
    0
    """
    rows = runs.terms[replication]
    own = rows[(rows[:, _AT["stream"]] == stream) & (rows[:, _AT["index"]] == index)]
    start = datetime.fromisoformat(str(runs.compiled.periods.starts[0]))

    def moment(second: int) -> datetime:
        return start + timedelta(seconds=second)

    return tuple(
        Paid(
            row[_AT["number"]],
            moment(row[_AT["began"]]),
            None if row[_AT["ended"]] == NEVER else moment(row[_AT["ended"]]),
            items.ENDS.get(row[_AT["how"]], "open"),
            row[_AT["amount"]] / 100.0,
            row[_AT["after"]] / 100.0,
        )
        for row in own.tolist()
    )
