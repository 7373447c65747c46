"""What browser tests share: JupyterLab on this machine only, and Chromium looking at it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest
from playwright.sync_api import ConsoleMessage, Page, Route, sync_playwright

PATIENCE = 180.0
"""Seconds that a step may take on a busy machine; nothing waits longer than it needs."""

FEW = "replications = 60"
CHROMIUM_OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
HOMES = (
    "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR",
    "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR",
)  # fmt: skip
NOTIFICATIONS = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab."""

    address: str
    token: str

    def url(self, notebook: str) -> str:
        """Return where it shows a notebook, in a fresh workspace."""
        return f"{self.address}/lab/tree/{notebook}?token={self.token}&reset"


@dataclass
class Seen:
    """A page, and what it did that it should not."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """Return a copy of notebooks and scenarios, since JupyterLab saves what it runs.

    Few futures are simulated: a cell behind the knobs says so.
    """
    for name in ("notebooks", "scenarios"):
        shutil.copytree(root / name, tmp_path / "project" / name)
    for path in (tmp_path / "project" / "notebooks").glob("*.ipynb"):
        book: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        tags = [cell.metadata.get("tags", []) for cell in book.cells]
        knobs = next(i for i, tag in enumerate(tags) if "parameters" in tag)
        book.cells.insert(knobs + 1, nbformat.v4.new_code_cell(FEW))  # type: ignore[no-untyped-call]
        nbformat.write(book, path)  # type: ignore[no-untyped-call]
    return tmp_path / "project"


@pytest.fixture
def lab(project: Path, tmp_path: Path) -> Iterator[Lab]:
    """Start JupyterLab on the copied notebooks, with no settings but its own, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {name: str(tmp_path / name.lower()) for name in HOMES}
    quiet = Path(places["JUPYTERLAB_SETTINGS_DIR"]) / NOTIFICATIONS
    quiet.parent.mkdir(parents=True)
    quiet.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=tok", f"--ServerApp.root_dir={project / 'notebooks'}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    log = tmp_path / "jupyterlab.log"
    with (
        log.open("wb") as words,
        subprocess.Popen(
            command, cwd=tmp_path, env=os.environ | places, stdout=words, stderr=words
        ) as server,
    ):
        try:
            wait_for(f"http://127.0.0.1:{port}/api/status?token=tok", server, log)
            yield Lab(f"http://127.0.0.1:{port}", "tok")
        finally:
            server.terminate()
            server.wait(30)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers; fail with its words if it ends before."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and server.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab does not answer:\n{log.read_text()[-2000:]}")


@pytest.fixture
def seen(chromium_path: str, lab: Lab) -> Iterator[Seen]:
    """Open a page that reaches nothing but JupyterLab, and notes what it tried and complained."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, headless=True, args=CHROMIUM_OPTIONS
        )
        page = browser.new_page(viewport={"width": 1280, "height": 1800})
        page.set_default_timeout(PATIENCE * 1000)
        look = Seen(page)

        def at_a_request(route: Route) -> None:
            if route.request.url.startswith((lab.address, "data:", "blob:")):
                route.continue_()
            else:
                look.outside.append(route.request.url)
                route.abort()

        def at_a_message(message: ConsoleMessage) -> None:
            if message.type == "error":
                look.errors.append(message.text)

        page.route("**/*", at_a_request)
        page.on("console", at_a_message)
        page.on("pageerror", lambda error: look.errors.append(str(error)))
        yield look
        browser.close()
