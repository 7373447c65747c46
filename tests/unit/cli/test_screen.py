"""What a terminal can show."""

from __future__ import annotations

import io
import os

import pytest

from simfunnel.cli.screen import Screen, note, screen_of


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8", *, is_terminal: bool = True) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        """Say whether this is a terminal."""
        return self.is_terminal


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the tests' own terminal says."""
    for name in ("NO_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def test_a_terminal_has_colours() -> None:
    """A terminal is shown colours."""
    assert screen_of(Terminal()).colour is (os.name != "nt")


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_can_be_declined(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """NO_COLOR and a dumb terminal get none."""
    monkeypatch.setenv(name, value)
    assert not screen_of(Terminal()).colour


def test_an_empty_no_color_declines_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The convention asks for a value that is not empty."""
    monkeypatch.setenv("NO_COLOR", "")
    assert screen_of(Terminal()).colour is (os.name != "nt")


def test_a_file_is_plain_and_wide() -> None:
    """What goes into a pipe has 100 columns and no colour."""
    assert screen_of(Terminal(is_terminal=False)) == Screen(100, utf8=True, colour=False)


@pytest.mark.parametrize(("columns", "used"), [("80", 80), ("240", 100)])
def test_the_width_is_that_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: str, used: int
) -> None:
    """Wide terminals are not filled: 100 columns are the most."""
    monkeypatch.setenv("COLUMNS", columns)
    assert screen_of(Terminal()).columns == used


@pytest.mark.parametrize(
    ("encoding", "utf8"), [("utf-8", True), ("ascii", False), ("latin-1", False)]
)
def test_signs_depend_on_the_encoding(encoding: str, utf8: bool) -> None:
    """A terminal that is not UTF-8 gets plain signs."""
    assert screen_of(Terminal(encoding)).utf8 is utf8


def test_notes_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """What was done beside the answer does not mix with it."""
    note("Wrote a\x1b.png.")
    assert capsys.readouterr() == ("", "Wrote a\\x1b.png.\n")
