"""What `import simfunnel` offers, and that it offers it lazily."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import simfunnel as sf
from simfunnel.forecasting import forecast


def test_names_are_fetched_from_their_rooms() -> None:
    """A public name is the very thing that its room defines."""
    assert sf.forecast is forecast


def test_functions_are_not_hidden_by_rooms_of_like_names() -> None:
    """The verbs are functions also after their rooms were imported."""
    for room in ("calibration", "forecasting"):
        import_module(f"simfunnel.{room}")
    assert callable(sf.calibrate)
    assert callable(sf.forecast)


def test_an_unknown_name_is_refused_as_by_any_module() -> None:
    """A wrong attribute raises what Python raises."""
    with pytest.raises(AttributeError, match=r"^module 'simfunnel' has no attribute 'forcast'$"):
        _ = sf.forcast


def test_fetching_one_error_loads_nothing_heavy() -> None:
    """Naming an exception of the face costs no data frame and no engine."""
    code = "import sys, simfunnel as sf; sf.FunnelError; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_version_is_that_of_the_package() -> None:
    """`simfunnel.__version__` is what is installed."""
    assert sf.__version__.count(".") >= 2
