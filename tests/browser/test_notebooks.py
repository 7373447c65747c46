"""Notebooks as their readers see them: run all, look at the cards, move a slider, reset, save."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest

import simfunnel as sf

pytestmark = pytest.mark.browser

KERNEL_IDLE = """() => {
    const widget = window.jupyterapp?.shell?.currentWidget;
    return widget?.sessionContext?.session?.kernel?.status === 'idle';
}"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
OUTPUTS = """() => {
    const cells = window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells;
    return cells.filter(cell => cell.cell_type === 'code').map(cell => ({
        count: cell.execution_count, kinds: cell.outputs.map(output => output.output_type)}));
}"""
SHOW = """words => {
    const content = window.jupyterapp.shell.currentWidget.content;
    const cells = content.widgets.map(cell => cell.model.sharedModel.source);
    content.scrollToItem(cells.findIndex(source => source.includes(words)), 'start');
}"""
DRAWN = """place => {
    const pictures = [...document.querySelectorAll(place + ' img.sf-light')];
    return pictures.length >= 1 && pictures.every(
        picture => !picture.checkVisibility() || (picture.complete && picture.naturalWidth > 300));
}"""
OTHER = """([place, before]) => {
    const found = document.querySelector(place);
    return found && found.innerText !== before;
}"""
SENTENCE, DIFFERENCE = ".sf-explorer .sf-sentence", ".sf-explorer .sf-difference"
PICTURE, HANDLE = ".sf-explorer img.sf-light", ".sf-explorer .noUi-handle"
AT_REST = "Move a slider, and what then differs from the baseline stands here."
FONTS = "https://cdn.jsdelivr.net/npm/@fortawesome/fontawesome-free"  # which Voila asks for


def run_all(lab: Any, seen: Any, notebook: str) -> None:
    """Open a notebook and run every cell; nothing fails."""
    page = seen.page
    page.goto(lab.url(notebook))
    page.wait_for_function(KERNEL_IDLE)
    page.evaluate(RUN_ALL)
    cells = page.evaluate(OUTPUTS)

    assert {kind for cell in cells for kind in cell["kinds"]} == {"execute_result"}
    assert [cell for cell in cells if cell["count"] is None] == []


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def move_and_reset(page: Any, slider: int, shown: str) -> dict[str, str]:
    """Move a slider: sentence, difference and picture change; reset brings them back.

    Returns what is said while it is moved, and prints how long the first redraw took.
    """
    page.locator(HANDLE).nth(slider).wait_for()
    page.wait_for_function(DRAWN, arg=".sf-explorer")
    before = {place: page.locator(place).inner_text() for place in (SENTENCE, DIFFERENCE)}
    picture = page.locator(PICTURE).get_attribute("src")
    page.locator(HANDLE).nth(slider).focus()
    started = time.perf_counter()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(OTHER, arg=[DIFFERENCE, before[DIFFERENCE]])
    taken = time.perf_counter() - started
    sys.stdout.write(f"slider to new sentence and picture: {taken:.2f} s\n")
    first = page.locator(DIFFERENCE).inner_text()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(OTHER, arg=[DIFFERENCE, first])
    readout = page.locator(".sf-explorer .widget-readout").nth(slider)
    page.wait_for_function(
        "words => document.querySelector('.sf-explorer .sf-moves').innerText.includes(words)",
        arg=readout.inner_text(),
    )
    moved = {place: page.locator(place).inner_text() for place in (SENTENCE, DIFFERENCE)}
    moved["moves"] = page.locator(".sf-explorer .sf-moves").inner_text()

    assert plain(before[DIFFERENCE]) == AT_REST
    assert plain(readout.inner_text()) == shown
    assert moved[SENTENCE] != before[SENTENCE]
    assert page.locator(PICTURE).get_attribute("src") != picture
    page.get_by_role("button", name="save as what-if").click()
    page.wait_for_function(OTHER, arg=[".sf-explorer .sf-status .widget-html-content", ""])
    moved["status"] = page.locator(".sf-explorer .sf-status").inner_text()
    page.get_by_role("button", name="reset").click()
    page.wait_for_function(OTHER, arg=[DIFFERENCE, moved[DIFFERENCE]])
    assert {place: page.locator(place).inner_text() for place in before} == before
    assert page.locator(PICTURE).get_attribute("src") == picture
    return {name: plain(text) for name, text in moved.items()}


