"""Where a result comes from: bars that add up, beside averages and ranges in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import altair as alt
import pytest

from simfunnel.charts import (
    LIGHT,
    Amounts,
    Origin,
    OriginsData,
    Target,
    draw_origins,
    origin_texts,
    origins_subtitle,
    origins_title,
)
from simfunnel.errors import TableError

ROWS = (
    Origin("booked", 486_000, 486_000, 486_000, 486_000, 486_000, 31, 31, exact=True),
    Origin("open", 400_000, 250_000, 320_000, 470_000, 550_000, 17, 31),
    Origin("to_come", 390_000, 230_000, 310_000, 460_000, 570_000, 15, 33),
    Origin("total", 1_276_000, 1_050_000, 1_140_000, 1_400_000, 1_530_000, 66, 91),
)
YEAR_END = date(2026, 12, 31)
DATA = OriginsData(
    ROWS,
    Amounts("won_amount", "EUR", unit=10_000.0),
    date(2026, 1, 1),
    YEAR_END,
    Target(1_200_000, YEAR_END),
)


def _said(text: str) -> str:
    """Return a text with ordinary blanks."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _bars(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the pieces of all bars."""
    rows: list[dict[str, Any]] = spec["datasets"]["bars"]
    return rows


def test_bars_start_where_the_average_before_them_ends() -> None:
    """Booked at zero, open after it, to come after both, the total at zero again."""
    bars = _bars(draw_origins(DATA).spec)
    tops = sorted({bar["top"] for bar in bars})
    starts = [min(bar["start"] for bar in bars if bar["top"] == top) for top in tops]
    assert starts == [0.0, 486_000.0, 886_000.0, 0.0]


def test_bars_fade_from_certain_to_uncertain() -> None:
    """Solid up to one in ten, then two layers; what is booked is grey and full."""
    bars = _bars(draw_origins(DATA).spec)
    open_today = [bar for bar in bars if bar["start"] >= 486_000 and bar["end"] <= 1_036_000]
    pieces = {bar["kind"]: (bar["start"], bar["end"], bar["opacity"]) for bar in open_today[:3]}
    assert pieces == {
        "solid": (486_000, 736_000, 0.78),
        "outer": (736_000, 1_036_000, 0.18),
        "inner": (806_000, 956_000, 0.30),
    }
    booked = next(bar for bar in bars if bar["kind"] == "past")
    assert (booked["colour"], booked["opacity"]) == (LIGHT.past, 1.0)


def test_axis_starts_at_zero_without_padding() -> None:
    """Bars begin at the axis."""
    scale = draw_origins(DATA).spec["layer"][0]["encoding"]["x"]["scale"]
    assert (scale["domain"][0], scale["padding"], scale["nice"]) == (0.0, 0, False)


def test_what_is_known_is_said_exactly() -> None:
    """Booked deals carry no range; nothing booked says so."""
    assert origin_texts(DATA, ROWS[0]) == ("486,000", _kept("exactly: 31 deals are won"))
    one = replace(ROWS[0], deals_low=1, deals_high=1)
    assert _said(origin_texts(DATA, one)[1]) == "exactly: 1 deal is won"
    none = replace(ROWS[0], average=0.0, deals_low=0, deals_high=0)
    assert origin_texts(DATA, none) == ("0", "exactly: no deal counts yet")


def _kept(text: str) -> str:
    """Return "31 deals" with the blank that does not break."""
    return text.replace("31 deals", "31\N{NO-BREAK SPACE}deals")


def test_ranges_are_said_in_the_unit_of_the_total() -> None:
    """All in millions, with a dash in a chart and "to" in a terminal."""
    assert [_said(text) for text in origin_texts(DATA, ROWS[1])] == [
        "0.40 M",
        "0.25\N{EN DASH}0.55 M, 17\N{EN DASH}31 deals",
    ]
    assert _said(origin_texts(DATA, ROWS[2], words=True)[1]) == "0.23 to 0.57 M, 15 to 33 deals"


def test_deals_alone_are_said_once() -> None:
    """Where deals are the measure there is no amount beside them."""
    data = replace(DATA, amounts=Amounts("won", unit=1.0), target=None)
    row = Origin("open", 24.26, 17, 20, 27, 31, 17, 31)
    assert [_said(text) for text in origin_texts(data, row)] == ["24.3", "17\N{EN DASH}31 deals"]


def test_the_total_of_a_calendar_year_is_the_years_result() -> None:
    """Any other window is all together."""
    assert DATA.label(ROWS[3]) == "Year\N{RIGHT SINGLE QUOTATION MARK}s result"
    assert replace(DATA, since=date(2026, 7, 1)).label(ROWS[3]) == "All together"


def test_the_title_adds_up() -> None:
    """The finding names the parts and their sum."""
    assert _said(origins_title(DATA)) == (
        "486,000 booked, 0.40 M from open leads and 0.39 M still to come make EUR 1.28 M on average"
    )
    assert _said(origins_subtitle(DATA)) == (
        "EUR, by 31 December 2026. Bars start where the average before them ends; averages add up,"
        " medians and ranges do not."
    )


def test_the_alternative_text_says_every_row() -> None:
    """Averages and ranges of all parts."""
    alt_text = _said(draw_origins(DATA).alt)
    for part in ("Booked 486,000, exactly", "Open today 0.40 M, 8 in 10 futures 0.25 to 0.55 M"):
        assert part in alt_text


def test_a_target_of_another_day_is_not_drawn() -> None:
    """Bars end on the last day; a target of an earlier one is no line among them."""
    later = replace(DATA, target=Target(1_200_000, date(2026, 9, 30)))
    words = str(draw_origins(later).spec)
    assert "target" not in words.replace("Target", "")


@pytest.mark.parametrize("n", [1, 4])
def test_it_is_a_valid_chart(n: int) -> None:
    """Altair accepts it, with all rows or the total alone, and with nothing at all."""
    zero = tuple(
        replace(row, average=0, low=0, lower_quarter=0, upper_quarter=0, high=0) for row in ROWS
    )
    for rows in (ROWS[-n:], zero[-n:]):
        figure = draw_origins(replace(DATA, rows=rows, target=None))
        assert isinstance(figure.chart, alt.LayerChart)
        assert len(figure.data) == n


def test_a_picture_comes_out() -> None:
    """A PNG that begins like one."""
    assert draw_origins(DATA, bare=True).png.startswith(b"\x89PNG")


def test_the_total_comes_last() -> None:
    """Without a total there is nothing to add up to."""
    with pytest.raises(TableError) as caught:
        replace(DATA, rows=ROWS[:2])
    assert str(caught.value) == "the origins of a result end with the row 'total'; add it."
