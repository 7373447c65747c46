"""The state of a forecast, or of a past, on one page."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from simfunnel.cards import (
    DashboardCard,
    dashboard_mimebundle,
    dashboard_text,
    headline,
    save_dashboard,
    stopped_sentence,
)
from simfunnel.charts import DARK, LIGHT, Figure, day_long
from simfunnel.errors import FunnelError, TableError, UnknownNameError, did_you_mean
from simfunnel.forecasting import Goal, Outlook
from simfunnel.forecasting.card import bare_card
from simfunnel.forecasting.flowing import Flowing
from simfunnel.forecasting.plain import plain_records
from simfunnel.forecasting.provenance import versions
from simfunnel.forecasting.shown import shown_by
from simfunnel.history import History
from simfunnel.indicators import kpis
from simfunnel.indicators.futures import target_of
from simfunnel.reports.panels import panels_of
from simfunnel.reports.past import past_sentence, past_sight
from simfunnel.reports.sight import ASKED, Sight
from simfunnel.reports.tiles import tiles_of
from simfunnel.units import format_count
from simfunnel.words import say, say_n, speaking

__all__ = ["Dashboard", "dashboard"]


@dataclass(frozen=True, eq=False, repr=False)
class Dashboard:
    """Headline figures and pictures of a forecast or of a past. Built by `dashboard`.

    Parameters
    ----------
    of : Outlook or History
    target : Goal or str, optional
    since : date or str, optional
        First day of a history.
    quota : str or dict of str to str, optional
        What each owner in a history is to win.
    again : str
        The line that makes it again.
    """

    of: Outlook | History
    target: Goal | str | None = None
    since: date | str | None = None
    quota: str | Mapping[str, str] | None = None
    again: str = ""

    @cached_property
    def _sight(self) -> Sight:
        """What is known."""
        if isinstance(self.of, History):
            return past_sight(self.of, _text_of(self.target), self.since, self.quota)
        return _outlook_sight(self.of, self.target)

    @cached_property
    def card(self) -> DashboardCard:
        """What is shown: figures, panels, and what is missing."""
        sight = self._sight
        tiles, without = tiles_of(sight)
        panels, absent = panels_of(sight)
        missing = [*without, *absent]
        if isinstance(self.of, History):
            missing.insert(
                0,
                (say("What will come"), say("a past has no futures; forecast it: sf.forecast("
                                            "sf.calibrate(history)), and show that.")),
            )  # fmt: skip
            name, sentence, stopped = self.of.name, past_sentence(sight), ""
            made_by: tuple[tuple[str, str], ...] = (
                (say("export"), self.of.digest()), ("simfunnel", versions()["simfunnel"]),
            )  # fmt: skip
            today = self.of.last_day
        else:
            goal = self.of.goal(target_of(self.of, self.target))
            bare = bare_card(self.of.futures, goal, self.of.window(goal))
            name, sentence, stopped = bare.name, headline(bare), stopped_sentence(bare)
            made_by, today = self.of.made_by.pairs(), self.of.futures.start
        return DashboardCard(
            name, say("as of {day}", day=day_long(today)), sentence, tiles, panels,
            note=_note(sight), missing=tuple(missing), stopped=stopped, made_by=made_by,
            again=self.again or _again(self.of, self.target),
            kind="history" if sight.is_past else "outlook",
        )  # fmt: skip

    @property
    def headline(self) -> str:
        """The state in one sentence."""
        return self.card.text

    @property
    def missing(self) -> dict[str, str]:
        """What is not shown, and why."""
        return dict(self.card.missing)

    def figure(self, name: str, *, dark: bool = False) -> Figure:
        """Return one picture alone.

        Parameters
        ----------
        name : str
            fan, funnel, waterfall, leaderboard or recurring.
        dark : bool
            Drawn for a dark page.

        Returns
        -------
        Figure
            With its table in ``.data``; ``.save("waterfall.png")`` writes it.

        Raises
        ------
        UnknownNameError
            If this dashboard has no picture of that name; the nearest is offered.
        """
        drawn = {panel.key: panel.draw for panel in self.card.panels if panel.draw is not None}
        if name not in drawn:
            raise UnknownNameError(
                say(
                    "no picture of this dashboard is called '{name}'; there are {known}.{hint}",
                    name=name, known=", ".join(drawn), hint=did_you_mean(name, drawn),
                )
            )  # fmt: skip
        return drawn[name](theme=DARK if dark else LIGHT)

    def text(self, width: int = 100, *, utf8: bool = True, colour: bool = False) -> str:
        """Return the dashboard as a terminal shows it.

        Parameters
        ----------
        width : int
            Columns, 60 to 100.
        utf8 : bool
            Whether the terminal knows more than ASCII.
        colour : bool
            Whether to add colours, as escape sequences.
        """
        return dashboard_text(self.card, width=width, utf8=utf8, colour=colour)

    def save(self, path: str | Path) -> Path:
        """Write the dashboard in the form that a file's suffix names.

        Parameters
        ----------
        path : str or Path
            .html: the whole page, which loads nothing; .png, .svg or .json: its first picture.

        Returns
        -------
        Path

        Raises
        ------
        TableError
            If the suffix is none of these.
        """
        return save_dashboard(self.card, path)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data; the same run gives the same, in every language.

        Returns
        -------
        dict
            ``headline``; ``currency``, ``since`` and ``by`` of the KPIs; ``kpis``, their rows as of
            `sf.kpis`; ``panels``, with finding and, of pictures, rows; ``missing``. English.
        """
        with speaking("en"):
            fresh = Dashboard(self.of, self.target, self.since, self.quota, self.again)
            sight, card = fresh._sight, fresh.card
            panels = {
                panel.key: {"finding": panel.title}
                | ({} if panel.draw is None else {"rows": plain_records(panel.draw().data)})
                for panel in card.panels
            }
            return {
                "name": card.name,
                "headline": card.text,
                "currency": sight.found.currency,
                "since": sight.since.isoformat(),
                "by": sight.until.isoformat(),
                "kpis": sight.found.to_json()["kpis"],
                "panels": panels,
                "missing": dict(card.missing),
            }

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """Return what a notebook shows."""
        return dashboard_mimebundle(self.card)

    def __repr__(self) -> str:
        """Return the sentence."""
        return f"Dashboard({self.headline!r})"


