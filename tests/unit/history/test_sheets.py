"""Files as tables of text: nothing is converted, and what is no table is refused."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from simfunnel.errors import HistoryError
from simfunnel.history.sheets import Sheet, read_sheet


def written(folder: Path, content: bytes, name: str = "deals.csv") -> Path:
    """Return a file with the content."""
    (folder / name).write_bytes(content)
    return folder / name


def refusal(path: Path, **options: str) -> str:
    """Return the message with which a file is refused."""
    with pytest.raises(HistoryError) as caught:
        read_sheet(path, **options)  # type: ignore[arg-type]
    return str(caught.value)


def texts(sheet: Sheet, column: str) -> list[str]:
    """Return a column as a list."""
    return list(sheet.columns[column])


def test_cells_stay_text_and_rows_know_their_line(tmp_path: Path) -> None:
    """0061 stays 0061; a field with a line break moves the lines that follow."""
    sheet = read_sheet(written(tmp_path, b'Id,Note\n0061,"two\nlines"\n\n 62 ,1e3\n'))
    assert texts(sheet, "Id") == ["0061", "62"]
    assert texts(sheet, "Note") == ["two\nlines", "1e3"]
    assert list(sheet.lines) == [2, 5]
    assert len(sheet) == 2


def test_a_byte_order_mark_and_a_stated_encoding_are_read(tmp_path: Path) -> None:
    """Excel's UTF-8 mark is no part of the first heading; cp1252 is read where it is stated."""
    assert texts(read_sheet(written(tmp_path, "\ufeffId\na\n".encode())), "Id") == ["a"]
    latin = written(tmp_path, "Id;Name\n1;café\n".encode("cp1252"))
    assert texts(read_sheet(latin, encoding="cp1252", delimiter=";"), "Name") == ["café"]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"", {}, "deals.csv: is empty; export it again."),
        (b"\n \n", {}, "deals.csv: is empty; export it again."),
        (b"Id,On\n", {}, "deals.csv: has headings but no rows; export it again."),
        (
            "Id\na\ncafé\n".encode("cp1252"),
            {},
            "deals.csv:3: is not UTF-8 (byte 0xe9); save the file as UTF-8, or state its "
            "'encoding' in the mapping, for instance cp1252.",
        ),
        (
            "Id\ncafé\n".encode(),
            {"encoding": "cp1252"},
            "deals.csv: is UTF-8, but the mapping says 'cp1252'; write 'encoding: utf-8'.",
        ),
        (
            "Id\na\n".encode("utf-16-le"),
            {},
            "deals.csv:1: holds a zero byte, so it is no UTF-8 text; state its 'encoding' in the "
            "mapping, for instance utf-16.",
        ),
        (
            b"Id\na\n",
            {"encoding": "utf-9"},
            "deals.csv: encoding 'utf-9' is unknown; write for instance cp1252.",
        ),
        (
            b"Id,On\na,b,c\nd\ne,f\n",
            {},
            "deals.csv: 2 rows do not have the 2 fields of the headings (line 2 has 3, line 3 has "
            "1); check quotes and the 'delimiter' of the mapping.",
        ),
        (
            b'Id,On\na,"b\n',
            {},
            "deals.csv:2: is not CSV from this row on (unexpected end of data); check its quotes.",
        ),
        (
            b"Id\n" + b"x" * 200_000 + b"\n",
            {},
            "deals.csv:2: is not CSV from this row on (field larger than field limit (131072)); "
            "check its quotes.",
        ),
        (
            b"a" + b",a" * 100_000 + b"\n1\n",
            {},
            "deals.csv: has 100001 columns; export at most 2000.",
        ),
    ],
)
def test_what_is_no_table_is_refused(
    tmp_path: Path, content: bytes, options: dict[str, str], message: str
) -> None:
    """Each kind of broken file has its own words, in under a second."""
    assert refusal(written(tmp_path, content), **options) == message


def test_a_file_that_is_absent_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    """Only CSV and XLSX are read."""
    assert refusal(tmp_path / "x.csv") == f"{tmp_path / 'x.csv'}: there is no such file."
    assert refusal(written(tmp_path, b"x", "deals.parquet")) == (
        "deals.parquet: is no .csv, .tsv, .txt, .xlsx file; export the table as CSV."
    )


def test_a_workbook_is_read_as_its_csv_would_be(tmp_path: Path) -> None:
    """Dates come in ISO form, numbers with the mapping's decimal mark, short rows are filled."""
    book = openpyxl.Workbook()
    table = book.active
    assert table is not None
    for row in (
        ["Id", "On", "At", "Sum", "Open"],
        ["0061", dt.date(2026, 1, 5), dt.datetime(2026, 1, 5, 9, 30), 1234.5, True],
        [62, None, None, 3, None],
        ["63"],
    ):
        table.append(row)
    book.save(tmp_path / "deals.xlsx")
    sheet = read_sheet(tmp_path / "deals.xlsx", decimal=",")
    assert texts(sheet, "Id") == ["0061", "62", "63"]
    assert texts(sheet, "On") == ["2026-01-05", "", ""]
    assert texts(sheet, "At") == ["2026-01-05 09:30:00", "", ""]
    assert texts(sheet, "Sum") == ["1234,5", "3", ""]
    assert texts(sheet, "Open") == ["TRUE", "", ""]


def test_the_sheet_of_a_workbook_is_never_guessed(tmp_path: Path) -> None:
    """With several sheets the mapping says which."""
    book = openpyxl.Workbook()
    book.create_sheet("Deals").append(["Id"])
    book["Deals"].append(["a"])
    book.save(tmp_path / "deals.xlsx")
    path = tmp_path / "deals.xlsx"
    assert refusal(path) == (
        "deals.xlsx: has several sheets (Sheet, Deals); state 'sheet' in the mapping."
    )
    assert refusal(path, sheet="Deal") == "deals.xlsx: has no sheet 'Deal'; it has Sheet, Deals."
    assert texts(read_sheet(path, sheet="Deals"), "Id") == ["a"]


def test_a_workbook_that_is_none_or_a_bomb_is_refused(tmp_path: Path) -> None:
    """The unpacked size is read before anything is unpacked."""
    assert refusal(written(tmp_path, b"PK", "a.xlsx")) == (
        "a.xlsx: is no workbook; export it again, or as CSV."
    )
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as parts:
        parts.writestr("x", b"")
        parts.infolist()[0].file_size = 300 * 1024 * 1024
    assert refusal(tmp_path / "b.xlsx") == (
        "b.xlsx: unpacks to more than 256 MiB; export fewer rows."
    )
