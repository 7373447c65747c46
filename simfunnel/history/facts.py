"""What an export turned out to hold: named counts, each with a plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from simfunnel.units import format_count
from simfunnel.words import listed, say_n

__all__ = ["FACTS", "Fact", "note", "shown_list"]

_MOST_SHOWN = 5
_LONGEST_SHOWN = 40

FACTS: Mapping[str, Callable[..., str]] = {
    "unnamed": lambda count, **said: say_n(
        "{n} row has no lead id and is left out.",
        "{n} rows have no lead id and are left out.",
        count,
        **said,
    ),
    "copied": lambda count, **said: say_n(
        "{n} row is an exact copy and is left out.",
        "{n} rows are exact copies and are left out.",
        count,
        **said,
    ),
    "duplicated": lambda count, **said: say_n(
        "{n} row repeats a lead id; the {which} one was read.",
        "{n} rows repeat a lead id; the {which} one of each was read.",
        count,
        **said,
    ),
    "undated_rows": lambda count, **said: say_n(
        "{n} row has no date and is left out.",
        "{n} rows have no date and are left out.",
        count,
        **said,
    ),
    "ignored": lambda count, **said: say_n(
        "{n} row names an ignored stage ({names}).",
        "{n} rows name an ignored stage ({names}).",
        count,
        **said,
    ),
    "gaps": lambda count, **said: say_n(
        "{n} row starts from another stage than the lead was in: a row is missing before it.",
        "{n} rows start from another stage than the lead was in: a row is missing before each.",
        count,
        **said,
    ),
    "out_of_order": lambda count, **said: say_n(
        "{n} lead reaches a later stage before an earlier one; its stays follow the dates.",
        "{n} leads reach a later stage before an earlier one; their stays follow the dates.",
        count,
        **said,
    ),
    "status_without_date": lambda count, **said: say_n(
        "{n} lead has a status that means {outcome} but no date for it; it stays "
        "open, since a date read from elsewhere would leak the future.",
        "{n} leads have a status that means {outcome} but no date for it; they stay "
        "open, since a date read from elsewhere would leak the future.",
        count,
        **said,
    ),
    "join_repeated": lambda count, **said: say_n(
        "{n} row of {file} repeats a key; the {which} one was read.",
        "{n} rows of {file} repeat a key; the {which} one of each was read.",
        count,
        **said,
    ),
    "join_unmatched": lambda count, **said: say_n(
        "{n} key of {file} belongs to no row of {base}.",
        "{n} keys of {file} belong to no row of {base}.",
        count,
        **said,
    ),
    "repeated": lambda count, **said: say_n(
        "{n} row names the stage that its lead is already in, and was not read.",
        "{n} rows name the stage that their lead is already in, and were not read.",
        count,
        **said,
    ),
    "closed_first": lambda count, **said: say_n(
        "{n} lead is closed before it enters a stage; it has no stays.",
        "{n} leads are closed before they enter a stage; they have no stays.",
        count,
        **said,
    ),
    "after_the_end": lambda count, **said: say_n(
        "{n} stage date lies after its lead's end and was not read.",
        "{n} stage dates lie after their leads' ends and were not read.",
        count,
        **said,
    ),
    "second_outcome": lambda count, **said: say_n(
        "{n} lead has a second outcome; the first one counts.",
        "{n} leads have a second outcome; the first one counts.",
        count,
        **said,
    ),
    "skips": lambda count, **said: say_n(
        "{n} move skips a stage.",
        "{n} moves skip a stage.",
        count,
        **said,
    ),
    "returns": lambda count, **said: say_n(
        "{n} move goes back to an earlier stage.",
        "{n} moves go back to an earlier stage.",
        count,
        **said,
    ),
    "midway": lambda count, **said: say_n(
        "{n} lead enters after the first stage.",
        "{n} leads enter after the first stage.",
        count,
        **said,
    ),
    "reopened": lambda count, **said: say_n(
        "{n} stay begins after its lead was closed: the lead was reopened.",
        "{n} stays begin after their lead was closed: the leads were reopened.",
        count,
        **said,
    ),
    "undated": lambda count, **said: say_n(
        "{n} lead has no stage date and is in no stage.",
        "{n} leads have no stage date and are in no stage.",
        count,
        **said,
    ),
    "before_created": lambda count, **said: say_n(
        "{n} lead enters a stage before it was created.",
        "{n} leads enter a stage before they were created.",
        count,
        **said,
    ),
    "after_as_of": lambda count, **said: say_n(
        "{n} date lies after {day} and is hidden.",
        "{n} dates lie after {day} and are hidden.",
        count,
        **said,
    ),
}
"""The name of every fact of an export, with what says it for a number of cases."""


@dataclass(frozen=True)
class Fact:
    """One thing that was counted.

    Parameters
    ----------
    name : str
        A short name that does not change, ``"out_of_order"``.
    count : int
        How many.
    sentence : str
        What it means, for a planner.

    Examples
    --------
    >>> print(Fact("undated", 2, "2 leads have no date."))
    2 leads have no date.
    """

    name: str
    count: int
    sentence: str

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence


def note(facts: list[Fact], name: str, n: int, **details: object) -> None:
    """Add a fact, if there is any case of it.

    Parameters
    ----------
    facts : list of Fact
        Grows by one.
    name : str
        One of `FACTS`.
    n : int
        How many.
    **details : object
        What its words leave open.

    Examples
    --------
    >>> facts = []
    >>> note(facts, "skips", 0)
    >>> note(facts, "skips", 2)
    >>> print(*facts)
    2 moves skip a stage.
    """
    if n:
        facts.append(Fact(name, n, FACTS[name](n, n=format_count(n), **details)))


def shown_list(values: Iterable[object]) -> str:
    """Return the first five values for a sentence, long ones cut, and how many more there are.

    Examples
    --------
    >>> shown_list(range(7))
    '0, 1, 2, 3, 4 and 2 more'
    >>> shown_list(["x" * 50])  # doctest: +ELLIPSIS
    'xxx...…'
    """
    texts = [str(value) for value in values]
    cut = [
        text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "\N{HORIZONTAL ELLIPSIS}"
        for text in texts[:_MOST_SHOWN]
    ]
    more = len(texts) - len(cut)
    if not more:
        return listed(cut)
    return say_n(
        "{values} and {n} more",
        "{values} and {n} more",
        more,
        values=listed(cut),
        n=format_count(more),
    )
