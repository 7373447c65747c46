"""Every notebook runs from top to bottom, defines nothing, stores nothing, speaks in sentences."""

from __future__ import annotations

import ast
import itertools
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

import simfunnel as sf
from simfunnel.funnel.changes import Change, WhatIf
from tests.support.notebooks import NOTEBOOKS, ROOT, answer_and_knobs, knobs_at, read

FEW = "replications = 60"
MOST_CODE_CELLS = 25
LONGEST_CELL = 18
LONGEST_KNOBS = 28

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cell(source: str) -> Any:
    """Return a new code cell."""
    return nbformat.v4.new_code_cell(source)  # type: ignore[no-untyped-call]


def code_of(path: Path) -> list[str]:
    """Return the sources of a notebook's code cells."""
    return [cell.source for cell in read(path).cells if cell.cell_type == "code"]


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a short-named folder for sockets, with nobody's Jupyter settings around it."""
    with tempfile.TemporaryDirectory(prefix="nb") as name:
        for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
            monkeypatch.setenv(variable, str(Path(name) / variable.lower()))
        monkeypatch.setenv("IPYTHONDIR", str(Path(name) / "ipython"))
        monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
        yield Path(name)


def run(book: Any, where: Path, sockets: Path) -> None:
    """Run a notebook in a kernel of its own that talks over files, not over the network."""
    kernel = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=str(sockets / "k"))
    client = NotebookClient(
        book,
        km=kernel,
        timeout=300,
        startup_timeout=300,
        resources={"metadata": {"path": str(where)}},
    )
    client.execute(cleanup_kc=True)  # the kernel and its sockets end with it


def test_notebooks_are_numbered_by_what_they_ask() -> None:
    """They stand in the order in which they are read."""
    names = [path.stem for path in NOTEBOOKS]

    assert all(re.fullmatch(r"\d\d_[a-z_]+", name) for name in names)
    assert [int(name[:2]) for name in names] == list(range(1, len(names) + 1))


@each_notebook
def test_a_notebook_begins_with_its_question_and_has_its_knobs_in_one_cell(path: Path) -> None:
    """Question and answer, imports, knobs; and it is not too long."""
    book = read(path)
    kinds = [cell.cell_type for cell in book.cells]
    first = book.cells[0].source

    assert first.startswith("# ")
    assert "**Question.**" in first
    assert "**Answer.**" in first
    assert kinds.count("code") <= MOST_CODE_CELLS
    assert len(knobs_at(book)) == 1
    assert "parameters" in [c for c in book.cells if c.cell_type == "code"][1].metadata["tags"]
    lengths = [len(source.splitlines()) for source in code_of(path)]
    assert lengths.pop(1) <= LONGEST_KNOBS
    assert max(lengths) <= LONGEST_CELL


@each_notebook
def test_a_notebook_stores_no_output(path: Path) -> None:
    """Nothing that it computed, nobody's kernel, no traces of who ran it."""
    book = read(path)
    cells = [cell for cell in book.cells if cell.cell_type == "code"]

    assert [cell for cell in cells if cell.outputs or cell.execution_count is not None] == []
    assert set(book.metadata) == {"kernelspec", "language_info"}
    assert book.metadata.kernelspec.name == "python3"
    assert {key for cell in book.cells for key in cell.metadata} <= {"tags"}


@each_notebook
def test_a_notebook_defines_nothing_and_names_no_place_on_a_machine(path: Path) -> None:
    """What wants a function belongs into the package."""
    for source in code_of(path):
        tree = ast.walk(ast.parse(source))  # a line of magic would not even parse
        forbidden = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        assert [node for node in tree if isinstance(node, forbidden)] == []
        assert "sys.path" not in source
    everything = path.read_text(encoding="utf-8")
    assert re.findall(r"(?:[\s\"'`(]|\\\")(/(?!/)\w[\w./-]*|~/|[A-Za-z]:\\\\)", everything) == []


@each_notebook
def test_a_notebook_runs_from_top_to_bottom_and_says_what_it_shows(
    path: Path, folder: Path
) -> None:
    """With few futures; every result shows, every sentence has words, nothing complains.

    The cell that looks for the files finds them from the project's folder too. What it writes
    stands beside a copy of it.
    """
    for name in ("notebooks", "scenarios"):
        shutil.copytree(ROOT / name, folder / name)
    book = read(path)
    (knobs,) = knobs_at(book)
    reads = next(cell.source for cell in book.cells if "scenarios = Path(" in cell.source)
    book.cells.insert(knobs + 1, code_cell(FEW))
    book.cells += [code_cell("import os\nos.chdir('..')\nos.listdir()"), code_cell(reads)]
    run(book, folder / "notebooks", folder)
    shown = [cell for cell in book.cells[knobs + 2 :] if cell.cell_type == "code"]
    results = [output for cell in shown for output in cell.outputs]
    sentences = [
        result.data["text/markdown"] for result in results if "text/markdown" in result.data
    ]

    assert {output.output_type for output in results} == {"execute_result"}
    assert [cell.source for cell in shown if len(cell.outputs) != 1] == []
    assert len(sentences) * 3 > len(shown)
    assert [text for text in sentences if not re.search(r"\w.*[.!?]\**$", text, re.DOTALL)] == []
    assert [text for text in sentences if re.search(r"\bnan\b|\bNone\b|\bNaT\b|<", text)] == []


