"""The card in a terminal: exact for a small example, at most as wide as the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from simfunnel.cards import OutlookCard, Remark, example_card, outlook_text
from simfunnel.cards.terminal import wide
from simfunnel.charts import FanData, Target, example_fan

SMALL = """\
Outlook · small_agency · as of 1 July 2026
40 % (±30) chance of winning 8 deals by 30 Sep 2026; as likely above as below 7 deals; 8 in 10
outcomes lie between 4 and 10.

The middle future ends 1 deal short of 8 deals
Deals won since 1 July 2026, cumulative. 10 simulated futures
deals │ today
      │
      │
      │                                                            one in ten is higher: 10
      │                                                       ░░░
      │                                                    ░░░░░░
      │ target 8 deals by 30 Sep                        ░░░░░░░░░
    8 ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
      │                                          ░░░░░░░░░░░▒▒▒▒▒  median 7: as likely
      │                                       ░░░░░░░░░░▒▒▒▒▒━━━━  above as below
      │                                    ░░░░░░░░░▒▒▒▒▒━━━━▒▒▒▒
      │                                 ░░░░░░░░▒▒▒▒━━━━━▒▒▒▒▒▒▒▒
      │                              ░░░░░░░▒▒▒━━━━━▒▒▒▒▒▒▒▒▒▒▒▒▒
      │                          ░░░░░░░▒▒▒━━━━▒▒▒▒▒▒▒▒▒▒▒▒▒▒░░░░
    4 │                       ░░░░░░▒▒━━━━━▒▒▒▒▒▒▒▒▒▒▒░░░░░░░░░░░  one in ten is lower: 4
      │                    ░░░░░▒▒━━━━▒▒▒▒▒▒▒▒▒▒░░░░░░░░░░
      │                 ░░░░▒━━━━━▒▒▒▒▒▒▒░░░░░░░░░
      │             ░░░░━━━━━▒▒▒▒▒▒░░░░░░░                         8 of 20 futures reach the target
      │          ░░░━━━━▒▒▒▒░░░░░░                                 ●●●●●●●●○○○○○○○○○○○○
      │       ░━━━━━▒▒░░░░
      │    ━━━━▒░░                                                 ━━ median
      ━━━━━                                                        ▒▒ 5 in 10 futures
    0 ───────────────────────────────────────────────────────────  ░▒░ 8 in 10 futures
      1 Jul    15 Jul   29 Jul   12 Aug   26 Aug   9 Sep    23 Sep
      2026

What matters most
  Not examined in this outlook.

How far to trust it
  Not backtested: No forecast from an earlier date has been held against what then happened.
  All of it is invented.
"""


def _small() -> OutlookCard:
    """Return a card of ten futures, nothing booked, nothing else known."""
    today, until = date(2026, 7, 1), date(2026, 9, 30)
    ends = {"p10": 4.0, "p25": 5.0, "p50": 7.0, "p75": 8.0, "p90": 10.0}
    rows = {name: [0.0, end] for name, end in ends.items()}
    fan = FanData(
        pd.DataFrame({"date": [today, until], **rows}),
        np.array([3.0, 4, 5, 6, 7, 7, 8, 8, 9, 11]),
        today=today,
        since=today,
        until=until,
        measure="won",
        target=Target(8, until),
    )
    return OutlookCard("small_agency", fan, remarks=(Remark("All of it is invented."),))


def test_a_small_card_in_full() -> None:
    """Every line of it."""
    assert outlook_text(_small()) == SMALL


@pytest.mark.parametrize("width", [40, 60, 72, 84, 100, 160])
@pytest.mark.parametrize("utf8", [True, False])
def test_no_line_is_wider_than_the_terminal(width: int, utf8: bool) -> None:
    """From 60 to 100 columns, whatever is asked; no blanks at the ends of lines."""
    *lines, last = outlook_text(example_card(), width=width, utf8=utf8).splitlines()
    assert last.startswith("again: ")  # a command to be copied stays in one piece
    for line in lines:
        assert wide(line) <= min(max(width, 60), 100)
        assert line == line.rstrip()


def test_long_names_do_not_widen_it() -> None:
    """Names are cut in columns, words are broken in lines."""
    card = example_card(
        name="n" * 300,
        remarks=(Remark("word " * 60, "warning", "t" * 90), Remark("x" * 300)),
        again="a" * 250,
    )
    deals = card.open_deals.assign(lead="日本" * 40, stage="s" * 99)
    *lines, last = outlook_text(replace(card, open_deals=deals)).splitlines()
    assert last == f"again: {'a' * 250}"
    for line in lines:
        assert wide(line) <= 100


def test_plain_terminals_get_plain_signs() -> None:
    """Nothing but ASCII, and the same numbers."""
    plain, rich = (outlook_text(example_card(), utf8=utf8) for utf8 in (False, True))
    assert plain.isascii()
    assert "61 % (+-3) chance of reaching EUR 1.2 M" in plain
    assert "oooooooooooo........" in plain
    kept = re.findall(r"\d[\d.,]*", plain)
    assert kept == re.findall(r"\d[\d.,]*", re.sub("[\u2800-\u28ff]", "", rich))


def test_without_colour_there_are_no_escapes() -> None:
    """With it the text is the same underneath."""
    plain, coloured = (outlook_text(example_card(), colour=colour) for colour in (False, True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_names_cannot_steer_the_terminal() -> None:
    """Escape sequences in names lose their escape."""
    card = example_card(
        name="\x1b[2J\x1b]0;title\x07x",
        remarks=(Remark("\x1b[31mred", "warning", "\x9b31m"),),
        again="\x1b[A",
    )
    deals = card.open_deals.assign(lead="\x1b[8mhidden\u202e", stage="a\rb")
    text = outlook_text(replace(card, open_deals=deals))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_what_is_missing_is_left_out_or_said() -> None:
    """A name and a fan are enough."""
    text = outlook_text(OutlookCard("bare", example_fan(), why_no_assumptions="None stated."))
    assert "None stated." in text
    assert "Not backtested:" in text
    for heading in ("Where it comes from", "Period by period", "Open deals", "again:"):
        assert heading not in text


@pytest.mark.parametrize("kind", ["zero", "one", "over", "undated"])
def test_fans_without_a_range_are_drawn(kind: str) -> None:
    """Without bands, dots and claims; what is known is drawn."""
    fan = example_fan(30, target=None)
    flat = fan.band.assign(**dict.fromkeys(("p10", "p25", "p50", "p75", "p90"), 0.0))
    data = {
        "zero": replace(fan, band=flat, draws_at_end=np.zeros(30), actuals=fan.actuals.head(0)),
        "one": replace(fan, draws_at_end=fan.draws_at_end[:1]),
        "over": replace(fan, today=date(2027, 2, 1)),
        "undated": replace(fan, actuals=pd.DataFrame({"date": [fan.today], "value": [486_000.0]})),
    }[kind]
    text = outlook_text(OutlookCard(kind, data))
    assert ("░" in text) is (kind == "undated")
    assert ("booked 486,000, undated" in text) is (kind == "undated")
