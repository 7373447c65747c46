"""The command `simfunnel`: one module per command, arguments -> one public call -> an exit code.

This room reads arguments, asks the rooms below, and says what came out: answers on stdout,
everything else on stderr. It decides nothing about funnels. Heavy libraries are imported when a
command runs, so that help is there at once.
"""

from __future__ import annotations

from simfunnel.cli.entry import main

__all__ = ["main"]
