"""Invented dashboards for examples and tests."""

from __future__ import annotations

from simfunnel.cards.dashboard import DashboardCard, Tile, TilePanel
from simfunnel.cards.dashboard_tables import leaderboard_grid, waterfall_grid
from simfunnel.cards.spans import starred
from simfunnel.charts import (
    draw_fan,
    draw_leaderboard,
    draw_waterfall,
    example_fan,
    fan_subtitle,
    fan_title,
    leaderboard_subtitle,
    leaderboard_title,
    waterfall_subtitle,
    waterfall_title,
)
from simfunnel.charts.board_examples import example_leaderboard, example_waterfall

__all__ = ["example_dashboard"]


def example_dashboard(name: str = "seven_stage_b2b") -> DashboardCard:
    """Return a dashboard of a fan, a velocity, a waterfall and a leaderboard.

    Parameters
    ----------
    name : str
        Of the scenario.

    Examples
    --------
    >>> [panel.key for panel in example_dashboard().panels]
    ['fan', 'velocity', 'waterfall', 'leaderboard']
    """
    fan, water, board = example_fan(), example_waterfall(), example_leaderboard()
    velocity = (
        Tile("Open on average", "48", "40 to 57"),
        Tile("average deal", "EUR 18,000", "14,000 to 21,000", "x"),
        Tile("a day", "EUR 2,400", "1,900 to 3,100", "="),
    )
    panels = (
        TilePanel("fan", fan_title(fan), fan_subtitle(fan), draw=lambda **k: draw_fan(fan, **k),
                  fan=fan),
        TilePanel("velocity", "EUR 2,400 a day", "1 Jul to 31 Dec 2026", tiles=velocity),
        TilePanel("waterfall", waterfall_title(water), waterfall_subtitle(water),
                  draw=lambda **k: draw_waterfall(water, **k), grid=waterfall_grid(water)),
        TilePanel("leaderboard", leaderboard_title(board), leaderboard_subtitle(board),
                  draw=lambda **k: draw_leaderboard(board, **k), grid=leaderboard_grid(board)),
    )  # fmt: skip
    return DashboardCard(
        name, "as of 1 July 2026", starred("**61 % chance** of reaching EUR 1.2 M."),
        (Tile("Booked", "EUR 486,000", "exactly"), Tile("Win rate", "12 %", "10 to 14 %")),
        panels,
        note="Figures of 1,000 simulated futures.",
        missing=(("Customers", "nothing is known of them after the deal."),),
        made_by=(("seed", "202607"),),
        again=f"simfunnel dashboard {name}.yaml",
    )  # fmt: skip
