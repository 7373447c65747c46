"""Keyed randomness, portable arithmetic and distributions: the shared scalar source.

The same functions serve the SimPy reference, the compiled engine and calibration, with the same
bits. This room knows nothing of funnels, leads or time.
"""

from __future__ import annotations

from simfunnel.variates.normal import normal_cdf, normal_quantile
from simfunnel.variates.philox import (
    key_of,
    lead_key_open,
    philox,
    point,
    replication_key,
    replication_words,
    uniforms,
)
from simfunnel.variates.portable import exp, expit, log, logit

__all__ = [
    "exp",
    "expit",
    "key_of",
    "lead_key_open",
    "log",
    "logit",
    "normal_cdf",
    "normal_quantile",
    "philox",
    "point",
    "replication_key",
    "replication_words",
    "uniforms",
]
