"""Every problem of a scenario file is told at once, with its place, the value and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.errors import ScenarioError
from simfunnel.scenarios import load

SOUND = """\
simfunnel: 1
funnel: agency
starts: 2026-09-01
until: 2027-08-31
targets: {year: {won_amount: 400 000, by: 2027-08-31}}
amount: {median: 14 000, p90: 40 000}
sources:
  web: {leads: 22 per month, enters: first}
stages:
  first:
    advance: 50 %
    next: pitch
    otherwise: {cold.no_answer: 100 %}
    dwell: {median: 4 days, p90: 14 days}
  pitch:
    advance: 45 %
    next: won
    otherwise: {lost.price: 50 %, lost.competitor: 50 %}
    dwell: {median: 18 days, p90: 50 days}
"""


def write(tmp_path: Path, text: str, name: str = "agency.yaml") -> Path:
    """Write a file and return its path."""
    path = tmp_path / name
    path.write_text(text)
    return path


def refusal(path: Path) -> str:
    """Return the whole message of a file that is refused, without its folder."""
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return str(caught.value).replace(f"{path.parent}/", "")


def test_a_sound_file_is_a_funnel(tmp_path: Path) -> None:
    """Numbers keep their units, exits their order."""
    funnel = load(write(tmp_path, SOUND))

    assert funnel.funnel == "agency"
    assert str(funnel.sources["web"].leads) == "22 per month"
    assert [name for name, _, _ in funnel.stages["pitch"].exits()] == [
        "won",
        "lost.competitor",
        "lost.price",
    ]


BAD = [
    (
        "advance: 45 %",
        "advance: 1e3",
        "16:14: stages.pitch.advance: '1e3' is in scientific notation; write the figure out.",
    ),
    (
        "advance: 45 %",
        "advance: .nan",
        "16:14: stages.pitch.advance: '.nan' is not a share; write for instance '75 %'.",
    ),
    (
        "advance: 45 %",
        "advance: NO",
        "16:14: stages.pitch.advance: 'NO' is not a share; write for instance '75 %'.",
    ),
    (
        "advance: 45 %",
        "advance: +5 %",
        "16:14: stages.pitch.advance: '+5 %' could mean 'plus 5 points' or 'times 1.05'; "
        "write one of them.",
    ),
    (
        "advance: 45 %",
        "advance: 0.45",
        "16:14: stages.pitch.advance: '0.45' could mean 45 % or 0.45 %; write '45 %' or '0.45 %'.",
    ),
    (
        "advance: 45 %",
        "advance: 145 %",
        "16:14: stages.pitch.advance: '145 %' is not a share; give 0 to 100 %.",
    ),
    (
        "advance: 45 %",
        "advance: {share: 45 %}",
        "16:5: stages.pitch.advance: is a mapping, not one value; write for instance '75 %'.",
    ),
    (
        "advance: 45 %",
        "advance:",
        "15:3: stages.pitch: states no 'advance'; say which share goes on, for instance "
        "'advance: 60 %'.",
    ),
    (
        "advance: 45 %",
        "advnce: 45 %",
        "16:5: stages.pitch.advnce: unknown key 'advnce'. Did you mean 'advance'?",
    ),
    (
        "advance: 45 %",
        "conversion: 45 %",
        "15:3: stages.pitch: states no 'advance'; say which share goes on, for instance "
        "'advance: 60 %'.\n"
        "agency.yaml:16:5: stages.pitch.conversion: unknown key 'conversion'. Known here: part, "
        "counts_as, team, effort, touches, patience, slow_start, advance, gate, next, otherwise, "
        "dwell, dwell_ratio, dwell_clock, stale, discount, amount_drift, meanwhile, hazards, "
        "nurture, id.",
    ),
    (
        "    advance: 45 %\n",
        "    advance: 45 %\n    levels: 3\n",
        "17:5: stages.pitch.levels: 'levels' is not simulated yet; leave it out.",
    ),
    (
        "targets:",
        "after_sale: {a: 1}\ntargets:",
        "5:14: after_sale.a: unknown key 'a'. Known here: onboarding, customer, payment.",
    ),
    (
        "lost.competitor: 50 %",
        "lost.competitor: 70 %",
        "18:5: stages.pitch.otherwise: sums to 120 % (lost.price 50 %, lost.competitor 70 %); "
        "make the shares 100 %.",
    ),
    (
        "next: won",
        "next: wonn",
        "17:11: stages.pitch.next.wonn: unknown stage 'wonn'. Did you mean 'won'?",
    ),
    (
        "next: won",
        "next: [won]",
        "17:5: stages.pitch.next: is ['won']; name one exit, or a split such as {won: 90 %, ...}.",
    ),
    (
        "won_amount: 400 000",
        'won_amount: "1,200,000"',
        "5:30: targets.year.won_amount: '1,200,000' could mean 1200000 or 1.2; write 1200000 or "
        "1 200 000 or 1.2M.",
    ),
    (
        "won_amount: 400 000",
        "won_amount: 1,200,000",
        "5:30: targets.year.won_amount: '1,200,000' could mean 1200000 or 1.2; write 1200000 or "
        "1 200 000 or 1.2M.",
    ),
    (
        "leads: 22 per month, enters: first",
        "leads: 1,200 per month, enters: first",
        "8:16: sources.web.leads: '1,200 per month' could mean 1200 or 1.2; write 1200 or 1.2.",
    ),
    (
        "won_amount: 400 000, by",
        "won_amount: 400 000, won: 9, by",
        "5:11: targets.year: needs exactly one of won_amount and won.",
    ),
    (
        "{year: {won_amount: 400 000, by: 2027-08-31}}",
        "a lot",
        "5:10: targets: is 'a lot'; write {name: ...}.",
    ),
    (
        "starts: 2026-09-01",
        "starts: 1.9.2026",
        "3:9: starts: '1.9.2026' is not a date; write 2026-09-01 (year-month-day).",
    ),
    (
        "enters: first",
        "enters: firsd",
        "8:38: sources.web.enters: unknown stage 'firsd'. Did you mean 'first'?",
    ),
    (
        "leads: 22 per month, enters: first",
        "leads: 22 per month",
        "8:3: sources.web.enters: is missing; say at which stage its leads enter, "
        "'enters: prospecting'.",
    ),
    (
        "leads: 22 per month",
        "leads: 1 000 000 000 000 per month",
        "8:3: sources.web: about 12 000 000 000 000 leads with 1.5 stays each and 1 replication "
        "make 18 000 000 000 000 stays; the most is 2 000 000 000. Lower 'sources.web.leads' or "
        "the replications.",
    ),
    (
        "leads: 22 per month",
        "leads: 22 per month, months: {jull: 80 %}",
        "8:30: sources.web.months: names 'jull'; write jan, feb, mar, apr, may, jun, jul, aug, "
        "sep, oct, nov, dec.",
    ),
    (
        "starts: 2026-09-01",
        "starts: 2026-09-01\ncalendar: {weekend: [saturday, sun]}",
        "4:22: calendar.weekend.0: is 'saturday'; write mon, tue, wed, thu, fri, sat or sun.",
    ),
    (
        "starts: 2026-09-01",
        "starts: 2026-09-01\ncalendar: {weekend: sat}",
        "4:21: calendar.weekend: is 'sat'; write a list, [sat].",
    ),
    (
        "starts: 2026-09-01",
        "starts: 2026-09-01\nabout: [a, b]",
        "4:1: about: is a list; write one word or line.",
    ),
    (
        "    next: won",
        "    stale: 90 days\n    next: won",
        "17:12: stages.pitch.stale: is '90 days'; write {after: ..., to: ...}.",
    ),
    (
        "    next: won",
        "    stale: {after: 9 days, to: pitch, reviewed: dayly}\n    next: won",
        "17:49: stages.pitch.stale.reviewed: is 'dayly'; write one of daily, weekly, fortnightly, "
        "monthly, or leave it out.",
    ),
    (
        "  pitch:",
        "  pi/tch:",
        "12:11: stages.first.next.pitch: unknown stage 'pitch'. Known: 'first'.\n"
        "agency.yaml:15:3: stages.pi/tch: is 'pi/tch'; a name may not hold '/', write '-' or '_'.",
    ),
    (
        "simfunnel: 1",
        "simfunnel: 2",
        "1:12: simfunnel: is '2'; this simfunnel reads version 1 of the format.",
    ),
    (
        "simfunnel: 1",
        "# nothing",
        "1:1: simfunnel: is missing; write 'simfunnel: 1' in the first line.",
    ),
    (
        "funnel: agency",
        "name: agency",
        "1:1: funnel: is missing; give the funnel a name, 'funnel: my_funnel'.\n"
        "agency.yaml:2:1: name: unknown key 'name'. Known here: simfunnel, funnel, about, "
        "based_on, currency, calendar, starts, today, until, targets, amount, products, "
        "amount_is, segments, quality, rates, sources, stages, events, teams, nurture, "
        "after_sale, costs, reviews, doubt.",
    ),
    (
        "targets:",
        "doubt: {stages.pitch.advance: [40 %, 45 %]}\ntargets:",
        "5:9: doubt.stages.pitch.advance: is ['40 %', '45 %']; write three numbers: [P10, P50, "
        "P90], that is one in ten is lower, as likely above as below, one in ten is higher.",
    ),
    (
        "targets:",
        "doubt: {stages.pitc.advance: [40 %, 45 %, 50 %]}\ntargets:",
        "5:9: doubt.stages.pitc.advance: unknown name 'pitc' in 'stages'. Did you mean 'pitch'?",
    ),
    (
        "targets:",
        "what_if: x\ntargets:",
        "5:1: is a what-if, not a funnel; put it on one: simfunnel forecast FUNNEL.yaml --with "
        "agency.yaml.",
    ),
    (
        "targets:",
        "mapping: x\ntargets:",
        "5:1: says how to read a CRM export; it is not a funnel.",
    ),
    (
        "starts: 2026-09-01",
        "today: {date: 2026-09-01, open_leads: data/none.csv, open_leads_file: x}",
        "3:39: today.open_leads: there is no file 'data/none.csv' beside this one.\n"
        "agency.yaml:3:54: today.open_leads_file: unknown key 'open_leads_file'.",
    ),
    (
        "starts: 2026-09-01",
        "today: {date: 2026-09-01, open_leads: ../none.csv}",
        "3:39: today.open_leads: '../none.csv' leads out of this file's folder; keep it beside "
        "the file or below.",
    ),
    (
        "starts: 2026-09-01",
        "today: {date: 2026-09-01, customers: customers.csv}",
        "3:38: today.customers: there is no file 'customers.csv' beside this one.",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), BAD)
def test_each_kind_of_bad_file_says_what_to_do(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """The whole message."""
    assert old in SOUND
    path = write(tmp_path, SOUND.replace(old, new))
    told = refusal(path)

    assert told == f"agency.yaml:{message}"


def test_all_problems_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Spelling, values, sums, names and dates at once, each once."""
    text = (
        SOUND.replace("until: 2027-08-31", "until: 2026-08-31")
        .replace("amount: {median", "amount: {medan")
        .replace("    advance: 45 %\n", "    advance: 45 %\n    levels: 3\n")
        .replace("enters: first", "enters: firsd")
        .replace("advance: 50 %", "advance: fifty")
        .replace("lost.competitor: 50 %", "lost.competitor: 70 %, lost.x: 1e3")
        .replace("p90: 50 days", "p90: 5 days")
    )

    assert refusal(write(tmp_path, text)).splitlines() == [
        "agency.yaml:4:8: until: is 2026-08-31, before the start on 2026-09-01; give a later day.",
        "agency.yaml:6:10: amount.medan: unknown key 'medan'. Did you mean 'median'?",
        "agency.yaml:8:38: sources.web.enters: unknown stage 'firsd'. Did you mean 'first'?",
        "agency.yaml:11:14: stages.first.advance: 'fifty' is not a share; write for instance "
        "'75 %'.",
        "agency.yaml:17:5: stages.pitch.levels: 'levels' is not simulated yet; leave it out.",
        "agency.yaml:19:66: stages.pitch.otherwise.lost.x: '1e3' is in scientific notation; write "
        "the figure out.",
        "agency.yaml:20:35: stages.pitch.dwell.p90: p90 is 5 days, but median is 18 days; p90 "
        "must be the larger one.",
    ]


