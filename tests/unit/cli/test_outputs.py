"""Files that a command writes: refused in time, guarded, whole or not at all."""

from __future__ import annotations

import importlib.util
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from simfunnel.cli.outputs import CHARTS, TABLES, check_output, check_outputs, write_table
from simfunnel.errors import SimfunnelError

TABLE = pd.DataFrame(
    {
        "lead": ["=1+1", "+49 170", "-5", "@home", "\tx", "\rx", "L-1", None],
        "amount": [-5.0, 0.1, 1713014.33, 1e9, 66000.0, 2.5, 3.0, None],
        "n": [-1, 2, 3, 4, 5, 6, 7, 8],
        "at": pd.to_datetime([datetime(2026, 9, 1, 12)] * 8),
    }
)


def test_texts_of_a_csv_are_no_formulas(tmp_path: Path) -> None:
    """A text that begins like a formula gets a leading quote; numbers stay numbers."""
    path = tmp_path / "t.csv"
    write_table(TABLE, path)
    assert path.read_bytes().decode() == (
        "lead,amount,n,at\n"
        "'=1+1,-5,-1,2026-09-01 12:00:00\n"
        "'+49 170,0.1,2,2026-09-01 12:00:00\n"
        "'-5,1713014.33,3,2026-09-01 12:00:00\n"
        "'@home,1000000000,4,2026-09-01 12:00:00\n"
        "'\tx,66000,5,2026-09-01 12:00:00\n"
        '"\'\nx",2.5,6,2026-09-01 12:00:00\n'
        "L-1,3,7,2026-09-01 12:00:00\n"
        ",,8,2026-09-01 12:00:00\n"
    )


def test_parquet_holds_the_table_as_it_is(tmp_path: Path) -> None:
    """Parquet is no spreadsheet: nothing is guarded, types stay."""
    path = tmp_path / "t.parquet"
    write_table(TABLE, path)
    back = pd.read_parquet(path)
    assert back["lead"].tolist()[:7] == TABLE["lead"].tolist()[:7]
    assert back["amount"].tolist()[:7] == TABLE["amount"].tolist()[:7]
    assert back["at"].tolist() == TABLE["at"].tolist()


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is told with the file's own name; what was there is still there, and alone."""
    path = tmp_path / "t.csv"
    path.write_text("old", encoding="utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SimfunnelError) as told:
        write_table(TABLE, path)
    assert str(told.value) == f"{path}: cannot be written: No space left on device."
    assert [each.name for each in tmp_path.iterdir()] == ["t.csv"]
    assert path.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    ("file", "suffixes", "message"),
    [
        ("o.gif", CHARTS, "'o.gif' ends in '.gif'; write .png, .svg or .html."),
        ("o", CHARTS, "'o' has no suffix; write .png, .svg or .html."),
        ("o.xls", TABLES, "'o.xls' ends in '.xls'; write .csv or .parquet."),
        (
            "o.parq",
            TABLES,
            "'o.parq' ends in '.parq'; write .csv or .parquet. Did you mean '.parquet'?",
        ),
        ("no/o.csv", TABLES, "'no/o.csv': there is no folder 'no'; make it first."),
    ],
)
def test_a_file_that_cannot_be_is_refused_at_once(
    file: str, suffixes: tuple[str, ...], message: str
) -> None:
    """Suffix and folder are looked at before anything is done."""
    with pytest.raises(SimfunnelError) as told:
        check_output("--x", file, suffixes)
    assert str(told.value) == f"--x: {message}"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder that is called like a table is not written over."""
    (tmp_path / "o.csv").mkdir()
    with pytest.raises(SimfunnelError) as told:
        check_output("--runs", str(tmp_path / "o.csv"), TABLES)
    assert str(told.value) == f"--runs: '{tmp_path}/o.csv' is a folder; name a file in it."


def test_a_closed_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing may be written the run does not begin."""
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(SimfunnelError) as told:
        check_output("--runs", str(tmp_path / "o.csv"), TABLES)
    assert str(told.value) == f"--runs: '{tmp_path}/o.csv': nothing may be written in '{tmp_path}'."


def test_parquet_asks_for_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow the extra is named, before the run."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SimfunnelError) as told:
        check_output("--runs", "o.parquet", TABLES)
    assert str(told.value) == (
        "--runs: 'o.parquet' needs pyarrow; 'pip install simfunnel[parquet]' brings it. "
        "Or write .csv."
    )


def test_nothing_that_is_read_is_written_over(tmp_path: Path) -> None:
    """An export is safe from --runs, and two outputs from each other, however they are spelt."""
    export = tmp_path / "deals.csv"
    export.touch()
    roundabout = f"{tmp_path}/../{tmp_path.name}/deals.csv"
    with pytest.raises(SimfunnelError) as told:
        check_outputs([("--runs", roundabout, TABLES)], [str(export)])
    assert str(told.value) == (
        f"--runs: would write over '{export}', which is read; name another file."
    )
    one = str(tmp_path / "o.csv")
    with pytest.raises(SimfunnelError) as told:
        check_outputs([("--runs", one, TABLES), ("--stays", one, TABLES)], [])
    assert str(told.value) == f"--stays: would write over '{one}' of --runs; name another file."


def test_what_was_not_asked_for_is_nothing() -> None:
    """Options that were left out keep their place."""
    assert check_outputs([("--runs", None, TABLES), ("--chart", "o.png", CHARTS)], []) == [
        None,
        Path("o.png"),
    ]
