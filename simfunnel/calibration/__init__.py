"""Stays of the past become a funnel: measured stages, arrivals, amounts, today, and their doubt.

This room estimates from one history as it was known on one day. It never backtests, chooses or
simulates, and knows nothing of files.
"""

from __future__ import annotations

from simfunnel.calibration.calibrate import Calibration, calibrate
from simfunnel.calibration.expected import expected_wins

__all__ = ["Calibration", "calibrate", "expected_wins"]
