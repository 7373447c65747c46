"""The explorer as widgets: sliders, buttons, a bar for what takes long, and the card."""

from __future__ import annotations

import time
from concurrent.futures import Future
from html import escape
from pathlib import Path
from typing import Any, Protocol

import ipywidgets as widgets

from simfunnel.app.latest import Latest
from simfunnel.app.levers import Lever
from simfunnel.app.looks import Bench, Look
from simfunnel.cards import explorer_html
from simfunnel.errors import SimfunnelError
from simfunnel.units import Quantity
from simfunnel.words import say

__all__ = ["Panel"]

_LONG = 1.0  # seconds after which a bar says how far it is
_LABEL = "270px"
_STYLE = """<style>
.sf-explorer{max-width:868px}
.sf-explorer .widget-readout{max-width:none;min-width:8em;text-align:left;overflow:visible}
.sf-explorer .sf-home{font-size:12px;opacity:.75;white-space:nowrap}
.sf-explorer .sf-status{font-size:13px;min-height:28px}
.sf-explorer .widget-label{overflow:visible;text-overflow:clip}
</style>"""


class Shown(Protocol):
    """What a panel needs of the explorer that it shows."""

    bench: Bench
    look: Look

    def show(self, look: Look) -> None:
        """Take a look as the present one."""

    def reset(self) -> None:
        """Put every lever back."""

    def save(self, name: str) -> Path:
        """Write a what-if file."""

    def command(self, saved: Path) -> str:
        """Return what to do with it."""


class Panel:
    """The widgets of one explorer.

    Parameters
    ----------
    explorer : Explorer
    """

    def __init__(self, explorer: Shown) -> None:
        self.explorer = explorer
        self.latest: Latest[Look] = Latest()
        self.sliders = {lever.path: _slider(lever) for lever in explorer.bench.levers}
        self.reset = widgets.Button(description=say("reset"), icon="undo")
        self.name = widgets.Text(value="my_what_if", layout={"width": "220px"})
        self.save = widgets.Button(description=say("save as what-if"), icon="save")
        self.bar = widgets.IntProgress(layout={"width": "220px"})
        self.cancel = widgets.Button(description=say("cancel"), icon="stop")
        self.status = widgets.HTML()
        self.card = widgets.HTML()
        self.box = self._box()
        self._quiet = False
        self._started = 0.0
        for slider in self.sliders.values():
            slider.observe(self._moved, "index")
        self.reset.on_click(lambda _: self.explorer.reset())
        self.save.on_click(lambda _: self._save())
        self.cancel.on_click(lambda _: self._stop())
        self.show(explorer.look)

    def _box(self) -> Any:
        """Return everything in its place."""
        rows = [
            widgets.HBox([self.sliders[lever.path], _home(lever)])
            for lever in self.explorer.bench.levers
        ]
        buttons = widgets.HBox([self.reset, self.save, self.name, self.bar, self.cancel])
        self.status.add_class("sf-status")
        box = widgets.VBox([widgets.HTML(_STYLE), *rows, buttons, self.status, self.card])
        box.add_class("sf-explorer")
        return box

    def show(self, look: Look) -> None:
        """Show a look: sliders where they stand, the card, and nothing that runs."""
        self.latest.stop()
        self._quiet = True
        for lever in self.explorer.bench.levers:
            value = look.settings.get(lever.path, lever.now)
            self.sliders[lever.path].index = lever.values.index(value)
        self._quiet = False
        self.card.value = explorer_html(look.card)
        self._ready(bool(look.moves))

    def _ready(self, moved: bool) -> None:
        """Show that nothing runs, and offer what can be done."""
        self.status.value = ""
        self.reset.disabled = self.save.disabled = self.name.disabled = not moved
        self.bar.layout.visibility = self.cancel.layout.visibility = "hidden"

    def _moved(self, _change: object) -> None:
        """Simulate with the sliders where they stand, beside whatever else goes on."""
        if self._quiet:
            return
        settings: dict[str, Quantity] = {
            lever.path: lever.values[self.sliders[lever.path].index]
            for lever in self.explorer.bench.levers
        }
        self._started = time.perf_counter()
        self.latest.start(
            lambda progress: self.explorer.bench.look(settings, progress),
            self._done,
            self._progress,
        )

    def _done(self, job: Future[Look]) -> None:
        """Show what came out, or why nothing can."""
        try:
            look = job.result()
        except SimfunnelError as error:
            self._ready(moved=True)
            self.status.value = _words(
                say("This cannot be, so the picture shows what was before: {why}", why=error)
            )
            return
        self.explorer.show(look)

    def _progress(self, finished: int, asked: int) -> None:
        """Say how far a run is, once it takes long."""
        if time.perf_counter() - self._started < _LONG:
            return
        self.bar.max, self.bar.value = asked, finished
        self.bar.layout.visibility = self.cancel.layout.visibility = "visible"

    def _stop(self) -> None:
        """End the run, and put the sliders back to what is shown."""
        self.show(self.explorer.look)
        self.status.value = _words(say("Stopped; the sliders stand where the picture was made."))

    def _save(self) -> None:
        """Write the what-if, and say where it is and what to do with it."""
        try:
            path = self.explorer.save(self.name.value)
        except (SimfunnelError, OSError) as error:
            self.status.value = _words(say("Nothing is saved: {why}", why=error))
            return
        said = escape(say("Saved as {path}. To forecast with it:", path=path))
        self.status.value = f"{said} <code>{escape(self.explorer.command(path))}</code>"

    def mimebundle(self) -> dict[str, Any]:
        """Return the view of the widgets."""
        return dict(self.box._repr_mimebundle_() or {})


def _slider(lever: Lever) -> Any:
    """Return the slider of a lever: every value by name, and nothing sent while it is dragged."""
    return widgets.SelectionSlider(
        options=[(lever.words(value), i) for i, value in enumerate(lever.values)],
        index=lever.home,
        description=lever.label,
        continuous_update=False,
        layout={"width": "640px"},
        style={"description_width": _LABEL},
    )


def _home(lever: Lever) -> Any:
    """Return where a lever stands in the funnel."""
    label = widgets.Label(say("baseline: {value}", value=lever.words(lever.now)))
    label.add_class("sf-home")
    return label


def _words(text: str) -> str:
    """Return words as they can stand in a page."""
    return escape(text).replace("\n", "<br>")
