"""Saying a sentence: its translation if there is one, with numbers and names put in.

Standard gettext: a language is a folder `<language>/LC_MESSAGES/simfunnel.mo` in this room, made
from the catalogue by whoever translates. A sentence without translation is said in English, and so
is one whose translation has places for other values.
"""

from __future__ import annotations

import gettext
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

__all__ = ["language", "language_of_words", "mark", "say", "say_n", "speaking"]

_LANGUAGE: ContextVar[str] = ContextVar("language", default="en")


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    """Return the translations into a language; none of them for English and unknown ones.

    A file that cannot be read counts as none: a planner has not written it and cannot mend it.
    """
    folder = Path(__file__).parent
    try:
        return gettext.translation("simfunnel", folder, languages=[code], fallback=True)
    except (OSError, ValueError, LookupError, struct.error):
        return gettext.NullTranslations()


def _filled(said: str, english: str, values: dict[str, object]) -> str:
    """Return a sentence with its values; the English one where a translation has others."""
    try:
        return said.format(**values)
    except (LookupError, ValueError, AttributeError, TypeError):
        return english.format(**values)


def language() -> str:
    """Return the language that is spoken now, as Babel names it.

    Examples
    --------
    >>> language()
    'en'
    """
    return _LANGUAGE.get()


def language_of_words() -> str:
    """Return the language in which sentences come out, as pages name it: English without any file.

    Examples
    --------
    >>> with speaking("pt_BR"):
    ...     language(), language_of_words()
    ('pt_BR', 'en')
    """
    code = _LANGUAGE.get()
    has_words = isinstance(_catalogue(code), gettext.GNUTranslations)
    return code.replace("_", "-") if has_words else "en"


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for a while; what has no translation is said in English.

    Parameters
    ----------
    code : str
        Language, as Babel names it: ``"pl"``, ``"es"``, ``"de_CH"``.

    Examples
    --------
    >>> with speaking("pl"):
    ...     language()
    'pl'
    """
    token = _LANGUAGE.set(code)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def say(text: str, /, **values: object) -> str:
    """Return a sentence in the language that is spoken, with values put in.

    Parameters
    ----------
    text : str
        The English sentence as a plain literal, with ``{name}`` for each value: the catalogue is
        gathered from the source, so nothing may be computed here.
    **values : object
        What is put in, numbers and dates already formatted. Without any, braces stay braces.

    Examples
    --------
    >>> say("{won} of {asked} futures", won=12, asked=20)
    '12 of 20 futures'
    """
    if not text:  # which names the head of a catalogue
        return text
    said = _catalogue(_LANGUAGE.get()).gettext(text)
    return _filled(said, text, values) if values else said


def say_n(one: str, other: str, count: int, /, **values: object) -> str:
    """Return a sentence about a number of things, in the plural form that the language has for it.

    Parameters
    ----------
    one, other : str
        The English sentence for one, and for any other number; ``{n}`` is the number.
    count : int
        How many.
    **values : object
        What else is put in; `n` where the number is to look different from ``str(count)``.

    Examples
    --------
    >>> say_n("{n} deal", "{n} deals", 1), say_n("{n} deal", "{n} deals", 4310, n="4,310")
    ('1 deal', '4,310 deals')
    """
    said = _catalogue(_LANGUAGE.get()).ngettext(one, other, count)
    return _filled(said, one if count == 1 else other, {"n": count, **values})


def mark(text: str, /) -> str:
    """Return a sentence as it is, noted for the catalogue: for what is said later, through `say`.

    Examples
    --------
    >>> LABELS = {"won": mark("deals won")}
    >>> say(LABELS["won"])
    'deals won'
    """
    return text