def test_the_answer_of_the_first_forecast_holds() -> None:
    """Its first cell answers in words what its knobs give."""
    answer, given = answer_and_knobs("01_first_forecast")
    outlook = sf.forecast(
        ROOT / "scenarios" / given["scenario"],
        targets=f"{given['target_amount']} by {given['by']}",
        replications=400,
        seed=given["seed"],
    )
    need = outlook.what_is_needed(sure=0.8)

    assert "In about three futures of ten it does" in answer
    assert 0.22 < float(outlook.probability()) < 0.36
    assert "about fourteen more average deals would make it 80 % sure" in answer
    assert need.deals is not None
    assert 11.5 < need.deals < 16.5
    assert "has won EUR 486,000 since 1 January 2026" in answer
    assert outlook.probability().booked == 486_000


def test_the_answer_of_the_qualification_holds() -> None:
    """Each idea brings what its first cell says."""
    answer, given = answer_and_knobs("02_what_if_qualification")
    comparison = sf.compare(
        ROOT / "scenarios" / given["scenario"],
        [ROOT / "scenarios" / "what_ifs" / idea for idea in given["ideas"]],
        replications=300,
        seed=given["seed"],
    )
    better, stricter, faster, harder = (
        comparison.effect(name, "won").mean for name in comparison.names
    )
    costs = [comparison.effect(name, "cost").mean for name in comparison.names]

    assert "Nurturing weekly brings about 1, for about EUR 16,000" in answer
    assert 0.5 < harder < 1.5
    assert 15_500 < costs[3] < 16_900
    assert "Better qualification brings about 3 more deals and faster proposals about 2" in answer
    assert 2.5 < better < 3.9
    assert 1.4 < faster < 2.5
    assert "both at no cost that the files state" in answer
    assert max(abs(costs[0]), abs(costs[2])) < 50
    assert "Letting fewer leads pass loses about 12, and costs EUR 5,000" in answer
    assert -13.5 < stricter < -10.5
    assert 4_900 < costs[1] < 5_100


def test_the_answer_of_the_levers_holds() -> None:
    """Each lever brings and costs what its first cell says, and the reasons are those it names."""
    answer, given = answer_and_knobs("04_nurture_qualify_or_hire")
    plans = [given[name] for name in ("hire_two", "see_better", "nurture_weekly")]
    funnel = sf.load(ROOT / "scenarios" / given["scenario"])
    levers = [
        WhatIf(f"lever {k}", tuple(Change.of(*change, given["since"]) for change in plan.items()))
        for k, plan in enumerate(plans)
    ]
    comparison = sf.compare(funnel, levers, replications=300, seed=given["seed"])
    hired, better, weekly = (comparison.effect(name, "won").mean for name in comparison.names)
    costs = [comparison.effect(name, "cost").mean for name in comparison.names]
    outlook = sf.forecast(funnel, replications=100, seed=given["seed"])
    waits = outlook.measure("wait", whole=True).set_index("name")["mean"]
    refused = outlook.measure("false_rejects", whole=True)["mean"].item()

    assert "Hiring brings about 5 more deals, a more careful qualification about 4" in answer
    assert 4.0 < hired < 5.5
    assert 3.2 < better < 4.8
    assert "weekly nurture about 2" in answer
    assert 1.2 < weekly < 2.4
    assert "each for about EUR 57,000" in answer
    assert [cost for cost in costs if not 56_000 < cost < 58_500] == []
    assert "leads wait longest to be called" in answer
    assert waits.idxmax() == "prospecting"
    assert "a third of those who fit are refused" in answer
    assert 0.30 < refused < 0.37


def test_the_answer_of_the_export_holds() -> None:
    """Median, range and chance are those of its first cell, and what came lies inside."""
    answer, given = answer_and_knobs("03_forecast_from_crm_export")
    folder = ROOT / "scenarios"
    history = sf.read_history(folder / given["export"], folder / given["mapping"])
    outlook = sf.forecast(
        sf.calibrate(history, as_of=given["as_of"]),
        horizon=given["horizon"],
        targets=given["target"],
        replications=400,
        seed=given["seed"],
    )
    row = outlook.total.set_index("measure").loc["won_amount"]
    first, last = str(outlook.futures.start), str(outlook.futures.last_day)
    came = history.leads[history.leads["won_on"].between(first, last)]["amount"].sum() / 100

    assert "About PLN 600,000; 8 in 10 futures lie between 440,000 and 790,000" in answer
    assert row["p50"] == pytest.approx(600_000, rel=0.05)
    assert row["p10"] == pytest.approx(440_000, rel=0.07)
    assert row["p90"] == pytest.approx(790_000, rel=0.07)
    assert "about one in two reaches the 600,000" in answer
    assert 0.43 < float(outlook.probability()) < 0.57
    assert "it lay inside" in answer
    assert row["p10"] < came < row["p90"]


def test_the_answer_of_the_queues_holds() -> None:
    """The waits of its first cell are those of theory, and they double as the rest halves."""
    answer, given = answer_and_knobs("05_why_queues_form")
    document = sf.load(ROOT / "scenarios" / given["scenario"]).document()
    waits = []
    for busy in (0.8, 0.9, 0.95):
        document["sources"]["web"]["leads"] = f"{busy * 24:g} per day"
        funnel = sf.Funnel.model_validate(document)
        queues = sf.theory(funnel, replications=2, engine="simpy").queues
        waits.append(queues["wait_hours"].item())

    assert "at 80 % they wait 4 hours on average, at 95 % already 19" in answer
    assert waits == pytest.approx([4.0, 9.0, 19.0])
    assert "half of the rest means twice the wait" in answer
    assert [(a + 1) / (b + 1) for a, b in itertools.pairwise(waits)] == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("stem", ["05_why_queues_form", "06_kpis_and_money"])
def test_an_exercise_tells_nothing_before_it_is_answered(stem: str) -> None:
    """The guesses of the exercises are empty, so that whoever opens it is asked."""
    _, given = answer_and_knobs(stem)
    guesses = [given[name] for name in given if name.startswith("guess_")]

    assert guesses
    assert set(guesses) == {None}
