"""Words of one weight, and a sentence taken apart into them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Span", "starred"]

_STRONG = "**"


@dataclass(frozen=True)
class Span:
    """Words of one weight.

    Parameters
    ----------
    text : str
        The words, not escaped.
    strong : bool
        Whether they are set bold.

    Examples
    --------
    >>> Span("62 %", strong=True).text
    '62 %'
    """

    text: str
    strong: bool = False


def starred(text: str) -> tuple[Span, ...]:
    """Return words with their weight: what stands between two pairs of stars is strong.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> starred("**12 deals** more")
    (Span(text='12 deals', strong=True), Span(text=' more', strong=False))
    """
    parts = text.split(_STRONG)
    return tuple(Span(part, strong=bool(i % 2)) for i, part in enumerate(parts) if part)
