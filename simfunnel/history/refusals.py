"""How this room refuses a file: where, what is wrong with the value, what to do."""

from __future__ import annotations

from collections.abc import Iterable

from simfunnel.errors import HistoryError, Problem

__all__ = ["refusal", "refuse_all"]


def refusal(where: str, message: str, path: str = "") -> HistoryError:
    """Return the error of a single problem.

    Parameters
    ----------
    where : str
        The file, with its line where one is to blame.
    message : str
        What is wrong, and what to do.
    path : str
        The column or the key.

    Examples
    --------
    >>> print(refusal("deals.csv", "is empty; export it again."))
    deals.csv: is empty; export it again.
    """
    problem = Problem(where, path, message)
    return HistoryError(str(problem), problems=(problem,))


def refuse_all(problems: Iterable[Problem]) -> None:
    """Raise every problem at once; do nothing where there is none.

    Raises
    ------
    HistoryError
        With a line for each problem.

    Examples
    --------
    >>> refuse_all([])
    """
    listed = list(problems)
    if listed:
        raise HistoryError.from_problems(listed)
