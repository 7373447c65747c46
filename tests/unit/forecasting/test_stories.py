"""One lead's story: the same life as in the forecast, told by hand, and refusals."""

from __future__ import annotations

import pandas as pd
import pytest
from tales import tale

import simfunnel as sf
from simfunnel.compiled import HAVE_NUMBA
from simfunnel.errors import FunnelError, UnknownNameError
from simfunnel.forecasting import Story, forecast, story
from simfunnel.funnel.examples import busy, tiny
from simfunnel.tables import STORIES

LEAD = "fair/2026-09-05:1"


def plain(text: str) -> str:
    """Return a text with ordinary blanks."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("Sept", "Sep")


def told(lead: str = LEAD, **more: object) -> Story:
    """Return a story of the tale."""
    return story(tale(), lead, engine="simpy", **more)  # type: ignore[arg-type]


def test_a_life_in_words() -> None:
    """Dates, stages, reasons and worth stand in plain sentences, computed from the stays."""
    assert plain(told().words) == (
        "fair/2026-09-05:1 came through fair on 5 Sep 2026 and entered call. "
        "On 8 Sep 2026, after 3 days in call, it went on to pitch. "
        "On 18 Sep 2026, after 10 days in pitch, boss_leaves struck where it would have been lost; "
        "it was sent to wait. "
        "On 8 Oct 2026, after 20 days in wait, it ended (gone cold: done). "
        "All in all it took 33 days, in 3 stays. "
        "Had it been won, it would have brought EUR 5,000."
    )


def test_a_life_as_a_table() -> None:
    """One thing a row: when, what, and its value."""
    table = told().table
    assert (
        table.dtypes.astype(str).to_dict()
        == pd.DataFrame({k: pd.Series(dtype=v) for k, v in STORIES.items()})
        .dtypes.astype(str)
        .to_dict()
    )
    rows = [(str(a)[:10], b, c) for a, b, c in table[["at", "what", "value"]].to_numpy()]
    assert rows == [
        ("2026-09-05", "arrived", "fair"),
        ("2026-09-05", "entered", "call"),
        ("2026-09-08", "left", "call"),
        ("2026-09-08", "entered", "pitch"),
        ("2026-09-18", "left", "pitch"),
        ("2026-09-18", "event", "boss_leaves"),
        ("2026-09-18", "entered", "wait"),
        ("2026-10-08", "left", "wait"),
        ("2026-10-08", "ended", "cold.done"),
    ]


def test_an_open_lead_by_its_own_id() -> None:
    """A lead that is open at the start is told from there, with its age."""
    assert plain(told("L-1").words).startswith(
        "L-1 was open on 1 Sep 2026: in pitch since 25 Aug 2026, for 7 days by then. "
        "On 4 Sep 2026, after 10 days in pitch, boss_leaves struck"
    )
    assert told("L-1").table["what"].iloc[0] == "open"


def test_a_stale_lead_says_so() -> None:
    """A review that gives a lead up is told as what it is."""
    funnel = tale(stale={"after": "5 days", "to": "wait"})
    words = plain(story(funnel, LEAD, engine="simpy").words)
    assert "On 13 Sep 2026, after 5 days in pitch, it had gone stale; it was sent to wait." in words


def test_a_lead_that_nobody_takes_up_says_so() -> None:
    """Whoever loses patience is told to have waited in vain."""
    data = tale(
        team="reps", effort="40 days", patience={"after": "2 days", "to": "wait"}
    ).document()  # fmt: skip
    words = plain(story(sf.Funnel.model_validate(data), LEAD, engine="simpy").words)
    assert "On 10 Sep 2026, after 2 days in pitch, nobody had taken it up; it was sent to wait" in (
        words
    )


def test_where_two_lives_part() -> None:
    """With a what-if the same luck is lived twice, and the stay in which it parts is named."""
    double = told(what_ifs=[{"stages.pitch.advance": "100 %"}])
    assert [len(each) for each in double.lives] == [9, 6]
    first, parts, second = plain(double.words).split("\n\n")
    name = double.data.lives[1].name
    assert parts == (
        "Both lives are the same until they part in pitch, entered on 8 Sep 2026: as it is, on to "
        f"wait on 18 Sep 2026; with {name}, won on 18 Sep 2026."
    )
    assert second.startswith("On 18 Sep 2026, after 10 days in pitch, it was won and brought")
    assert first == plain(told().words)


def test_a_what_if_that_does_not_reach_the_lead() -> None:
    """Identical lives are said to be identical, and told once."""
    double = told(what_ifs=[{"sources.web.leads": "2 per month"}])
    assert double.words.count("came through") == 1
    assert double.words.endswith(
        "Both lives are the same, to the second: this change does not reach the lead."
    )


def test_a_lead_that_only_the_what_if_brings() -> None:
    """More leads have new names, which live in the second life only."""
    double = told("fair/2026-09-05:4", what_ifs=[{"sources.fair.batches.0.leads": "6"}])
    assert double.words.startswith("It never came in this future.")
    assert "The lead came with" in double.words


def test_the_same_life_as_in_the_forecast() -> None:
    """A future made again alone is that of the run: doubt, good times, open leads and all."""
    outlook = forecast(busy(), replications=4, seed=11, engine="simpy", stays_of=[3])
    stays = outlook.stays(3)
    for lead in ("A-1", "web:5", "web/2026-10-01:2"):
        expected = stays[stays["lead"] == lead].reset_index(drop=True)
        for what in (outlook, busy()):
            seed = None if what is outlook else 11
            again = story(what, lead, replication=3, seed=seed, engine="simpy")
            pd.testing.assert_frame_equal(again.stays.reset_index(drop=True), expected)


@pytest.mark.skipif(not HAVE_NUMBA, reason="needs Numba: it compares two engines")
def test_both_engines_tell_the_same() -> None:
    """Words and tables do not depend on the engine."""
    for lead in ("A-2", "web:3"):
        one, two = (
            story(busy(), lead, replication=2, engine=engine, reveal=True)
            for engine in ("simpy", "compiled")
        )
        assert one.words == two.words
        pd.testing.assert_frame_equal(one.table, two.table)


def test_quality_is_told_only_on_request() -> None:
    """Nobody sees a lead's quality, so it is revealed to those who ask."""
    hidden, shown = (story(busy(), "web:3", engine="simpy", reveal=r) for r in (False, True))
    assert "nobody sees" not in hidden.words
    assert hidden.to_json()["lives"][0]["quality"] is None
    assert "What nobody sees: it fits better than" in shown.words


