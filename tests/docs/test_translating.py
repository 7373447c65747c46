"""docs/translating.md leads a translator from nothing to a language that is spoken."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simfunnel.charts import futures_text
from simfunnel.words import speaking, speech

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "translating.md").read_text(encoding="utf-8")
FUTURES = 'msgid "{n}\N{NO-BREAK SPACE}simulated future"\n'
FORMS = ("symulowana przyszłość", "symulowane przyszłości", "symulowanych przyszłości")


def commands(word: str) -> list[list[str]]:
    """Return Babel's commands of the page that hold a word."""
    lines = re.findall(r"^python (-m babel.*)$", PAGE, re.MULTILINE)
    return [shlex.split(line) for line in lines if f" {word} " in line]


def run(word: str, folder: Path) -> None:
    """Run a command of the page in a folder."""
    (command,) = commands(word)
    subprocess.run([sys.executable, *command], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that holds the catalogue where the project has it."""
    words = tmp_path / "simfunnel" / "words"
    words.mkdir(parents=True)
    shutil.copy(ROOT / "simfunnel" / "words" / "simfunnel.pot", words)
    return tmp_path


@pytest.fixture
def polish(folder: Path) -> Iterator[Path]:
    """Begin Polish as the page says, translate one sentence, compile it, and let it be spoken."""
    run("init", folder)
    path = folder / "simfunnel" / "words" / "pl" / "LC_MESSAGES" / "simfunnel.po"
    text = path.read_text(encoding="utf-8")
    begin = text.index(FUTURES)
    end = text.index("\n\n", begin)
    lines = [line for line in text[begin:end].split("\n") if not line.startswith("msgstr")]
    said = [f'msgstr[{i}] "{{n}} {form}"' for i, form in enumerate(FORMS)]
    path.write_text(text[:begin] + "\n".join([*lines, *said]) + text[end:], encoding="utf-8")
    run("compile", folder)
    known = speech.__file__
    speech.__file__ = str(folder / "simfunnel" / "words" / "speech.py")
    speech._catalogue.cache_clear()
    yield path
    speech.__file__ = known
    speech._catalogue.cache_clear()


@pytest.mark.usefixtures("polish")
def test_polish_has_its_three_plural_forms() -> None:
    """One, few and many of a sentence of the program, with numbers as Polish has them."""
    with speaking("pl"):
        said = [futures_text(n).replace("\N{NO-BREAK SPACE}", " ") for n in (1, 22, 112, 10_000)]
    assert said == [
        "1 symulowana przyszłość",
        "22 symulowane przyszłości",
        "112 symulowanych przyszłości",
        "10 000 symulowanych przyszłości",
    ]


@pytest.mark.usefixtures("polish")
def test_what_is_not_translated_yet_is_english() -> None:
    """Half a language is useful: what is missing is said in English."""
    with speaking("pl"):
        assert futures_text(3, 100) == "the first 3 of 100 futures (stopped early)"


def test_a_file_follows_the_catalogue(polish: Path, folder: Path) -> None:
    """A sentence that is new to the catalogue comes into the file; the old ones stay translated."""
    catalogue = folder / "simfunnel" / "words" / "simfunnel.pot"
    new = '\nmsgid "a brand-new sentence"\nmsgstr ""\n'
    catalogue.write_text(catalogue.read_text(encoding="utf-8") + new, encoding="utf-8")
    run("update", folder)
    text = polish.read_text(encoding="utf-8")
    assert 'msgid "a brand-new sentence"' in text
    assert FORMS[1] in text


def test_every_command_of_the_page_is_tried() -> None:
    """Babel's commands are run here; the others are those of README and of dev.py."""
    found = {line.split()[3] for line in re.findall(r"^python -m babel.*$", PAGE, re.MULTILINE)}
    assert found == {"init", "compile", "update"}
    assert [commands(word) != [] for word in ("init", "compile", "update")] == [True] * 3
