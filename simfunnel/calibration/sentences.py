"""The words of what calibration counts and warns of, in one place."""

from __future__ import annotations

from datetime import date

from simfunnel.history import Fact
from simfunnel.history.facts import shown_list
from simfunnel.units import format_count
from simfunnel.words import say, say_n

__all__ = [
    "arrivals_measured",
    "dormant",
    "dormant_warning",
    "drift",
    "elsewhere",
    "late_records",
    "no_wins",
    "pooled_reasons",
    "pooled_sources",
    "short",
    "stuck",
    "wins_without",
]


def short(weeks: int, fewest: int) -> str:
    """Warn of a history that is too short.

    Examples
    --------
    >>> short(1, 26)
    'The history has only 1 week; 26 or more are needed.'
    """
    return say_n(
        "The history has only {n} week; {fewest} or more are needed.",
        "The history has only {n} weeks; {fewest} or more are needed.",
        weeks,
        fewest=fewest,
    )


def no_wins() -> str:
    """Warn that nothing was ever won.

    Examples
    --------
    >>> no_wins()[:22]
    'Nothing was ever won i'
    """
    return say("Nothing was ever won in this history, so no wins will be forecast.")


def dormant_warning(few: int, n_open: int) -> str:
    """Warn of many open leads that are older than any that ever moved on.

    Examples
    --------
    >>> dormant_warning(81, 100)[:60]
    '81 of 100 open leads are older than any that ever moved on: '
    """
    return say_n(
        "{few} of {all} open leads is older than any that ever moved on: a loss without a date, or"
        " a lead nobody closed. It counts as good as gone.",
        "{few} of {all} open leads are older than any that ever moved on: losses without a date, "
        "or leads nobody closed. They count as good as gone.",
        few,
        few=format_count(few),
        all=format_count(n_open),
    )


def stuck(stage: str) -> str:
    """Warn of a stage that nobody ever left.

    Examples
    --------
    >>> stuck("demo")
    "Nobody was ever seen to leave 'demo', so nobody will."
    """
    return say("Nobody was ever seen to leave '{stage}', so nobody will.", stage=stage)


def drift(stage: str, way_out: str, seen: int, expected: float) -> str:
    """Warn of an exit that has lately become rarer or more frequent.

    Examples
    --------
    >>> drift("demo", "won", 40, 21.4)[:49]
    "Lately 'demo' to 'won' happened more often than i"
    """
    said = {
        "stage": stage,
        "exit": way_out,
        "seen": format_count(seen),
        "expected": format_count(expected),
    }
    if seen > expected:
        return say(
            "Lately '{stage}' to '{exit}' happened more often than its long record says: {seen} in "
            "13 weeks, {expected} expected.",
            **said,
        )
    return say(
        "Lately '{stage}' to '{exit}' happened less often than its long record says: {seen} in "
        "13 weeks, {expected} expected.",
        **said,
    )


def late_records(first_win: date, expected: float) -> str:
    """Warn that wins may have been recorded only from some day on.

    Examples
    --------
    >>> late_records(date(2025, 3, 1), 12.2)[:68]
    'The first win is dated 2025-03-01, but 12 would be expected before i'
    """
    return say(
        "The first win is dated {day}, but {expected} would be expected before it: wins may be "
        "recorded only from then on. If so, state 'records_from: {day}' in the mapping.",
        day=first_win,
        expected=format_count(expected),
    )


def arrivals_measured(since: date, days: int, leads: int) -> Fact:
    """Say over which days arrivals were measured.

    Examples
    --------
    >>> print(arrivals_measured(date(2026, 1, 5), 14, 9))
    Arrivals are measured over 2 weeks from 2026-01-05: 9 leads.
    """
    n, number = (days // 7, "weeks") if days >= 7 else (days, "days")
    length = say_n("{n} day", "{n} days", n, n=format_count(n))
    if number == "weeks":
        length = say_n("{n} week", "{n} weeks", n, n=format_count(n))
    sentence = say_n(
        "Arrivals are measured over {length} from {since}: {n} lead.",
        "Arrivals are measured over {length} from {since}: {n} leads.",
        leads,
        n=format_count(leads),
        length=length,
        since=since,
    )
    return Fact("arrival_window", leads, sentence)


def pooled_sources(names: list[str], fewest: int, into: str, n: int) -> Fact:
    """Say which small sources became one.

    Examples
    --------
    >>> print(pooled_sources(["a", "b"], 5, "other", 3))
    2 sources with fewer than 5 leads in that time are pooled as 'other': a, b.
    """
    sentence = say_n(
        "{n} source with fewer than {fewest} leads in that time is pooled as '{into}': {names}.",
        "{n} sources with fewer than {fewest} leads in that time are pooled as '{into}': {names}.",
        len(names),
        n=format_count(len(names)),
        fewest=fewest,
        into=into,
        names=shown_list(names),
    )
    return Fact("pooled_sources", n, sentence)


def pooled_reasons(names: list[str], fewest: int, into: str, n: int) -> Fact:
    """Say which rare reasons became one.

    Examples
    --------
    >>> print(pooled_reasons(["lost.price"], 5, "other", 3))
    1 reason with fewer than 5 exits is pooled as 'other': lost.price.
    """
    sentence = say_n(
        "{n} reason with fewer than {fewest} exits is pooled as '{into}': {names}.",
        "{n} reasons with fewer than {fewest} exits are pooled as '{into}': {names}.",
        len(names),
        n=format_count(len(names)),
        fewest=fewest,
        into=into,
        names=shown_list(names),
    )
    return Fact("pooled_reasons", n, sentence)


def elsewhere(n: int) -> Fact:
    """Say how many leads entered another stage than their source states.

    Examples
    --------
    >>> print(elsewhere(3))
    3 leads that entered another stage count as entering where most of their source do.
    """
    sentence = say_n(
        "{n} lead that entered another stage counts as entering where most of their source do.",
        "{n} leads that entered another stage count as entering where most of their source do.",
        n,
        n=format_count(n),
    )
    return Fact("entered_elsewhere", n, sentence)


def wins_without(blank: int, negative: int) -> list[Fact]:
    """Say how many wins have no amount, or one below nothing.

    Examples
    --------
    >>> print(*wins_without(1, 0))
    1 win has no amount and is booked with 0.
    """
    facts = []
    if blank:
        sentence = say_n(
            "{n} win has no amount and is booked with 0.",
            "{n} wins have no amount and are booked with 0.",
            blank,
            n=format_count(blank),
        )
        facts.append(Fact("won_without_amount", blank, sentence))
    if negative:
        sentence = say_n(
            "{n} win has a negative amount; new leads are never worth less than 0.",
            "{n} wins have a negative amount; new leads are never worth less than 0.",
            negative,
            n=format_count(negative),
        )
        facts.append(Fact("negative_amounts", negative, sentence))
    return facts


def dormant(n: int, n_open: int) -> Fact:
    """Say how many open leads are older than any that ever moved on.

    Examples
    --------
    >>> print(dormant(81, 100))
    81 of 100 open leads are older than any that ever moved on.
    """
    sentence = say_n(
        "{few} of {n} open lead is older than any that ever moved on.",
        "{few} of {n} open leads are older than any that ever moved on.",
        n_open,
        few=format_count(n),
        n=format_count(n_open),
    )
    return Fact("dormant", n, sentence)
