"""The words of a fan are computed from its data, and change when the data do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simfunnel.charts import (
    FanData,
    Target,
    dots_reaching,
    example_fan,
    fan_alt,
    fan_subtitle,
    fan_title,
)


def _said(text: str) -> str:
    """Return a text with ordinary blanks."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("target", "title"),
    [
        (486_000, "The target of EUR 486,000 is reached: it is booked already"),
        (700_000, "The middle future reaches 700,000 in late August"),
        (1_200_000, "The middle future reaches 1.2 M only in late December"),
        (1_245_000, "The middle future reaches 1.245 M only in the last days of December"),
        (1_253_000, "The middle future ends just short of 1.253 M"),
        (1_400_000, "The middle future ends EUR 150,000 short of 1.4 M"),
        (2_500_000, "Hardly a future reaches 2.5 M: the middle one ends at EUR 1.25 M"),
        (None, "As likely above as below EUR 1.25 M by 31 Dec 2026"),
    ],
)
def test_the_title_is_the_finding(target: float | None, title: str) -> None:
    """It says what the middle future does about the target."""
    assert _said(fan_title(example_fan(target=target))) == title


def _without_range() -> dict[str, FanData]:
    """Return fans that have no range to show."""
    fan = example_fan(target=None)
    flat = fan.band.assign(**dict.fromkeys(("p10", "p25", "p50", "p75", "p90"), 486_000.0))
    none = fan.band.assign(**dict.fromkeys(("p10", "p25", "p50", "p75", "p90"), 0.0))
    return {
        "Every future ends at EUR 486,000 by 31 Dec 2026": replace(
            fan, band=flat, draws_at_end=np.full(50, 486_000.0)
        ),
        "Nothing is won by 31 Dec 2026 in any future": replace(
            fan, band=none, draws_at_end=np.zeros(50), actuals=fan.actuals.head(0)
        ),
        "One simulated future ends at EUR 1.25 M: no range can be shown": replace(
            fan, draws_at_end=fan.draws_at_end[500:501]
        ),
        "EUR 486,000 booked by 31 Dec 2026": replace(fan, today=date(2027, 1, 9)),
    }


@pytest.mark.parametrize(("title", "fan"), _without_range().items())
def test_a_fan_without_range_says_why(title: str, fan: FanData) -> None:
    """No chance, median or range is claimed where there is none."""
    assert _said(fan_title(fan)) == title
    assert "8 in 10" not in fan_alt(fan)
    assert "median" not in fan_alt(fan)


def test_the_subtitle_names_measure_unit_period_and_number() -> None:
    """What is shown, since when, in which unit, from how many futures."""
    assert _said(fan_subtitle(example_fan())) == (
        "Won since 1 January 2026, EUR, cumulative. Grey: booked. Blue: 1,000 simulated futures"
    )
    assert _said(fan_subtitle(example_fan(measure="won", target=75))) == (
        "Deals won since 1 January 2026, cumulative. Grey: booked. Blue: 1,000 simulated futures"
    )


def test_a_stopped_run_is_named_under_the_title() -> None:
    """How many of how many stands in the subtitle."""
    fan = replace(example_fan(40), n_planned=1000)
    assert _said(fan_subtitle(fan)).endswith("the first 40 of 1,000 futures (stopped early)")


def test_the_alternative_text_says_the_finding_and_the_numbers() -> None:
    """Two sentences: finding, then booked, median, range and how many reach the target."""
    assert _said(fan_alt(example_fan())) == (
        "The middle future reaches 1.2 M only in late December. Booked EUR 486,000 by 1 July 2026;"
        " median EUR 1.25 M by 31 December 2026; 8 in 10 futures between 1.04 M and 1.54 M; target"
        " EUR 1.2 M by 31 December 2026, reached in 12 of 20 futures."
    )


def test_futures_are_counted_only_where_the_chance_is_known() -> None:
    """Not for another day, not for one future, not for a window that is over."""
    fan = example_fan()
    assert dots_reaching(fan) == 12
    assert dots_reaching(example_fan(target=None)) is None
    assert dots_reaching(replace(fan, draws_at_end=fan.draws_at_end[:1])) is None
    assert dots_reaching(replace(fan, today=date(2027, 1, 9))) is None
    assert dots_reaching(replace(fan, target=Target(1.0, date(2026, 9, 30)))) is None
