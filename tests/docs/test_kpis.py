"""The KPIs that five articles name are all in the catalogue, and the page is made from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.errors import UnknownNameError
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
    "customer_growth", "market_share", "products_per_customer",
)  # fmt: skip


@pytest.mark.parametrize("key", SHOWN)
def test_what_articles_name_is_there(key: str) -> None:
    """Each row of the list is computed by something."""
    assert callable(KPIS[key].of)


def test_every_kpi_is_explained() -> None:
    """Name, formula, window, article, pitfall."""
    for kpi in KPIS.values():
        assert all((kpi.name, kpi.formula, kpi.window, kpi.source)), kpi.key
        assert kpi.pitfall.endswith("."), kpi.key


def test_an_unknown_kpi_is_refused_with_the_nearest() -> None:
    """The nearest key is offered."""
    with pytest.raises(UnknownNameError, match=r"no KPI is called 'sales_velocty'.*sales_velocity"):
        kpi_named("sales_velocty")


def test_the_page_is_up_to_date(root: Path) -> None:
    """docs/kpis.md is what the catalogue says."""
    made = (root / "docs" / "kpis.md").read_text(encoding="utf-8")
    assert made == page(), "write it anew: python -m simfunnel.indicators.page docs/kpis.md"
