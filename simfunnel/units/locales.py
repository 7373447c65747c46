"""Which languages can be spoken: all whose numbers and dates Babel can write.

Babel is imported when first needed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager

from simfunnel import words
from simfunnel.errors import UnknownNameError

__all__ = ["locale_of", "speaking"]

_NEAR = 0.75


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speak a language for as long as a block lasts: words, numbers, money and dates.

    Whatever has no translation is said in English; numbers, money and dates are always written as
    the language does. What was made before keeps its language.

    Parameters
    ----------
    locale : str
        Language, with its country where that matters: ``"de"``, ``"pl"``, ``"en_IN"``.

    Raises
    ------
    UnknownNameError
        If numbers cannot be written in it; the nearest one is offered.

    Examples
    --------
    >>> from simfunnel.units import format_count
    >>> with speaking("de"):
    ...     format_count(4310)
    '4.310'
    """
    with words.speaking(locale_of(locale)):
        yield


def locale_of(code: str) -> str:
    """Return a language as Babel names it.

    Parameters
    ----------
    code : str
        As people write it: ``"de"``, ``"de-AT"``, ``"en_IN"``.

    Raises
    ------
    UnknownNameError
        If numbers cannot be written in it; the nearest one is offered.

    Examples
    --------
    >>> locale_of("de-at")
    'de_AT'
    """
    if code == "en":
        return code
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(str(code).strip().replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        pass
    raise UnknownNameError(
        words.say(
            "'{code}' is no language that numbers can be written in; write for instance de, pl or"
            " en_IN.{hint}",
            code=code,
            hint=_nearest(str(code)),
        )
    )


def _nearest(code: str) -> str:
    """Return a closing sentence that offers the nearest language, by its code or English name."""
    from babel import Locale
    from babel.localedata import locale_identifiers

    codes = {known.lower(): known for known in locale_identifiers()}
    named = Locale("en").languages.items()
    codes |= {name.lower(): known for known, name in named if known in codes}
    near = difflib.get_close_matches(
        code.strip().lower().replace("-", "_"), codes, n=1, cutoff=_NEAR
    )
    return words.say(" Did you mean '{name}'?", name=codes[near[0]]) if near else ""
