"""Labels are pushed apart and find the place where nothing is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simfunnel.charts import pushed_apart
from simfunnel.charts.labels import Box, free_box


def test_labels_apart_stay_where_they_are() -> None:
    """Nothing moves that does not touch."""
    assert pushed_apart([10.0, 40.0], [15.0, 15.0]) == [10.0, 40.0]


def test_labels_nearer_than_15_pixels_move_equally() -> None:
    """Two that touch share the way."""
    assert pushed_apart([100.0, 105.0], [15.0, 15.0]) == [95.0, 110.0]


def test_labels_keep_inside() -> None:
    """Both ends are kept, the others give way."""
    assert pushed_apart([2.0, 3.0], [10.0, 10.0], low=0.0) == [5.0, 15.0]
    assert pushed_apart([97.0, 99.0], [10.0, 10.0], high=100.0) == [85.0, 95.0]


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(1, 40)), min_size=1, max_size=6))
def test_no_two_labels_overlap(wished: list[tuple[float, float]]) -> None:
    """Whatever is wished, neighbours are apart by half the sum of their sizes, in order."""
    wished.sort()
    sizes = [size for _, size in wished]
    places = pushed_apart([place for place, _ in wished], sizes)
    for i in range(len(places) - 1):
        assert places[i + 1] - places[i] >= (sizes[i] + sizes[i + 1]) / 2 - 1e-9


def test_a_label_avoids_lines_and_labels() -> None:
    """The first free place is taken; without any there is none."""
    places = [Box(0, 0, 10, 10), Box(20, 0, 10, 10), Box(40, 0, 10, 10)]
    assert free_box(places, [(5.0, 5.0)], [Box(25, 5, 1, 1)]) == 2
    assert free_box(places[:1], [(5.0, 5.0)]) is None


@pytest.mark.parametrize("other", [Box(10, 0, 5, 5), Box(0, 10, 5, 5), Box(-5, -5, 5, 5)])
def test_boxes_that_only_meet_do_not_touch(other: Box) -> None:
    """A common edge is no overlap."""
    assert not Box(0, 0, 10, 10).touches(other)
