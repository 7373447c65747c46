"""The whole calibration: a funnel with measured stages that reads back from plain data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from simfunnel.calibration import calibrate
from simfunnel.errors import HistoryError
from simfunnel.funnel.model import Funnel
from simfunnel.history import History
from simfunnel.scenarios import load

Deals = Callable[..., History]
FIRST = date(2025, 1, 6)


def rows(n: int = 300) -> list[str]:
    """Return leads of which some skip, some are lost, some are won."""
    out = []
    for i in range(n):
        born = FIRST + timedelta(days=i % 250)
        demo = born + timedelta(days=1 + i % 7) if i % 3 else ""
        won = born + timedelta(days=20 + i % 11) if i % 6 == 1 or i % 30 == 0 else ""
        lost = born + timedelta(days=30 + i % 5) if i % 6 == 2 and not won else ""
        why = ("price", "no budget")[i // 6 % 2] if lost else ""
        out.append(f"l{i},{born},{('web', 'fair')[i % 2]},,,{100 + i},{demo},{won},{lost},{why}")
    return out


def test_stages_are_measured_with_all_their_exits(deals: Deals) -> None:
    """Skips are exits like others; later stages and won go on."""
    calibration = calibrate(deals(*rows()))
    lead, demo = (calibration.funnel.stages[name].hazards for name in ("lead", "demo"))
    assert lead is not None
    assert demo is not None
    assert (list(lead.daily), lead.advances) == (["demo", "won"], ("demo", "won"))
    assert (list(demo.daily), demo.advances) == (["lost.no_budget", "lost.price", "won"], ("won",))
    table = calibration.hazards()
    assert table["exits"].sum() == calibration.history.stays["exit"].notna().sum()
    assert set(table.columns) == {"stage", "exit", "goes_on", "age", "exposure", "exits", "per_day"}
    assert table.groupby(["stage", "exit"])["exits"].last().eq(0).all()


def test_the_funnel_reads_back_from_plain_data(deals: Deals) -> None:
    """What a file would hold is the whole funnel."""
    funnel = calibrate(deals(*rows())).funnel
    again = Funnel.model_validate(funnel.document())
    assert again.digest() == funnel.digest()
    assert funnel.currency == "PLN"
    assert funnel.start == calibrate(deals(*rows())).history.last_day + timedelta(days=1)


def test_a_saved_calibration_is_a_scenario_that_loads(deals: Deals, tmp_path: Path) -> None:
    """The file with its tables beside it holds the whole funnel."""
    calibration = calibrate(deals(*rows()))
    written = calibration.save(tmp_path / "measured.yaml")
    assert [path.name for path in written] == [
        "measured.yaml",
        "measured_open_leads.csv",
        "measured_hazards.csv",
        "measured_draws.csv",
    ]
    assert load(written[0]).digest() == calibration.funnel.digest()


def test_draws_name_every_measured_number(deals: Deals) -> None:
    """One column for each exit and bin, and one for each source; the mean is the estimate."""
    calibration = calibrate(deals(*rows()))
    draws = calibration.funnel.doubt.draws
    assert draws is not None
    assert draws.values.shape == (400, len(draws.columns))
    stated = {
        f"stages.{name}.hazards.{exit_}.{b}": rate
        for name, stage in calibration.funnel.stages.items()
        for exit_, row in stage.hazards.daily.items()  # type: ignore[union-attr]
        for b, rate in enumerate(row)
    } | {f"sources.{n}.leads": s.leads.per_day for n, s in calibration.funnel.sources.items()}  # type: ignore[union-attr]
    assert list(draws.columns) == list(stated)
    leads = draws.values[:, [c.startswith("sources") for c in draws.columns]]
    rates = [rate for path, rate in stated.items() if path.startswith("sources")]
    assert leads.mean(axis=0) == pytest.approx(np.array(rates), rel=0.05)
    assert (draws.values >= 0).all()


def test_equal_histories_give_equal_bytes_and_other_cuts_do_not(deals: Deals) -> None:
    """The draws are keyed by the history that they belong to."""
    first, second = (calibrate(deals(*rows()), as_of="2025-10-01") for _ in range(2))
    other = calibrate(deals(*rows()), as_of="2025-10-02")
    assert first.funnel.digest() == second.funnel.digest()
    assert first.funnel.doubt.draws is not None
    assert other.funnel.doubt.draws is not None
    assert not np.array_equal(
        first.funnel.doubt.draws.values[:, -1], other.funnel.doubt.draws.values[:, -1]
    )


def test_reasons_are_pooled_and_told(deals: Deals) -> None:
    """Reasons with fewer than 12 exits become one exit, and the fact names them."""
    base = [row for row in rows() if not row.endswith(("price", "no budget"))]
    lost = [f"x{i},2025-03-01,web,,,,2025-03-05,,2025-03-{10 + i},r{i % 4}" for i in range(12)]
    calibration = calibrate(deals(*base, *lost))
    assert calibration.rates["demo"].exits == ("lost.other", "won")
    assert (
        "4 reasons with fewer than 12 exits are pooled as 'other': lost.r0, lost.r1, lost.r2, "
        "lost.r3." in [str(fact) for fact in calibration.facts]
    )


def test_what_cannot_be_measured_is_refused(deals: Deals) -> None:
    """No stage entered by the cutoff; records that begin after it."""
    history = deals("a,2026-01-05,web,,,10,,2026-01-01")
    with pytest.raises(HistoryError) as caught:
        calibrate(history, as_of="2026-01-03")
    assert str(caught.value) == "deals: no stage was entered up to 2026-01-03."
    with pytest.raises(HistoryError) as caught:
        calibrate(history, as_of="2025-01-03")
    assert str(caught.value) == "deals: nothing is dated up to 2025-01-03."
