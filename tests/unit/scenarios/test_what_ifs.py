"""What-ifs from files and from mappings, and every reason why one is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from engine_runs import ENTERED, LEFT, assert_same, in_order, run

from simfunnel.clocks import NEVER
from simfunnel.errors import FunnelError, ScenarioError, UnknownNameError
from simfunnel.funnel.examples import tiny
from simfunnel.scenarios import load_what_if, what_if_from
from simfunnel.units import Plus, Set, Times

ENGINES = ("compiled", "simpy")
SOUND = """\
simfunnel: 1
what_if: push
question: What if we push?
written_for: tiny
from: 2026-10-01
changes:
  stages.pitch.advance: plus 5 points
  sources.web.leads: {times: 1.1, from: 2026-11-01, for: a campaign}
  until: 2027-01-31
assumes:
  stages.pitch.advance: [25 %, 30 %, 33 %]
"""


def write(tmp_path: Path, text: str) -> Path:
    """Write a file and return its path."""
    path = tmp_path / "push.yaml"
    path.write_text(text)
    return path


def test_a_what_if_says_what_it_changes_from_when_and_why(tmp_path: Path) -> None:
    """Each change may have its own date; dates themselves have none."""
    what_if = load_what_if(write(tmp_path, SOUND), tiny())
    advance, leads, until = what_if.changes

    assert (what_if.name, what_if.question, what_if.written_for) == (
        "push",
        "What if we push?",
        "tiny",
    )
    assert (advance.operation, advance.since) == (Plus(5, "point"), date(2026, 10, 1))
    assert (leads.operation, leads.since, leads.for_) == (
        Times(1.1),
        date(2026, 11, 1),
        "a campaign",
    )
    assert (until.operation, until.since) == (Set("2027-01-31"), None)
    assert what_if.assumes == {"stages.pitch.advance": ("25 %", "30 %", "33 %")}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("what_if: push", "what_ifs: push", ": is no what-if; a what-if has a name, 'what_if: "
         "faster_proposals', and changes."),
        ("what_if: push", "stages: {}", ": is a funnel; a what-if has a name, 'what_if: "
         "faster_proposals', and changes."),
        ("what_if: push", "what_if:", ":2:1: what_if: is no text; write one word or line."),
        ("question:", "questiom:", ":3:1: questiom: unknown key 'questiom'. "
         "Did you mean 'question'?"),
        ("simfunnel: 1", "simfunnel: one", ":1:12: simfunnel: is 'one'; this simfunnel reads "
         "version 1 of the format."),
        ("from: 2026-10-01", "from: October", ":5:7: from: 'October' is not a date; write "
         "2026-09-01 (year-month-day)."),
        ("plus 5 points", "+5 %", ":7:25: changes.stages.pitch.advance: '+5 %' could mean 'plus 5 "
         "points' or 'times 1.05'; write one of them."),
        ("plus 5 points", "plus 5 %", ":7:25: changes.stages.pitch.advance: 'plus 5 %' could mean "
         "'plus 5 points' or 'times 1.05'; write one of them."),
        ("plus 5 points", "", ":7:3: changes.stages.pitch.advance: an empty value is not a change; "
         "write a value, 'times 1.1' or 'plus 5 points'."),
        ("plus 5 points", "{plus: 5 points, times: 2}", ":7:3: changes.stages.pitch.advance: needs "
         "exactly one of set, times and plus, such as {plus: 5 points}."),
        ("plus 5 points", "{add: 5 points}", ":7:3: changes.stages.pitch.advance: unknown key "
         "'add'. Known here: set, times, plus, from, for."),
        ("plus 5 points", "{plus: [5 points]}", ":7:3: changes.stages.pitch.advance: has no value "
         "behind 'plus'; write for instance {plus: 1.1}."),
        ("until: 2027-01-31", "until: {set: 2027-01-31, from: 2026-10-01}", ":9:3: changes.until: "
         "holds for the whole run, not from a day on; leave 'from' out."),
        ("stages.pitch.advance: plus", "stages.pitc.advance: plus", ":7:24: "
         "changes.stages.pitc.advance: unknown name 'pitc' in 'stages'. Did you mean 'pitch'?"),
        ("until: 2027-01-31", "until: 2026-01-31", ":9:10: changes.until: is 2026-01-31, before "
         "the start on 2026-09-01; give a later day."),
        ("plus 5 points", "90 days", ":7:25: changes.stages.pitch.advance: '90 days' is not a "
         "share; write for instance '75 %'."),
        ("plus 5 points", "{median: 5 days}", ":7:3: changes.stages.pitch.advance: "
         "stages.pitch.advance.median: 'stages.pitch.advance' is one value; nothing in it is "
         "called 'median'."),
        ("stages.pitch.advance: plus 5 points", "stages.pitch.dwell: {median: 5 days, p09: 9 days}",
         ":7:3: changes.stages.pitch.dwell: unknown key 'p09'. Did you mean 'p90'?"),
        ("stages.pitch.advance: plus 5 points", "stages.pitch.dwell: {median: 5 days, p90: }",
         ":7:3: changes.stages.pitch.dwell: has no value behind 'p90'; write for instance "
         "{p90: 1.1}."),
        ("stages.pitch.advance: plus 5 points", "stages.pitch.dwell: {median: 9 days, p90: 5 days}",
         ":7:3: changes.stages.pitch.dwell: stages.pitch.dwell.p90: p90 is 5 days, but median is "
         "9 days; p90 must be the larger one."),
        ("stages.pitch.advance: plus 5 points", "stages.pitch.dwell: {p90: 5 days, p10: 2 days}\n"
         "  stages.pitch.dwell.p10: 2 days",
         ":8:3: changes.stages.pitch.dwell.p10: is the number of 'stages.pitch.dwell.p10' too; "
         "keep one of them."),
        ("until: 2027-01-31", "today.seats: 9", ":9:16: changes.today.seats: "
         "'seats' is not simulated yet; leave it out."),
        ("until: 2027-01-31", "teams.sdr.seats: plus 1", ":9:20: changes.teams.sdr.seats: unknown "
         "name 'sdr' in 'teams'. Nothing is named there."),
        ("until: 2027-01-31", "stages.pitch.otherwise.lost.price: 50 %", ":9:38: "
         "changes.stages.pitch.otherwise.lost.price: is the whole of its split (100 %), so no "
         "other share can take the difference; name a second part in the file first."),
        ("until: 2027-01-31", "stages.pitch.next.won: 100 %\n  stages.pitch.next.won.share: 99 %",
         ":10:3: changes.stages.pitch.next.won.share: is the number of 'stages.pitch.next.won' "
         "too; keep one of them."),
        ("[25 %, 30 %, 33 %]", "30 %", ":11:25: assumes.stages.pitch.advance: is '30 %'; write "
         "three numbers: [P10, P50, P90]."),
        ("[25 %, 30 %, 33 %]", "[35 %, 30 %, 33 %]", ":11:3: assumes.stages.pitch.advance: is [35 "
         "%, 30 %, 33 %]; write P10, P50, P90 in rising order."),
        ("  stages.pitch.advance: [", "  today.seats.a: [", ":11:3: assumes.today.seats.a: "
         "'seats' is not simulated yet; leave it out."),
        ("changes:\n", "changes: [\n", ":8:20: is not YAML: expected ',' or ']', but got ':'; "
         "look at indentation, colons and quotes there."),
    ],
)  # fmt: skip
def test_each_kind_of_bad_what_if_says_what_to_do(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """The whole message."""
    assert old in SOUND
    path = write(tmp_path, SOUND.replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        load_what_if(path, tiny())

    assert str(caught.value).splitlines()[0] == f"{path}{message}"


def test_a_what_if_without_changes_is_refused(tmp_path: Path) -> None:
    """One that assumes something is enough."""
    bare = "simfunnel: 1\nwhat_if: nothing\n"
    with pytest.raises(ScenarioError) as caught:
        load_what_if(write(tmp_path, bare))
    what_if = load_what_if(write(tmp_path, bare + "assumes: {a.b: [1, 2, 3]}\n"))

    assert str(caught.value).endswith(
        "push.yaml:2:1: changes: is missing; write 'changes:' and below it a path and its value "
        "a line."
    )
    assert what_if.changes == ()


def test_blocks_must_be_blocks(tmp_path: Path) -> None:
    """A line of text where paths are needed."""
    with pytest.raises(ScenarioError) as caught:
        load_what_if(write(tmp_path, "simfunnel: 1\nwhat_if: x\nchanges: many\n"))

    assert str(caught.value).endswith(
        "push.yaml:3:1: changes: is no mapping; write a path and its value a line, "
        "'stages.pitch.advance: 45 %'."
    )


def test_without_a_funnel_only_the_file_is_checked(tmp_path: Path) -> None:
    """Paths are looked up when the what-if is put on a funnel."""
    path = write(tmp_path, SOUND.replace("stages.pitch", "stages.elsewhere"))

    assert load_what_if(path).changes[0].path == "stages.elsewhere.advance"


def test_all_problems_of_a_what_if_are_told(tmp_path: Path) -> None:
    """Unknown names and bad values, whatever their dates."""
    text = SOUND.replace("pitch.advance: plus 5 points", "pitc.advance: 3").replace("web", "wob")
    with pytest.raises(ScenarioError) as caught:
        load_what_if(write(tmp_path, text), tiny())

    assert [p.path for p in caught.value.problems] == [
        "changes.stages.pitc.advance",
        "changes.sources.wob.leads",
    ]


def test_a_mapping_of_paths_is_a_what_if_too() -> None:
    """As notebooks and the command line give them."""
    what_if = what_if_from(
        {
            "stages.pitch.advance": "30 %",
            "sources.web.leads": {"plus": "5 per month", "from": "2026-10-01"},
            "stages.pitch.dwell": "times 0.8",
            "until": date(2027, 1, 31),
        },
        name="more",
        funnel=tiny(),
    )

    assert what_if.name == "more"
    assert [str(change) for change in what_if.changes] == [
        "stages.pitch.advance: 30 %",
        "sources.web.leads: plus 5 per month from 2026-10-01",
        "stages.pitch.dwell: times 0.8",
        "until: 2027-01-31",
    ]


def test_a_mapping_that_does_not_fit_is_refused() -> None:
    """Values first, then names."""
    with pytest.raises(FunnelError) as caught:
        what_if_from({"stages.pitch.advance": "+3 %", "sources.web.leads": None})
    with pytest.raises(UnknownNameError, match="Did you mean 'pitch'"):
        what_if_from({"stages.pitsch.advance": "3 %"}, funnel=tiny())

    assert [problem.path for problem in caught.value.problems] == [
        "stages.pitch.advance",
        "sources.web.leads",
    ]


RULED = """\
simfunnel: 1
what_if: steered
from: 2026-10-01
reviews:
  - every: month
    when: open leads below 40
    do: {sources.web.leads: times 1.2}
  - every: week
    when: open leads above 90
    in: [pitch]
    from: 2026-11-01
    do: {sources.web.leads: times 0.9}
