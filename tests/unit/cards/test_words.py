"""The sentence of a card is computed, names its window, and never shows a bare number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from simfunnel.cards import Needed, OutlookCard, Reach, example_card, headline, headline_text
from simfunnel.cards.words import needed_sentence, reach_sentence, stopped_sentence
from simfunnel.charts import FanData, Target, example_fan

QUANTILES = ("p10", "p25", "p50", "p75", "p90")


def _flat(value: float, *, booked: float = 0.0, target: float | None = None) -> FanData:
    """Return a fan whose futures all end at one value."""
    fan = example_fan(50, target=target)
    actuals = pd.DataFrame({"date": [date(2026, 3, 1)], "value": [booked]})
    return replace(
        fan,
        band=fan.band.assign(**dict.fromkeys(QUANTILES, value)),
        draws_at_end=np.full(50, value),
        actuals=actuals if booked else actuals.head(0),
    )


def _early() -> FanData:
    """Return a fan whose target is due before its end."""
    fan = example_fan()
    draws = np.linspace(600_000.0, 1e6, 1000)
    return replace(fan, target=Target(800_000, date(2026, 9, 30)), draws_at_target=draws)


@pytest.mark.parametrize(
    ("fan", "sentence"),
    [
        (
            example_fan(),
            "61 % (±3) chance of reaching EUR 1.2 M by 31 Dec 2026; as likely above as below"
            " EUR 1.25 M; 8 in 10 outcomes lie between 1.04 M and 1.54 M.",
        ),
        (
            example_fan(measure="won", target=75),
            "32 % (±3) chance of winning 75 deals by 31 Dec 2026; as likely above as below 69"
            " deals; 8 in 10 outcomes lie between 57 and 85.",
        ),
        (
            example_fan(target=None),
            "By 31 Dec 2026 as likely above as below EUR 1.25 M; 8 in 10 outcomes lie between"
            " 1.04 M and 1.54 M.",
        ),
        (
            example_fan(target=9e6),
            "Less than 1 % chance of reaching EUR 9 M by 31 Dec 2026; as likely above as below"
            " EUR 1.25 M; 8 in 10 outcomes lie between 1.04 M and 1.54 M.",
        ),
        (
            example_fan(target=400_000),
            "The target of EUR 400,000 is reached, exactly: EUR 486,000 are booked; by 31 Dec 2026"
            " as likely above as below EUR 1.25 M; 8 in 10 outcomes lie between 1.04 M and 1.54 M.",
        ),
        (
            _early(),
            "50 % (±3) chance of reaching EUR 800,000 by 30 Sep 2026; by 31 Dec 2026 as likely"
            " above as below EUR 1.25 M; 8 in 10 outcomes lie between 1.04 M and 1.54 M.",
        ),
        (_flat(0.0), "Nothing is won by 31 Dec 2026 in any of 50 simulated futures."),
        (
            _flat(0.0, target=5e5),
            "Less than 6 % chance of reaching EUR 500,000 by 31 Dec 2026; nothing is won in any of"
            " 50 simulated futures.",
        ),
        (
            _flat(486_000.0, booked=486_000.0),
            "Exactly EUR 486,000 by 31 Dec 2026, because all 50 simulated futures add nothing to"
            " what is booked.",
        ),
        (
            _flat(500_000.0, booked=486_000.0),
            "Exactly EUR 500,000 by 31 Dec 2026, because all 50 simulated futures end there.",
        ),
        (
            replace(example_fan(), draws_at_end=np.array([1.25e6])),
            "One simulated future ends at EUR 1.25 M by 31 Dec 2026; one future shows neither a"
            " range nor a chance.",
        ),
        (
            replace(example_fan(), today=date(2027, 1, 9)),
            "Exactly EUR 486,000 booked by 31 Dec 2026, because the window is over; the target of"
            " EUR 1.2 M is missed by EUR 714,000.",
        ),
        (
            replace(example_fan(target=486_000), today=date(2027, 1, 9)),
            "Exactly EUR 486,000 booked by 31 Dec 2026, because the window is over; the target of"
            " EUR 486,000 is reached.",
        ),
    ],
)
def test_the_sentence(fan: FanData, sentence: str) -> None:
    """Chance with its error, median and range; or what is exactly known, and why."""
    assert headline_text(OutlookCard("x", fan)) == sentence


def test_numbers_do_not_break_from_their_units() -> None:
    """Amounts, shares and days are tied together by blanks that do not break."""
    sentence = "".join(span.text for span in headline(example_card()))
    for words in ("61 %", "EUR 1.2 M", "31 Dec 2026", "EUR 1.25 M", "1.04 M", "1.54 M"):
        assert words.replace(" ", "\N{NO-BREAK SPACE}") in sentence


def test_fewer_futures_give_fewer_digits() -> None:
    """Forty futures know their range to a hundred thousand only."""
    sentence = headline_text(OutlookCard("x", example_fan(40)))
    assert sentence.endswith("EUR 1.3 M; 8 in 10 outcomes lie between 1.0 M and 1.5 M.")


@pytest.mark.parametrize(
    ("reach", "sentence"),
    [
        ((), ""),
        (
            (Reach(0.5, date(2026, 12, 19)), Reach(0.8, None), Reach(0.9, None)),
            "The target is reached with 50 % chance by 19 Dec 2026, with 80 % or 90 % not by"
            " 31 Dec 2026.",
        ),
        (
            (Reach(0.5, date(2026, 10, 1)), Reach(0.8, date(2026, 11, 1))),
            "The target is reached with 50 % chance by 1 Oct 2026, with 80 % chance by 1 Nov 2026.",
        ),
        ((Reach(0.5, None),), "The target is reached with 50 % not by 31 Dec 2026."),
    ],
)
def test_days_by_which_the_target_is_reached(reach: tuple[Reach, ...], sentence: str) -> None:
    """One sentence, and none without a target that is still open."""
    assert reach_sentence(example_card(reach=reach)).replace("\N{NO-BREAK SPACE}", " ") == sentence
    assert reach_sentence(example_card(example_fan(target=None), reach=reach)) == ""
    assert reach_sentence(example_card(example_fan(target=1.0), reach=reach)) == ""


@pytest.mark.parametrize(
    ("fan", "needed", "sentence"),
    [
        (example_fan(), None, ""),
        (
            example_fan(),
            Needed(0.8, 93_000.0, 5.4),
            "To be 80 % sure, about EUR 90,000 more is needed: 6 average deals.",
        ),
        (example_fan(), Needed(0.8, 93_000.0), "To be 80 % sure, about EUR 90,000 more is needed."),
        (example_fan(), Needed(0.5, -1.0), "To be 50 % sure, nothing more is needed."),
        (
            example_fan(measure="won", target=75),
            Needed(0.8, 6.2),
            "To be 80 % sure, about 7 deals more are needed.",
        ),
        (
            example_fan(measure="won", target=75),
            Needed(0.8, 0.4),
            "To be 80 % sure, about 1 deal more is needed.",
        ),
    ],
)
def test_what_is_needed(fan: FanData, needed: Needed | None, sentence: str) -> None:
    """In the measure of the target, deals rounded up."""
    spans = needed_sentence(example_card(fan, needed=needed))
    said = "".join(span.text for span in spans).replace("\N{NO-BREAK SPACE}", " ")
    assert said == sentence


def test_a_stopped_run_is_marked() -> None:
    """How many of how many, and what follows from it."""
    fan = replace(example_fan(312), n_planned=1000)
    assert stopped_sentence(OutlookCard("x", fan)) == (
        "Incomplete: stopped after 312 of 1,000 futures. Every number here is made from those, and"
        " is coarser for it."
    )
