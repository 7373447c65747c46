"""From a chart's specification to PNG, SVG, HTML and a notebook's output, without any network.

JupyterLab shows the drawing alive where it can; a notebook that is reopened, untrusted or shown on
a code host falls back on the PNG beside it. This module knows no chart in particular.
"""

from __future__ import annotations

import base64
import html
import importlib.util
import json
import re
from typing import Any

from simfunnel.charts.pictures import packed_png
from simfunnel.words import language_of_words

__all__ = ["data_address", "mimebundle", "png_text", "script_text", "to_html", "to_png", "to_svg"]

Spec = dict[str, Any]

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 24px; background: {paper}; }}
figure {{ margin: 0; }}
</style>
<script>{library}</script>
</head>
<body>
<figure role="img" aria-label="{alt}">
<div id="chart"><noscript><img alt="{alt}" src="{picture}"></noscript></div>
</figure>
<script>
vegaEmbed("#chart", {spec}, {{renderer: "svg", ast: false, actions: {{export: true, source: false,
compiled: false, editor: false}}}});
</script>
</body>
</html>
"""


def _drawable(value: Any) -> Any:
    """Return a specification without characters that no XML may hold; they end the renderer."""
    if isinstance(value, str):
        return _NOT_IN_XML.sub("", value)
    if isinstance(value, dict):
        return {_drawable(key): _drawable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_drawable(part) for part in value]
    return value


def to_svg(spec: Spec) -> str:
    """Return a drawing as SVG.

    Parameters
    ----------
    spec : dict
        A Vega-Lite specification that carries its data.

    Returns
    -------
    str
        The document; its root says the specification's description to those who hear it.

    Examples
    --------
    >>> to_svg({"data": {"values": [{}]}, "mark": "point"})[:4]
    '<svg'
    """
    import vl_convert

    made = _same_every_time(str(vl_convert.vegalite_to_svg(_drawable(spec))))
    words = html.escape(_drawable(str(spec.get("description", ""))))
    if not words:
        return made
    start, rest = made.split(">", 1)
    return f'{start} role="img" aria-label="{words}"><title>{words}</title>{rest}'


def _same_every_time(svg: str) -> str:
    """Return a drawing whose clips are counted from one, not on from the last drawing's."""
    order = list(dict.fromkeys(re.findall(r'<clipPath id="(clip\d+)"', svg)))
    names = {old: f"clip{k + 1}" for k, old in enumerate(order)}
    return re.sub(r'(<clipPath id="|"url\(#)(clip\d+)', lambda m: m[1] + names.get(m[2], m[2]), svg)


def to_png(spec: Spec, *, scale: float = 2.0) -> bytes:
    """Return a drawing as PNG.

    Parameters
    ----------
    spec : dict
        A Vega-Lite specification that carries its data.
    scale : float
        Dots per pixel.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> to_png({"data": {"values": [{}]}, "mark": "point"})[1:4]
    b'PNG'
    """
    import vl_convert

    return packed_png(bytes(vl_convert.vegalite_to_png(_drawable(spec), scale=scale)))


def script_text(value: object) -> str:
    r"""Return a value as JSON that can stand inside a script element, whatever names it holds.

    Parameters
    ----------
    value : object
        Anything JSON can say.

    Examples
    --------
    >>> script_text({"name": "</script>"})
    '{"name": "\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def data_address(content: bytes | str, kind: str) -> str:
    """Return content as a ``data:`` address, which an image can show without asking anybody.

    Parameters
    ----------
    content : bytes or str
        The file; text is encoded as UTF-8.
    kind : str
        Its media type.

    Examples
    --------
    >>> data_address("<svg/>", "image/svg+xml")
    'data:image/svg+xml;base64,PHN2Zy8+'
    """
    raw = content.encode() if isinstance(content, str) else content
    return f"data:{kind};base64,{base64.b64encode(raw).decode('ascii')}"


def png_text(spec: Spec) -> str:
    """Return a picture of a drawing at its own size as base64 text, as notebooks keep it.

    Parameters
    ----------
    spec : dict
        A Vega-Lite specification that carries its data.

    Examples
    --------
    >>> png_text({"data": {"values": [{}]}, "mark": "point"})[:8]
    'iVBORw0K'
    """
    return base64.b64encode(to_png(spec, scale=1.0)).decode("ascii")


def to_html(spec: Spec, *, title: str, alt: str) -> str:
    r"""Return one page that holds the drawing and everything needed to show it.

    Parameters
    ----------
    spec : dict
        A Vega-Lite specification that carries its data.
    title : str
        Of the page.
    alt : str
        What the drawing says, for those who hear it.

    Returns
    -------
    str
        An HTML document that loads nothing; without scripts it shows a picture.

    Examples
    --------
    >>> page = to_html({"data": {"values": [{}]}, "mark": "point"}, title="One dot", alt="A dot.")
    >>> "<title>One dot</title>" in page, "src=\"http" in page
    (True, False)
    """
    return _PAGE.format(
        language=language_of_words(),
        title=html.escape(title),
        alt=html.escape(alt),
        paper=html.escape(str(spec.get("background", "#FFFFFF"))),
        library=_library(),
        picture=data_address(to_png(spec), "image/png"),
        spec=script_text(spec),
    )


def _library() -> str:
    """Return the scripts that draw, as they can stand inside a script element."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # it has a default
    return bundle.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def mimebundle(spec: Spec, summary: str, *, live: bool = True) -> dict[str, Any]:
    """Return what a notebook shows: the live drawing where widgets exist, a PNG, and words.

    Parameters
    ----------
    spec : dict
        A Vega-Lite specification that carries its data.
    summary : str
        The plain text.
    live : bool
        Whether to add the widget; it needs ``anywidget`` (extra ``notebook``).

    Returns
    -------
    dict
        Media types and their content.

    Examples
    --------
    >>> spec = {"data": {"values": [{}]}, "mark": "point"}
    >>> sorted(mimebundle(spec, "One dot.", live=False))
    ['image/png', 'text/plain']
    """
    bundle: dict[str, Any] = {}
    if live and importlib.util.find_spec("anywidget") is not None:
        bundle.update(_widget(spec))
    bundle["image/png"] = png_text(spec)
    bundle["text/plain"] = summary
    return bundle


def _widget(spec: Spec) -> dict[str, Any]:
    """Return the bundle of a live chart whose scripts travel with it."""
    import altair as alt

    alt.JupyterChart.enable_offline(True)
    made = alt.JupyterChart(alt.Chart.from_dict(spec))._repr_mimebundle_()
    return dict((made[0] if isinstance(made, tuple) else made) or {})