def test_a_problem_is_told_where_its_value_stands(tmp_path: Path) -> None:
    """In the file that states it, be it the base or the one laid over it."""
    write(tmp_path, SOUND.replace("p90: 50 days", "p90: 5 days"), "base.yaml")
    over = "simfunnel: 1\nfunnel: over\nbased_on: base.yaml\nstages:\n  first: {advance: 150 %}\n"

    assert refusal(write(tmp_path, over, "over.yaml")).splitlines() == [
        "base.yaml:19:35: stages.pitch.dwell.p90: p90 is 5 days, but median is 18 days; p90 must "
        "be the larger one.",
        "over.yaml:5:20: stages.first.advance: '150 %' is not a share; give 0 to 100 %.",
    ]


def test_a_based_on_funnel_is_complete_in_itself(tmp_path: Path) -> None:
    """It does not remember its base; null took a key away."""
    write(tmp_path, SOUND, "base.yaml")
    over = (
        "simfunnel: 1\nfunnel: over\nbased_on: base.yaml\ntargets: null\n"
        "stages: {first: {otherwise: {cold.no_answer: null, lost.x: 100 %}}}\n"
    )
    funnel = load(write(tmp_path, over, "over.yaml"))

    assert funnel.based_on is None
    assert funnel.targets == {}
    assert list(funnel.stages["first"].otherwise) == ["lost.x"]


