"""How sure it is: an area split at the target, and the same as twenty dots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import altair as alt
import numpy as np
import pytest

from simfunnel.charts import draw_distribution, example_fan
from simfunnel.charts.distribution_words import density_at


def test_the_area_is_split_at_the_target() -> None:
    """Pale below at .20, full at and above at .62."""
    spec = draw_distribution(example_fan()).spec
    areas = [layer for layer in spec["layer"] if layer["mark"]["type"] == "area"]
    looks = [(a["mark"]["opacity"], a["transform"][0]["filter"]) for a in areas]
    assert looks == [(0.20, "datum.value <= 1200000.0"), (0.62, "datum.value >= 1200000.0")]


def test_dots_are_as_many_as_the_title_says() -> None:
    """Full dots reach the target."""
    figure = draw_distribution(example_fan())
    assert len(figure.spec["datasets"]["full"]) == 12
    assert figure.title.replace("\N{NO-BREAK SPACE}", " ") == (
        "The result reaches 1.2 M in 12 of 20 futures"
    )


def test_the_density_is_that_of_the_draws() -> None:
    """A Gaussian kernel gives a normal density back, within its own smoothing."""
    draws = np.array([float(x) for x in np.linspace(-3, 3, 4001)])
    weights = np.exp(-(draws**2) / 2)
    sample = np.repeat(draws, np.round(weights * 20).astype(int))
    grid = np.array([0.0, 1.0, 2.0])
    heights = density_at(sample, grid)
    assert heights / heights[0] == pytest.approx(np.exp(-(grid**2) / 2), abs=0.04)


@pytest.mark.parametrize("kind", ["exact", "one", "over", "no target", "deals"])
def test_every_result_can_be_drawn(kind: str) -> None:
    """Valid with and without a range, and without false claims."""
    fan = example_fan(60)
    data = {
        "exact": replace(fan, draws_at_end=np.full(60, 486_000.0)),
        "one": replace(fan, draws_at_end=fan.draws_at_end[:1]),
        "over": replace(fan, today=date(2027, 2, 1)),
        "no target": example_fan(60, target=None),
        "deals": example_fan(60, measure="won", target=75),
    }[kind]
    figure = draw_distribution(data)
    assert figure.svg.startswith("<svg")
    assert ("8 in 10" in figure.alt) is (kind in ("no target", "deals"))


def test_a_picture_comes_out() -> None:
    """Altair accepts the chart, and a PNG begins like one."""
    figure = draw_distribution(example_fan(60))
    assert isinstance(figure.chart, alt.LayerChart)
    assert figure.png.startswith(b"\x89PNG")
