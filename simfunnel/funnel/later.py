"""Parts of the file format that simfunnel does not simulate yet, so that they are never ignored."""

from __future__ import annotations

from collections.abc import Sequence

from simfunnel.words import say

__all__ = ["not_yet"]

_LATER: frozenset[tuple[str, ...]] = frozenset(
    {
        ("stages", "*", "levels"),
        ("today", "seats"),
    }
)


def not_yet(parts: Sequence[str]) -> str | None:
    """Return the refusal of a path that belongs to a block not simulated yet, or None.

    Parameters
    ----------
    parts : sequence of str
        The path from the funnel down; what lies below such a block is refused with it.

    Examples
    --------
    >>> not_yet(["stages", "pitch", "levels"])
    "'levels' is not simulated yet; leave it out."
    >>> not_yet(["stages", "nurture", "dwell"]) is None
    True
    """
    for pattern in _LATER:
        if len(parts) >= len(pattern) and all(
            asked in ("*", given) for asked, given in zip(pattern, parts, strict=False)
        ):
            return say("'{pattern}' is not simulated yet; leave it out.", pattern=pattern[-1])
    return None
