"""Reports: what is known of a funnel, put together for those who decide; no figure of its own."""

from __future__ import annotations

from simfunnel.reports.board import Dashboard, dashboard

__all__ = ["Dashboard", "dashboard"]
