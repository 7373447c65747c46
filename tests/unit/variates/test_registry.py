"""Picking a family from what is said."""

from __future__ import annotations

import pytest

from simfunnel.errors import FunnelError, UnknownNameError
from simfunnel.variates import FAMILIES, from_statement

PICKED = [
    ({"median": 14, "p90": 40}, "Lognormal"),
    ({"p90": 21, "p10": 14}, "Lognormal"),
    ({"mean": 10, "spread": 4}, "Lognormal"),
    ({"median": 0.96, "spread": 0.12}, "Lognormal"),
    ({"exactly": 30}, "Constant"),
    ({"min": 1, "max": 2}, "Uniform"),
    ({"min": 1, "mode": 2, "max": 9}, "Pert"),
    ({"mean": 10}, "Exponential"),
    ({"median": 10}, "Exponential"),
    ({"exactly": 30, "share": 0.2, "median": 14, "p90": 40}, "Mixture"),
]


@pytest.mark.parametrize(("numbers", "family"), PICKED)
def test_numbers_pick_the_family(numbers: dict[str, float], family: str) -> None:
    """Without a name, the usual family of these numbers is taken."""
    assert type(from_statement(None, numbers)).__name__ == family


@pytest.mark.parametrize("name", [name for name, family in FAMILIES.items() if family.ways])
def test_every_way_of_every_family_can_be_named(name: str) -> None:
    """Each family takes each of its groups of numbers."""
    usual = {"median": 14, "p10": 8, "p90": 21, "mean": 14, "spread": 4, "exactly": 3}
    usual |= {"min": 1, "mode": 2, "max": 9}

    for way in FAMILIES[name].ways:
        stated = from_statement(name, {key: usual[key] for key in way})
        assert type(stated).__name__ == name.capitalize()


def test_a_named_family_with_a_spike() -> None:
    """The rest of a spike is of the family that was named."""
    spiked = from_statement("loglogistic", {"exactly": 30, "share": 0.2, "median": 9, "p90": 20})

    assert spiked.survival(29.999) - spiked.survival(30.0) == pytest.approx(0.2, abs=1e-4)


REFUSED = [
    (
        None,
        {"median": 3, "p95": 9},
        "No distribution is stated by median and p95; possible are: median and p90; p10 and p90; "
        "mean and spread; median and spread; exactly; min and max; min, mode and max; mean; "
        "median.",
    ),
    (
        None,
        {},
        "No distribution is stated by nothing; possible are: median and p90; p10 and p90; "
        "mean and spread; median and spread; exactly; min and max; min, mode and max; mean; "
        "median.",
    ),
    (
        "pert",
        {"median": 3, "p90": 9},
        "A distribution of the pert family is not stated by median and p90; possible are: "
        "min, mode and max.",
    ),
    (
        None,
        {"exactly": 30, "share": 1.5, "median": 3, "p90": 9},
        "The share is 1.5; give more than 0 % and less than 100 %.",
    ),
]


@pytest.mark.parametrize(("family", "numbers", "message"), REFUSED)
def test_what_states_nothing_is_refused(
    family: str | None, numbers: dict[str, float], message: str
) -> None:
    """The message lists what would do."""
    with pytest.raises(FunnelError) as caught:
        from_statement(family, numbers)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "guess"), [("lognorml", " Did you mean 'lognormal'?"), ("mixture", "")]
)
def test_an_unknown_family_is_refused(name: str, guess: str) -> None:
    """The nearest name is offered; families that numbers cannot state count as unknown here."""
    with pytest.raises(UnknownNameError) as caught:
        from_statement(name, {"median": 3, "p90": 9})

    assert str(caught.value) == (
        f"There is no family '{name}' to be stated by numbers.{guess} Possible are: lognormal, "
        "constant, uniform, pert, triangular, exponential, gamma, weibull, loglogistic."
    )
