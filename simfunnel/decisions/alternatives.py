"""What a baseline is compared with: what-ifs read, checked against it, and named apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simfunnel.decisions.changes_in_words import Said, said_of, shortened
from simfunnel.decisions.labels import plain_name
from simfunnel.errors import FunnelError, Problem, SimfunnelError, UnknownNameError
from simfunnel.funnel.changes import WhatIf, change_funnel
from simfunnel.funnel.epochs import for_whole_run
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.together import assume, check_together
from simfunnel.words import say

__all__ = ["Alternative", "Asked", "alternatives_of", "capital"]

Asked = WhatIf | str | Path | Mapping[str, Any]
_UNNAMED = "what if"
_WHOLE_RUN = ("starts", "today", "until", "targets")


@dataclass(frozen=True)
class Alternative:
    """One what-if, or several taken together, as the baseline is compared with it.

    Parameters
    ----------
    name : str
        As its file says, or made from what it changes; no two are called the same.
    what_ifs : tuple of WhatIf
        Applied in this order.
    said : tuple of Said
        Its changes in words.
    path : str
        Its file; empty where there is none.
    """

    name: str
    what_ifs: tuple[WhatIf, ...]
    said: tuple[Said, ...] = ()
    path: str = ""

    @property
    def label(self) -> str:
        """The name as people read it."""
        return capital(plain_name(self.name))


def capital(words: str) -> str:
    """Return words with a capital first letter.

    Parameters
    ----------
    words : str

    Examples
    --------
    >>> capital("stricter gate")
    'Stricter gate'
    """
    return words[:1].upper() + words[1:]


def alternatives_of(
    funnel: Funnel, asked: Asked | Sequence[Asked], *, together: bool = False
) -> tuple[Alternative, ...]:
    r"""Read what-ifs and check each against the baseline.

    Parameters
    ----------
    funnel : Funnel
        The baseline.
    asked : WhatIf, str, Path, mapping, or a sequence of them
    together : bool
        Whether all of them together, in the order given, are one more.

    Returns
    -------
    tuple of Alternative

    Raises
    ------
    SimfunnelError
        If there is none, one cannot be read or does not fit; all problems at once.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> found = alternatives_of(tiny(), {"stages.pitch.advance": "30 %"})
    >>> found[0].label.replace("\N{NO-BREAK SPACE}", " ")
    'Share that goes on from pitch at 30 %'
    """
    listed = [asked] if isinstance(asked, WhatIf | str | Path | Mapping) else list(asked)
    if not listed:
        raise FunnelError(
            say(
                "there is nothing to compare with; give a what-if: a file, or a mapping such as "
                "{'stages.proposal.advance': '80 %'}."
            )
        )
    found: list[Alternative] = []
    refused: list[SimfunnelError] = []
    for each in listed:
        try:
            found.append(_alternative(funnel, each))
        except SimfunnelError as error:
            refused.append(error)
    _refuse(refused)
    named = _named_apart(found)
    return (*named, _together(funnel, named)) if together and len(named) > 1 else named


def _refuse(errors: Sequence[SimfunnelError]) -> None:
    """Raise what is wrong with all what-ifs as one error; its kind is that of the first."""
    if not errors:
        return
    problems = [p for e in errors for p in e.problems or (Problem("", "", str(e)),)]
    unknown = any(isinstance(error, UnknownNameError) for error in errors)
    kind = type(errors[0]) if len(errors) == 1 else UnknownNameError if unknown else FunnelError
    raise kind.from_problems(problems)


def _alternative(funnel: Funnel, asked: Asked) -> Alternative:
    """Return one what-if, read and checked."""
    from simfunnel.scenarios import load_what_if, what_if_from

    path = ""
    if isinstance(asked, str | Path):
        path, what_if = str(asked), load_what_if(asked, funnel)
    elif isinstance(asked, WhatIf):
        what_if = asked
    else:
        what_if = what_if_from(asked, name=_UNNAMED)
    _check_whole_run(what_if, path)
    changed = change_funnel(funnel, what_if.changes)
    assume(changed, [what_if])
    for_whole_run(funnel, [what_if])  # which checks its rules
    said = said_of(funnel, what_if)
    if not isinstance(asked, str | Path | WhatIf):
        what_if = replace(what_if, name=_name_of(said))
    return Alternative(what_if.name, (what_if,), said, path)


def _name_of(said: Sequence[Said]) -> str:
    """Return a name for changes that have none."""
    if not said:
        return _UNNAMED
    first = say("{number} at {value}", number=said[0].label, value=shortened(said[0].after))
    return first if len(said) == 1 else say("{first} and more", first=first)


def _check_whole_run(what_if: WhatIf, path: str) -> None:
    """Refuse changes after which both sides would not cover the same days or the same target."""
    problems = [
        Problem(
            path,
            change.path,
            say(
                "holds for the whole run, so the two sides would not stand for the same days or "
                "the same target; set it in the funnel, or give 'horizon' or 'targets' to the "
                "comparison."
            ),
        )
        for change in what_if.changes
        if change.path.partition(".")[0] in _WHOLE_RUN
    ]
    if problems:
        raise FunnelError.from_problems(problems)


def _together(funnel: Funnel, found: Sequence[Alternative]) -> Alternative:
    """Return all what-ifs as one; refuse those that contradict each other."""
    what_ifs = tuple(replace(w, name=each.name) for each in found for w in each.what_ifs)
    check_together(what_ifs)
    changes = [change for what_if in what_ifs for change in what_if.changes]
    assume(change_funnel(funnel, changes), what_ifs)
    for_whole_run(funnel, what_ifs)
    said = tuple(one for each in found for one in each.said)
    return Alternative(say("all together"), what_ifs, said)


def _named_apart(found: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """Return them with numbers behind names that are used twice."""
    seen: dict[str, int] = {}
    named = []
    for each in found:
        seen[each.name] = seen.get(each.name, 0) + 1
        number = seen[each.name]
        named.append(each if number == 1 else replace(each, name=f"{each.name} ({number})"))
    return tuple(named)
