"""Laws of changing and writing that hold for all funnels and all changes."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simfunnel.errors import SimfunnelError
from simfunnel.funnel.changes import Change, change_funnel, leaves, number_at, split_of
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.examples import tiny
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import find
from simfunnel.funnel.quantities import outcome_kind
from simfunnel.scenarios import dump, load
from simfunnel.scenarios.documents import parse_document

SCENARIOS = Path(__file__).parents[2] / "scenarios"
QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@functools.cache
def funnel() -> Funnel:
    """Return a shipped funnel with splits, mixtures, events and doubt."""
    return load(SCENARIOS / "six_stage_recycling.yaml")


SHARES = [path for path in leaves(funnel()) if len(split_of(funnel(), path)) > 1]
RATES = [path for path in leaves(funnel()) if path.endswith((".advance", ".leads", ".median"))]
PERCENT = st.integers(1, 99).map(lambda share: f"{share} %")


@QUICK
@given(path=st.sampled_from(SHARES), share=PERCENT)
def test_setting_a_share_twice_is_setting_it_once(path: str, share: str) -> None:
    """And its split still makes 100 %, in the old proportions of the others."""
    change = [Change.of(path, share)]
    once = change_funnel(funnel(), change)
    total = sum(find(once, p).number.number for p in split_of(once, path))  # type: ignore[union-attr]

    assert number_at(once, path) == share
    assert change_funnel(once, change).digest() == once.digest()
    assert total == pytest.approx(1.0, abs=1e-12)


@QUICK
@given(path=st.sampled_from(SHARES), first=PERCENT, back=st.booleans())
def test_a_share_set_back_gives_the_old_funnel(path: str, first: str, back: bool) -> None:
    """To within rounding: the siblings return to their proportions."""
    old = number_at(funnel(), path)
    there = change_funnel(funnel(), [Change.of(path, first)])
    again = change_funnel(there, [Change.of(path, old)])

    for sibling in split_of(funnel(), path):
        before = find(funnel(), sibling).number
        after = find(again, sibling).number
        assert before is not None
        assert after is not None
        assert after.number == pytest.approx(before.number, rel=1e-12)


@QUICK
@given(
    factors=st.lists(
        st.tuples(st.sampled_from(RATES), st.integers(50, 100)),
        max_size=4,
        unique_by=lambda c: c[0],
    ),
    data=st.data(),
)
def test_changes_of_different_numbers_go_in_any_order(
    factors: list[tuple[str, int]], data: st.DataObject
) -> None:
    """What happens on one date happens at once."""
    changes = [Change.of(path, f"times {percent / 100}") for path, percent in factors]
    mixed = data.draw(st.permutations(changes))

    assert change_funnel(funnel(), mixed).digest() == change_funnel(funnel(), changes).digest()


@QUICK
@given(path=st.sampled_from(list(leaves(funnel()))), value=st.text(max_size=12))
def test_any_value_on_any_number_is_applied_or_refused_with_reason(path: str, value: str) -> None:
    """Nothing else can happen, and the funnel itself never changes."""
    before = funnel().digest()
    message = "applied"
    try:
        change_funnel(funnel(), [Change.of(path, value)])
    except (SimfunnelError, ValueError) as error:
        message = str(error)

    assert message
    assert funnel().digest() == before


@QUICK
@given(
    about=st.text(
        st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=60
    ),
    factors=st.lists(st.tuples(st.sampled_from(RATES), st.integers(60, 100)), max_size=3),
)
def test_a_funnel_written_and_read_is_the_same(
    tmp_path: Path, about: str, factors: list[tuple[str, int]]
) -> None:
    """Whatever its numbers and its words."""
    changes = [Change.of(path, f"times {percent / 100}") for path, percent in factors]
    changed = rebuilt(change_funnel(funnel(), changes), {("about",): about})
    path = tmp_path / "funnel.yaml"
    path.write_text(dump(changed), encoding="utf-8", newline="")

    assert load(path).digest() == changed.digest()


@QUICK
@given(text=st.text(max_size=80))
def test_any_text_is_a_document_or_is_refused(text: str) -> None:
    """No input ends in any other way."""
    message = "f.yaml"
    try:
        parse_document(text, "f.yaml")
    except SimfunnelError as error:
        message = str(error)

    assert message.startswith("f.yaml")


NAMES = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="./"),
    min_size=1,
    max_size=20,
).filter(lambda name: outcome_kind(name) is None)


@QUICK
@given(name=NAMES)
def test_any_name_of_a_stage_survives_writing_and_reading(tmp_path: Path, name: str) -> None:
    """Markup, quotes, colons and foreign letters are names like others."""
    document = tiny().document()
    document["stages"] = {name: document["stages"]["pitch"]}
    document["sources"]["web"]["enters"] = name
    named = Funnel.model_validate(document)
    path = tmp_path / "funnel.yaml"
    path.write_text(dump(named), encoding="utf-8", newline="")

    assert load(path).digest() == named.digest()
