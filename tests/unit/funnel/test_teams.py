"""Teams: hours and days as people write them, who sits where and when, and every refusal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from simfunnel.errors import FunnelError
from simfunnel.funnel import layout as at
from simfunnel.funnel.changes import Change, WhatIf, change_funnel, leaves, number_at
from simfunnel.funnel.checks import notes, problems
from simfunnel.funnel.epochs import epochs_of
from simfunnel.funnel.examples import busy, staffed
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.people import head_count
from simfunnel.funnel.teams import SellingHours, Team
from simfunnel.variates import point

DAY = 86_400


def changed(**blocks: Any) -> Funnel:
    """Return the staffed funnel with other blocks, each merged one level down."""
    data = staffed().document()
    for block, parts in blocks.items():
        for name, part in parts.items():
            data[block][name] = {**data[block].get(name, {}), **part}
    return Funnel.model_validate(data)


def seats_with(*changes: Change) -> list[tuple[int, int]]:
    """Return the head-count of the sellers: day and seats."""
    what_if = WhatIf("seats", changes)
    return [(s // DAY, n) for s, n in head_count(epochs_of(staffed(), [what_if]), "sellers")]


def test_hours_are_read_by_weekday() -> None:
    """A window for a range of days, another for one day, none for the rest."""
    hours = SellingHours.model_validate({"mon-thu": "9:30-18:00", "sat": "00:00-24:00"})

    assert hours.by_weekday() == (*[(34_200, 64_800)] * 4, (0, 0), (0, DAY), (0, 0))
    assert hours.share.number == 1.0


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        ({"mo-fr": "09:00-17:00"}, "'mo' is not a weekday; write one of mon, tue, wed, thu, fri, "
         "sat, sun. Did you mean 'mon'?"),
        ({"mon": "9-17"}, "has the hours '9-17'; write them as '09:00-18:00', in quotes."),
        ({"mon": "17:00-09:00"}, "has the hours '17:00-09:00'; open before you close, from 00:00 "
         "to 24:00."),
        ({"mon-fri": "09:00-17:00", "wed": "09:00-12:00"}, "names wed twice; give each day one "
         "window."),
        ({"share": "50 %"}, "never open; write for instance {mon-fri: '09:00-18:00', share: "
         "65 %}."),
        ({"mon": "09:00-17:00", "share": "0 %"}, "never open; write for instance {mon-fri: "
         "'09:00-18:00', share: 65 %}."),
    ],
)  # fmt: skip
def test_impossible_hours_are_refused(hours: dict[str, str], message: str) -> None:
    """Each says what to write."""
    with pytest.raises(ValidationError) as refused:
        SellingHours.model_validate(hours)
    assert str(refused.value.errors()[0]["ctx"]["error"]) == message


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"teams": {"callers": {"seats": "0"}}}, "teams.callers.seats",
     "is 0 and nobody is hired, so the team can never serve; give it a seat."),
    ({"teams": {"callers": {"seats": "9000", "hires": {"2026-10-01": "1001"}}}},
     "teams.callers.seats", "comes to 10001 seats; give at most 10000."),
    ({"teams": {"sellers": {"names": ["Ana", "Bo", "Ana"], "starts": {}}}}, "teams.sellers.names",
     "names 'Ana' twice; names must differ."),
    ({"teams": {"sellers": {"starts": {"Cyd": "2026-07-01"}}}}, "teams.sellers.starts.Cyd",
     "'Cyd' is not among the 'names'. Did you mean 'Cy'?"),
    ({"teams": {"sellers": {"starts": {"Cy": "2026-09-02"}}}}, "teams.sellers.starts.Cy",
     "is 2026-09-02, after the start on 2026-09-01; put a new seat under 'hires'."),
    ({"teams": {"sellers": {"hires": {"2026-08-31": "1"}}}}, "teams.sellers.hires.2026-08-31",
     "is before the start on 2026-09-01; count who is there already among the 'seats', with the "
     "day under 'starts' if they are still new."),
    ({"teams": {"sellers": {"ramp": ["0 %", "100 %"]}}}, "teams.sellers.ramp.0",
     "is 0 %: work would never end; give more, or hire later."),
    ({"stages": {"call": {"team": "caller"}}}, "stages.call.team",
     "unknown team 'caller'. Did you mean 'callers'?"),
    ({"stages": {"close": {"team": None}}}, "stages.close.effort",
     "means nothing without a team; add 'team', or leave it out."),
    ({"stages": {"close": {"effort": None}}}, "stages.close",
     "states no 'effort'; say how long the work takes, 'effort: 2 hours'."),
    ({"stages": {"close": {"effort": "2 business days"}}}, "stages.close.effort",
     "is stated in business days; state work in hours of the team's own time."),
    ({"stages": {"call": {"slow_start": {"odds_halve_every": "0 days"}}}},
     "stages.call.slow_start.odds_halve_every", "is 0 days; give more than 0."),
    ({"stages": {"call": {"advance": None, "gate": {"pass": "40 %", "reliability": 0.5}}}},
     "stages.call.slow_start", "has no effect in a gate, which looks at the lead."),
    ({"stages": {"call": {"patience": {"after": "9 days", "to": "clsoe"}}}},
     "stages.call.patience.to", "unknown stage 'clsoe'. Did you mean 'close'?"),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "path", "message"), BAD, ids=[path for _, path, _ in BAD])
def test_each_fault_is_told_with_its_path(blocks: Any, path: str, message: str) -> None:
    """Whole messages, and nothing besides."""
    assert problems(changed(**blocks)) == [(path, message)]


def test_a_measured_stage_takes_no_team() -> None:
    """Its dwell holds waiting and work already, unless the law is stated anew."""
    data = busy().document()
    data["teams"] = {"sellers": {"seats": "2"}}
    data["stages"]["close"] |= {"team": "sellers", "effort": "2 hours"}
    told = (
        "the stage's dwell was measured from whole stays, which hold waiting and work already; "
        "state advance, next, otherwise and dwell too, which replace the measured law whole."
    )
    assert problems(Funnel.model_validate(data)) == [("stages.close.team", told)]
    data["stages"]["close"] |= {
        "advance": "40 %", "next": "won", "otherwise": {"lost.price": "100 %"}, "dwell": "9 days"
    }  # fmt: skip
    assert problems(Funnel.model_validate(data)) == []


def test_what_is_hardly_meant_is_noted() -> None:
    """A team without a stage, and names that do not match the seats."""
    idle = {"seats": "1"}
    assert notes(changed(teams={"idle": idle, "sellers": {"seats": "2"}})) == [
        ("teams.idle", "no stage has this team, so it has nothing to do."),
        ("teams.sellers.names", "names 3 people for 2 seats."),
    ]


def test_seats_of_today_and_hires_follow_their_days() -> None:
    """A hire adds to the seats from its day on."""
    assert seats_with() == [(0, 3), (62, 4)]


def test_dated_changes_add_and_withdraw_seats() -> None:
    """The day reads its own epoch; a hire moved by a what-if counts as it stands on its day."""
    more = Change.of("teams.sellers.seats", "plus 2", "2026-10-01")
    assert seats_with(more) == [(0, 3), (30, 5), (62, 6)]
    fewer = Change.of("teams.sellers.seats", "1", "2026-10-01")
    assert seats_with(fewer) == [(0, 3), (30, 1), (62, 2)]
    hires = Change.of("teams.sellers.hires.2026-11-02", "4", "2026-10-01")
    assert seats_with(hires) == [(0, 3), (62, 7)]
    too_late = Change.of("teams.sellers.hires.2026-11-02", "4", "2026-11-03")
    assert seats_with(too_late) == [(0, 3), (62, 4)]


def test_a_team_may_not_lose_all_its_seats() -> None:
    """That is refused as in a file."""
    with pytest.raises(FunnelError) as refused:
        change_funnel(staffed(), [Change.of("teams.callers.seats", "0", "2026-10-01")])
    assert str(refused.value) == (
        "teams.callers.seats: is 0 and nobody is hired, so the team can never serve; give it a "
        "seat."
    )


def test_people_become_tables() -> None:
    """Seats are numbered team by team; who starts and who is hired keeps a name."""
    compiled = compile_funnel(staffed())
    plan = compiled.plan

    assert compiled.layout.seats == (
        "callers 1", "callers 2", "Ana", "Bo", "Cy", "sellers 4",
    )  # fmt: skip
    keys = [point("seat/callers"), point("seat/sellers")]
    assert plan.teams[:, 1:].tolist() == [
        [1, at.NEWEST, 0, 2, keys[0], 0],
        [3, at.LATEST, 2, 4, keys[1], 0],
    ]
    cy = (date(2026, 7, 15) - date(2026, 9, 1)).days * DAY
    since = [at.LONG_AGO] * 4 + [cy, at.LONG_AGO]
    assert plan.seats[:, at.Q_SINCE].tolist() == since
    assert plan.seats[:, at.Q_THERE].tolist() == [1, 1, 1, 1, 1, 0]
    assert plan.shifts.tolist() == [[62 * DAY, 5, at.ADDED]]


def test_withdrawn_seats_are_those_of_the_highest_numbers() -> None:
    """They come back in order of number."""
    changes = (
        Change.of("teams.sellers.seats", "1", "2026-09-11"),
        Change.of("teams.sellers.seats", "2", "2026-09-21"),
    )
    shifts = compile_funnel(staffed(), [WhatIf("fewer", changes)]).plan.shifts.tolist()

    assert shifts == [
        [10 * DAY, 3, 0], [10 * DAY, 4, 0], [20 * DAY, 3, 1], [62 * DAY, 4, 1],
    ]  # fmt: skip


def test_a_team_of_defaults() -> None:
    """Weekdays from nine to five, the oldest lead first, productive at once."""
    team = Team.model_validate({"seats": "1"})

    assert team.selling_hours.windows == {"mon-fri": "09:00-17:00"}
    assert (team.order, team.ramp, team.hires) == ("oldest first", (), {})


def test_nobody_works_on_public_holidays() -> None:
    """The calendar's country closes a team's hours; its weekend does not."""
    funnel = changed(teams={"callers": {"selling_hours": {"mon-sun": "09:00-18:00"}}})
    plan = compile_funnel(funnel).plan
    clock = int(plan.numbers[plan.teams[0, at.E_AT] + at.TM_CLOCK])
    day = (date(2026, 10, 12) - date(2026, 9, 1)).days  # a Monday, national day of Spain

    assert plan.clocks.speeds[clock, day - 2 : day + 1].tolist() == [1_000_000, 1_000_000, 0]


def test_doubt_about_people_is_refused() -> None:
    """Who is there and when is compared, not doubted."""
    data = staffed().document()
    data["doubt"]["ranges"] = {"teams.callers.seats": ["1", "2", "3"]}
    told = "says who is there and when, which takes no doubt; compare what-ifs instead."

    assert problems(Funnel.model_validate(data)) == [("doubt.teams.callers.seats", told)]


def test_every_number_of_people_is_a_lever() -> None:
    """Each can be set to what it is, by its path, and the funnel stays the same."""
    paths = [
        path for path in leaves(staffed())
        if path.startswith("teams.") or ".effort" in path or "patience" in path or "slow" in path
    ]  # fmt: skip
    assert {"teams.callers.seats", "teams.sellers.ramp.1", "teams.sellers.starts.Cy",
            "teams.sellers.hires.2026-11-02", "teams.callers.selling_hours.share",
            "stages.call.patience.after.exactly", "stages.close.effort.exactly",
            "stages.call.slow_start.odds_halve_every"} <= set(paths)  # fmt: skip
    for path in paths:
        same = change_funnel(staffed(), [Change.of(path, number_at(staffed(), path))])
        assert same.digest() == staffed().digest()
