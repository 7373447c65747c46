"""CRM exports become history: text in, stays and leads out, nothing guessed, oddities counted.

This room reads CSV and XLSX files by a mapping and cuts them at the end of a day. It knows
nothing of scenario files, simulations or forecasts.
"""

from __future__ import annotations

from simfunnel.history.facts import Fact
from simfunnel.history.history import History
from simfunnel.history.mapping import Mapping
from simfunnel.history.mapping_file import read_mapping
from simfunnel.history.reading import read_history

__all__ = ["Fact", "History", "Mapping", "read_history", "read_mapping"]
