"""Where a file may name another file: beside itself or below, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

from simfunnel.units.readings import shown

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
        raise ValueError(f"{shown(name)} is not the name of a file.")
    if "://" in name or name.lower().startswith("file:"):
        raise ValueError(f"{shown(name)} is an address; name a file beside this one.")
    absolute = name.startswith(("/", "\\", "~")) or _DRIVE.match(name)
    if absolute or "\\" in name:
        raise ValueError(
            f"{shown(name)} is not relative to this file; write for instance 'data/leads.csv'."
        )
    folder = Path(file).parent.resolve()
    path = folder / name
    try:
        inside = path.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):
        inside = False
    if not inside:
        raise ValueError(
            f"{shown(name)} leads out of this file's folder; keep it beside the file or below."
        )
    return Path(file).parent / name
