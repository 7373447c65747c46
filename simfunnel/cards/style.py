"""The style sheet of a card: one set of rules, colours as variables, light and dark.

JupyterLab and VS Code say themselves which theme they wear; elsewhere the reader's own preference
decides. Nothing here holds a name from a file.
"""

from __future__ import annotations

from dataclasses import fields

from simfunnel.charts import DARK, FONT, FONT_MONO, LIGHT, Theme

__all__ = ["style_sheet"]

_RULES = """
.sf-card{box-sizing:border-box;max-width:868px;margin:4px 0;padding:22px 24px;border:1px solid \
var(--sf-rule);border-radius:8px;background:var(--sf-paper);color:var(--sf-ink);font:13px/1.5 FONT;\
text-align:left;overflow-wrap:anywhere}
.sf-card *{box-sizing:border-box}
.sf-card p{margin:0}
.sf-card .sf-over{font-size:11.5px;color:var(--sf-faint)}
.sf-card .sf-stopped{margin-top:8px;padding:6px 10px;border:1.5px solid var(--sf-alarm);\
border-radius:4px;color:var(--sf-alarm_text);font-weight:600}
.sf-card .sf-sentence{margin:6px 0 22px;font-size:19px;line-height:1.42;color:var(--sf-soft)}
.sf-card .sf-sentence b{color:var(--sf-ink);font-weight:600}
.sf-card .sf-moves{margin-top:6px;font-size:14px;font-weight:600}
.sf-card .sf-moved{color:var(--sf-what_if_text)}
.sf-card .sf-difference{min-height:3em;margin:-14px 0 16px;font-size:14px;color:var(--sf-soft)}
.sf-card .sf-difference b{color:var(--sf-ink)}
.sf-card .sf-title{font-size:17px;font-weight:600;line-height:1.35}
.sf-card .sf-head{font-size:14px;font-weight:600}
.sf-card .sf-sub{font-size:12.5px;color:var(--sf-soft);margin:2px 0 8px}
.sf-card .sf-line{margin-top:6px}
.sf-card section{padding:16px 0 14px;border-top:1px solid var(--sf-rule)}
.sf-card section.sf-first{padding-top:0;border-top:0}
.sf-card img{display:block;width:100%;height:auto;margin:0;max-width:820px}
.sf-card .sf-wide img{min-width:620px}
.sf-card .sf-half img{max-width:398px}
.sf-card img.sf-dark{display:none}
.sf-card .sf-columns{display:flex;flex-wrap:wrap;gap:0 24px;border-top:1px solid var(--sf-rule)}
.sf-card .sf-columns section{flex:1 1 330px;min-width:0;border-top:0}
.sf-card .sf-tag{display:inline-block;padding:0 7px;margin-right:4px;border:1.5px solid \
var(--sf-soft);border-radius:4px;font-size:12px;font-weight:600;color:var(--sf-ink)}
.sf-card .sf-warning .sf-tag{border-color:var(--sf-alarm);color:var(--sf-alarm_text)}
.sf-card .sf-trust{margin:6px 0 10px;padding:9px 12px;border:1px dashed \
var(--sf-faint);border-radius:4px;color:var(--sf-soft)}
.sf-card .sf-tiles{display:flex;flex-wrap:wrap;gap:10px;margin:0 0 10px}
.sf-card .sf-tile{flex:1 1 112px;min-width:min-content;padding:9px 11px;border:1px solid \
var(--sf-rule);border-radius:6px;background:var(--sf-page)}
.sf-card .sf-label{font-size:12px;line-height:1.35;color:var(--sf-soft)}
.sf-card .sf-value{font-size:18px;line-height:1.4;font-weight:600;overflow-wrap:normal;\
color:var(--sf-ink)}
.sf-card .sf-span{margin-top:3px;font-size:12px;line-height:1.35;color:var(--sf-ink)}
.sf-card .sf-scroll{overflow-x:auto}
.sf-card table.sf-table{width:100%;margin:0;border:0;border-collapse:collapse;\
table-layout:auto;font-size:12.5px;font-variant-numeric:tabular-nums;color:var(--sf-ink)}
.sf-card .sf-table thead tr:nth-child(n),.sf-card .sf-table tbody tr:nth-child(n){background:none;\
border:0}
.sf-card .sf-table tr:nth-child(n) th,.sf-card .sf-table tr:nth-child(n) td{padding:4px 0 4px 14px;\
text-align:right;border:0;border-bottom:1px solid var(--sf-grid);white-space:nowrap;max-width:none}
.sf-card .sf-table thead tr:nth-child(n) th{font-weight:400;font-size:11.5px;color:var(--sf-faint);\
vertical-align:bottom}
.sf-card .sf-table tr:nth-child(n) .sf-words{text-align:left;font-weight:400;padding-left:0;\
white-space:normal;min-width:7em;overflow-wrap:break-word}
.sf-card .sf-table tr:nth-child(n) .sf-words+.sf-words{padding-left:14px}
.sf-card .sf-table tr:nth-child(n) .sf-strong{font-weight:600}
.sf-card .sf-table tr:nth-child(n) th.sf-group{border-bottom:0;color:var(--sf-soft)}
.sf-card .sf-made{padding-top:10px;border-top:1px solid var(--sf-rule);font:11px/1.7 MONO;\
color:var(--sf-faint)}
@media print{.sf-card section,.sf-card .sf-tile{break-inside:avoid}}
"""


def _variables(theme: Theme) -> str:
    """Return the colours of a theme as declarations."""
    named = ((f.name, getattr(theme, f.name)) for f in fields(theme))
    return ";".join(f"--sf-{name}:{value}" for name, value in named if isinstance(value, str))


def style_sheet() -> str:
    """Return the rules of a card, to stand in a style element beside it.

    Examples
    --------
    >>> "url(" in style_sheet() or "@import" in style_sheet()
    False
    """
    light, dark = _variables(LIGHT), _variables(DARK)
    swap = "img.sf-light{display:none}", "img.sf-dark{display:block}"
    unswap = "img.sf-light{display:block}", "img.sf-dark{display:none}"
    themed_dark = ('[data-jp-theme-light="false"] .sf-card', "body.vscode-dark .sf-card")
    themed_light = ('[data-jp-theme-light="true"] .sf-card', "body.vscode-light .sf-card")
    parts = [
        f".sf-card{{color-scheme:light;{light}}}",
        _RULES.replace("FONT", FONT).replace("MONO", FONT_MONO),
        f"@media screen and (prefers-color-scheme:dark){{.sf-card{{color-scheme:dark;{dark}}}"
        + "".join(f".sf-card {rule}" for rule in swap)
        + "}",
    ]
    for scheme, colours, images, hosts in (
        ("dark", dark, swap, themed_dark),
        ("light", light, unswap, themed_light),
    ):
        for host in hosts:
            parts.append(f"{host}{{color-scheme:{scheme};{colours}}}")
            parts += [f"{host} {rule}" for rule in images]
    return "\n".join(parts)
