"""What a what-if can do to the numbers of a funnel, and what it is refused."""

from __future__ import annotations

from datetime import date

import pytest

from simfunnel.errors import FunnelError, SimfunnelError, UnknownNameError
from simfunnel.funnel.changes import Change, WhatIf, change_funnel, leaves, number_at, split_of
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.together import assume, check_together
from simfunnel.units import Plus, Set, Times

DOCUMENT = {
    "simfunnel": 1,
    "funnel": "workshop",
    "today": {
        "date": "2026-07-01",
        "booked_so_far": {"since": "2026-01-01", "won": 4, "amount": "40 000"},
        "open_leads": [{"lead": "a1", "stage": "pitch", "entered_on": "2026-06-20"}],
    },
    "until": "2026-12-31",
    "targets": {"year": {"won_amount": "90 000", "by": "2026-12-31", "sure": "80 %"}},
    "segments": {
        "small": {"amount": {"median": "6 000", "p90": "16 000"}},
        "large": {"amount": {"median": "20 000", "p90": "50 000"}, "advance_odds": "times 0.8"},
    },
    "quality": {"good": "40 %", "advance_odds": "times 1.5"},
    "sources": {
        "web": {
            "leads": "60 per month",
            "enters": "check",
            "segments": {"small": "75 %", "large": "25 %"},
            "months": {"aug": "60 %"},
            "campaigns": [{"from": "2026-09-01", "until": "2026-09-30", "times": 1.4}],
            "batches": [{"on": "2026-10-14", "leads": 41}],
        }
    },
    "stages": {
        "check": {
            "gate": {"pass": "40 %", "reliability": 0.6},
            "next": "pitch",
            "otherwise": {"cold.no_answer": "100 %"},
            "dwell": {"median": "3 business days", "p90": "8 business days"},
        },
        "pitch": {
            "advance": "45 %",
            "next": {"close": "92 %", "won": "8 %"},
            "otherwise": {
                "lost.price": "50 %",
                "lost.competitor": "30 %",
                "lost.no_decision": {
                    "share": "20 %",
                    "dwell": {"median": "45 days", "p90": "90 days"},
                },
            },
            "dwell": {
                "mixture": [
                    {"share": "70 %", "median": "9 days", "p90": "20 days"},
                    {"share": "30 %", "exactly": "30 days"},
                ]
            },
            "stale": {"after": "90 days", "to": "cold.no_answer", "reviewed": "weekly"},
        },
        "close": {
            "hazards": {
                "ages": [0, 10],
                "daily": {"won": [0.03, 0.0], "lost.price": [0.01, 0.0]},
                "advances": ["won"],
            }
        },
    },
    "events": {
        "reorganisation": {
            "in": ["pitch"],
            "rate": "4 % per month",
            "then": {"check": "70 %", "lost.gone": "30 %"},
        }
    },
    "doubt": {"stages.pitch.advance": ["40 %", "45 %", "50 %"], "shock": {"leads": "8 %"}},
}


@pytest.fixture(scope="module")
def funnel() -> Funnel:
    """Return a small funnel that has every kind of number."""
    return Funnel.model_validate(DOCUMENT)


