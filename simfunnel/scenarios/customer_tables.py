"""Customers of today in a CSV table beside a scenario file."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from simfunnel.errors import ScenarioError
from simfunnel.funnel.after_sale import OwnCustomer
from simfunnel.scenarios.tables import RowProblems, read_rows, safe_text, write_rows
from simfunnel.scenarios.wording import said

__all__ = ["CUSTOMER_COLUMNS", "read_customers", "write_customers"]

CUSTOMER_COLUMNS = ("customer", "since", "amount", "next_renewal", "segment")
_REQUIRED = CUSTOMER_COLUMNS[:3]
_TEXT = frozenset({"customer", "segment"})


def read_customers(path: Path) -> tuple[OwnCustomer, ...]:
    """Return the customers of a table.

    Parameters
    ----------
    path : Path
        A CSV file with the columns customer, since, amount (per year) and, where known,
        next_renewal, segment.

    Returns
    -------
    tuple of OwnCustomer
        In the order of the rows.

    Raises
    ------
    ScenarioError
        With five problems of each column and the count of the rest.
    """
    _, rows = read_rows(path, required=_REQUIRED, known=CUSTOMER_COLUMNS)
    problems = RowProblems(str(path))
    customers: list[OwnCustomer] = []
    for row in rows:
        try:
            customers.append(OwnCustomer.model_validate(row.cells))
        except ValidationError as error:
            for fault in error.errors():
                column = str(fault["loc"][0]) if fault["loc"] else ""
                problems.add(row.line, column, said(fault, OwnCustomer))
    if told := problems.told():
        raise ScenarioError.from_problems(told)
    return tuple(customers)


def write_customers(path: Path, customers: tuple[OwnCustomer, ...]) -> None:
    """Write customers so that `read_customers` gives them back; unused columns are left out."""
    documents = [own.model_dump(mode="json", exclude_none=True) for own in customers]
    used = [c for c in CUSTOMER_COLUMNS if c in _REQUIRED or any(c in d for d in documents)]
    rows = [
        [safe_text(d[c]) if c in _TEXT and c in d else d.get(c) for c in used] for d in documents
    ]
    write_rows(path, used, rows)
