"""What keeps a funnel from being simulated, each with its whole message."""

from __future__ import annotations

import copy
from itertools import combinations
from typing import Any

import pytest

from simfunnel.funnel.checks import expected_leads, notes, problems
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.spread_checks import spread_faults
from simfunnel.funnel.spreads import FAMILIES, DwellSpread
from simfunnel.variates import from_statement

SOUND: dict[str, Any] = {
    "simfunnel": 1,
    "funnel": "workshop",
    "starts": "2026-07-01",
    "until": "2026-12-31",
    "amount": {"median": "6 000", "p90": "16 000"},
    "quality": {"good": "40 %"},
    "sources": {"web": {"leads": "60 per month", "enters": "check"}},
    "stages": {
        "check": {
            "gate": {"pass": "40 %", "reliability": 0.6},
            "next": "pitch",
            "otherwise": {"cold.no_answer": "100 %"},
            "dwell": {"median": "3 days", "p90": "8 days"},
        },
        "pitch": {
            "advance": "45 %",
            "next": "won",
            "otherwise": {"lost.price": "50 %", "lost.competitor": "30 %", "check": "20 %"},
            "dwell": {"median": "9 days", "p90": "20 days"},
        },
    },
}
HAZARDS = {"ages": [0], "daily": {"won": [0.03], "lost.price": [0.01]}, "advances": ["won"]}
DELETE = object()


def funnel(**changes: Any) -> Funnel:
    """Return the sound funnel with blocks replaced; double underscores part the keys."""
    document = copy.deepcopy(SOUND)
    for path, value in changes.items():
        *blocks, last = path.split("__")
        node = document
        for block in blocks:
            node = node.setdefault(block, {})
        if value is DELETE:
            del node[last]
        else:
            node[last] = value
    return Funnel.model_validate(document)


def test_a_sound_funnel_has_no_problem() -> None:
    """Nothing to complain about, nothing to remark."""
    assert problems(funnel()) == []
    assert notes(funnel()) == []


