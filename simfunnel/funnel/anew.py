"""A compiled funnel anew: with more dated changes, or with its numbers in doubt drawn for one row.

Only what can differ is made again: epochs before the first new change are taken over, and a draw
writes the numbers in doubt without compiling anything.
"""

from __future__ import annotations

from dataclasses import replace

from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.epochs import epochs_of
from simfunnel.funnel.lower import Compiled, lowered
from simfunnel.funnel.patches import lower_doubt

__all__ = ["compile_later", "drawn_for"]


def compile_later(compiled: Compiled, before: Compiled, later: WhatIf) -> Compiled:
    """Return a funnel compiled with more dated changes, but for its numbers in doubt.

    Parameters
    ----------
    compiled : Compiled
        Without them.
    before : Compiled
        The same, or with some of them: its epochs are taken over as far as they are the same.
    later : WhatIf
        Nothing but dated changes.

    Raises
    ------
    FunnelError
        If the funnel cannot be with them.
    """
    made = compiled.made
    dated, what_ifs = (*made.dated, later), (*made.what_ifs, later)
    epochs = epochs_of(made.whole, dated, known=before.low.epochs)
    return lowered(made._replace(dated=dated, what_ifs=what_ifs), epochs)


def drawn_for(frame: Compiled, row: int) -> Compiled:
    """Return a compiled funnel with its numbers in doubt as they are in one row of draws.

    Parameters
    ----------
    frame : Compiled
    row : int
        Number of the replication.

    Raises
    ------
    FunnelError
        If a draw cannot be.
    """
    made = frame.made
    patches = lower_doubt(
        made.whole, frame.low, made.what_ifs,
        doubt_rows=made.doubt_rows, seed=made.seed, only_row=row,
    )  # fmt: skip
    return replace(frame, patches=patches)