def changed(funnel: Funnel, changes: dict[str, object]) -> Funnel:
    """Return the funnel after undated changes."""
    return change_funnel(funnel, [Change.of(path, value) for path, value in changes.items()])


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("stages.pitch.advance", "50 %", "50 %"),
        ("stages.pitch.advance", "times 1.1", "49.5 %"),
        ("stages.pitch.advance", "plus 5 points", "50 %"),
        ("stages.pitch.otherwise.lost.no_decision.dwell.median", "plus 1 week", "52 days"),
        ("stages.pitch.otherwise.lost.no_decision.share", "30 %", "30 %"),
        ("stages.pitch.stale.after", "60 days", "60 days"),
        ("stages.check.gate.pass", "plus 5 points", "45 %"),
        ("stages.check.gate.reliability", 0.8, "0.8"),
        ("stages.check.dwell.median", "times 0.5", "1.5 business days"),
        ("segments.large.advance_odds", "times 0.5", "times 0.4"),
        ("segments.large.advance_odds", 1.2, "times 1.2"),
        ("segments.small.amount.median", "plus 500", "6 500"),
        ("sources.web.leads", "plus 5 per month", "65 per month"),
        ("sources.web.months.aug", "plus 20 points", "80 %"),
        ("sources.web.months.dec", "75 %", "75 %"),
        ("sources.web.cost", "45 per lead", "45 per lead"),
        ("sources.web.campaigns.0.times", "times 2", "2.8"),
        ("sources.web.campaigns.0.until", "2026-10-31", "2026-10-31"),
        ("sources.web.batches.0.leads", "times 1.5", "62"),
        ("sources.web.unevenness.week", "35 %", "35 %"),
        ("events.reorganisation.rate", "times 2", "8 % per month"),
        ("targets.year.won_amount", "1.2M", "1 200 000"),
        ("today.booked_so_far.0.won", "plus 1", "5"),
        ("until", "2027-03-31", "2027-03-31"),
    ],
)
def test_a_change_reaches_its_number(funnel: Funnel, path: str, value: object, text: str) -> None:
    """Setting, multiplying and adding work on every kind of number."""
    assert number_at(changed(funnel, {path: value}), path) == text


def test_the_baseline_stays_as_it_is(funnel: Funnel) -> None:
    """A change makes a new funnel and leaves the old one alone."""
    before = funnel.digest()
    other = changed(funnel, {"stages.pitch.advance": "50 %"})

    assert funnel.digest() == before
    assert other.digest() != before


def test_open_leads_are_handed_on_untouched(funnel: Funnel) -> None:
    """The same objects stand in the new funnel."""
    other = changed(funnel, {"stages.pitch.advance": "50 %", "today.booked_so_far.0.won": 7})

    assert funnel.today is not None
    assert other.today is not None
    assert other.today.open_leads[0] is funnel.today.open_leads[0]


@pytest.mark.parametrize(
    ("changes", "shares"),
    [
        (
            {"stages.pitch.otherwise.lost.price": "75 %"},
            {"lost.price": "75 %", "lost.competitor": "15 %", "lost.no_decision": "10 %"},
        ),
        (
            {
                "stages.pitch.otherwise.lost.price": "20 %",
                "stages.pitch.otherwise.lost.competitor": "30 %",
                "stages.pitch.otherwise.lost.no_decision": "50 %",
            },
            {"lost.price": "20 %", "lost.competitor": "30 %", "lost.no_decision": "50 %"},
        ),
        (
            {
                "stages.pitch.otherwise.lost.no_decision.share": "times 2",
                "stages.pitch.otherwise.lost.competitor": "plus 10 points",
            },
            {"lost.price": "20 %", "lost.competitor": "40 %", "lost.no_decision": "40 %"},
        ),
        (
            {"stages.pitch.otherwise.lost.price": "times 1"},
            {"lost.price": "50 %", "lost.competitor": "30 %", "lost.no_decision": "20 %"},
        ),
    ],
)
def test_shares_of_a_split_keep_making_100_percent(
    funnel: Funnel, changes: dict[str, object], shares: dict[str, str]
) -> None:
    """Shares that are not named keep their proportions in what is left."""
    exits = changed(funnel, changes).stages["pitch"].otherwise

    assert {name: str(exit_.share) for name, exit_ in exits.items()} == shares


def test_segments_and_mixtures_are_splits_too(funnel: Funnel) -> None:
    """The share of a segment or of a part of a mixture moves its siblings."""
    other = changed(
        funnel,
        {"sources.web.segments.large": "50 %", "stages.pitch.dwell.mixture.1.share": "40 %"},
    )

    assert str(other.sources["web"].segments["small"]) == "50 %"
    assert number_at(other, "stages.pitch.dwell.mixture.0.share") == "60 %"


