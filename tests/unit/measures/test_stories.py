"""A story from a table of stays, of the past as of a future."""

from __future__ import annotations

import pandas as pd
import pytest

from simfunnel.errors import UnknownNameError
from simfunnel.measures import story_table
from simfunnel.measures.examples import three_leads


def test_a_story_of_the_past() -> None:
    """Stays of a history are told as what happened."""
    told = story_table(three_leads(), "b")
    assert told[["what", "value"]].to_numpy().tolist() == [
        ["arrived", "fair"], ["entered", "call"], ["left", "call"], ["ended", "lost.price"],
    ]  # fmt: skip


def test_an_open_lead_is_told_to_the_end_of_observation() -> None:
    """Who has not ended is still open when observation ends."""
    told = story_table(three_leads(), "c", end=pd.Timestamp("2026-03-01"))
    assert told.iloc[-1].tolist() == ["c", pd.Timestamp("2026-03-01"), "still open", "call"]


def test_reasons_and_events_are_told_apart() -> None:
    """A reason of an event's name is an event."""
    stays = three_leads()
    stays.loc[2, "because"] = "boss_leaves"
    whats = story_table(stays, "b")["what"].tolist()
    assert whats[-2:] == ["because", "ended"]
    whats = story_table(stays, "b", events={"boss_leaves"})["what"].tolist()
    assert whats[-2:] == ["event", "ended"]


def test_an_unknown_lead_is_refused() -> None:
    """The refusal names it."""
    with pytest.raises(UnknownNameError) as refused:
        story_table(three_leads(), "zz")
    assert str(refused.value) == "no stay is of the lead 'zz'."
