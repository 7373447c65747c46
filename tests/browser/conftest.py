"""What browser tests share: one JupyterLab on this machine only, and Chromium looking at it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

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
    folder: Path

    def url(self, notebook: str) -> str:
        """Return where it shows a notebook, in a fresh workspace."""
        return f"{self.address}/lab/tree/{notebook}?token={self.token}&reset"


@dataclass
class Seen:
    """A page, and what it did that it should not."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of notebooks and scenarios, since JupyterLab saves what it runs.

    Few futures are simulated: a cell behind the knobs says so.
    """
    folder = tmp_path_factory.mktemp("project")
    for name in ("notebooks", "scenarios"):
        shutil.copytree(root / name, folder / name)
    for path in (folder / "notebooks").glob("*.ipynb"):
        book: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        tags = [cell.metadata.get("tags", []) for cell in book.cells]
        knobs = next(i for i, tag in enumerate(tags) if "parameters" in tag)
        book.cells.insert(knobs + 1, nbformat.v4.new_code_cell(FEW))  # type: ignore[no-untyped-call]
        nbformat.write(book, path)  # type: ignore[no-untyped-call]
    return folder


@contextmanager
def served(command: Sequence[str], ready: str, home: Path) -> Iterator[None]:
    """Run a server with no settings but its own until the block ends."""
    places = {name: str(home / name.lower()) for name in HOMES}
    quiet = Path(places["JUPYTERLAB_SETTINGS_DIR"]) / NOTIFICATIONS
    quiet.parent.mkdir(parents=True)
    quiet.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    log = home / "server.log"
    with (
        log.open("wb") as words,
        subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=home,
            env=os.environ | places,
            stdout=words,
            stderr=words,
        ) as server,
    ):
        try:
            wait_for(ready, server, log)
            yield
        finally:
            server.terminate()
            server.wait(30)


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def lab(
    chromium_path: str, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lab]:
    """Start JupyterLab on the copied notebooks, and end it; only where there is a browser."""
    port, folder = free_port(), project / "notebooks"
    command = [
        "jupyterlab", "--no-browser", "--allow-root",
        "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--IdentityProvider.token=tok", f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    with served(command, f"{address}/api/status?token=tok", tmp_path_factory.mktemp("lab")):
        yield Lab(address, "tok", folder)


@pytest.fixture
def voila(chromium_path: str, project: Path, tmp_path: Path) -> Iterator[str]:
    """Serve the first notebook as a page by itself, and return its address."""
    port, path = free_port(), project / "notebooks" / "01_first_forecast.ipynb"
    command = ["voila", str(path), "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    address = f"http://127.0.0.1:{port}"
    with served(command, f"{address}/voila/static/no_such_file", tmp_path):
        yield address


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers; fail with its words if it ends before."""
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and server.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except URLError as error:
            if hasattr(error, "code"):  # it answers, if only to say that there is no such file
                return
            time.sleep(0.2)
        except (TimeoutError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"the server does not answer:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Start Chromium once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, headless=True, args=CHROMIUM_OPTIONS
        )
        yield browser
        browser.close()


@pytest.fixture
def seen(browser: Browser) -> Iterator[Seen]:
    """Open a page that reaches nothing but this machine; note what it tried and complained."""
    page = browser.new_page(viewport={"width": 1280, "height": 1800})
    page.set_default_timeout(PATIENCE * 1000)
    look = Seen(page)

    def at_a_request(route: Route) -> None:
        if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
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
    page.close()
