"""What all tests share: the seed of examples, the browser, and data that may lie at hand."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = "/usr/bin/chromium"

# Whoever starts the tests in the background of a plain shell has them, and all that they start,
# ignore Ctrl-C; a test of Ctrl-C would then wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Examples are drawn from a fixed seed and nothing is stored, so a test gives the same answer on
# every machine; `make nightly` draws many more, afresh.
settings.register_profile(
    "quick",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "nightly",
    settings.get_profile("quick"),
    derandomize=False,
    max_examples=1_000,
    print_blob=True,
)
settings.load_profile(os.environ.get("SIMFUNNEL_HYPOTHESIS", "quick"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_realestate(root: Path) -> Path:
    """Return the folder of the public real-estate export, or skip where it is not at hand."""
    folder = root.parent / "shared" / "data" / "realestate"
    if not folder.is_dir():
        pytest.skip("needs the real-estate export in ../shared/data/realestate")
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return Chromium's path; skip where it is absent, or fail where it must be there."""
    path = shutil.which(CHROMIUM) or shutil.which("chromium")
    if path is None and os.environ.get("SIMFUNNEL_REQUIRE_BROWSER") == "1":
        pytest.fail("SIMFUNNEL_REQUIRE_BROWSER=1, but there is no Chromium: apt install chromium")
    if path is None:
        pytest.skip(f"needs Chromium at {CHROMIUM}")
    return path
