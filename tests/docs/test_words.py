"""The catalogue of sentences is the one that the source says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_catalogue_is_gathered_from_the_source(tmp_path: Path) -> None:
    """`python dev.py words` would change nothing."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    dev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dev)
    fresh = tmp_path / "fresh.pot"
    command = [sys.executable, *dev.gathering(fresh.as_posix())]
    subprocess.run(command, cwd=ROOT, check=True)
    kept = ROOT / "simfunnel" / "words" / "simfunnel.pot"
    assert kept.read_text(encoding="utf-8") == fresh.read_text(encoding="utf-8"), (
        "run: python dev.py words"
    )
