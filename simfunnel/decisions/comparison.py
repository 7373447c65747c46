"""A comparison: pairs of futures with their tables, in plain data and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from simfunnel.cards import (
    ComparisonCard,
    comparison_mimebundle,
    comparison_text,
    finding_text,
    save_comparison,
)
from simfunnel.charts import Figure, Measure, cost_per_deal, draw_effects
from simfunnel.decisions.card import card_of, effects_data
from simfunnel.decisions.limited import Limits
from simfunnel.decisions.limiting import limits_of
from simfunnel.decisions.pairs import Pairs
from simfunnel.decisions.parts import Parts, parts_of, parts_table, taken_apart
from simfunnel.decisions.provenance import Said, made_by_of
from simfunnel.forecasting.plain import plain_records
from simfunnel.forecasting.provenance import MadeBy

__all__ = ["Comparison"]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Pairs):
    """What each what-if changes, future by future, against one baseline.

    Built by `simfunnel.compare`. Future k of a what-if has the luck of future k of the baseline,
    so their difference is what the what-if does, and not chance. Amounts in tables are whole units
    of the currency.

    Parameters
    ----------
    experiment, baseline, alternatives, changed, unfinished
        As in `Pairs`.
    again : str
        The line that makes it again.
    notes : tuple of str
        What had to be decided before the run, each a sentence.

    Examples
    --------
    >>> from simfunnel.decisions.comparing import compare
    >>> from simfunnel.funnel.examples import tiny
    >>> lift = {"stages.pitch.advance": "50 %"}
    >>> comparison = compare(tiny(), [lift], replications=40, engine="simpy")
    >>> comparison.effect().verdict, list(comparison.table["measure"])
    ('matters', ['won', 'won_amount', 'leads'])
    """

    again: str = field(default="", kw_only=True)
    notes: tuple[str, ...] = field(default=(), kw_only=True)

    @cached_property
    def made_by(self) -> MadeBy:
        """Scenario and its hash, what-ifs, seed, replications, engine, versions, seconds."""
        return made_by_of(self)

    @cached_property
    def all_parts(self) -> tuple[Parts, ...]:
        """Each what-if of more than one change, taken apart; simulated when first asked for."""
        ready = dict(zip(self.names, self.changed, strict=True))
        return tuple(
            parts_of(self.experiment, alternative, self.baseline, changed, ready=ready)
            for alternative, changed in zip(self.alternatives, self.changed, strict=True)
            if len(taken_apart(alternative)) > 1
        )

    @property
    def parts(self) -> pd.DataFrame:
        """Each change alone, all but each, and the interaction; columns of `PART_EFFECTS`.

        Simulated when first asked for: a run for each change, and one for all but it. The whole is
        the sum of the changes alone and the interaction, in every future.
        """
        return parts_table(self.all_parts, self.measures, self.independent)

    @cached_property
    def limits(self) -> Limits:
        """Whether people or leads limit the baseline; simulated when first asked for.

        Raises
        ------
        FunnelError
            If the baseline has no team.
        """
        settled = self.experiment.settled
        said = Said(replications=settled.replications, period=self.experiment.period)
        return limits_of(self.experiment, said)

    # --- shown ---------------------------------------------------------------------------------

    @property
    def headline(self) -> str:
        """The comparison in one sentence."""
        return finding_text(self.card())

    def card(self, measure: Measure = "won") -> ComparisonCard:
        """Return what a card shows: tables, numbers, and what its chart is drawn from.

        Parameters
        ----------
        measure : {"won", "won_amount"}
            What the hills show: deals, or amounts.
        """
        return card_of(
            self,
            measure=measure,
            apart=self.all_parts if self.is_taken_apart else (),
            notes=self.notes,
            made_by=self.made_by,
            again=self.again,
        )

    @property
    def is_taken_apart(self) -> bool:
        """Whether the parts have been simulated."""
        return "all_parts" in self.__dict__

    def chart(self, measure: Measure = "won") -> Figure:
        """Return the hills of paired differences.

        Parameters
        ----------
        measure : {"won", "won_amount"}
            Deals, or amounts.
        """
        return draw_effects(effects_data(self, measure))

    def text(self, width: int = 100, *, utf8: bool = True, colour: bool = False) -> str:
        """Return the card as a terminal shows it.

        Parameters
        ----------
        width : int
            Columns, 60 to 100.
        utf8 : bool
            Whether the terminal knows more than ASCII.
        colour : bool
            Whether to add colours, as escape sequences.
        """
        return comparison_text(self.card(), width=width, utf8=utf8, colour=colour)

    def save_chart(self, path: str | Path) -> Path:
        """Write the comparison in the form that a file's suffix names.

        Parameters
        ----------
        path : str or Path
            .html: the whole card; .png, .svg or .json: the hills.

        Raises
        ------
        TableError
            If the suffix is none of these.
        """
        return save_comparison(self.card(), path)

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """Return what a notebook shows."""
        return comparison_mimebundle(self.card())

    def __repr__(self) -> str:
        """Return the sentence."""
        return f"Comparison({self.headline!r})"

    def __str__(self) -> str:
        """Return the sentence."""
        return self.headline

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as plain data; the same run gives the same.

        Returns
        -------
        dict
            ``headline``; ``baseline``; ``what_ifs``, each with name, question, changes, effects
            whole and by period, chances, reasons and cost per extra deal; ``parts`` if they were
            asked for; ``incomplete``, ``unfinished`` and ``made_by``.
        """
        funnel = self.experiment.settled.funnel
        found: dict[str, Any] = {
            "headline": self.headline,
            "baseline": funnel.funnel,
            "currency": self.currency,
            "start": funnel.start.isoformat(),
            "last_day": funnel.last_day.isoformat(),
            "what_ifs": [self._plain(name) for name in self.names],
            "incomplete": self.is_incomplete,
            "unfinished": list(self.unfinished),
            "made_by": self.made_by.to_json(),
        }
        if self.is_taken_apart:
            found["parts"] = plain_records(self.parts)
        return found

    def _plain(self, name: str) -> dict[str, Any]:
        """Return one what-if as plain data."""
        each = self.alternatives[self.names.index(name)]

        def own(table: pd.DataFrame) -> list[dict[str, Any]]:
            return plain_records(table[table["what_if"] == name].drop(columns="what_if"))

        return {
            "name": name,
            "file": each.path or None,
            "question": " ".join(w.question for w in each.what_ifs if w.question),
            "changes": [
                {
                    "path": one.path,
                    "label": one.label,
                    "before": one.before,
                    "after": one.after,
                    "from": None if one.since is None else one.since.isoformat(),
                }
                for one in each.said
            ],
            "effects": own(self.table),
            "periods": own(self.periods),
            "chances": own(self.chances),
            "reasons": own(self.reasons),
            "cost_per_extra_deal": self._per_deal(name),
        }

    def _per_deal(self, name: str) -> dict[str, float | None] | None:
        """Return what an extra deal costs, or nothing where that is not settled."""
        if not self.costs:
            return None
        deals, costs = self.effect(name, "won"), self.effect(name, "cost")
        found = cost_per_deal(deals.draws, costs.draws, deals.verdict)
        if found is None:
            return None
        return {"mean": found.mean, "p10": found.low, "p90": found.high}
