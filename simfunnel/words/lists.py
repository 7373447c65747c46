"""Lists of words as a language joins them: with its comma, and its "or" or "and" before the last.

Babel is imported when first needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal

from simfunnel.words.speech import language

__all__ = ["listed"]

_BRITISH = {"en": "en_GB"}
"""English without a country is written as in these sentences: without a comma before "or"."""


def listed(parts: Iterable[str], last: Literal["", "and", "or"] = "") -> str:
    """Return words joined in the language that is spoken.

    Parameters
    ----------
    parts : iterable of str
        The words; one stays as it is, none is an empty text.
    last : {"", "and", "or"}
        What stands before the last one; nothing but a comma if left out.

    Examples
    --------
    >>> listed(["week", "month", "quarter"]), listed(["week", "month", "quarter"], "or")
    ('week, month, quarter', 'week, month or quarter')
    """
    words = list(parts)
    code = language()
    if not last:
        return _comma(code).join(words)
    from babel.lists import format_list

    joined = format_list(
        words, style="or" if last == "or" else "standard", locale=_BRITISH.get(code, code)
    )
    return str(joined)


@cache
def _comma(code: str) -> str:
    """Return what a language puts between the words of a list."""
    from babel import Locale

    middle = str(Locale.parse(code).list_patterns["standard"]["middle"])
    return middle.removeprefix("{0}").removesuffix("{1}")
