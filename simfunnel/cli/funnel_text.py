"""A scenario in words: its stages as said and as they will show, its ends, and its defaults."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import Any

from simfunnel.cards.terminal import Line, Piece
from simfunnel.charts import Amounts, clean_name, day_long, deals_text, figure_text
from simfunnel.cli.after_text import after_lines
from simfunnel.cli.deals_text import deal_lines
from simfunnel.cli.defaults import defaults_of
from simfunnel.cli.layout import BLANK, INDENT, heading, paragraph, say_lines, table
from simfunnel.cli.people_text import people_lines
from simfunnel.cli.review_text import review_lines
from simfunnel.cli.screen import Screen, screen_of
from simfunnel.forecasting.shown import Shown
from simfunnel.forecasting.targets import goal_of
from simfunnel.funnel.model import Funnel
from simfunnel.units import format_count
from simfunnel.words import listed, mark, say, say_n

__all__ = ["say_shown"]

_NONE = "\N{EN DASH}"
_PLUS_MINUS = "\N{PLUS-MINUS SIGN}"
_BETWEEN = " \N{MIDDLE DOT} "
_GOES_ON = mark("Of the leads that enter a stage, this share goes on")
_STAGES = (
    mark("stage"),
    mark("said"),
    mark("will show"),
    mark("intercept"),
    mark("stays per 100 leads"),
    mark("average stay"),
)
_STAGES_NARROW = (
    mark("stage"),
    mark("said"),
    mark("will show"),
    mark("intercept"),
    mark("per 100"),
    mark("stay"),
)
_SAID = mark(
    "Said is what the file states; the intercept, added to the log odds, makes it true for the mix "
    "of leads that gets there."
)
_WILL_SHOW = mark(
    "Will show is what a CRM would report once stale limits and events have taken their part."
)
_WILL_SHOW_PEOPLE = mark(
    "Will show is what a CRM would report once waiting, lost patience, stale limits and events "
    "have taken their part."
)
_GATE = mark(
    "A gate's share is stated of ordinary leads; it shows that of the leads that reach it."
)
_MEASURED = mark("Measured stages state no share: they follow what was measured, age by age.")
_ENDS = mark("Where 100 leads end")
_STILL_OPEN = mark("still open after {years} years")
_TARGETS = mark("Targets")
_SOURCES = mark("Sources")
_DEFAULTS = mark("What the file leaves out")
_HOW = mark(
    "Measured on {leads} leads, born within a year into an empty funnel and followed for up to "
    "{years} years, with every number at its stated value (seed {seed}, {engine}). {pm} is the 95 "
    "% Monte Carlo error, in points."
)
_WIDE_ENOUGH = 96
_FINE = 0.05


def say_shown(shown: Shown) -> None:
    """Write what a funnel says and will show to standard output.

    Parameters
    ----------
    shown : Shown
    """
    screen = screen_of(sys.stdout)
    funnel = shown.funnel
    parts = (
        _top(funnel, screen),
        _sources(funnel),
        _targets(funnel),
        people_lines(funnel, screen),
        deal_lines(funnel, screen),
        after_lines(funnel, screen),
        review_lines(funnel, screen),
        _stages(shown, screen),
        _ends(shown),
        _defaults(funnel, screen),
        _how(shown, screen),
    )
    lines: list[Line] = []
    for part in parts:
        if part:
            lines += [*part, BLANK]
    say_lines(lines[:-1], screen)


def _top(funnel: Funnel, screen: Screen) -> list[Line]:
    """Return name, days, currency, and what is known of today."""
    days = say(
        "{start} to {last_day}", start=day_long(funnel.start), last_day=day_long(funnel.last_day)
    )
    first = _BETWEEN.join((clean_name(funnel.funnel), days, funnel.currency))
    lines: list[Line] = [(Piece(first, "bold"),)]
    if funnel.about:
        lines += paragraph(clean_name(funnel.about, 2000), screen)
    for sentence in _today(funnel):
        lines += paragraph(sentence, screen)
    return lines


def _today(funnel: Funnel) -> Iterator[str]:
    """Yield what is known of the start."""
    if funnel.today is None:
        return
    yield say("Open leads: {n}.", n=format_count(len(funnel.today.open_leads)))
    for block in funnel.today.booked_so_far:
        money = Amounts("won_amount", funnel.currency)
        amount = block.amount.cents / 100.0
        worth = money.named(amount, money.exact(amount))
        deals = deals_text(block.won.count, format_count(block.won.count))
        yield say(
            "Booked from {since} on: {deals}, {worth}.",
            since=day_long(block.since),
            deals=deals,
            worth=worth,
        )


def _sources(funnel: Funnel) -> list[Line]:
    """Return where leads come from."""
    rows = []
    for name, source in funnel.sources.items():
        rate = str(source.leads) if source.leads is not None else _NONE
        if source.spend is not None:
            rate = say("{leads} for {amount}", leads=rate, amount=source.spend.amount)
        batches = listed(
            say("{leads} on {day}", leads=batch.leads, day=batch.on) for batch in source.batches
        )
        rows.append((name, rate, batches or _NONE, source.enters))
    head = (say("source"), say("leads"), say("batches"), say("enters"))
    return [heading(say(_SOURCES)), *table(head, rows, words=4)]


def _targets(funnel: Funnel) -> list[Line]:
    """Return what shall be reached."""
    if not funnel.targets:
        return []
    rows = []
    for name, target in funnel.targets.items():
        goal = goal_of(name, target)
        since = _NONE if goal.since is None else day_long(goal.since)
        rows.append((name, goal.words(funnel.currency), since, day_long(goal.by)))
    head = (say("target"), say("amount"), say("from"), say("by"))
    return [heading(say(_TARGETS)), *table(head, rows, words=4)]


def _stages(shown: Shown, screen: Screen) -> list[Line]:
    """Return the table of stages, and how it is read."""
    rows = []
    laws = set(shown.stages["law"])
    for row in shown.stages.to_dict("records"):
        days = _NONE if math.isnan(row["days"]) else _days(row["days"])
        entries = f"{100 * row['entries']:.1f}"
        rows.append((row["stage"], _said(row), _shown(row), _intercept(row), entries, days))
    head = _STAGES if screen.columns >= _WIDE_ENOUGH else _STAGES_NARROW
    will_show = _WILL_SHOW_PEOPLE if shown.funnel.teams else _WILL_SHOW
    notes = {_SAID: "stated", will_show: "", _GATE: "gate", _MEASURED: "measured"}
    told = " ".join(say(note) for note, law in notes.items() if not law or law in laws)
    said = paragraph(told, screen, indent=INDENT, faint=True)
    return [heading(say(_GOES_ON)), *table([say(words) for words in head], rows), *said]


def _days(number: float) -> str:
    """Return a number of days, with one digit behind the mark."""
    written = figure_text(number, 1)
    return say_n("{n} day", "{n} days", 1 if written == "1" else 2, n=written)


def _said(row: Any) -> str:
    """Return what a stage says of itself."""
    if row["law"] == "measured":
        return say("measured")
    share = f"{100 * row['said']:.4g} %"
    return say("gate {share}", share=share) if row["law"] == "gate" else share


def _shown(row: Any) -> str:
    """Return what a stage will show, with the error in points."""
    if math.isnan(row["will_show"]):
        return _NONE
    return f"{100 * row['will_show']:.1f} % ({_PLUS_MINUS}{_points(row['error'])})"


def _points(error: float) -> str:
    """Return an error in points, never as none."""
    return f"{max(100 * error, 0.05):.1f}"


def _intercept(row: Any) -> str:
    """Return the intercept; only stated shares have one."""
    if row["law"] != "stated":
        return _NONE
    return f"{row['intercept']:+.3f}".replace("-", "\N{MINUS SIGN}")


def _ends(shown: Shown) -> list[Line]:
    """Return how leads end."""
    rows = []
    for row in shown.outcomes.to_dict("records"):
        if math.isnan(row["share"]) or (row["outcome"] == "open" and not row["share"]):
            continue
        is_open = row["outcome"] == "open"
        name = say(_STILL_OPEN, years=shown.years) if is_open else row["outcome"]
        share, error = 100 * row["share"], 100 * row["error"]
        # one digit, with a blank under the second that rare ends need
        leads = f"{share:.1f} " if error >= _FINE else f"{share:.2f}"
        fine = f"{error:.1f}" if error >= _FINE else f"{max(error, 0.01):.2f}"
        rows.append((name, leads, f"({_PLUS_MINUS}{fine})"))
    return [heading(say(_ENDS)), *table((say("outcome"), say("leads"), ""), rows)] if rows else []


def _defaults(funnel: Funnel, screen: Screen) -> list[Line]:
    """Return what the file leaves out."""
    rows = []
    for default in defaults_of(funnel):
        some = f"  ({listed(default.names)})" if default.names else ""
        rows.append((default.path, default.value + some))
    if not rows:
        return []
    room = max(len(path) for path, _ in rows) + 2
    lines: list[Line] = [heading(say(_DEFAULTS))]
    for path, value in rows:
        pieces = paragraph(value, screen, indent=INDENT + " " * room)
        first, *rest = pieces
        text = "".join(piece.text for piece in first).strip()
        lines += [(Piece(f"{INDENT}{path:<{room}}", "faint"), Piece(text)), *rest]
    return lines


def _how(shown: Shown, screen: Screen) -> list[Line]:
    """Return how it was measured."""
    words = say(
        _HOW,
        leads=format_count(shown.n_leads),
        years=shown.years,
        seed=shown.seed,
        engine=shown.engine,
        pm=_PLUS_MINUS,
    )
    if shown.funnel.teams:
        words += " " + say(
            "No more leads come at a time than the file says, since they share its people."
        )
    return paragraph(words, screen, faint=True)
