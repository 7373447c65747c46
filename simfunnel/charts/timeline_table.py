"""The table behind a timeline: a row for each stay of each life."""

from __future__ import annotations

import pandas as pd

from simfunnel.charts.timeline_data import TimelineData

__all__ = ["timeline_table"]

_DAY = 86_400.0
_COLUMNS = ("life", "stage", "since", "until", "days", "to", "because", "cause", "rep",
            "wait_days", "touches", "opened")  # fmt: skip


def timeline_table(data: TimelineData) -> pd.DataFrame:
    """Return the table behind the drawing: a row for each stay of each life.

    Parameters
    ----------
    data : TimelineData

    Returns
    -------
    DataFrame
        Columns life, stage, since, until (NaT while open), days, to, because, cause, rep,
        wait_days, touches, opened.

    Examples
    --------
    >>> from simfunnel.charts.example_lives import example_timeline
    >>> timeline_table(example_timeline())["stage"].iloc[0]
    'lead_generation'
    """
    rows = [
        (
            life.name,
            s.stage,
            s.since,
            s.until,
            round(s.days, 2),
            s.to,
            s.because,
            s.cause,
            s.work.rep if s.work else "",
            round(s.waited / _DAY, 2),
            len(s.touches),
            sum(touch.opened for touch in s.touches),
        )
        for life in data.lives
        for s in life.stretches
    ]
    return pd.DataFrame(rows, columns=list(_COLUMNS))
