"""One lead's story, told: as a table, as words, as a drawing and as a card."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from simfunnel.cards import StoryCard, save_story, story_mimebundle, story_text
from simfunnel.charts import (
    Figure,
    TimelineData,
    draw_timeline,
    lives_told,
    parting_sentence,
    timeline_title,
)
from simfunnel.forecasting.lives import Found

__all__ = ["Story"]


@dataclass(frozen=True, eq=False, repr=False)
class Story:
    """One lead's life in one future; with a what-if, both lives under the same luck.

    Built by `simfunnel.story`.

    Parameters
    ----------
    data : TimelineData
        What is drawn and worded.
    found : tuple of Found
        The lead in each life: the funnel as it is, then with the what-if if there is one.
    scenario : str
        Name of the funnel.
    made_by : tuple of (str, str)
        How it was made: label and value of each part.
    again : str
        The line that makes it again.

    Examples
    --------
    >>> from simfunnel.forecasting.stories import story
    >>> from simfunnel.funnel.examples import tiny
    >>> told = story(tiny(), "web:0", seed=7, engine="simpy")
    >>> told.table["what"].tolist()
    ['arrived', 'entered', 'left', 'ended']
    """

    data: TimelineData
    found: tuple[Found, ...]
    scenario: str
    made_by: tuple[tuple[str, str], ...]
    again: str = ""

    @property
    def table(self) -> pd.DataFrame:
        """What happened, one thing a row, in the funnel as it is; columns of `tables.STORIES`."""
        return self.found[0].table

    @property
    def stays(self) -> pd.DataFrame:
        """The stays in the funnel as it is; columns of `tables.SIMULATED_STAYS`."""
        return self.found[0].stays

    @property
    def seed(self) -> int:
        """Where the luck comes from."""
        return self.found[0].runs.seed

    @property
    def lives(self) -> tuple[pd.DataFrame, ...]:
        """The table of each life: the funnel as it is, then with the what-if."""
        return tuple(each.table for each in self.found)

    @property
    def headline(self) -> str:
        """What becomes of the lead, in one line."""
        return timeline_title(self.data)

    @property
    def words(self) -> str:
        """The life in plain sentences; with a what-if, where the lives part and the other one."""
        told = [" ".join(sentences) for _, sentences in lives_told(self.data)]
        parts = [told[0], parting_sentence(self.data), *told[1:]]
        return "\n\n".join(part for part in parts if part)

    @cached_property
    def chart(self) -> Figure:
        """The life as a drawing: bars by stage over time."""
        return draw_timeline(self.data)

    def card(self) -> StoryCard:
        """Return what a card shows."""
        return StoryCard(self.scenario, self.data, made_by=self.made_by, again=self.again)

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
        return story_text(self.card(), width=width, utf8=utf8, colour=colour)

    def save_chart(self, path: str | Path) -> Path:
        """Write the story in the form that a file's suffix names.

        Parameters
        ----------
        path : str or Path
            .html: the whole card; .png, .svg or .json: the drawing.

        Raises
        ------
        TableError
            If the suffix is none of these.
        """
        return save_story(self.card(), path)

    def to_json(self) -> dict[str, Any]:
        """Return the story as plain data; the same future gives the same.

        Returns
        -------
        dict
            ``lead``, ``future``, ``headline``, ``words``; ``lives``, each with its name, source,
            segment, worth and the rows of its table; ``made_by``.
        """
        lives = []
        for life, found in zip(self.data.lives, self.found, strict=True):
            rows = found.table.assign(at=found.table["at"].astype(str)).drop(columns="lead")
            lives.append(
                {
                    "with": life.name,
                    "source": life.source,
                    "segment": life.segment,
                    "worth": life.worth,
                    "quality": life.quality,
                    "story": rows.to_dict("records"),
                }
            )
        return {
            "lead": self.data.lead,
            "future": self.data.replication,
            "scenario": self.scenario,
            "headline": self.headline,
            "words": self.words,
            "currency": self.data.currency,
            "lives": lives,
            "made_by": [list(pair) for pair in self.made_by],
        }

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """Return what a notebook shows."""
        return story_mimebundle(self.card())

    def __repr__(self) -> str:
        """Return the line."""
        return f"Story({self.headline!r})"

    def __str__(self) -> str:
        """Return the words."""
        return self.words
