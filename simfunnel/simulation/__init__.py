"""Replications of a funnel on two engines that agree to the last bit.

This room alone knows SimPy. It knows numbers, seconds and tallies, and nothing of files, money
formats or charts.
"""
