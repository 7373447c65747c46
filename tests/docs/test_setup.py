"""The set-up files say one thing: metadata, locked versions, conda, make, dev.py, hooks, README."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

# What conda itself must provide. All other names are those of the Python index; ruamel.yaml is
# written with its dot, as conda-forge has it.
CONDA_ONLY = {"pip", "python"}


def yaml_of(path: Path) -> Any:
    """Read a YAML file as plain data."""
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def named(lines: list[str]) -> dict[str, Requirement]:
    """Return requirements by their normalised name."""
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name): one for one in requirements}


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    """Return the [project] table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return dict(table["project"])


def with_extras(project: dict[str, Any], *extras: str) -> dict[str, Requirement]:
    """Return the core requirements and those of these extras, own extras followed."""
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    found = named(lines)
    own = found.pop("simfunnel", None)
    return {**with_extras(project, *sorted(own.extras)), **found} if own else found


@pytest.fixture
def dev(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return dev.py as a module whose environment lies in an empty folder."""
    spec = importlib.util.spec_from_file_location("dev_under_test", root / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path)
    monkeypatch.setattr(module, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    return module


def test_environment_yml_agrees_with_pyproject(root: Path, project: dict[str, Any]) -> None:
    """The conda file names the core and the notebook extra, with the same bounds, and no more."""
    listed = yaml_of(root / "environment.yml")["dependencies"]
    conda = named([line for line in listed if isinstance(line, str)])
    wanted = with_extras(project, "notebook")
    assert {name: one.specifier for name, one in conda.items() if name not in CONDA_ONLY} == {
        name: one.specifier for name, one in wanted.items()
    }
    assert str(conda["python"].specifier) == project["requires-python"]
    assert listed[-1] == {"pip": ["-e ."]}


def test_constraints_lie_within_the_bounds(root: Path, project: dict[str, Any]) -> None:
    """Every dependency of every extra is locked, to versions that pyproject.toml allows."""
    text = (root / "constraints.txt").read_text(encoding="utf-8")
    locked: dict[str, list[Version]] = {}
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            one = Requirement(line)
            version = Version(str(one.specifier).removeprefix("=="))
            locked.setdefault(canonicalize_name(one.name), []).append(version)
    wanted = with_extras(project, *project["optional-dependencies"])
    assert sorted(set(wanted) - set(locked)) == []
    outside = [
        f"{name} {version} is not {one.specifier}"
        for name, one in wanted.items()
        for version in locked[name]
        if version not in one.specifier
    ]
    assert outside == []


def test_constraints_carry_no_address(root: Path) -> None:
    """The locked versions come from wherever the user's pip looks, not from one machine."""
    text = (root / "constraints.txt").read_text(encoding="utf-8")
    assert re.findall(r"https?:|file:|@ |--[a-z-]*(?:index|links)", text) == []


def test_dev_extra_holds_all_the_others(project: dict[str, Any]) -> None:
    """The tests see every optional library, so dev.py may take dev for any extra."""
    own = named(project["optional-dependencies"]["dev"])["simfunnel"]
    assert own.extras == set(project["optional-dependencies"]) - {"dev"}


def test_dev_jobs_name_extras_that_exist(project: dict[str, Any], dev: ModuleType) -> None:
    """Every job of dev.py installs an extra of pyproject.toml."""
    assert set(dev.EXTRAS) == set(dev.JOBS)
    assert set(dev.EXTRAS.values()) <= set(project["optional-dependencies"])


def test_makefile_starts_every_job_of_dev(root: Path, dev: ModuleType) -> None:
    """The Makefile has a target for each job, in the same words, and no logic of its own."""
    text = (root / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^(\w+):  ## (.+)\n\t@\$\(PYTHON\) dev\.py (\w+) \$\(ARGS\)$", text, re.M)
    assert targets == [
        (name, str(job.__doc__).splitlines()[0].removesuffix("."), name)
        for name, job in dev.JOBS.items()
    ]


def test_readme_names_commands_that_exist(root: Path, dev: ModuleType) -> None:
    """Each `make x` and `python dev.py x` of the README is a job."""
    text = (root / "README.md").read_text(encoding="utf-8")
    said = set(re.findall(r"(?:`|^)(?:make|python dev\.py) (\w+)", text, re.M))
    assert {"demo", "test", "notebook"} <= said
    assert said <= {*dev.JOBS, "help"}


def test_ci_runs_the_test_command_of_the_readme(root: Path) -> None:
    """The last line of .ci/run is `make test`, with a browser demanded."""
    lines = (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[-2:] == ["export SIMFUNNEL_REQUIRE_BROWSER=1", "make test"]
    assert (root / ".ci" / "run").stat().st_mode & 0o111


def test_hooks_fetch_nothing(root: Path) -> None:
    """Every pre-commit hook runs from the environment at hand."""
    repositories = yaml_of(root / ".pre-commit-config.yaml")["repos"]
    assert [one["repo"] for one in repositories] == ["local"]
    assert {hook["language"] for one in repositories for hook in one["hooks"]} == {"system"}


def test_readme_lists_every_extra(root: Path, project: dict[str, Any]) -> None:
    """The README's table of extras is that of pyproject.toml."""
    text = (root / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.M) == list(project["optional-dependencies"])


def test_python_versions_are_said_once(
    root: Path, project: dict[str, Any], dev: ModuleType
) -> None:
    """dev.py and the README ask for the Python that pyproject.toml asks for."""
    oldest = ".".join(str(part) for part in dev.OLDEST)
    assert project["requires-python"] == f">={oldest}"
    assert f"Python {oldest} or newer" in (root / "README.md").read_text(encoding="utf-8")


def test_an_installation_is_remembered(dev: ModuleType) -> None:
    """An extra counts as installed once noted, and only that one."""
    assert not dev.is_installed("fast")
    dev.remember("fast")
    assert dev.is_installed("fast")
    assert not dev.is_installed("notebook")
    dev.remember("notebook")
    assert dev.is_installed("fast")


def test_dev_counts_for_every_extra(dev: ModuleType) -> None:
    """Who has run the tests need not install anything for the demo."""
    dev.remember("dev")
    assert all(dev.is_installed(extra) for extra in dev.EXTRAS.values())


def test_changed_requirements_are_installed_again(dev: ModuleType) -> None:
    """A note made for other files counts for nothing, and is replaced."""
    dev.STAMP.write_text(json.dumps({"fingerprint": "old", "extras": ["dev"]}), encoding="utf-8")
    assert not dev.is_installed("dev")
    dev.remember("fast")
    assert dev.is_installed("fast")
    assert not dev.is_installed("dev")


def test_an_old_python_is_told_so(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With no newer Python on the path, dev.py says what it needs and installs nothing."""
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(dev.sys, "version", "3.9.2 (main)")
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    assert dev.main(["demo"]) == 2
    assert capsys.readouterr().out == (
        "dev.py: this is Python 3.9.2; simfunnel needs 3.11 or newer. "
        "Install one and run: python3.11 dev.py ...\n"
    )


def test_an_unknown_job_is_refused(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """A job that dev.py has not is named, and the jobs are listed."""
    assert dev.main(["dmeo"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "dev.py: there is no job 'dmeo'."
    assert [line.split()[0] for line in lines[3:]] == list(dev.JOBS)


def test_dev_compiles_under_an_older_python(root: Path) -> None:
    """dev.py can be read by the Python that it refuses, or the refusal would be a syntax error."""
    compile_it = "import ast, sys; ast.parse(open('dev.py').read(), feature_version=(3, 7))"
    done = subprocess.run([sys.executable, "-c", compile_it], cwd=root, check=False)
    assert done.returncode == 0
