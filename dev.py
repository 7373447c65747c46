"""Set simfunnel up in this folder and run one job: ``python dev.py demo``, ``test``, ``check`` ...

It needs Python 3.11 or newer and nothing else: a virtual environment is made in ``.venv`` with the
standard library, the versions of ``constraints.txt`` are installed into it with pip, then the job
runs. What is installed is remembered, so that a second run starts at once. The Makefile calls this
file and adds nothing; it must know how to start jobs, not what they do.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "simfunnel-installed.json"

# The extras of pyproject.toml that each job needs; dev holds all the others.
EXTRAS = {
    "demo": "fast",
    "test": "dev",
    "check": "dev",
    "notebook": "notebook",
    "bench": "dev",
    "nightly": "dev",
    "theory": "dev",
    "words": "dev",
    "pictures": "dev",
}
COMPILE = "import simfunnel.simulation as s; getattr(s, 'compile_kernels', lambda: None)()"


def demo(arguments: list[str]) -> int:
    """Forecast a shipped scenario in the terminal, with a chart beside it."""
    forecast = ["-m", "simfunnel", "forecast", "scenarios/seven_stage_b2b.yaml"]
    return run([*forecast, "--chart", "outlook.png", *arguments])


def test(arguments: list[str]) -> int:
    """Run all tests, doctests and notebooks, and name the slowest."""
    return run_pytest(["-m", "not slow", *arguments])


def check(arguments: list[str]) -> int:
    """Run format, lint, types, floors and spelling, then the tests."""
    notebooks = [str(path) for path in sorted(ROOT.glob("notebooks/*.ipynb"))]
    steps = {
        "format": ["-m", "ruff", "format", "--check"],
        "lint": ["-m", "ruff", "check"],
        "types": ["-m", "mypy"],
        "floors": ["-c", "from importlinter.cli import lint_imports_command as c; c()"],
        "spelling": ["-m", "codespell_lib"],
        "notebooks are stripped": ["-m", "nbstripout", "--verify", *notebooks],
    }
    failed = []
    for name, command in steps.items():
        say(f"--- {name}")
        if run(command):
            failed.append(name)
    say("--- tests")
    if test(arguments):
        failed.append("tests")
    say(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def words(arguments: list[str]) -> int:
    """Gather every sentence that people read into one catalogue."""
    return run([*gathering("simfunnel/words/simfunnel.pot"), *arguments])


def pictures(arguments: list[str]) -> int:
    """Draw the pictures of docs/charts.md anew."""
    return run(["docs/make_pictures.py", *arguments])


def notebook(arguments: list[str]) -> int:
    """Open JupyterLab on notebooks/."""
    options = ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")
    return run(["-m", "jupyterlab", *options, *arguments, "notebooks"])


def bench(arguments: list[str]) -> int:
    """Measure what is claimed about speed and memory."""
    return run(["-m", "benchmarks", *arguments])


def theory(arguments: list[str]) -> int:
    """Hold the simulation against every case that has a closed form."""
    return run(["-m", "benchmarks.theory", *arguments])


def nightly(arguments: list[str]) -> int:
    """Run the tests, the slow ones too, with many more examples."""
    return run_pytest(arguments, profile="nightly")


JOBS = {
    job.__name__: job
    for job in (demo, test, check, notebook, bench, theory, nightly, words, pictures)
}


def gathering(catalogue: str) -> list[str]:
    """Return the command that gathers the sentences of the package into a catalogue."""
    extract = ["-m", "babel.messages.frontend", "-q", "extract", "--no-default-keywords"]
    keywords = ["-k", "say", "-k", "say_n:1,2", "-k", "mark"]
    form = ["--add-location", "file", "--sort-output", "--omit-header"]
    return [*extract, *keywords, *form, "-o", catalogue, "simfunnel"]


def run_pytest(arguments: list[str], profile: str = "quick") -> int:
    """Compile the kernels once, so that the workers find them, then run pytest on two workers."""
    say("Compiling the kernels (once for a version of the code) ...")
    if run(["-c", COMPILE]):
        return 1
    shared = ["-n", "2", "--dist", "worksteal", "--durations", "15"]
    return run(["-m", "pytest", *shared, *arguments], SIMFUNNEL_HYPOTHESIS=profile)


def run(command: list[str], **environment: str) -> int:
    """Run the environment's Python with this command in the project's folder."""
    full = [str(PYTHON), *command]
    return subprocess.run(full, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


def say(text: str) -> None:
    """Print at once, so that lines stay in order with those of the jobs."""
    print(text, flush=True)


def fingerprint() -> str:
    """Return what an installation depends on, as one hash."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_installed(extra: str) -> bool:
    """Say whether the environment holds this extra, as pyproject.toml states it today."""
    if not PYTHON.exists() or not STAMP.exists():
        return False
    stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    held = stamp["extras"]
    return bool(stamp["fingerprint"] == fingerprint() and (extra in held or "dev" in held))


