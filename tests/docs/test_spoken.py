"""Everything a planner sees is said in the language that is spoken: tried with a made-up one."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from wrapped_language import WRAPPED, speaking_wrapped, unwrapped_words

import simfunnel as sf
from simfunnel.cards import dashboard_html, outlook_html, outlook_page
from simfunnel.charts import draw_distribution, draw_fan
from simfunnel.cli import main

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = ROOT / "scenarios" / "small_agency.yaml"
# What no language changes: names of the file, the currency, the engine, months as Babel has them.
NAMES = {
    *("small", "agency", "pln", "simpy", "simfunnel"),
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    *("september", "june", "august"),
}
COMMANDS = {
    *("simfunnel", "forecast", "compare", "dashboard", "kpis", "limits", "diff", "story"),
    *("theory", "show", "validate", "calibrate", "notebook"),
}
PLACES = {"file", "files", "export", "folder"}


@pytest.fixture(scope="module", autouse=True)
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Speak the made-up language, in which every sentence is «wrapped»."""
    with speaking_wrapped(tmp_path_factory.mktemp("words")):
        yield


@pytest.fixture(scope="module")
def outlook(spoken: None) -> sf.Outlook:
    """Return a small outlook with a target."""
    return sf.forecast(SCENARIO, replications=40, engine="simpy", targets="400 000 by 2027-06-30")


def plain(text: str, outlook: sf.Outlook) -> str:
    """Return a text without markup, sentences that a narrow place cut, and the scenario's hash."""
    bare = html.unescape(re.sub(r"<[^>]*>", " ", text))
    bare = bare.replace(outlook.made_by.digest, " ")
    return re.sub("«[^«»]*…", " ", bare)


def test_a_card_in_a_terminal_is_said(outlook: sf.Outlook) -> None:
    """Every word of the card stands in a sentence of the catalogue, names and months excepted."""
    assert unwrapped_words(plain(outlook.text(), outlook)) <= NAMES


def test_a_card_in_html_is_said(outlook: sf.Outlook) -> None:
    """So do all texts of the page, those for people who hear it, and the pictures in it."""
    page = re.sub(r"(?s)<style>.*?</style>", "", outlook_html(outlook.card()))
    heard = " ".join(re.findall(r'(?:alt|aria-label|title)="([^"]*)"', page))
    pictures = [
        base64.b64decode(data).decode()
        for data in re.findall(r'data:image/svg\+xml;base64,([^"]+)', page)
    ]
    assert pictures
    for text in (page, heard, *pictures):
        assert unwrapped_words(plain(text, outlook)) <= NAMES


def test_a_dashboard_is_said(outlook: sf.Outlook) -> None:
    """Its figures and findings, what is missing, and the pictures."""
    board = sf.dashboard(outlook)
    page = re.sub(r"(?s)<style>.*?</style>", "", dashboard_html(board.card))
    pictures = [
        base64.b64decode(data).decode()
        for data in re.findall(r'data:image/svg\+xml;base64,([^"]+)', page)
    ]
    assert len(pictures) == 6
    words = {"cold", "no", "answer", "disqualified", "budget", "too", "lost", "competitor", "price"}
    words |= {"decision", "prospecting", "qualification", "pitch", "close", "portfolio", "site"}
    words |= {"word", "of", "mouth"}  # names of the file
    for text in (board.text(), page, *pictures):
        assert unwrapped_words(plain(text, outlook)) <= NAMES | words


def test_a_page_names_its_language(outlook: sf.Outlook) -> None:
    """Whoever hears a page hears it in the voice of its words: English where there are none."""
    assert '<html lang="en-GB">' in outlook_page(outlook.card())
    with sf.speaking("de"):
        assert '<html lang="en">' in outlook_page(outlook.card())


def test_titles_of_charts_are_said(outlook: sf.Outlook) -> None:
    """The finding above a chart, and what is heard instead of it."""
    for figure in (draw_fan(outlook.fan()), draw_distribution(outlook.fan())):
        for text in (figure.title, figure.alt):
            assert text.startswith("«")
            assert unwrapped_words(text) <= NAMES


@pytest.mark.parametrize("command", ["", "forecast", "show", "calibrate", "validate", "notebook"])
def test_help_pages_are_said(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A help page stands in the catalogue as typer hands it on; options have their own names."""
    assert main([*command.split(), "--help"]) == 0
    page = re.sub(r"--[a-z-]+( [A-Z_.a-z]+)?|-h\b", " ", capsys.readouterr().out)
    assert unwrapped_words(page) <= COMMANDS | PLACES


def test_a_bad_file_is_refused_in_the_language(tmp_path: Path) -> None:
    """Every problem of a file is said, at the place where it is."""
    path = tmp_path / "bad.yaml"
    text = SCENARIO.read_text(encoding="utf-8")
    path.write_text(text.replace("advance:", "advnace:", 1) + "\nwrong: 1\n", encoding="utf-8")
    with pytest.raises(sf.ScenarioError) as caught:
        sf.load(path)
    assert len(caught.value.problems) > 1
    for problem in caught.value.problems:
        assert problem.message.startswith("«")
        assert unwrapped_words(problem.message) == set()


def test_the_language_is_left_again(outlook: sf.Outlook) -> None:
    """The same outlook speaks English to whoever asks in English, and JSON always does."""
    with sf.speaking("en"):
        assert outlook.headline.endswith(".")
        assert "«" not in outlook.text() + str(outlook.to_json())
    assert "«" in outlook.headline
    assert "«" not in str(outlook.to_json())
    assert WRAPPED.startswith("en")
