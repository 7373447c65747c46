"""What a comparison's card says, as words with their weight: the same in every output."""

from __future__ import annotations

import math

from simfunnel.cards.comparison import ChanceMove, ComparisonCard, Reason, Step, TakenApart
from simfunnel.cards.spans import Span, starred
from simfunnel.cards.tables import Grid
from simfunnel.charts import (
    Amounts,
    EffectRow,
    clean_name,
    day_long,
    day_short,
    effects_title,
    figure_text,
    more_or_less,
    row_texts,
    signed,
)
from simfunnel.units import format_count, format_share
from simfunnel.words import say, say_n

__all__ = [
    "apart_grid",
    "apart_sentence",
    "chances_grid",
    "comparison_headings",
    "finding",
    "finding_text",
    "over",
    "reason_spans",
    "stopped_words",
]

_NBSP = "\N{NO-BREAK SPACE}"
_ARROW = "\N{RIGHTWARDS ARROW}"
_MOST_STEPS = 5
_LEAST_SHARE, _SMALL = 0.005, 0.1


def comparison_headings() -> dict[str, str]:
    """Return the headings of the sections.

    Examples
    --------
    >>> comparison_headings()["reasons"]
    'Where it comes from'
    """
    return {
        "chances": say("Chance of the targets"),
        "costs": say("What it costs, on average"),
        "reasons": say("Where it comes from"),
        "reasons_note": say("How many get so far in the whole horizon, on average."),
        "trust": say("How far to trust it"),
    }


def over(card: ComparisonCard) -> tuple[str, str, str]:
    """Return what the card is: its kind, its name, its day.

    Parameters
    ----------
    card : ComparisonCard

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> over(example_comparison())[:2]
    ('Comparison', 'seven_stage_b2b')
    """
    today = day_long(card.today, card.effects.locale)
    return say("Comparison"), clean_name(card.name), say("as of {day}", day=today)


def finding(card: ComparisonCard) -> tuple[Span, ...]:
    r"""Return the one sentence: the best what-if, its range, and what it does to the first target.

    Parameters
    ----------
    card : ComparisonCard

    Returns
    -------
    tuple of Span
        Its words; numbers are strong.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> finding_text(example_comparison())[:64]
    'A stricter gate: 14 more deals on average, +6 to +21 in 8 of 10 '
    """
    data = card.effects
    seen = [row for row in data.ranked if row.is_seen]
    if not seen:
        return (Span(effects_title(data), True), Span("."))
    row = seen[0]
    first = say(
        "{name}: **{amount}** on average, {range} in 8 of 10 futures",
        name=_unstarred(row.name),
        amount=more_or_less(row, data),
        range=_range(row, card),
    )
    clauses = [first + _cost_clause(row, card)]
    clauses += [_chance_clause(move, card) for move in card.chances.get(row.name, ())[:1]]
    return starred(f"{'; '.join(clauses)}.")


def _unstarred(name: str) -> str:
    """Return a name that cannot set words bold."""
    return clean_name(name).replace("*", "")


def finding_text(card: ComparisonCard) -> str:
    """Return the one sentence as plain text with ordinary spaces.

    Parameters
    ----------
    card : ComparisonCard

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> finding_text(example_comparison())[-1]
    '.'
    """
    return "".join(span.text for span in finding(card)).replace(_NBSP, " ")


def _range(row: EffectRow, card: ComparisonCard) -> str:
    """Return the 80 % range of the differences: "+6 to +21"."""
    low, _, _, _, high = row.middle
    amounts = card.effects.amounts(row)
    if card.effects.measure == "won":
        amounts = Amounts("won", "", card.effects.locale, 1.0)
    ends = [signed(x, amounts.short(abs(x))) for x in (low, high)]
    return say("{low} to {high}", low=ends[0], high=ends[1])


