"""The fan: what is booked, then the futures as two bands and a middle line, and the target.

Beside its end stand twenty dots, each one future in twenty, so that a chance can be counted.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from simfunnel.charts.fan_data import BAND_COLUMNS, FanData
from simfunnel.charts.fan_labels import fan_labels, swatch_place
from simfunnel.charts.fan_plot import FanPlot, moment
from simfunnel.charts.fan_words import fan_alt, fan_subtitle, fan_title
from simfunnel.charts.figure import Figure
from simfunnel.charts.marks import (
    Label,
    Layer,
    Sheet,
    area,
    line,
    look,
    pixels,
    points,
    rule,
    sheet,
    texts,
)
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.words import say

__all__ = ["draw_fan", "fan_table"]

_TOP, _BOTTOM, _SIDE = 24.0, 42.0, 18.0
_TITLE = 62.0


def fan_table(data: FanData) -> pd.DataFrame:
    """Return the table behind the fan: one row a day, what is booked and what is expected.

    Parameters
    ----------
    data : FanData
        What is drawn.

    Returns
    -------
    DataFrame
        Columns date, booked, p10, p25, p50, p75, p90; empty where a day has no such value.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_fan
    >>> float(fan_table(example_fan())["booked"].max())
    486000.0
    """
    booked = data.actuals.rename(columns={"value": "booked"})[["date", "booked"]]
    band = data.band[list(BAND_COLUMNS)]
    dated = [table.assign(date=pd.to_datetime(table["date"])) for table in (booked, band)]
    return dated[0].merge(dated[1], on="date", how="outer").sort_values("date", ignore_index=True)


def draw_fan(
    data: FanData,
    *,
    theme: Theme = LIGHT,
    bare: bool = False,
    baseline: FanData | None = None,
) -> Figure:
    """Draw what is booked, the fan of futures, and the target.

    Parameters
    ----------
    data : FanData
        Tables and numbers of the forecast.
    theme : Theme
        Palette.
    bare : bool
        Leave out title, subtitle and side padding, for a card that sets them itself.
    baseline : FanData, optional
        The same days without what is changed in `data`: its middle line is added in blue, and the
        fan is drawn in the colour of what-ifs.

    Returns
    -------
    Figure
        820 pixels wide inside a card, 856 alone; at most 190 days of each table are drawn.

    Examples
    --------
    >>> import numpy as np
    >>> from datetime import date
    >>> day = date(2026, 12, 31)
    >>> row = {"date": [day], "p10": [1.0], "p25": [2.0], "p50": [3.0], "p75": [4.0], "p90": [5.0]}
    >>> data = FanData(pd.DataFrame(row), np.arange(1.0, 6.0), today=date(2026, 7, 1),
    ...                since=date(2026, 7, 1), until=day, measure="won")
    >>> draw_fan(data).data.columns.tolist()
    ['date', 'booked', 'p10', 'p25', 'p50', 'p75', 'p90']
    """
    plot = FanPlot(data, baseline)
    own = theme if baseline is None else theme.for_what_if()
    full, hollow = plot.dot_rows
    tables = {"band": plot.band, "actuals": plot.actuals, "full": full, "hollow": hollow}
    layers = [
        _grid(plot, own),
        *_futures(plot, own),
        *_baseline(plot, theme, tables),
        *_rules(plot, own),
        *_past(plot, own),
        *_dots(plot, own),
        *texts([*_axis_labels(plot, own), *fan_labels(plot, own, theme.blue_text)]),
    ]
    title, alt = fan_title(data), fan_alt(data, baseline)
    frame = Sheet(plot.width, plot.height, plot.left, _TOP, plot.right, _BOTTOM, alt=alt)
    if not bare:
        left, right, bottom = plot.left + _SIDE, plot.right + _SIDE, _BOTTOM + 8.0
        words = (title, fan_subtitle(data, beside_baseline=baseline is not None))
        frame = Sheet(plot.width, plot.height, left, _TOP + _TITLE, right, bottom, *words, alt)
    return Figure(sheet(frame, layers, tables, theme), fan_table(data), title, alt)


def _x(plot: FanPlot) -> dict[str, Any]:
    """Return the time axis, shared by all layers."""
    domain = [moment(plot.data.since), moment(plot.end)]
    ticks = [moment(tick.on) for tick in plot.days]
    axis = {"values": ticks, "labels": False, "grid": False, "title": None, "tickSize": 4}
    scale = {"type": "utc", "domain": domain, "nice": False}
    return {"field": "date", "type": "temporal", "scale": scale, "axis": axis}


def _grid(plot: FanPlot, theme: Theme) -> Layer:
    """Return the layer that carries both axes: an invisible one, with grid and unit."""
    axis = {
        "values": [value for value, _ in plot.ticks],
        "labels": False,
        "ticks": False,
        "domain": False,
        "grid": True,
        "title": plot.data.amounts.axis_title(),
        "titleAngle": 0,
        "titleAlign": "right",
        "titleBaseline": "middle",
        "titleX": -7,
        "titleY": -9,
    }
    y = {
        "datum": plot.bottom,
        "type": "quantitative",
        "scale": {"domain": [plot.bottom, plot.top], "nice": False, "zero": False},
        "axis": axis,
    }
    x = _x(plot)
    x["datum"] = moment(plot.data.since)
    del x["field"]
    mark = {"type": "point", "opacity": 0}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": x, "y": y}}


_DATE = {"field": "date", "type": "temporal"}


def _futures(plot: FanPlot, theme: Theme) -> list[Layer]:
    """Return the two bands, the middle line, and what the bands mean."""
    if plot.data.is_over or len(plot.band) < 2:
        return []
    if not plot.data.spreads:
        return [line("band", _DATE, "p50", colour=theme.blue)]
    return [
        area("band", _DATE, "p10", "p90", colour=theme.blue, opacity=theme.outer),
        area("band", _DATE, "p25", "p75", colour=theme.blue, opacity=theme.inner),
        line("band", _DATE, "p50", colour=theme.blue),
        *_swatches(plot, theme),
    ]


def _baseline(plot: FanPlot, theme: Theme, tables: dict[str, list[dict[str, Any]]]) -> list[Layer]:
    """Return the middle line of a baseline, whose rows join the tables; nothing without one."""
    if plot.baseline is None or len(plot.baseline_band) < 2:
        return []
    tables["baseline"] = plot.baseline_band
    return [line("baseline", _DATE, "p50", colour=theme.blue, width=1.75)]


def _swatches(plot: FanPlot, theme: Theme) -> list[Layer]:
    """Return the two squares that say what the bands are, each with its layers as in the fan."""
    box = swatch_place(plot)
    words = (say("inner band: 5 in 10 futures"), say("with the outer band: 8 in 10"))
    squares: list[dict[str, float]] = []
    labels = []
    for i, said in enumerate(words):
        y = box.top + 9.0 + 17.0 * i
        looks = (theme.outer, theme.inner) if i == 0 else (theme.outer,)
        squares += [{"px": box.left + 6.0, "py": y, "opacity": opacity} for opacity in looks]
        labels.append(Label(said, box.left + 17.0, y, theme.soft, size=11.5))
    mark = {"type": "square", "size": 121, "color": theme.blue}
    encoding = {"x": pixels("px"), "y": pixels("py"), "opacity": look("opacity")}
    return [{"data": {"values": squares}, "mark": mark, "encoding": encoding}, *texts(labels)]


def _rules(plot: FanPlot, theme: Theme) -> list[Layer]:
    """Return the lines of the target and of today."""
    found = []
    if plot.data.target is not None:
        x2 = {"value": plot.x(min(max(plot.data.target.by, plot.data.since), plot.end))}
        y = {"datum": plot.data.target.value, "type": "quantitative"}
        places: dict[str, Any] = {"x": {"value": 0}, "x2": x2, "y": y}
        found.append(rule(places, colour=theme.target, width=1.75, dash=(6, 3)))
    if plot.data.since <= plot.data.today <= plot.end:
        x = {"value": plot.x(plot.data.today)}
        places = {"x": x, "y": {"value": -15.0}, "y2": {"value": plot.height}}
        found.append(rule(places, colour=theme.faint, width=0.8))
    return found


def _past(plot: FanPlot, theme: Theme) -> list[Layer]:
    """Return the steps of what is booked, or one dot where its dates are not known."""
    if plot.actuals:
        return [line("actuals", _DATE, "value", colour=theme.past_line, shape="step-after")]
    if not len(plot.data.actuals):
        return []
    x = {"value": plot.x(min(max(plot.data.today, plot.data.since), plot.end))}
    mark = {"type": "point", "filled": True, "size": 60, "color": theme.past_line, "opacity": 1}
    encoding = {"x": x, "y": {"datum": plot.data.booked, "type": "quantitative"}}
    return [{"data": {"values": [{}]}, "mark": mark, "encoding": encoding}]


def _dots(plot: FanPlot, theme: Theme) -> list[Layer]:
    """Return the twenty dots right of the fan's end; none where all futures are one."""
    if not plot.data.spreads:
        return []
    size = plot.stack.diameter
    places: dict[str, Any] = {
        "x": pixels("px"),
        "y": {"field": "value", "type": "quantitative"},
    }
    return [
        points(name, places, colour=theme.blue, size=size, full=name == "full")
        for name, rows in zip(("full", "hollow"), plot.dot_rows, strict=True)
        if rows
    ]


def _axis_labels(plot: FanPlot, theme: Theme) -> list[Label]:
    """Return the labels of both axes as text, months at the left of their ticks."""
    found = [
        Label(words, -7.0, plot.y(value), theme.soft, size=11.5, align="right")
        for value, words in plot.ticks
    ]
    below = plot.height + 14.0
    return found + [
        Label(tick.label, plot.x(tick.on), below, theme.soft, size=11.5) for tick in plot.days
    ]
