"""The words of what calibration counts and warns of, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from simfunnel.history import Fact
from simfunnel.history.facts import counted, shown_list

__all__ = ["WARNINGS", "arrivals_measured", "dormant", "elsewhere", "pooled", "wins_without"]

WARNINGS: Mapping[str, str] = {
    "short": "The history has only {weeks} weeks; {fewest} or more are needed.",
    "no_wins": "Nothing was ever won in this history, so no wins will be forecast.",
    "dormant": (
        "{dormant:,} of {n_open:,} open leads are older than any that ever moved on: losses "
        "without a date, or leads nobody closed. They count as good as gone."
    ),
    "stuck": "Nobody was ever seen to leave '{stage}', so nobody will.",
    "drift": (
        "Lately '{stage}' to '{exit}' happened {way} often than its long record says: {seen:,} in "
        "13 weeks, {expected:.0f} expected."
    ),
    "late_records": (
        "The first win is dated {day}, but {expected:.0f} would be expected before it: wins may "
        "be recorded only from then on. If so, state 'records_from: {day}' in the mapping."
    ),
}
"""The name of every warning, with its words."""


def arrivals_measured(since: date, days: int, leads: int) -> Fact:
    """Say over which days arrivals were measured.

    Examples
    --------
    >>> print(arrivals_measured(date(2026, 1, 5), 14, 9))
    Arrivals are measured over 2 weeks from 2026-01-05: 9 leads.
    """
    length = counted(days // 7, "week", "weeks") if days >= 7 else counted(days, "day", "days")
    sentence = (
        f"Arrivals are measured over {length} from {since}: {counted(leads, 'lead', 'leads')}."
    )
    return Fact("arrival_window", leads, sentence)


def pooled(names: list[str], what: str, fewest: int, of: str, into: str, n: int) -> Fact:
    """Say which small sources or reasons became one.

    Examples
    --------
    >>> print(pooled(["a", "b"], "sources", 5, "leads in that time", "other", 3))
    2 sources with fewer than 5 leads in that time are pooled as 'other': a, b.
    """
    several = counted(len(names), f"{what[:-1]} with fewer", f"{what} with fewer")
    are = "is" if len(names) == 1 else "are"
    sentence = f"{several} than {fewest} {of} {are} pooled as '{into}': {shown_list(names)}."
    return Fact(f"pooled_{what}", n, sentence)


def elsewhere(n: int) -> Fact:
    """Say how many leads entered another stage than their source states.

    Examples
    --------
    >>> print(elsewhere(3))
    3 leads that entered another stage count as entering where most of their source do.
    """
    leads = counted(
        n, "lead that entered another stage counts", "leads that entered another stage count"
    )
    return Fact("entered_elsewhere", n, f"{leads} as entering where most of their source do.")


def wins_without(blank: int, negative: int) -> list[Fact]:
    """Say how many wins have no amount, or one below nothing.

    Examples
    --------
    >>> print(*wins_without(1, 0))
    1 win has no amount and is booked with 0.
    """
    facts = []
    if blank:
        words = counted(blank, "win has no amount and is", "wins have no amount and are")
        facts.append(Fact("won_without_amount", blank, f"{words} booked with 0."))
    if negative:
        words = counted(negative, "win has", "wins have")
        sentence = f"{words} a negative amount; new leads are never worth less than 0."
        facts.append(Fact("negative_amounts", negative, sentence))
    return facts


def dormant(n: int, n_open: int) -> Fact:
    """Say how many open leads are older than any that ever moved on.

    Examples
    --------
    >>> print(dormant(81, 100))
    81 of 100 open leads are older than any that ever moved on.
    """
    leads = counted(n_open, "open lead is", "open leads are")
    return Fact("dormant", n, f"{n:,} of {leads} older than any that ever moved on.")
