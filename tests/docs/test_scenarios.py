"""Every shipped scenario file loads, comes back equal when written, and takes every lever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from simfunnel.errors import FunnelError
from simfunnel.funnel.changes import Change, WhatIf, change_funnel, leaves
from simfunnel.funnel.checks import notes
from simfunnel.funnel.epochs import for_whole_run
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import find, split_of
from simfunnel.funnel.together import assume, check_together
from simfunnel.scenarios import dump, load, load_what_if, save_as, schema_files
from simfunnel.scenarios.documents import read_document
from simfunnel.scenarios.nodes import plain

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TABLES = ("open_leads:", "customers:")  # written beside the copy, under its name
FUNNELS = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
WHAT_IF_FILES = {path.stem: path for path in (SCENARIOS / "what_ifs").rglob("*.yaml")}
WHAT_IFS = sorted(WHAT_IF_FILES)


@pytest.fixture(scope="module")
def funnels() -> dict[str, Funnel]:
    """Return every shipped funnel."""
    return {name: load(SCENARIOS / f"{name}.yaml") for name in FUNNELS}


@pytest.fixture(scope="module")
def what_ifs(funnels: dict[str, Funnel]) -> dict[str, tuple[WhatIf, Funnel]]:
    """Return every shipped what-if with the funnel that it was written for."""
    found = {}
    for name in WHAT_IFS:
        path = WHAT_IF_FILES[name]
        baseline = funnels[load_what_if(path).written_for]
        found[name] = (load_what_if(path, baseline), baseline)
    return found


def test_the_promised_files_are_there() -> None:
    """Eight funnels, and what-ifs on qualification, nurture, proposals, people, rules."""
    assert FUNNELS == [
        "negotiated_prices",
        "one_queue",
        "saas_with_renewals",
        "seven_stage_b2b",
        "six_stage_recycling",
        "small_agency",
        "ten_good_or_hundred_poor",
        "tofu_mofu_bofu",
    ]
    assert WHAT_IFS == [
        "better_onboarding",
        "better_qualification",
        "campaigns_when_thin",
        "closers_in_march",
        "double_advertising",
        "faster_proposals",
        "multi_threading",
        "nurture_harder",
        "price_up",
        "referral_programme",
        "stricter_qualification",
        "two_more_sdrs",
    ]


@pytest.mark.parametrize("name", FUNNELS)
def test_a_funnel_is_called_like_its_file_and_has_no_idle_part(
    funnels: dict[str, Funnel], name: str
) -> None:
    """Nothing in it is without effect."""
    assert funnels[name].funnel == name
    assert notes(funnels[name]) == []


@pytest.mark.parametrize("name", FUNNELS)
def test_a_funnel_comes_back_equal(funnels: dict[str, Funnel], name: str, tmp_path: Path) -> None:
    """Written anew, it has the same digest; its plain data are a funnel too."""
    path = tmp_path / f"{name}.yaml"
    path.write_text(dump(funnels[name]))

    assert load(path).digest() == funnels[name].digest()
    assert Funnel.model_validate(funnels[name].document()).digest() == funnels[name].digest()


@pytest.mark.parametrize("name", FUNNELS)
def test_a_file_saved_unchanged_keeps_every_byte(
    funnels: dict[str, Funnel], name: str, tmp_path: Path
) -> None:
    """Comments are part of a scenario: only the names of tables may differ in another folder."""
    original = SCENARIOS / f"{name}.yaml"
    copy = tmp_path / f"{name}.yaml"
    save_as(funnels[name], copy, like=original)
    lines = zip(original.read_text().splitlines(), copy.read_text().splitlines(), strict=True)

    assert [new for old, new in lines if old != new and not new.strip().startswith(TABLES)] == []


@pytest.mark.parametrize("name", FUNNELS)
def test_every_number_can_be_changed_or_says_why_not(funnels: dict[str, Funnel], name: str) -> None:
    """A lever on every leaf makes another funnel, or is refused with a reason.

    Nine tenths of a small count are rounded to itself; twice as many are not.
    """
    funnel = funnels[name]
    refused, idle = {}, set()
    for path in leaves(funnel):
        try:
            changed = change_funnel(funnel, [Change.of(path, "times 0.9")])
        except FunnelError as error:
            refused[path] = error.problems[0].message
        else:
            if changed.digest() == funnel.digest():
                changed = change_funnel(funnel, [Change.of(path, "times 2")])
            idle |= {path} if changed.digest() == funnel.digest() else set()

    assert {path for path in refused if not may_refuse(funnel, path)} == set()
    assert all(message.endswith(".") for message in refused.values())
    assert {path for path in idle if leaves(funnel)[path].split(" ")[0] != "0"} == set()


def may_refuse(funnel: Funnel, path: str) -> bool:
    """Return whether nine tenths of what stands at a path may be refused."""
    place = find(funnel, path)
    no_number = place.kind is None or place.number is None or path.startswith("doubt.")
    whole = len(split_of(funnel, path)) == 1
    upper_end = path.endswith((".p90", ".max", ".second"))  # would fall below the lower end
    return no_number or whole or upper_end


@pytest.mark.parametrize("name", WHAT_IFS)
def test_a_what_if_changes_the_funnel_it_was_written_for(
    what_ifs: dict[str, tuple[WhatIf, Funnel]], name: str
) -> None:
    """Its changes apply, its assumptions join the doubt, and it asks a question."""
    what_if, baseline = what_ifs[name]
    ruled, rest = for_whole_run(baseline, [what_if])
    changed = assume(change_funnel(ruled, rest[0].changes), rest)

    assert changed.digest() != baseline.digest()
    assert what_if.question.endswith("?")
    assert all(one.since is not None for one in (*what_if.changes, *what_if.reviews))
    assert set(what_if.assumes) <= set(changed.doubt.ranges)


def test_what_ifs_that_do_not_contradict_each_other_go_together(
    what_ifs: dict[str, tuple[WhatIf, Funnel]],
) -> None:
    """Better qualification and faster proposals can be asked at once."""
    check_together([what_ifs[name][0] for name in ("better_qualification", "faster_proposals")])


@pytest.mark.parametrize("name", schema_files())
def test_the_committed_schema_is_the_one_that_the_package_describes(name: str) -> None:
    """If not, write what `simfunnel.scenarios.schema_files()` gives into the folder."""
    committed = SCENARIOS / "schema" / name

    assert committed.read_text() == schema_files()[name]


def described(path: Path) -> Any:
    """Return a file's plain data with the version as a number, as editors see it."""
    data = plain(read_document(path))
    assert isinstance(data, dict)
    return data | {"simfunnel": int(str(data["simfunnel"]))}


@pytest.mark.parametrize(
    "path", sorted(SCENARIOS.glob("*.yaml")) + sorted((SCENARIOS / "what_ifs").rglob("*.yaml")),
    ids=lambda path: path.stem,
)  # fmt: skip
def test_files_fit_the_schema_that_their_first_line_names(path: Path) -> None:
    """So that editors show no red lines in them."""
    first = path.read_text().splitlines()[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    schema = json.loads((path.parent / first.removeprefix(prefix)).read_text())
    found = jsonschema.Draft202012Validator(schema).iter_errors(described(path))

    assert [error.message for error in found] == []
