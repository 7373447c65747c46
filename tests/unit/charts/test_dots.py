"""Dots stand in stacks that never mix what reaches the target with what does not."""

from __future__ import annotations

import numpy as np

from simfunnel.charts.dots import stacked


def test_bins_start_at_the_target() -> None:
    """No bin holds values from both sides."""
    values = np.linspace(80.0, 120.0, 20)
    stack = stacked(values, 100.0, pixel=1.0, diameter=9.5, room=62.0)
    assert ((stack.centres > 100.0) == (values >= 100.0)).all()


def test_stacks_fit_the_room() -> None:
    """Twenty equal values shrink the dots until they fit."""
    stack = stacked(np.full(20, 5.0), 0.0, pixel=0.1, diameter=24.0, room=120.0)
    assert (stack.ranks.max() + 1) * (stack.diameter + 2.0) <= 120.0
    assert sorted(stack.ranks) == list(range(20))


def test_dots_stay_visible() -> None:
    """They never shrink below 3.5 pixels, whatever the room."""
    assert stacked(np.full(20, 5.0), 0.0, pixel=0.1, diameter=9.5, room=1.0).diameter == 3.5


def test_no_two_dots_share_a_place() -> None:
    """Bin and rank together are unique."""
    values = np.sort(np.round(np.sin(np.arange(20)) * 10))
    stack = stacked(values, 0.0, pixel=0.2, diameter=9.5, room=62.0)
    assert len(set(zip(stack.centres, stack.ranks, strict=True))) == 20
