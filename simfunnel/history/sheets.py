"""CSV and XLSX files as tables of text: nothing is converted, "0061" stays "0061"."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simfunnel.history.facts import shown_list
from simfunnel.history.refusals import refusal
from simfunnel.units import format_count
from simfunnel.units.readings import plain_number
from simfunnel.words import listed, say, say_n

__all__ = ["Sheet", "read_sheet"]

_LARGEST = 256 * 1024 * 1024
_MOST_COLUMNS = 2_000
_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table of text.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    columns : dict of str to ndarray of object, each of shape (n_rows,)
        The columns' texts, without blanks around them.
    lines : ndarray of int64, shape (n_rows,)
        The line of the file in which each row begins.
    repeated : frozenset of str
        Headings that stand more than once; the first such column is read.
    """

    name: str
    columns: dict[str, NDArray[np.object_]]
    lines: NDArray[np.int64]
    repeated: frozenset[str] = frozenset()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.lines)


def read_sheet(
    path: Path,
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    decimal: str = ".",
    sheet: str | None = None,
) -> Sheet:
    """Return a CSV or XLSX file as text.

    Parameters
    ----------
    path : Path
        The file; its suffix tells what it is.
    encoding, delimiter : str
        Of a CSV file.
    decimal : str
        The mark with which the numbers of an XLSX file's cells are written out.
    sheet : str, optional
        Which sheet of an XLSX file; it may be left out where there is only one.

    Returns
    -------
    Sheet
        Every column as text.

    Raises
    ------
    HistoryError
        If the file is absent, empty, too large, in another encoding or not a table.

    Examples
    --------
    >>> read_sheet(Path("nowhere.csv"))
    Traceback (most recent call last):
    ...
    simfunnel.errors.HistoryError: nowhere.csv: there is no such file.
    """
    if not path.is_file():
        raise refusal(str(path), say("there is no such file."))
    if path.suffix.lower() not in _SUFFIXES:
        raise refusal(
            path.name,
            say("is no {suffixes} file; export the table as CSV.", suffixes=listed(_SUFFIXES)),
        )
    if path.stat().st_size > _LARGEST:
        raise refusal(path.name, say("is larger than 256 MiB; export fewer columns or years."))
    if path.suffix.lower() == ".xlsx":
        return _table(path.name, _xlsx_rows(path, sheet, decimal), pad=True)
    text = _decoded(path, encoding)
    if not text.strip():
        raise refusal(path.name, say("is empty; export it again."))
    return _table(path.name, _csv_rows(path.name, text, "\t" if delimiter == "tab" else delimiter))


def _decoded(path: Path, encoding: str) -> str:
    """Return a text file's content, or refuse an encoding that is not its own."""
    raw = path.read_bytes()
    utf8 = encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")
    try:
        text = raw.decode("utf-8-sig" if utf8 else encoding)
    except LookupError:
        message = say(
            "encoding {encoding} is unknown; write for instance cp1252.", encoding=repr(encoding)
        )
        raise refusal(path.name, message) from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        byte = raw[error.start]
        raise refusal(
            f"{path.name}:{line}",
            say(
                "is not {encoding} (byte 0x{byte}); save the file as UTF-8, or state its "
                "'encoding' in the mapping, for instance cp1252.",
                encoding=encoding.upper(),
                byte=format(byte, "02x"),
            ),
        ) from None
    if not utf8 and not raw.isascii() and _is_utf8(raw):
        raise refusal(
            path.name,
            say(
                "is UTF-8, but the mapping says {encoding}; write 'encoding: utf-8'.",
                encoding=repr(encoding),
            ),
        )
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refusal(
            f"{path.name}:{line}",
            say(
                "holds a zero byte, so it is no {encoding} text; state its 'encoding' in the "
                "mapping, for instance utf-16.",
                encoding=encoding.upper(),
            ),
        )
    return text


