"""CSV tables that a scenario file names: read strictly, every problem with its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simfunnel.errors import Problem, ScenarioError, did_you_mean
from simfunnel.scenarios.documents import read_text
from simfunnel.units.readings import shown, written_number
from simfunnel.words import listed, say, say_n

__all__ = ["Row", "RowProblems", "read_rows", "safe_text", "write_rows"]

MOST_BYTES = 16 * 1_048_576
MOST_ROWS = 200_000
_SHOWN = 5
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Row:
    """One row: where it stands, and its cells by column; empty cells are left out."""

    line: int
    cells: dict[str, str]


class RowProblems:
    """Gathers problems of rows: five of each column are told, the rest counted."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._by_column: dict[str, list[Problem]] = {}

    def add(self, line: int, column: str, message: str) -> None:
        """Note what is wrong with a cell."""
        problem = Problem(f"{self.file}:{line}", column, message)
        self._by_column.setdefault(column, []).append(problem)

    def told(self) -> list[Problem]:
        """Return the problems to show, in order of rows within each column."""
        told: list[Problem] = []
        for column, problems in self._by_column.items():
            told += problems[:_SHOWN]
            more = len(problems) - _SHOWN
            if more > 0:
                sentence = say_n(
                    "and {n} more row of this kind.",
                    "and {n} more rows of this kind.",
                    more,
                    n=written_number(more),
                )
                told.append(Problem(self.file, column, sentence))
        return told


def read_rows(
    path: Path, *, required: Sequence[str], known: Sequence[str] | None
) -> tuple[list[str], list[Row]]:
    """Return the columns and rows of a CSV table.

    Parameters
    ----------
    path : Path
        A UTF-8 file with commas, the names of the columns in its first row.
    required : sequence of str
        Columns that must be there.
    known : sequence of str, or None
        Columns that may be there; None for any.

    Returns
    -------
    list of str, list of Row
        Blank rows are left out; cells are stripped of blanks.

    Raises
    ------
    ScenarioError
        If the file or its columns cannot be read; all problems at once.
    """
    reader = csv.reader(io.StringIO(read_text(path, MOST_BYTES), newline=""), strict=True)
    file = str(path)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(file, header, required, known)
        rows: list[Row] = []
        problems = RowProblems(file)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) >= MOST_ROWS:
                raise ScenarioError(
                    say(
                        "{file}: has more than {most_rows} rows; shorten it.",
                        file=file,
                        most_rows=MOST_ROWS,
                    )
                )
            if len(cells) != len(header):
                problems.add(
                    reader.line_num,
                    "",
                    say(
                        "has {n_cells} cells, the first row has {n_header}; add or drop "
                        "commas, or put "
                        "text with commas in quotes.",
                        n_cells=len(cells),
                        n_header=len(header),
                    ),
                )
                continue
            pairs = zip(header, (_without_quote(cell.strip()) for cell in cells), strict=True)
            rows.append(Row(reader.line_num, {name: cell for name, cell in pairs if cell}))
    except csv.Error as error:
        raise ScenarioError(
            say(
                "{file}:{line}: is not a CSV table: {error}; look at its quotes.",
                file=file,
                line=reader.line_num,
                error=error,
            )
        ) from None
    if told := problems.told():
        raise ScenarioError.from_problems(told)
    return header, rows


def _check_header(
    file: str, header: list[str], required: Sequence[str], known: Sequence[str] | None
) -> None:
    """Refuse columns that are missing, unknown or named twice."""
    if not header:
        raise ScenarioError(say("{file}: is empty; name the columns in the first row.", file=file))
    if len(header) == 1 and ";" in header[0]:
        raise ScenarioError(
            say("{file}:1: its columns are parted by ';'; save it with commas.", file=file)
        )
    where = f"{file}:1"
    problems: list[Problem] = []
    for i, name in enumerate(header):
        if not name:
            problems.append(
                Problem(where, "", say("column {i} has no name; give it one.", i=i + 1))
            )
        elif name in header[:i]:
            problems.append(Problem(where, name, say("names two columns; keep one of them.")))
        elif known is not None and name not in known:
            hint = did_you_mean(name, known) or say(" Known: {known}.", known=listed(known))
            problems.append(
                Problem(where, "", say("unknown column {name}.{hint}", name=shown(name), hint=hint))
            )
    missing = [name for name in required if name not in header]
    problems += [Problem(where, name, say("is missing; add this column.")) for name in missing]
    if problems:
        raise ScenarioError.from_problems(problems)


def _without_quote(cell: str) -> str:
    """Return a cell without the quote that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(text: str) -> bool:
    """Return whether text begins as formulas do, behind any quotes."""
    return text.lstrip("'").startswith(_FORMULA)


def safe_text(text: str) -> str:
    """Return text for a cell that no spreadsheet takes for a formula; reading undoes it.

    Examples
    --------
    >>> safe_text("=1+1"), safe_text("lead 7")
    ("'=1+1", 'lead 7')
    """
    return f"'{text}" if _is_formula(text) else text


def write_rows(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table as UTF-8 CSV; None becomes an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    path.write_bytes(text.getvalue().encode())