def test_a_lead_beyond_those_that_came() -> None:
    """The refusal says how many that source brought, and their names."""
    with pytest.raises(UnknownNameError) as refused:
        told("fair/2026-09-05:3")
    assert str(refused.value) == (
        "no lead 'fair/2026-09-05:3' in future 0: fair/2026-09-05 brought 3 leads there "
        "(fair/2026-09-05:0 to fair/2026-09-05:2)."
    )


def test_a_lead_of_an_unknown_name() -> None:
    """The refusal lists who came, and offers the nearest name."""
    with pytest.raises(UnknownNameError) as refused:
        told("wbe:1", seed=5)
    assert str(refused.value) == (
        "no lead 'wbe:1'; write SOURCE:NUMBER, or the id of an open lead. Leads in future 0: "
        "web 5 (web:0 to web:4), fair/2026-09-05 3 (fair/2026-09-05:0 to fair/2026-09-05:2), "
        "open at the start 1. Did you mean 'web:1'?"
    )


def test_a_future_beyond_the_run() -> None:
    """An outlook has as many futures as it was asked for; a funnel has a million."""
    outlook = forecast(tiny(), replications=5, engine="simpy")
    with pytest.raises(FunnelError, match="replication is 5; this outlook has the futures 0 to 4"):
        story(outlook, "web:0", replication=5)
    with pytest.raises(FunnelError, match="replication is -1; futures are numbered 0 to 999,999"):
        story(tiny(), "web:0", replication=-1)
    with pytest.raises(FunnelError, match="the seed is 3, but this outlook was made with 20260901"):
        story(outlook, "web:0", seed=3)