def test_split_of_names_all_shares_of_a_split(funnel: Funnel) -> None:
    """Siblings are known by path; other numbers have none."""
    assert split_of(funnel, "stages.pitch.next.won") == (
        "stages.pitch.next.close",
        "stages.pitch.next.won",
    )
    assert split_of(funnel, "events.reorganisation.then.lost.gone.share") == (
        "events.reorganisation.then.check",
        "events.reorganisation.then.lost.gone",
    )
    assert split_of(funnel, "sources.web.segments.small") == (
        "sources.web.segments.small",
        "sources.web.segments.large",
    )
    assert split_of(funnel, "stages.pitch.dwell.mixture.0.share") == (
        "stages.pitch.dwell.mixture.0.share",
        "stages.pitch.dwell.mixture.1.share",
    )
    assert split_of(funnel, "stages.pitch.advance") == ()


def test_times_on_a_spread_multiplies_all_of_it(funnel: Funnel) -> None:
    """An amount or a dwell of an exit can be stretched whole."""
    other = changed(
        funnel,
        {
            "segments.small.amount": "times 2",
            "stages.pitch.otherwise.lost.no_decision.dwell": "times 0.5",
        },
    )

    assert number_at(other, "segments.small.amount.p90") == "32 000"
    assert number_at(other, "stages.pitch.otherwise.lost.no_decision.dwell.p90") == "45 days"


def test_times_on_the_dwell_of_a_stage_is_a_ratio_on_all_its_dwells(funnel: Funnel) -> None:
    """It works on stated and on measured stages alike."""
    other = changed(funnel, {"stages.pitch.dwell": "times 0.5", "stages.close.dwell": "times 2"})

    assert number_at(other, "stages.pitch.dwell_ratio") == "times 0.5"
    assert number_at(other, "stages.close.dwell_ratio") == "times 2"


def test_the_measured_share_is_what_a_change_starts_from(funnel: Funnel) -> None:
    """Three quarters of 1 - exp(-0.4) advance; "times 2" doubles that."""
    other = changed(funnel, {"stages.close.advance": "times 2"})

    assert number_at(other, "stages.close.advance") == "49.4519930946 %"
    assert other.stages["close"].measured


def test_setting_twice_is_setting_once(funnel: Funnel) -> None:
    """The same what-if applied again changes nothing."""
    what = {"stages.pitch.otherwise.lost.price": "75 %", "sources.web.leads": "66 per month"}
    once = changed(funnel, what)

    assert changed(once, what).digest() == once.digest()


def test_changes_follow_their_dates_not_their_order(funnel: Funnel) -> None:
    """Undated changes come first, then those of earlier dates."""
    late = Change.of("sources.web.leads", "90 per month", since="2026-11-01")
    early = Change.of("sources.web.leads", "times 2", since="2026-09-01")
    always = Change.of("sources.web.leads", "70 per month")

    assert number_at(change_funnel(funnel, [late, early]), "sources.web.leads") == "90 per month"
    assert number_at(change_funnel(funnel, [early, always]), "sources.web.leads") == "140 per month"


def test_several_changes_of_one_number_on_one_date_follow_each_other(funnel: Funnel) -> None:
    """Two factors multiply."""
    factor = Change.of("sources.web.leads", "times 1.1")

    assert number_at(change_funnel(funnel, [factor, factor]), "sources.web.leads") == (
        "72.6 per month"
    )


def test_no_change_gives_the_same_funnel(funnel: Funnel) -> None:
    """Nothing is built where nothing is asked."""
    assert change_funnel(funnel, []) is funnel


