"""The export with its joined files: one table of text per lead or per change."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simfunnel.errors import Problem, did_you_mean
from simfunnel.history.facts import Fact, note, shown_list
from simfunnel.history.mapping import Join, Mapping
from simfunnel.history.refusals import refuse_all
from simfunnel.history.sheets import Sheet, read_sheet
from simfunnel.units import format_count
from simfunnel.units.readings import shown
from simfunnel.words import say, say_n

__all__ = ["read_joined"]


def read_joined(path: Path, mapping: Mapping) -> tuple[Sheet, list[Fact]]:
    """Return an export with the columns of its joined files, blanks and spellings made one.

    Parameters
    ----------
    path : Path
        The export.
    mapping : Mapping
        Which files join it, which texts mean nothing, which mean the same.

    Returns
    -------
    Sheet
        The columns that the mapping names, under the names that it uses for them.
    list of Fact
        What the joins left over.

    Raises
    ------
    HistoryError
        If a file or a column is missing, or a key stands twice.
    """
    facts: list[Fact] = []
    base = _read(path, mapping)
    known = dict(base.columns)
    double: set[str] = set()
    problems: list[Problem] = []
    for join in mapping.joins:
        other = _read(_beside(path, join), mapping)
        here, there = join.keys
        missing = [(base.name, here)] if here not in base.columns else []
        missing += [(other.name, there)] if there not in other.columns else []
        if missing:
            table = base if missing[0][0] == base.name else other
            hint = did_you_mean(missing[0][1], table.columns)
            problems.append(
                Problem(
                    missing[0][0], missing[0][1], say("there is no such column.{hint}", hint=hint)
                )
            )
            continue
        rows = _match(base, other, join, problems, facts)
        for name, values in other.columns.items():
            picked = np.where(rows >= 0, values[rows], "")
            known[f"{other.name}:{name}"] = picked
            if name not in base.columns:
                double.update({name} & known.keys())
                known.setdefault(name, picked)
    columns = _named(base, known, double, mapping, problems)
    refuse_all(problems)
    return Sheet(base.name, _cleaned(columns, mapping), base.lines), facts


def _read(path: Path, mapping: Mapping) -> Sheet:
    """Read one file in the way that the mapping states."""
    return read_sheet(
        path,
        encoding=mapping.encoding,
        delimiter=mapping.delimiter,
        decimal=mapping.numbers.decimal,
        sheet=mapping.sheet,
    )


def _beside(path: Path, join: Join) -> Path:
    """Return a joined file of the export's own folder, refusing a link out of it."""
    folder = path.parent.resolve()
    other = path.parent / join.file
    if not other.is_file():
        refuse_all(
            [
                Problem(
                    join.file,
                    "",
                    say("is not beside {name}; put it into its folder.", name=path.name),
                )
            ]
        )
    if other.resolve().parent != folder:
        refuse_all(
            [
                Problem(
                    join.file,
                    "",
                    say("leads out of the folder of {name}; copy it.", name=path.name),
                )
            ]
        )
    return other


def _match(
    base: Sheet, other: Sheet, join: Join, problems: list[Problem], facts: list[Fact]
) -> NDArray[np.int64]:
    """Return for each row of the export its row in the joined file, or -1."""
    here, there = join.keys
    row_of: dict[str, int] = {}
    twice: list[int] = []
    for row, key in enumerate(other.columns[there]):
        if key in row_of:
            twice.append(row)
            if join.duplicates == "last":
                row_of[key] = row
        elif key:
            row_of[key] = row
    if twice and join.duplicates == "refuse":
        listed = shown_list(
            say(
                "line {lines} {columns}",
                lines=other.lines[r],
                columns=repr(other.columns[there][r]),
            )
            for r in twice
        )
        message = say_n(
            "{n} row repeats a key ({listed}); keep one row each, or state 'duplicates: first' or "
            "'last' in the join.",
            "{n} rows repeat a key ({listed}); keep one row each, or state 'duplicates: first' or "
            "'last' in the join.",
            len(twice),
            n=format_count(len(twice)),
            listed=listed,
        )
        problems.append(Problem(other.name, there, message))
    elif twice:
        note(facts, "join_repeated", len(twice), file=other.name, which=join.duplicates)
    keys = base.columns[here]
    strays = len(row_of.keys() - set(keys))
    note(facts, "join_unmatched", strays, file=other.name, base=base.name)
    return np.array([row_of.get(key, -1) for key in keys], dtype=np.int64)


def _named(
    base: Sheet,
    known: dict[str, NDArray[np.object_]],
    double: set[str],
    mapping: Mapping,
    problems: list[Problem],
) -> dict[str, NDArray[np.object_]]:
    """Pick the columns that the mapping names, noting those that are not there."""
    out: dict[str, NDArray[np.object_]] = {}
    wanted = mapping.columns()
    if len(base.columns) == 1 and not wanted.keys() & known.keys():
        only = next(iter(base.columns))
        message = say(
            "has a single heading, {only}; state 'delimiter' in the mapping.", only=shown(only)
        )
        problems.append(Problem(base.name, "", message))
        return out
    for column, place in wanted.items():
        if column not in known:
            hint = did_you_mean(column, known) or say(
                " It has {columns}.", columns=shown_list(base.columns)
            )
            message = say(
                "there is no column {column}, which the mapping names as {place}.{hint}",
                column=repr(column),
                place=place,
                hint=hint,
            )
            problems.append(Problem(base.name, "", message))
            continue
        if column in base.repeated:
            message = say("stands more than once among the headings; rename one of the columns.")
            problems.append(Problem(base.name, column, message))
        if column in double:
            message = say("stands in several joined files; write 'FILE.csv:COLUMN' in the mapping.")
            problems.append(Problem(base.name, column, message))
        out[column] = known[column]
    return out


def _cleaned(
    columns: dict[str, NDArray[np.object_]], mapping: Mapping
) -> dict[str, NDArray[np.object_]]:
    """Empty the texts that mean nothing and bring spellings together."""
    out = {}
    for name, values in columns.items():
        spelling = dict.fromkeys(mapping.blanks, "") | mapping.rename.get(name, {})
        if spelling:
            values = np.array([spelling.get(text, text) for text in values], dtype=object)
        out[name] = values
    return out
