"""Replications of a funnel on two engines that agree to the last bit.

This room alone knows SimPy. It knows numbers, seconds and tallies, and nothing of files, money
formats or charts.
"""

from __future__ import annotations

from simfunnel.simulation.warm import compile_kernels

__all__ = ["compile_kernels"]
