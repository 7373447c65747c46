"""Five what-ifs are compared with a baseline: 1,000 pairs of futures each.

Once on the shipped scenario with its gate, quality, events and doubt, and once on W1, a year of
12,000 leads. Beside each stands what its six simulations take alone: what comparing adds to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import simfunnel as sf
from benchmarks import workload
from benchmarks.figures import Figure, below, timed
from benchmarks.own_process import SCENARIO
from simfunnel.cards import comparison_html, comparison_text
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import simulate

__all__ = ["compare"]

PAIRS = 1_000
MOST, MOST_CARD = below(8.0), below(0.5)
SHIPPED = (
    {"stages.proposal.advance": "plus 5 points"},
    {"stages.qualification.gate.pass": "30 %"},
    {"nurture.touch_every": "7 days"},
    {"stages.negotiation.dwell": "times 0.8"},
    {"sources.inbound.cost": "50 per lead"},
)
YEAR = (
    {"stages.first.advance": "65 %"},
    {"stages.third.advance": "plus 5 points"},
    {"stages.seventh.advance": "95 %"},
    {"stages.sixth.dwell": "times 0.8"},
    {"sources.web.leads": "times 1.1"},
)


def compare(quick: bool) -> Iterator[Figure]:
    """Yield the CPU time of both comparisons, and of a card; one thread, warm."""
    pairs = PAIRS // 10 if quick else PAIRS
    shipped, year = sf.load(SCENARIO), Funnel.model_validate(workload.funnel())
    yield _compared("five what-ifs on the shipped scenario", shipped, SHIPPED, pairs)
    yield _compared("five what-ifs on W1, 12,000 leads", year, YEAR, pairs)
    comparison = sf.compare(shipped, SHIPPED, replications=pairs, workers=1)
    card = comparison.card()
    shown = timed(lambda _: (comparison_html(card), comparison_text(card)), 3)
    yield Figure("a comparison's card", shown.best, "s", shown.noise, MOST_CARD)


def _compared(
    what: str, funnel: Funnel, what_ifs: Sequence[Mapping[str, str]], pairs: int
) -> Figure:
    """Return what one comparison takes, beside its simulations alone."""
    sf.compare(funnel, what_ifs[0], replications=20, workers=1)
    compiled = compile_funnel(funnel, doubt_rows=pairs)
    alone = timed(lambda seed: simulate(compiled, pairs, seed=seed, workers=1), 2).best
    taken = timed(
        lambda seed: sf.compare(funnel, what_ifs, replications=pairs, seed=seed, workers=1), 1
    )
    runs = len(what_ifs) + 1
    return Figure(
        what, taken.best, "s", f"simulating {runs} runs alone: {runs * alone:.1f} s", MOST
    )
