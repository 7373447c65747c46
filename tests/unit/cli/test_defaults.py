"""What a file leaves out."""

from __future__ import annotations

from pathlib import Path

from simfunnel.cli.defaults import Default, defaults_of
from simfunnel.scenarios import load


def test_everything_left_out_is_told_once(scenario: Path) -> None:
    """Each default has one line, whatever number of stages leaves it out."""
    found = defaults_of(load(scenario))
    assert found == [
        Default("currency", "EUR", ()),
        Default("calendar.country", "no public holidays", ()),
        Default("calendar.weekend", "sat, sun", ()),
        Default("today", "an empty funnel: no open leads, nothing booked", ()),
        Default("targets.*.sure", "80 %, for 'how much more is needed'", ()),
        Default("amount.family", "lognormal", ()),
        Default("amount_is", "one-off", ()),
        Default("quality", "all leads fit alike, but for their segment and source", ()),
        Default("rates", "as seen", ()),
        Default("sources.*.growth", "0 % per year", ()),
        Default("sources.*.unevenness.week", "0 %", ()),
        Default("sources.*.unevenness.year", "0 %", ()),
        Default("sources.*.advance_odds", "times 1", ()),
        Default("sources.*.dwell", "times 1", ()),
        Default("stages.*.dwell.family", "lognormal", ()),
        Default("stages.*.dwell_ratio", "times 1", ()),
        Default("costs.extra", "0 per month", ()),
        Default("doubt", "no number is in doubt, and there are no good or bad times", ()),
    ]


def test_what_only_some_leave_out_names_them(root: Path) -> None:
    """Where one source says it and others do not, the others are named."""
    found = {d.path: d for d in defaults_of(load(root / "scenarios" / "seven_stage_b2b.yaml"))}
    assert found["sources.*.growth"].names == ("outbound", "trade_fair")
    assert found["sources.*.advance_odds"].names == ()
    assert "doubt" not in found
    assert "currency" not in found


def test_the_end_and_the_missing_amount_are_computed(scenario: Path) -> None:
    """A funnel without `until` and amounts says what that means."""
    text = scenario.read_text(encoding="utf-8").replace("until: 2026-12-31\n", "")
    text = text.replace("amount: {median: 10 000, p90: 30 000}\n", "")
    scenario.write_text(text, encoding="utf-8")
    found = {d.path: d.value for d in defaults_of(load(scenario))}
    assert found["until"] == "2027-08-31, a year from the start"
    assert found["amount"] == "nothing says what a deal is worth, so deals are counted"
