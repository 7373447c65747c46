"""A chart with the table behind it, its finding, and the words for those who cannot see it."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from simfunnel.charts import render
from simfunnel.errors import TableError, did_you_mean
from simfunnel.words import listed, say

if TYPE_CHECKING:
    from altair import Chart

__all__ = ["Figure", "write_whole"]

_SUFFIXES = (".png", ".svg", ".html", ".json")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file at once: it is there complete, or as it was before.

    Parameters
    ----------
    path : Path
        Where; its folder must exist.
    content : bytes
        What.

    Raises
    ------
    OSError
        If the folder is missing or full; nothing is left behind.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "note.txt"
    ...     write_whole(file, b"done")
    ...     file.read_bytes()
    b'done'
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)  # nothing is left of a write that failed


@dataclass(frozen=True, eq=False)
class Figure:
    """One chart.

    Parameters
    ----------
    spec : dict
        The Vega-Lite specification, with its data inside.
    data : DataFrame
        The table behind the chart.
    title : str
        The finding.
    alt : str
        The finding and the numbers, in words.

    Examples
    --------
    >>> figure = Figure({"mark": "point"}, pd.DataFrame(), "Nothing is won", "Nothing is won.")
    >>> figure
    Figure('Nothing is won')
    """

    spec: dict[str, Any]
    data: pd.DataFrame
    title: str
    alt: str

    def __repr__(self) -> str:
        """Return the finding."""
        return f"Figure({self.title!r})"

    @property
    def chart(self) -> Chart:
        """The chart as Altair's own object, to be changed further."""
        import altair

        return altair.Chart.from_dict(self.spec)

    @property
    def png(self) -> bytes:
        """The drawing as PNG, two dots a pixel."""
        return render.to_png(self.spec)

    @property
    def svg(self) -> str:
        """The drawing as SVG."""
        return render.to_svg(self.spec)

    @property
    def html(self) -> str:
        """The drawing as one page that loads nothing."""
        return render.to_html(self.spec, title=self.title, alt=self.alt)

    @property
    def json(self) -> str:
        """The specification as JSON."""
        return json.dumps(self.spec, ensure_ascii=False, indent=1, allow_nan=False)

    def save(self, path: str | Path) -> Path:
        """Write the chart in the form that the file's suffix names.

        Parameters
        ----------
        path : str or Path
            Ends in .png, .svg, .html or .json (the specification).

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        TableError
            If the suffix is none of these.
        OSError
            If the folder is missing.
        """
        file = Path(path)
        suffix = file.suffix.lower()
        if suffix not in _SUFFIXES:
            raise TableError(
                say(
                    "{name}: a chart is written as {suffixes}, by the file's suffix.{hint}",
                    name=repr(file.name),
                    suffixes=listed(_SUFFIXES),
                    hint=did_you_mean(suffix, _SUFFIXES),
                )
            )
        made: str | bytes = getattr(self, suffix[1:])
        write_whole(file, made.encode() if isinstance(made, str) else made)
        return file

    def _repr_mimebundle_(self, **_options: object) -> dict[str, Any]:
        """Return what a notebook shows."""
        return render.mimebundle(self.spec, self.alt)
