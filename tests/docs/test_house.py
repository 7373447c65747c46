"""The house rules: floors, style, what a module may hold, and words that may not stay."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "simfunnel"
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_LINES = 400
HEAVY = ("altair", "numba", "pandas", "scipy.stats", "simpy", "vl_convert")
DRAWERS = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
# Written in two parts, so that this file does not hold what it looks for.
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "X" + "XX", "NotImplemented" + "Error")


def name_of(path: Path) -> str:
    """Return a path as written from the project's folder."""
    return path.relative_to(ROOT).as_posix()


each_module = pytest.mark.parametrize("module", MODULES, ids=name_of)


def tree_of(module: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(module.read_text(encoding="utf-8"))


def called(tree: ast.Module) -> Iterator[str]:
    """Yield the plain names that a module calls."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def own_texts() -> list[Path]:
    """Return every text that the project's people write by hand."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("needs git to list the project's files")
    kinds = {".py", ".md", ".yaml", ".yml", ".toml", ".ipynb", ""}
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return [path for path in paths if path.suffix in kinds and path.is_file()]


def run_tool(*command: str) -> str:
    """Return what a tool says about the project, or nothing if it is content."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_floors_are_kept() -> None:
    """Every import goes down: layers, cycles, and who may know SimPy, Altair and Numba."""
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    assert run_tool("-c", lint, "--no-cache") == ""


def test_style_is_kept() -> None:
    """Ruff has nothing to say about package, tests, notebooks and benchmarks."""
    assert run_tool("-m", "ruff", "check", "--no-cache") == ""


def test_format_is_kept() -> None:
    """Every file is formatted."""
    assert run_tool("-m", "ruff", "format", "--check", "--no-cache") == ""


def test_types_hold() -> None:
    """Mypy, strict, has nothing to say about the package."""
    assert run_tool("-m", "mypy") == ""


def test_every_floor_is_described() -> None:
    """ARCHITECTURE.md draws every room of the layer contract."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (floors,) = (one for one in table["tool"]["importlinter"]["contracts"] if one["id"] == "floors")
    rooms = {room.strip(" ()") for line in floors["layers"] for room in line.split("|")}
    drawing = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("```")[1]
    assert sorted(rooms - set(re.findall(r"\w+", drawing))) == []


@each_module
def test_a_module_is_short(module: Path) -> None:
    """A module of 400 lines holds two ideas."""
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{name_of(module)} has {lines} lines; split it"


@each_module
def test_a_module_says_what_it_is_for(module: Path) -> None:
    """A module opens with a sentence."""
    assert ast.get_docstring(tree_of(module))


@pytest.mark.parametrize(
    "module",
    [one for one in MODULES if one.name == "__init__.py" and one.parent != PACKAGE],
    ids=name_of,
)
def test_a_room_opens_with_its_names_only(module: Path) -> None:
    """An __init__.py holds imports and __all__; only the package's own does more."""
    for node in tree_of(module).body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_list = isinstance(node, ast.Assign) and [
            target.id for target in node.targets if isinstance(target, ast.Name)
        ] == ["__all__"]
        is_import = isinstance(node, ast.Import | ast.ImportFrom)
        assert is_docstring or is_list or is_import, f"{name_of(module)}:{node.lineno}"


@each_module
def test_a_module_runs_no_text_and_says_nothing(module: Path) -> None:
    """No text is run as code, nothing is printed, nobody is asked."""
    assert {"eval", "exec", "print", "input", "breakpoint"} & set(called(tree_of(module))) == set()


@each_module
def test_a_module_hides_no_failure(module: Path) -> None:
    """Errors are caught by name: never all of them, never the base of all."""
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"{name_of(module)}:{node.lineno}"
            caught = {one.id for one in ast.walk(node.type) if isinstance(one, ast.Name)}
            assert caught.isdisjoint({"Exception", "BaseException"}), (
                f"{name_of(module)}:{node.lineno}"
            )


@each_module
def test_a_module_has_a_telling_name(module: Path) -> None:
    """No room, no module and no class is a drawer for what fits nowhere."""
    assert DRAWERS.isdisjoint(module.relative_to(PACKAGE).with_suffix("").parts)
    classes = [one.name for one in ast.walk(tree_of(module)) if isinstance(one, ast.ClassDef)]
    assert [name for name in classes if name.endswith(("Manager", "Helper", "Handler"))] == []


def test_nothing_is_left_unfinished() -> None:
    """No file of the project holds a note to its own author."""
    found = [
        f"{name_of(path)}: {word}"
        for path in own_texts()
        for word in UNFINISHED
        if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize("name", ["simfunnel", "simfunnel.cli"])
def test_importing_is_light(name: str) -> None:
    """Importing the face or the command loads no heavy library: those come with the first use."""
    loaded = f"import sys, {name}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("\n", "")


def test_every_public_name_of_the_face_exists() -> None:
    """What `import simfunnel as sf` offers can be had, and is documented."""
    import simfunnel as sf

    without = [name for name in sf.__all__ if not getattr(sf, name).__doc__]
    assert without == []
    assert set(sf.__all__) <= set(dir(sf))
