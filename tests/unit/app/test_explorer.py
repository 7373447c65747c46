"""Explorers: what they say stays true wherever the sliders stand, and they leave a file behind."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

import simfunnel as sf
from simfunnel.app import Explorer, explore
from simfunnel.errors import FunnelError, UnknownNameError
from simfunnel.funnel.examples import tiny
from simfunnel.units import format_share

ADVANCE, LEADS = "stages.pitch.advance", "sources.web.leads"


def tried(**options: Any) -> Explorer:
    """Return an explorer of a tiny funnel with a target."""
    asked: dict[str, Any] = {"targets": "30 won by 2026-12-31", "replications": 100, "seed": 5}
    return explore(tiny(), [ADVANCE, LEADS], **(asked | options))


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_at_rest_it_is_the_forecast_itself() -> None:
    """The same sentence as the outlook of so many futures, and no difference."""
    explorer = tried()
    outlook = sf.forecast(tiny(), targets="30 won by 2026-12-31", replications=100, seed=5)

    assert explorer.sentence == outlook.headline
    assert explorer.look.card.effect is None
    assert str(explorer).splitlines()[1:4:2] == [
        "No slider is moved: this is the baseline.",
        "Move a slider, and what then differs from the baseline stands here.",
    ]


def test_a_moved_lever_is_the_forecast_with_that_what_if() -> None:
    """What it shows is what `forecast` says of the same change."""
    explorer = tried()
    explorer.move({LEADS: "45 per month"})
    outlook = sf.forecast(
        tiny(),
        what_ifs=[{LEADS: "45 per month"}],
        targets="30 won by 2026-12-31",
        replications=100,
        seed=5,
    )

    assert explorer.sentence == outlook.headline


def test_what_is_said_stays_true_over_the_whole_range() -> None:
    """More advance means more deals, in words and in numbers, and a higher chance."""
    explorer = tried()
    lever = explorer.levers[0]
    averages, chances = [], []
    for value in lever.values[::7]:
        explorer.move({ADVANCE: str(value)})
        look, text = explorer.look, plain(str(explorer))
        card, chance = look.card, look.card.fan.chance
        averages.append(0.0 if card.effect is None else card.effect.mean)
        chances.append(0.0 if chance is None else chance.share)
        assert chance is not None
        if not look.moves:
            continue
        row = card.effect
        assert row is not None
        if row.verdict == "within noise":
            assert "No difference seen" in text
        else:
            word = "more" if row.mean > 0 else "less"
            said = re.search(r"([\d.]+) deals? (more|less) than the baseline", text)
            assert said is not None
            assert said[2] == word
            assert float(said[1]) == pytest.approx(abs(row.mean), abs=0.5)
        if 0.005 < chance.share < 0.995:
            assert plain(f"{format_share(chance.share)} (±") in text
            assert re.search(rf"(to|stays at) {plain(chance.text)}\.", text)
        assert f"{value!s} instead of 25 %" in text

    assert averages == sorted(averages)
    assert chances == sorted(chances)
    assert min(averages) < 0.0 < max(averages)


def test_moved_there_and_back_is_where_it_was() -> None:
    """Reset and moving back give the same card, sentence and picture."""
    explorer = tried()
    before = explorer.html
    explorer.move({ADVANCE: "40 %"})
    moved = explorer.html
    explorer.move({ADVANCE: "25 %"})

    assert moved != before
    assert explorer.html == before
    explorer.move({ADVANCE: "40 %"})
    explorer.reset()
    assert explorer.html == before


def test_what_changes_nothing_is_said_to_be_exactly_the_same() -> None:
    """A change from a day after the horizon moves no future."""
    explorer = tried(since="2027-06-01")
    explorer.move({ADVANCE: "50 %"})

    assert "Exactly the same as the baseline in every future: it changes nothing that is won" in (
        str(explorer)
    )
    assert "from 1 Jun 2027" in plain(str(explorer))


def test_what_is_saved_is_what_the_command_forecasts_with(tmp_path: Path) -> None:
    """The file gives the same sentence; a second one gets a number; none is overwritten."""
    explorer = tried(folder=tmp_path, since="2026-10-01")
    explorer.move({ADVANCE: "40 %", LEADS: "45 per month"})
    first, second = explorer.save("better pitch!"), explorer.save("better pitch!")
    outlook = sf.forecast(
        tiny(), what_ifs=[first], targets="30 won by 2026-12-31", replications=100, seed=5
    )

    assert [path.name for path in (first, second)] == ["better_pitch.yaml", "better_pitch_2.yaml"]
    assert outlook.headline == explorer.sentence
    assert sf.load_what_if(second, tiny()).name == "better_pitch_2"
    assert explorer.command(first) == f"simfunnel forecast FUNNEL.yaml --with {first.as_posix()}"


def test_nothing_moved_leaves_nothing_to_save(tmp_path: Path) -> None:
    """It says so, and writes no file."""
    with pytest.raises(FunnelError) as refused:
        tried(folder=tmp_path).save()
    assert str(refused.value) == "nothing is moved, so there is no what-if to save."
    assert list(tmp_path.iterdir()) == []


def test_a_lever_that_is_not_there_is_refused_with_the_nearest() -> None:
    """Also a day that is none."""
    with pytest.raises(UnknownNameError) as refused:
        tried().move({"stages.pitch.advanc": "40 %"})
    assert str(refused.value) == (
        "'stages.pitch.advanc' is none of these levers. Did you mean 'stages.pitch.advance'?"
    )
    with pytest.raises(FunnelError, match=r"^since: '1\.9\.' "):
        tried(since="1.9.")


def test_without_widgets_the_picture_shows_and_what_to_install_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing fails; sentence, picture and the missing package are there."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    bundle = tried()._repr_mimebundle_()

    assert sorted(bundle) == ["image/png", "text/html", "text/plain"]
    assert bundle["text/plain"].endswith(
        "The sliders need ipywidgets: pip install 'simfunnel[notebook]'."
    )


def test_an_explorer_knows_its_file_and_its_numbers_in_doubt(root: Path) -> None:
    """Two futures of a large funnel: too few to judge, and it says so."""
    path = root / "scenarios" / "seven_stage_b2b.yaml"
    explorer = explore(path, ["stages.proposal.advance"], replications=10)
    explorer.move({"stages.proposal.advance": "90 %"})

    assert "Too few futures to judge it." in str(explorer)
    assert explorer.command(Path("a b.yaml")).endswith("seven_stage_b2b.yaml --with 'a b.yaml'")