REFUSED = {
    "stages.pitsch.advance": (
        "50 %",
        "stages.pitsch.advance: unknown name 'pitsch' in 'stages'. Did you mean 'pitch'?",
    ),
    "stages.pitch.advnce": (
        "50 %",
        "stages.pitch.advnce: unknown name 'advnce' in 'stages.pitch'. Did you mean 'advance'?",
    ),
    "stages.pitch.otherwise.lost.prize": (
        "50 %",
        "stages.pitch.otherwise.lost.prize: unknown name 'lost.prize' in "
        "'stages.pitch.otherwise'. Did you mean 'lost.price'?",
    ),
    "sources.web.campaigns.1.times": (
        "2",
        "sources.web.campaigns.1.times: 'sources.web.campaigns' is a list of 1; count its places "
        "from 0, not '1'.",
    ),
    "stages.check.advance.x": (
        "2",
        "stages.check.advance.x: 'stages.check.advance' is not stated, so nothing in it can be "
        "named.",
    ),
    "stages.pitch.advance.x": (
        "2",
        "stages.pitch.advance.x: 'stages.pitch.advance' is one value; nothing in it is called 'x'.",
    ),
    "nurture.touch_every": (
        "7 days",
        "nurture.touch_every: 'nurture' is not stated, so nothing in it can be named.",
    ),
    "stages.pitch.discount.per": (
        "7 points",
        "stages.pitch.discount.per: 'stages.pitch.discount' is not stated, so nothing in it can be "
        "named.",
    ),
    "stages.pitch.slow_start.odds_halve_every": (
        "7 days",
        "stages.pitch.slow_start.odds_halve_every: 'stages.pitch.slow_start' is not stated, so "
        "nothing in it can be named.",
    ),
    "teams.sdr.seats": (
        "2",
        "teams.sdr.seats: unknown name 'sdr' in 'teams'. Nothing is named there.",
    ),
}


@pytest.mark.parametrize("path", REFUSED)
def test_unknown_names_are_refused_with_the_nearest(funnel: Funnel, path: str) -> None:
    """The message names the first part that is wrong."""
    value, message = REFUSED[path]
    with pytest.raises(UnknownNameError) as caught:
        changed(funnel, {path: value})

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("simfunnel", 2, "is the version of the format, not a number of the funnel."),
        (
            "doubt.stages.pitch.advance.1",
            "50 %",
            "is our doubt about a number; change the number, or state a range under 'assumes'.",
        ),
        (
            "doubt.shock.leads",
            "9 %",
            "belongs to the shock, which is part of the funnel. Write one with 'based_on'.",
        ),
        (
            "stages.close.hazards.daily.won.0",
            "0.5",
            "is measured; change 'stages.close.advance', or 'stages.close.dwell' by 'times 0.8'.",
        ),
        ("today.open_leads.0.stage", "close", "is data of today; mend it where it was recorded."),
        (
            "stages.pitch.stale.to",
            "close",
            "is not a number; a what-if changes numbers. Write a funnel with 'based_on' for that.",
        ),
        (
            "stages.pitch.dwell",
            "10 days",
            "is not one number; change one of 'stages.pitch.dwell.mixture.0.share', "
            "'stages.pitch.dwell.mixture.0.median', 'stages.pitch.dwell.mixture.0.p90', "
            "'stages.pitch.dwell.mixture.1.share', 'stages.pitch.dwell.mixture.1.exactly', "
            "multiply it whole, 'times 0.8', or state it anew, {median: ..., p90: ...} or "
            "{exactly: ...}.",
        ),
        (
            "stages.pitch.next",
            "won",
            "is not one number; change one of 'stages.pitch.next.close', 'stages.pitch.next.won'.",
        ),
        ("until", "plus 7 days", "is a date, which can only be set; 'plus 7 days' sets none."),
        (
            "sources.web.cost",
            "times 2",
            "is not stated, so there is nothing to change by 'times 2'; set it.",
        ),
        (
            "stages.check.next.pitch",
            "50 %",
            "is the whole of its split (100 %), so no other share can take the difference; "
            "name a second part in the file first.",
        ),
        ("stages.pitch.advance", "120 %", "'120 %' is not a share; give 0 to 100 %."),
        ("stages.pitch.advance", "times 3", "'135 %' is not a share; give 0 to 100 %."),
        (
            "stages.pitch.advance",
            "plus 5 days",
            "'5 day' cannot be added to '45 %'; write for instance 'plus 5 points'.",
        ),
        (
            "stages.pitch.advance",
            0.5,
            "'0.5' could mean 50 % or 0.5 %; write '50 %' or '0.5 %'.",
        ),
        (
            "stages.check.dwell.median",
            "plus 2 days",
            "'2 days' cannot be added to '3 business days'; write for instance "
            "'plus 2 business days'.",
        ),
        ("until", "2026-01-01", "is 2026-01-01, before the start on 2026-07-01; give a later day."),
        (
            "stages.check.dwell.median",
            "9 business days",
            "p90 is 8 business days, but median is 9 business days; p90 must be the larger one.",
        ),
    ],
)
def test_what_cannot_be_changed_says_why(
    funnel: Funnel, path: str, value: object, message: str
) -> None:
    """The refusal says what is wrong and what to do."""
    with pytest.raises(FunnelError) as caught:
        changed(funnel, {path: value})

    assert caught.value.problems[0].message == message