def remember(extra: str) -> None:
    """Note the extra as installed, beside those noted before for the same files."""
    held = [extra]
    if STAMP.exists():
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        if stamp["fingerprint"] == fingerprint():
            held = sorted({extra, *stamp["extras"]})
    STAMP.write_text(json.dumps({"fingerprint": fingerprint(), "extras": held}), encoding="utf-8")


def make_environment() -> int:
    """Make .venv with the standard library, or mend it, so that it has a working pip."""
    if not PYTHON.exists():
        return subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(VENV)], check=False
        ).returncode
    has_pip = subprocess.run(
        [str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False
    )
    return run(["-m", "ensurepip"]) if has_pip.returncode else 0


def install(extra: str) -> int:
    """Install simfunnel with this extra into .venv, unless it is there already."""
    if is_installed(extra):
        return 0
    say(f"Setting up .venv with the extra '{extra}' (once; a minute or two) ...")
    if make_environment():
        say(
            "dev.py: Python could not make a virtual environment in .venv; "
            "on Debian and Ubuntu install python3-venv, then try again."
        )
        return 1
    pip = ["-m", "pip", "install", "-qq", "--no-compile", "--no-input"]
    if run([*pip, "-c", "constraints.txt", "-e", f".[{extra}]"]):
        say("dev.py: pip could not install simfunnel; its message is above.")
        return 1
    remember(extra)
    return 0


def newer_python() -> str | None:
    """Return a Python on the path that is new enough, or nothing."""
    names = (f"python3.{minor}" for minor in range(15, OLDEST[1] - 1, -1))
    found = (shutil.which(name) for name in names)
    return next((path for path in found if path and works(path)), None)


def works(python: str) -> bool:
    """Say whether this command starts; a shim may stand for a version that is not chosen."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


def usage() -> str:
    """Return the list of jobs, a line each."""
    lines = [f"  {name:<10}{(job.__doc__ or '').splitlines()[0]}" for name, job in JOBS.items()]
    return "\n".join(["usage: python dev.py JOB [options of the job]", "", *lines])


def main(arguments: list[str]) -> int:
    """Check Python's version, install what the job needs, run the job; return its exit code."""
    if sys.version_info[:2] < OLDEST:
        newer = newer_python()
        if newer:
            return subprocess.run([newer, __file__, *arguments], check=False).returncode
        say(
            f"dev.py: this is Python {sys.version.split()[0]}; simfunnel needs "
            f"{OLDEST[0]}.{OLDEST[1]} or newer. Install one and run: python3.11 dev.py ..."
        )
        return 2
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        say(usage())
        return 0
    name, *rest = arguments
    if name not in JOBS:
        say(f"dev.py: there is no job {name!r}.\n{usage()}")
        return 2
    return install(EXTRAS[name]) or JOBS[name](rest)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
