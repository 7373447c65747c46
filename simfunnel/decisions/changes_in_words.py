"""What a change does to a number, in words: from what to what, and from which day on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from simfunnel.charts import clean_name
from simfunnel.decisions.labels import label_of, plain_name
from simfunnel.errors import FunnelError, UnknownNameError
from simfunnel.forecasting.rules_in_words import when_words
from simfunnel.funnel.changes import WhatIf, change_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import number_at
from simfunnel.funnel.reviews import Review
from simfunnel.units import Set, format_date
from simfunnel.words import listed, say, say_n

__all__ = ["Said", "detail_of", "moved", "rule_label", "said_of", "shortened"]

_NBSP = "\N{NO-BREAK SPACE}"
_LONG = re.compile(r"(?<![\d.])\d{1,3}\.\d{4,}")


@dataclass(frozen=True)
class Said:
    """One change in words.

    Parameters
    ----------
    path : str
    label : str
        What the path names.
    before : str
        What the baseline says; empty where it says nothing, or where it is no single number.
    after : str
        What it becomes; the operation itself where that is not one number.
    since : datetime.date, optional
        From which day on.
    why : str
        What it is for, as the file says.
    """

    path: str
    label: str
    before: str
    after: str
    since: date | None = None
    why: str = ""

    def text(self) -> str:
        """Return "30 % instead of 40 %, from 1 Sep 2026"."""
        now, once = _tied(self.after), _tied(self.before)
        words = say("{now} instead of {before}", now=now, before=once) if once else now
        if self.since is None:
            return words
        day = _tied(format_date(self.since))
        return say("{change}, from {day}", change=words, day=day)


def _tied(text: str) -> str:
    """Return a number with its unit, which do not part at the end of a line."""
    return clean_name(shortened(text)).replace(" ", _NBSP)


def shortened(text: str) -> str:
    """Return a text whose measured numbers are no longer than people read them.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> shortened("95.572921930185 %"), shortened("37.5 %"), shortened("0.04321987 per day")
    ('95.6 %', '37.5 %', '0.0432 per day')
    """
    return _LONG.sub(lambda found: f"{float(found[0]):.3g}", text)


def said_of(funnel: Funnel, what_if: WhatIf) -> tuple[Said, ...]:
    """Return the changes of a what-if in words, in the order of its file.

    Parameters
    ----------
    funnel : Funnel
        The baseline, which the what-if fits.
    what_if : WhatIf

    Examples
    --------
    >>> from simfunnel.funnel.changes import Change
    >>> from simfunnel.funnel.examples import tiny
    >>> lift = WhatIf("lift", (Change.of("stages.pitch.advance", "plus 5 points", "2026-10-01"),))
    >>> said_of(tiny(), lift)[0].text().replace(_NBSP, " ")
    '30 % instead of 25 %, from 1 Oct 2026'
    """
    found, now = [], funnel
    for change in what_if.changes:
        before = _number(now, change.path)
        try:
            now = change_funnel(now, [change])
        except FunnelError:  # only together with others is it a funnel
            after = str(change.operation) if isinstance(change.operation, Set) else ""
        else:
            after = _number(now, change.path)
        label, stated = label_of(change.path), after or str(change.operation)
        found.append(Said(change.path, label, before, stated, change.since, change.for_))
    rules = enumerate(what_if.reviews, start=len(funnel.reviews))
    return (*found, *(_rule(f"reviews.{n}", review) for n, review in rules))


def _rule(path: str, review: Review) -> Said:
    """Return a rule that a what-if adds: when it acts, and what it does."""
    deeds = [
        say("{what}: {change}", what=label_of(path), change=value)
        for path, value in review.do.items()
    ]
    return Said(path, rule_label(review), "", listed(deeds), review.since)


def rule_label(review: Review) -> str:
    """Return what a rule that a what-if adds is called."""
    return say("when {condition}", condition=plain_name(when_words(review)))


def _number(funnel: Funnel, path: str) -> str:
    """Return the number at a path as text; empty where there is none."""
    try:
        return number_at(funnel, path)
    except UnknownNameError:
        return ""


def moved(said: Sequence[Said]) -> tuple[Said, ...]:
    """Return the changes after which a number differs.

    Parameters
    ----------
    said : sequence of Said
    """
    return tuple(one for one in said if one.before != one.after)


def detail_of(said: Sequence[Said]) -> tuple[str, ...]:
    """Return what a what-if changes in at most three short lines.

    Parameters
    ----------
    said : sequence of Said

    Examples
    --------
    >>> one = Said("until", "last day", "2026-12-31", "2027-06-30")
    >>> detail_of([one, one, one])[1].replace(_NBSP, " ")
    '2027-06-30 instead of 2026-12-31'
    """
    if not said:
        return ()
    first, more = said[0], len(said) - 1
    lines = (first.label, first.text())
    return (*lines, say_n("and {n} more change", "and {n} more changes", more)) if more else lines
