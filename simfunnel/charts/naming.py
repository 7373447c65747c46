"""How the names of a file are shown in charts: as words."""

from __future__ import annotations

from simfunnel.charts.wording import clean_name

__all__ = ["stage_name"]


def stage_name(name: object, most: int = 40) -> str:
    """Return the name of a stage or source as it is written in charts.

    Parameters
    ----------
    name : str
        As the file has it.
    most : int
        Characters kept.

    Examples
    --------
    >>> stage_name("lead_generation"), stage_name("PoC")
    ('Lead generation', 'PoC')
    """
    words = clean_name(str(name).replace("_", " "), most)
    return words[:1].upper() + words[1:]
