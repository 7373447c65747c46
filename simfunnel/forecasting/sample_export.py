"""The sample CRM export that is shipped: one life of the agency, written down as people do.

The luck comes from our own engine and our own keyed draws, so the same scenario gives the same
bytes on every machine. What real exports hold (dates that nobody typed in, spellings, overwritten
dates) is planted here on purpose; how exports are read is the business of `history`.

``scenarios/data/sample_crm.csv`` is made anew with::

    from simfunnel.forecasting.sample_export import write_sample_export
    write_sample_export("scenarios/data/sample_crm.csv", scenario="scenarios/small_agency.yaml")
"""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd

from simfunnel.charts import write_whole
from simfunnel.errors import FunnelError
from simfunnel.forecasting.forecasts import forecast
from simfunnel.funnel.edits import rebuilt
from simfunnel.scenarios import load
from simfunnel.variates import key_of, point, replication_key, uniforms
from simfunnel.words import say

__all__ = ["FIRST_DAY", "LAST_DAY", "SEED", "sample_export", "write_sample_export"]

SEED = 20_250_101
"""Of the engine's luck and of the luck with which quirks are planted."""
FIRST_DAY, LAST_DAY = date(2025, 1, 1), date(2026, 6, 30)

_MADE_FROM = "small_agency"
_WEEKDAYS = {"sat": "30 %", "sun": "20 %"}
_BIGGER: dict[tuple[str | int, ...], object] = {
    ("starts",): FIRST_DAY,
    ("until",): LAST_DAY,
    ("targets",): {},
    ("sources", "word_of_mouth", "leads"): "30 per month",
    ("sources", "word_of_mouth", "growth"): "25 % per year",
    ("sources", "portfolio_site", "leads"): "70 per month",
    ("sources", "portfolio_site", "growth"): "25 % per year",
    ("sources", "portfolio_site", "weekdays"): _WEEKDAYS,
    ("teams", "partners", "seats"): 10,
    ("teams", "partners", "hires"): {date(2025, 7, 1): 2, date(2026, 1, 1): 2},
}
"""How the agency of the sample differs from the scenario: five times its leads and partners; both
grow."""

_COLUMNS = {
    "lead": "Lead ID",
    "company": "Company",
    "channel": "Channel",
    "owner": "Owner",
    "prospecting": "Created",
    "qualification": "Qualification",
    "pitch": "Pitch",
    "close": "Final talks",
    "closed": "Closed",
    "status": "Status",
    "reason": "Reason",
    "invoiced": "Invoiced",
}
_STAGES = ("prospecting", "qualification", "pitch", "close")
_STATUS = {"won": "Won", "lost": "Lost", "disqualified": "Not qualified", "cold": "Gone cold"}
_CHANNELS = {"word_of_mouth": "Word of mouth", "portfolio_site": "Portfolio site"}
_MISSPELT = {"Portfolio site": "portfolio-site"}
_OWNERS = ("Zofia Wiśniewska", "Łukasz Żak", "Inés Ibáñez")
_KINDS = ("Piekarnia", "Café", "Drukarnia", "Studio", "Weingut", "Librería", "Ogród", "Kino")
_NAMES = (
    "Świt", "Żuraw", "Łąka", "Überfahrt", "Ñandú", "Čáp", "Ąbrowska & Syn", "Fjord",
    "Zielony Młyn", "Três Irmãos", "Ærø", "Nowa Łódka", '"Źródło"; sp. z o.o.',
)  # fmt: skip

_NO_OWNER, _OTHER_SPELLING = 0.03, 0.12
_UNDATED, _NEVER_CLOSED = 0.03, 0.02
_TYPED_IN_LATE = 0.015
_COPIED = 700  # the number of the lead whose row stands twice

_Row = dict[str, str]


def write_sample_export(path: str | Path, *, scenario: str | Path) -> Path:
    """Write the sample export.

    Parameters
    ----------
    path : str or Path
        The CSV file; its folder must exist.
    scenario : str or Path
        The shipped scenario ``small_agency.yaml``.

    Returns
    -------
    Path
        The file, written whole or not at all.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_sample_export(f"{folder}/x.csv", scenario="scenarios/small_agency.yaml").name
    'x.csv'
    """
    file = Path(path)
    write_whole(file, sample_export(scenario).encode())
    return file


