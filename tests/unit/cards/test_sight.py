"""The card's page in a real browser: both themes, nothing asked from anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.cards import example_card, save_outlook
from simfunnel.charts import draw_fan, example_fan


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_shows_the_pictures_of_its_theme(
    tmp_path: Path, chromium_path: str, scheme: str
) -> None:
    """One of each pair is seen, whole, within the card; no request leaves, no error appears."""
    sync_api = pytest.importorskip("playwright.sync_api")
    file = save_outlook(example_card(name='"><script>alert(1)</script>'), tmp_path / "a.html")
    asked: list[str] = []
    said: list[str] = []
    with sync_api.sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium_path, args=flags)
        page = browser.new_page(color_scheme=scheme, viewport={"width": 900, "height": 1800})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(file.as_uri())
        seen = "[...document.images].filter(i => i.offsetWidth)"
        shown = page.evaluate(f"{seen}.map(i => [i.className, i.naturalWidth])")
        wide = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    assert shown == [[f"sf-{scheme}", width] for width in (820, 820, 398)]
    assert wide <= 900
    assert said == []
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []


@pytest.mark.browser
def test_a_chart_page_draws_itself_offline(tmp_path: Path, chromium_path: str) -> None:
    """The live drawing stands in the page, says its finding, and asked nobody."""
    sync_api = pytest.importorskip("playwright.sync_api")
    file = draw_fan(example_fan(30)).save(tmp_path / "fan.html")
    asked: list[str] = []
    said: list[str] = []
    with sync_api.sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium_path, args=flags)
        context = browser.new_context(offline=True)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(file.as_uri())
        page.wait_for_selector("svg.marks", timeout=60_000)
        words = page.evaluate("document.querySelector('svg.marks').textContent")
        browser.close()
    assert "one in ten is higher" in words
    assert said == []
    assert asked == [file.as_uri()]
