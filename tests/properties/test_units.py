"""Laws of quantities: what is written reads back, and levers undo each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simfunnel.units import (
    Count,
    Duration,
    Growth,
    Money,
    Percent,
    PerLead,
    PerTime,
    Plain,
    Plus,
    Quantity,
    Share,
    ShareRate,
    Times,
    Weekdays,
    parse_operation,
)

UNITS = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
AMOUNTS = st.floats(0, 1e15)
FRACTIONS = st.floats(0, 1)
QUANTITIES = st.one_of(
    NUMBERS.map(Plain),
    st.integers(0, 10**15).map(Count),
    AMOUNTS.map(Money),
    AMOUNTS.map(PerLead),
    st.builds(PerTime, AMOUNTS, st.sampled_from(UNITS)),
    FRACTIONS.map(Share),
    NUMBERS.map(Percent),
    st.builds(ShareRate, st.floats(0, 1, exclude_max=True), st.sampled_from(UNITS)),
    st.builds(Growth, st.floats(-1, 1e9, exclude_min=True), st.sampled_from(UNITS)),
    st.builds(Duration, st.floats(0, 1_000), st.sampled_from([*UNITS, "business day"])),
    st.floats(1e-9, 1e9).map(Times),
)


@given(QUANTITIES)
def test_writing_then_reading_gives_the_same_quantity(quantity: Quantity) -> None:
    """Canonical text loses no bit."""
    assert type(quantity).parse(str(quantity)) == quantity
    assert parse_operation(str(quantity)).applied_to(quantity) is not None


@given(st.floats(-1e9, 1e9), st.sampled_from(["", "point", "day", "business day", "per month"]))
def test_additions_read_back(number: float, unit: str) -> None:
    """Canonical text of an addition loses no bit."""
    assert Plus.parse(str(Plus(number, unit))) == Plus(number, unit)


@given(st.sets(st.integers(0, 6)))
def test_weekdays_read_back(days: set[int]) -> None:
    """Every set of weekdays has a text."""
    weekdays = Weekdays(tuple(sorted(days)))  # type: ignore[arg-type]
    assert not days or Weekdays.parse(str(weekdays)) == weekdays


@given(st.integers(1, 10**9), st.integers(1, 999))
def test_a_lever_and_its_opposite_cancel(cents: int, thousandths: int) -> None:
    """Decimal arithmetic leaves no dust behind."""
    amount = Money(cents / 100)
    step = thousandths / 1000
    assert Plus(-step).applied_to(Plus(step).applied_to(amount)) == amount


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_one_short_line(text: str) -> None:
    """No text raises anything but a clear refusal."""
    for kind in (Plain, Count, Money, PerLead, PerTime, Share, ShareRate, Growth, Duration, Times):
        said = _refusal(kind, text)
        assert "\n" not in said
        assert len(said) < 400


def _refusal(kind: type[Quantity], text: str) -> str:
    """Return why a text is refused, or nothing if it is read."""
    try:
        kind.parse(text)
    except ValueError as refusal:
        return str(refusal)
    return ""
