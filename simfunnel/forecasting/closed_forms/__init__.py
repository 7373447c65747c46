"""What can be known of a funnel without simulating it, beside what the simulation says.

This room reads the same flat array as the engines and follows no lead: chances come from linear
algebra, open leads from integrals.
"""

from __future__ import annotations

from simfunnel.forecasting.closed_forms.asking import theory
from simfunnel.forecasting.closed_forms.theory import Theory

__all__ = ["Theory", "theory"]
