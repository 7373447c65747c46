"""What pydantic finds wrong, in the words of a planner: the value, and what to write instead."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from simfunnel.errors import did_you_mean
from simfunnel.funnel.model import Funnel
from simfunnel.units.readings import shown
from simfunnel.words import listed, mark, say

__all__ = ["Fault", "known_keys", "model_at", "said"]

Fault = Mapping[str, Any]

_ADD = mark("add it")
_MISSING: Mapping[str, str] = {
    "afterwards": mark("say where a lead goes after all touches, 'afterwards: cold.nurture_ended'"),
    "after": mark("say after how long, 'after: 90 days'"),
    "by": mark("say until when, 'by: 2026-12-31'"),
    "date": mark("say which day today is, 'date: 2026-07-01'"),
    "do": mark("say what it changes, 'do: {sources.inbound.leads: times 1.2}'"),
    "enters": mark("say at which stage its leads enter, 'enters: prospecting'"),
    "every": mark("say how often somebody looks, 'every: week'"),
    "entered_on": mark("say when the lead entered its stage"),
    "from": mark("say from when, 'from: 2026-09-01'"),
    "funnel": mark("give the funnel a name, 'funnel: my_funnel'"),
    "good": mark("say which share of ordinary leads is good, 'good: 40 %'"),
    "in": mark("say in which stages it happens, 'in: [proposal]'"),
    "lead": mark("give the lead its id"),
    "leads": mark("say how many leads, 'leads: 40'"),
    "near": mark("say near what, 'near: quarter end'"),
    "odds_halve_every": mark("say after what wait the odds are half, 'odds_halve_every: 2 days'"),
    "on": mark("say on which day, 'on: 2026-10-14'"),
    "pass": mark("say which share of ordinary leads passes, 'pass: 40 %'"),
    "reliability": mark("say how well the test sees, from 0 (a coin) to 1, 'reliability: 0.6'"),
    "seats": mark("say how many people there are, 'seats: 3'"),
    "simfunnel": mark("write 'simfunnel: 1' in the first line"),
    "since": mark("say since when, 'since: 2026-01-01'"),
    "sources": mark("say where leads come from"),
    "speed": mark("say how much faster, 'speed: times 2'"),
    "stage": mark("say in which stage the lead is"),
    "stages": mark("say which stages there are"),
    "takes": mark("say how long it takes, 'takes: {median: 12 days, p90: 30 days}'"),
    "then": mark("say where it sends leads, 'then: {lost.decision_maker: 100 %}'"),
    "times": mark("say how many times as many leads come, 'times: 1.4'"),
    "to": mark("say where the lead goes, 'to: cold.no_answer'"),
    "until": mark("say until when, 'until: 2026-09-30'"),
    "when": mark("say when it acts, 'when: coverage below 3'"),
    "within": mark("say within how many days, 'within: 10 days'"),
}


def said(fault: Fault, root: type[BaseModel] = Funnel) -> str:
    """Return what one finding of pydantic means, and what to do.

    Parameters
    ----------
    fault : mapping
        One of `ValidationError.errors()`.
    root : type
        The model that was read.

    Examples
    --------
    >>> said({"type": "missing", "loc": ("sources", "web", "enters"), "input": {}, "msg": ""})
    "is missing; say at which stage its leads enter, 'enters: prospecting'."
    """
    words = _WORDS.get(fault["type"])
    return (
        words(fault, root)
        if words
        else say("is {value}, which does not fit here.", value=shown(fault["input"]))
    )


def _value(fault: Fault, _: type[BaseModel]) -> str:
    """Return what a check of ours said; of a block only that it is one."""
    value, text = fault["input"], str(fault["ctx"]["error"])
    if isinstance(value, dict | list) and text.startswith(shown(value)):
        return say(
            "is {kind}, not one value; {do}",
            kind=_kind(value),
            do=text.rpartition("; ")[2],
        )
    return text


def _missing(fault: Fault, _: type[BaseModel]) -> str:
    """Return what to add."""
    do = _MISSING.get(str(fault["loc"][-1]), _ADD)
    return say("is missing; {do}.", do=say(do))


def _extra(fault: Fault, root: type[BaseModel]) -> str:
    """Return the refusal of a key that nobody knows."""
    key = str(fault["loc"][-1])
    return unknown_key(key, known_keys(model_at(fault["loc"][:-1], root)))


def unknown_key(key: str, known: Iterable[str]) -> str:
    """Return the refusal of a key, with the nearest known one or else all of them."""
    names = list(known)
    hint = did_you_mean(key, names)
    if not hint and names:
        hint = say(" Known here: {names}.", names=listed(names))
    return say("unknown key {key}.{hint}", key=shown(key), hint=hint)


def _mapping(fault: Fault, root: type[BaseModel]) -> str:
    """Return the refusal of one value where several are needed."""
    model = model_at(fault["loc"], root)
    keys = known_keys(model)
    needed = [k for k in keys if k in _needed(model)] or keys[:2]
    example = ", ".join(f"{key}: ..." for key in needed[:3]) or "name: ..."
    return say("is {kind}; write {{{example}}}.", kind=_kind(fault["input"]), example=example)


def _listing(fault: Fault, _: type[BaseModel]) -> str:
    """Return the refusal of one value where a list is needed."""
    value = fault["input"]
    example = f"[{value}]" if isinstance(value, str) else "[..., ...]"
    return say("is {kind}; write a list, {example}.", kind=_kind(value), example=example)


def _text(fault: Fault, _: type[BaseModel]) -> str:
    """Return the refusal of what is no text."""
    return say("is {kind}; write one word or line.", kind=_kind(fault["input"]))


def _choice(fault: Fault, _: type[BaseModel]) -> str:
    """Return the refusal of a word that is not one of a few."""
    options = [word.strip("'") for word in _options(fault["ctx"]["expected"])]
    known = listed(options, "or")
    value = fault["input"]
    hint = did_you_mean(value, options) if isinstance(value, str) else ""
    return say("is {kind}; write {known}.{hint}", kind=_kind(value), known=known, hint=hint)


def _options(expected: str) -> list[str]:
    """Return the words that pydantic lists: 'a', 'b' or 'c'."""
    return expected.replace(" or ", ", ").split(", ")


def _number(fault: Fault, _: type[BaseModel]) -> str:
    """Return the refusal of what is no number."""
    return say("is {kind}, not a number; write one like 0.6.", kind=_kind(fault["input"]))


def _whole(fault: Fault, _: type[BaseModel]) -> str:
    """Return the refusal of what is no whole number."""
    return say("is {kind}, not a whole number; write one like 3.", kind=_kind(fault["input"]))


def _least(fault: Fault, _: type[BaseModel]) -> str:
    """Return the refusal of a number that is too small."""
    return say(
        "is {value}; give at least {least}.",
        value=shown(fault["input"]),
        least=format(fault["ctx"]["ge"], "g"),
    )


def _most(fault: Fault, _: type[BaseModel]) -> str:
    """Return the refusal of a number that is too large."""
    return say(
        "is {value}; give at most {most}.",
        value=shown(fault["input"]),
        most=format(fault["ctx"]["le"], "g"),
    )


def _short(_fault: Fault, _: type[BaseModel]) -> str:
    """Return the refusal of an empty text."""
    return say("is empty; write something.")


def _long(fault: Fault, _: type[BaseModel]) -> str:
    """Return the refusal of a long text."""
    most = fault["ctx"]["max_length"]
    return say("has {n} characters; keep it to {most}.", n=len(str(fault["input"])), most=most)


_WORDS: Mapping[str, Callable[[Fault, type[BaseModel]], str]] = {
    "value_error": _value,
    "missing": _missing,
    "extra_forbidden": _extra,
    "dict_type": _mapping,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "tuple_type": _listing,
    "list_type": _listing,
    "string_type": _text,
    "literal_error": _choice,
    "float_type": _number,
    "float_parsing": _number,
    "finite_number": _number,
    "int_type": _whole,
    "int_parsing": _whole,
    "int_from_float": _whole,
    "greater_than_equal": _least,
    "less_than_equal": _most,
    "string_too_short": _short,
    "string_too_long": _long,
}


def _kind(value: object) -> str:
    """Return a value for a message; of mappings and lists only what they are."""
    if isinstance(value, dict | BaseModel):
        return say("a mapping")
    if isinstance(value, list | tuple):
        return say("a list")
    return shown(value)


def model_at(loc: Iterable[object], root: type[BaseModel] = Funnel) -> type[BaseModel] | None:
    """Return the model that a way down from the root leads to, if it leads to one.

    Examples
    --------
    >>> model_at(("stages", "pitch", "gate")).__name__
    'Gate'
    """
    here: Any = root
    for part in loc:
        here = _step(here, part)
    models = [kind for kind in _kinds(here) if isinstance(kind, type)]
    return next((kind for kind in models if issubclass(kind, BaseModel)), None)


def _step(annotation: Any, part: object) -> Any:
    """Return the annotation one step further down."""
    for kind in _kinds(annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for name, info in kind.model_fields.items():
                if part in (info.alias, name):
                    return info.annotation
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin in (dict, tuple):
            return arguments[1] if origin is dict else arguments[0]
    return None


def _kinds(annotation: Any) -> list[Any]:
    """Return the kinds that an annotation allows, without Optional and Annotated around them."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return [kind for part in typing.get_args(annotation) for kind in _kinds(part)]
    if origin is typing.Annotated:
        return _kinds(typing.get_args(annotation)[0])
    return [annotation]


def known_keys(model: type[BaseModel] | None) -> list[str]:
    """Return the keys that a file may use in a block, in the order of the model."""
    if model is None:
        return []
    return [info.alias or n for n, info in model.model_fields.items() if not info.exclude]


def _needed(model: type[BaseModel] | None) -> set[str]:
    """Return the keys without which a block is refused."""
    if model is None:
        return set()
    return {info.alias or n for n, info in model.model_fields.items() if info.is_required()}
