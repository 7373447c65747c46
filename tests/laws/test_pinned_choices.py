"""Choices of the contract, each pinned by a small case worked out by hand, on both engines.

The cases use the keyed uniforms and the standard library, none of the engines' own functions.
"""

from __future__ import annotations

import pytest
from law_pins import PINS_OF_STAYS, Pin
from law_pins_births import PINS_OF_BIRTHS
from law_pins_mechanisms import PINS_OF_MECHANISMS
from law_pins_people import PINS_OF_PEOPLE
from law_pins_today import PINS_OF_TODAY

from simfunnel.compiled import HAVE_NUMBA

PINS = PINS_OF_STAYS | PINS_OF_BIRTHS | PINS_OF_TODAY | PINS_OF_PEOPLE | PINS_OF_MECHANISMS
ENGINES = ("compiled", "simpy") if HAVE_NUMBA else ("simpy",)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("pin", PINS.values(), ids=PINS)
def test_choice(pin: Pin, engine: str) -> None:
    """The engine does, to the second, what the contract says in this case."""
    seen, hand = pin(engine)
    assert hand
    assert seen == hand
