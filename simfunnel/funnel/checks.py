"""Everything about a funnel that no single block can see: names, sums, circles, dates, size.

`problems` is asked at load and after every change. All faults are given at once, each with the
path of its number; where a funnel came from a file, the reader adds file, line and column.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator

from simfunnel.funnel.after_checks import after_faults
from simfunnel.funnel.date_checks import date_faults
from simfunnel.funnel.deal_checks import deal_faults
from simfunnel.funnel.doubt_checks import doubt_faults, doubt_notes
from simfunnel.funnel.entry_checks import entry_faults, entry_notes
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.review_checks import review_faults
from simfunnel.funnel.routes import closed_circles, unreached
from simfunnel.funnel.size import expected_leads, size_problem
from simfunnel.funnel.stage_checks import event_faults, nurture_faults, stage_faults
from simfunnel.funnel.team_checks import team_faults, team_notes
from simfunnel.words import say

__all__ = ["expected_leads", "notes", "problems"]

Fault = tuple[str, str]

MOST_MARKS = 62


def problems(funnel: Funnel, *, replications: int = 1) -> list[Fault]:
    """Return everything that keeps a funnel from being simulated.

    Parameters
    ----------
    funnel : Funnel
        A funnel whose blocks have passed their own checks.
    replications : int
        How many are planned, for the check of size.

    Returns
    -------
    list of (str, str)
        Path and message of each problem; empty for a sound funnel.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> problems(tiny())
    []
    """
    dates = list(date_faults(funnel))
    stages = list(stage_faults(funnel))
    found = [*dates, *entry_faults(funnel), *stages, *event_faults(funnel), *team_faults(funnel),
             *deal_faults(funnel), *after_faults(funnel)]  # fmt: skip
    found += [*nurture_faults(funnel), *_id_faults(funnel)]
    found += _mark_faults(funnel)
    circles = [] if stages else list(_circle_faults(funnel))
    found += [*circles, *doubt_faults(funnel), *review_faults(funnel)]
    if not found and (too_large := size_problem(funnel, replications)):
        found.append(too_large)
    return found


def notes(funnel: Funnel) -> list[Fault]:
    """Return what is legal in a sound funnel, but hardly meant.

    Returns
    -------
    list of (str, str)
        Path and remark: stages that no lead reaches, batches and campaigns outside the horizon,
        ranges of doubt that are not centred on the number.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> notes(tiny())
    []
    """
    idle = [
        (f"stages.{name}", say("no lead ever gets here: no source, stage or event leads to it."))
        for name in unreached(funnel)
    ]
    return [*idle, *entry_notes(funnel), *team_notes(funnel), *doubt_notes(funnel)]


def _circle_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield the refusal of circles that no lead ever leaves."""
    for circle in closed_circles(funnel):
        way = " -> ".join(f"'{name}'" for name in circle)
        yield (
            f"stages.{circle[0]}",
            say(
                "leads go round for ever in {way}; send a share of them to an outcome such as won "
                "or lost.no_decision.",
                way=way,
            ),
        )


def _id_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield lasting names given twice, and names whose draws would be the same."""
    points: dict[int, str] = {}
    keys: dict[int, str] = {}
    for kind, things in (("stages", funnel.stages), ("sources", funnel.sources)):
        lasting: dict[str, str] = {}
        for name, thing in things.items():
            own = thing.id or name
            first = lasting.setdefault(own, name)
            if first != name:
                yield (
                    f"{kind}.{name}",
                    say(
                        "keeps the draws of '{own}', as '{first}' does; give it an 'id' of its "
                        "own.",
                        own=own,
                        first=first,
                    ),
                )
    for path, point in _points(funnel):
        yield from _collision(points, path, point)
    for path, key in _lead_keys(funnel):
        yield from _collision(keys, path, key)


def _points(funnel: Funnel) -> Iterator[tuple[str, str]]:
    """Yield path and text of every decision point."""
    for point in ("arrive", "born", "amount", "uneven", "year", "shock"):
        yield "", point
    for name, stage in funnel.steps.items():
        path, own = f"stages.{name}", stage.id or name
        if stage.nurture is not None:
            yield from ((path, f"{own}/{what}") for what in ("touch", "wake"))
        yield path, f"{own}/exit"
        if stage.team is not None:
            yield path, f"{own}/work"
        if stage.changes_amounts:
            yield path, f"{own}/amount"
        yield from ((f"{path}.meanwhile.{n}", f"{own}/beside/{n}") for n in stage.meanwhile)
    for name, event in funnel.events.items():
        for at in event.stages:
            if at in funnel.steps:
                yield f"events.{name}", f"{funnel.steps[at].id or at}/event/{name}"
    yield from ((f"products.{name}", f"amount/product/{name}") for name in funnel.products)
    for path in funnel.doubt.ranges:
        yield f"doubt.{path}", f"doubt/{path}"


def _lead_keys(funnel: Funnel) -> Iterator[tuple[str, str]]:
    """Yield path and text of the key of every stream of leads."""
    yield "", "world"
    yield "", "doubt"
    for name, source in funnel.sources.items():
        path, own = f"sources.{name}", source.id or name
        yield path, f"lead/{own}"
        yield path, f"source/{own}"
        yield from ((path, f"lead/{own}/{batch.on}") for batch in source.batches)
    yield from ((f"teams.{name}", f"seat/{name}") for name in funnel.teams)


def _collision(seen: dict[int, str], path: str, text: str) -> Iterator[Fault]:
    """Yield the refusal of a text whose checksum another text has already."""
    plain = unicodedata.normalize("NFC", text)
    first = seen.setdefault(zlib.crc32(plain.encode()), plain)
    if first != plain:
        yield (
            path,
            say(
                "'{plain}' and '{first}' would draw the same random numbers (their checksums are "
                "equal); rename one of them.",
                plain=plain,
                first=first,
            ),
        )


def _mark_faults(funnel: Funnel) -> list[Fault]:
    """Refuse more names in `counts_as` than a lead's marks have places."""
    marks = {stage.counts_as for stage in funnel.steps.values()} - {None}
    if len(marks) <= MOST_MARKS:
        return []
    fault = say(
        "{n} different names in 'counts_as'; give at most {most_marks}.",
        n=len(marks),
        most_marks=MOST_MARKS,
    )
    return [("stages", fault)]