def test_a_block_refuses_numbers_that_do_not_fit_it(funnel: Funnel) -> None:
    """Checks of a block speak with its path."""
    with pytest.raises(FunnelError) as caught:
        changed(funnel, {"stages.check.gate.pass": "100 %"})

    assert str(caught.value) == (
        "stages.check.gate: pass is 100 %; a gate passes more than 0 % and less than 100 %. "
        "A stage where all go on needs no gate."
    )


def test_all_problems_are_told_at_once(funnel: Funnel) -> None:
    """Two bad changes give two lines."""
    with pytest.raises(SimfunnelError) as caught:
        changed(funnel, {"stages.pitch.advance": "120 %", "sources.web.leds": "3 per day"})

    assert str(caught.value) == (
        "stages.pitch.advance: '120 %' is not a share; give 0 to 100 %.\n"
        "sources.web.leds: unknown name 'leds' in 'sources.web'. Did you mean 'leads'?"
    )


def test_shares_set_together_must_fit_together(funnel: Funnel) -> None:
    """Two shares of one split may not exceed the whole; all of them must make it."""
    over = {
        "stages.pitch.otherwise.lost.price": "70 %",
        "stages.pitch.otherwise.lost.competitor": "50 %",
    }
    short = {"stages.pitch.next.close": "50 %", "stages.pitch.next.won": "40 %"}
    with pytest.raises(FunnelError, match="makes the shares of its split sum to 120 %"):
        changed(funnel, over)
    with pytest.raises(FunnelError, match="the other shares set with it sum to 90 %"):
        changed(funnel, short)


def test_what_ifs_that_contradict_each_other_are_refused() -> None:
    """Setting one number to two values at one time has no meaning."""
    half = WhatIf("half", (Change.of("stages.pitch.advance", "50 %"),))
    more = WhatIf("more", (Change.of("stages.pitch.advance", "times 1.1"),))
    with pytest.raises(FunnelError) as caught:
        check_together([half, more])

    assert str(caught.value) == (
        "stages.pitch.advance: 'half' says '50 %' and 'more' says 'times 1.1' for the same time; "
        "drop one, or give one a date ('from')."
    )


def test_what_ifs_that_multiply_or_have_other_dates_go_together() -> None:
    """Factors combine in any order, and dates tell which comes first."""
    first = WhatIf("first", (Change.of("sources.web.leads", "times 1.1"),))
    second = WhatIf("second", (Change.of("sources.web.leads", "times 1.2"),))
    later = WhatIf("later", (Change.of("sources.web.leads", "9 per day", since="2026-09-01"),))

    check_together([first, second, later])


def test_assumptions_join_the_doubt(funnel: Funnel) -> None:
    """What a what-if believes becomes a range; the baseline's ranges stay."""
    what_if = WhatIf("x", assumes={"stages.pitch.next.won.share": ("5 %", "8 %", "12 %")})

    assert assume(funnel, [what_if]).doubt.ranges == {
        "stages.pitch.advance": ("40 %", "45 %", "50 %"),
        "stages.pitch.next.won": ("5 %", "8 %", "12 %"),
    }
    assert assume(funnel, []) is funnel


