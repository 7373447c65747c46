"""The card as HTML: escaped, without scripts, light and dark, readable even without its style.

A notebook that is not trusted loses the style; what remains is the sentence, the pictures in light
and plain tables, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from simfunnel.cards.outlook import OutlookCard, Remark
from simfunnel.cards.style import style_sheet
from simfunnel.cards.tables import Grid, deals_grid, periods_grid
from simfunnel.cards.words import (
    BETWEEN_PARTS,
    HEADINGS,
    NOT_BACKTESTED,
    PERIODS_NOTE,
    WARNING,
    Span,
    headline,
    headline_text,
    made_line,
    needed_sentence,
    overline,
    reach_sentence,
    stopped_sentence,
)
from simfunnel.charts import (
    DARK,
    LIGHT,
    AssumptionsData,
    Figure,
    assumptions_subtitle,
    clean_name,
    darkened,
    data_address,
    draw_assumptions,
    draw_fan,
    draw_origins,
    fan_subtitle,
    origins_subtitle,
    to_svg,
)

__all__ = ["outlook_html", "outlook_page"]

_MOST_ASSUMPTIONS = 3
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" \
content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>
body {{ margin: 16px; background: {light}; }}
@media screen and (prefers-color-scheme: dark) {{ body {{ background: {dark}; }} }}
.sf-card {{ margin: 0 auto !important; }}
</style>
</head>
<body>
{card}
</body>
</html>
"""


def outlook_html(card: OutlookCard) -> str:
    """Return the card as a piece of HTML that stands by itself.

    Parameters
    ----------
    card : OutlookCard
        What to show.

    Returns
    -------
    str
        One ``div`` with its style inside; no script, no address but ``data:``.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> outlook_html(example_card(name="<script>")).count("<script")
    0
    """
    name = escape(f"{clean_name(card.kind)}: {headline_text(card)}")
    parts = [
        f'<div class="sf-card" role="group" aria-label="{name}">',
        f"<style>{style_sheet()}</style>",
        _top(card),
        _picture(card),
        _origins(card),
        f'<div class="sf-columns">{_assumptions(card)}{_trust(card)}</div>',
        _table("periods", periods_grid(card), PERIODS_NOTE),
        _table("deals", deals_grid(card)),
        _made(card),
        "</div>",
    ]
    return "\n".join(part for part in parts if part)


def outlook_page(card: OutlookCard) -> str:
    """Return the card as a whole page that loads nothing and runs nothing.

    Parameters
    ----------
    card : OutlookCard
        What to show.

    Returns
    -------
    str
        An HTML document under a content policy that forbids everything but its own style.

    Examples
    --------
    >>> from simfunnel.cards.examples import example_card
    >>> outlook_page(example_card()).startswith("<!DOCTYPE html>")
    True
    """
    title = escape(f"{clean_name(card.name)}: {headline_text(card)}")
    made = outlook_html(card)
    return _PAGE.format(title=title, light=LIGHT.page, dark=DARK.page, card=made)


def _spans(spans: Iterable[Span]) -> str:
    """Return words with their weight."""
    return "".join(f"<b>{escape(s.text)}</b>" if s.strong else escape(s.text) for s in spans)


def _line(kind: str, words: str) -> str:
    """Return a line of text that is escaped already; nothing for none."""
    return f'<p class="sf-{kind}">{words}</p>' if words else ""


def _head(words: str, kind: str = "head") -> str:
    """Return a heading; no h element, which would enter a notebook's table of contents."""
    return f'<p class="sf-{kind}" role="heading" aria-level="3"><b>{escape(words)}</b></p>'


def _top(card: OutlookCard) -> str:
    """Return what the card is, whether it is whole, and the sentence."""
    kind, name, day = (escape(part) for part in overline(card))
    over = BETWEEN_PARTS.join((kind, f"<bdi>{name}</bdi>", day))
    stopped = _line("stopped", escape(stopped_sentence(card)))
    return _line("over", over) + stopped + _line("sentence", _spans(headline(card)))