def test_a_what_if_that_the_funnel_lacks() -> None:
    """An unknown path is refused as everywhere."""
    with pytest.raises(UnknownNameError, match="Did you mean 'pitch'"):
        told(what_ifs=[{"stages.pich.advance": "50 %"}])


def test_the_public_name() -> None:
    """`sf.story` is the function, also after its room was loaded."""
    assert sf.story is story


def test_names_are_harmless_everywhere() -> None:
    """A stage called like an element or with marks of direction becomes neither."""
    name = '<script>alert("x")\u202e'
    document = tale().document()
    document["stages"][name] = document["stages"].pop("wait")
    document["events"]["boss_leaves"]["then"] = {name: "100 %"}
    evil = story(sf.Funnel.model_validate(document), LEAD, engine="simpy")
    bundle = evil._repr_mimebundle_()
    assert "<script" not in bundle["text/html"]
    for shown in (bundle["text/html"], bundle["text/plain"], evil.words, evil.chart.svg):
        assert "\u202e" not in shown


def test_people_and_touches_are_told_alike_by_both_engines() -> None:
    """Waits, reps, touches and what the gate saw are in the table, in words and in the drawing."""
    if not HAVE_NUMBA:
        pytest.skip("needs Numba")
    lives = [
        story("scenarios/seven_stage_b2b.yaml", "inbound:181", seed=20260701, engine=engine)
        for engine in ("simpy", "compiled")
    ]
    assert lives[0].words == lives[1].words
    pd.testing.assert_frame_equal(lives[0].table, lives[1].table)
    words = plain(lives[0].words)
    assert "In prospecting it waited 7 days until sdr 1 took it up." in words
    assert "In nurture it got 1 touch and opened 0." in words
    assert (
        "In qualification it looked better than 72 % of ordinary leads; the gate stops 60 %."
        in words
    )
    whats = lives[0].table["what"].tolist()
    assert whats.count("touched") == 1
    assert whats.count("scored") == 1
    assert whats.count("taken_up") == 5
    spec = lives[0].chart.spec
    assert len(spec["datasets"]["touches"]) == 1
    pale = {bar["stage"] for bar in spec["datasets"]["stays"] if bar["opacity"] < 0.5}
    assert pale == {"prospecting", "proposal", "negotiation"}
    subtitle = spec["title"]["subtitle"]
    assert subtitle.endswith("Pale: until a rep took it up. Dots: touches, filled where opened.")


def test_without_a_name_the_lead_with_most_stays_among_those_won_is_told() -> None:
    """A trainer need not know any lead."""
    found = story(tiny(), seed=7, engine="simpy")
    assert found.data.lives[0].is_won
    assert ("lead", "chosen: most stays among those won") in found.made_by
    assert found.data.lead in found.again


def test_a_lead_whose_rep_left_is_told_alike_by_both_engines() -> None:
    """The rep named is the one who took it up after the other had left."""
    if not HAVE_NUMBA:
        pytest.skip("needs Numba")
    lives = [
        story("scenarios/seven_stage_b2b.yaml", "outbound:98", seed=20260701, engine=engine)
        for engine in ("simpy", "compiled")
    ]
    assert lives[0].words == lives[1].words
    assert (
        "In negotiation its rep left for good, and it lay between reps for 7 days until ae_2 took "
        "it up." in plain(lives[0].words)
    )


def test_where_nobody_is_won_a_chosen_lead_is_not_called_won() -> None:
    """The reason follows the future."""
    data = tiny().document()
    data["stages"]["pitch"]["advance"] = "0 %"
    found = story(type(tiny()).model_validate(data), seed=7, engine="simpy")
    assert ("lead", "chosen: most stays, since none is won") in found.made_by
