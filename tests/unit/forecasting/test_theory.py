"""What theory says of a funnel that has no closed form, and how it is shown."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from law_funnels import made, stage

import simfunnel as sf
from simfunnel.errors import SimfunnelError, TableError
from simfunnel.forecasting import theory
from simfunnel.forecasting.closed_forms.reasons import made_plain, reasons_of
from simfunnel.funnel.examples import busy, renewing, tiny
from simfunnel.funnel.model import Funnel

SOURCE = {"leads": "2 per day", "enters": "pitch"}
HAZARDS = {"ages": [0], "daily": {"won": [0.02], "lost.price": [0.02]}, "advances": ["won"]}


def funnel(pitch: dict[str, Any] | None = None, **more: Any) -> Funnel:
    """Return a funnel of one stage."""
    source = more.pop("source", {})
    own = {"pitch": stage("50 %", "won", "9 days", **(pitch or {}))}
    return made(more.pop("stages", own), {"web": SOURCE | source}, **more)


def test_stale_limits_have_no_closed_form() -> None:
    """Who goes stale is a race."""
    found = reasons_of(funnel({"stale": {"after": "20 days", "to": "cold.silent"}}))
    assert found.who == (
        "Stale limits (pitch): who goes stale depends on how long a stay lasts, so the ways out "
        "are a race of times and not shares.",
    )


def test_events_with_a_rate_have_no_closed_form() -> None:
    """Whom an event reaches is a race too; one whose rate is 0 never strikes."""
    for rate, n in (("5 % per month", 1), ("0 % per month", 0)):
        event = {"in": ["pitch"], "rate": rate, "then": {"lost.boss": "100 %"}}
        found = reasons_of(funnel(events={"boss": event}))
        assert (
            found.who
            == (
                "Events with a rate (boss): they may strike at any time, so whom they reach "
                "depends on how long a stay lasts.",
            )[:n]
        )


def test_business_days_have_no_closed_form() -> None:
    """Days depend on the weekday; who is won does not."""
    found = reasons_of(funnel(stages={"pitch": stage("50 %", "won", "9 business days")}))
    assert found.who == ()
    assert found.when == (
        "Business days (pitch): they stand still at weekends and on holidays, so the days of a "
        "stay depend on the day on which it begins.",
    )


def test_closing_effects_have_no_closed_form() -> None:
    """Days depend on the date."""
    clock = {"near": "month end", "within": "5 days", "speed": "times 2"}
    assert reasons_of(funnel({"dwell_clock": clock})).when == (
        "Closing effects (pitch): time runs faster near the end of a period, so the days of a stay "
        "depend on its date.",
    )


def test_steps_beside_have_no_closed_form() -> None:
    """The largest of several durations counts."""
    steps = {"legal": {"share": "50 %", "takes": "12 days"}}
    assert reasons_of(funnel({"meanwhile": steps})).when == (
        "Steps beside (pitch): a stay lasts until the slowest of several is over, and the largest "
        "of several durations has no simple law.",
    )


def test_measured_stages_have_no_days_in_closed_form() -> None:
    """Whole midnights are counted."""
    assert reasons_of(funnel(stages={"pitch": {"hazards": HAZARDS}})).when == (
        "Measured stages (pitch): they count whole midnights, so the days of a stay depend on the "
        "hour at which it begins.",
    )


def test_what_both_sides_leave_out() -> None:
    """Doubt, good times, uneven weeks and today's leads are named."""
    assert reasons_of(busy()).left_out == (
        "Numbers in doubt stand at their stated values on both sides.",
        "Good and bad times are left out on both sides: they are common to all leads, so no number "
        "of leads averages them away.",
        "Uneven weeks and years are left out on both sides: averages stay as they are, but counts "
        "spread more than by chance alone.",
        "The 2 leads that are open today are left out: both sides begin with an empty funnel.",
    )


def test_a_stage_that_nobody_reaches_stands_in_nobodys_way() -> None:
    """Only stages that leads get to are looked at."""
    stages = {
        "pitch": stage("50 %", "won", "9 days"),
        "island": stage("50 %", "won", "9 business days"),
    }
    assert reasons_of(funnel(stages=stages)).when == ()


