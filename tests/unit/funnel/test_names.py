"""Numbers of names: by lasting name, whatever the order in the file."""

from __future__ import annotations

from typing import Any

import pytest

from simfunnel.funnel.model import Funnel
from simfunnel.funnel.names import EVERYBODY, Names

STAGE = {"advance": "50 %", "otherwise": {"lost.price": "100 %"}, "dwell": "9 days"}


def funnel(**changes: Any) -> Funnel:
    """Return a funnel of two stages, in file order b, a, with some blocks replaced."""
    data: dict[str, Any] = {
        "simfunnel": 1,
        "funnel": "names",
        "starts": "2026-09-01",
        "sources": {
            "web": {"leads": "30 per month", "enters": "b"},
            "fair": {"leads": "30 per month", "enters": "b"},
        },
        "stages": {
            "b": {**STAGE, "next": {"a": "50 %", "won": "50 %"}, "counts_as": "sql"},
            "a": {**STAGE, "next": "won", "otherwise": {"b": "20 %", "cold.late": "80 %"},
                  "counts_as": "mql"},
        },
    }  # fmt: skip
    return Funnel.model_validate({**data, **changes})


def test_names_are_in_order_of_the_alphabet() -> None:
    """Stages, sources and marks do not keep the order of the file; won is the first outcome."""
    names = Names.of(funnel())

    assert names.stages == ("a", "b")
    assert names.sources == ("fair", "web")
    assert names.marks == ("mql", "sql")
    assert names.outcomes == ("won", "cold.late", "lost.price")
    assert names.stage == {"a": 0, "b": 1}


def test_an_id_takes_the_place_of_a_name() -> None:
    """What was renamed stands where its old name stood, and keeps that name for its draws."""
    stages = {
        "z_talk": {**STAGE, "next": {"b": "50 %", "won": "50 %"}, "id": "a"},
        "b": {**STAGE, "next": "won", "otherwise": {"z_talk": "20 %", "cold.late": "80 %"}},
    }
    names = Names.of(funnel(stages=stages))

    assert names.stages == ("z_talk", "b")
    assert names.lasting == {"z_talk": "a", "b": "b"}


def test_exits_that_go_on_come_first() -> None:
    """Each side is in order of lasting name; stages and outcomes are not kept apart."""
    names = Names.of(funnel())

    assert [n for n, _, _ in names.exits(funnel().stages["b"])] == ["a", "won", "lost.price"]
    assert [on for _, _, on in names.exits(funnel().stages["b"])] == [True, True, False]
    assert names.in_order(["won", "b", "a"]) == ["a", "b", "won"]


def test_every_destination_is_an_outcome_or_a_stage() -> None:
    """Where exits, stale limits and events lead is known, also if nothing else leads there."""
    stage = {**STAGE, "next": "won", "stale": {"after": "9 days", "to": "cold.stale"}}
    struck = {"in": ["only"], "rate": "4 % per month", "then": {"disqualified.gone": "100 %"}}
    source = {"web": {"leads": "30 per month", "enters": "only"}}
    names = Names.of(funnel(sources=source, stages={"only": stage}, events={"merger": struck}))

    assert names.outcomes == ("won", "cold.stale", "disqualified.gone", "lost.price")
    assert names.events == ("merger",)


@pytest.mark.parametrize(("name", "code"), [("a", 0), ("b", 1), ("won", -1), ("lost.price", -3)])
def test_destinations_have_codes(name: str, code: int) -> None:
    """Stages have their number; outcomes count down from -1, which is won."""
    assert Names.of(funnel()).target(name) == code


def test_without_segments_there_is_one_for_everybody() -> None:
    """Engines always have one segment at least."""
    assert Names.of(funnel()).segments == (EVERYBODY,)