def _cost_clause(row: EffectRow, card: ComparisonCard) -> str:
    """Return what the what-if costs; nothing where nothing has a cost."""
    if row.costs is None or row.cost_mean is None:
        return ""
    if not row.costs.any():
        return say(", at no extra cost")
    text = row_texts(row, card.effects).cost.removeprefix("\N{MINUS SIGN}")
    currency = card.effects.currency
    amount = f"{currency}{_NBSP}{text}" if currency else text
    if row.cost_mean < 0:
        return say(", saving {amount}", amount=amount)
    return say(", for {amount}", amount=amount)


def _chance_clause(move: ChanceMove, card: ComparisonCard) -> str:
    """Return what happens to the chance of a target."""
    locale = card.effects.locale
    goal = _unstarred(move.target).replace(" ", _NBSP)
    by = day_short(move.by, locale)
    before, after = (_share(x, locale) for x in (move.baseline, move.changed))
    if not move.is_clear:
        return say(
            "the chance of {goal} by {day} stays at about {chance}",
            goal=goal,
            day=by,
            chance=before,
        )
    return say(
        "the chance of {goal} by {day} goes **from {before} to {after}** ({points})",
        goal=goal,
        day=by,
        before=before,
        after=after,
        points=_points(move, locale),
    )


def _share(share: float, locale: str) -> str:
    """Return a chance in whole per cent; at the ends as a bound."""
    if share < _LEAST_SHARE:
        return say("less than {share}", share=format_share(0.01, locale)).replace(" ", _NBSP)
    if share > 1.0 - _LEAST_SHARE:
        return say("more than {share}", share=format_share(0.99, locale)).replace(" ", _NBSP)
    return format_share(share, locale)


def _points(move: ChanceMove, locale: str) -> str:
    """Return how many points a chance moves, with the error: "+6 points ±3"."""
    moved = round(100.0 * move.moved)
    error = max(round(100.0 * move.error), 1)
    number = signed(moved, format_count(abs(moved), locale))
    points = say_n("{n} point", "{n} points", abs(moved), n=number)
    return f"{points} \N{PLUS-MINUS SIGN}{error}".replace(" ", _NBSP)


def chances_grid(card: ComparisonCard) -> Grid | None:
    r"""Return the chances of all targets; None where there is no target.

    Parameters
    ----------
    card : ComparisonCard

    Returns
    -------
    Grid or None
        A row for the baseline, then one a what-if.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> [cell.replace("\xa0", " ") for cell in chances_grid(example_comparison()).rows[1]]
    ['A stricter gate', '65 %', '+19 points ±4']
    """
    rows = [row for row in card.effects.ranked if card.chances.get(row.name)]
    if not rows:
        return None
    locale = card.effects.locale
    targets = card.chances[rows[0].name]
    heads = [
        say("{goal} by {day}", goal=clean_name(m.target), day=day_short(m.by, locale)).replace(
            _NBSP, " "
        )
        for m in targets
    ]
    base = [cell for m in targets for cell in (_share(m.baseline, locale), "")]
    found = [(say("baseline"), *base)]
    for row in rows:
        cells: list[str] = []
        for move in card.chances[row.name]:
            no = say("no change seen")
            cells += [_share(move.changed, locale), _points(move, locale) if move.is_clear else no]
        found.append((clean_name(row.name, 40), *cells))
    groups = (("", 1), *((head, 2) for head in heads))
    columns = ("", *(words for _ in targets for words in (say("chance"), say("change"))))
    strong = frozenset(1 + 2 * k for k in range(len(targets)))
    return Grid(groups, columns, tuple(found), 1, strong)


def reason_spans(reason: Reason, card: ComparisonCard) -> tuple[Span, ...]:
    r"""Return where the difference of one what-if arises: the steps that it moves most.

    Parameters
    ----------
    reason : Reason
    card : ComparisonCard

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> card = example_comparison()
    >>> "".join(s.text for s in reason_spans(card.reasons[0], card)).replace("\xa0", " ")
    'A stricter gate: proposal 213 → 225 (+12), deals won 93 → 107 (+14).'
    """
    locale = card.effects.locale
    name = Span(f"{clean_name(reason.what_if)}: ", True)
    clear = [step for step in reason.steps if step.is_clear and _shown_moved(step)]
    if not clear:
        return (name, Span(say("no step of the funnel moves beyond noise.")))
    by_size = sorted(clear, key=lambda step: -abs(_relative(step)))
    least = _SMALL * abs(_relative(by_size[0]))
    kept = {id(step) for step in by_size[:_MOST_STEPS] if abs(_relative(step)) >= least}
    told = [step for step in clear if id(step) in kept or step.kind == "won"]
    return (name, Span(f"{', '.join(_step(step, locale) for step in told)}."))


