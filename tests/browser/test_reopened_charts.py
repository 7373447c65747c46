"""A saved notebook, opened again untrusted and without its kernel, still shows its charts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

from simfunnel.charts import Figure, draw_flow
from simfunnel.charts.more_examples import example_flow

pytestmark = pytest.mark.browser

SHOWN = """() => {
    const pictures = [...document.querySelectorAll('.jp-OutputArea-output img')];
    return pictures.length === 1 && pictures[0].complete && pictures[0].naturalWidth > 300;
}"""
KERNEL_IDLE = """() => {
    const widget = window.jupyterapp?.shell?.currentWidget;
    return widget?.sessionContext?.session?.kernel?.status === 'idle';
}"""
TRUSTED = "() => window.jupyterapp.shell.currentWidget.content.model.cells.get(0).trusted"


def _saved(figure: Figure, path: Path) -> None:
    """Write a notebook with what a figure showed, as JupyterLab saves it; nobody signed it."""
    shown = figure._repr_mimebundle_()
    assert {"image/png", "text/plain"} <= set(shown)
    assert "application/vnd.jupyter.widget-view+json" in shown  # alive while its kernel lives
    output = nbformat.v4.new_output(  # type: ignore[no-untyped-call]
        "execute_result", data=shown, execution_count=1
    )
    cell = nbformat.v4.new_code_cell(  # type: ignore[no-untyped-call]
        "outlook.figure('flow')", outputs=[output], execution_count=1
    )
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]
        cells=[cell], metadata={"kernelspec": kernel}
    )
    nbformat.write(book, path)  # type: ignore[no-untyped-call]


def test_an_untrusted_notebook_shows_the_picture(project: Path, lab: Any, seen: Any) -> None:
    """The PNG stands where the live chart was; nothing is run and nothing fetched."""
    _saved(draw_flow(example_flow()), project / "notebooks" / "seen_before.ipynb")
    page = seen.page
    page.goto(lab.url("seen_before.ipynb"))
    page.wait_for_function(SHOWN)
    page.wait_for_function(KERNEL_IDLE)  # a server does not end well while a kernel starts
    page.screenshot(path=project / "reopened.png")
    assert page.evaluate(TRUSTED) is False
    assert page.locator(".jp-OutputArea-output svg.marks").count() == 0
    assert seen.outside == []
    assert seen.errors == []
