"""KPIs as text: a table with a heading for each, and the explanation of one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from simfunnel.cards.terminal import Line, cut
from simfunnel.cli.layout import BLANK, INDENT, heading, paragraph, table
from simfunnel.cli.screen import Screen
from simfunnel.indicators import KPIS, Kpi, KpiTable
from simfunnel.units.formats import format_count, format_money, format_share
from simfunnel.words import language, mark, say

__all__ = ["explained", "table_lines"]

_NAME = 45
_CHANCES = ("chance_of_target", "first_on_leaderboard")
"""Of which each future has all or nothing, so that only their mean says something."""
_UNITS = {
    "leads": mark("leads"),
    "deals": mark("deals"),
    "currency": mark("money"),
    "currency_a_day": mark("money a day"),
    "share": "",
    "days": mark("days"),
    "hours": mark("hours"),
    "a_week": mark("a week"),
    "times": mark("times"),
    "products": mark("products"),
    "customers": mark("customers"),
}


def explained(kpi: Kpi, screen: Screen) -> list[Line]:
    """Return what there is to know of one KPI.

    Parameters
    ----------
    kpi : Kpi
    screen : Screen
    """
    said = [
        (say("Formula"), kpi.formula),
        (say("Unit"), _UNITS[kpi.unit] or mark("share")),
        (say("Window"), kpi.window),
        (say("Named by"), kpi.source),
        (say("Pitfall"), kpi.pitfall),
    ]
    lines = [heading(say(kpi.name), kpi.key)]
    for name, words in said:
        lines += paragraph(f"{name}: {say(words)}", screen, indent=INDENT)
    return lines


def table_lines(found: KpiTable, screen: Screen) -> list[Line]:
    """Return the table of KPIs, then why others are not in it.

    Parameters
    ----------
    found : KpiTable
    screen : Screen
    """
    figures = (say("past"),) if found.is_past else (say("mean"), "P10", "P50", "P90")
    rows: list[tuple[str, ...]] = []
    first, last = found.table["since"].min(), found.table["by"].max()
    for key, group in found.table.groupby("kpi", sort=False):
        kpi = KPIS[str(key)]
        told = group.to_dict("records")
        if told[0]["part"]:
            rows.append((say(kpi.name), "", *("" for _ in figures)))
        for row in told:
            unit = say(_UNITS[kpi.unit])
            rows.append((_named(kpi, str(row["part"])), unit, *_cells(kpi, row, found)))
    lines: list[Line] = []
    if rows:
        lines += [
            heading(say("KPIs"), f"{first} \N{EN DASH} {last} \N{MIDDLE DOT} {found.currency}"),
            BLANK,
        ]
        lines += table(("", "", *figures), rows, words=2)
        if not found.is_past:
            n = format_count(found.followed)
            told_by = say(
                "Counts come from all futures, what follows single leads from the first {n}. "
                "Quantiles do not add up.",
                n=n,
            )
            if found.by:
                told_by = say(
                    "From the first {n} futures, whose leads are followed one by one. Quantiles do "
                    "not add up.",
                    n=n,
                )
            lines += [BLANK, *paragraph(told_by, screen, faint=True)]
    if found.missing:
        lines += [BLANK, heading(say("Not shown, and why"))]
        for key, why in found.missing.items():
            lines += paragraph(f"{key}: {why}", screen, indent=INDENT)
    return lines


def _named(kpi: Kpi, part: str) -> str:
    """Return the name of a row: of the KPI, or of its part, set in."""
    if not part:
        return say(kpi.name)
    return cut(INDENT + (part if "{" in part else say(part)), _NAME)


def _cells(kpi: Kpi, row: Mapping[Any, Any], found: KpiTable) -> tuple[str, ...]:
    """Return the figures of a row, a dash where there is none."""
    names = ("mean",) if found.is_past else ("mean", "p10", "p50", "p90")
    chance = kpi.key in _CHANCES
    return tuple(
        "\N{EN DASH}" if chance and name != "mean" else _figure(kpi.unit, row[name])
        for name in names
    )


def _figure(unit: str, value: object) -> str:
    """Return a figure in its unit."""
    from babel.numbers import format_decimal

    if not isinstance(value, float) or not math.isfinite(value):
        return "\N{EN DASH}"
    if unit in ("currency", "currency_a_day"):
        return format_money(value * 100.0)
    if unit == "share":
        return format_share(value, decimals=1)
    if unit in ("leads", "deals") and (value == round(value) or abs(value) >= 100):
        return format_count(value)
    places = "0.00" if unit in ("times", "products") else "0.0"
    text = format_decimal(value, format=f"#,##{places}", locale=language())
    return text.replace("-", "\N{MINUS SIGN}")
