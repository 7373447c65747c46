"""What a measured stage says of itself: the share that goes on, as it was measured."""

from __future__ import annotations

import math

from simfunnel.funnel.model import Hazards
from simfunnel.units import Share

__all__ = ["measured_share"]


def measured_share(hazards: Hazards) -> Share:
    """Return the share of leads that advance from a measured stage as it was measured.

    Parameters
    ----------
    hazards : Hazards
        Its chances per day of each way out.
    """
    from simfunnel.funnel.resolve import exit_shares  # needs Numba: only for those who ask

    going = exit_shares(hazards)
    total = math.fsum(going[name] for name in hazards.advances)
    return Share(min(1.0, float(f"{total:.12g}")))