def sample_export(scenario: str | Path) -> str:
    """Return the sample export: 18 months of an agency, a row per lead, a date column per stage.

    What is planted, all of it with a documented chance and seed: 3 % of the losses have a status
    and no date; 2 % are still called open; 1.5 % of qualification dates were typed in after the
    pitch; a lead that came back to a stage keeps only its last date there; a source has two
    spellings; 3 % have no owner; one row stands twice; ids begin with zeros; dates are D/M/YYYY,
    amounts have decimal commas, and only wins have one.

    Parameters
    ----------
    scenario : str or Path
        The shipped scenario ``small_agency.yaml``.

    Returns
    -------
    str
        A table with semicolons between its cells, by day of creation.

    Raises
    ------
    ScenarioError
        If the scenario cannot be read.
    FunnelError
        If it is another one.

    Examples
    --------
    >>> print(sample_export("scenarios/small_agency.yaml")[:44])
    Lead ID;Company;Channel;Owner;Created;Qualif
    """
    funnel = load(scenario)
    if funnel.funnel != _MADE_FROM:
        raise FunnelError(
            say(
                "the sample export is made from the scenario {made_from}, not from {funnel}; give "
                "the path of {made_from}.yaml.",
                made_from=_MADE_FROM,
                funnel=funnel.funnel,
            )
        )
    life = rebuilt(funnel, _BIGGER)
    outlook = forecast(life, replications=1, seed=SEED, engine="simpy", stays_of=[0])
    stays = outlook.stays(0).to_dict("records")
    lives = [list(of_one) for _, of_one in groupby(stays, itemgetter("lead"))]
    lives.sort(key=lambda stays: (stays[0]["entered_at"], stays[0]["lead"]))
    rows = [_row(number, stays) for number, stays in enumerate(lives, 1)]
    return _as_csv([*rows, rows[_COPIED - 1]])


def _as_csv(rows: Sequence[_Row]) -> str:
    """Return rows as text, with semicolons, as spreadsheets write them where commas are decimal."""
    text = io.StringIO()
    table = csv.DictWriter(text, list(_COLUMNS), delimiter=";", lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows(rows)
    return text.getvalue()


def _row(number: int, stays: Sequence[Mapping[Hashable, Any]]) -> _Row:
    """Return what the CRM says of one lead, from its stays in order of time."""
    entered = {stay["stage"]: stay["entered_at"].date() for stay in stays}
    last = stays[-1]
    channel = _CHANNELS[last["source"]]
    if _luck("spelling", number) < _OTHER_SPELLING:
        channel = _MISSPELT.get(channel, channel)
    end = _end(number, last)
    until = last["left_at"].date() if end["closed"] else LAST_DAY
    return {
        "lead": f"{number:05d}",
        "company": f"{_pick(_KINDS, 'kind', number)} {_pick(_NAMES, 'name', number)}",
        "channel": channel,
        "owner": _owner(number),
        **_stage_dates(number, entered, until),
        **end,
    }


def _end(number: int, last: Mapping[Hashable, Any]) -> _Row:
    """Return how the CRM says a lead ended; some losses without their date, some not at all."""
    blank = dict.fromkeys(("closed", "status", "reason", "invoiced"), "") | {"status": "Open"}
    if pd.isna(last["exit"]):
        return blank
    kind, _, reason = last["exit"].partition(".")
    closed = _written(last["left_at"].date())
    if kind == "won":
        return blank | {
            "closed": closed, "status": _STATUS[kind], "invoiced": _money(int(last["amount"]))
        }  # fmt: skip
    if _luck("never closed", number) < _NEVER_CLOSED:
        return blank
    undated = _luck("undated", number) < _UNDATED
    ended = {"closed": "" if undated else closed, "status": _STATUS[kind]}
    return blank | ended | {"reason": reason.replace("_", " ")}


def _stage_dates(number: int, entered: dict[str, date], until: date) -> _Row:
    """Return the last day of entry to each stage; some qualifications typed in after the pitch."""
    days = dict(entered)
    if "pitch" in days and _luck("typed in late", number) < _TYPED_IN_LATE:
        late = days["pitch"] + timedelta(days=1 + int(7 * _luck("how late", number)))
        days["qualification"] = min(late, until)
    return {stage: _written(days[stage]) if stage in days else "" for stage in _STAGES}


def _owner(number: int) -> str:
    """Return who looks after a lead; some have nobody."""
    return "" if _luck("no owner", number) < _NO_OWNER else _pick(_OWNERS, "owner", number)


def _written(day: date) -> str:
    """Return a day as day/month/year, without leading zeros."""
    return f"{day.day}/{day.month}/{day.year}"


def _money(cents: int) -> str:
    """Return an amount with a blank between thousands and a decimal comma."""
    return f"{cents // 100:,}".replace(",", " ") + f",{cents % 100:02d}"


def _pick(texts: Sequence[str], what: str, number: int) -> str:
    """Return one of several texts, each as likely."""
    return texts[int(_luck(what, number) * len(texts))]


def _luck(what: str, number: int) -> float:
    """Return a uniform number that belongs to one lead and one question."""
    key = replication_key(SEED, 0)
    return uniforms(*key, *key_of("export", number), point(what), 0)[0]
