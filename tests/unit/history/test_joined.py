"""Joined files: of the same folder only, found by a key, and never twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.errors import HistoryError
from simfunnel.history import read_history

MAPPING = """\
simfunnel: 1
mapping: deals
layout: wide
lead: Id
stages: {{lead: Created}}
outcomes: {{won: {{date: {won}}}}}
joins: [{join}]
"""
LEADS = "Id,Created,Agent\na,2026-01-01,x\nb,2026-01-02,y\nc,2026-01-03,z\n"


def files(
    folder: Path, sales: str, join: str = "{file: sales.csv, on: Id}", won: str = "Sold"
) -> tuple[Path, Path]:
    """Write an export, a joined file and a mapping."""
    (folder / "leads.csv").write_text(LEADS, encoding="utf-8")
    (folder / "sales.csv").write_text(sales, encoding="utf-8")
    (folder / "m.yaml").write_text(MAPPING.format(join=join, won=won), encoding="utf-8")
    return folder / "leads.csv", folder / "m.yaml"


def refusal(paths: tuple[Path, Path]) -> str:
    """Return the message with which an export is refused."""
    with pytest.raises(HistoryError) as caught:
        read_history(*paths)
    return str(caught.value)


def test_columns_of_a_joined_file_belong_to_its_lead(tmp_path: Path) -> None:
    """Rows meet by the key, whatever their order; strays are counted."""
    paths = files(tmp_path, "Id,Sold\nc,2026-02-03\na,2026-02-01\nq,2026-02-09\n")
    history = read_history(*paths)
    assert list(history.leads["won_on"].dt.strftime("%m-%d").fillna("")) == ["02-01", "", "02-03"]
    assert str(history.fact("join_unmatched")) == (
        "1 key of sales.csv belongs to no row of leads.csv."
    )


def test_keys_may_be_called_differently_and_columns_be_named_with_their_file(
    tmp_path: Path,
) -> None:
    """`{Id: deal}` joins Id here to deal there; FILE:COLUMN names one of two columns."""
    paths = files(
        tmp_path,
        "deal,Sold\na,2026-02-01\n",
        "{file: sales.csv, on: {Id: deal}}",
        "'sales.csv:Sold'",
    )
    assert int(read_history(*paths).leads["won_on"].notna().sum()) == 1


@pytest.mark.parametrize(
    ("sales", "join", "message"),
    [
        (
            "Id,Sold\na,2026-02-01\na,2026-02-02\n",
            "{file: sales.csv, on: Id}",
            "sales.csv: Id: 1 row repeats a key (line 3 'a'); keep one row each, or state "
            "'duplicates: first' or 'last' in the join.",
        ),
        (
            "Ids,Sold\na,2026-02-01\n",
            "{file: sales.csv, on: Id}",
            "sales.csv: Id: there is no such column. Did you mean 'Ids'?\n"
            "leads.csv: there is no column 'Sold', which the mapping names as outcomes.won.date. "
            "It has Id, Created, Agent.",
        ),
        (
            "Id,Sold\na,2026-02-01\n",
            "{file: sale.csv, on: Id}",
            "sale.csv: is not beside leads.csv; put it into its folder.",
        ),
        (
            "Id,Sold\na,2026-02-01\n",
            "{file: sales.csv, on: Id}, {file: sales2.csv, on: Id}",
            "leads.csv: Sold: stands in several joined files; write 'FILE.csv:COLUMN' in the "
            "mapping.",
        ),
    ],
)
def test_a_join_that_cannot_be_is_refused(
    tmp_path: Path, sales: str, join: str, message: str
) -> None:
    """A key that repeats, a column or a file that is not there."""
    (tmp_path / "sales2.csv").write_text(sales, encoding="utf-8")
    assert refusal(files(tmp_path, sales, join)) == message


def test_a_repeated_key_can_be_settled_in_the_join(tmp_path: Path) -> None:
    """`duplicates: last` reads the last row and counts."""
    sales = "Id,Sold\na,2026-02-01\na,2026-02-02\n"
    history = read_history(*files(tmp_path, sales, "{file: sales.csv, on: Id, duplicates: last}"))
    assert str(history.leads["won_on"][0].date()) == "2026-02-02"
    assert str(history.fact("join_repeated")) == (
        "1 row of sales.csv repeats a key; the last one was read."
    )


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    """The joined file lies in the export's own folder, links followed."""
    inner = tmp_path / "inner"
    inner.mkdir()
    paths = files(inner, "Id,Sold\na,2026-02-01\n")
    (inner / "sales.csv").rename(tmp_path / "sales.csv")
    (inner / "sales.csv").symlink_to(tmp_path / "sales.csv")
    assert refusal(paths) == "sales.csv: leads out of the folder of leads.csv; copy it."


def test_headings_that_look_undivided_point_to_the_delimiter(tmp_path: Path) -> None:
    """A file with semicolons read with commas has a single heading."""
    leads, mapping = files(tmp_path, "Id,Sold\na,2026-02-01\n")
    leads.write_text(LEADS.replace(",", ";"), encoding="utf-8")
    assert refusal((leads, mapping)).splitlines()[-1] == (
        "leads.csv: has a single heading, 'Id;Created;Agent'; state 'delimiter' in the mapping."
    )


def test_a_heading_that_stands_twice_is_refused_where_it_is_read(tmp_path: Path) -> None:
    """Which of two equal columns is meant is never guessed."""
    leads, mapping = files(tmp_path, "Id,Sold\na,2026-02-01\n")
    leads.write_text("Id,Created,Created\na,2026-01-01,2026-01-02\n", encoding="utf-8")
    assert refusal((leads, mapping)) == (
        "leads.csv: Created: stands more than once among the headings; rename one of the columns."
    )
