"""Sentences are said in the language that is spoken, with the plural form it has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from simfunnel.words import language, say, say_n, speaking, speech

POLISH = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"

msgid "{n} deal"
msgid_plural "{n} deals"
msgstr[0] "{n} transakcja"
msgstr[1] "{n} transakcje"
msgstr[2] "{n} transakcji"

msgid "won by {day}"
msgstr "wygrane do {day}"

msgid "{few} of {all} leads"
msgstr "{mało} z {all} leadów"

msgid "{n} lead, {name}"
msgid_plural "{n} leads, {name}"
msgstr[0] "{n} lead, {name!x}"
msgstr[1] "{n} leady, {name[0].first}"
msgstr[2] "{n} leadów, {"
"""


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the room hold a Polish translation of two sentences."""
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (tmp_path / "pl.po").write_text(POLISH, encoding="utf-8")
    with (tmp_path / "pl.po").open("rb") as source, (folder / "simfunnel.mo").open("wb") as file:
        write_mo(file, read_po(source, locale="pl"))
    monkeypatch.setattr(speech, "__file__", str(tmp_path / "speech.py"))
    speech._catalogue.cache_clear()
    yield
    speech._catalogue.cache_clear()


@pytest.mark.usefixtures("polish")
def test_a_language_has_its_own_plural_forms() -> None:
    """One, few and many differ in Polish."""
    with speaking("pl"):
        said = [say_n("{n} deal", "{n} deals", n) for n in (1, 3, 5, 22, 112)]
    assert said == ["1 transakcja", "3 transakcje", "5 transakcji", "22 transakcje",
                    "112 transakcji"]  # fmt: skip


@pytest.mark.usefixtures("polish")
def test_what_has_no_translation_is_said_in_english() -> None:
    """A half-finished translation never fails."""
    with speaking("pl"):
        assert say("won by {day}", day="5 maja") == "wygrane do 5 maja"
        assert say("lost by {day}", day="5 maja") == "lost by 5 maja"


@pytest.mark.usefixtures("polish")
def test_a_translation_with_wrong_places_is_not_used() -> None:
    """A planner never sees an error of a translator, but the English sentence."""
    with speaking("pl"):
        assert say("{few} of {all} leads", few=3, all=40) == "3 of 40 leads"
        said = [say_n("{n} lead, {name}", "{n} leads, {name}", n, name="A") for n in (1, 2, 5)]
    assert said == ["1 lead, A", "2 leads, A", "5 leads, A"]


@pytest.mark.parametrize("content", [b"", b"no catalogue", b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_a_broken_catalogue_counts_as_none(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is no catalogue, or is cut, leaves everything in English."""
    folder = tmp_path / "pl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "simfunnel.mo").write_bytes(content)
    monkeypatch.setattr(speech, "__file__", str(tmp_path / "speech.py"))
    speech._catalogue.cache_clear()
    with speaking("pl"):
        assert say("won by {day}", day="5 maja") == "won by 5 maja"
    speech._catalogue.cache_clear()


def test_a_language_is_spoken_for_a_while_only() -> None:
    """Whatever happens inside, the language before it comes back."""
    with pytest.raises(ValueError, match="inside"), speaking("es"):
        raise ValueError("inside " + language())
    assert language() == "en"


def test_values_are_put_in_as_they_are() -> None:
    """A brace in a name is a brace, not a place for a value."""
    assert say("stage {stage}", stage="{0}{who}") == "stage {0}{who}"
    assert say("{not a value}") == "{not a value}"
