"""What a funnel will show: shares measured with stale limits, events and all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from simfunnel.compiled import HAVE_NUMBA
from simfunnel.forecasting.shown import Shown, shown_by
from simfunnel.funnel.model import Funnel

BOUND = 4.9 / 1.959964  # of the 95 % error
MANY = 600_000  # leads, so that the bound is 2 % of every share asked for


def funnel_of(stages: Mapping[str, Any], **more: Any) -> Funnel:
    """Return a funnel of one source that enters its first stage."""
    plain: dict[str, Any] = {
        "simfunnel": 1,
        "funnel": "shown",
        "starts": "2026-09-01",
        "until": "2026-12-31",
        "sources": {"web": {"leads": "30 per month", "enters": next(iter(stages))}},
        "stages": stages,
    }
    return Funnel.model_validate(plain | more)


def stage(share: str = "25 %", to: str = "won", **more: Any) -> dict[str, Any]:
    """Return a stage from which a share goes on."""
    plain = {
        "advance": share,
        "next": to,
        "otherwise": {"lost.price": "100 %"},
        "dwell": {"mean": "10 days", "family": "exponential"},
    }
    return plain | more


def share_of(shown: Shown, exit_name: str, because: str = "") -> tuple[float, float]:
    """Return the share of one way out, and its error."""
    table = shown.exits
    (row,) = table[(table["exit"] == exit_name) & (table["because"] == because)].to_dict("records")
    return float(row["share"]), float(row["error"])


def near(share: float, error: float, exact: float) -> bool:
    """Say whether a share is within its error, which must be fine enough to mean something."""
    assert BOUND * error <= 0.02 * exact
    return abs(share - exact) <= BOUND * error


def test_without_limits_the_said_share_is_shown() -> None:
    """Where nothing takes a part, what is seen is what was said."""
    shown = shown_by(funnel_of({"pitch": stage()}), leads=MANY)
    (row,) = shown.stages.to_dict("records")
    assert (row["stage"], row["law"], row["said"], row["intercept"]) == ("pitch", "stated", 0.25, 0)
    assert near(row["will_show"], row["error"], 0.25)
    assert row["entries"] == 1.0
    assert row["days"] == pytest.approx(10.0, rel=0.02)
    assert shown.outcomes.iloc[-1].to_dict()["share"] == 0.0


def test_a_stale_limit_takes_its_part() -> None:
    """Exponential dwell of mean m cut at s: a share 1 - exp(-s / m) of those said goes on."""
    limit = {"after": "20 days", "to": "cold.stale"}
    shown = shown_by(funnel_of({"pitch": stage(stale=limit)}), leads=MANY)
    (row,) = shown.stages.to_dict("records")
    assert row["said"] == 0.25
    assert near(row["will_show"], row["error"], 0.25 * (1.0 - math.exp(-2.0)))
    assert near(*share_of(shown, "cold.stale", "stale"), math.exp(-2.0))


def test_an_event_takes_its_part() -> None:
    """A rate event races with the dwell: 1 / (1 + rate x mean) of those said goes on."""
    rate = 0.5 / 30.4375
    events = {
        "merger": {"in": ["pitch"], "rate": "39.34693402873666 % per month", "then": "lost.merger"}
    }
    shown = shown_by(funnel_of({"pitch": stage()}, events=events), leads=MANY)
    (row,) = shown.stages.to_dict("records")
    assert near(row["will_show"], row["error"], 0.25 / (1.0 + rate * 10.0))


def test_leads_that_come_back_enter_again() -> None:
    """A circle is followed to its end: geometric numbers of stays."""
    stages = {
        "pitch": stage("50 %", "close"),
        "close": stage("60 %", otherwise={"pitch": "50 %", "lost.price": "50 %"}),
    }
    shown = shown_by(funnel_of(stages), leads=MANY)
    first, second = shown.stages.to_dict("records")
    stays = 1.0 / (1.0 - 0.5 * 0.2)
    assert first["entries"] == pytest.approx(stays, rel=0.02)
    assert second["entries"] == pytest.approx(0.5 * stays, rel=0.02)
    won = shown.outcomes.set_index("outcome").loc["won"]
    assert near(won["share"], won["error"], 0.5 * stays * 0.6)


def test_doubt_open_leads_and_targets_play_no_part() -> None:
    """The answer is about the funnel as stated, whatever is open today or in doubt."""
    plain = funnel_of({"pitch": stage()})
    open_leads = [
        {"lead": f"L{i}", "stage": "pitch", "entered_on": "2026-08-01"} for i in range(50)
    ]
    document = plain.document() | {
        "today": {"date": "2026-09-01", "open_leads": open_leads},
        "doubt": {"stages.pitch.advance": ["5 %", "25 %", "60 %"], "shock": {"leads": "50 %"}},
        "targets": {"t": {"won": 5, "by": "2026-12-31"}},
    }
    del document["starts"]
    with_more = shown_by(Funnel.model_validate(document), leads=4_000)
    assert with_more.to_json()["stages"] == shown_by(plain, leads=4_000).to_json()["stages"]


def test_both_engines_show_the_same() -> None:
    """The same seed gives the same shares, to the last bit."""
    funnel = funnel_of({"pitch": stage(stale={"after": "20 days", "to": "cold.stale"})})
    shown = [shown_by(funnel, engine=name, leads=800).to_json() for name in ("simpy", "compiled")]
    for each in shown:
        del each["engine"]
    assert shown[0] == shown[1]


def test_size_does_not_matter() -> None:
    """A small funnel is measured as sharply as a large one, in about the same number of leads."""
    one = shown_by(funnel_of({"pitch": stage()}), leads=20_000)
    busy = {"web": {"leads": "3 000 000 per month", "enters": "pitch"}}
    other = shown_by(funnel_of({"pitch": stage()}, sources=busy), leads=20_000)
    assert one.n_leads == pytest.approx(20_000, rel=0.05)
    assert other.n_leads == pytest.approx(20_000, rel=0.05)


def test_a_source_of_batches_alone_is_followed() -> None:
    """Leads that come on dates keep coming on dates."""
    fair = {"fair": {"batches": [{"on": "2026-10-01", "leads": 40}], "enters": "pitch"}}
    shown = shown_by(funnel_of({"pitch": stage()}, sources=fair), leads=4_000)
    assert shown.n_leads == 4_000


def test_where_nobody_comes_nothing_is_shown() -> None:
    """No lead, no share: None in JSON, never NaN."""
    none = {"web": {"leads": "0 per month", "enters": "pitch"}}
    shown = shown_by(funnel_of({"pitch": stage()}, sources=none))
    assert shown.n_leads == 0
    (row,) = shown.to_json()["stages"]
    assert (row["will_show"], row["error"], row["days"]) == (None, None, None)


@pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: 160,000 leads")
def test_people_are_shown_at_the_load_that_the_file_states() -> None:
    """Three people, 2.4 leads an hour, an hour of work, patience of two: Erlang-A loses 11.99 %.

    As many leads as are asked for come in more futures, never at once: they share the people.
    """
    always = {"mon-sun": "00:00-24:00"}
    hour = {"family": "exponential", "mean": "1 hour"}
    call = stage(
        "100 %", team="reps", effort=hour, dwell="1 second",
        patience={"after": {"family": "exponential", "mean": "2 hours"}, "to": "cold.gone"},
    )  # fmt: skip
    shown = shown_by(
        funnel_of(
            {"call": call},
            sources={"web": {"leads": "57.6 per day", "enters": "call"}},
            teams={"reps": {"seats": 3, "selling_hours": always}},
        )
    )
    assert shown.replications == 8
    assert abs(shown.n_leads / 8 / 365 / 57.6 - 1) < 0.02
    share, error = share_of(shown, "cold.gone", "patience")
    assert abs(share - 0.11985538002417) <= BOUND * error
    assert error < 0.004
