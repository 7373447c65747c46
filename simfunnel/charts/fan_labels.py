"""The labels of a fan, each in the colour of its mark, placed where nothing is drawn."""

from __future__ import annotations

from simfunnel.charts.fan_data import Target
from simfunnel.charts.fan_plot import FanPlot
from simfunnel.charts.fan_words import dots_reaching
from simfunnel.charts.labels import Box, free_box, pushed_apart
from simfunnel.charts.marks import Label
from simfunnel.charts.theme import LIGHT, Theme
from simfunnel.charts.wording import day_short
from simfunnel.words import say

__all__ = ["fan_labels", "swatch_place"]

_TEXT_AT, _TODAY_AT = 50.0, -9.0
_LINE = 15.5
_CHARACTER, _BOLD_CHARACTER = 6.3, 7.0
_SWATCH_WIDTH, _SWATCH_HEIGHT = 158.0, 36.0
_MARGIN = 6.0


def fan_labels(plot: FanPlot, theme: Theme, baseline: str = "") -> list[Label]:
    """Return all labels inside and beside the plot.

    Parameters
    ----------
    plot : FanPlot
        The geometry.
    theme : Theme
        Palette.
    baseline : str
        Colour of the baseline's name, where there is one beside the fan.

    Returns
    -------
    list of Label
        In the order in which they are drawn.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_fan
    >>> from simfunnel.charts.theme import LIGHT
    >>> fan_labels(FanPlot(example_fan()), LIGHT)[1].words
    'booked: 486,000'
    """
    return [*_inside(plot, theme), *_beside(plot, theme, baseline)]


def _inside(plot: FanPlot, theme: Theme) -> list[Label]:
    """Return the labels of today, of what is booked, and of the target."""
    found = [*_today(plot, theme), *_booked(plot, theme)]
    target = plot.data.target
    if target is not None:
        place = _target_place(plot, target)
        words = _target_words(plot, target)
        found.append(_at(place, words, theme.target_text, bold=True))
    return found


def _at(box: Box, words: str, colour: str, *, bold: bool = False) -> Label:
    """Return a label that starts at the left edge of a box, in its middle."""
    return Label(words, box.left, box.top + box.height / 2.0, colour, bold)


def _target_words(plot: FanPlot, target: Target) -> str:
    """Return "Target 1.2 M by 31 Dec"."""
    amounts = plot.data.amounts
    value = amounts.stated(target.value)
    goal = value if amounts.is_money else amounts.named(target.value, value)
    year = target.by.year != plot.data.since.year
    return say(
        "{name} {goal} by {by}",
        name=target.name,
        goal=goal,
        by=day_short(target.by, plot.data.locale, year=year),
    )


def _target_place(plot: FanPlot, target: Target) -> Box:
    """Return where the target's name stands: above or below its line, where it is free."""
    wide = len(_target_words(plot, target)) * _BOLD_CHARACTER
    y = plot.y(target.value)
    middle = max(plot.x(min(max(plot.data.today, plot.data.since), plot.end)) + 8.0, 2.0)
    lefts = [2.0, middle] if middle + wide < plot.width else [2.0]
    places = [Box(left, y - 18.0, wide, 15.0) for left in lefts]
    places += [Box(left, y + 4.0, wide, 15.0) for left in lefts]
    found = free_box(places, plot.occupied, _today_boxes(plot))
    return places[found or 0]


def _today(plot: FanPlot, theme: Theme) -> list[Label]:
    """Return the name of the thin rule, on the side where there is room."""
    data = plot.data
    if not data.since <= data.today <= plot.end:
        return []
    words = say("today, {today}", today=day_short(data.today, data.locale))
    x = plot.x(data.today)
    flip = x > plot.width - len(words) * _CHARACTER
    place, side = (x - 6.0, "right") if flip else (x + 6.0, "left")
    return [Label(words, place, _TODAY_AT, theme.faint, align=side)]


def _today_boxes(plot: FanPlot) -> list[Box]:
    """Return where the name of the thin rule stands."""
    found = []
    for label in _today(plot, LIGHT):
        wide = len(label.words) * _CHARACTER
        left = label.x - wide if label.align == "right" else label.x
        found.append(Box(left, _TODAY_AT - _LINE / 2.0, wide, _LINE))
    return found


def _booked(plot: FanPlot, theme: Theme) -> list[Label]:
    """Return the total booked to date, beside the end of its line."""
    data = plot.data
    if not len(data.actuals):
        return []
    booked = data.amounts.exact(data.booked)
    words = say("booked: {booked}", booked=booked)
    if not data.has_dated_actuals:
        words = say("booked: {booked}, dates unknown", booked=booked)
    x, y = plot.x(min(max(data.today, data.since), plot.end)), plot.y(data.booked)
    wide = len(words) * _BOLD_CHARACTER
    left, right = Box(x - wide - 10.0, y - 18.0, wide, 15.0), Box(x + 8.0, y + 5.0, wide, 15.0)
    if left.left < 0:
        return [_at(right, words, theme.past_line, bold=True)]
    under = Box(left.left, y + 6.0, wide, 15.0)
    taken = [] if data.target is None else [_target_place(plot, data.target)]
    if data.target is not None:
        taken.append(Box(0.0, plot.y(data.target.value) - 1.0, plot.width, 2.0))
    free = free_box([left, under, right], plot.occupied, taken)
    return [_at([left, under, right][free or 0], words, theme.past_line, bold=True)]


