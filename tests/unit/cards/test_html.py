"""The card as HTML: nothing from a name becomes an element, nothing asks the network."""

from __future__ import annotations

import base64
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from simfunnel.cards import OutlookCard, Remark, example_card, outlook_html, outlook_page
from simfunnel.charts import Assumption, Target, example_fan

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></div><b>",
    "javascript:alert(1)",
    "${7*7}{{7*7}}",
    "\u202egpj.exe\u2066\u200f",
    "a\x00b\x1b[31m",
    "&lt;b&gt;",
    "]]><svg onload=alert(1)>",
)


class _Reader(HTMLParser):
    """Collects elements, attributes, and the words between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.tags[tag] += 1
        self.attributes += attrs
        self.in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        """Leave the style sheet."""
        self.in_style = self.in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        """Keep words that are shown."""
        if not self.in_style:
            self.words.append(data)


def _read(page: str) -> _Reader:
    """Return what a parser finds."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


def _named(name: str) -> OutlookCard:
    """Return a card that carries a name wherever a name can stand."""
    card = example_card()
    fan = replace(card.fan, target=Target(1.2e6, date(2026, 12, 31), name))
    return replace(
        card,
        name=name,
        fan=fan,
        kind=name,
        assumptions=(Assumption(name, name, 0.4, 0.7), *card.assumptions),
        why_no_assumptions=name,
        remarks=(Remark(name, "warning", name), Remark(name)),
        periods=card.periods.assign(label=name),
        open_deals=card.open_deals.assign(lead=name, stage=name),
        made_by=((name, name),),
        again=name,
    )


PLAIN = _read(outlook_html(_named("plain")))


@pytest.mark.parametrize("name", NASTY)
def test_names_never_become_elements(name: str) -> None:
    """The same elements as with a plain name, no handler, no address but data."""
    made = outlook_html(_named(name))
    reader = _read(made)
    assert reader.tags == PLAIN.tags
    assert not [key for key, _ in reader.attributes if key.startswith("on")]
    for key, value in reader.attributes:
        if key in ("src", "href"):
            assert (value or "").startswith("data:image/svg+xml;base64,")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00\x1b]", made)


@pytest.mark.parametrize("name", NASTY[:4])
def test_names_stay_text_in_the_pictures(name: str) -> None:
    """The drawings inside hold no new elements either."""
    for value in (v for k, v in _read(outlook_html(_named(name))).attributes if k == "src"):
        svg = base64.b64decode((value or "").split(",")[1]).decode()
        inner = _read(svg)
        assert not set(inner.tags) & {"script", "img", "b", "style", "foreignobject"}
        assert not [key for key, _ in inner.attributes if key.startswith("on")]


def test_a_name_is_still_readable() -> None:
    """Escaped, not swallowed."""
    assert "<script>alert(1)</script>" in "".join(_read(outlook_html(_named(NASTY[0]))).words)


def test_the_order_is_that_of_every_output() -> None:
    """Sentence, picture, where from, what matters, trust, tables, how made."""
    words = "".join(PLAIN.words).replace("\N{NO-BREAK SPACE}", " ")
    places = [
        words.index(text)
        for text in (
            "chance of reaching EUR 1.2 M",
            "The middle future reaches 1.2 M",
            "The target is reached with 50 % chance",
            "Where it comes from",
            "What matters most",
            "How far to trust it",
            "not backtested",
            "Period by period",
            "Open deals",
            "again: ",
        )
    ]
    assert places == sorted(places)


def test_every_picture_is_there_twice_and_says_what_it_shows() -> None:
    """Light and dark; the dark one is hidden wherever the style is taken away."""
    made = outlook_html(example_card())
    light = re.findall(r'<img class="sf-light" alt="([^"]+)"[^>]* src="data:', made)
    dark = re.findall(r'<img class="sf-dark" hidden="hidden" alt="([^"]+)"[^>]* src="data:', made)
    assert light == dark
    assert len(light) == 3
    assert light[0].startswith("The middle future reaches")


def test_what_is_missing_is_said() -> None:
    """No assumptions: a line says why. No rows: no tables. No warning: no frame."""
    card = OutlookCard("bare", example_fan(), why_no_assumptions="No number is in doubt.")
    made = outlook_html(card)
    assert "No number is in doubt." in made
    assert "<table" not in made
    assert "sf-warning" not in made.split("</style>")[1]
    assert "not backtested" in made


def test_assumptions_need_a_chance() -> None:
    """Without a target there is no chance that they could move."""
    card = example_card(example_fan(target=None), why_no_assumptions="No target is set.")
    assert "No target is set." in outlook_html(card)


def test_a_stopped_run_is_marked_at_the_top() -> None:
    """Before the sentence."""
    card = example_card(replace(example_fan(312), n_planned=1000))
    words = "".join(_read(outlook_html(card)).words)
    assert words.index("Incomplete: stopped after 312 of 1,000") < words.index("chance of")


def test_a_warning_without_a_tag_gets_one() -> None:
    """Nothing is said by colour alone."""
    card = example_card(remarks=(Remark("Eleven weeks of history.", "warning"),))
    assert '<b class="sf-tag">take care</b> Eleven weeks of history.' in outlook_html(card)


def test_the_page_forbids_everything_but_its_style() -> None:
    """A content policy, a title with the sentence, no script."""
    page = outlook_page(example_card(name="<script>"))
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
    assert "<title>&lt;script&gt;: 61 % (±3) chance" in page
    assert "<script" not in page


def test_both_themes_follow_their_hosts() -> None:
    """JupyterLab and VS Code say their theme; elsewhere the reader's preference decides."""
    made = outlook_html(example_card())
    for rule in (
        "prefers-color-scheme:dark",
        '[data-jp-theme-light="false"] .sf-card{color-scheme:dark',
        '[data-jp-theme-light="true"] .sf-card{color-scheme:light',
        "body.vscode-dark .sf-card{color-scheme:dark",
    ):
        assert rule in made
