"""Teams and their work in words, for `simfunnel show`."""

from __future__ import annotations

from collections.abc import Sequence

from simfunnel.cards.terminal import Line
from simfunnel.charts import clean_name
from simfunnel.cli.layout import BLANK, INDENT, heading, paragraph, table
from simfunnel.cli.screen import Screen
from simfunnel.cli.spread_text import spread_text
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.teams import SellingHours, Team
from simfunnel.words import say

__all__ = ["people_lines"]

_NONE = "\N{EN DASH}"


def people_lines(funnel: Funnel, screen: Screen) -> list[Line]:
    """Return who works when, and on what; nothing where nobody does.

    Parameters
    ----------
    funnel : Funnel
    screen : Screen
        Where a table does not fit, each row is a paragraph.

    Examples
    --------
    >>> from simfunnel.funnel.examples import staffed, tiny
    >>> screen = Screen(columns=80, utf8=True, colour=False)
    >>> people_lines(tiny(), screen)
    []
    >>> people_lines(staffed(), screen)[1][0].text
    '  callers: seats 2; sells mon-fri 09:00-18:00, 65 % of it; order newest first'
    """
    if not funnel.teams:
        return []
    lines = _teams(funnel, screen)
    work = _work(funnel, screen)
    return [*lines, BLANK, *work] if work else lines


def _teams(funnel: Funnel, screen: Screen) -> list[Line]:
    """Return the table of teams."""
    rows = [
        (name, _seats(team), _hours(team.selling_hours), say(team.order), _ramp(team))
        for name, team in funnel.teams.items()
    ]
    head = (say("team"), say("seats"), say("sells"), say("order"), say("productivity by month"))
    return [heading(say("Teams")), *_fitting(head, rows, screen)]


def _fitting(head: Sequence[str], rows: Sequence[Sequence[str]], screen: Screen) -> list[Line]:
    """Return a table of words, or a paragraph for each row where the table is too wide."""
    lines = table(head, rows, words=len(head))
    if max(sum(len(piece.text) for piece in line) for line in lines) <= screen.columns:
        return lines
    found: list[Line] = []
    for name, *cells in rows:
        pairs = zip(head[1:], cells, strict=True)
        said = "; ".join(f"{title} {cell}" for title, cell in pairs if cell != _NONE)
        found += paragraph(f"{clean_name(name)}: {said}", screen, indent=INDENT)
    return found


def _seats(team: Team) -> str:
    """Return how many there are, and who is hired."""
    hired = [
        say("{n} from {day}", n=f"+{seats.count}", day=day)
        for day, seats in sorted(team.hires.items())
    ]
    return ", ".join((str(team.seats), *hired))


def _hours(hours: SellingHours) -> str:
    """Return the windows, and the share of them that is for selling."""
    windows = [f"{days} {window}" for days, window in hours.windows.items()]
    if hours.share.number != 1.0:
        windows.append(say("{share} of it", share=hours.share))
    return ", ".join(windows)


def _ramp(team: Team) -> str:
    """Return the productivity of each month."""
    return ", ".join(str(share) for share in team.ramp) or _NONE


def _work(funnel: Funnel, screen: Screen) -> list[Line]:
    """Return the table of what teams do in which stage."""
    rows = []
    for name, stage in funnel.stages.items():
        if stage.team is None or stage.effort is None:
            continue
        patience = slow = _NONE
        if stage.patience is not None:
            patience = say(
                "{after}, then {to}", after=spread_text(stage.patience.after), to=stage.patience.to
            )
        if stage.slow_start is not None:
            slow = str(stage.slow_start.odds_halve_every)
        rows.append((name, stage.team, spread_text(stage.effort), patience, slow))
    head = (say("stage"), say("team"), say("effort"), say("patience"), say("odds halve every"))
    return [heading(say("Work")), *_fitting(head, rows, screen)] if rows else []
