"""The KPIs that articles on sales name: each with its formula, its pitfall, and its figure if any.

What nothing here simulates is refused in a sentence that says what is missing.
"""

from simfunnel.indicators.asking import KpiTable, kpis
from simfunnel.indicators.catalogue import KPIS, kpi_named
from simfunnel.indicators.crosses import CROSSED
from simfunnel.indicators.kinds import Kpi

__all__ = ["CROSSED", "KPIS", "Kpi", "KpiTable", "kpi_named", "kpis"]