"""


def test_rules_of_a_what_if_are_looked_at_from_its_day_on(tmp_path: Path) -> None:
    """A rule with a day of its own keeps that."""
    first, second = load_what_if(write(tmp_path, RULED), tiny()).reviews

    assert (str(first.when), first.since) == ("open leads below 40", date(2026, 10, 1))
    assert (second.stages, second.since) == (("pitch",), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("when: open leads below 40", "when: open leads below many", "push.yaml:6:11: "
         "reviews.0.when: 'many' is not a count; write for instance '40'."),
        ("every: week", "every: fortnight", "push.yaml:8:12: reviews.1.every: is 'fortnight'; "
         "write day, week, month or quarter."),
        ("in: [pitch]", "inn: [pitch]", "push.yaml:10:5: reviews.1.inn: unknown key 'inn'. Did "
         "you mean 'in'?"),
        ("    do: {sources.web.leads: times 1.2}\n", "", "push.yaml:5:5: reviews.0.do: is missing; "
         "say what it changes, 'do: {sources.inbound.leads: times 1.2}'."),
        ("in: [pitch]", "in: [pitsch]", "push.yaml:10:5: reviews.1.in: unknown stage 'pitsch'. Did "
         "you mean 'pitch'?"),
        ("do: {sources.web.leads: times 0.9}", "do: {sources.wob.leads: times 0.9}",
         "push.yaml:12:29: reviews.1.do.sources.wob.leads: unknown name 'wob' in 'sources'. "
         "Did you mean 'web'?"),
        ("open leads below 40", "backlog above 4", "push.yaml:6:11: reviews.0.when: looks at "
         "backlog, which needs a team; the funnel has none."),
    ],
)  # fmt: skip
def test_rules_of_a_what_if_are_refused_at_their_place(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """Line and column are those of the rule's own words."""
    assert old in RULED
    with pytest.raises(ScenarioError) as refusal:
        load_what_if(write(tmp_path, RULED.replace(old, new)), tiny())

    assert message in str(refusal.value)
    assert str(refusal.value).count("\n") == 0


