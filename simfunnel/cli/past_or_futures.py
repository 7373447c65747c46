"""What commands about a state show: the past of a CRM export, or the futures of a funnel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simfunnel.cli import options
from simfunnel.cli.complaints import refusal
from simfunnel.cli.progress import progress_bar
from simfunnel.cli.subjects import day_of, is_export, subject_of, what_ifs_of
from simfunnel.units import format_count
from simfunnel.words import mark, say

if TYPE_CHECKING:
    from simfunnel.forecasting import Outlook
    from simfunnel.history import History

__all__ = ["Quota", "Target", "futures_of", "past_of"]


Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="TEXT",
        help=mark(
            'What should be won: "400 000", or of a scenario "1.2M by 2026-12-31"; its first '
            "target if left out."
        ),
        rich_help_panel=options.WHAT,
    ),
]

Quota = Annotated[
    str | None,
    typer.Option(
        "--quota",
        metavar="TEXT",
        help=mark(
            'What each owner in an export was to win, "350 000 per year"; a scenario states it of '
            "its teams."
        ),
        rich_help_panel=options.WHAT,
    ),
]


def past_of(file: str, mapping: str | None, as_of: str | None) -> History | None:
    """Return the past that an export shows; None for a scenario.

    Parameters
    ----------
    file : str
    mapping : str, optional
    as_of : str, optional
        The last day that counts.
    """
    if mapping is None or not is_export(file):
        return None
    from simfunnel.history import read_history, read_mapping

    past = read_history(file, read_mapping(mapping))
    if as_of is None:
        return past
    day = day_of(as_of)
    try:
        return past.as_of(day)
    except ValueError as error:  # a day that the export does not reach
        raise refusal(str(error), "--as-of") from None


def futures_of(
    file: str,
    mapping: str | None,
    as_of: str | None,
    *,
    what_ifs: Sequence[str] = (),
    **settings: Any,
) -> tuple[Outlook | None, str]:
    """Simulate a scenario, or what an export shows, with progress, as far as nobody ends it.

    Parameters
    ----------
    file : str
    mapping, as_of : str, optional
    what_ifs : sequence of str
    settings
        As of `sf.forecast`.

    Returns
    -------
    tuple of (Outlook or None, str)
        None where no future was finished; and what is to be said of a run that was stopped.
    """
    try:
        with progress_bar() as progress:
            subject = subject_of(file, mapping, as_of)
            changes = what_ifs_of(what_ifs, subject)
            from simfunnel.forecasting import forecast  # heavy, so a file is refused before it

            outlook = forecast(subject, what_ifs=changes, progress=progress, **settings)
    except KeyboardInterrupt:
        return None, say("stopped before a future was finished.")
    if not outlook.runs.incomplete:
        return outlook, ""
    done, asked = (format_count(n) for n in (outlook.runs.n, outlook.runs.asked))
    return outlook, say(
        "Incomplete: stopped after {done} of {asked} futures.", done=done, asked=asked
    )
