"""Putting new numbers into a funnel: a new frozen funnel, checked where it differs.

Only the blocks on the way to a new number are built again, so a thousand open leads cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from simfunnel.errors import FunnelError, Problem
from simfunnel.funnel.paths import Step

__all__ = ["rebuilt"]

_M = TypeVar("_M", bound=BaseModel)


def rebuilt(model: _M, values: Mapping[tuple[Step, ...], object]) -> _M:
    """Return a copy of a model with other values at some places.

    Parameters
    ----------
    model : pydantic model
        A funnel, or any block of one.
    values : mapping of tuple to object
        The new value for each way down from the model: attributes, keys and indices.

    Returns
    -------
    pydantic model
        Of the same class; every block on the way has passed its own checks again.

    Raises
    ------
    FunnelError
        If a block refuses its new numbers.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.units import Share
    >>> rebuilt(tiny(), {("stages", "pitch", "advance"): Share(0.5)}).stages["pitch"].advance
    Share(number=0.5)
    """
    built: _M = _with(model, dict(values), ())
    return built


def _with(node: Any, values: dict[tuple[Step, ...], object], way: tuple[Step, ...]) -> Any:
    """Return a node with its new values, whatever kind of node it is."""
    if () in values:
        return values[()]
    below: dict[Step, dict[tuple[Step, ...], object]] = {}
    for steps, value in values.items():
        below.setdefault(steps[0], {})[steps[1:]] = value
    if isinstance(node, BaseModel):
        return _with_fields(node, below, way)
    if isinstance(node, dict):
        new = {key: _with(node.get(key), part, (*way, key)) for key, part in below.items()}
        return {**node, **new}
    return tuple(
        _with(child, below[i], (*way, i)) if i in below else child for i, child in enumerate(node)
    )


def _with_fields(
    node: BaseModel, below: dict[Step, dict[tuple[Step, ...], object]], way: tuple[Step, ...]
) -> BaseModel:
    """Return a model with its new fields, checked by its own class."""
    stated = {name: getattr(node, name) for name in node.model_fields_set}
    for name, part in below.items():
        stated[str(name)] = _with(getattr(node, str(name)), part, (*way, name))
    try:
        return type(node).model_validate(stated)
    except ValidationError as error:
        where = ".".join(str(step) for step in way)
        raise FunnelError.from_problems(
            Problem("", where, str(fault.get("ctx", {}).get("error", fault["msg"])))
            for fault in error.errors()
        ) from None
