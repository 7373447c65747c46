"""Tables beside a scenario file: read strictly, with rows and columns, and written back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simfunnel.errors import ScenarioError
from simfunnel.funnel.doubt import DrawTable
from simfunnel.funnel.model import Hazards
from simfunnel.funnel.today import OpenLead
from simfunnel.scenarios.lead_tables import read_open_leads, write_open_leads
from simfunnel.scenarios.measured_tables import (
    read_draws,
    read_hazards,
    write_draws,
    write_hazards,
)
from simfunnel.scenarios.tables import read_rows, safe_text

HEAD = "lead,stage,entered_on,amount,score\n"
HAZARDS = """\
stage,exit,advances,age_from,daily_hazard,exits,at_risk
pitch,won,yes,0,0.03,3,100
pitch,won,yes,7,0.01,1,100
pitch,lost.price,no,0,1.5e-2,2,100
pitch,lost.price,no,7,0,0,100
close,won,yes,0,0.5,9,18
"""


def write(tmp_path: Path, text: str) -> Path:
    """Write a table and return its path."""
    path = tmp_path / "table.csv"
    path.write_text(text)
    return path


def refusal(path: Path, read: object = read_open_leads, *arguments: str) -> str:
    """Return the whole message of a table that is refused, without its folder."""
    assert callable(read)
    with pytest.raises(ScenarioError) as caught:
        read(path, *arguments)
    return str(caught.value).replace(f"{path.parent}/", "")


def test_open_leads_are_read_with_what_is_known(tmp_path: Path) -> None:
    """Empty cells and blank rows mean that nothing is known; ids stay text."""
    path = write(tmp_path, HEAD + "0061,pitch,2026-06-01,12 000,-0.5\n\nb2,pitch,2026-06-02,,\n")
    first, second = read_open_leads(path)

    assert (first.lead, str(first.amount), first.score) == ("0061", "12 000", -0.5)
    assert (second.amount, second.score, second.segment) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "table.csv: is empty; name the columns in the first row."),
        (
            "lead;stage;entered_on\na;b;c",
            "table.csv:1: its columns are parted by ';'; save it with commas.",
        ),
        (
            "lead,stag,entered_on,lead,\n",
            "table.csv:1: unknown column 'stag'. Did you mean 'stage'?\n"
            "table.csv:1: lead: names two columns; keep one of them.\n"
            "table.csv:1: column 5 has no name; give it one.\n"
            "table.csv:1: stage: is missing; add this column.",
        ),
        (
            "lead,stage,entered_on,call\na,b,2026-06-01,2026-06-02\n",
            "table.csv:1: call: 'call' is not simulated yet; leave the column out.",
        ),
        (
            HEAD + "a,pitch,2026-06-01\n",
            "table.csv:2: has 3 cells, the first row has 5; add or drop commas, or put text with "
            "commas in quotes.",
        ),
        (
            HEAD + "a,pitch,1.6.2026,12.000,high\n,pitch,2026-06-31,1,9\n",
            "table.csv:2: entered_on: '1.6.2026' is not a date; write 2026-09-01 "
            "(year-month-day).\n"
            "table.csv:3: entered_on: '2026-06-31' is not a day of the calendar; check the month "
            "and the day.\n"
            "table.csv:2: amount: '12.000' could mean 12000 or 12; write 12000 or 12.\n"
            "table.csv:2: score: is 'high', not a number; write one like 0.6.\n"
            "table.csv:3: score: is '9'; give at most 8.\n"
            "table.csv:3: lead: is missing; give the lead its id.",
        ),
        (
            HEAD + "".join(f"a{i},pitch,soon,,\n" for i in range(8)),
            "".join(
                f"table.csv:{i}: entered_on: 'soon' is not a date; write 2026-09-01 "
                "(year-month-day).\n"
                for i in range(2, 7)
            )
            + "table.csv: entered_on: and 3 more rows of this kind.",
        ),
        (
            HEAD + 'a,"pitch,2026-06-01,,\n',
            "table.csv:2: is not a CSV table: unexpected end of data; look at its quotes.",
        ),
    ],
)
def test_open_leads_that_cannot_be_read_say_why(tmp_path: Path, text: str, message: str) -> None:
    """All problems at once: five of each column, and how many more."""
    assert refusal(write(tmp_path, text)) == message


def test_a_table_in_the_wrong_encoding_is_refused(tmp_path: Path) -> None:
    """With the line and the byte."""
    path = tmp_path / "table.csv"
    path.write_bytes((HEAD + "Zażółć,pitch,2026-06-01,,\n").encode("iso-8859-2"))

    assert refusal(path) == (
        "table.csv:2: is not UTF-8 text (byte 0xbf); save it with the encoding UTF-8."
    )


def test_a_huge_cell_is_refused(tmp_path: Path) -> None:
    """A cell has at most 131 072 characters."""
    path = write(tmp_path, HEAD + "a" * 200_000 + ",pitch,2026-06-01,,\n")

    assert refusal(path) == (
        "table.csv:2: is not a CSV table: field larger than field limit (131072); look at its "
        "quotes."
    )


def test_open_leads_are_written_so_that_they_can_be_read(tmp_path: Path) -> None:
    """Formulas are defused in the file and restored when it is read; numbers stay numbers."""
    leads = tuple(
        OpenLead.model_validate(
            {"lead": name, "stage": "pitch", "entered_on": "2026-06-01", "score": -2.5}
        )
        for name in ("=1+1", "+2", "-3", "@x", "'quoted", "a,b", 'say "so"', "Zażółć", "'=y")
    )
    path = tmp_path / "leads.csv"
    write_open_leads(path, leads)

    assert read_open_leads(path) == leads
    assert path.read_text().splitlines()[:2] == [
        "lead,stage,entered_on,score",
        "'=1+1,pitch,2026-06-01,-2.5",
    ]


def test_hazards_of_one_stage_are_taken(tmp_path: Path) -> None:
    """Rows of other stages and the columns of counts are passed over."""
    hazards = read_hazards(write(tmp_path, HAZARDS), "pitch")

    assert hazards.ages == (0, 7)
    assert hazards.daily == {"won": (0.03, 0.01), "lost.price": (0.015, 0.0)}
    assert hazards.advances == ("won",)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "pitch",
            "pitc",
            "table.csv: stage: has no row for stage 'pitch'. Did you mean 'pitc'?",
        ),
        ("yes,7", "maybe,7", "table.csv:3: advances: is 'maybe'; write yes or no."),
        ("yes,7", "no,7", "table.csv:3: advances: differs from an earlier row of 'won'."),
        ("yes,7", "yes,0", "table.csv:3: age_from: 0 stands twice for 'won'; keep one row."),
        ("yes,7", "yes,7.5", "table.csv:3: age_from: is '7.5'; write whole days, 0 or more."),
        (
            "yes,7",
            "yes,8",
            "table.csv: age_from: exit 'won' of stage 'pitch' has no row for age 7; give every "
            "exit the same ages.",
        ),
        (
            "0.01,",
            "nan,",
            "table.csv:3: daily_hazard: is 'nan'; write a rate per day, 0 or more.",
        ),
        (
            "0.01,",
            ",",
            "table.csv:3: daily_hazard: is an empty value; write a rate per day, 0 or more.",
        ),
        ("pitch,won,yes,7", "pitch,,yes,7", "table.csv:3: exit: is empty; name the exit."),
        (
            "pitch,won,yes,0,0.03",
            "pitch,won,yes,0,9999999",
            "table.csv: stage 'pitch': has a rate of 'won' that is negative or not a number.",
        ),
    ],
)
def test_hazards_that_cannot_be_read_say_why(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """With the row and the column."""
    assert refusal(write(tmp_path, HAZARDS.replace(old, new)), read_hazards, "pitch") == message


def test_hazards_are_written_so_that_they_can_be_read(tmp_path: Path) -> None:
    """To the last bit."""
    hazards = Hazards(
        ages=(0, 3, 11), daily={"won": (1 / 3, 1e-17, 0.0), "lost.x": (0.1, 0.2, 0.3)},
        advances=("won",),
    )  # fmt: skip
    path = tmp_path / "hazards.csv"
    write_hazards(path, {"pitch": hazards})

    assert read_hazards(path, "pitch").model_dump() == hazards.model_dump()


def test_draws_are_read_and_written(tmp_path: Path) -> None:
    """Columns are paths, rows joint draws."""
    draws = DrawTable(
        ("stages.pitch.advance", "sources.web.leads"), np.array([[1 / 3, 20], [40, 7]])
    )
    path = tmp_path / "draws.csv"
    write_draws(path, draws)
    again = read_draws(path)

    assert again.columns == draws.columns
    np.testing.assert_array_equal(again.values, draws.values)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,x\n", "table.csv:2: b: is 'x'; write a number."),
        ("a,b\n1,\n", "table.csv:2: b: is an empty value; write a number."),
        ("a,b\n1,inf\n", "table.csv:2: b: is 'inf'; write a number."),
        ("a,b\n", "table.csv: has no row of draws; add one at least."),
    ],
)
def test_draws_that_are_no_numbers_are_refused(tmp_path: Path, text: str, message: str) -> None:
    """With the row and the column."""
    assert refusal(write(tmp_path, text), read_draws) == message


def test_columns_of_any_name_may_be_read(tmp_path: Path) -> None:
    """Where the names are not known beforehand."""
    header, rows = read_rows(write(tmp_path, "x,y\n 1 ,'=2\n"), required=(), known=None)

    assert header == ["x", "y"]
    assert rows[0].cells == {"x": "1", "y": "=2"}
    assert safe_text("plain") == "plain"