def _is_utf8(raw: bytes) -> bool:
    """Tell whether bytes can be read as UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _csv_rows(name: str, text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield each row of a CSV text with the line in which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise refusal(
            f"{name}:{line}",
            say("is not CSV from this row on ({error}); check its quotes.", error=error),
        ) from None


def _xlsx_rows(path: Path, sheet: str | None, decimal: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield each row of a workbook's sheet as text."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > _LARGEST:
            raise refusal(path.name, say("unpacks to more than 256 MiB; export fewer rows."))
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError):
        raise refusal(path.name, say("is no workbook; export it again, or as CSV.")) from None
    try:
        names = book.sheetnames
        if sheet is None and len(names) > 1:
            raise refusal(
                path.name,
                say(
                    "has several sheets ({names}); state 'sheet' in the mapping.",
                    names=shown_list(names),
                ),
            )
        if sheet is not None and sheet not in names:
            raise refusal(
                path.name,
                say(
                    "has no sheet {sheet}; it has {names}.",
                    sheet=repr(sheet),
                    names=shown_list(names),
                ),
            )
        rows = book[sheet or names[0]].iter_rows(values_only=True)
        for line, row in enumerate(rows, start=1):
            yield line, [_cell_text(value, decimal) for value in row]
    finally:
        book.close()


def _cell_text(value: object, decimal: str) -> str:
    """Return a cell of a workbook as a CSV file would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return plain_number(value).replace(".", decimal) if np.isfinite(value) else str(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)


def _table(name: str, rows: Iterable[tuple[int, Sequence[str]]], *, pad: bool = False) -> Sheet:
    """Turn rows into columns; the first row that is not blank holds the headings.

    Workbooks leave out blank cells at the end of a row; with `pad` they are put back.
    """
    source = iter(rows)
    names = _headings(name, source)
    lines: list[int] = []
    kept: list[Sequence[str]] = []
    ragged: list[tuple[int, int]] = []
    for line, row in source:
        cells = _fitted(row, len(names), pad=pad)
        if len(cells) == len(names):
            lines.append(line)
            kept.append(cells)
        elif cells:
            ragged.append((line, len(cells)))
    _refuse_ragged(name, ragged, len(names))
    if not kept:
        raise refusal(name, say("has headings but no rows; export it again."))
    columns: dict[str, NDArray[np.object_]] = {}
    for heading, texts in zip(names, zip(*kept, strict=True), strict=True):
        if heading and heading not in columns:
            columns[heading] = np.array([text.strip() for text in texts], dtype=object)
    repeated = frozenset(n for i, n in enumerate(names) if n and n in names[:i])
    return Sheet(name, columns, np.array(lines, dtype=np.int64), repeated)


def _headings(name: str, rows: Iterator[tuple[int, Sequence[str]]]) -> list[str]:
    """Return the headings: the first row that is not blank."""
    heading = next((row for _, row in rows if any(cell.strip() for cell in row)), None)
    if heading is None:
        raise refusal(name, say("is empty; export it again."))
    names = [cell.strip() for cell in heading]
    while names and not names[-1]:
        names.pop()
    if len(names) > _MOST_COLUMNS:
        raise refusal(
            name,
            say(
                "has {n_names} columns; export at most {most_columns}.",
                n_names=len(names),
                most_columns=_MOST_COLUMNS,
            ),
        )
    return names


def _fitted(row: Sequence[str], width: int, *, pad: bool) -> list[str]:
    """Return a row without blank cells beyond the headings; nothing at all if it is blank."""
    if not any(cell.strip() for cell in row):
        return []
    cells = list(row)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells + [""] * (width - len(cells)) if pad else cells


def _refuse_ragged(name: str, ragged: list[tuple[int, int]], width: int) -> None:
    """Refuse rows that have more or fewer fields than there are headings."""
    if ragged:
        listed = shown_list(
            say("line {line} has {count}", line=line, count=count) for line, count in ragged
        )
        message = say_n(
            "{n} row does not have the {width} fields of the headings ({listed}); check quotes and "
            "the 'delimiter' of the mapping.",
            "{n} rows do not have the {width} fields of the headings ({listed}); check quotes and "
            "the 'delimiter' of the mapping.",
            len(ragged),
            n=format_count(len(ragged)),
            width=width,
            listed=listed,
        )
        raise refusal(name, message)
