"""Everything written with a per-cent sign."""

from __future__ import annotations

import pytest

from simfunnel.units import Growth, Percent, Share, ShareRate


def test_shares_are_fractions_inside_and_per_cent_outside() -> None:
    """The nearest float of the fraction is held, and written back as it was."""
    assert Share.parse("75 %").number == 0.75
    assert Share.parse("75%") == Share(0.75)
    assert Share.parse("0.6 %").number == 0.006
    assert str(Share.parse("0.6 %")) == "0.6 %"
    assert str(Share(0.07)) == "7 %"
    assert str(Percent.parse("-4 %")) == "-4 %"
    assert Percent.parse("110 %").number == 1.1


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.75, "0.75 could mean 75 % or 0.75 %; write '75 %' or '0.75 %'."),
        ("0.75", "'0.75' could mean 75 % or 0.75 %; write '75 %' or '0.75 %'."),
        (75, "75 could mean 7500 % or 75 %; write '75 %'."),
        ("120 %", "'120 %' is not a share; give 0 to 100 %."),
        ("-1 %", "'-1 %' is not a share; give 0 to 100 %."),
        ("75 per cent", "'75 per cent' is not a share; write for instance '75 %'."),
        ("+5 %", "'+5 %' could mean 'plus 5 points' or 'times 1.05'; write one of them."),
        ("5,5 %", "'5,5 %' could mean 5.5 or 55; write 5.5 or 55."),
        ("NO", "'NO' is not a share; write for instance '75 %'."),
    ],
)
def test_unusable_shares_are_refused(value: object, message: str) -> None:
    """A share needs its sign and lies between 0 and 100 %."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        Share.parse(value)
    assert str(caught.value) == message


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -0.01, 1.01])
def test_no_share_slips_through_the_range_check(number: float) -> None:
    """Not-a-number passes neither as inside nor as outside."""
    with pytest.raises(ValueError, match="give"):
        Share(number)


def test_rates_give_share_and_days_for_the_callers_logarithm() -> None:
    """A hazard and a growth know their share and their period in days."""
    rate = ShareRate.parse("4 % per month")
    assert (rate.share, rate.days, str(rate)) == (0.04, 30.4375, "4 % per month")
    growth = Growth.parse("10 % per year")
    assert (growth.share, growth.days, str(growth)) == (0.1, 365.25, "10 % per year")


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (
            ShareRate,
            "100 % per month",
            "'100 % per month' is not a rate; give 0 to under 100 % per month.",
        ),
        (
            ShareRate,
            "4 per month",
            "'4 per month' is not a share per time; write for instance '4 % per month'.",
        ),
        (ShareRate, "4 %", "'4 %' is not a share per time; write for instance '4 % per month'."),
        (
            Growth,
            "-100 % per year",
            "'-100 % per year' leaves nothing; give more than -100 % per year.",
        ),
        (
            Growth,
            "10 % per yer",
            "'10 % per yer' has the unit 'yer' after 'per'; write one of second, minute, hour, "
            "day, week, month, quarter, year. Did you mean 'year'?",
        ),
    ],
)
def test_unusable_rates_are_refused(kind: type[Growth], value: str, message: str) -> None:
    """A rate per time is a possible share per known unit."""
    with pytest.raises(ValueError, match=r"\S") as caught:
        kind.parse(value)
    assert str(caught.value) == message