def _images(figure: Figure, frame: str = "sf-scroll sf-wide") -> str:
    """Return a figure in both themes; the dark one is hidden unless the style shows it."""
    light = to_svg(figure.spec)
    alt = escape(figure.alt)
    first, second = (data_address(svg, "image/svg+xml") for svg in (light, darkened(light)))
    return (
        f'<div class="{frame}"><img class="sf-light" alt="{alt}" src="{first}">'
        f'<img class="sf-dark" hidden="hidden" alt="{alt}" src="{second}"></div>'
    )


def _picture(card: OutlookCard) -> str:
    """Return the fan with its finding."""
    figure = draw_fan(card.fan, bare=True)
    below = _line("line", escape(reach_sentence(card)))
    head = _head(figure.title, "title") + _line("sub", escape(fan_subtitle(card.fan)))
    return f'<section class="sf-first">{head}{_images(figure)}{below}</section>'


def _origins(card: OutlookCard) -> str:
    """Return the fading bars."""
    data = card.origins_data
    if data is None:
        return ""
    head = _head(HEADINGS["origins"]) + _line("sub", escape(origins_subtitle(data)))
    return f"<section>{head}{_images(draw_origins(data, bare=True))}</section>"


def _assumptions(card: OutlookCard) -> str:
    """Return what matters most, or why that is not shown, and what would change the answer."""
    rows, chance = card.assumptions[:_MOST_ASSUMPTIONS], card.fan.chance
    head = _head(HEADINGS["assumptions"])
    if rows and chance is not None:
        subtitle = _line("sub", escape(assumptions_subtitle()))
        figure = draw_assumptions(AssumptionsData(rows, chance), bare=True)
        body = subtitle + _images(figure, "sf-scroll")
    else:
        body = _line("sub", escape(card.why_no_assumptions))
    needed = _line("line", _spans(needed_sentence(card)))
    return f'<section class="sf-half">{head}{body}{needed}</section>'


def _trust(card: OutlookCard) -> str:
    """Return the strip of the proof, and what there is to know."""
    tag, words = (escape(text) for text in NOT_BACKTESTED)
    strip = _line("trust", f'<b class="sf-tag">{tag}</b> {words}')
    return (
        f"<section>{_head(HEADINGS['trust'])}{strip}{''.join(map(_remark, card.remarks))}</section>"
    )


def _remark(remark: Remark) -> str:
    """Return one remark."""
    kind = "line sf-warning" if remark.kind == "warning" else "line"
    word = clean_name(remark.tag) or (WARNING if remark.kind == "warning" else "")
    tag = f'<b class="sf-tag">{escape(word)}</b> ' if word else ""
    return _line(kind, tag + escape(clean_name(remark.text, 400)))


def _table(key: str, grid: Grid | None, note: str = "") -> str:
    """Return a table with its heading; nothing where there is none."""
    if grid is None:
        return ""
    groups = "".join(
        f'<th class="sf-group" colspan="{n}">{escape(words)}</th>' for words, n in grid.groups
    )
    head = f"<tr>{groups}</tr>" if groups else ""
    head += f"<tr>{''.join(_cells(grid, grid.columns, 'th'))}</tr>"
    body = "".join(f"<tr>{''.join(_cells(grid, row, 'td'))}</tr>" for row in grid.rows)
    notes = " ".join(text for text in (grid.note, note) if text)
    return (
        f"<section>{_head(HEADINGS[key])}{_line('sub', escape(notes))}"
        f'<div class="sf-scroll"><table class="sf-table"><thead>{head}</thead>'
        f"<tbody>{body}</tbody></table></div></section>"
    )


def _cells(grid: Grid, row: tuple[str, ...], element: str) -> list[str]:
    """Return the cells of a row; words stand left, numbers right."""
    found = []
    for i, words in enumerate(row):
        classes = "sf-words" if i < grid.words else ""
        if element == "td" and i in grid.strong:
            classes = f"{classes} sf-strong".strip()
        attribute = f' class="{classes}"' if classes else ""
        inner = f"<bdi>{escape(words)}</bdi>" if i < grid.words else escape(words)
        found.append(f"<{element}{attribute}>{inner}</{element}>")
    return found


def _made(card: OutlookCard) -> str:
    """Return how it was made, and the line that makes it again."""
    lines = [escape(made_line(card))]
    if card.again:
        lines.append(f"again: {escape(clean_name(card.again, 300))}")
    words = "<br>".join(line for line in lines if line)
    return _line("made", words)
