"""A file in which everything about people, nurture and costs is wrong at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from simfunnel.errors import ScenarioError
from simfunnel.scenarios import load

WRONG = """\
simfunnel: 1
funnel: bad
starts: 2026-09-01
until: 2026-12-31
sources:
  web: {leads: 30 per month, enters: call, cost: -5 per lead}
stages:
  call:
    team: sdr
    effort: 1 hour
    patience: {after: 3 days}
    gate: {pass: 0 %, reliability: 0.5}
    next: pitch
    otherwise: {nurture: 100 %}
    dwell: 2 days
  pitch:
    team: closers
    advance: 25 %
    next: won
    otherwise: {lost.price: 100 %}
    dwell: 2 days
events:
  boss_leaves: {in: [pitsch], rate: 4 % per month, then: {lost.boss: 100 %}}
teams:
  sdr: {seats: 2, ramp: [120 %], hires: {2026-08-01: 1}, salary: -30 000 per year}
  closers: {seats: 0}
nurture:
  touch_every: 7 days
  touches_at_most: 3
  wakes: 2 % per month
  woken: {to: nurture}
  afterwards: nurture
  cost: -1 per touch
costs: {extra: -5 per month}
"""
TOLD = """\
6:50: sources.web.cost: '-5 per lead' is negative; give 0 or more.
11:5: stages.call.patience.to: is missing; say where the lead goes, 'to: cold.no_answer'.
12:5: stages.call.gate: pass is 0 %; a gate passes more than 0 % and less than 100 %. A stage \
where all go on needs no gate.
16:3: stages.pitch: states no 'effort'; say how long the work takes, 'effort: 2 hours'.
23:22: events.boss_leaves.in.0: unknown stage 'pitsch'. Did you mean 'pitch'?
25:26: teams.sdr.ramp.0: '120 %' is not a share; give 0 to 100 %.
25:54: teams.sdr.hires.2026-08-01: is before the start on 2026-09-01; count who is there already \
among the 'seats', with the day under 'starts' if they are still new.
25:66: teams.sdr.salary: '-30 000 per year' is negative; give 0 or more.
26:20: teams.closers.seats: is 0 and nobody is hired, so the team can never serve; give it a seat.
31:15: nurture.woken.to: leads would go round in 'nurture'; send them elsewhere.
32:15: nurture.afterwards: leads would go round in 'nurture'; send them elsewhere.
33:9: nurture.cost: '-1 per touch' is negative; give 0 or more.
34:16: costs.extra: '-5 per month' is negative; give 0 or more.
"""


def test_all_of_it_is_told_at_once(tmp_path: Path) -> None:
    """Each problem once, at its place, the nearest name offered, and nothing that only follows."""
    path = tmp_path / "bad.yaml"
    path.write_text(WRONG, encoding="utf-8")
    with pytest.raises(ScenarioError) as refusal:
        load(path)
    told = [line.partition("bad.yaml:")[2] for line in str(refusal.value).splitlines()]
    assert told == TOLD.splitlines()
