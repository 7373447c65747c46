"""Calibration finds what made the data, sees nothing after its day, and bears the shared export."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simfunnel.calibration import calibrate, expected_wins
from simfunnel.calibration.fit import chance_by_age
from simfunnel.calibration.hazards import rates_of
from simfunnel.calibration.lexis import lexis_table
from simfunnel.history import read_history, read_mapping

DAY_0 = date(2024, 1, 1)
CUTOFF = 799  # days after day 0
SHARED = Path("../shared/data/realestate")


def geometric_stays(n: int, seed: int, records_from: int = 0) -> pd.DataFrame:
    """Return stays whose leads leave with chance .02 (won) or .03 (lost) a day; 30 % never do.

    Leads that closed before `records_from` are not in the record: nobody wrote them down.
    """
    generator = np.random.default_rng(seed)
    entered = generator.integers(0, CUTOFF + 1, n)
    left = entered + generator.geometric(0.05, n) - 1
    left = np.where(generator.random(n) < 0.3, 10**6, left)
    kept = left >= records_from
    won = generator.random(n) < 0.4
    gone = left <= CUTOFF
    epoch = np.datetime64(DAY_0, "D")
    ends = np.where(gone, (epoch + np.minimum(left, 10**5)).astype("M8[s]"), np.datetime64("NaT"))
    stays = pd.DataFrame(
        {
            "entered_at": (epoch + entered).astype("M8[s]"),
            "left_at": ends.astype("M8[s]"),
            "exit": np.where(gone, np.where(won, "won", "lost"), None),
        }
    )
    return stays[kept].reset_index(drop=True)


def ever(stays: pd.DataFrame, first_day: int) -> dict[str, float]:
    """Return the share of leads that, by the measured law, are ever won or lost."""
    table = lexis_table(stays, DAY_0 + timedelta(days=first_day), DAY_0 + timedelta(days=CUTOFF))
    rates = rates_of(table)
    chance = chance_by_age(rates, rates.ages[-1])
    still = np.concatenate(([1.0], np.cumprod(1 - chance.sum(axis=0))[:-1]))
    return dict(zip(rates.exits, chance @ still, strict=True))


def test_a_known_law_is_recovered() -> None:
    """Shares won and lost of 150,000 stays, 30 % of them without an end: 4.9 SE and 2 %."""
    found = ever(geometric_stays(150_000, 1), 0)
    for name, truth in (("won", 0.28), ("lost", 0.42)):
        error = 4.9 * np.sqrt(truth * (1 - truth) / 150_000)
        assert error <= 0.021 * truth
        assert abs(found[name] - truth) < error


def test_a_record_that_begins_late_is_recovered_and_only_so() -> None:
    """With exposure from the first recorded day the law is found; without, it is missed."""
    stays = geometric_stays(250_000, 2, records_from=200)
    entered_since = (stays["entered_at"] >= pd.Timestamp(DAY_0) + pd.Timedelta(days=200)).sum()
    error = 4.9 * np.sqrt(0.28 * 0.72 / entered_since)
    assert error <= 0.02 * 0.28
    assert abs(ever(stays, 200)["won"] - 0.28) < error
    assert abs(ever(stays, 0)["won"] - 0.28) > 4 * error


def test_doubt_covers_the_truth_as_often_as_it_says() -> None:
    """80 % intervals of the share won hold it in 80 % of 200 small histories."""
    inside = 0
    for seed in range(200):
        stays = geometric_stays(600, 100 + seed)
        table = lexis_table(stays, DAY_0, DAY_0 + timedelta(days=CUTOFF))
        rates = rates_of(table)
        drawn = rates.draws(np.random.default_rng(seed), 200)
        widths = np.diff((*rates.ages,))
        total = drawn.sum(axis=1)[:, :-1]
        leave = -np.expm1(-total * widths)
        still = np.cumprod(1 - leave, axis=1) / (1 - leave)
        share = drawn[:, rates.exits.index("won"), :-1] / np.maximum(total, 1e-300)
        won = (share * leave * still).sum(axis=1)
        low, high = np.quantile(won, [0.1, 0.9])
        inside += bool(low <= 0.28 <= high)
    assert abs(inside / 200 - 0.8) < 4.9 * np.sqrt(0.16 / 200)


MAPPING = """\
simfunnel: 1
mapping: deals
layout: wide
lead: Id
created: Created
source: Source
owner: Owner
amount: {column: Sum, known: when won}
stages: {lead: Created, demo: Demo, offer: Offer}
out_of_order: by date
outcomes: {won: {date: Won}, lost: {date: Lost, reason: Why}}
"""
CUT = 100
early = st.one_of(st.none(), st.integers(0, CUT))
late = st.one_of(st.none(), st.integers(CUT + 1, 200))
dated = st.tuples(early, late, late)  # what is seen; what comes later, in two versions
lead = st.fixed_dictionaries(
    {
        "born": st.integers(0, CUT),
        "demo": dated,
        "offer": dated,
        "won": dated,
        "lost": dated,
        "say": st.tuples(*[st.sampled_from(["Ana", "Ben", "", "x y"])] * 2),
        "sum": st.tuples(st.integers(1, 999), st.integers(1, 999)),
    }
)


def day(number: int | None) -> str:
    """Return a day as the export has it."""
    return "" if number is None else str(DAY_0 + timedelta(days=number))


def row(name: str, lead_: dict[str, object], version: int) -> str:
    """Return a lead's row: what was visible is the same in both versions, the rest is not."""
    cells = [name, day(lead_["born"]), "web"]  # type: ignore[arg-type]
    closed = any(lead_[end][0] is not None for end in ("won", "lost"))  # type: ignore[index]
    fixed = 0 if closed else version
    cells += [lead_["say"][fixed], str(lead_["sum"][fixed])]  # type: ignore[index]
    for stage in ("demo", "offer", "won", "lost"):
        seen, *later = lead_[stage]  # type: ignore[misc]
        cells.append(day(seen if seen is not None else later[version]))
    cells.append(lead_["say"][fixed])  # type: ignore[index]
    return ",".join(cells)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(leads=st.lists(lead, min_size=1, max_size=8), added=st.lists(late, max_size=3))
