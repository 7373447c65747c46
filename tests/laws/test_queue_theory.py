"""What theory says of a team's queue: the textbooks' values, and why it says nothing elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import simfunnel as sf
from simfunnel.compiled import HAVE_NUMBA
from simfunnel.forecasting.closed_forms.queues import erlang_a, erlang_c, queues_of
from simfunnel.funnel.examples import staffed

QUEUE = Path(__file__).parents[2] / "scenarios" / "one_queue.yaml"


@pytest.mark.parametrize(
    ("rate", "seats", "wait", "waiting"),
    [
        (0.5, 1, 1.0, 0.5),
        (0.8, 1, 4.0, 3.2),
        (2.4, 3, 1.07865168539326, 2.58876404494382),
        (2.7, 3, 2.72353673723537, 7.35354919053549),
        (8.0, 10, 0.204590075398222, 1.63672060318577),
    ],
)
def test_waits_without_a_limit(rate: float, seats: int, wait: float, waiting: float) -> None:
    """M/M/c, whatever the unit of time."""
    queue = erlang_c(rate, 1.0, seats)
    assert queue.wait == pytest.approx(wait, rel=1e-11)
    assert queue.waiting == pytest.approx(waiting, rel=1e-11)
    assert erlang_c(rate * 24, 1 / 24, seats).wait == pytest.approx(wait / 24, rel=1e-9)


@pytest.mark.parametrize(
    ("rate", "seats", "patience", "use", "waiting", "lost"),
    [
        (2.4, 3, 2.0, 0.704115695980664, 0.575305824116016, 0.11985538002417),
        (4.0, 3, 2.0, 0.924271032446614, 2.45437380532031, 0.306796725665039),
        (10.0, 10, 1.0, 0.874889964278867, 1.25110035721133, 0.125110035721133),
    ],
)
def test_waits_of_the_impatient(
    rate: float, seats: int, patience: float, use: float, waiting: float, lost: float
) -> None:
    """Erlang-A, beyond the load that people can bear too."""
    queue = erlang_a(rate, 1.0, seats, patience)
    assert queue.utilisation == pytest.approx(use, rel=1e-11)
    assert queue.waiting == pytest.approx(waiting, rel=1e-11)
    assert queue.lost == pytest.approx(lost, rel=1e-11)
    assert queue.wait == pytest.approx(waiting / rate, rel=1e-12)


def test_endless_patience_is_none() -> None:
    """With a patience beyond all waits, both forms say the same; a large team does not overflow."""
    assert erlang_a(2.4, 1.0, 3, 1e7).wait == pytest.approx(erlang_c(2.4, 1.0, 3).wait, rel=1e-4)
    assert erlang_a(990.0, 1.0, 1_000, 1.0).lost == pytest.approx(0.0, abs=0.02)


def changed(**at: Any) -> sf.Funnel:
    """Return the one queue with some of its blocks changed: team, stage or source."""
    document = sf.load(QUEUE).document()
    for block, name in (("teams", "reps"), ("stages", "call"), ("sources", "web")):
        document[block][name] |= at.get(block, {})
    document["calendar"] = at.get("calendar", {})
    return sf.Funnel.model_validate(document)


IMPATIENT = {"patience": {"to": "cold.gone", "after": {"mean": "2 hours"}}}


def test_which_form_holds() -> None:
    """M/M/c where everybody waits, Erlang-A where patience is exponential."""
    plain, impatient = queues_of(changed()), queues_of(changed(stages=IMPATIENT))
    assert plain["form"].tolist() == ["M/M/c"]
    assert plain[["per_day", "utilisation", "wait_hours", "waiting", "lost"]].to_numpy()[
        0
    ] == pytest.approx([19.2, 0.8, 4.0, 3.2, 0.0])
    assert impatient["form"].tolist() == ["Erlang-A"]
    assert impatient["lost"].item() == pytest.approx(erlang_a(0.8, 1.0, 1, 2.0).lost)


ALWAYS = {"mon-sun": "00:00-24:00"}


@pytest.mark.parametrize(
    ("at", "because"),
    [
        ({"teams": {"selling_hours": {"mon-fri": "09:00-17:00"}}},
         "People are not there around the clock, so a queue builds up overnight."),
        ({"teams": {"selling_hours": {**ALWAYS, "share": "80 %"}}},
         "People are not there around the clock, so a queue builds up overnight."),
        ({"calendar": {"country": "ES"}},
         "People are not there around the clock, so a queue builds up overnight."),
        ({"teams": {"hires": {"2026-02-01": 1}}},
         "People come, go or learn, so it is never steady."),
        ({"teams": {"skill": {"effort": "20 %"}}}, "People differ in how fast they work."),
        ({"stages": {"effort": "1 hour"}}, "Work does not take exponential time."),
        ({"stages": {"patience": {"to": "cold.gone", "after": "2 hours"}}},
         "Patience is not exponential."),
        ({"stages": {"stale": {"to": "cold.old", "after": "20 days"}}},
         "Events or a stale limit may end a stay before the work is done."),
        ({"stages": {"otherwise": {"call": "50 %", "lost.no": "50 %"}}},
         "Leads come from other stages, so they do not come at random."),
        ({"sources": {"weekdays": {"sun": "0 %"}}}, "How many leads come changes with time."),
        ({"sources": {"leads": "24 per day"}},
         "More work comes than people can do, so the queue grows for ever."),
    ],
)  # fmt: skip
def test_why_no_form_holds(at: dict[str, Any], because: str) -> None:
    """Each part that breaks the form is named, and no figure is told."""
    (row,) = queues_of(changed(**at)).to_dict("records")
    assert row["form"] == ""
    assert row["because"] == because
    assert row["wait_hours"] != row["wait_hours"]


def test_people_have_no_closed_form_lead_by_lead() -> None:
    """A funnel with people says so, and compares nothing, unless people are taken out."""
    known = sf.theory(staffed(), engine="simpy", replications=2)
    assert known.agrees is None
    assert known.reasons.who[0] == (
        "People (call, offer, close): leads wait for each other, so what becomes of one depends "
        "on all the others."
    )
    assert [row["form"] for row in known.to_json()["queues"]] == ["", ""]
    assert "callers: no closed form. People are not there around the clock" in known.text(
        width=100
    ).replace("\n  ", " ")


@pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: a million leads")
def test_theory_stands_beside_the_simulation() -> None:
    """The wait of the one queue, simulated in the same answer; kills a wait per lead served."""
    (row,) = sf.theory(changed(stages=IMPATIENT), replications=200, seed=3).queues.to_dict(
        "records"
    )
    assert 4.9 * row["se"] < 0.02 * row["wait_hours"]
    assert abs(row["simulated"] - row["wait_hours"]) < 4.9 * row["se"]
