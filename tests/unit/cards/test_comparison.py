"""A comparison's card: the same words, order and numbers in HTML and in a terminal."""

from __future__ import annotations

import base64
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from simfunnel.cards import (
    ChanceMove,
    ComparisonCard,
    Reason,
    Remark,
    comparison_html,
    comparison_mimebundle,
    comparison_page,
    comparison_text,
    example_comparison,
    finding_text,
    save_comparison,
)
from simfunnel.charts import example_effects
from simfunnel.units.locales import speaking

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></div><b>",
    "\u202egpj.exe\u2066\u200f",
    "a\x00b\x1b[31m",
    "**bold**",
)


class _Reader(HTMLParser):
    """Collects elements, attributes, and the words between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.tags[tag] += 1
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        """Keep words."""
        self.words.append(data)


def read(page: str) -> _Reader:
    """Return what a parser finds."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


def named(name: str) -> ComparisonCard:
    """Return a card that carries a name wherever a name can stand."""
    card = example_comparison()
    rows = tuple(replace(row, name=name, details=(name,)) for row in card.effects.rows)
    chances = {name: (ChanceMove(name, date(2026, 12, 31), 0.4, 0.6, 0.02),)}
    parts = tuple(replace(part, change=name) for part in card.apart[0].parts)
    steps = tuple(replace(step, name=name) for step in card.reasons[0].steps)
    return replace(
        card,
        name=name,
        effects=replace(card.effects, rows=rows),
        chances=chances,
        reasons=(Reason(name, steps),),
        apart=(replace(card.apart[0], what_if=name, parts=parts),),
        remarks=(Remark(name, "warning", name),),
        made_by=((name, name),),
        again=name,
    )


@pytest.mark.parametrize("name", NASTY)
def test_names_never_become_elements(name: str) -> None:
    """The same elements as with a plain name, no handler, no address but data."""
    made = comparison_page(named(name))
    reader, plain = read(made), read(comparison_page(named("plain")))
    assert reader.tags == plain.tags
    assert not [key for key, _ in reader.attributes if key.startswith("on")]
    for key, value in reader.attributes:
        if key in ("src", "href"):
            assert (value or "").startswith("data:image/svg+xml;base64,")
            svg = base64.b64decode((value or "").split(",")[1]).decode()
            assert not set(read(svg).tags) & {"script", "img", "b", "style", "foreignobject"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00\x1b]", made)


@pytest.mark.parametrize("name", NASTY)
def test_names_do_nothing_to_a_terminal(name: str) -> None:
    """No control and no direction mark reaches it."""
    made = comparison_text(named(name))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00\x1b]", made)


def test_the_order_is_the_same_everywhere() -> None:
    """Sentence, hills, chances, reasons, parts, trust, how made."""
    card = example_comparison()
    words = (
        "Comparison",
        "Deals won from",
        "Hill: how often",
        "Chance of the targets",
        "Where it comes from",
        "proposal 213",
        "A stricter gate, taken apart",
        "more than their sum",
        "How far to trust it",
        "again: simfunnel compare",
    )
    html = re.sub("<[^>]*>", "", comparison_html(card).partition("</style>")[2])
    for made in (html, comparison_text(card)):
        text = made.replace("\N{NO-BREAK SPACE}", " ")
        places = [text.index(word) for word in words]
        assert places == sorted(places)


def test_the_sentence_says_range_cost_and_chance() -> None:
    """The best what-if, with what it does to the first target."""
    assert finding_text(example_comparison()) == (
        "A stricter gate: 14 more deals on average, +6 to +21 in 8 of 10 futures, at no extra"
        " cost; the chance of EUR 1.2 M by 31 Dec 2026 goes from 46 % to 65 % (+19 points ±4)."
    )


def test_a_chance_that_stays_is_said_to_stay() -> None:
    """Without a clear move no difference is claimed."""
    card = example_comparison()
    move = ChanceMove("EUR 1.2 M", date(2026, 12, 31), 0.46, 0.47, 0.04)
    made = replace(card, chances={"A stricter gate": (move,)})
    assert finding_text(made).endswith(
        "; the chance of EUR 1.2 M by 31 Dec 2026 stays at about 46 %."
    )


@pytest.mark.parametrize(("width", "utf8"), [(60, True), (80, False), (100, True), (140, True)])
def test_it_fits_the_terminal(width: int, utf8: bool) -> None:
    """No line but the one to be copied is wider than the terminal, at most 100."""
    made = comparison_text(example_comparison(), width=width, utf8=utf8)
    lines = [line for line in made.splitlines() if not line.startswith("again:")]
    assert max(map(len, lines)) <= min(width, 100)
    assert utf8 or made.isascii()


def test_hills_stand_on_one_axis() -> None:
    """The baseline is one column, and hills lie where their numbers say."""
    lines = comparison_text(example_comparison()).splitlines()
    gate = next(k for k, line in enumerate(lines) if line.startswith("A stricter gate    "))
    noise = next(k for k, line in enumerate(lines) if line.startswith("10 % more"))
    baseline = lines[gate + 1].index("│")
    assert lines[gate + 1].index("●") > baseline
    assert abs(lines[noise + 1].index("●") - baseline) <= 1
    assert lines[noise + 2][baseline] == "│"


def test_a_stopped_comparison_says_so() -> None:
    """First of all, in every output."""
    card = example_comparison(replace(example_effects(312), n_planned=1000))
    words = "Incomplete: stopped after 312 of 1,000 pairs of futures."
    assert words in comparison_text(card)
    assert words in comparison_html(card)


def test_numbers_follow_the_language() -> None:
    """Thousands, minus and months as the reader writes them."""
    with speaking("de"):
        made = comparison_text(example_comparison())
    assert "57.000" in made
    assert "1.000 pairs" in made


def test_what_is_absent_takes_no_room() -> None:
    """No heading without its section."""
    card = ComparisonCard("bare", date(2026, 7, 1), example_effects())
    for made in (comparison_text(card), comparison_html(card)):
        assert "Chance of the targets" not in made
        assert "Where it comes from" not in made
        assert "How far to trust it" not in made


def test_a_notebook_gets_three_forms() -> None:
    """HTML, a picture for hosts that show none, and text."""
    assert sorted(comparison_mimebundle(example_comparison())) == [
        "image/png", "text/html", "text/plain",
    ]  # fmt: skip


def test_files_are_written_by_their_suffix(tmp_path: Path) -> None:
    """The page holds the card, the others the hills."""
    for suffix, start in ((".html", b"<!DOCTYPE"), (".png", b"\x89PNG"), (".svg", b"<svg")):
        made = save_comparison(example_comparison(), tmp_path / f"effects{suffix}")
        assert made.read_bytes().startswith(start)
