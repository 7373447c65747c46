"""Files that a command writes: refused before the work begins, then written whole or not at all.

A spreadsheet takes a cell that begins with = + - or @ for a formula, whoever wrote it into the CRM.
Texts of CSV files that begin so get a leading quote; numbers stay numbers.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from simfunnel.cli.complaints import refusal
from simfunnel.errors import did_you_mean
from simfunnel.words import listed, say

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CHARTS",
    "SCENARIOS",
    "TABLES",
    "check_output",
    "check_outputs",
    "guarded",
    "write_table",
    "writing",
]

CHARTS = (".png", ".svg", ".html")
TABLES = (".csv", ".parquet")
SCENARIOS = (".yaml", ".yml")
_FORMULA = r"^(?=[=+\-@\t\r])"
_DIGITS = "%.15g"


def check_output(option: str, file: str, suffixes: Sequence[str]) -> Path:
    """Return the path of a file that can be written, before anything is done for it.

    Parameters
    ----------
    option : str
        What the file was named with.
    file : str
        The file.
    suffixes : sequence of str
        What it may end in.

    Raises
    ------
    SimfunnelError
        If its suffix is unknown, its folder is missing or closed, or a library is missing.

    Examples
    --------
    >>> check_output("--runs", "runs.csv", TABLES).name
    'runs.csv'
    >>> check_output("--runs", "runs.xls", TABLES)
    Traceback (most recent call last):
    ...
    simfunnel.errors.SimfunnelError: --runs: 'runs.xls' ends in '.xls'; write .csv or .parquet.
    """
    path = Path(file)
    suffix = path.suffix.lower()
    if suffix not in suffixes:
        known = listed(suffixes, "or")
        if suffix:
            hint = did_you_mean(suffix, suffixes)
            named = {"file": file, "suffix": suffix, "known": known}
            fault = say("'{file}' ends in '{suffix}'; write {known}.", **named) + hint
        else:
            fault = say("'{file}' has no suffix; write {known}.", file=file, known=known)
        raise refusal(fault, option)
    if path.is_dir():
        raise refusal(say("'{file}' is a folder; name a file in it.", file=file), option)
    if not path.parent.is_dir():
        raise refusal(
            say(
                "'{file}': there is no folder '{parent}'; make it first.",
                file=file,
                parent=path.parent,
            ),
            option,
        )
    if not os.access(path.parent, os.W_OK):
        raise refusal(
            say("'{file}': nothing may be written in '{parent}'.", file=file, parent=path.parent),
            option,
        )
    if suffix == ".parquet" and importlib.util.find_spec("pyarrow") is None:
        raise refusal(
            say(
                "'{file}' needs pyarrow; 'pip install simfunnel[parquet]' brings it. Or write "
                ".csv.",
                file=file,
            ),
            option,
        )
    return path


def check_outputs(
    asked: Iterable[tuple[str, str | None, Sequence[str]]], inputs: Iterable[str]
) -> list[Path | None]:
    """Return the paths of all files that a command shall write; each is its own file.

    Parameters
    ----------
    asked : iterable of (str, str or None, sequence of str)
        Option, file if it was given, and suffixes.
    inputs : iterable of str
        Files that are read, which must not be written over.

    Raises
    ------
    SimfunnelError
        If one cannot be written, or is the same as another.
    """
    taken = {Path(name).resolve(): say("'{name}', which is read", name=name) for name in inputs}
    paths: list[Path | None] = []
    for option, file, suffixes in asked:
        if file is None:
            paths.append(None)
            continue
        path = check_output(option, file, suffixes)
        if (real := path.resolve()) in taken:
            raise refusal(
                say("would write over {taken}; name another file.", taken=taken[real]), option
            )
        taken[real] = say("'{file}' of {option}", file=file, option=option)
        paths.append(path)
    return paths


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Name the file that could not be written, not the one beside it that was to become it.

    Parameters
    ----------
    path : Path
        What is written inside the block.

    Raises
    ------
    SimfunnelError
        In the place of an OSError.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise refusal(say("cannot be written: {why}.", why=why), str(path)) from error


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV or Parquet, whole or not at all.

    Parameters
    ----------
    table : DataFrame
    path : Path
        Ends in .csv or .parquet.

    Raises
    ------
    SimfunnelError
        If it cannot be written; an earlier file of that name is then still there.
    """
    from simfunnel.charts import write_whole

    content = _parquet(table) if path.suffix.lower() == ".parquet" else _csv(table)
    with writing(path):
        write_whole(path, content)


def _csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8, its texts guarded."""
    text = guarded(table).to_csv(index=False, lineterminator="\n", float_format=_DIGITS)
    return text.encode()


def _parquet(table: pd.DataFrame) -> bytes:
    """Return a table as Parquet."""
    content = BytesIO()
    table.to_parquet(content, index=False)
    return content.getvalue()


def guarded(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in which no text begins like a formula.

    Examples
    --------
    >>> import pandas as pd
    >>> guarded(pd.DataFrame({"lead": ["=1+1", "L-1"], "amount": [-5.0, 3.0]})).to_dict("list")
    {'lead': ["'=1+1", 'L-1'], 'amount': [-5.0, 3.0]}
    """
    import pandas as pd

    texts = [
        name
        for name in table.columns
        if pd.api.types.is_string_dtype(table[name]) or table[name].dtype == object
    ]
    guards = {name: _harmless(table[name]) for name in texts}
    return table.assign(**guards)


def _harmless(column: pd.Series[str]) -> pd.Series[str]:
    """Return texts with their guard, and with line feeds where a carriage return ends a line."""
    return column.str.replace(_FORMULA, "'", regex=True).str.replace("\r\n?", "\n", regex=True)
