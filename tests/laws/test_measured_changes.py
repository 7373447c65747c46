"""What a changed share does in a measured stage, also at nobody and everybody."""

from __future__ import annotations

import numpy as np
import pytest

from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.checks import problems
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.resolve import resolve
from simfunnel.simulation.runner import simulate


def _funnel(**stage: object) -> Funnel:
    """Return a funnel of one measured stage in which one in two goes on."""
    hazards = {
        "ages": [0],
        "daily": {"won": [0.1], "lost.price": [0.1]},
        "advances": ["won"],
    }
    return Funnel.model_validate(
        {
            "simfunnel": 1,
            "funnel": "measured",
            "starts": "2026-01-01",
            "until": "2026-12-31",
            "sources": {"web": {"leads": "3000 per month", "enters": "close"}},
            "stages": {"close": {"hazards": hazards, **stage}},
        }
    )


def _won_share(funnel: Funnel, *what_ifs: WhatIf) -> tuple[float, int]:
    """Return the share of leavers that won, and how many left."""
    compiled = compile_funnel(funnel, what_ifs)
    runs = simulate(compiled, 4, seed=3, engine="compiled", workers=1)
    ways = {to: w for w, (_, to, _) in enumerate(compiled.layout.ways)}
    left = runs.results.tallies[:, :, runs.columns.left :].sum(axis=(0, 1))
    total = int(left[: len(ways)].sum())
    return float(left[ways["won"]] / total), total


@pytest.mark.parametrize(("text", "share"), [("0 %", 0.0), ("100 %", 1.0)])
def test_all_or_nobody_goes_on(text: str, share: float) -> None:
    """A share of 0 or 100 % holds to the last lead, stated or changed."""
    change = WhatIf("all", (Change.of("stages.close.advance", text),))

    assert _won_share(_funnel(advance=text))[0] == share
    assert _won_share(_funnel(), change)[0] == share


def test_a_stated_share_of_a_measured_stage_is_what_is_seen() -> None:
    """The share in the file replaces the measured one in what is said and in what happens."""
    funnel = _funnel(advance="80 %")
    share, n = _won_share(funnel)

    assert resolve(funnel).said["close"] == 0.8
    assert abs(share - 0.8) <= 4.9 * np.sqrt(0.16 / n)
    assert 4.9 * np.sqrt(0.16 / n) <= 0.02 * 0.8


def test_more_marks_than_a_lead_can_carry_are_refused() -> None:
    """What stages count as is kept in 62 places."""
    stages = {
        f"s{i}": {
            "counts_as": f"m{i}",
            "advance": "50 %",
            "next": "won",
            "otherwise": {"lost.price": "100 %"},
            "dwell": "3 days",
        }
        for i in range(63)
    }
    funnel = Funnel.model_validate({**_funnel().document(), "stages": stages})
    funnel = funnel.model_copy(
        update={
            "sources": {"web": funnel.sources["web"].model_copy(update={"enters": "s0"})},
        }
    )

    assert ("stages", "63 different names in 'counts_as'; give at most 62.") in problems(funnel)
