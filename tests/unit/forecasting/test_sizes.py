"""What is too large to be run is refused before it starts."""

from __future__ import annotations

import pytest

from simfunnel.errors import FunnelError
from simfunnel.forecasting import forecast
from simfunnel.funnel.examples import tiny


def test_a_target_beyond_a_hundred_years_is_refused() -> None:
    """A target lengthens the horizon, but not without end."""
    with pytest.raises(FunnelError) as refused:
        forecast(tiny(), targets="90 won by 2900-12-31", replications=1)

    assert str(refused.value) == (
        "the horizon would end on 2900-12-31, more than 100 years after the start on 2026-09-01; "
        "give an earlier target or a shorter horizon."
    )


def test_too_many_replications_are_refused_with_both_knobs() -> None:
    """The size of a run counts its replications."""
    with pytest.raises(FunnelError) as refused:
        forecast(tiny(), replications=100_000_000)

    assert str(refused.value) == (
        "sources.web: about 120 leads with 1 stay each and 100 000 000 replications make "
        "12 000 000 000 stays; the most is 2 000 000 000. Lower 'sources.web.leads' or the "
        "replications."
    )
