"""What a card says of customers: the same words in HTML and in the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from simfunnel.cards import CustomersSeen, example_card, outlook_html, outlook_text
from simfunnel.cards.customers import customers_lines
from simfunnel.cards.examples import example_customers
from simfunnel.charts import RevenueData, Span, revenue_of
from tests.support.drawings import said

LINES = [
    "Recurring revenue: EUR 240,000 a year today, on average EUR 640,000 on 30 Jun 2027 (8 in 10 "
    "futures: 600,000-675,000).",
    "40 customers today, on average 90 then (8 in 10 futures: 80-101). Of what customers of "
    "today pay, 91 % is paid then, expansion included (net retention); in 8 of 10 futures "
    "84 % to 97 %.",
]


def told(seen: CustomersSeen | None) -> list[str]:
    """Return the lines as plain text."""
    return [said("".join(span.text for span in spans)) for spans in customers_lines(seen)]


def revenue(start: float, new: float, futures: int = 2) -> RevenueData:
    """Return recurring revenue to which something comes, the same in every future."""
    example = example_customers().revenue
    draws = {"start": start, "new": new, "end": start + new}
    draws |= dict.fromkeys(("expansion", "contraction", "churn"), 0.0)
    return revenue_of(
        {name: np.full(futures, value) for name, value in draws.items()},
        since=example.since, until=example.until, currency="EUR",
    )  # fmt: skip


def test_the_sentences() -> None:
    """What recurs comes first, in bold; then heads, then what is kept."""
    assert told(example_customers()) == LINES
    assert [span.strong for span in customers_lines(example_customers())[0]] == [True, False]


@pytest.mark.parametrize(
    ("seen", "lines"),
    [
        (None, []),
        (
            CustomersSeen(revenue(0.0, 900.0), 0, Span(1.0, 1.0, 1.0)),
            ["Recurring revenue: nothing today, EUR 900 a year on 30 Jun 2027.",
             "No customer today, 1 then."],
        ),
        (
            CustomersSeen(revenue(900.0, 0.0, 1), 1, Span(1.0, 1.0, 1.0), Span(1.0, 1.0, 1.0)),
            ["Recurring revenue: EUR 900 a year today, EUR 900 on 30 Jun 2027.",
             "1 customer today, 1 then. Of what customers of today pay, 100 % is paid then, "
             "expansion included (net retention)."],
        ),
    ],
)  # fmt: skip
def test_what_there_is_not_is_not_said(seen: CustomersSeen | None, lines: list[str]) -> None:
    """No customers, no lines; none today, no retention; one future, no range."""
    assert told(seen) == lines


def test_both_outputs_say_it_between_origins_and_assumptions() -> None:
    """In the same words; a card without customers has no such heading."""
    card = example_card(customers=example_customers())
    html = said(unescape(re.sub(r"<[^>]+>", "", outlook_html(card))))
    text = said(" ".join(outlook_text(card).split()))
    for line in told(card.customers):
        assert line in html
        assert line in text
    for output in (html, text):
        places = [output.index(w) for w in ("Where it comes from", "40 customers", "What matters")]
        assert places == sorted(places)
    bare = replace(card, customers=None)
    assert "Recurring" not in outlook_html(bare) + outlook_text(bare)
