"""What an explorer's card is made from: tables, numbers and words only."""

from __future__ import annotations

from dataclasses import dataclass

from simfunnel.cards.outlook import OutlookCard
from simfunnel.charts import EffectRow, FanData, Figure, clean_name, draw_fan, futures_text
from simfunnel.words import say

__all__ = ["ExplorerCard"]

_LONGEST = 400


@dataclass(frozen=True, eq=False)
class ExplorerCard:
    """What the sliders give.

    Parameters
    ----------
    name : str
        Of the scenario or export.
    fan : FanData
        What comes with the sliders where they stand.
    baseline : FanData
        What comes if none is moved.
    moves : tuple of str
        What was moved, each in words; empty for the baseline itself.
    effect : EffectRow, optional
        What the moves change, future by future; None for the baseline itself.
    note : str
        A sentence below, such as how to make the sliders move again.

    Examples
    --------
    >>> from simfunnel.charts import example_fan
    >>> ExplorerCard("small_agency", example_fan(), example_fan()).figure.title[:17]
    'The middle future'
    """

    name: str
    fan: FanData
    baseline: FanData
    moves: tuple[str, ...] = ()
    effect: EffectRow | None = None
    note: str = ""

    @property
    def outlook(self) -> OutlookCard:
        """The same as an outlook's card, of which the sentence is told."""
        return OutlookCard(self.name, self.fan, kind=say("What if") if self.moves else "Outlook")

    @property
    def figure(self) -> Figure:
        """The picture with its title, as it stands alone."""
        return draw_fan(self.fan, baseline=self.baseline if self.moves else None)

    @property
    def moved(self) -> str:
        """What was moved, in one line."""
        if not self.moves:
            return say("No slider is moved: this is the baseline.")
        return clean_name("; ".join(self.moves), _LONGEST)

    @property
    def compared(self) -> str:
        """How many futures stand behind it, and that they share their luck."""
        futures = futures_text(self.fan.n_futures, self.fan.n_planned, self.fan.locale)
        if not self.moves:
            return futures
        return say("{futures}, each with the same luck as in the baseline", futures=futures)
