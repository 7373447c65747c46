"""What-ifs are written in short forms and read back equal; no file is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.errors import ScenarioError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.scenarios import dump_what_if, free_path, load_what_if, save_what_if, what_if_from

ROOT = Path(__file__).parents[3]
PITCH = "stages.pitch.advance"
RULE = {
    "every": "week",
    "when": "open leads below 40",
    "in": ["pitch"],
    "again_after": "4 weeks",
    "do": {"sources.web.leads": "times 1.2", "costs.extra": "plus 1 000 per month"},
}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "scenarios" / "what_ifs").rglob("*.yaml")), ids=lambda path: path.stem
)
def test_every_shipped_what_if_survives_being_written(path: Path, tmp_path: Path) -> None:
    """Changes, dates, notes and assumptions are read back as they were."""
    what_if = load_what_if(path)

    assert load_what_if(save_what_if(what_if, tmp_path / "again.yaml")) == what_if


@pytest.mark.parametrize(
    "what_if",
    [
        what_if_from({PITCH: "45 %", "sources.web.leads": "times 1.1"}),
        what_if_from({PITCH: {"plus": "5 points", "from": "2026-10-01", "for": "training"}}),
        what_if_from(
            {
                PITCH: {"set": "45 %", "from": "2026-10-01"},
                "sources.web.leads": {"times": 2, "from": "2026-11-01"},
            }
        ),
        what_if_from({"until": "2027-03-31", PITCH: {"set": "45 %", "from": "2026-10-01"}}),
        WhatIf("odd: name, #1", (Change.of(PITCH, "45 %"),), question="Is it: 'yes'?\nReally?"),
        WhatIf("sure", assumes={PITCH: ("30 %", "35 %", "40 %")}),
        what_if_from({PITCH: {"set": "45 %", "from": "2026-10-01"}, "reviews": [RULE]}),
        what_if_from({"reviews": [RULE | {"from": "2026-10-01", "at_most": "2"}]}),
    ],
)
def test_a_what_if_is_read_back_equal(what_if: WhatIf, tmp_path: Path) -> None:
    """Also with several dates, notes, text of several lines, or no change at all."""
    path = tmp_path / "again.yaml"

    assert load_what_if(save_what_if(what_if, path)) == what_if


def test_the_file_reads_as_people_write_it() -> None:
    """One date for all changes stands at the top; the rest is a path and a value a line."""
    what_if = WhatIf(
        "more_leads",
        (Change.of("sources.web.leads", "80 per month", "2026-10-01"),),
        question="What if more leads come?",
        assumes={"sources.web.leads": ("70 per month", "80 per month", "90 per month")},
    )

    assert dump_what_if(what_if) == (
        "simfunnel: 1\n"
        "what_if: more_leads\n"
        "question: What if more leads come?\n"
        "from: 2026-10-01\n"
        "changes:\n"
        "  sources.web.leads: 80 per month\n"
        "assumes:\n"
        "  sources.web.leads: [70 per month, 80 per month, 90 per month]\n"
    )


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    """What is there stays as it is, and a free name is offered."""
    path = tmp_path / "idea.yaml"
    path.write_text("mine")
    (tmp_path / "idea_2.yaml").touch()

    with pytest.raises(ScenarioError) as refused:
        save_what_if(what_if_from({PITCH: "45 %"}), path)
    assert str(refused.value) == (
        f"{path}: exists already and is left as it is; give another name, for instance "
        "'idea_3.yaml'."
    )
    assert path.read_text() == "mine"
    assert free_path(path).name == "idea_3.yaml"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """Nothing is made that nobody asked for."""
    path = tmp_path / "ideas" / "one.yaml"

    with pytest.raises(ScenarioError) as refused:
        save_what_if(what_if_from({PITCH: "45 %"}), path)
    assert str(refused.value) == f"{path}: there is no folder '{path.parent}'."


def test_a_number_changed_twice_does_not_fit_into_a_file() -> None:
    """The second change would be lost, so it is refused."""
    twice = WhatIf("twice", (Change.of(PITCH, "45 %"), Change.of(PITCH, "times 1.1", "2026-10-01")))

    with pytest.raises(ScenarioError) as refused:
        dump_what_if(twice)
    assert str(refused.value) == (
        "the what-if 'twice' changes 'stages.pitch.advance' more than once, and a file names a "
        "number once; write two what-ifs."
    )
