"""Where a file may name another file: beside itself or below, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

from simfunnel.units.readings import shown
from simfunnel.words import say

__all__ = ["beside"]

_DRIVE = re.compile(r"[A-Za-z]:")


def beside(file: str, name: str) -> Path:
    """Return the path of a file that another file names.

    Parameters
    ----------
    file : str
        The file that names it.
    name : str
        A path relative to that file's folder.

    Returns
    -------
    Path
        Inside the folder of `file`, symbolic links followed. Nothing has been opened.

    Raises
    ------
    ValueError
        If it is an address, absolute, or leads out of the folder.

    Examples
    --------
    >>> beside("scenarios/agency.yaml", "../../secret.csv")
    Traceback (most recent call last):
    ...
    ValueError: '../../secret.csv' leads out of this file's folder; keep it beside the file or \
below.
    """
    if not name.strip() or not name.isprintable():
        raise ValueError(say("{name} is not the name of a file.", name=shown(name)))
    if "://" in name or name.lower().startswith("file:"):
        raise ValueError(
            say("{name} is an address; name a file beside this one.", name=shown(name))
        )
    absolute = name.startswith(("/", "\\", "~")) or _DRIVE.match(name)
    if absolute or "\\" in name:
        raise ValueError(
            say(
                "{name} is not relative to this file; write for instance 'data/leads.csv'.",
                name=shown(name),
            )
        )
    folder = Path(file).parent.resolve()
    path = folder / name
    try:
        inside = path.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):
        inside = False
    if not inside:
        raise ValueError(
            say(
                "{name} leads out of this file's folder; keep it beside the file or below.",
                name=shown(name),
            )
        )
    return Path(file).parent / name