def test_the_plain_funnel_has_closed_forms() -> None:
    """What stands in the way is taken out, and said; business days become days."""
    plain, said = made_plain(busy())
    assert said == (
        "Stale limits are taken out on both sides: pitch.",
        "Events are taken out on both sides: boss_leaves.",
        "Steps beside are taken out on both sides: pitch.",
        "Business days count as days of the calendar on both sides: pitch.",
    )
    assert reasons_of(plain).who == ()
    dwell = plain.stages["pitch"].dwell
    assert dwell is not None
    assert (dwell.clock, str(dwell.median)) == ("calendar", "10 days")


def test_without_a_closed_form_it_is_said_why() -> None:
    """Nothing is simulated; the words say what stands in the way."""
    answer = theory(busy(), engine="simpy")
    assert answer.table.empty
    assert answer.agrees is None
    assert answer.words == (
        "This funnel has no closed form, so theory and simulation cannot be compared. "
        "Asked with 'plain', both sides leave out what stands in the way."
    )
    assert "Stale limits (pitch):" in answer.text()


def test_a_part_may_have_a_closed_form() -> None:
    """With business days who is won is known exactly, and days are not."""
    stages = {"pitch": stage("50 %", "won", "9 business days")}
    answer = theory(funnel(stages=stages), engine="simpy", replications=4)
    assert set(answer.table["what"]) == {"won", "outcome", "won_from", "stays"}
    assert answer.occupancy.empty
    assert "Why days and open leads have no closed form" in answer.text()


def test_the_answer_as_data_and_as_cards() -> None:
    """Table, words, JSON, text and HTML say the same; the same seed says the same again."""
    one, two = (theory(tiny(), engine="simpy", replications=6, seed=2) for _ in range(2))
    assert json.dumps(one.to_json()) == json.dumps(two.to_json())
    assert one.words.startswith("Theory and simulation agree: 8 figures, at most ")
    assert one.agrees
    bundle = one._repr_mimebundle_()
    first = one.words.split(". ")[0]
    assert first in bundle["text/html"]
    assert first in bundle["text/plain"].replace("\n", " ")
    assert "<script" not in bundle["text/html"]
    assert one.long_run == {"pitch": pytest.approx(14.233, rel=1e-3)}


def test_open_leads_are_told_month_by_month() -> None:
    """Each period end has its row, and the spread of a Poisson count."""
    months = theory(tiny(), engine="simpy", replications=6).occupancy
    assert months["last_day"].dt.strftime("%m-%d").tolist() == ["09-30", "10-31", "11-30", "12-31"]
    assert (months["spread"] ** 2).tolist() == pytest.approx(months["exact"].tolist())


def test_names_are_harmless() -> None:
    """A stage called like an element becomes none, and turns nothing round."""
    name = "<script>alert(1)\u202e"
    document = tiny().document()
    document["stages"][name] = document["stages"].pop("pitch")
    document["sources"]["web"]["enters"] = name
    answer = theory(Funnel.model_validate(document), engine="simpy", replications=3)
    html, text = answer._repr_mimebundle_()["text/html"], answer.text()
    assert "<script" not in html
    assert "\u202e" not in html + text


def test_bad_input_is_refused(tmp_path: Any) -> None:
    """Engines, numbers of replications and suffixes are checked."""
    with pytest.raises(SimfunnelError, match=re.escape("replications is 0; give 1 or more.")):
        theory(tiny(), replications=0, engine="simpy")
    with pytest.raises(SimfunnelError, match="the engine is 'simpi'; write 'compiled' or 'simpy'"):
        theory(tiny(), engine="simpi")
    with pytest.raises(TableError, match=re.escape("'a.png': this card is written as .html.")):
        theory(busy(), engine="simpy").save(tmp_path / "a.png")


def test_the_public_name() -> None:
    """`sf.theory` is the function, also after its room was loaded."""
    assert sf.theory is theory


def test_leads_that_customers_bring_are_left_out_on_both_sides() -> None:
    """What is left agrees, the open leads too."""
    told = theory(renewing(), replications=40, engine="simpy", seed=3)
    assert [words for words in told.reasons.left_out if words.startswith("Leads that customers")]
    assert told.table["z"].abs().max() < 4.9
