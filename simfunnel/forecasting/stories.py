"""From a funnel, an outlook or a file to one lead's story: one future is made again, alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from simfunnel.calibration import Calibration
from simfunnel.charts import TimelineData
from simfunnel.errors import FunnelError
from simfunnel.forecasting.command_lines import command_line
from simfunnel.forecasting.futures import Futures
from simfunnel.forecasting.inputs import Given, given_of, what_ifs_of
from simfunnel.forecasting.lives import Found, look_up, no_such_lead, telling_lead
from simfunnel.forecasting.outlook import Outlook
from simfunnel.forecasting.provenance import made_by_of
from simfunnel.forecasting.settling import settle
from simfunnel.forecasting.told import Story
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.epochs import for_whole_run
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.replay import replay
from simfunnel.simulation.runner import Runs
from simfunnel.units import format_count
from simfunnel.words import say

__all__ = ["story"]

_MOST = 1_000_000
_WhatIfs = Sequence[WhatIf | str | Path | Mapping[str, Any]]


def story(
    what: Outlook | Funnel | Calibration | str | Path,
    lead: str | None = None,
    *,
    replication: int = 0,
    seed: int | None = None,
    what_ifs: _WhatIfs = (),
    engine: str | None = None,
    reveal: bool = False,
) -> Story:
    """Tell what happens to one lead in one future.

    Every draw has a key, so that future is made again alone, to the second as it was in the
    forecast with the same seed. With what-ifs the lead is told of twice, with the same luck: in the
    funnel as it is, and with them.

    Parameters
    ----------
    what : Outlook, Funnel, Calibration, str or Path
        Where the lead lives; a text is the path of a scenario file.
    lead : str, optional
        ``"inbound:17"`` for the eighteenth lead of that source, ``"trade_fair/2026-10-14:3"`` for
        one of a batch, or the id of a lead that is open at the start. Where nobody is named, the
        lead with the most stays among those won in that future, or among all if none is.
    replication : int
        Number of the future, from 0.
    seed : int, optional
        That of the forecast; the day of the start as a number where left out. An outlook has its
        own.
    what_ifs : sequence of WhatIf, str, Path or mapping
        What is changed in the second life, applied in the order given.
    engine : {"compiled", "simpy"}, optional
        Compiled where Numba is installed; both tell the same.
    reveal : bool
        Whether to tell how well the lead fits, which nobody in a company sees.

    Returns
    -------
    Story

    Raises
    ------
    UnknownNameError
        If no such lead comes; the message says how many did.
    FunnelError
        If there is no such future, or a what-if changes what the funnel lacks.
    ScenarioError
        If a file cannot be read.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> told = story(tiny(), "web:3", seed=7, engine="simpy",
    ...              what_ifs=[{"stages.pitch.advance": "times 3"}])
    >>> told.lives[0]["what"].iloc[-1], told.lives[1]["what"].iloc[-1]
    ('ended', 'won')
    """
    base = _base_of(what, replication, seed, engine)
    changes = what_ifs_of(what_ifs)
    futures = [replay(base.compiled, replication, seed=base.seed, engine=base.engine)]
    if changes:
        futures.append(_changed(base, changes, replication))
    chosen = lead is None
    if lead is None:
        lead = telling_lead(futures[0], replication)
    found = tuple(look_up(runs, replication, lead) for runs in futures)
    if not any(each.is_there for each in found):
        raise no_such_lead(futures[0], replication, lead)
    return Story(
        _data(base, found, lead, replication, changes, reveal=reveal),
        found,
        base.given.funnel.funnel,
        _made(base, futures[-1], replication, chosen=_why(found) if chosen else ""),
        _again(base, lead, replication, what_ifs, reveal=reveal),
    )


@dataclass(frozen=True, eq=False)
class _Base:
    """The funnel as it is, ready to be made again."""

    given: Given
    funnel: Funnel
    changes: tuple[WhatIf, ...]
    compiled: Compiled
    seed: int
    engine: str
    of_outlook: bool = False


def _base_of(
    what: Outlook | Funnel | Calibration | str | Path,
    replication: int,
    seed: int | None,
    engine: str | None,
) -> _Base:
    """Return what the first life is made from."""
    if isinstance(what, Outlook):
        return _of_outlook(what, replication, seed, engine)
    if not 0 <= replication < _MOST:
        last = format_count(_MOST - 1)
        raise FunnelError(
            say("replication is {n}; futures are numbered 0 to {last}.", n=replication, last=last)
        )
    given = given_of(what)
    settled = settle(
        given, (), replications=1, seed=seed, engine=engine, horizon=None, targets=None
    )
    compiled = compile_funnel(settled.funnel, doubt_rows=replication + 1, seed=settled.seed)
    return _Base(given, settled.funnel, (), compiled, settled.seed, settled.engine)


def _of_outlook(outlook: Outlook, replication: int, seed: int | None, engine: str | None) -> _Base:
    """Return the funnel of an outlook, with its what-ifs, its seed and as many futures."""
    runs = outlook.runs
    if not 0 <= replication < runs.asked:
        raise FunnelError(
            say(
                "replication is {n}; this outlook has the futures 0 to {last}.",
                n=replication,
                last=format_count(runs.asked - 1),
            )
        )
    if seed is not None and seed != runs.seed:
        raise FunnelError(
            say(
                "the seed is {seed}, but this outlook was made with {own}; leave it out.",
                seed=seed,
                own=runs.seed,
            )
        )
    given, last = outlook.futures.given, outlook.futures.last_day
    funnel = given.funnel
    if last != funnel.last_day:
        funnel = rebuilt(funnel, {("until",): last})
    chosen = runs.engine if engine is None else engine
    return _Base(given, funnel, runs.compiled.what_ifs, runs.compiled, runs.seed, chosen, True)


def _changed(base: _Base, changes: Sequence[WhatIf], replication: int) -> Runs:
    """Return the same future with what-ifs."""
    whole, dated = for_whole_run(base.funnel, changes)
    compiled = compile_funnel(
        whole, (*base.changes, *dated), doubt_rows=replication + 1, seed=base.seed
    )
    return replay(compiled, replication, seed=base.seed, engine=base.engine)


def _data(
    base: _Base,
    found: Sequence[Found],
    lead: str,
    replication: int,
    changes: Sequence[WhatIf],
    *,
    reveal: bool,
) -> TimelineData:
    """Return what is drawn and worded."""
    name = " + ".join(each.name for each in changes)
    lives = [each.life(name if i else "", reveal=reveal) for i, each in enumerate(found)]
    periods = base.compiled.periods
    return TimelineData(
        lead,
        tuple(lives),
        tuple(base.given.funnel.steps),
        periods.starts[0],
        periods.end - timedelta(days=1),
        replication,
        was_open=found[0].was_open,
        currency=base.given.funnel.currency,
    )


def _why(found: Sequence[Found]) -> str:
    """Return why a lead was chosen that nobody named."""
    if (found[0].stays["exit"] == "won").any():
        return say("chosen: most stays among those won")
    return say("chosen: most stays, since none is won")


def _made(base: _Base, runs: Runs, replication: int, *, chosen: str) -> tuple[tuple[str, str], ...]:
    """Return how the story was made: label and value of each part."""
    made = made_by_of(Futures(base.given, runs))
    return (
        (say("scenario"), made.digest),
        *((say("with"), name) for name in made.what_ifs),
        (say("seed"), str(made.seed)),
        (say("future"), str(replication)),
        *([(say("lead"), chosen)] if chosen else []),
        ("", made.engine),
        ("simfunnel", made.versions["simfunnel"]),
    )


def _again(base: _Base, lead: str, replication: int, what_ifs: _WhatIfs, *, reveal: bool) -> str:
    """Return the line that tells it again: a command, or a call where no file is named."""
    files = [str(each) for each in what_ifs if isinstance(each, str | Path)]
    if base.given.path and len(files) == len(what_ifs) and not base.of_outlook:
        asked = {"--lead": lead, "--replication": replication or None, "--with": files}
        asked |= {"--reveal": reveal or None, "--seed": base.seed}
        return command_line("story", [base.given.path], asked)
    what = "outlook" if base.of_outlook else "funnel"
    if base.given.calibration is not None and not base.of_outlook:
        what = "calibration"
    more = ", what_ifs=what_ifs" if what_ifs else ""
    more += ", reveal=True" if reveal else ""
    more += "" if base.of_outlook else f", seed={base.seed}"
    return f"simfunnel.story({what}, {lead!r}, replication={replication}{more})"
