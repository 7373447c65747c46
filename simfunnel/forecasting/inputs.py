"""What a forecast may be asked of: a funnel, a calibration, or the path of a scenario file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from simfunnel.calibration import Calibration
from simfunnel.errors import FunnelError
from simfunnel.funnel.changes import WhatIf
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.today import Booked
from simfunnel.words import say

__all__ = ["Given", "given_of", "what_ifs_of"]


@dataclass(frozen=True, eq=False)
class Given:
    """What a forecast starts from.

    Parameters
    ----------
    funnel : Funnel
        As it was given, before horizon and changes.
    calibration : Calibration, optional
        Where the funnel was measured from a history that is at hand.
    path : str
        The scenario file; empty where there is none.
    """

    funnel: Funnel
    calibration: Calibration | None = None
    path: str = ""

    @property
    def blocks(self) -> tuple[Booked, ...]:
        """What is stated of the time before the start."""
        return () if self.funnel.today is None else self.funnel.today.booked_so_far

    @property
    def history_begins(self) -> date | None:
        """The first day of which a history at hand can say what was won."""
        if self.calibration is None or not self.blocks:
            return None
        return min(block.since for block in self.blocks)

    @property
    def dormant(self) -> frozenset[str]:
        """Open leads that are older in a measured stage than any that ever moved on.

        The last bin of measured ages begins after the last exit ever seen.
        """
        if self.calibration is not None:
            return self.calibration.dormant
        if self.funnel.today is None:
            return frozenset()
        laws = {name: stage.hazards for name, stage in self.funnel.stages.items()}
        found = set()
        for lead in self.funnel.today.open_leads:
            law = laws.get(lead.stage)  # the block `nurture` is a place without a law
            age = (self.funnel.start - lead.entered_on).days
            if law is not None and len(law.ages) > 1 and age >= law.ages[-1]:
                found.add(lead.lead)
        return frozenset(found)


def given_of(what: Funnel | Calibration | str | Path) -> Given:
    """Return what a forecast starts from.

    Parameters
    ----------
    what : Funnel, Calibration, str or Path
        A text is the path of a scenario file.

    Returns
    -------
    Given

    Raises
    ------
    FunnelError
        If it is none of these.
    ScenarioError
        If the file cannot be read.
    """
    if isinstance(what, Funnel):
        return Given(what)
    if isinstance(what, Calibration):
        return Given(what.funnel, what)
    if isinstance(what, str | Path):
        from simfunnel.scenarios import load

        return Given(load(what), path=str(what))
    raise FunnelError(
        say(
            "cannot forecast a {name}; give a Funnel, a Calibration or the path of a scenario "
            "file.",
            name=type(what).__name__,
        )
    )


def what_ifs_of(
    what_ifs: Sequence[WhatIf | str | Path | Mapping[str, Any]],
) -> tuple[WhatIf, ...]:
    """Return what-ifs, reading those that are given as paths or as plain changes.

    Parameters
    ----------
    what_ifs : sequence of WhatIf, str, Path or mapping
        A mapping holds paths into the funnel and what happens there.

    Returns
    -------
    tuple of WhatIf
    """
    return tuple(_what_if(each) for each in what_ifs)


def _what_if(what: WhatIf | str | Path | Mapping[str, Any]) -> WhatIf:
    """Return one what-if."""
    if isinstance(what, WhatIf):
        return what
    from simfunnel.scenarios import load_what_if, what_if_from

    return load_what_if(what) if isinstance(what, str | Path) else what_if_from(what)
