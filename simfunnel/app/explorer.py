"""An explorer: sliders on chosen numbers of a funnel, and the forecast that follows them."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simfunnel.app.levers import Ends, Lever, levers_of
from simfunnel.app.looks import Bench, Look
from simfunnel.calibration import Calibration
from simfunnel.cards import explorer_html, explorer_mimebundle, explorer_text
from simfunnel.cards.explorer_words import sentence
from simfunnel.decisions.experiment import experiment_of
from simfunnel.errors import FunnelError, UnknownNameError, did_you_mean
from simfunnel.forecasting.inputs import given_of
from simfunnel.forecasting.settling import settle
from simfunnel.forecasting.targets import Goal
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.model import Funnel
from simfunnel.scenarios import free_path, save_what_if
from simfunnel.simulation.runner import default_engine
from simfunnel.units import parse_date
from simfunnel.words import say

if TYPE_CHECKING:
    from simfunnel.app.panel import Panel

__all__ = ["Explorer", "explore"]

_REPLICATIONS = {"compiled": 200, "simpy": 40}


def explore(
    what: Funnel | Calibration | str | Path,
    levers: Sequence[str] | Mapping[str, Ends | None] = (),
    *,
    since: str | date | None = None,
    targets: str | Goal | Sequence[str | Goal] | None = None,
    horizon: str | date | None = None,
    replications: int | None = None,
    seed: int | None = None,
    engine: str | None = None,
    workers: int | None = None,
    folder: str | Path = ".",
) -> Explorer:
    """Return sliders on numbers of a funnel, with the forecast that follows them.

    Parameters
    ----------
    what : Funnel, Calibration, str or Path
        The baseline; a text is the path of a scenario file.
    levers : sequence of str, or mapping of str to (low, high)
        Paths of the numbers to move, with their ends, ``{"sources.web.leads": ("10 per month",
        "40 per month")}``, or None for a range made from the number. Where left out: the numbers
        in doubt and the gates, six at most.
    since : date or str, optional
        The day from which moves hold; always, where left out.
    targets, horizon, seed, engine, workers
        As in `forecast`; the first target is the one that is told.
    replications : int, optional
        How many futures for each move: 200 on the compiled engine and 40 on SimPy.
    folder : str or Path
        Where what-ifs are saved.

    Returns
    -------
    Explorer
        In a notebook with widgets (extra ``notebook``): sliders, sentence and picture. Elsewhere
        sentence and picture; `Explorer.move` moves a lever by hand.

    Raises
    ------
    UnknownNameError
        If a lever names nothing; the nearest is offered.
    FunnelError
        If a lever names no number that can be moved, or nothing can be simulated.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> explorer = explore(tiny(), ["stages.pitch.advance"], replications=40, engine="simpy")
    >>> explorer.move({"stages.pitch.advance": "50 %"})
    >>> explorer.look.card.moves[0].replace("\N{NO-BREAK SPACE}", " ")
    'Share that goes on from pitch: 50 % instead of 25 %'
    """
    given = given_of(what)
    chosen = default_engine() if engine is None else engine
    settled = settle(
        given, (), replications=replications or _REPLICATIONS.get(chosen), seed=seed,
        engine=engine, horizon=horizon, targets=targets,
    )  # fmt: skip
    found = tuple(levers_of(settled.funnel, levers))
    experiment = experiment_of(given, settled, workers=workers)
    try:
        first = None if since is None else parse_date(since)
    except ValueError as error:
        raise FunnelError(say("since: {why}", why=error)) from None
    return Explorer(Bench(experiment, found, first), Path(folder))


class Explorer:
    """Levers of a funnel, where they stand, and what then comes. Built by `simfunnel.explore`.

    Parameters
    ----------
    bench : Bench
        The baseline with its levers.
    folder : Path
        Where what-ifs are saved.
    """

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.bench = bench
        self.folder = folder
        self.look: Look = bench.at_rest
        self._panel: Panel | None = None

    @property
    def levers(self) -> tuple[Lever, ...]:
        """The numbers that can be moved."""
        return self.bench.levers

    @property
    def what_if(self) -> WhatIf:
        """The changes that the levers stand for."""
        return self.look.what_if

    def move(self, settings: Mapping[str, object]) -> None:
        """Move levers, and simulate anew.

        Parameters
        ----------
        settings : mapping of str to str
            Paths and values, ``{"stages.proposal.advance": "80 %"}``; the nearest value that the
            lever has is taken. Levers not named stay where they stand.

        Raises
        ------
        UnknownNameError
            If a path is none of the levers.
        FunnelError
            If a value cannot be read.
        """
        known = {lever.path: lever for lever in self.levers}
        for path in settings:
            if path not in known:
                raise UnknownNameError(
                    say(
                        "'{path}' is none of these levers.{hint}",
                        path=path,
                        hint=did_you_mean(path, known),
                    )
                )
        wished = {path: known[path].nearest(value) for path, value in settings.items()}
        self.show(self.bench.look({**self.look.settings, **wished}))

    def reset(self) -> None:
        """Put every lever back to where the funnel has it."""
        self.show(self.bench.at_rest)

    def show(self, look: Look) -> None:
        """Take a look as the present one, on the screen too."""
        self.look = look
        if self._panel is not None:
            self._panel.show(look)

    def save(self, name: str = "my_what_if") -> Path:
        """Write where the levers stand as a what-if file; no file is overwritten.

        Parameters
        ----------
        name : str
            Of the what-if and of its file; a number is put behind it where there is one already.

        Returns
        -------
        Path
            The file, which ``simfunnel forecast ... --with`` accepts.

        Raises
        ------
        FunnelError
            If nothing is moved, so that there is nothing to save.
        ScenarioError
            If the folder does not exist.
        """
        if not self.look.moves:
            raise FunnelError(say("nothing is moved, so there is no what-if to save."))
        plain = re.sub(r"\W+", "_", name.removesuffix(".yaml")).strip("_") or "my_what_if"
        path = free_path(self.folder / f"{plain}.yaml")
        return save_what_if(replace(self.what_if, name=path.stem), path)

    def command(self, saved: Path) -> str:
        """Return the command that forecasts with a what-if that was saved.

        Parameters
        ----------
        saved : Path
        """
        baseline = self.bench.experiment.given.path or "FUNNEL.yaml"
        return shlex.join(["simfunnel", "forecast", baseline, "--with", saved.as_posix()])

    @property
    def sentence(self) -> str:
        """What comes with the levers where they stand."""
        return sentence(self.look.card)

    @property
    def html(self) -> str:
        """Sentence and picture, as they stand under the sliders."""
        return explorer_html(self.look.card)

    def __repr__(self) -> str:
        """Return the sentence."""
        return f"Explorer({self.sentence!r})"

    def __str__(self) -> str:
        """Return the card as text."""
        return explorer_text(self.look.card)

    def _repr_mimebundle_(self, **_options: object) -> dict[str, Any]:
        """Return what a notebook shows, and what it keeps for those who cannot run it."""
        missing = [name for name in ("ipywidgets",) if importlib.util.find_spec(name) is None]
        if missing:
            note = say(
                "The sliders need {package}: pip install 'simfunnel[notebook]'.",
                package=missing[0],
            )
            return dict(explorer_mimebundle(replace(self.look.card, note=note)))
        note = say("This is a picture of it; run the cell to move the sliders.")
        kept: dict[str, Any] = dict(explorer_mimebundle(replace(self.look.card, note=note)))
        return self.panel.mimebundle() | kept

    @property
    def panel(self) -> Panel:
        """The widgets; they are made once, so that all views of them agree."""
        if self._panel is None:
            from simfunnel.app.panel import Panel

            self._panel = Panel(self)
        return self._panel
