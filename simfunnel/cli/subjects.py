"""What a command is given: a scenario file, or a CRM export with its mapping, and what-ifs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simfunnel.cli.complaints import refusal
from simfunnel.words import say

if TYPE_CHECKING:
    from datetime import date

    from simfunnel.calibration import Calibration
    from simfunnel.funnel.changes import WhatIf
    from simfunnel.funnel.model import Funnel
    from simfunnel.history import Mapping

__all__ = ["calibration_of", "day_of", "is_export", "subject_of", "what_ifs_of"]

_EXPORTS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_SCENARIOS = (".yaml", ".yml")


def subject_of(file: str, mapping: str | None, as_of: str | None) -> Funnel | Calibration:
    """Return the funnel that a scenario file states, or that a CRM export shows.

    Parameters
    ----------
    file : str
        A scenario file, or an export.
    mapping : str, optional
        The mapping of an export.
    as_of : str, optional
        The last day of an export that counts.

    Raises
    ------
    SimfunnelError
        If the file cannot be read, or arguments do not go together.
    """
    if mapping is not None:
        return calibration_of(file, mapping, as_of)
    if is_export(file):
        raise refusal(
            say("is a CRM export; say how to read it: --mapping MAPPING.yaml --as-of 2026-06-30."),
            file,
        )
    if as_of is not None:
        raise refusal(
            say(
                "is for a CRM export with its --mapping; a scenario says its day itself, in "
                "'today'."
            ),
            "--as-of",
        )
    from simfunnel.scenarios import load

    return load(file)


def is_export(file: str) -> bool:
    """Return whether a file is called like a CRM export.

    Examples
    --------
    >>> is_export("Leads.CSV"), is_export("small_agency.yaml")
    (True, False)
    """
    return Path(file).suffix.lower() in _EXPORTS


def calibration_of(file: str, mapping: str, as_of: str | None) -> Calibration:
    """Return the funnel that a CRM export shows.

    Parameters
    ----------
    file : str
        The export.
    mapping : str
        Its mapping.
    as_of : str, optional
        The last day that counts; the mapping's own where left out.
    """
    if Path(file).suffix.lower() in _SCENARIOS:
        raise refusal(say("is a scenario; --mapping explains a CRM export (.csv, .xlsx)."), file)
    from simfunnel.history import read_history, read_mapping

    layout = read_mapping(mapping)
    day = _last_day(layout, as_of)
    history = read_history(file, layout)
    from simfunnel.calibration import calibrate  # heavy, so a file is refused before it

    return calibrate(history, as_of=day)


def _last_day(layout: Mapping, as_of: str | None) -> date:
    """Return the last day of an export that counts; it is asked for rather than guessed."""
    if as_of is None:
        if layout.exported_on is None:
            raise refusal(
                say(
                    "is missing, and the mapping does not say 'exported_on'; name the last day "
                    "that the export knows: --as-of 2026-06-30."
                ),
                "--as-of",
            )
        return layout.exported_on
    return day_of(as_of)


def day_of(as_of: str) -> date:
    """Return the day that `--as-of` names.

    Parameters
    ----------
    as_of : str
    """
    from simfunnel.units import parse_date

    try:
        return parse_date(as_of)
    except ValueError as error:
        raise refusal(str(error), "--as-of") from None


def what_ifs_of(files: Sequence[str], baseline: Funnel | Calibration) -> list[WhatIf]:
    """Return what-ifs, each checked against the funnel that those before it leave.

    Parameters
    ----------
    files : sequence of str
    baseline : Funnel or Calibration
        What they change.
    """
    if not files:
        return []
    from simfunnel.funnel.changes import change_funnel
    from simfunnel.funnel.model import Funnel
    from simfunnel.scenarios import load_what_if

    funnel = baseline if isinstance(baseline, Funnel) else baseline.funnel
    found = []
    for file in files:
        what_if = load_what_if(file, funnel)
        funnel = change_funnel(funnel, what_if.changes)
        found.append(what_if)
    return found
