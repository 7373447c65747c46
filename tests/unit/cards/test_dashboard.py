"""The card of a dashboard: the same order in all outputs, and no name becomes an element."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from simfunnel.cards import Tile, TilePanel, dashboard_html, dashboard_page, dashboard_text
from simfunnel.cards.dashboard import DashboardCard, tiles_grid
from simfunnel.cards.dashboard_examples import example_dashboard
from simfunnel.cards.spans import Span
from tests.support.drawings import HOSTILE, said

PARTS = (
    "61 % chance", "EUR 486,000", "The middle future reaches", "EUR 2,400 a day",
    "in the pipeline", "Any of the 4 sellers", "Not shown, and why", "again: ",
)  # fmt: skip


def named(name: str) -> DashboardCard:
    """Return a card that carries a name wherever a name can stand."""
    card = example_dashboard(name)
    panel = TilePanel("velocity", name, name, tiles=(Tile(name, name, name, name),), notes=(name,))
    return replace(
        card, day=name, sentence=(Span(name, strong=True),), tiles=(Tile(name, name, name),),
        panels=(card.panels[0], panel), note=name, missing=((name, name),), stopped=name,
        made_by=((name, name),), again=name,
    )  # fmt: skip


class Reader(HTMLParser):
    """Collects elements and the names of their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("name", HOSTILE)
def test_names_never_become_elements(name: str) -> None:
    """The same elements as with a plain name, no handler, no sign that turns the writing."""
    made, plain = (Reader(dashboard_html(named(each))) for each in (name, "plain"))
    assert made.tags == plain.tags
    assert made.attributes == plain.attributes
    html = dashboard_html(example_dashboard(name))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00\x1b]", html)


@pytest.mark.parametrize("output", [dashboard_html, dashboard_text])
def test_the_order_is_that_of_every_output(output: object) -> None:
    """Sentence, figures, panels, what is missing, how it was made."""
    assert callable(output)
    text = said(re.sub(r'alt="[^"]*"', "", output(example_dashboard()).split("</style>")[-1]))
    flat = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text))
    places = [flat.index(part) for part in PARTS]
    assert places == sorted(places)


def test_a_stopped_run_is_marked_at_the_top() -> None:
    """Before the sentence."""
    card = replace(example_dashboard(), stopped="Incomplete: stopped after 3 of 10 futures.")
    for text in (dashboard_html(card), dashboard_text(card)):
        shown = text.split("</style>")[-1]
        assert shown.index("Incomplete:") < shown.index("61 % chance")


def test_the_page_forbids_everything_but_its_style() -> None:
    """A content policy, and a title with the sentence."""
    page = dashboard_page(example_dashboard(name="<b>"))
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
    assert "<title>&lt;b&gt;: 61 % chance of reaching EUR 1.2 M.</title>" in page


def test_every_picture_is_there_in_both_themes_with_its_words() -> None:
    """Three pictures, each heard as it is seen."""
    html = dashboard_html(example_dashboard())
    light = re.findall(r'<img class="sf-light" alt="([^"]+)"', html)
    assert light == re.findall(r'<img class="sf-dark" hidden="hidden" alt="([^"]+)"', html)
    assert len(light) == 3


def test_a_table_without_ranges_has_no_column_for_them() -> None:
    """As of a past."""
    assert tiles_grid((Tile("Win rate", "12 %"),)).rows == (("Win rate", "12 %"),)
    signed = tiles_grid((Tile("deal", "5"), Tile("rate", "2", sign="x")))
    assert signed.rows == (("", "deal", "5"), ("x", "rate", "2"))
    assert (signed.words, signed.strong) == (2, frozenset({2}))


def test_a_terminal_without_utf8_reads_it_too() -> None:
    """Plain signs only."""
    assert dashboard_text(example_dashboard(), width=60, utf8=False).isascii()
