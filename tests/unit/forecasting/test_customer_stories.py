"""The story of a lead goes on after its win: onboarding, renewals, and when it leaves."""

from __future__ import annotations

import pandas as pd
import pytest

import simfunnel as sf
from simfunnel.forecasting.paid import terms_of_lead
from simfunnel.funnel.examples import renewing
from simfunnel.funnel.lower import compile_funnel
from simfunnel.measures.runs import lead_names
from simfunnel.simulation.replay import replay

SEED = 7


def customers() -> dict[str, list[str]]:
    """Return how each customer's terms end in one future, by the lead's name."""
    runs = replay(compile_funnel(renewing()), 0, seed=SEED, engine="simpy")
    rows = runs.terms[0]
    rows = rows[rows[:, 0] >= 0]
    found: dict[str, list[str]] = {}
    for stream, index in {(int(s), int(i)) for s, i in rows[:, :2]}:
        name = str(lead_names(runs, rows[:1, 0] * 0 + stream, rows[:1, 1] * 0 + index)[0])
        found[name] = [term.how for term in terms_of_lead(runs, 0, stream, index)]
    return found


def whose(*ends: str) -> str:
    """Return a lead whose terms end so."""
    return next(name for name, how in sorted(customers().items()) if how[: len(ends)] == [*ends])


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        (("failed",), "its onboarding failed, so it never became a customer."),
        (("began", "churned"), "it did not renew."),
        (("began", "renewed"), "it renewed"),
        (("began", "open"), "When this future ended, it was still a customer."),
    ],
)
def test_what_became_of_a_customer_is_told(ends: tuple[str, ...], sentence: str) -> None:
    """In words, and as rows of the table in order of time."""
    told = sf.story(renewing(), whose(*ends), seed=SEED, engine="simpy")
    assert sentence in told.text().replace("\n  ", " ")
    table = told.table
    assert table["at"].is_monotonic_increasing
    assert "won" in table["what"].tolist()
    after = table["what"].tolist()[table["what"].tolist().index("won") + 1 :]
    assert after[0] == ("failed" if ends[0] == "failed" else "customer")


def test_both_engines_tell_the_same_of_a_customer() -> None:
    """Row by row."""
    lead = whose("began", "renewed")
    one, other = (
        sf.story(renewing(), lead, seed=SEED, engine=engine).table
        for engine in ("simpy", "compiled")
    )
    pd.testing.assert_frame_equal(one, other)


def test_lives_that_differ_after_the_win_only_say_so() -> None:
    """A change of renewals reaches the customer, not the lead."""
    told = sf.story(
        renewing(), whose("began", "renewed"), seed=SEED, engine="simpy",
        what_ifs=[{"after_sale.customer.renews.first": "1 %"}],
    )  # fmt: skip
    text = told.text().replace("\n", " ")
    assert "Both lives are the same up to the win; what came after it differs." in text
    assert "it did not renew." in text


def test_a_lead_that_a_customer_brought_has_a_story() -> None:
    """Found again by its number, with the draws that it had."""
    lead = next(name for name in customers() if "/referred:" in name)
    told = sf.story(renewing(), lead, seed=SEED, engine="simpy")
    assert told.table["value"].iloc[0] == "referral"
    with pytest.raises(sf.UnknownNameError, match=r"referral/referred brought \d+ leads"):
        sf.story(renewing(), "referral/referred:99999", seed=SEED, engine="simpy")