def test_a_stage_called_script_is_a_name_like_any_other(tmp_path: Path) -> None:
    """Showing it safely is the business of whoever shows it."""
    text = SOUND.replace("pitch", "<script>alert(1)<-script>")

    assert "<script>alert(1)<-script>" in load(write(tmp_path, text)).stages


def test_control_characters_cannot_reach_a_terminal(tmp_path: Path) -> None:
    """They are shown as escapes."""
    text = SOUND.replace("next: won", 'next: "\\e[31mwon"')

    assert refusal(write(tmp_path, text)) == (
        "agency.yaml:17:11: stages.pitch.next: is '\\x1b[31mwon'; a name may not hold control "
        "characters."
    )


def test_endless_problems_are_cut(tmp_path: Path) -> None:
    """A hundred lines, and how many more there are."""
    extra = "".join(f"key{i}: 1\n" for i in range(150))
    lines = refusal(write(tmp_path, SOUND + extra)).splitlines()

    assert len(lines) == 101
    assert lines[-1] == "and 50 more problems."


TEAMS = """\
simfunnel: 1
funnel: bad
starts: 2026-09-01
sources:
  web: {leads: 40 per month, enters: call}
stages:
  call:
    team: caller
    effort: 2 business days
    patience: {after: 3 days}
    slow_start: {odds_halve_every: 0 days}
    advance: 40 %
    next: won
    otherwise: {lost.x: 100 %}
    dwell: 3 days
teams:
  callers:
    seats: 0
    names: [Ana]
    starts: {Ana: 2026-10-01}
    selling_hours: {mon-fry: "09:00-18:00"}
  sellers:
    seats: 2.5
    hires: {2026-08-01: 1, 2026-13-01: 2}
    ramp: [50 %, 120 %]
    order: oldest
    quota: -350 000 per year
  third:
    hires: {2026-08-01: 1}
    ramp: [0 %]
"""


