"""Open leads in a CSV table beside a scenario file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from simfunnel.errors import ScenarioError
from simfunnel.funnel.today import NOT_YET, OpenLead
from simfunnel.scenarios.tables import RowProblems, read_rows, safe_text, write_rows
from simfunnel.scenarios.wording import said
from simfunnel.words import say

__all__ = ["LEAD_COLUMNS", "read_open_leads", "write_open_leads"]

LEAD_COLUMNS = (
    "lead",
    "stage",
    "entered_on",
    "worked_on",
    "woken_on",
    "created_on",
    "amount",
    "segment",
    "source",
    "owner",
    "score",
)
_REQUIRED = LEAD_COLUMNS[:3]
_LATER = ("call", "marks")
_TEXT = frozenset({"lead", "stage", "segment", "source", "owner"})


def read_open_leads(path: Path) -> tuple[OpenLead, ...]:
    """Return the open leads of a table.

    Parameters
    ----------
    path : Path
        A CSV file with the columns lead, stage, entered_on and, where known, created_on, amount,
        segment, source, owner, score.

    Returns
    -------
    tuple of OpenLead
        In the order of the rows.

    Raises
    ------
    ScenarioError
        With five problems of each column and the count of the rest.
    """
    header, rows = read_rows(path, required=_REQUIRED, known=(*LEAD_COLUMNS, *_LATER))
    problems = RowProblems(str(path))
    for name in header:
        if name in _LATER:
            problems.add(
                1, name, say("'{name}' is not simulated yet; leave the column out.", name=name)
            )
    leads: list[OpenLead] = []
    for row in rows:
        try:
            leads.append(OpenLead.model_validate(_cells(row.cells, header)))
        except ValidationError as error:
            for fault in error.errors():
                column = str(fault["loc"][0]) if fault["loc"] else ""
                if column not in _LATER:
                    problems.add(row.line, column, said(fault, OpenLead))
    if told := problems.told():
        raise ScenarioError.from_problems(told)
    return tuple(leads)


def _cells(cells: Mapping[str, str], header: Sequence[str]) -> Mapping[str, str]:
    """Return a row's cells; an empty cell under "worked_on" says that the work is still to do."""
    if "worked_on" in header and "worked_on" not in cells:
        return {**cells, "worked_on": NOT_YET}
    return cells


def write_open_leads(path: Path, leads: tuple[OpenLead, ...]) -> None:
    """Write open leads so that `read_open_leads` gives them back; unused columns are left out."""
    documents = [lead.model_dump(mode="json", exclude_none=True) for lead in leads]
    if any("worked_on" in document for document in documents):
        for document in documents:
            worked = document.get("worked_on", document["entered_on"])
            document["worked_on"] = None if worked == NOT_YET else worked
    used = [c for c in LEAD_COLUMNS if c in _REQUIRED or any(c in d for d in documents)]
    rows = [
        [safe_text(d[c]) if c in _TEXT and c in d else d.get(c) for c in used] for d in documents
    ]
    write_rows(path, used, rows)
