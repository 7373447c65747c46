"""What a comparison says of customers: recurring revenue at the end, and money received."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.decisions import compare
from simfunnel.errors import UnknownNameError
from simfunnel.forecasting import forecast
from simfunnel.funnel import customer_items as items
from simfunnel.funnel.examples import renewing, tiny
from simfunnel.funnel.model import Funnel
from simfunnel.measures import customers_of_runs

LESS = {"after_sale.customer.renews.first": "20 %"}


def test_the_difference_is_that_of_two_forecasts_future_by_future() -> None:
    """Recurring revenue at the end, and cash, with the same seed."""
    comparison = compare(renewing(), [LESS], replications=20, engine="simpy", seed=3)
    seen = [
        customers_of_runs(
            forecast(renewing(), what_ifs=what_ifs, replications=20, engine="simpy", seed=3).runs
        )
        for what_ifs in ([], [LESS])
    ]
    ends, cash = ([one.of(item) for one in seen] for item in (items.RECURRING, items.CASH))
    found = comparison.effect(measure="net_new_recurring")
    np.testing.assert_array_equal(found.differences, ends[1][:, -1] - ends[0][:, -1])
    assert found.mean < 0.0
    money = comparison.effect(measure="cash").differences
    np.testing.assert_array_equal(money, cash[1].sum(axis=1) - cash[0].sum(axis=1))


def test_the_card_has_a_table_of_it() -> None:
    """In the terminal and as HTML, under a heading of its own."""
    comparison = compare(renewing(), [LESS], replications=20, engine="simpy", seed=3)
    assert "Recurring revenue at the end, a year" in comparison.text()
    assert "Money received" in comparison.text()
    assert "Money received" in comparison._repr_mimebundle_()["text/html"]


def test_without_terms_of_payment_no_money_is_told() -> None:
    """Only what recurs."""
    document = renewing().document()
    del document["after_sale"]["payment"]
    comparison = compare(
        Funnel.model_validate(document), [LESS], replications=5, engine="simpy", seed=3
    )
    assert "cash" not in comparison.measures
    assert "Money received" not in comparison.text()


def test_a_funnel_without_customers_has_neither() -> None:
    """The measures are not there, and no table is shown."""
    comparison = compare(
        tiny(), [{"stages.pitch.advance": "times 1.1"}], replications=5, engine="simpy"
    )
    assert "Recurring revenue at the end" not in comparison.text()
    with pytest.raises(UnknownNameError, match="'cash' is not compared"):
        comparison.effect(measure="cash")
