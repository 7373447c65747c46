"""Keyed randomness, portable arithmetic and distributions: the shared scalar source.

The same functions serve the SimPy reference, the compiled engine and calibration, with the same
bits. The scalar functions that read a slot (`dispatch`: quantile, survival, remaining, mean) are
imported from there. This room knows nothing of funnels, leads or calendars.
"""

from __future__ import annotations

from simfunnel.variates.distribution import Distribution
from simfunnel.variates.families.constant import constant
from simfunnel.variates.families.empirical import empirical, empirical_curve
from simfunnel.variates.families.exponential import exponential
from simfunnel.variates.families.gamma import gamma
from simfunnel.variates.families.loglogistic import loglogistic
from simfunnel.variates.families.lognormal import lognormal
from simfunnel.variates.families.mixture import mixture
from simfunnel.variates.families.pert import pert
from simfunnel.variates.families.triangular import triangular
from simfunnel.variates.families.uniform import uniform
from simfunnel.variates.families.weibull import weibull
from simfunnel.variates.hazards import (
    MEASURED,
    NEVER,
    advancing_share,
    measured_exit,
    measured_slot,
)
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
from simfunnel.variates.registry import FAMILIES, Family, from_statement
from simfunnel.variates.slots import SLOT

__all__ = [
    "FAMILIES",
    "MEASURED",
    "NEVER",
    "SLOT",
    "Distribution",
    "Family",
    "advancing_share",
    "constant",
    "empirical",
    "empirical_curve",
    "exp",
    "expit",
    "exponential",
    "from_statement",
    "gamma",
    "key_of",
    "lead_key_open",
    "log",
    "logit",
    "loglogistic",
    "lognormal",
    "measured_exit",
    "measured_slot",
    "mixture",
    "normal_cdf",
    "normal_quantile",
    "pert",
    "philox",
    "point",
    "replication_key",
    "replication_words",
    "triangular",
    "uniform",
    "uniforms",
    "weibull",
]
