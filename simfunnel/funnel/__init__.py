"""What a funnel is: frozen specifications, what changes and doubts them, and their flat form.

This room knows no files, no engines and no charts. `simfunnel.funnel.lower` turns a funnel into
the arrays that engines read; everything below the specification is imported from its own module,
because compiled functions bring Numba with them.
"""

from __future__ import annotations

from simfunnel.funnel.model import Funnel

__all__ = ["Funnel"]