STAGES = [
    (
        {"stages__pitch__otherwise": {"lost.price": "70 %", "lost.competitor": "50 %"}},
        "stages.pitch.otherwise",
        "sums to 120 % (lost.price 70 %, lost.competitor 50 %); make the shares 100 %.",
    ),
    (
        {"stages__pitch__next": {"won": "90 %"}},
        "stages.pitch.next",
        "sums to 90 % (won 90 %); make the shares 100 %.",
    ),
    (
        {"stages__pitch__next": "wonn"},
        "stages.pitch.next.wonn",
        "unknown stage 'wonn'. Did you mean 'won'?",
    ),
    (
        {"stages__pitch__next": "contract"},
        "stages.pitch.next.contract",
        "unknown stage 'contract'. Known: 'check', 'pitch'.",
    ),
    (
        {"stages__check__otherwise": {"lst.price": "100 %"}},
        "stages.check.otherwise.lst.price",
        "'lst.price' is neither a stage nor an outcome; outcomes begin with won, lost, "
        "disqualified, cold or churned. Did you mean 'lost.price'?",
    ),
    (
        {"stages__check__otherwise": {"lost.": "100 %"}},
        "stages.check.otherwise.lost.",
        "'lost.' ends with a dot; write a reason behind it, 'lost.price'.",
    ),
    (
        {"stages__pitch__next": "won.big"},
        "stages.pitch.next.won.big",
        "'won.big' is not an outcome; won has no reasons, write 'won'.",
    ),
    (
        {"stages__pitch__otherwise": {"won": "100 %"}},
        "stages.pitch.otherwise.won",
        "'won' stands in 'next' and in 'otherwise'; keep it in one of them.",
    ),
    (
        {"stages__pitch__advance": DELETE},
        "stages.pitch",
        "states no 'advance'; say which share goes on, for instance 'advance: 60 %'.",
    ),
    (
        {"stages__pitch__next": DELETE},
        "stages.pitch",
        "states no 'next'; say where those who advance go, for instance 'next: won'.",
    ),
    (
        {"stages__pitch__otherwise": DELETE},
        "stages.pitch",
        "states no 'otherwise'; say where the others go, for instance "
        "'otherwise: {lost.no_decision: 100 %}'.",
    ),
    (
        {"stages__pitch__dwell": DELETE},
        "stages.pitch",
        "states no 'dwell'; say how long it takes, for instance "
        "'dwell: {median: 5 days, p90: 15 days}'.",
    ),
    (
        {"stages__check__advance": "40 %"},
        "stages.check.gate",
        "stands beside 'advance'; a gate decides itself, keep one of them.",
    ),
    (
        {"stages__pitch__next": {"won": {"share": "100 %", "because": "luck"}}},
        "stages.pitch.next.won.because",
        "'won' is an outcome, which names its own reason; leave 'because' out.",
    ),
    (
        {"stages__pitch__stale": {"after": "9 days", "to": "check_it"}},
        "stages.pitch.stale.to",
        "unknown stage 'check_it'. Did you mean 'check'?",
    ),
    (
        {"stages__pitch__stale": {"after": "0 days", "to": "check"}},
        "stages.pitch.stale.after",
        "is 0 days; give more than 0.",
    ),
    (
        {
            "stages__pitch__dwell_clock": {
                "near": "month end",
                "within": "3 business days",
                "speed": "times 2",
            }
        },
        "stages.pitch.dwell_clock.within",
        "is 3 business days; count in days of the calendar.",
    ),
    (
        {
            "stages__pitch__dwell_clock": {
                "near": "month end",
                "within": "40 days",
                "speed": "times 2",
            }
        },
        "stages.pitch.dwell_clock.within",
        "is 40 days, longer than the period before a month end; give 28 days or fewer.",
    ),
    (
        {"stages__won": SOUND["stages"]["pitch"]},
        "stages.won",
        "'won' is how leads end, not a stage; call the stage otherwise.",
    ),
    ({"stages": {}}, "stages", "names no stage; a funnel needs one at least."),
    (
        {"stages__pitch": {"hazards": HAZARDS, "meanwhile": {"check": {"takes": "3 days"}}}},
        "stages.pitch.meanwhile",
        "'meanwhile' has no place in a measured stage; leave it out, or state advance, next, "
        "otherwise and dwell, which replace the measured law whole.",
    ),
    (
        {"stages__pitch": {"hazards": {**HAZARDS, "daily": {"wom": [0.1]}, "advances": ["wom"]}}},
        "stages.pitch.hazards.daily.wom",
        "unknown stage 'wom'. Did you mean 'won'?",
    ),
]
SPREADS = [
    (
        {"stages__pitch__dwell": {"median": "20 days", "p90": "2 weeks"}},
        "stages.pitch.dwell.p90",
        "p90 is 2 weeks, but median is 20 days; p90 must be the larger one.",
    ),
    (
        {"stages__pitch__dwell": {"median": "20 days"}},
        "stages.pitch.dwell",
        "states {median}; state {median, p90}, {p10, p90}, {mean, spread}, {min, mode, max}, "
        "{min, max}, {mean} of an exponential, or one value.",
    ),
    (
        {"stages__pitch__dwell": {"family": "gamma", "min": "2 days", "max": "3 days"}},
        "stages.pitch.dwell",
        "states {min, max} for family gamma; state {median, p90}, {p10, p90} or {mean, spread}.",
    ),
    (
        {"stages__pitch__dwell": {"family": "exponential", "p10": "2 days", "p90": "3 days"}},
        "stages.pitch.dwell",
        "states {p90, p10} for family exponential; state {mean} or {median}.",
    ),
    (
        {"stages__pitch__dwell": {"values": ["2 days"], "max": "3 days"}},
        "stages.pitch.dwell",
        "states 'values' and more beside them; keep the values alone.",
    ),
    (
        {"stages__pitch__dwell": {"median": "0 days", "p90": "3 days"}},
        "stages.pitch.dwell.median",
        "is 0 days; give more than 0.",
    ),
    (
        {"stages__pitch__dwell": {"mixture": [{"share": "100 %", "max": "3 days"}]}},
        "stages.pitch.dwell.mixture.0",
        "states {max}; state {median, p90}, {p10, p90}, {mean, spread}, {min, mode, max}, "
        "{min, max}, {mean} of an exponential, or one value.",
    ),
    (
        {"stages__pitch__dwell": {"family": "gamma", "median": "1 day", "p90": "1000 years"}},
        "stages.pitch.dwell",
        "The p90 (365250) is 365250 times the median (1), beyond what a gamma takes; state it as "
        "exactly or as a lognormal.",
    ),
    (
        {"amount": {"median": "9 000", "p90": "8 000"}},
        "amount.p90",
        "p90 is 8 000, but median is 9 000; p90 must be the larger one.",
    ),
]
ENTRIES = [
    (
        {"sources__web__enters": "cheq"},
        "sources.web.enters",
        "unknown stage 'cheq'. Did you mean 'check'?",
    ),
    (
        {"sources__web__segments": {"small": "100 %"}},
        "sources.web.segments.small",
        "unknown segment 'small'.",
    ),
    (
        {"segments": {"small": {}, "large": {}}},
        "sources.web",
        "does not say which segments its leads belong to; "
        "write 'segments: {small: ... %, large: ... %}'.",
    ),
    (
        {"segments": {"small": {}, "large": {}}, "sources__web__segments": {"small": "75 %"}},
        "sources.web.segments",
        "sums to 75 % (small 75 %); make the shares 100 %.",
    ),
    (
        {
            "segments": {"small": {}, "large": {"amount": "5 000"}},
            "amount": DELETE,
            "sources__web__segments": {"small": "75 %", "large": "25 %"},
        },
        "segments.small",
        "states no 'amount', while others do; give it one, or state one 'amount' for the whole "
        "funnel.",
    ),
    (
        {"amount": DELETE, "targets": {"year": {"won_amount": "1M", "by": "2026-12-31"}}},
        "targets.year.won_amount",
        "counts money, but no amount is stated; add 'amount: {median: ..., p90: ...}', or count "
        "deals with 'won'.",
    ),
    (
        {"quality": DELETE, "sources__web__good": "30 %"},
        "sources.web.good",
        "means nothing without the block 'quality'; add 'quality: {good: 40 %}' or leave it out.",
    ),
    (
        {"sources__web__batches": [{"on": "2026-08-01", "leads": 3}] * 2},
        "sources.web.batches",
        "names two batches on 2026-08-01; make them one.",
    ),
    (
        {"sources": {}},
        "sources",
        "names no source, and no lead is open; say where leads come from.",
    ),
    (
        {
            "starts": DELETE,
            "today": {
                "date": "2026-07-01",
                "open_leads": [
                    {"lead": f"a{i}", "stage": "pitc", "entered_on": "2026-06-01"} for i in range(7)
                ],
            },
        },
        "today.open_leads",
        "7 open leads carry the stage 'pitc', which the funnel lacks (a0, a1, a2, a3, a4, …). "
        "Did you mean 'pitch'?",
    ),
    (
        {
            "starts": DELETE,
            "today": {
                "date": "2026-07-01",
                "open_leads": [
                    {"lead": "a", "stage": "pitch", "entered_on": "2026-06-01", "segment": "tiny"}
                ],
            },
        },
        "today.open_leads",
        "1 open lead carries the segment 'tiny', which the funnel lacks (a). Add it to the funnel "
        "or mend the leads.",
    ),
]
EVENT = {"in": ["pitch"], "share_of_losses": "60 %", "then": {"check": "70 %", "lost.gone": "30 %"}}
EVENTS = [
    (
        {"events": {"storm": EVENT, "flood": EVENT}},
        "events.flood.share_of_losses",
        "the events of stage 'pitch' take 120 % of its losses (storm 60 %, flood 60 %); "
        "make it 100 % or less.",
    ),
    (
        {"events": {"storm": {**EVENT, "in": ["check"]}}},
        "events.storm.in.0",
        "stage 'check' has no exit lost.* to take a share of; "
        "name another stage, or give the event a rate.",
    ),
    (
        {"events": {"storm": {**EVENT, "in": ["pitc"]}}},
        "events.storm.in.0",
        "unknown stage 'pitc'. Did you mean 'pitch'?",
    ),
    (
        {"events": {"storm": {**EVENT, "in": ["pitch", "pitch"]}}},
        "events.storm.in.1",
        "'pitch' stands twice; name it once.",
    ),
    (
        {"events": {"storm": {**EVENT, "in": []}}},
        "events.storm.in",
        "names no stage; say in which stages the event strikes.",
    ),
    (
        {"events": {"storm": {**EVENT, "then": {"check": "70 %"}}}},
        "events.storm.then",
        "sums to 70 % (check 70 %); make the shares 100 %.",
    ),
    (
        {"events": {"storm": {**EVENT, "then": {"check": {"share": "100 %", "dwell": "3 days"}}}}},
        "events.storm.then.check.dwell",
        "an event strikes at once; leave the dwell out.",
    ),
    (
        {"events": {"storm": {**EVENT, "then": {"lost.x": {"because": "y"}}}}},
        "events.storm.then.lost.x.because",
        "'lost.x' names its own reason; leave 'because' out.",
    ),
]
DATES = [
    (
        {"starts": DELETE},
        "starts",
        "is missing; say on which day the simulation starts with an empty funnel, "
        "'starts: 2026-09-01', or give the block 'today'.",
    ),
    (
        {"today": {"date": "2026-07-01"}},
        "starts",
        "is 2026-07-01, but 'today' says where things stand on 2026-07-01; keep one of them.",
    ),
    (
        {"until": "2026-06-30"},
        "until",
        "is 2026-06-30, before the start on 2026-07-01; give a later day.",
    ),
    (
        {"until": "2999-12-31"},
        "until",
        "is 2999-12-31, 973 years after the start; give at most 100 years.",
    ),
    (
        {"targets": {"year": {"won": 5, "by": "2026-06-30"}}},
        "targets.year.by",
        "is 2026-06-30, before the start on 2026-07-01; give a later day.",
    ),
    (
        {"targets": {"year": {"won": 5, "by": "2026-12-31", "from": "2026-01-01"}}},
        "targets.year.from",
        "counts from 2026-01-01, but nothing says what was won from then to 2026-06-30; add "
        "'booked_so_far: {since: 2026-01-01, won: ..., amount: ...}' under a block 'today'.",
    ),
    (
        {
            "calendar": {"weekend": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
            "stages__pitch__dwell": {"median": "2 business days", "p90": "9 business days"},
        },
        "calendar.weekend",
        "names all seven days, so no business day ever comes, but 'stages.pitch.dwell' counts in "
        "them; leave out the working days.",
    ),
    (
        {"calendar": {"country": "Spain"}},
        "calendar.country",
        "is 'Spain', whose public holidays are not known; write a two-letter code such as ES, PL "
        "or DE, or list the days under 'holidays'.",
    ),
    (
        {"calendar": {"country": "SE", "subdivision": "XX"}},
        "calendar.subdivision",
        "is 'XX'; SE has none, leave it out.",
    ),
    (
        {"calendar": {"subdivision": "MD"}},
        "calendar.subdivision",
        "needs a country; add 'country: ES' for instance.",
    ),
]
DOUBTS = [
    (
        {"doubt": {"stages.pitch.advance": ["50 %", "45 %", "60 %"]}},
        "doubt.stages.pitch.advance",
        "is [50 %, 45 %, 60 %]; write P10, P50, P90 in rising order.",
    ),
    (
        {"doubt": {"stages.pitch.advance": ["40 %", "45 %", "60"]}},
        "doubt.stages.pitch.advance",
        "P90: '60' could mean 6000 % or 60 %; write '60 %'.",
    ),
    (
        {"doubt": {"stages.pitch.advance": ["40 %", "45 %", "100 %"]}},
        "doubt.stages.pitch.advance",
        "is [40 %, 45 %, 100 %]; a share in doubt lies above 0 % and below 100 %.",
    ),
    (
        {"doubt": {"sources.web.leads": ["0 per month", "60 per month", "90 per month"]}},
        "doubt.sources.web.leads",
        "is [0 per month, 60 per month, 90 per month]; a number in doubt lies above 0.",
    ),
    (
        {"doubt": {"stages.check.gate.reliability": ["0.4", "0.6", "1.2"]}},
        "doubt.stages.check.gate.reliability",
        "P90: stages.check.gate: reliability is 1.2; write 0 (a coin) to 1 (sees true quality).",
    ),
    (
        {"doubt": {"stages.pitc.advance": ["40 %", "45 %", "60 %"]}},
        "doubt.stages.pitc.advance",
        "unknown name 'pitc' in 'stages'. Did you mean 'pitch'?",
    ),
    (
        {"doubt": {"stages.pitch.dwell": ["4 days", "5 days", "6 days"]}},
        "doubt.stages.pitch.dwell",
        "is not one number. Did you mean 'stages.pitch.dwell.p90'?",
    ),
    (
        {"doubt": {"sources.web.cost": ["4 per lead", "5 per lead", "6 per lead"]}},
        "doubt.sources.web.cost",
        "is not stated; state it first.",
    ),
    (
        {"doubt": {"sources.web.growth": ["1 % per year", "2 % per year", "3 % per year"]}},
        "doubt.sources.web.growth",
        "stands in a table by day, which takes no doubt; put it on 'sources.web.leads' instead.",
    ),
    (
        {"doubt": {"until": ["2026-12-30", "2026-12-31", "2027-01-01"]}},
        "doubt.until",
        "is known or chosen, not in doubt; leave it out.",
    ),
    (
        {"doubt": {"stages.pitch.otherwise.lost.price.share": ["40 %", "50 %", "60 %"]}},
        "doubt.stages.pitch.otherwise.lost.price.share",
        "write the path as 'stages.pitch.otherwise.lost.price'.",
    ),
    (
        {"doubt": {"stages.check.next.pitch": ["40 %", "50 %", "60 %"]}},
        "doubt.stages.check.next.pitch",
        "is the whole of its split (100 %), so no other share can take the difference.",
    ),
    (
        {"doubt": {"today.seats.a": ["10 %", "20 %", "30 %"]}},
        "doubt.today.seats.a",
        "'seats' is not simulated yet; leave it out.",
    ),
    (
        {"doubt": {"draws": {"columns": ["stages.pitch.advnce"], "values": [[0.4]]}}},
        "doubt.draws",
        "column 'stages.pitch.advnce' names no measured number; columns are "
        "stages.NAME.hazards.EXIT.BIN and sources.NAME.leads.",
    ),
    (
        {"doubt": {"draws": {"columns": ["sources.wob.leads"], "values": [[60]]}}},
        "doubt.draws",
        "column 'sources.wob.leads' names no source that states its leads.",
    ),
    (
        {
            "doubt": {
                "sources.web.leads": ["50 per month", "60 per month", "70 per month"],
                "draws": {"columns": ["sources.web.leads"], "values": [[60]]},
            }
        },
        "doubt.sources.web.leads",
        "has a column of draws too; keep one of them.",
    ),
    (
        {"doubt": {"sources.web.leads": ["12 per week", "60 per month", "70 per month"]}},
        "doubt.sources.web.leads",
        "P10: '12 per week' is not in the unit of the number, '60 per month'; use that.",
    ),
    (
        {"doubt": {"stages.pitch.dwell.median": ["5 days", "9 days", "14 days"]}},
        "doubt.stages.pitch.dwell.median",
        "reaches so far, once in 100 000 replications, that the funnel refuses it (p90 is 20 days, "
        "but median is 39.2 days; p90 must be the larger one); narrow the range, or put it on "
        "'stages.pitch.dwell_ratio'.",
    ),
    (
        {"doubt": {"stages.check.gate.reliability": ["0.5", "0.6", "0.8"]}},
        "doubt.stages.check.gate.reliability",
        "reaches so far, once in 100 000 replications, that the funnel refuses it "
        "(stages.check.gate: reliability is 1.56; write 0 (a coin) to 1 (sees true quality)); "
        "narrow the range.",
    ),
]


@pytest.mark.parametrize(
    ("changes", "path", "message"), [*STAGES, *SPREADS, *ENTRIES, *EVENTS, *DATES, *DOUBTS]
)
def test_each_fault_is_told_with_its_path(changes: dict[str, Any], path: str, message: str) -> None:
    """The message says what is wrong, with the value, and what to do."""
    assert (path, message) in problems(funnel(**changes))


def test_draws_may_hold_what_calibration_measures() -> None:
    """Hazards of measured stages by exit and bin, and leads of sources."""
    columns = ["stages.pitch.hazards.lost.price.0", "sources.web.leads"]
    measured = funnel(
        stages__pitch={"hazards": HAZARDS},
        doubt={"draws": {"columns": columns, "values": [[0.01, 60]]}},
    )

    assert problems(measured) == []


def test_statements_are_accepted_as_they_can_be_drawn() -> None:
    """Whatever passes the checks states a distribution, for every family and group of numbers."""
    quantiles = {"min": 1, "p10": 2, "mode": 3, "median": 4, "mean": 5, "p90": 9, "max": 12}
    numbers = {**quantiles, "spread": 3, "exactly": 6}
    groups = [g for n in (1, 2, 3) for g in combinations(numbers, n)]
    for family in (None, *FAMILIES):
        for group in groups:
            given = {key: float(numbers[key]) for key in group}
            spread = {key: f"{numbers[key]} days" for key in group}
            stated = DwellSpread.model_validate(spread | ({"family": family} if family else {}))
            if not list(spread_faults("dwell", stated)):
                assert from_statement(family, given).mean() > 0


def test_all_faults_are_told_at_once() -> None:
    """One call finds what is wrong in every block."""
    bad = funnel(
        until="2026-01-01",
        sources__web__enters="cheq",
        stages__pitch__next={"won": "90 %"},
        doubt={"stages.x.advance": ["1 %", "2 %", "3 %"]},
    )

    assert [path for path, _ in problems(bad)] == [
        "until",
        "sources.web.enters",
        "stages.pitch.next",
        "doubt.stages.x.advance",
    ]


def test_a_stage_where_all_go_on_needs_no_otherwise() -> None:
    """An advance of 100 % leaves nobody over."""
    assert (
        problems(funnel(stages__check={"advance": "100 %", "next": "pitch", "dwell": "3 days"}))
        == []
    )


def test_exits_with_their_own_dwell_make_the_stages_needless() -> None:
    """A stage needs a dwell only for exits that have none."""
    exits = {"won": {"share": "100 %", "dwell": "3 days"}}
    lost = {"lost.price": {"share": "100 %", "dwell": "9 days"}}

    assert (
        problems(funnel(stages__pitch={"advance": "45 %", "next": exits, "otherwise": lost})) == []
    )


def test_a_measured_stage_may_state_a_share_and_a_ratio() -> None:
    """They shift the measured law; a whole stated law replaces it."""
    shifted = funnel(stages__pitch={"hazards": HAZARDS, "advance": "80 %", "dwell": "times 0.8"})
    stated = funnel(stages__pitch={**SOUND["stages"]["pitch"], "hazards": HAZARDS})

    assert problems(shifted) == []
    assert str(shifted.stages["pitch"].dwell_ratio) == "times 0.8"
    assert problems(stated) == []
    assert stated.stages["pitch"].hazards is None


@pytest.mark.parametrize(
    ("stages", "path", "way"),
    [
        (
            {"a": ("100 %", "b", {}), "b": ("100 %", "a", {})},
            "stages.a",
            "'a' -> 'b' -> 'a'",
        ),
        ({"a": ("100 %", "a", {"lost.x": "100 %"})}, "stages.a", "'a' -> 'a'"),
        (
            {"a": ("50 %", "won", {"b": "100 %"}), "b": ("0 %", "won", {"b": "100 %"})},
            "stages.b",
            "'b' -> 'b'",
        ),
    ],
)
def test_a_circle_that_nobody_leaves_is_named(
    stages: dict[str, tuple[str, str, dict[str, str]]], path: str, way: str
) -> None:
    """Ways that nobody takes do not count as ways out."""
    document = {
        name: {"advance": a, "next": n, "otherwise": o, "dwell": "3 days"}
        for name, (a, n, o) in stages.items()
    }
    bad = funnel(stages=document, sources__web__enters="a")

    assert problems(bad) == [
        (
            path,
            f"leads go round for ever in {way}; "
            "send a share of them to an outcome such as won or lost.no_decision.",
        )
    ]


def test_a_stale_limit_or_an_event_is_a_way_out() -> None:
    """A circle with either is left sooner or later."""
    circle = {"advance": "100 %", "next": "a", "dwell": "3 days"}
    stale = {**circle, "stale": {"after": "90 days", "to": "lost.stale"}}
    event = {"in": ["a"], "rate": "4 % per month", "then": {"lost.gone": "100 %"}}

    assert problems(funnel(stages={"a": stale}, sources__web__enters="a")) == []
    struck = funnel(stages={"a": circle}, sources__web__enters="a", events={"end": event})
    assert problems(struck) == []


@pytest.mark.parametrize("leads", ["1000000M per month", "1 000 000 000 per day"])
def test_absurd_sizes_are_refused(leads: str) -> None:
    """A million million leads are refused without being simulated, naming both knobs."""
    found = problems(funnel(sources__web__leads=leads))

    (path, message) = found[0]
    assert path == "sources.web"
    assert message.endswith(
        "stays; the most is 2 000 000 000. Lower 'sources.web.leads' or the replications."
    )


def test_the_size_counts_replications_and_returns() -> None:
    """A funnel small enough once may be too large a thousand million times."""
    assert problems(funnel(), replications=1_000) == []
    assert problems(funnel(), replications=10**8) == [
        (
            "sources.web",
            "about 363 leads with 1.46 stays each and 100 000 000 replications make "
            "53 100 000 000 stays; the most is 2 000 000 000. "
            "Lower 'sources.web.leads' or the replications.",
        )
    ]


def test_memory_of_one_replication_is_bounded() -> None:
    """A thousand million stays fit the count but not the memory."""
    assert problems(funnel(sources__web__leads="5M per day")) == [
        (
            "sources.web",
            "about 920 000 000 leads with 1.46 stays each need 86.2 GB; the most is 4 GB. "
            "Lower 'sources.web.leads' or the replications.",
        )
    ]


def test_expected_leads_follow_season_growth_campaigns_and_batches() -> None:
    """Each factor counts on the days that it is for."""
    plain = expected_leads(funnel(until="2026-07-31"))
    half = expected_leads(funnel(until="2026-07-31", sources__web__months={"jul": "50 %"}))
    weekdays = expected_leads(
        funnel(until="2026-07-28", sources__web__weekdays={"sat": "0 %", "sun": "0 %"})
    )
    campaign = {"from": "2026-07-11", "until": "2026-07-20", "times": 3}
    batches = [{"on": "2026-07-31", "leads": 7}, {"on": "2026-08-01", "leads": 9}]

    assert plain == pytest.approx(60 * 31 / 30.4375)
    assert half == pytest.approx(plain / 2)
    assert weekdays == pytest.approx(60 * 20 / 30.4375)
    assert expected_leads(
        funnel(until="2026-07-31", sources__web__campaigns=[campaign])
    ) == pytest.approx(60 * 51 / 30.4375)
    assert expected_leads(
        funnel(until="2026-07-31", sources__web__batches=batches)
    ) == pytest.approx(plain + 7)


def test_lasting_names_must_differ() -> None:
    """Two stages cannot keep the draws of one."""
    pitch = {**SOUND["stages"]["pitch"], "id": "check"}

    assert problems(funnel(stages__pitch=pitch)) == [
        ("stages.pitch", "keeps the draws of 'check', as 'check' does; give it an 'id' of its own.")
    ]


def test_names_with_equal_checksums_are_refused() -> None:
    """CRC-32 of these two texts is one number, so their draws would be the same."""
    stage = {"advance": "45 %", "next": "won", "otherwise": {"lost.x": "100 %"}, "dwell": "3 days"}
    stages = {"check": stage, "plumless": stage, "buckeroo": stage}
    found = [
        message
        for _, message in problems(funnel(stages=stages))
        if "draw the same random numbers" in message
    ]

    assert found == [
        "'buckeroo/exit' and 'plumless/exit' would draw the same random numbers "
        "(their checksums are equal); rename one of them."
    ]


def test_notes_name_what_has_no_effect() -> None:
    """Idle stages, and batches and campaigns outside the horizon, are remarks, not errors."""
    odd = funnel(
        stages__attic=SOUND["stages"]["pitch"],
        sources__web__batches=[{"on": "2027-07-31", "leads": 7}],
        sources__web__campaigns=[{"from": "2025-07-11", "until": "2025-07-20", "times": 3}],
        doubt={"stages.pitch.advance": ["40 %", "50 %", "60 %"]},
    )

    assert problems(odd) == []
    assert notes(odd) == [
        ("stages.attic", "no lead ever gets here: no source, stage or event leads to it."),
        (
            "sources.web.batches.0",
            "comes on 2027-07-31, outside 2026-07-01 to 2026-12-31: it brings nothing.",
        ),
        (
            "sources.web.campaigns.0",
            "runs 2025-07-11 to 2025-07-20, outside 2026-07-01 to 2026-12-31: it has no effect.",
        ),
        (
            "doubt.stages.pitch.advance",
            "has its middle at 50 %, while 45 % is stated: runs draw from the range.",
        ),
    ]
