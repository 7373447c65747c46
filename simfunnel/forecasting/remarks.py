"""How far to trust an outlook, and what it leaves out: sentences computed from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simfunnel.cards import Remark
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.open_leads import OpenLeads
from simfunnel.units import format_count

__all__ = ["EMPTY", "LENGTHENED", "SLOW_ENGINE", "remarks_of", "stopped"]

EMPTY = "empty start"
LENGTHENED = "The horizon ends on {by} instead of {last}, the last day of a target."
SLOW_ENGINE = (
    "Numba is not installed, so the futures were simulated on SimPy, and fewer of them; "
    "'pip install simfunnel[fast]' brings the compiled engine."
)
_NOTHING_OPEN = "The funnel starts empty: no open leads, and nothing is booked."
_NO_OPEN_LEADS = "No lead is open at the start: everything comes from leads to come."
_DORMANT = "{few} of {all} open leads are older than any that ever moved on."
_LISTED = " The others are listed one by one."
_ZOMBIES = (
    "{few} of {all} open leads are older than the dwell of their stage allows ({some}): they leave "
    "by its stale limit at the start or, without one, stay open. They are not listed."
)
_DRAWS = "The doubt has {rows} joint draws for {n} futures, so the error of chances counts {rows}."
_NO_AMOUNTS = "Nothing says what a deal is worth, so deals are counted, not amounts."
_STOPPED = "The run was stopped: {done} of {asked} futures are finished."
_MOST_NAMED = 5


def remarks_of(futures: Futures, leads: OpenLeads, notes: Sequence[str] = ()) -> tuple[Remark, ...]:
    """Return what a reader should know before trusting an outlook.

    Parameters
    ----------
    futures : Futures
    leads : OpenLeads
        The open leads, with those that are not listed.
    notes : sequence of str
        What was settled before the run.

    Returns
    -------
    tuple of Remark
    """
    return (*_starts(futures, leads), *(Remark(note) for note in notes), *_doubts(futures))


def stopped(futures: Futures) -> str:
    """Return that a run was stopped before its end; empty for a whole one."""
    if not futures.runs.incomplete:
        return ""
    return _STOPPED.format(done=format_count(futures.n), asked=format_count(futures.runs.asked))


def _starts(futures: Futures, leads: OpenLeads) -> Iterator[Remark]:
    """Yield what is said about the start and its open leads."""
    if futures.given.funnel.today is None:
        yield Remark(_NOTHING_OPEN, tag=EMPTY)
    elif not leads.n:
        yield Remark(_NO_OPEN_LEADS, tag=EMPTY)
    number = format_count(leads.n)
    sentence = _DORMANT.format(few=format_count(len(leads.dormant)), all=number)
    measured = futures.given.calibration
    warned = () if measured is None else measured.warnings
    if leads.dormant and not any(text.startswith(sentence[:-1]) for text in warned):
        yield Remark(sentence + (_LISTED if len(leads.table) else ""))
    if leads.zombies:
        few = format_count(len(leads.zombies))
        some = ", ".join(leads.zombies[:_MOST_NAMED])
        if len(leads.zombies) > _MOST_NAMED:
            some += f" and {len(leads.zombies) - _MOST_NAMED} more"
        yield Remark(_ZOMBIES.format(few=few, all=number, some=some), "warning")


def _doubts(futures: Futures) -> Iterator[Remark]:
    """Yield what is said about the measuring and the counting."""
    if futures.given.calibration is not None:
        yield from (Remark(text, "warning") for text in futures.given.calibration.warnings)
    if futures.independent < futures.n:
        rows, n = format_count(futures.independent), format_count(futures.n)
        yield Remark(_DRAWS.format(rows=rows, n=n))
    if not futures.has_amounts:
        yield Remark(_NO_AMOUNTS)
