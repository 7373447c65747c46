"""Teams and parking places over time: how busy, how long the queue, what is asked and offered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import Label, Layer
from simfunnel.charts.panels import PanelGrid, draw_grid
from simfunnel.charts.panels_data import Panel, PanelsData
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.workload_words import workload_alt, workload_subtitle, workload_title
from simfunnel.words import say

__all__ = ["draw_workload"]

_HEADROOM = 1.06


def draw_workload(data: PanelsData, *, theme: Theme = LIGHT, bare: bool = False) -> Figure:
    """Draw panels of teams, or of parking places, period by period.

    Parameters
    ----------
    data : PanelsData
        Of kind "utilisation", "capacity" or "nurture".
    theme : Theme
        Palette.
    bare : bool
        Leave out title, subtitle and side padding, for a card that sets them itself.

    Returns
    -------
    Figure
        820 pixels wide inside a card, 856 alone.

    Examples
    --------
    >>> from simfunnel.charts.people_examples import example_capacity
    >>> draw_workload(example_capacity()).data["name"].unique().tolist()
    ['callers', 'sellers']
    """
    words = workload_title(data), workload_subtitle(data), workload_alt(data)
    return draw_grid(_Workload(data, theme), words, bare=bare)


@dataclass(frozen=True, eq=False)
class _Workload(PanelGrid):
    """The geometry and the layers of all panels."""

    def top(self, panel: Panel) -> float:
        """Return the number at the upper end of a panel's axis."""
        offered = panel.offered
        most = 0.0 if offered is None else float(offered["value"].max())
        return max(super().top(panel), most * _HEADROOM)

    @cached_property
    def offered(self) -> list[dict[str, Any]]:
        """Corners of what is offered."""
        found: list[dict[str, Any]] = []
        for i, panel in enumerate(self.data.panels):
            if panel.offered is None:
                continue
            days = [day.date() for day in pd.to_datetime(panel.offered["date"])]
            values = [float(value) for value in panel.offered["value"]]
            ends = self._places(panel.offered)
            found += (
                [
                    {
                        "panel": i,
                        "px": round(self.x(i, day), 2),
                        "py": round(self.y(i, values[k]), 2),
                    }
                    for k, day in ends
                ]
                if days
                else []
            )
        return found

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Return the named tables of all layers."""
        return {**super().tables(), "offered": self.offered}

    def layers(self) -> list[Layer]:
        """Return all layers, from back to front."""
        if not self.offered:
            return super().layers()
        return [*super().layers(), self._line("offered", "py", self.theme.target, "step-after")]

    def _meaning(self) -> list[Label]:
        """Return, once, what lines and bands are."""
        found = super()._meaning()
        if not self.offered:
            return found
        words = say("Green: hours offered.")
        at = found[0]
        return [*found, Label(words, 820.0, at.y, self.theme.target_text, False, 11.0, "right")]
