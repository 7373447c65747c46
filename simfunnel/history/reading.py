"""From an export and its mapping to a history."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from simfunnel.history.history import History
from simfunnel.history.joined import read_joined
from simfunnel.history.long import read_long
from simfunnel.history.mapping import Mapping
from simfunnel.history.mapping_file import read_mapping
from simfunnel.history.wide import read_wide
from simfunnel.units import parse_date

__all__ = ["read_history"]


def read_history(
    path: str | Path, mapping: str | Path | Mapping, *, as_of: date | str | None = None
) -> History:
    """Read a CRM export: a CSV or XLSX file, by the mapping that explains its columns.

    Every cell is read as text first; dates and numbers are then parsed exactly as the mapping
    says. What fits nothing is refused with its lines; what is merely odd is counted in the
    history's facts.

    Parameters
    ----------
    path : str or Path
        The export.
    mapping : str, Path or Mapping
        Which column means what.
    as_of : date or str, optional
        The last day that is visible; everything dated later is blank.

    Returns
    -------
    History
        Stays and leads.

    Raises
    ------
    HistoryError
        If file or mapping cannot be read; all problems at once.

    Examples
    --------
    >>> history = read_history("tests/data/crm/tiny.csv", "tests/data/crm/tiny.yaml")
    >>> len(history.leads), len(history.stays)
    (4, 7)
    """
    layout = read_mapping(mapping)
    sheet, facts = read_joined(Path(path), layout)
    read = read_wide if layout.layout == "wide" else read_long
    cut = None if as_of is None else parse_date(as_of)
    return History.of(read(sheet, layout, facts), cut)
