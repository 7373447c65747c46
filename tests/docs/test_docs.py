"""The pages of `docs/`: their links, the names they mention, their rules and their examples."""

from __future__ import annotations

import io
import re
import runpy
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import simfunnel as sf
from simfunnel.errors import SimfunnelError
from simfunnel.funnel import model
from simfunnel.funnel.doubt import Doubt, Shock
from simfunnel.funnel.later import not_yet
from simfunnel.funnel.layout import POINT_NAMES
from simfunnel.funnel.spreads import AmountSpread, DwellSpread
from simfunnel.funnel.today import Booked, OpenLead, Today
from simfunnel.history import mapping
from simfunnel.scenarios.documents import read_document
from simfunnel.scenarios.what_ifs import WHAT_IF_KEYS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
TRIED = (
    "model",
    "scenario_format",
    "calibration",
    "measures",
    "theory",
    "comparing",
)  # pages whose examples are tried here
ROOMS = ("benchmarks", "docs", "notebooks", "scenarios", "simfunnel", "tests")

FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
RULE = re.compile(r"^\*\*(\d+)\.(\d+)\*\*", re.M)

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def prose(page: Path) -> str:
    """Return a page without its examples."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return the names that a page's headings have in links."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.M)
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings
    }


def rules() -> list[tuple[int, int]]:
    """Return the numbers of the rules of the model, in the order of the page."""
    return [(int(a), int(b)) for a, b in RULE.findall(prose(DOCS / "model.md"))]


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    """Every link inside the project names a file or folder that exists, and a heading in it."""
    dead = []
    for link in LINK.findall(prose(page)):
        if link.startswith(("https://", "http://")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


@each_page
def test_named_files_and_modules_exist(page: Path) -> None:
    """What stands in code type and looks like a path or a module of the project is one."""
    missing = []
    for name in CODE.findall(prose(page)):
        if name.split("/")[0] in ROOMS and "/" in name and not re.search(r"[*<{ ]|NNNN", name):
            missing += [] if (ROOT / name).exists() else [name]
        elif re.fullmatch(r"simfunnel(\.[a-z_]+)+", name):
            missing += [] if find_spec(name) is not None else [name]
    assert missing == []


@each_page
def test_cited_rules_exist(page: Path) -> None:
    """A rule of the model that a page cites is there: "model 5.6", or (5.6) on the page itself."""
    pattern = r"\(([1-9]\d?)\.(\d+)[,)]" if page.name == "model.md" else r"\bmodel (\d+)\.(\d+)"
    cited = {(int(a), int(b)) for a, b in re.findall(pattern, prose(page))}
    assert cited - set(rules()) == set()


def test_rules_are_numbered_in_order() -> None:
    """Rules count 1, 2, 3 within each section, so that a number names one rule for good."""
    expected: list[tuple[int, int]] = []
    for section, _ in rules():
        count = sum(1 for other, _ in expected if other == section)
        expected.append((section, count + 1))
    assert rules() == expected == sorted(expected)


def test_what_comes_later_is_refused_as_the_model_says() -> None:
    """Every block that section 16 names is refused wherever it may stand."""
    later = prose(DOCS / "model.md").split("## 16. ")[1].split("In tables of open leads")[0]
    places = [("{}",), ("stages", "a", "{}"), ("sources", "a", "{}"), ("stages", "a", "gate", "{}")]
    accepted = [
        name
        for name in CODE.findall(later)
        if not any(not_yet(".".join(place).format(name).split(".")) for place in places)
    ]
    assert accepted == []


def test_every_point_of_the_layout_is_in_the_table_of_points() -> None:
    """A draw that the contract does not name could not be made by another engine."""
    table = prose(DOCS / "model.md").split("## 10. ")[1].split("## 11. ")[0]
    named = {row.split("|")[1].strip() for row in table.splitlines() if row.startswith("|")}
    assert set(POINT_NAMES) - {"world"} <= named
    assert "| the world | CRC-32 of world, 0 |" in table


def keys_of(*models: type[BaseModel]) -> set[str]:
    """Return the keys that a file may use in some blocks."""
    fields = [pair for one in models for pair in one.model_fields.items()]
    return {info.alias or name for name, info in fields if not info.exclude}


def test_every_key_of_a_scenario_file_is_explained() -> None:
    """A key of a funnel or a what-if that nobody explains might as well not exist."""
    listed = [getattr(model, name) for name in model.__all__]
    classes = [one for one in listed if isinstance(one, type) and issubclass(one, BaseModel)]
    blocks = [one for one in classes if one not in (model.Hazards, model.SellingHours)]
    known = keys_of(*blocks, Today, Booked, OpenLead, Shock, AmountSpread, DwellSpread)
    known |= {*WHAT_IF_KEYS, *keys_of(Doubt), "times", "plus", "set", "for"} - {"ranges"}
    page = (DOCS / "scenario_format.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_0-9]+", " ".join(CODE.findall(page))))
    assert known - words == set()


def test_every_key_of_a_mapping_is_explained() -> None:
    """The same for mappings of exports."""
    known = keys_of(*(getattr(mapping, name) for name in mapping.__all__))
    words = set(re.findall(r"[a-z_0-9]+", " ".join(CODE.findall(prose(DOCS / "calibration.md")))))
    assert known - words == set()


@dataclass
class Reader:
    """Somebody who tries every example of a page, in order, in a folder of their own."""

    names: dict[str, Any] = field(default_factory=dict)
    said: str = ""  # by the last example
    refused: str = ""  # said by a file and not yet shown on the page

    def tries(self, info: str, text: str) -> None:
        """Try one example: write and load a file, run code, or compare what was said."""
        kind, _, name = info.partition(" ")
        if kind == "text":
            assert self.said.rstrip() == text.rstrip()
            self.refused = ""
            return
        assert self.refused == ""
        if kind == "python":
            Path("example.py").write_text(text, encoding="utf-8")
            out = io.StringIO()
            with redirect_stdout(out):
                self.names = runpy.run_path("example.py", init_globals=self.names)
            self.said = out.getvalue()
            return
        own = name or "piece.yaml"
        head = "" if name else "simfunnel: 1\nfunnel: piece\nbased_on: first.yaml\n"
        Path(own).write_text(head + text, encoding="utf-8")
        self.said = self.refused = refusal_of(own) if kind == "yaml" else ""


def refusal_of(name: str) -> str:
    """Load a file as what it is; return why it is refused, or nothing."""
    keys = read_document(name).entries
    try:
        if "mapping" in keys:
            sf.read_mapping(name)
        elif "what_if" in keys:
            sf.load_what_if(name, sf.load("first.yaml"))
        else:
            sf.forecast(name, replications=1, engine="simpy", horizon="4 weeks", targets=None)
    except SimfunnelError as error:
        return str(error)
    return ""


def examples(page: Path) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each example of a page."""
    for found in FENCE.finditer(page.read_text(encoding="utf-8")):
        if found["info"]:
            yield found["info"], found["text"]


@pytest.mark.parametrize("page", TRIED)
def test_examples_do_what_the_page_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files load, code runs, and what is shown behind them is what they say."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    reader = Reader()
    for info, text in examples(DOCS / f"{page}.md"):
        reader.tries(info, text)
    assert reader.refused == ""
