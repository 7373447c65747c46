"""The one type of moments in all tables."""

from __future__ import annotations

__all__ = ["MOMENT"]

MOMENT = "datetime64[s]"
"""A local moment, to the second; missing is NaT. A day stands for its midnight."""
