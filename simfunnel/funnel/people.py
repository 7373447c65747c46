"""Who sits where and when: the tables of teams, of seats, and of seats added and withdrawn."""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.epochs import Epochs
from simfunnel.funnel.names import Names
from simfunnel.funnel.sources import MONTHS
from simfunnel.funnel.teams import ORDERS, Team
from simfunnel.variates import point

__all__ = ["head_count", "people", "table"]

DAY = 86_400
Tables = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], tuple[str, ...]]


def head_count(epochs: Epochs, team: str) -> list[tuple[int, int]]:
    """Return (second, seats) at the start and whenever the number of a team's seats changes.

    A day reads the seats of the epoch that it lies in, and a hire those of its own day.
    """
    start, last = epochs.funnels[0].start, epochs.funnels[0].last_day
    hired: dict[date, int] = {}
    for e, funnel in enumerate(epochs.funnels):
        for text, more in funnel.teams[team].hires.items():
            day = date.fromisoformat(text)
            if start <= day <= last and epochs.of_days([day]) == [e]:
                hired[day] = more.count
    days = sorted({start, *hired, *(d for d in epochs.since if d is not None and start < d)})
    found: list[tuple[int, int]] = []
    for day, e in zip(days, epochs.of_days(days), strict=True):
        seats = epochs.funnels[e].teams[team].seats.count
        seats += sum(count for on, count in hired.items() if on <= day)
        if day <= last and (not found or found[-1][1] != seats):
            found.append(((day - start).days * DAY, seats))
    return found


def people(epochs: Epochs, names: Names, blocks: Sequence[int]) -> Tables:
    """Return the tables of teams, seats and shifts, and what the seats are called.

    The block of each team stands at one of `blocks` in a row. Seats are numbered from 0; where some
    are withdrawn, the highest numbers go first.
    """
    start = epochs.funnels[0].start
    (first,) = epochs.of_days([start])
    teams: list[tuple[int, ...]] = []
    seats: list[tuple[int, ...]] = []
    shifts: list[tuple[int, ...]] = []
    called: list[str] = []
    for t, name in enumerate(names.teams):
        team = epochs.funnels[first].teams[name]
        counts = head_count(epochs, name)
        most = max(count for _, count in counts)
        base = len(seats)
        order = ORDERS.index(team.order)
        key = point(f"seat/{name}")
        keeps = int(team.open_deals is not None)
        teams.append((blocks[t], max(1, len(team.ramp)), order, base, most, key, keeps))
        away = _leave(epochs, name, most)
        for number in range(most):
            there = int(number < counts[0][1])
            seats.append((t, _since(team, number, start), there, int(away[0, number])))
            called.append(_called(team, name, number))
        shifts += _shifts(counts, base) + _absences(away, base)
    return (
        table(teams, at.TEAM_COLUMNS),
        table(seats, at.SEAT_COLUMNS),
        table(sorted(shifts), at.SHIFT_COLUMNS),
        tuple(called),
    )


def _since(team: Team, number: int, start: date) -> int:
    """Return since when the holder of a seat at the start is there: long, unless it is stated."""
    name = team.names[number] if number < len(team.names) else None
    day = None if name is None else team.starts.get(name)
    return at.LONG_AGO if day is None else (day - start).days * DAY


def _called(team: Team, name: str, number: int) -> str:
    """Return what a seat is called."""
    return team.names[number] if number < len(team.names) else f"{name} {number + 1}"


def _shifts(counts: Sequence[tuple[int, int]], base: int) -> list[tuple[int, int, int]]:
    """Return the seats of a team that are added and withdrawn, with the second."""
    found: list[tuple[int, int, int]] = []
    for (_, before), (second, after) in pairwise(counts):
        for number in range(min(before, after), max(before, after)):
            kind = at.ADDED if after > before else at.WITHDRAWN
            found.append((second, base + number, kind))
    return found


def _leave(epochs: Epochs, team: str, seats: int) -> NDArray[np.bool_]:
    """Return on which days each seat is on leave, shape (n_days, n_seats).

    Seats take turns: of a month of which a part is free, seat k has as many days, beginning where
    those of the seats before it end, and going round.
    """
    first = epochs.funnels[0]
    days = [first.start + timedelta(days=i) for i in range(first.days)]
    away = np.zeros((len(days), seats), dtype=np.bool_)
    for i, (day, e) in enumerate(zip(days, epochs.of_days(days), strict=True)):
        share = epochs.funnels[e].teams[team].leave.get(MONTHS[day.month - 1])
        if share is not None:
            length = monthrange(day.year, day.month)[1]
            free = math.floor(share.number * length + 0.5)
            away[i] = (day.day - 1 - free * np.arange(seats)) % length < free
    return away


def _absences(away: NDArray[np.bool_], base: int) -> list[tuple[int, int, int]]:
    """Return when seats go on leave and are back."""
    changes = np.argwhere(away[1:] != away[:-1])
    return [
        ((day + 1) * DAY, base + seat, at.AWAY if away[day + 1, seat] else at.BACK)
        for day, seat in changes.tolist()
    ]


def table(rows: Sequence[tuple[int, ...]], columns: int) -> NDArray[np.int64]:
    """Return rows as a table, also when there are none."""
    return np.array(rows, dtype=np.int64).reshape(-1, columns)