def test_all_problems_of_people_are_told_at_once(tmp_path: Path) -> None:
    """Teams, hours, days and work, each with its place and what to do."""
    assert refusal(write(tmp_path, TEAMS)).splitlines() == [
        "agency.yaml:8:11: stages.call.team: unknown team 'caller'. Did you mean 'callers'?",
        "agency.yaml:9:13: stages.call.effort: is stated in business days; state work in hours of "
        "the team's own time.",
        "agency.yaml:10:5: stages.call.patience.to: is missing; say where the lead goes, "
        "'to: cold.no_answer'.",
        "agency.yaml:11:36: stages.call.slow_start.odds_halve_every: is 0 days; give more than 0.",
        "agency.yaml:18:12: teams.callers.seats: is 0 and nobody is hired, so the team can never "
        "serve; give it a seat.",
        "agency.yaml:20:19: teams.callers.starts.Ana: is 2026-10-01, after the start on "
        "2026-09-01; put a new seat under 'hires'.",
        "agency.yaml:21:5: teams.callers.selling_hours: 'fry' is not a weekday; write one of "
        "mon, tue, wed, thu, fri, sat, sun. Did you mean 'fri'?",
        "agency.yaml:23:12: teams.sellers.seats: 2.5 is not a whole number; give one.",
        "agency.yaml:24:5: teams.sellers.hires: '2026-13-01' is not a day of the calendar; check "
        "the month and the day.",
        "agency.yaml:25:18: teams.sellers.ramp.1: '120 %' is not a share; give 0 to 100 %.",
        "agency.yaml:26:12: teams.sellers.order: is 'oldest'; write oldest first, newest first, "
        "largest amount, best score or latest stage. Did you mean 'oldest first'?",
        "agency.yaml:27:12: teams.sellers.quota: '-350 000 per year' is negative; give 0 or more.",
        "agency.yaml:28:3: teams.third.seats: is missing; say how many people there are, "
        "'seats: 3'.",
    ]
