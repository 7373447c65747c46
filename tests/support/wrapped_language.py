"""A language for tests in which every sentence of the catalogue stands between two marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from simfunnel.words import speaking, speech

__all__ = ["WRAPPED", "speaking_wrapped", "unwrapped_words"]

WRAPPED = "en_GB"
"""Its code, for numbers need a language that Babel knows; months are those of English."""
_CATALOGUE = Path(speech.__file__).with_name("simfunnel.pot")
_INNERMOST = re.compile("«[^«»]*»")
_WORD = re.compile(r"[^\W\d_]{2,}")


@contextmanager
def speaking_wrapped(folder: Path) -> Iterator[None]:
    """Speak the language, whose catalogue is compiled into a folder."""
    with _CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="en")
    for message in catalogue:
        if isinstance(message.id, tuple):
            message.string = tuple(f"«{text}»" for text in message.id)
        elif message.id:
            message.string = f"«{message.id}»"
    path = folder / WRAPPED / "LC_MESSAGES" / "simfunnel.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    known = speech.__file__
    speech.__file__ = str(folder / "speech.py")
    speech._catalogue.cache_clear()
    try:
        with speaking(WRAPPED):
            yield
    finally:
        speech.__file__ = known
        speech._catalogue.cache_clear()


def unwrapped_words(text: str) -> set[str]:
    """Return the words of a text that stand between no marks, in small letters.

    Examples
    --------
    >>> unwrapped_words("«won by «12 May»» and «lost»")
    {'and'}
    """
    before = None
    while text != before:
        before, text = text, _INNERMOST.sub(" ", text)
    return {word.lower() for word in _WORD.findall(text)}
