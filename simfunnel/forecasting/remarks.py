"""How far to trust an outlook, and what it leaves out: sentences computed from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simfunnel.calibration.sentences import dormant_warning
from simfunnel.cards import Remark
from simfunnel.forecasting.acts import act_sentence, rules_table
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.open_leads import OpenLeads
from simfunnel.measures import bottlenecks, flows_of_runs
from simfunnel.measures.bottlenecks import BUSY
from simfunnel.units import format_count, format_share
from simfunnel.words import listed, mark, say, say_n

__all__ = ["EMPTY", "LENGTHENED", "SLOW_ENGINE", "remarks_of", "stopped"]

EMPTY = mark("empty start")
LENGTHENED = mark("The horizon ends on {by} instead of {last}, the last day of a target.")
SLOW_ENGINE = mark(
    "Numba is not installed, so the futures were simulated on SimPy, and fewer of "
    "them; 'pip install simfunnel[fast]' brings the compiled engine."
)
_NOTHING_OPEN = mark("The funnel starts empty: no open leads, and nothing is booked.")
_NO_OPEN_LEADS = mark("No lead is open at the start: everything comes from leads to come.")
_LISTED = mark("The others are listed one by one.")
_NO_AMOUNTS = mark("Nothing says what a deal is worth, so deals are counted, not amounts.")
_WITHIN = {
    "week": mark("The horizon ends before a week is over: its only period is a part of one."),
    "month": mark("The horizon ends before a month is over: its only period is a part of one."),
    "quarter": mark("The horizon ends before a quarter is over: its only period is a part of one."),
}
_STOPPED = mark("The run was stopped: {done} of {asked} futures are finished.")
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
    told = (*_starts(futures, leads), *(Remark(note) for note in notes))
    return (*told, *_acts(futures), *_doubts(futures))


def _acts(futures: Futures) -> Iterator[Remark]:
    """Yield in how many futures each review rule acts, and when first."""
    for _, rule in rules_table(futures.runs).iterrows():
        acted = act_sentence(rule)
        yield Remark(
            say("Review rule {n} ({when}) {acted}.", n=rule["rule"], when=rule["when"], acted=acted)
        )


def stopped(futures: Futures) -> str:
    """Return that a run was stopped before its end; empty for a whole one."""
    if not futures.runs.incomplete:
        return ""
    return say(_STOPPED, done=format_count(futures.n), asked=format_count(futures.runs.asked))


def _starts(futures: Futures, leads: OpenLeads) -> Iterator[Remark]:
    """Yield what is said about the start and its open leads."""
    if futures.given.funnel.today is None:
        yield Remark(say(_NOTHING_OPEN), tag=say(EMPTY))
    elif not leads.n:
        yield Remark(say(_NO_OPEN_LEADS), tag=say(EMPTY))
    measured = futures.given.calibration
    warned = () if measured is None else measured.warnings
    few = len(leads.dormant)
    if few and dormant_warning(few, leads.n) not in warned:
        said = say_n(
            "{few} of {all} open leads is older than any that ever moved on.",
            "{few} of {all} open leads are older than any that ever moved on.",
            few,
            few=format_count(few),
            all=format_count(leads.n),
        )
        yield Remark(f"{said} {say(_LISTED)}" if len(leads.table) else said)
    if leads.zombies:
        yield Remark(_zombies(leads), "warning")


def _zombies(leads: OpenLeads) -> str:
    """Return which open leads are too old to have time left, and what becomes of them."""
    few = len(leads.zombies)
    names = listed(leads.zombies[:_MOST_NAMED])
    if few > _MOST_NAMED:
        names = say_n(
            "{names} and {n} more",
            "{names} and {n} more",
            few - _MOST_NAMED,
            names=names,
            n=format_count(few - _MOST_NAMED),
        )
    return say_n(
        "{few} of {all} open leads is older than the dwell of its stage allows ({some}): it leaves "
        "by its stale limit at the start or, without one, stays open. It is not listed.",
        "{few} of {all} open leads are older than the dwell of their stage allows ({some}): they "
        "leave by its stale limit at the start or, without one, stay open. They are not listed.",
        few,
        few=format_count(few),
        all=format_count(leads.n),
        some=names,
    )


def _doubts(futures: Futures) -> Iterator[Remark]:
    """Yield what is said about the measuring and the counting."""
    if futures.given.calibration is not None:
        yield from (Remark(text, "warning") for text in futures.given.calibration.warnings)
    if futures.independent < futures.n:
        rows = futures.independent
        sentence = say_n(
            "The doubt has {rows} joint draw for {n} futures, so the error of chances counts "
            "{rows}.",
            "The doubt has {rows} joint draws for {n} futures, so the error of chances counts "
            "{rows}.",
            rows,
            rows=format_count(rows),
            n=format_count(futures.n),
        )
        yield Remark(sentence)
    yield from _busy(futures)
    if not futures.has_amounts:
        yield Remark(say(_NO_AMOUNTS))
    periods = futures.runs.compiled.periods
    if periods.part == (True,):
        yield Remark(say(_WITHIN[periods.period]))


def _busy(futures: Futures) -> Iterator[Remark]:
    """Yield which team works at its limit, if any does."""
    if not futures.runs.compiled.layout.teams or not futures.n:
        return
    first = bottlenecks(flows_of_runs(futures.runs)).iloc[0]
    if first["utilisation"] >= BUSY:
        said = say(
            "{team} are busy for {share} of their hours, so people may limit what is won rather "
            "than leads; 'simfunnel limits' says which.",
            team=first["team"], share=format_share(first["utilisation"]),
        )  # fmt: skip
        yield Remark(said, tag=say("near capacity"))
