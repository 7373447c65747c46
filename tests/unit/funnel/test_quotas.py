"""Quotas: how they are read, where they are refused, and what each seat is to win by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simfunnel.decisions.labels import label_of
from simfunnel.errors import FunnelError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.checks import problems
from simfunnel.funnel.examples import staffed
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.quotas import seat_quotas
from simfunnel.simulation.runner import simulate
from simfunnel.units import MoneyPerTime

A_DAY = "1 000 per day"


def with_quota(quota: str | None = A_DAY, *, team: str = "sellers", **more: Any) -> Funnel:
    """Return the staffed funnel, four months from 1 September 2026, with a quota."""
    data = staffed().document() | more
    data["teams"][team] |= {"quota": quota, "hires": {}} if quota else {"hires": {}}
    return Funnel.model_validate({key: part for key, part in data.items() if part is not None})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("350 000", "'350 000' is not an amount of money per time; write for instance "
         "'350 000 per year'."),
        ("350 000 EUR per year", "'350 000 EUR per year' names a currency, which is stated once, "
         "for the whole funnel; write for instance '350 000 per year'."),
        ("350 000 per decade", "'350 000 per decade' has the unit 'decade' after 'per'; write one "
         "of second, minute, hour, day, week, month, quarter, year."),
        ("-1 per year", "'-1 per year' is negative; give 0 or more."),
    ],
)  # fmt: skip
def test_what_is_no_amount_per_time_is_refused(text: str, message: str) -> None:
    """Each says what to write."""
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        MoneyPerTime.parse(text)
    assert str(refused.value) == message


def test_a_quota_to_which_nothing_can_count_is_refused() -> None:
    """Callers win nothing, 0 asks for nothing, and no amount is stated: all at once."""
    bare = with_quota("0 per year", team="callers", amount=None)
    assert [tuple(fault) for fault in problems(bare)] == [
        ("teams.callers.quota", "is 0 per year; give more than 0, or leave it out."),
        ("teams.callers.quota", "counts deals won from the stages of 'callers', but none of them "
         "leads to 'won'; give it to the team that closes deals."),
        ("teams.callers.quota", "counts money, but no amount is stated; add for instance "
         "'amount: {median: 6 000, p90: 16 000}'."),
    ]  # fmt: skip


def test_a_quota_is_chosen_and_takes_no_doubt() -> None:
    """Somebody sets it, so nobody is unsure of it."""
    doubt = {"teams.sellers.quota": ["900 per day", "1 000 per day", "1 100 per day"]}
    assert [tuple(fault) for fault in problems(with_quota(doubt=doubt))] == [
        ("doubt.teams.sellers.quota", "is known or chosen, not in doubt; leave it out.")
    ]


def test_each_seat_is_asked_for_the_days_on_which_it_is_there() -> None:
    """A seat added for the last ten days, a quota that rises half-way through October."""
    what_if = WhatIf(
        "more",
        (
            Change.of("teams.sellers.quota", "times 2", "2026-10-16"),
            Change.of("teams.sellers.seats", "plus 1", "2026-12-22"),
        ),
    )
    found = seat_quotas(compile_funnel(with_quota(), [what_if]))
    before = with_quota().teams["sellers"].seats.count
    old = [30_000, 15_000 + 16 * 2_000, 60_000, 62_000]
    assert list(found) == ["sellers"]
    np.testing.assert_allclose(found["sellers"][:, :before].T, [old] * before)
    np.testing.assert_allclose(found["sellers"][:, before], [0, 0, 0, 20_000])


def test_a_seat_that_is_withdrawn_is_asked_for_nothing_more() -> None:
    """The highest number goes first."""
    fewer = WhatIf("fewer", (Change.of("teams.sellers.seats", "plus -1", "2026-10-01"),))
    found = seat_quotas(compile_funnel(with_quota(), [fewer]))["sellers"]
    assert found[:, -1].tolist() == [30_000, 0, 0, 0]
    assert found[:, 0].tolist() == [30_000, 31_000, 30_000, 31_000]


def test_a_what_if_may_set_a_quota_that_no_file_states() -> None:
    """And is refused for a team that closes nothing."""
    sets = WhatIf("sets", (Change.of("teams.sellers.quota", "365.25 per year"),))
    found = seat_quotas(compile_funnel(with_quota(None), [sets]))["sellers"]
    np.testing.assert_allclose(found[:, 0], [30, 31, 30, 31])
    wrong = WhatIf("wrong", (Change.of("teams.callers.quota", "1 per day"),))
    with pytest.raises(FunnelError, match=r"none of them leads to 'won'"):
        compile_funnel(with_quota(None), [wrong])


def test_a_quota_moves_no_lead() -> None:
    """Two futures are the same, whole number by whole number."""
    bare, asked = (
        simulate(compile_funnel(with_quota(q)), 2, seed=3, engine="simpy").results
        for q in (None, A_DAY)
    )
    for one, other in zip(bare, asked, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_quota_has_a_name_in_words() -> None:
    """As comparisons and sliders say it."""
    assert label_of("teams.sellers.quota") == "quota of a seat of sellers"
