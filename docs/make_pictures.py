"""Draw the pictures of docs/charts.md anew, small enough for a page: ``python dev.py pictures``.

Run from the root of the repository. The same version gives the same pictures.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

import simfunnel as sf
from simfunnel.forecasting.figures import FIGURES

FOLDER = Path("docs/pictures")
COLOURS = 200
FROM_EXPORT = ("win_rate", "arrivals")
"""Drawn from the sample export, because they show a past as well."""
OF_DASHBOARD = ("waterfall", "leaderboard")


def main() -> None:
    """Draw one picture of every figure."""
    scenario = sf.forecast("scenarios/seven_stage_b2b.yaml", replications=1000)
    history = sf.read_history(
        "scenarios/data/sample_crm.csv", mapping="scenarios/mappings/sample_crm.yaml"
    )
    fit = sf.calibrate(history, as_of="2026-03-31")
    export = sf.forecast(fit, horizon="6 months", replications=1000)
    board = sf.dashboard(scenario)
    figures = {name: board.figure(name) for name in OF_DASHBOARD}
    renewing = sf.forecast("scenarios/saas_with_renewals.yaml", replications=1000)
    figures["customers"] = renewing.figure("customers")
    figures["recurring"] = sf.dashboard(renewing).figure("recurring")
    for name in FIGURES:
        if name not in ("outlook", "customers"):  # the README has the first
            figures[name] = (export if name in FROM_EXPORT else scenario).figure(name)
    for name, figure in figures.items():
        picture = Image.open(io.BytesIO(figure.png)).convert("RGB")
        smaller = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        smaller.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
