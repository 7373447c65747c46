"""The first notebook in JupyterLab, as a planner sees it: run all, and look at the card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

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
DRAWN = """() => {
    const pictures = [...document.querySelectorAll('.jp-OutputArea .sf-card img.sf-light')];
    return pictures.length >= 2 && pictures.every(
        picture => !picture.checkVisibility() || (picture.complete && picture.naturalWidth > 300));
}"""


def test_the_first_forecast_shows_its_card(lab: Any, seen: Any, tmp_path: Path) -> None:
    """All cells run; sentence and fan are there; nothing is fetched, nothing complains."""
    page = seen.page
    page.goto(lab.url("01_first_forecast.ipynb"))
    page.wait_for_function(KERNEL_IDLE)
    page.evaluate(RUN_ALL)
    cells = page.evaluate(OUTPUTS)
    card = page.locator(".jp-OutputArea .sf-card").first
    card.evaluate("card => card.scrollIntoView({block: 'start'})")
    page.wait_for_function(DRAWN)
    sentence = card.locator(".sf-sentence").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    fan = card.locator(".sf-first img.sf-light")
    page.screenshot(path=tmp_path / "card.png")

    assert {kind for cell in cells for kind in cell["kinds"]} == {"execute_result"}
    assert [cell for cell in cells if cell["count"] is None] == []
    assert "chance of reaching EUR 1.2 M by 31 Dec 2026" in sentence
    assert "future" in (fan.get_attribute("alt") or "")
    assert (fan.get_attribute("src") or "").startswith("data:image/svg+xml")
    assert seen.outside == []
    assert seen.errors == []
