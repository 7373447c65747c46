"""What calibration measured, in CSV tables beside a scenario file: hazards and joint draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from simfunnel.errors import Problem, ScenarioError, did_you_mean
from simfunnel.funnel.doubt import DrawTable
from simfunnel.funnel.model import Hazards
from simfunnel.scenarios.tables import Row, RowProblems, read_rows, safe_text, write_rows
from simfunnel.scenarios.wording import said
from simfunnel.units.readings import plain_number, shown
from simfunnel.words import listed, say

__all__ = ["HAZARD_COLUMNS", "read_draws", "read_hazards", "write_draws", "write_hazards"]

HAZARD_COLUMNS = ("stage", "exit", "advances", "age_from", "daily_hazard")
_COUNTED = ("exits", "at_risk")
_YES = {"yes": True, "no": False}


def read_hazards(path: Path, stage: str) -> Hazards:
    """Return the measured hazards of one stage.

    Parameters
    ----------
    path : Path
        A CSV file with the columns stage, exit, advances (yes or no), age_from (days) and
        daily_hazard, a row for each exit and bin of ages; exits and at_risk may stand beside.
    stage : str
        Whose rows to take.

    Returns
    -------
    Hazards

    Raises
    ------
    ScenarioError
        If rows are missing or cannot be read.
    """
    _, rows = read_rows(path, required=HAZARD_COLUMNS, known=(*HAZARD_COLUMNS, *_COUNTED))
    own = [row for row in rows if row.cells.get("stage") == stage]
    if not own:
        names = list(dict.fromkeys(row.cells.get("stage", "") for row in rows))
        hint = did_you_mean(stage, names) or say(
            " It has {stages}.", stages=listed(map(repr, names[:5]))
        )
        raise ScenarioError(
            say(
                "{path}: stage: has no row for stage '{stage}'.{hint}",
                path=path,
                stage=stage,
                hint=hint,
            )
        )
    problems = RowProblems(str(path))
    rates: dict[str, dict[int, float]] = {}
    advances: dict[str, bool] = {}
    for row in own:
        _take_rate(row, rates, advances, problems)
    if told := problems.told():
        raise ScenarioError.from_problems(told)
    ages = sorted({age for bins in rates.values() for age in bins})
    for name, bins in rates.items():
        if absent := [age for age in ages if age not in bins]:
            raise ScenarioError(
                say(
                    "{path}: age_from: exit '{name}' of stage '{stage}' has no row for age "
                    "{absent}; "
                    "give every exit the same ages.",
                    path=path,
                    name=name,
                    stage=stage,
                    absent=absent[0],
                )
            )
    try:
        return Hazards(
            ages=tuple(ages),
            daily={name: tuple(bins[age] for age in ages) for name, bins in rates.items()},
            advances=tuple(name for name, ahead in advances.items() if ahead),
            file=str(path),
        )
    except ValidationError as error:
        raise ScenarioError.from_problems(
            Problem(str(path), say("stage '{stage}'", stage=stage), said(fault, Hazards))
            for fault in error.errors()
        ) from None


def _take_rate(
    row: Row,
    rates: dict[str, dict[int, float]],
    advances: dict[str, bool],
    problems: RowProblems,
) -> None:
    """Take one row's rate, or note what is wrong with it."""
    cells = row.cells
    name = cells.get("exit", "")
    if not name:
        problems.add(row.line, "exit", say("is empty; name the exit."))
        return
    ahead = _YES.get(cells.get("advances", ""))
    if ahead is None:
        problems.add(
            row.line, "advances", say("is {cell}; write yes or no.", cell=_cell(cells, "advances"))
        )
    elif advances.setdefault(name, ahead) != ahead:
        problems.add(
            row.line, "advances", say("differs from an earlier row of '{name}'.", name=name)
        )
    age, rate = _whole(cells.get("age_from")), _number(cells.get("daily_hazard"))
    if age is None:
        text = say("is {cell}; write whole days, 0 or more.", cell=_cell(cells, "age_from"))
        problems.add(row.line, "age_from", text)
    elif age in rates.setdefault(name, {}):
        problems.add(
            row.line,
            "age_from",
            say("{age} stands twice for '{name}'; keep one row.", age=age, name=name),
        )
    if rate is None or rate < 0:
        text = say("is {cell}; write a rate per day, 0 or more.", cell=_cell(cells, "daily_hazard"))
        problems.add(row.line, "daily_hazard", text)
    if age is not None and rate is not None:
        rates[name][age] = rate


def _cell(cells: Mapping[str, str], column: str) -> str:
    """Return a cell for a message."""
    return shown(cells.get(column))


def _number(text: str | None) -> float | None:
    """Return a finite decimal number, or None; measured tables may use powers of ten."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _whole(text: str | None) -> int | None:
    """Return a whole number of at most six digits, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 6 else None


def write_hazards(path: Path, measured: Mapping[str, Hazards]) -> None:
    """Write the hazards of stages so that `read_hazards` gives them back."""
    rows = [
        [
            safe_text(stage),
            safe_text(name),
            "yes" if name in hazards.advances else "no",
            age,
            repr(float(rate)),
        ]
        for stage, hazards in measured.items()
        for name, daily in hazards.daily.items()
        for age, rate in zip(hazards.ages, daily, strict=True)
    ]
    write_rows(path, HAZARD_COLUMNS, rows)


def read_draws(path: Path) -> DrawTable:
    """Return a table of joint draws.

    Parameters
    ----------
    path : Path
        A CSV file whose columns are paths of numbers, each row one draw of all of them, in the
        unit in which the number is stated and without that unit ("75" for 75 %).

    Returns
    -------
    DrawTable

    Raises
    ------
    ScenarioError
        If a cell is no number.
    """
    header, rows = read_rows(path, required=(), known=None)
    problems = RowProblems(str(path))
    values = np.zeros((len(rows), len(header)))
    for i, row in enumerate(rows):
        for j, column in enumerate(header):
            number = _number(row.cells.get(column))
            if number is None:
                problems.add(
                    row.line,
                    column,
                    say("is {cell}; write a number.", cell=_cell(row.cells, column)),
                )
            else:
                values[i, j] = number
    if told := problems.told():
        raise ScenarioError.from_problems(told)
    if not rows:
        raise ScenarioError(say("{path}: has no row of draws; add one at least.", path=path))
    return DrawTable(tuple(header), values, str(path))


def write_draws(path: Path, draws: DrawTable) -> None:
    """Write joint draws so that `read_draws` gives them back."""
    rows = [[plain_number(float(cell)) for cell in row] for row in draws.values]
    write_rows(path, draws.columns, rows)
