"""Sources: windows, rates, weekdays, unevenness, pooling and entries midway."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from simfunnel.calibration.arrivals import estimate_arrivals
from simfunnel.history import History

Deals = Callable[..., History]
MONDAY = date(2026, 1, 5)
NO_SIZE = """\
simfunnel: 1
mapping: deals
layout: wide
lead: Id
created: Created
source: Source
stages: {lead: Created, demo: Demo}
outcomes: {won: {date: Won}}
"""


def leads(count: int, days: list[int], source: str = "web", size: str = "small") -> list[str]:
    """Return `count` rows for each of the days, counted from a Monday."""
    return [
        f"{source}{size}{day}-{i},{MONDAY + timedelta(days=day)},{source},{size}"
        for day in days
        for i in range(count)
    ]


def test_a_rate_is_leads_over_days_of_whole_weeks(deals: Deals) -> None:
    """Two weeks and three days: the last two weeks count, half a lead is added."""
    history = deals(*leads(2, list(range(17))))
    arrivals = estimate_arrivals(history)
    assert arrivals.since == MONDAY + timedelta(days=3)
    row = arrivals.table.iloc[0]
    assert (row["source"], row["leads"], row["days"]) == ("web", 28, 14)
    assert row["per_day"] == pytest.approx(28.5 / 14, rel=1e-5)
    assert str(arrivals.sources["web"].leads) == "2.03571 per day"
    assert [str(fact) for fact in arrivals.facts] == [
        "Arrivals are measured over 2 weeks from 2026-01-08: 28 leads."
    ]


def test_no_more_than_26_weeks_count(deals: Deals) -> None:
    """Older leads tell nothing about the next ones."""
    arrivals = estimate_arrivals(
        deals(*leads(1, list(range(0, 100))), *leads(3, list(range(100, 300))))
    )
    assert arrivals.table["days"].tolist() == [182]
    assert arrivals.table["leads"].tolist() == [3 * 182]


def test_weekdays_are_shrunk_and_average_100_percent(deals: Deals) -> None:
    """(observed + 5) / (expected + 5), Monday first, then scaled to mean 1."""
    days = [day for day in range(28) if day % 7 < 5]
    arrivals = estimate_arrivals(deals(*leads(3, days), *leads(1, [26, 27])))
    n = 62
    factors = np.array([12 + 5] * 5 + [1 + 5] * 2) / (n / 7 + 5)
    expected = np.round(factors / factors.mean(), 3)
    weekdays = arrivals.sources["web"].weekdays
    assert list(weekdays) == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert [percent.number for percent in weekdays.values()] == pytest.approx(list(expected))
    per_day = (n + 0.5) / (28 * expected.mean())
    assert arrivals.table["per_day"][0] == pytest.approx(per_day, rel=1e-5)


def test_unevenness_is_what_poisson_does_not_explain(deals: Deals) -> None:
    """Weeks of 14 and 28 leads: CV^2 = (variance - mean) / mean^2; even weeks give none."""
    uneven = [day for day in range(140) if (day // 7) % 2 == 0]
    history = deals(*leads(2, list(range(140))), *leads(2, uneven, "extra"))
    table = estimate_arrivals(history).table.set_index("source")
    counts = np.array([14, 0] * 10)
    expected = np.sqrt((counts.var(ddof=1) - 7) / 49)
    assert table.loc["extra", "unevenness"] == pytest.approx(expected, abs=5e-4)
    assert table.loc["extra", "dispersion"] == pytest.approx(counts.var(ddof=1) / 7)
    assert (table.loc["web", "unevenness"], table.loc["web", "dispersion"]) == (0.0, 1.0)


def test_doubt_is_wider_where_weeks_are_uneven(deals: Deals) -> None:
    """Gamma draws with the estimate as mean, and variance over mean as dispersed as the weeks."""
    uneven = [day for day in range(140) if (day // 7) % 2 == 0]
    arrivals = estimate_arrivals(deals(*leads(2, list(range(140))), *leads(2, uneven, "extra")))
    drawn = arrivals.draws(np.random.default_rng(5), 20_000)
    table = arrivals.table
    spread = np.sqrt(table["dispersion"] / (table["leads"] + 0.5))
    assert drawn.mean(axis=0) == pytest.approx(table["per_day"].to_numpy(), rel=0.01)
    assert drawn.std(axis=0) / drawn.mean(axis=0) == pytest.approx(spread.to_numpy(), rel=0.03)


def test_sources_with_few_leads_are_pooled(deals: Deals) -> None:
    """Fewer than five leads in the window: one source called other, and the names are told."""
    history = deals(*leads(2, list(range(14))), *leads(1, [1, 2], "fair"), *leads(1, [3], "mail"))
    arrivals = estimate_arrivals(history)
    assert list(arrivals.sources) == ["other", "web"]
    assert arrivals.renamed == {"fair": "other", "mail": "other"}
    assert arrivals.table["leads"].tolist() == [3, 28]
    assert str(arrivals.facts[1]) == (
        "2 sources with fewer than 5 leads in that time are pooled as 'other': fair, mail."
    )


def test_a_source_that_has_dried_up_keeps_a_trickle(deals: Deals) -> None:
    """Without a lead in the window the rate is half a lead over the window, never 0."""
    history = deals(*leads(2, [0, 1, 2, 3]), "x,2026-01-06,web,small,,,2026-09-01")
    table = estimate_arrivals(history).table
    assert table["leads"].tolist() == [0]
    assert table["per_day"][0] == pytest.approx(0.5 / 182, rel=1e-5)


def test_entries_midway_are_a_source_of_their_own(deals: Deals) -> None:
    """Above 2 % and from five leads on; fewer count with the others and are told."""
    rows = leads(5, list(range(14)))
    midway = [f"m{i},,web,small,,,2026-01-10" for i in range(6)]
    arrivals = estimate_arrivals(deals(*rows, *midway))
    assert {name: source.enters for name, source in arrivals.sources.items()} == {
        "web": "lead",
        "web, enters demo": "demo",
    }
    assert arrivals.table["leads"].tolist() == [70, 6]
    arrivals = estimate_arrivals(deals(*rows, midway[0]))
    assert list(arrivals.sources) == ["web"]
    assert str(arrivals.facts[1]) == (
        "1 lead that entered another stage counts as entering where most of their source do."
    )


def test_segments_and_costs_belong_to_their_source(deals: Deals) -> None:
    """Shares of segments among a source's leads; the mean cost of a lead."""
    rows = leads(3, list(range(7))) + leads(1, list(range(7)), size="large")
    rows += [f"c{day},{MONDAY + timedelta(days=day)},web,,{day}.50" for day in range(7)]
    source = estimate_arrivals(deals(*rows)).sources["web"]
    assert {name: share.number for name, share in source.segments.items()} == pytest.approx(
        {
            "large": 7 / 35,
            "small": 21 / 35,
            "unknown": 7 / 35,
        }
    )
    assert str(source.cost) == "3.5 per lead"


def test_an_export_without_a_source_column_has_one_source(deals: Deals) -> None:
    """Everything comes from "all"; without a segment column there are no segments."""
    mapping = NO_SIZE.replace("source: Source\n", "")
    arrivals = estimate_arrivals(deals(*leads(1, list(range(14))), mapping=mapping))
    assert list(arrivals.sources) == ["all"]
    assert arrivals.sources["all"].segments == {}
