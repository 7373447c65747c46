"""Targets in a line of text, and what cannot be read as one."""

from __future__ import annotations

from datetime import date

import pytest

from simfunnel.errors import FunnelError
from simfunnel.forecasting.targets import Goal, goal_of, parse_target
from simfunnel.funnel.model import Target

END = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("1.2M by 2026-12-31", Goal("won_amount", 1_200_000_00, END)),
        ("  486 000 by 2026-12-31 ", Goal("won_amount", 486_000_00, END)),
        ("90 won by 2026-12-31", Goal("won", 90, END)),
        ("1 deal BY 2026-12-31", Goal("won", 1, END)),
        (
            "90 wins by 2026-12-31 from 2026-01-01",
            Goal("won", 90, END, date(2026, 1, 1)),
        ),
    ],
)
def test_a_line_states_a_target(text: str, goal: Goal) -> None:
    """Amounts and deals, with or without a first day."""
    assert parse_target(text) == goal


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "1.2M",
            "target '1.2M': does not say how much by which day; write for instance "
            "'1.2M by 2026-12-31' or '90 won by 2026-12-31 from 2026-01-01'.",
        ),
        (
            "1,200,000 by 2026-12-31",
            "target '1,200,000 by 2026-12-31': '1,200,000' could mean 1200000 or 1.2; write "
            "1200000 or 1 200 000 or 1.2M.",
        ),
        (
            "1M by New-Year",
            "target '1M by New-Year': 'New-Year' is not a date; write 2026-09-01 (year-month-day).",
        ),
        (
            "2.5 won by 2026-12-31",
            "target '2.5 won by 2026-12-31': 2.5 is not a whole number; give one.",
        ),
        (
            "5 won by 2026-12-31 from 2027-01-01",
            "target '5 won by 2026-12-31 from 2027-01-01': runs from 2027-01-01 to 2026-12-31; "
            "the first day is the later.",
        ),
    ],
)
def test_what_is_no_target_is_refused_in_words(text: str, message: str) -> None:
    """The refusal repeats the line, says what is wrong and what to write."""
    with pytest.raises(FunnelError) as caught:
        parse_target(text)
    assert str(caught.value) == message


def test_a_funnels_target_keeps_its_name_and_its_wish() -> None:
    """The block of the scenario file becomes the same thing."""
    stated = {"won_amount": "400 000", "by": "2026-12-31", "from": "2026-07-01", "sure": "90 %"}
    goal = goal_of("year_end", Target.model_validate(stated))
    assert goal == Goal("won_amount", 400_000_00, END, date(2026, 7, 1), 0.9, "year_end")
    assert goal_of("n", Target.model_validate({"won": 3, "by": "2026-12-31"})).sure == 0.8


def test_a_target_is_told_with_its_unit() -> None:
    """Money has its currency, deals have their noun."""
    words = [Goal("won_amount", 1_200_000_00, END).words("EUR"), Goal("won", 1, END).words("EUR")]
    assert [text.replace("\N{NO-BREAK SPACE}", "_") for text in words] == ["EUR_1.2_M", "1_deal"]