def test_a_planner_sees_the_outlook_moves_a_slider_and_saves(
    lab: Any, seen: Any, tmp_path: Path
) -> None:
    """Sentence and fan are there and follow the slider; nothing is fetched, nothing complains."""
    page = seen.page
    run_all(lab, seen, "01_first_forecast.ipynb")
    page.evaluate(SHOW, "sf.forecast(")
    card = page.locator(".jp-OutputArea .sf-card").first
    page.wait_for_function(DRAWN, arg=".jp-OutputArea .sf-card")
    sentence = plain(card.locator(".sf-sentence").inner_text())
    fan = card.locator(".sf-first img.sf-light")

    assert "chance of reaching EUR 1.2 M by 31 Dec 2026" in sentence
    assert "future" in (fan.get_attribute("alt") or "")
    assert (fan.get_attribute("src") or "").startswith("data:image/svg+xml")

    page.evaluate(SHOW, "sf.explore(")
    moved = move_and_reset(page, 1, "50 %")
    what_if = sf.load_what_if(lab.folder / "my_what_if.yaml")
    page.screenshot(path=tmp_path / "explorer.png")

    assert (
        "Share that passes qualification: 50 % instead of 40 %, from 1 Jul 2026" in moved["moves"]
    )
    assert "more than the baseline on average" in moved[DIFFERENCE]
    assert "Saved as my_what_if.yaml. To forecast with it: simfunnel forecast " in moved["status"]
    assert str(what_if.changes[0]) == "stages.qualification.gate.pass: 50 % from 2026-07-01"
    assert seen.outside == []
    assert seen.errors == []


def test_a_consultant_weighs_ideas_and_leaves_files_behind(lab: Any, seen: Any) -> None:
    """The hills are drawn, the slider on how well qualification sees moves, two files are there."""
    page = seen.page
    run_all(lab, seen, "02_what_if_qualification.ipynb")
    page.evaluate(SHOW, "for each in comparison.alternatives")
    page.wait_for_function(DRAWN, arg=".jp-OutputArea .sf-card")
    page.evaluate(SHOW, "sf.explore(")
    moved = move_and_reset(page, 1, "0.8")

    assert "How well qualification sees who fits: 0.8 instead of 0.6" in moved["moves"]
    assert (lab.folder / "qualification.html").stat().st_size > 10_000
    assert "Saved as " in moved["status"]
    assert seen.outside == []
    assert seen.errors == []


def test_a_learner_is_asked_before_the_answer_and_marked_after_it(
    lab: Any, seen: Any, tmp_path: Path
) -> None:
    """Without a guess the question stands alone; with one, mark and answer come too."""
    page, asks = seen.page, "05_why_queues_form.ipynb"
    text = (lab.folder / asks).read_text(encoding="utf-8")
    guessed = text.replace("guess_wait = None", "guess_wait = 8")
    (lab.folder / "guessed.ipynb").write_text(guessed, encoding="utf-8")
    shown = []
    for notebook, words in ((asks, "comes after the guess"), ("guessed.ipynb", "You say 8.0")):
        run_all(lab, seen, notebook)
        page.evaluate(SHOW, "guess_wait,")
        answer = page.locator(".jp-OutputArea-output", has_text=words).first
        answer.wait_for()
        shown.append(plain(answer.inner_text()))
    page.screenshot(path=tmp_path / "exercise.png")

    assert shown[0] == (
        "How many hours do leads wait when the rep is busy 95 % of the time? Write your guess into "
        "the cell and run it again: the answer comes after the guess."
    )
    assert "You say 8.0 hours; it is 19.0 hours. Too low, by more than 25 %." in shown[1]
    assert seen.outside == []
    assert seen.errors == []


def test_the_first_notebook_is_a_page_of_its_own(voila: str, seen: Any) -> None:
    """Without code cells, and with the same slider; only Voila's fonts are asked for, in vain."""
    page = seen.page
    page.goto(voila)
    moved = move_and_reset(page, 1, "50 %")

    assert "more than the baseline on average" in moved[DIFFERENCE]
    assert page.locator("text=import simfunnel").count() == 0
    assert len(seen.outside) == 2
    assert all(address.startswith(FONTS) for address in seen.outside)
    assert seen.errors == ["Failed to load resource: net::ERR_FAILED"] * 2


def test_a_notebook_that_is_reopened_untrusted_shows_pictures_and_words(
    lab: Any, seen: Any, project: Path
) -> None:
    """Nothing runs: where the sliders were stand sentence, picture, and what to do."""
    explorer = sf.explore(project / "scenarios" / "seven_stage_b2b.yaml", replications=20)
    book: Any = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    cell: Any = nbformat.v4.new_code_cell("sf.explore(funnel)")  # type: ignore[no-untyped-call]
    shown = explorer._repr_mimebundle_()
    cell.outputs = [
        nbformat.v4.new_output("execute_result", shown, execution_count=1)  # type: ignore[no-untyped-call]
    ]
    book.cells = [cell]
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, lab.folder / "sent_by_mail.ipynb")  # type: ignore[no-untyped-call]
    page = seen.page
    page.goto(lab.url("sent_by_mail.ipynb"))
    page.wait_for_function(KERNEL_IDLE)
    area = page.locator(".jp-OutputArea-output").first
    area.locator("img").first.wait_for()
    words = plain(area.inner_text())

    assert page.evaluate(DRAWN.replace("img.sf-light", "img"), ".jp-OutputArea-output")
    assert explorer.sentence in words
    assert "This is a picture of it; run the cell to move the sliders." in words
    assert "rror" not in words
    assert seen.outside == []
    assert seen.errors == []