def dashboard(
    of: Outlook | History,
    *,
    target: Goal | str | None = None,
    since: date | str | None = None,
    quota: str | Mapping[str, str] | None = None,
) -> Dashboard:
    """Return the state of a forecast, or of a past, on one page.

    Parameters
    ----------
    of : Outlook or History
    target : Goal or str, optional
        An amount, ``"400 000"``; of an outlook also a target's name or ``"1.2M by 2026-12-31"``.
        The outlook's first target where left out.
    since : date or str, optional
        First day of a history; that of its first stay where left out.
    quota : str or dict of str to str, optional
        What each owner in a history is to win, ``"350 000 per year"``, or some of them by name. A
        scenario states it of its teams.

    Returns
    -------
    Dashboard
        A notebook shows it as one card; ``.save("dashboard.html")`` writes a page of its own,
        ``.text()`` is for a terminal. ``.missing`` names what is not shown, and why.

    Raises
    ------
    FunnelError
        If a target cannot be read, or an outlook is given a first day or a quota.
    TableError
        If it is neither an outlook nor a history.

    Examples
    --------
    >>> from simfunnel.history import read_history
    >>> history = read_history("tests/data/crm/tiny.csv", "tests/data/crm/tiny.yaml")
    >>> sorted(panel.key for panel in dashboard(history).card.panels)
    ['fan', 'funnel', 'velocity', 'waterfall']
    """
    if not isinstance(of, Outlook | History):
        raise TableError(
            say(
                "a dashboard shows what sf.forecast or sf.read_history returns, not {kind}.",
                kind=type(of).__name__,
            )
        )
    if since is not None and isinstance(of, Outlook):
        raise FunnelError(say("'since' is for a history; an outlook begins at its start."))
    if quota is not None and isinstance(of, Outlook):
        raise FunnelError(
            say("'quota' is for a history; in a scenario a team has it, 'quota: 350 000 per year'.")
        )
    return Dashboard(of, target, since, quota)


def _outlook_sight(of: Outlook, target: Goal | str | None) -> Sight:
    """Return what is known of futures."""
    goal = of.goal(target_of(of, target))
    fan = bare_card(of.futures, goal, of.window(goal)).fan
    runs = of.runs
    return Sight(
        kpis(of, only=ASKED),
        fan,
        lambda: Flowing(of.futures).funnel(shown_by(runs.compiled.funnel, engine=runs.engine)),
        of.futures.start,
        of.futures.last_day,
    )


def _text_of(target: Goal | str | None) -> str | None:
    """Return the target of a past, which is an amount without days."""
    if isinstance(target, Goal):
        raise FunnelError(
            say("the target of a history is an amount, for instance target='400 000'.")
        )
    return target


def _note(sight: Sight) -> str:
    """Return over which days and futures the figures are taken."""
    words = {"first": day_long(sight.since), "last": day_long(sight.until)}
    if sight.is_past:
        return say("Average deal, days and win rate: of what ended {first} to {last}.", **words)
    told = [say("Average deal, days and win rate: of what ends {first} to {last}.", **words)]
    n, followed = sight.fan.n_futures, sight.found.followed
    if n > 1:
        told.insert(
            0,
            say("Averages; 8 in 10 futures lie between the figures beside them: one in ten is "
                "lower, one in ten higher."),
        )  # fmt: skip
    if followed < n:
        told.append(
            say_n(
                "What follows single leads comes from the first of all futures.",
                "What follows single leads comes from the first {n} futures.",
                followed, n=format_count(followed),
            )
        )  # fmt: skip
    return " ".join(told)


def _again(of: Outlook | History, target: Goal | str | None) -> str:
    """Return the line that makes it again: the forecast's own, told of a dashboard."""
    if isinstance(of, History):
        return "simfunnel.dashboard(history)"
    if of.again.split()[:2] != ["simfunnel", "forecast"] or isinstance(target, Goal):
        return f"simfunnel.dashboard({of.again or 'outlook'})"
    words = shlex.split(of.again)
    kept, skipped = ["simfunnel", "dashboard"], {"--period", "--target"}
    stated = [word for option, word in pairwise(words) if option == "--target"][:1]
    for before, word in pairwise(words[1:]):
        if word not in skipped and before not in skipped:
            kept.append(word)
    wanted = [target] if target is not None else stated
    return shlex.join([*kept, *(part for goal in wanted for part in ("--target", goal))])
