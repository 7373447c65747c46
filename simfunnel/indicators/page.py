"""The catalogue as a page of documentation; `docs/kpis.md` is made by it.

``python -m simfunnel.indicators.page docs/kpis.md`` writes it anew; a test says when that is due.
"""

from __future__ import annotations

import sys
from pathlib import Path

from simfunnel.indicators.catalogue import KPIS
from simfunnel.indicators.crosses import CROSSED
from simfunnel.words import listed

__all__ = ["page"]

_HEAD = """# KPIs

Made from `simfunnel/indicators/catalogue.py`; do not edit it here.

`sf.kpis(outlook)` and `sf.kpis(history)` give every KPI below that the data can show, each with
its window: of a past one value, of futures the mean and P10, P50 and P90. `only="cac"` gives one,
or says what is missing. `qualified=` names the stage in which a lead counts as qualified (the
second where left out), `marketing=` the one in which it is marketing's (the first). `quota=` says
what owners in a history were to win, `"350 000 per year"` or one by name; a scenario states it of
its teams. `market=` says what the whole market sells, `"12M per year"`. `by="source"` or
`by=("segment", "source")` tells leads apart, of the KPIs
{crossed}.

Quantiles of periods or parts are never added.

| KPI | name | unit | formula | window and cohort | named by | pitfall |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """Return the page.

    Examples
    --------
    >>> page().splitlines()[0]
    '# KPIs'
    """
    shown = [
        f"| `{k.key}` | {k.name} | {k.unit} | {k.formula} | {k.window} | {k.source} "
        f"| {k.pitfall} |\n"
        for k in KPIS.values()
    ]
    known = listed([f"`{key}`" for key in CROSSED])
    return _HEAD.format(crossed=known) + "".join(shown)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
