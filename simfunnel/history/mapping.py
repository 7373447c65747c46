"""The mapping of an export: which column means what, stated once and never guessed."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from simfunnel.errors import did_you_mean
from simfunnel.funnel.quantities import CurrencyLeaf, DateLeaf, ExitName, Name, outcome_kind
from simfunnel.units import parse_date
from simfunnel.units.readings import shown
from simfunnel.words import say

__all__ = ["AmountColumn", "Join", "Mapping", "Numbers", "Outcome"]

ISO_FORMATS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
"""The formats tried where a mapping states none: no two of them read one text differently."""

_FORMAT_CODE = re.compile(r"%(.)", re.DOTALL)
_KNOWN_CODES = "YmdHMSybBjfpI%"
_RATE = re.compile(r"\d{1,9}(\.\d{1,9})?")
_MARKS = ("", ",", ".", " ", "'")


class _Strict(BaseModel):
    """A frozen specification that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def _column(value: object) -> object:
    """Check the name of a column."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(say("is {shown}, not the name of a column.", shown=shown(value)))
    return value.strip()


def _date_format(value: str) -> str:
    """Check one date format."""
    codes = _FORMAT_CODE.findall(value)
    if "z" in codes or "Z" in codes:
        raise ValueError(
            say("{shown} reads a time zone; export local times without one.", shown=shown(value))
        )
    unknown = [code for code in codes if code not in _KNOWN_CODES]
    if unknown:
        raise ValueError(
            say(
                "{shown} has %{unknown}; write for instance '%d/%m/%Y'.",
                shown=shown(value),
                unknown=unknown[0],
            )
        )
    has_day = "j" in codes or ("d" in codes and any(month in codes for month in "mbB"))
    if not has_day or not ("Y" in codes or "y" in codes):
        raise ValueError(
            say("{shown} names no full day; write for instance '%d/%m/%Y'.", shown=shown(value))
        )
    return value


def _outcome(value: str) -> str:
    """Check that a name is one of an outcome."""
    if outcome_kind(value) is None or (value != "won" and value.startswith("won")):
        raise ValueError(
            say(
                "{shown} is no outcome; write won, lost, disqualified, cold or churned, with a "
                "reason behind a dot if need be.",
                shown=shown(value),
            )
        )
    return value


Column = Annotated[str, BeforeValidator(_column)]
DateFormat = Annotated[str, AfterValidator(_date_format)]
OutcomeName = Annotated[ExitName, AfterValidator(_outcome)]


def _table_or_list(value: Any) -> str:
    """Tell which of its two forms `stages` has."""
    return "list" if isinstance(value, list | tuple) else "table"


Stages = Annotated[
    Annotated[dict[Name, Column], Tag("table")] | Annotated[tuple[Name, ...], Tag("list")],
    Discriminator(_table_or_list),
]


class Numbers(_Strict):
    """How numbers are written: decimal mark, thousands mark, and marks such as EUR or $."""

    decimal: Literal[".", ","] = "."
    thousands: str = ""
    marks: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _apart(self) -> Numbers:
        """Refuse a thousands mark that is the decimal mark, or none that is known."""
        if self.thousands not in _MARKS:
            raise ValueError(
                say(
                    "thousands is {thousands}; write one of ',', '.', ' ', \"'\" or leave it out.",
                    thousands=shown(self.thousands),
                )
            )
        if self.thousands == self.decimal:
            raise ValueError(
                say("decimal and thousands are both {decimal}.", decimal=shown(self.decimal))
            )
        return self


class AmountColumn(_Strict):
    """Where a lead's worth stands, and since when it is known."""

    column: Column
    known: Literal["when won", "from the start"] = "when won"
    currency: Column | None = None
    rates: dict[str, dict[str, str]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _readable(self) -> AmountColumn:
        """Refuse rates of no currency, on no day, and of nothing or less."""
        if self.rates and self.currency is None:
            raise ValueError(
                say("states rates; name the column that says each amount's 'currency' too.")
            )
        for code, dated in self.rates.items():
            for day, rate in dated.items():
                parse_date(day)
                if not _RATE.fullmatch(rate) or float(rate) == 0.0:
                    raise ValueError(
                        say(
                            "rates has {rate} for {code} on {day}; write what one is worth, for "
                            "instance 0.92.",
                            rate=shown(rate), code=shown(code), day=day,
                        )
                    )  # fmt: skip
        return self

    def rates_of(self, code: str) -> list[tuple[str, str]]:
        """Return the days and rates of a currency, by its code."""
        return [
            pair
            for name, dated in self.rates.items()
            if name.upper() == code
            for pair in dated.items()
        ]


class Join(_Strict):
    """A second file of the same folder that tells more about the same leads."""

    file: str
    on: Column | dict[Column, Column]
    duplicates: Literal["refuse", "first", "last"] = "refuse"

    @model_validator(mode="after")
    def _beside(self) -> Join:
        """Refuse a file of another folder, and more than one key."""
        name = self.file
        if not name or name != name.strip() or any(mark in name for mark in "/\\:\0~"):
            raise ValueError(
                say(
                    "file is {name}; give the bare name of a file in the export's own folder.",
                    name=shown(name),
                )
            )
        if isinstance(self.on, dict) and len(self.on) != 1:
            raise ValueError(say("on names several columns; join on one: {column: column there}."))
        return self

    @property
    def keys(self) -> tuple[str, str]:
        """The key's column in the export, and in the joined file."""
        return next(iter(self.on.items())) if isinstance(self.on, dict) else (self.on, self.on)


class Outcome(_Strict):
    """What shows that a lead came to this end."""

    date: Column | None = None
    status: Column | None = None
    means: tuple[str, ...] = Field(default=(), alias="is")
    reason: Column | None = None


class Mapping(_Strict):
    """Which column of an export means what, and how its dates and numbers are written.

    Built by `read_mapping` from a file. `scenarios/mappings/crm_generic.yaml` explains every key.

    Examples
    --------
    >>> mapping = Mapping.model_validate({
    ...     "simfunnel": "1", "mapping": "tiny", "layout": "wide", "lead": "Id",
    ...     "stages": {"lead": "Created", "demo": "Demo on"}, "outcomes": {"won": {"date": "Won"}}})
    >>> mapping.stage_names
    ('lead', 'demo')
    """

    simfunnel: Literal["1"]
    mapping: Name
    about: str = ""
    layout: Literal["wide", "long"]
    encoding: str = "utf-8"
    delimiter: Literal[",", ";", "tab", "|"] = ","
    sheet: str | None = None
    blanks: tuple[str, ...] = ()
    exported_on: DateLeaf | None = None
    records_from: DateLeaf | None = None
    currency: CurrencyLeaf = "EUR"
    dates: tuple[DateFormat, ...] = ISO_FORMATS
    dates_of: dict[Column, tuple[DateFormat, ...]] = Field(default_factory=dict)
    numbers: Numbers = Numbers()
    lead: Column
    created: Column | None = None
    source: Column | None = None
    segment: Column | None = None
    owner: Column | None = None
    cost: Column | None = None
    amount: AmountColumn | None = None
    stages: Stages
    stage: Column | None = None
    came_from: Column | None = Field(default=None, alias="from")
    at: Column | None = None
    because: Column | None = None
    outcomes: dict[OutcomeName, Outcome]
    rename: dict[Column, dict[str, str]] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()
    same_day: Literal["order", "file"] = "order"
    out_of_order: Literal["refuse", "by date"] = "refuse"
    duplicates: Literal["refuse", "first", "last"] = "refuse"

    @model_validator(mode="after")
    def _fits_its_layout(self) -> Mapping:
        """Check that what a layout needs is there, and nothing of the other one."""
        problems = [*self._shared_problems()]
        problems += self._wide_problems() if self.layout == "wide" else self._long_problems()
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _shared_problems(self) -> list[str]:
        """Return what is wrong in either layout."""
        problems = []
        if not self.stages:
            problems.append(say("stages is empty; name at least one."))
        if not all([self.dates, *self.dates_of.values()]):
            problems.append(
                say("dates is empty; give at least one format, for instance '%d/%m/%Y'.")
            )
        if "won" not in self.outcomes:
            problems.append(
                say("outcomes say nothing of won; state which column or name means won.")
            )
        ends = [name for name in self.stage_names if outcome_kind(name) is not None]
        if ends:
            problems.append(
                say("stages has {ends}, which is an outcome; name it there.", ends=shown(ends[0]))
            )
        twice = [n for i, n in enumerate(self.stage_names) if n in self.stage_names[:i]]
        if twice:
            problems.append(say("stages names {twice} twice.", twice=shown(twice[0])))
        for key in ("rename", "dates_of"):
            strays = [name for name in getattr(self, key) if name not in self.columns()]
            for stray in strays:
                hint = did_you_mean(stray, self.columns())
                problems.append(
                    say(
                        "{key} names column {stray}, which is not read.{hint}",
                        key=key,
                        stray=shown(stray),
                        hint=hint,
                    )
                )
        for name, outcome in self.outcomes.items():
            if outcome.reason is not None and (name == "won" or "." in name):
                problems.append(
                    say("outcomes.{name} has its reason already; leave 'reason' out.", name=name)
                )
        return problems

    def _wide_problems(self) -> list[str]:
        """Return what a wide export's mapping lacks or has too much."""
        problems = []
        if not isinstance(self.stages, dict):
            problems.append(
                say("stages is a list; in a wide layout write {stage: its date column}.")
            )
        for key in ("stage", "came_from", "at", "because"):
            if getattr(self, key) is not None:
                word = "from" if key == "came_from" else key
                problems.append(say("{word} is for the long layout; leave it out.", word=word))
        if self.ignore:
            problems.append(say("ignore is for the long layout; leave it out."))
        if self.same_day == "file":
            problems.append(say("same_day 'file' is for the long layout; write 'order'."))
        for name, outcome in self.outcomes.items():
            if outcome.date is None and outcome.status is None:
                problems.append(
                    say("outcomes.{name} names neither a date nor a status column.", name=name)
                )
            if bool(outcome.means) != (outcome.status is not None):
                problems.append(
                    say(
                        "outcomes.{name} needs 'status' and 'is' together: {{status: Status, is: "
                        "[Closed Lost]}}.",
                        name=name,
                    )
                )
        return problems

    def _long_problems(self) -> list[str]:
        """Return what a long export's mapping lacks or has too much."""
        problems = []
        if isinstance(self.stages, dict):
            problems.append(
                say("stages is a table; in a long layout write their names in order: [..].")
            )
        for key in ("stage", "at"):
            if getattr(self, key) is None:
                problems.append(
                    say("{key} is missing; a long layout needs the columns stage and at.", key=key)
                )
        for name, outcome in self.outcomes.items():
            if outcome.date is not None or outcome.status is not None:
                problems.append(
                    say(
                        "outcomes.{name} names a date or status column; in a long layout 'is' "
                        "lists the stage names that mean it.",
                        name=name,
                    )
                )
        return problems

    @property
    def stage_names(self) -> tuple[str, ...]:
        """The stages in their order."""
        return tuple(self.stages)

    @property
    def stage_columns(self) -> dict[str, str]:
        """The date column of each stage of a wide layout; empty for a long one."""
        return dict(self.stages) if isinstance(self.stages, dict) else {}

    def formats_of(self, column: str) -> tuple[str, ...]:
        """Return the date formats of a column."""
        return self.dates_of.get(column, self.dates)

    def date_columns(self) -> list[str]:
        """Return every column that holds dates, each once."""
        listed = [self.created, self.at, *self.stage_columns.values()]
        listed += [outcome.date for outcome in self.outcomes.values()]
        return list(dict.fromkeys(column for column in listed if column is not None))

    def columns(self) -> dict[str, str]:
        """Return every column that is read, with the place in the mapping that names it."""
        named: dict[str, str] = {}
        plain = ("lead", "created", "source", "segment", "owner", "cost", "stage", "at", "because")
        pairs = [(key, getattr(self, key)) for key in plain] + [("from", self.came_from)]
        if self.amount is not None:
            pairs.append(("amount.column", self.amount.column))
            pairs.append(("amount.currency", self.amount.currency))
        pairs += [(f"stages.{stage}", column) for stage, column in self.stage_columns.items()]
        for name, outcome in self.outcomes.items():
            for key in ("date", "status", "reason"):
                pairs.append((f"outcomes.{name}.{key}", getattr(outcome, key)))
        pairs += [(f"joins.{i}.on", join.keys[0]) for i, join in enumerate(self.joins)]
        for place, column in pairs:
            if column is not None:
                named.setdefault(column, place)
        return named