def test_a_whole_spread_may_be_stated(tmp_path: Path) -> None:
    """Its numbers are changes of one day and one reason, and a factor is one too."""
    text = SOUND.replace(
        "stages.pitch.advance: plus 5 points",
        "stages.pitch.dwell: {mean: 12 days, spread: 3 days, from: 2026-11-01, for: a rule}",
    )
    mean, spread, *_ = load_what_if(write(tmp_path, text), tiny()).changes
    assert (mean.path, mean.operation) == ("stages.pitch.dwell.mean", Set("12 days"))
    assert (spread.path, spread.operation) == ("stages.pitch.dwell.spread", Set("3 days"))
    assert {(c.since, c.for_) for c in (mean, spread)} == {(date(2026, 11, 1), "a rule")}
    given = what_if_from({"stages.pitch.dwell": {"median": "times 2", "p90": "times 3"}})
    assert [str(c) for c in given.changes] == [
        "stages.pitch.dwell.median: times 2", "stages.pitch.dwell.p90: times 3",
    ]  # fmt: skip


def test_a_spread_stated_otherwise_from_a_day_on_is_that_of_both_engines() -> None:
    """Before the day nothing moves; from it on stays are of the new law, and of its clock."""
    funnel = tiny()
    fixed = {"stages.pitch.dwell": {"exactly": "9 business days", "from": "2026-10-01"}}
    runs = [run(funnel, [what_if_from(fixed, funnel=funnel)], engine=e) for e in ENGINES]
    assert_same(*runs)
    plain = run(funnel)
    day = (date(2026, 10, 1) - funnel.start).days * 86_400
    for r in plain.stays:
        rows, before = (in_order(x.stays[r]) for x in (runs[0], plain))
        early, same = rows[rows[:, ENTERED] < day], before[before[:, ENTERED] < day]
        assert early.tobytes() == same.tobytes()
        late = rows[(rows[:, ENTERED] >= day) & (rows[:, LEFT] != NEVER)]
        assert len(late) > 10
        days = (late[:, LEFT] // 86_400 - late[:, ENTERED] // 86_400).tolist()
        assert set(days) <= {11, 12, 13, 14}
