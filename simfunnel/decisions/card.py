"""A comparison's card: its tables and numbers handed to the room that draws and words them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from simfunnel.cards import (
    ChanceMove,
    ComparisonCard,
    Gain,
    PartMove,
    Reason,
    Remark,
    Spent,
    Step,
    TakenApart,
)
from simfunnel.charts import EffectRow, EffectsData, Measure
from simfunnel.decisions.alternatives import Alternative
from simfunnel.decisions.changes_in_words import detail_of, moved
from simfunnel.decisions.effects import Effect
from simfunnel.decisions.labels import label_of
from simfunnel.decisions.margins import GAINS, Margins
from simfunnel.decisions.pairs import Pairs
from simfunnel.decisions.parts import Parts
from simfunnel.errors import UnknownNameError, did_you_mean
from simfunnel.forecasting.provenance import MadeBy
from simfunnel.words import listed, say

__all__ = ["card_of", "effects_data"]

_DRAWN: tuple[Measure, ...] = ("won", "won_amount")


def effects_data(pairs: Pairs, measure: Measure = "won") -> EffectsData:
    """Return what the hills are drawn from.

    Parameters
    ----------
    pairs : Pairs
    measure : {"won", "won_amount"}

    Raises
    ------
    UnknownNameError
        If there are no hills of that measure.
    """
    known = [name for name in _DRAWN if name in pairs.measures]
    if measure not in known:
        raise UnknownNameError(
            say(
                "no hills are drawn of '{name}'; there are {known}.",
                name=measure,
                known=listed(known),
            )
            + did_you_mean(measure, known)
        )
    funnel = pairs.experiment.settled.funnel
    least = min((before.n for before, _ in pairs.pairs), default=0)
    asked = pairs.experiment.settled.replications
    return EffectsData(
        tuple(_row(pairs, each, measure) for each in pairs.alternatives),
        since=funnel.start,
        until=funnel.last_day,
        measure=measure,
        currency=pairs.currency,
        n_planned=asked if least < asked else None,
        counted=tuple(_kind(name) for name in pairs.costs),
    )


def _row(pairs: Pairs, each: Alternative, measure: Measure) -> EffectRow:
    """Return one what-if as the hills take it."""
    return EffectRow(
        each.label,
        pairs.effect(each.name, measure).draws,
        _details(each),
        pairs.effect(each.name, "cost").draws if pairs.costs else None,
        pairs.effect(each.name, "won").draws,
        pairs.independent,
    )


def _details(each: Alternative) -> tuple[str, ...]:
    """Return what a what-if changes, in a few short lines."""
    if len(each.what_ifs) > 1:
        return (say("all what-ifs, one after the other"),)
    named = [one for one in each.said if f"{one.label} " in f"{each.label.lower()} "]
    if len(each.said) == 1 and named:  # the name says it already
        return ()
    return detail_of(each.said)


def card_of(
    pairs: Pairs,
    *,
    measure: Measure,
    apart: tuple[Parts, ...],
    notes: tuple[str, ...],
    made_by: MadeBy,
    again: str,
) -> ComparisonCard:
    """Return everything a card shows.

    Parameters
    ----------
    pairs : Pairs
    measure : {"won", "won_amount"}
        What the hills show.
    apart : tuple of Parts
        What-ifs that were taken apart.
    notes : tuple of str
        What had to be decided before the run.
    made_by : MadeBy
    again : str
        The line that makes it again.
    """
    data = effects_data(pairs, measure)
    labels = {each.name: each.label for each in pairs.alternatives}
    reasons = {labels[name]: _reason(labels[name], rows) for name, rows in _by_name(pairs.reasons)}
    return ComparisonCard(
        pairs.experiment.given.funnel.funnel,
        data.since,
        data,
        chances={labels[name]: _moves(rows) for name, rows in _by_name(pairs.chances)},
        reasons=tuple(reasons[row.name] for row in data.ranked if row.name in reasons),
        spent=_spent(pairs, labels),
        gains=_gains(pairs, labels),
        apart=tuple(_apart(parts, labels, measure, pairs.independent) for parts in apart),
        remarks=_remarks(pairs, notes),
        made_by=replace(made_by, what_ifs=()).pairs(),
        again=again,
    )


def _by_name(table: pd.DataFrame) -> list[tuple[str, list[dict[str, object]]]]:
    """Return the rows of each what-if, in their order."""
    found: dict[str, list[dict[str, object]]] = {}
    for row in table.to_dict("records"):
        found.setdefault(str(row["what_if"]), []).append({str(k): v for k, v in row.items()})
    return list(found.items())


def _moves(rows: list[dict[str, object]]) -> tuple[ChanceMove, ...]:
    """Return the chances of one what-if."""
    return tuple(
        ChanceMove(
            str(row["target"]),
            pd.Timestamp(str(row["by"])).date(),
            *(float(str(row[key])) for key in ("baseline", "changed", "error")),
        )
        for row in rows
    )


def _reason(name: str, rows: list[dict[str, object]]) -> Reason:
    """Return the steps of one what-if."""
    return Reason(
        name,
        tuple(
            Step(
                str(row["measure"]),
                str(row["name"]),
                float(str(row["baseline"])),
                float(str(row["changed"])),
                bool(row["clear"]),
            )
            for row in rows
        ),
    )


def _kind(cost: str) -> str:
    """Return a kind of cost in words."""
    return {
        "lead_costs": say("leads"),
        "touch_costs": say("touches"),
        "salaries": say("salaries"),
        "commissions": say("commission"),
        "other_costs": say("other spending"),
        "hiring_costs": say("hiring"),
        "serving_costs": say("customers"),
    }[cost]


def _spent(pairs: Pairs, labels: dict[str, str]) -> dict[str, Spent]:
    """Return what the baseline costs, and what each what-if costs more, by kind."""
    if len(pairs.costs) < 2:
        return {}

    def row(effects: dict[str, Effect]) -> Spent:
        parts = tuple(effects[kind].mean for kind in pairs.costs)
        return Spent(parts, effects["cost"].error)

    wanted = ("cost", *pairs.costs)
    whole = {name: pairs.baseline.whole(name) for name in wanted}
    found = {"": row({n: Effect("", n, v * 0, v, pairs.independent) for n, v in whole.items()})}
    for name, label in labels.items():
        found[label] = row({kind: pairs.effect(name, kind) for kind in wanted})
    return found


def _apart(parts: Parts, labels: dict[str, str], measure: str, independent: int) -> TakenApart:
    """Return a what-if taken apart, as a card shows it."""

    def figures(margins: Margins | None) -> tuple[float, float] | None:
        if margins is None:
            return None
        values = margins.whole(measure)
        effect = Effect(parts.name, measure, values * 0, values, independent)
        return effect.mean, effect.error

    rows = zip(parts.parts, parts.alone, parts.without, strict=True)
    moves = tuple(PartMove(part.label, figures(a), figures(w)) for part, a, w in rows)
    whole = figures(parts.whole)
    assert whole is not None
    return TakenApart(labels[parts.name], whole, moves, figures(parts.interaction))


def _gains(pairs: Pairs, labels: dict[str, str]) -> dict[str, tuple[Gain, ...]]:
    """Return what customers bring more with each what-if; nothing where nobody follows them."""
    measured = [name for name in GAINS if name in pairs.measures]
    if not measured:
        return {}
    found = {}
    for name, label in labels.items():
        effects = [pairs.effect(name, measure) for measure in measured]
        found[label] = tuple(Gain(e.mean, e.error, e.p10, e.p90) for e in effects)
    return found


def _acts(pairs: Pairs) -> Iterator[str]:
    """Yield how often review rules act in the baseline, and where else with a what-if."""
    labels = [say("Baseline"), *(each.label for each in pairs.alternatives)]
    known: dict[int, tuple[str, str]] = {}
    for name, run in zip(labels, (pairs.baseline, *pairs.changed), strict=True):
        for n, rule in enumerate(run.rules, 1):
            if known.get(n) != rule:
                yield say(
                    "{name}: review rule {n} ({when}) {acted}.",
                    name=name, n=n, when=rule[0], acted=rule[1],
                )  # fmt: skip
        if run is pairs.baseline:
            known = dict(enumerate(run.rules, 1))


def _remarks(pairs: Pairs, notes: tuple[str, ...]) -> tuple[Remark, ...]:
    """Return what there is to know beside the numbers."""
    found = [Remark(note) for note in notes]
    for each in pairs.alternatives:
        assumed = [label_of(path) for what_if in each.what_ifs for path in what_if.assumes]
        if not moved(each.said) and not assumed:
            words = say("{name} changes no number of the baseline.", name=each.label)
            found.append(Remark(words, "warning"))
        if assumed and len(each.what_ifs) == 1:
            words = say(
                "{name} assumes what it cannot know: {numbers}. Its doubt is in the range.",
                name=each.label,
                numbers=listed(assumed),
            )
            found.append(Remark(words))
    found += [Remark(words) for words in _acts(pairs)]
    if pairs.unfinished:
        names = listed(f"'{name}'" for name in pairs.unfinished)
        found.append(Remark(say("Stopped before {names}.", names=names), "warning"))
    return tuple(found)