def _shown_moved(step: Step) -> bool:
    """Return whether a step moves by as much as is shown."""
    return abs(step.changed - step.baseline) >= 0.05


def _relative(step: Step) -> float:
    """Return how much a step moves, relative to what it was."""
    return (step.changed - step.baseline) / max(step.baseline, 1.0)


def _step(step: Step, locale: str) -> str:
    """Return one step: "proposal 127 → 150 (+23)"."""
    label = {
        "leads": say("new leads"),
        "won": say("deals won"),
    }.get(step.kind, clean_name(step.name.replace("_", " "), 30))
    moved = step.changed - step.baseline
    decimals = 0 if abs(moved) >= 9.95 else 1
    half_up = math.floor(abs(moved) * 10**decimals + 0.5) / 10**decimals  # as the hills' averages
    numbers = [figure_text(x, decimals, locale) for x in (step.baseline, step.changed, half_up)]
    difference = signed(moved, numbers[2])
    return f"{label} {numbers[0]}{_NBSP}{_ARROW}{_NBSP}{numbers[1]}{_NBSP}({difference})"


def _average(pair: tuple[float, float] | None, card: ComparisonCard) -> str:
    """Return an average with its error, "+6.7 ±0.3"; a dash where there is none."""
    if pair is None:
        return "\N{EN DASH}"
    mean, error = pair
    data = card.effects
    unit = 0.1 if data.measure == "won" else 1_000.0
    amounts = Amounts(data.measure, "", data.locale, unit)
    text = signed(round(mean / unit) * unit, amounts.short(abs(mean)))
    return f"{text}{_NBSP}\N{PLUS-MINUS SIGN}{amounts.short(max(error, 0.0))}"


def apart_grid(apart: TakenApart, card: ComparisonCard) -> Grid:
    """Return a what-if taken apart: each change alone and all but it, interaction and whole.

    Parameters
    ----------
    apart : TakenApart
    card : ComparisonCard

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> card = example_comparison()
    >>> [row[0] for row in apart_grid(card.apart[0], card).rows][-2:]
    ['more than their sum', 'all of it']
    """
    unit = say("deals") if card.effects.measure == "won" else card.effects.currency
    rows = [
        (clean_name(part.change), _average(part.alone, card), _average(part.without, card))
        for part in apart.parts
    ]
    rows.append((say("more than their sum"), _average(apart.interaction, card), ""))
    rows.append((say("all of it"), _average(apart.whole, card), ""))
    alone = say("{unit}, alone", unit=unit) if unit else say("alone")
    return Grid((), ("", alone, say("all but it")), tuple(rows), 1, frozenset({1}))


def apart_sentence(apart: TakenApart) -> str:
    """Return the heading of a what-if taken apart.

    Parameters
    ----------
    apart : TakenApart

    Examples
    --------
    >>> apart_sentence(TakenApart("A stricter gate", (1.0, 0.1), (), None))
    'A stricter gate, taken apart'
    """
    return say("{name}, taken apart", name=clean_name(apart.what_if))


def stopped_words(card: ComparisonCard) -> str:
    """Return that a run was stopped, and what it had; empty for a whole one.

    Parameters
    ----------
    card : ComparisonCard

    Examples
    --------
    >>> from simfunnel.cards.examples import example_comparison
    >>> stopped_words(example_comparison())
    ''
    """
    data = card.effects
    if not card.is_incomplete or data.n_planned is None:
        return ""
    done, asked = (format_count(n, data.locale) for n in (data.n_pairs, data.n_planned))
    return say(
        "Incomplete: stopped after {done} of {asked} pairs of futures. Every number here is made "
        "from those, and is coarser for it.",
        done=done,
        asked=asked,
    )
