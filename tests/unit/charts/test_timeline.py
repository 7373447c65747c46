"""The timeline: bars by stage, what struck, how it ended, in words and pixels."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from simfunnel.charts import (
    DARK,
    Life,
    Stretch,
    TimelineData,
    draw_timeline,
    example_timeline,
    parting,
    parting_sentence,
    timeline_table,
)
from simfunnel.charts.life_words import lasting


def marks(spec: dict[str, Any]) -> list[str]:
    """Return the marks of all layers."""
    return [layer["mark"]["type"] for layer in spec["layer"]]


def labels(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of all texts."""
    layers = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    return [row for layer in layers for row in layer["data"]["values"]]


def test_bars_lie_in_their_stage_and_time() -> None:
    """Each stay is a bar as long as it lasted, in the row of its stage."""
    spec = draw_timeline(example_timeline()).spec
    bars = spec["datasets"]["stays"]
    assert len(bars) == 7
    lengths = [bar["right"] - bar["left"] for bar in bars]
    assert lengths[3] / lengths[5] == pytest.approx(67.33 / 45.13, rel=0.01)
    rows = {bar["stage"]: bar["top"] for bar in bars}
    assert list(rows.values()) == sorted(rows.values())
    assert bars[2]["top"] == bars[4]["top"]
    assert {"rect", "rule", "point", "text"} <= set(marks(spec))


def test_title_subtitle_and_alternative() -> None:
    """The title is the finding; the alternative text tells the whole life."""
    figure = draw_timeline(example_timeline())
    assert figure.title.replace("\xa0", " ") == "inbound:17: won on 4 Mar 2027, EUR 12,400"
    assert figure.spec["title"]["subtitle"].startswith("Days in each stage, in future 3.")
    assert "decision_maker_leaves struck" in figure.alt
    assert figure.spec["description"] == figure.alt


def test_ends_and_events_are_marked() -> None:
    """A win is a green dot, an event a diamond of attention; both have their words."""
    spec = draw_timeline(example_timeline()).spec
    assert [m["shape"] for m in spec["datasets"]["marks"]] == ["diamond", "circle"]
    words = [str(row["words"]) for row in labels(spec)]
    assert {"decision_maker_leaves", "won: EUR\xa012,400", "67 days"} <= set(words)


def test_two_lives_have_two_colours() -> None:
    """The second life lies under the first, in the colour of what-ifs."""
    data = example_timeline(compared=True)
    bars = draw_timeline(data).spec["datasets"]["stays"]
    assert {bar["colour"] for bar in bars} == {"#0072B2", "#E69F00"}
    assert bars[0]["top"] < bars[7]["top"]
    assert timeline_table(data)["life"].value_counts().to_dict() == {"": 7, "faster_proposals": 5}


def test_what_lies_before_the_start_is_grey() -> None:
    """An open lead's past is drawn in the colour of the past."""
    data = example_timeline()
    life = replace(data.lives[0], stretches=(Stretch("proposal", datetime(2026, 6, 1)),))
    spec = draw_timeline(replace(data, lives=(life,), was_open=True)).spec
    bars = spec["datasets"]["stays"]
    assert [bar["colour"] for bar in bars] == ["#8A929C", "#0072B2"]
    assert bars[0]["right"] == bars[1]["left"]
    assert [m["shape"] for m in spec["datasets"]["marks"]] == ["triangle-right"]


def test_days_below_do_not_touch() -> None:
    """A first day that has no room is left out, and the next one says the year."""
    data = example_timeline()
    stretch = Stretch("proposal", datetime(2026, 9, 24), datetime(2027, 3, 10), "won", ended=True)
    spec = draw_timeline(replace(data, lives=(Life("", (stretch,)),))).spec
    below = [row["words"] for row in labels(spec) if row["py"] > spec["height"]]
    assert below[:2] == [["Oct", "2026"], "Nov"]


def test_a_lead_that_never_comes_can_be_drawn() -> None:
    """A life without stays leaves an empty sheet, not an error."""
    data = replace(example_timeline(), lives=(Life("", ()),))
    assert draw_timeline(data).png[1:4] == b"PNG"
    assert draw_timeline(data).alt == "inbound:17: it never came. It never came in this future."


def test_it_is_drawn_in_the_dark() -> None:
    """The other theme changes colours only."""
    light, dark = (draw_timeline(example_timeline(), theme=t).spec for t in (DARK, DARK))
    assert light["datasets"] == dark["datasets"]
    assert draw_timeline(example_timeline(), theme=DARK).png[1:4] == b"PNG"


def test_names_lose_their_marks_of_direction() -> None:
    """Names from files stay on their line and turn nothing round."""
    stretch = Stretch("a\u202eb<script>", datetime(2026, 9, 1), datetime(2026, 9, 9), "won",
                      ended=True)  # fmt: skip
    data = replace(
        example_timeline(lead="x\u2066y"), lives=(Life("", (stretch,)),), stages=(stretch.stage,)
    )
    text = str(draw_timeline(data).spec)
    assert "\u202e" not in text
    assert "\u2066" not in text


def test_lives_that_come_on_other_days_are_said_to_differ() -> None:
    """When arrivals move, the lives have no stay in common."""
    one = Life("", (Stretch("call", datetime(2026, 9, 1)),))
    two = Life("more", (Stretch("call", datetime(2026, 9, 4)),))
    data = TimelineData("web:1", (one, two), ("call",), datetime(2026, 9, 1).date(),
                        datetime(2026, 12, 31).date())  # fmt: skip
    assert parting(one, two) == 0
    assert parting_sentence(data).replace("\xa0", " ").replace("Sept", "Sep") == (
        "The lives differ from the beginning: the lead came on 1 Sep 2026 as it is, on 4 Sep 2026 "
        "with more."
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (60, "less than an hour"),
        (3_600, "1 hour"),
        (86_400, "1 day"),
        (86_400 * 1_234, "1,234 days"),
    ],
)
def test_durations_in_words(seconds: float, words: str) -> None:
    """Hours below a day, whole days above."""
    assert lasting(seconds) == words