def test_nothing_after_the_cutoff_is_ever_read(
    tmp_path_factory: pytest.TempPathFactory,
    leads: list[dict[str, object]],
    added: list[int | None],
) -> None:
    """Whatever is dated later may change, vanish or be added: stays, leads and funnel do not."""
    folder = tmp_path_factory.mktemp("cut")
    (folder / "m.yaml").write_text(MAPPING, encoding="utf-8")
    mapping = read_mapping(folder / "m.yaml")
    found = []
    for version in (0, 1):
        rows = [row(f"l{i}", each, version) for i, each in enumerate(leads)]
        if version:
            rows += [f"new{i},{day(d)},web,Ana,5" for i, d in enumerate(added) if d is not None]
        text = "Id,Created,Source,Owner,Sum,Demo,Offer,Won,Lost,Why\n"
        text += "".join(r + "," * (9 - r.count(",")) + "\n" for r in rows)
        (folder / "deals.csv").write_text(text, encoding="utf-8")
        cutoff = DAY_0 + timedelta(days=CUT)
        found.append(read_history(folder / "deals.csv", mapping, as_of=cutoff))
    before, after = found
    pd.testing.assert_frame_equal(before.stays, after.stays)
    pd.testing.assert_frame_equal(before.leads, after.leads)
    assert before.digest() == after.digest()
    hidden = {"after_as_of", "out_of_order", "status_without_date"}  # of the file, not of the day
    told = [[f for f in h.facts if f.name not in hidden] for h in found]
    assert told[0] == told[1]
    if len(before.stays):
        assert calibrate(before).funnel.digest() == calibrate(after).funnel.digest()


@pytest.mark.skipif(not SHARED.is_dir(), reason="shared data/realestate is not here")
def test_the_shared_export_as_of_the_end_of_march() -> None:
    """Open leads, zombies, rates and expected sales of 13 weeks, within 4.9 Poisson SE of truth."""
    history = read_history(SHARED / "Leads.csv", "scenarios/mappings/realestate.yaml")
    calibration = calibrate(history, as_of="2026-03-31")
    today = calibration.funnel.today
    assert today is not None
    assert (str(today.date), len(today.open_leads), len(calibration.dormant)) == (
        "2026-04-01",
        3795,
        3631,
    )
    assert [(b.won.count, b.amount.number) for b in today.booked_so_far] == [
        (721, 1_959_484_000.0),
        (437, 1_165_043_000.0),
        (85, 217_434_000.0),
    ]
    fit = calibration.fit
    assert fit["refitted"].to_numpy() == pytest.approx(fit["observed"].to_numpy(), rel=0.01)
    wins = expected_wins(calibration, 91)
    expected = wins["open_leads"].sum() + wins["new_leads"].sum()
    assert expected == pytest.approx(91.15, abs=0.01)
    sold = history.leads["won_on"].dropna()
    truth = ((sold > "2026-03-31") & (sold <= "2026-06-30")).sum()
    assert truth == 92
    assert abs(truth - expected) < 4.9 * np.sqrt(expected)
    assert history.fact("status_without_date").count == 4098
