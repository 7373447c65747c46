"""The KPIs that five articles name are all in the catalogue, and the page is made from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.errors import TableError, UnknownNameError
from simfunnel.indicators import KPIS, kpi_named
from simfunnel.indicators.page import page

SHOWN = (
    "leads", "qualified_leads", "lead_velocity_rate", "lead_conversion", "stage_conversion",
    "mql_to_sql", "qualification_rate", "email_open_rate", "sales_cycle", "time_in_stage",
    "average_deal_size", "sales_velocity", "pipeline_velocity", "open_opportunities",
    "pipeline_value", "opportunities_needed", "pipeline_coverage", "leaderboard", "cost_per_lead",
    "cac", "utilisation", "resource_gap", "win_loss_reasons", "forecast_to_target",
    "pipeline_waterfall", "quota_attainment", "mean_open", "part_reached", "part_conversion",
    "part_open", "part_value", "cac_payback", "lifetime_value", "ltv_to_cac", "churn_rate",
    "net_revenue_retention", "renewal_rate", "onboarding_success", "recurring_revenue",
    "recurring_waterfall", "customers", "billing_per_customer", "customer_profit", "cash",
    "customer_growth", "market_share",
)  # fmt: skip
REFUSED = (
    "products_per_customer",
)  # fmt: skip


@pytest.mark.parametrize("key", SHOWN)
def test_what_can_be_shown_has_a_function(key: str) -> None:
    """Each row of the list is computed by something."""
    assert KPIS[key].of is not None


@pytest.mark.parametrize("key", REFUSED)
def test_what_cannot_be_shown_says_what_is_missing(key: str) -> None:
    """A whole sentence, and never a number."""
    assert KPIS[key].of is None
    with pytest.raises(TableError, match=r"^[a-z].{30,}\.$"):
        KPIS[key].parts(None)  # type: ignore[arg-type]


def test_every_kpi_is_explained() -> None:
    """Name, formula, window, article, pitfall; and either a function or what is missing."""
    for kpi in KPIS.values():
        assert all((kpi.name, kpi.formula, kpi.window, kpi.source)), kpi.key
        assert kpi.pitfall.endswith("."), kpi.key
        assert (kpi.of is None) == bool(kpi.missing), kpi.key


def test_an_unknown_kpi_is_refused_with_the_nearest() -> None:
    """The nearest key is offered."""
    with pytest.raises(UnknownNameError, match=r"no KPI is called 'sales_velocty'.*sales_velocity"):
        kpi_named("sales_velocty")


def test_the_page_is_up_to_date(root: Path) -> None:
    """docs/kpis.md is what the catalogue says."""
    made = (root / "docs" / "kpis.md").read_text(encoding="utf-8")
    assert made == page(), "write it anew: python -m simfunnel.indicators.page docs/kpis.md"
