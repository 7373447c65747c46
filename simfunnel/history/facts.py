"""What an export turned out to hold: named counts, each with a plain sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["FACTS", "Fact", "counted", "note", "shown_list"]

_MOST_SHOWN = 5
_LONGEST_SHOWN = 40

FACTS: Mapping[str, tuple[str, str]] = {
    "unnamed": ("row has no lead id and is left out", "rows have no lead id and are left out"),
    "copied": ("row is an exact copy and is left out", "rows are exact copies and are left out"),
    "duplicated": (
        "row repeats a lead id; the {which} one was read",
        "rows repeat a lead id; the {which} one of each was read",
    ),
    "undated_rows": ("row has no date and is left out", "rows have no date and are left out"),
    "ignored": ("row names an ignored stage ({names})", "rows name an ignored stage ({names})"),
    "gaps": (
        "row starts from another stage than the lead was in: a row is missing before it",
        "rows start from another stage than the lead was in: a row is missing before each",
    ),
    "out_of_order": (
        "lead reaches a later stage before an earlier one; its stays follow the dates",
        "leads reach a later stage before an earlier one; their stays follow the dates",
    ),
    "status_without_date": (
        "lead has a status that means {outcome} but no date for it; it stays open, since a date "
        "read from elsewhere would leak the future",
        "leads have a status that means {outcome} but no date for it; they stay open, since a "
        "date read from elsewhere would leak the future",
    ),
    "join_repeated": (
        "row of {file} repeats a key; the {which} one was read",
        "rows of {file} repeat a key; the {which} one of each was read",
    ),
    "join_unmatched": (
        "key of {file} belongs to no row of {base}",
        "keys of {file} belong to no row of {base}",
    ),
    "repeated": (
        "row names the stage that its lead is already in, and was not read",
        "rows name the stage that their lead is already in, and were not read",
    ),
    "closed_first": (
        "lead is closed before it enters a stage; it has no stays",
        "leads are closed before they enter a stage; they have no stays",
    ),
    "after_the_end": (
        "stage date lies after its lead's end and was not read",
        "stage dates lie after their leads' ends and were not read",
    ),
    "second_outcome": (
        "lead has a second outcome; the first one counts",
        "leads have a second outcome; the first one counts",
    ),
    "skips": ("move skips a stage", "moves skip a stage"),
    "returns": ("move goes back to an earlier stage", "moves go back to an earlier stage"),
    "midway": ("lead enters after the first stage", "leads enter after the first stage"),
    "reopened": (
        "stay begins after its lead was closed: the lead was reopened",
        "stays begin after their lead was closed: the leads were reopened",
    ),
    "undated": (
        "lead has no stage date and is in no stage",
        "leads have no stage date and are in no stage",
    ),
    "before_created": (
        "lead enters a stage before it was created",
        "leads enter a stage before they were created",
    ),
    "after_as_of": (
        "date lies after {day} and is hidden",
        "dates lie after {day} and are hidden",
    ),
}
"""The name of every fact of an export, with its words for one and for several."""


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
        one, many = FACTS[name]
        facts.append(Fact(name, n, counted(n, one, many).format(**details) + "."))


def counted(n: int, one: str, many: str) -> str:
    """Return a number with the words that agree with it.

    Examples
    --------
    >>> counted(1, "row is", "rows are"), counted(1200, "row is", "rows are")
    ('1 row is', '1,200 rows are')
    """
    return f"{n:,} {one if n == 1 else many}"


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
    return ", ".join(cut) + (f" and {more} more" if more else "")