def test_leaves_list_every_number_by_path(funnel: Funnel) -> None:
    """Each leaf is found again by its path, with the same text, unless it is doubt."""
    found = leaves(funnel)

    assert found["stages.pitch.otherwise.lost.no_decision"] == "20 %"
    assert found["doubt.stages.pitch.advance.2"] == "50 %"
    assert not any("open_leads" in path or "hazards" in path for path in found)
    for path, text in found.items():
        if not path.startswith("doubt.stages") and path != "simfunnel":
            assert number_at(funnel, path) == text


def test_every_leaf_can_be_changed_or_says_why_not(funnel: Funnel) -> None:
    """No number fails in any other way than by a reasoned refusal."""
    refused = {}
    for path in leaves(funnel):
        try:
            changed(funnel, {path: "times 1.01"})
        except FunnelError as error:
            refused[path] = error.problems[0].message

    assert all(message.endswith(".") for message in refused.values())
    assert set(refused) == {
        "simfunnel",
        "today.date",
        "until",
        "targets.year.by",
        "sources.web.campaigns.0.from",
        "sources.web.campaigns.0.until",
        "sources.web.batches.0.on",
        "stages.check.next.pitch",
        "stages.check.otherwise.cold.no_answer",
        *(f"doubt.stages.pitch.advance.{i}" for i in range(3)),
        *(f"doubt.shock.{key}" for key in ("advance_odds", "dwell", "leads")),
        "today.booked_so_far.0.since",
    }


def test_a_change_reads_as_a_line() -> None:
    """Path, operation and date."""
    change = Change.of("sources.web.leads", "times 1.1", since="2026-09-01", for_="a campaign")

    assert str(change) == "sources.web.leads: times 1.1 from 2026-09-01"
    assert change.since == date(2026, 9, 1)
    assert change.can_be_dated
    assert not Change.of("targets.year.won_amount", "1.2M").can_be_dated
    assert [type(Change.of("x", v).operation) for v in ("times 2", "plus 1", "7")] == [
        Times,
        Plus,
        Set,
    ]


RESTATED: list[tuple[str, dict[str, object], dict[str, str]]] = [
    ("stages.check.dwell", {"mean": "6 days", "spread": "2 days"}, {}),
    ("stages.check.dwell", {"exactly": "4 days"}, {}),
    ("stages.check.dwell", {"p10": "1 business day", "p90": "9 business days"}, {}),
    ("stages.check.dwell", {"p10": "1 business day"}, {"p90": "8 business days"}),
    ("stages.pitch.dwell", {"median": "9 days", "p90": "30 days"}, {}),
    ("segments.small.amount", {"mean": "7 000", "spread": "2 000"}, {}),
]


@pytest.mark.parametrize(("path", "stated", "kept"), RESTATED)
def test_a_spread_that_is_stated_anew_drops_what_it_stated_before(
    funnel: Funnel, path: str, stated: dict[str, object], kept: dict[str, str]
) -> None:
    """It is the spread of a file that says so, in whatever way it was stated before."""
    document = funnel.document()
    place = document
    *blocks, last = path.split(".")
    for block in blocks:
        place = place[block]
    place[last] = stated | kept
    numbers = {f"{path}.{key}": value for key, value in (stated | kept).items()}
    assert changed(funnel, numbers) == Funnel.model_validate(document)
    assert funnel.document() != document


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"median": "5 days"}, "mixes days with business days; state both in the same unit."),
        ({"p10": "1 business day"}, "stages.check.dwell: states {p10}; state {median, p90}, "
         "{p10, p90}, {mean, spread}, {min, mode, max}, {min, max}, {mean} of an exponential, or "
         "one value."),
        ({"mean": "5 business days"}, "stages.check.dwell: states {median, p90, mean}; state "
         "{median, p90}, {p10, p90}, {mean, spread}, {min, mode, max}, {min, max}, "
         "{mean} of an exponential, or one value."),
    ],
)  # fmt: skip
def test_a_spread_that_is_half_stated_is_refused(
    funnel: Funnel, numbers: dict[str, str], message: str
) -> None:
    """A single new number says nothing of the others, and units do not mix."""
    with pytest.raises(FunnelError) as caught:
        changed(funnel, {f"stages.check.dwell.{key}": value for key, value in numbers.items()})
    assert str(caught.value).endswith(message)