def _beside(plot: FanPlot, theme: Theme, baseline: str) -> list[Label]:
    """Return what stands right of the plot: range and median, and the dots in words."""
    data = plot.data
    if data.is_over:
        return []
    if not data.spreads:
        words = data.amounts.named(data.median, data.amounts.exact(data.median))
        said = say("{total}\nin the one future", total=words)
        if data.is_exact:
            said = say("{total}\nin every future", total=words)
        place = plot.y(data.median)
        return [Label(said, plot.width + 10.0, place, theme.blue_text, True)]
    return [*_range(plot, theme, baseline), *_counts(plot, theme)]


def _range(plot: FanPlot, theme: Theme, baseline: str = "") -> list[Label]:
    """Return the labels of the range, and of a baseline, pushed apart where they would touch."""
    data, short = plot.data, plot.data.amounts.short
    texts = [
        (data.high, say("{high}: one in ten is higher", high=short(data.high)), theme.soft),
        (
            data.median,
            say("{median}: median, as likely\nabove as below", median=short(data.median)),
            theme.blue_text,
        ),
        (data.low, say("{low}: one in ten is lower", low=short(data.low)), theme.soft),
    ]
    if plot.baseline is not None:
        middle = plot.baseline.median
        texts.append((middle, say("{amount}: baseline", amount=short(middle)), baseline))
        texts.sort(key=lambda text: -text[0])
    sizes = [_LINE * (1 + words.count("\n")) + 3.0 for _, words, _ in texts]
    highest = plot.height - 4.0
    places = pushed_apart([plot.y(value) for value, _, _ in texts], sizes, low=-12.0, high=highest)
    x = plot.width + max(_TEXT_AT, _dots_width(plot) + 22.0)
    found = []
    for (_, words, colour), y, size in zip(texts, places, sizes, strict=True):
        top = y - size / 2.0 + (_LINE + 3.0) / 2.0  # of the first line: a text hangs from it
        found.append(Label(words, x, top, colour, colour != theme.soft))
    return found


def _dots_width(plot: FanPlot) -> float:
    """Return how far the dots reach from the plot's edge."""
    return float(max(row["px"] for rows in plot.dot_rows for row in rows)) - plot.width


def _counts(plot: FanPlot, theme: Theme) -> list[Label]:
    """Return how many of twenty futures reach the target, under the dots."""
    data = plot.data
    reaching = dots_reaching(data)
    x = plot.width + 9.0
    lowest = plot.y(float(plot.stack.centres.min())) + plot.stack.diameter / 2.0 + 16.0
    label_ends = max(label.y + _LINE * label.words.count("\n") for label in _range(plot, theme))
    y = max(lowest, label_ends + _LINE + 4.0)
    if reaching is None or data.target is None:
        return [Label(say("one dot = 1 future in 20"), x, y, theme.soft)]
    if plot.splits:
        words, rest = (
            say("{reaching} of 20 futures\nreach the target", reaching=reaching),
            say("one dot = 1 in 20"),
        )
    else:
        by, end = (day_short(day, data.locale, year=False) for day in (data.target.by, data.until))
        words, rest = (
            say("{reaching} of 20 futures reach\nthe target by {by}", reaching=reaching, by=by),
            say("dots: totals on {end}", end=end),
        )
    return [
        Label(words, x, y, theme.blue_text, bold=True),
        Label(rest, x, y + 2 * _LINE, theme.soft),
    ]


def swatch_place(plot: FanPlot) -> Box:
    """Return where the two swatches stand: in a free corner of the plot, else under the counts.

    Parameters
    ----------
    plot : FanPlot
        The geometry.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_fan
    >>> swatch_place(FanPlot(example_fan())).top
    254.0
    """
    low = plot.height - _SWATCH_HEIGHT - 10.0
    corners = [
        Box(plot.width - _SWATCH_WIDTH - _MARGIN, low, _SWATCH_WIDTH, _SWATCH_HEIGHT),
        Box(_MARGIN, _MARGIN, _SWATCH_WIDTH, _SWATCH_HEIGHT),
        Box(plot.width / 2.0 - _SWATCH_WIDTH / 2.0, low, _SWATCH_WIDTH, _SWATCH_HEIGHT),
        Box(_MARGIN, low, _SWATCH_WIDTH, _SWATCH_HEIGHT),
        Box(_MARGIN, plot.height / 3.0, _SWATCH_WIDTH, _SWATCH_HEIGHT),
    ]
    taken = []
    if plot.data.target is not None:
        taken.append(_target_place(plot, plot.data.target))
        taken.append(Box(0.0, plot.y(plot.data.target.value) - 2.0, plot.width, 4.0))
    free = free_box(corners, plot.occupied, taken)
    beside = Box(plot.width + 9.0, plot.height + 2.0, _SWATCH_WIDTH, _SWATCH_HEIGHT)
    return beside if free is None else corners[free]
