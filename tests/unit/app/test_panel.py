"""The widgets of an explorer: moving, resetting, saving, and what takes long or cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simfunnel.app import Explorer, explore
from simfunnel.app.looks import Bench
from simfunnel.app.panel import Panel
from simfunnel.errors import FunnelError
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.examples import tiny

ADVANCE, LEADS = "stages.pitch.advance", "sources.web.leads"


@pytest.fixture
def explorer(tmp_path: Path) -> Explorer:
    """Return an explorer of a tiny funnel."""
    return explore(tiny(), [ADVANCE, LEADS], replications=60, seed=5, folder=tmp_path)


def pull(panel: Panel, path: str, steps: int) -> None:
    """Move a slider as a reader does, and wait for what comes."""
    panel.sliders[path].index += steps
    panel.latest.wait()


def test_a_moved_slider_changes_card_and_buttons(explorer: Explorer) -> None:
    """Sentence and picture follow; what was moved can be reset and saved."""
    panel = explorer.panel
    before = panel.card.value
    assert panel.reset.disabled
    assert panel.save.disabled
    pull(panel, ADVANCE, 10)

    assert panel.card.value == explorer.html != before
    assert [move.lever.path for move in explorer.look.moves] == [ADVANCE]
    assert not panel.reset.disabled
    panel.reset.click()
    assert panel.card.value == before
    assert panel.sliders[ADVANCE].index == explorer.levers[0].home


def test_sliders_say_what_they_move_and_in_which_unit(explorer: Explorer) -> None:
    """Nothing is sent while a slider is dragged."""
    slider = explorer.panel.sliders[LEADS]

    assert slider.description == "Leads from web"
    assert slider.label.replace("\N{NO-BREAK SPACE}", " ") == "30 per month"
    assert not slider.continuous_update


def test_a_lever_moved_by_hand_moves_its_slider(explorer: Explorer) -> None:
    """The screen shows what the explorer holds."""
    panel = explorer.panel
    explorer.move({ADVANCE: "40 %"})

    assert panel.sliders[ADVANCE].label.replace("\N{NO-BREAK SPACE}", " ") == "40 %"
    assert panel.card.value == explorer.html


def test_saving_says_where_and_what_to_do_with_it(explorer: Explorer, tmp_path: Path) -> None:
    """The name that stands in the field is the file's; a folder that is gone is told."""
    panel = explorer.panel
    pull(panel, ADVANCE, 10)
    panel.name.value = "<b>idea"
    panel.save.click()

    assert [path.name for path in tmp_path.iterdir()] == ["b_idea.yaml"]
    assert panel.status.value == (
        f"Saved as {tmp_path / 'b_idea.yaml'}. To forecast with it: <code>simfunnel forecast "
        f"FUNNEL.yaml --with {tmp_path / 'b_idea.yaml'}</code>"
    )
    explorer.folder = tmp_path / "gone"
    panel.save.click()
    assert panel.status.value.startswith("Nothing is saved: ")


def test_what_takes_long_shows_how_far_it_is_and_can_be_stopped(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a second there is a bar; cancel puts the sliders back to what is shown."""
    panel = explorer.panel
    seen: list[str] = []
    look = Bench.look

    def slow(bench: Bench, settings: Any, progress: Any) -> Any:
        progress(1, 60)
        seen.append(panel.bar.layout.visibility)
        panel._started -= 2.0
        progress(30, 60)
        seen.append(panel.bar.layout.visibility)
        panel.cancel.click()
        progress(31, 60)
        return look(bench, settings, progress)

    monkeypatch.setattr(Bench, "look", slow)
    pull(panel, ADVANCE, 10)

    assert seen == ["hidden", "visible"]
    assert (panel.bar.value, panel.bar.max) == (30, 60)
    assert panel.bar.layout.visibility == "hidden"
    assert panel.sliders[ADVANCE].index == explorer.levers[0].home
    assert panel.status.value == "Stopped; the sliders stand where the picture was made."


def test_what_cannot_be_is_said_and_the_card_stays(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moves that give no funnel together leave what was shown."""
    panel = explorer.panel
    before = panel.card.value

    def refuse(*_: object) -> None:
        raise FunnelError("a: <b>\nc: d")

    monkeypatch.setattr(Bench, "look", refuse)
    pull(panel, ADVANCE, 10)

    assert panel.card.value == before
    assert panel.status.value == (
        "This cannot be, so the picture shows what was before: a: &lt;b&gt;<br>c: d"
    )


def test_a_notebook_gets_the_widgets_and_keeps_a_picture(explorer: Explorer) -> None:
    """What is kept says that it is a picture, for those who reopen it."""
    bundle = explorer._repr_mimebundle_()

    assert {"application/vnd.jupyter.widget-view+json", "image/png", "text/html"} <= set(bundle)
    assert "run the cell to move the sliders" in bundle["text/html"]
    assert bundle["text/plain"].splitlines()[2] == explorer.sentence


def test_names_from_a_file_stay_words(tmp_path: Path) -> None:
    """A source called like an element makes none, wherever its name is shown."""
    funnel = tiny()
    name = '"><img src=x onerror=alert(1)>'
    odd = rebuilt(funnel, {("sources",): {name: funnel.sources["web"]}})
    explorer = explore(odd, [f"sources.{name}.leads"], replications=20, folder=tmp_path)
    pull(explorer.panel, f"sources.{name}.leads", 3)
    (slider,) = explorer.panel.sliders.values()

    assert explorer.panel.card.value.count("<img") == 2
    assert "&lt;img src=x" in explorer.panel.card.value
    assert not slider.description_allow_html
