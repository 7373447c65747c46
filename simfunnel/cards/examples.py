"""An invented card for examples and tests; nothing in it is drawn at random."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from simfunnel.cards.comparison import (
    ChanceMove,
    ComparisonCard,
    Gain,
    PartMove,
    Reason,
    Spent,
    Step,
    TakenApart,
)
from simfunnel.cards.customers import CustomersSeen
from simfunnel.cards.outlook import DEAL_COLUMNS, PERIOD_COLUMNS, Needed, OutlookCard, Reach, Remark
from simfunnel.charts import (
    Assumption,
    EffectsData,
    FanData,
    Origin,
    example_effects,
    example_fan,
)
from simfunnel.charts import Span as Count
from simfunnel.charts.board_examples import example_recurring

__all__ = ["example_card", "example_comparison", "example_customers", "example_origins"]

_MONTHS = ("July", "August", "September", "October", "November", "December")
_STAGES = ("proposal", "negotiation", "qualification", "demo")
_N_OPEN = 12


def example_origins(fan: FanData) -> tuple[Origin, ...]:
    """Return invented parts of a result that add up: half of what comes is open today.

    Parameters
    ----------
    fan : FanData
        The result.

    Examples
    --------
    >>> [origin.part for origin in example_origins(example_fan())]
    ['booked', 'open', 'to_come', 'total']
    """
    booked = fan.booked
    half = (fan.draws_at_end - booked) / 2.0
    spread = half.mean() + (half - half.mean()) * 1.4

    def part(name: str, draws: np.ndarray[tuple[int], np.dtype[np.float64]], deals: int) -> Origin:
        low, lower, upper, high = map(float, np.quantile(draws, [0.1, 0.25, 0.75, 0.9]))
        mean = float(draws.mean())
        exact = name == "booked"
        fewer, more = (deals, deals) if exact else (round(deals * 0.7), round(deals * 1.3))
        return Origin(name, mean, low, lower, upper, high, fewer, more, exact)  # type: ignore[arg-type]

    return (
        part("booked", np.full(1, booked), 31),
        part("open", spread, 24),
        part("to_come", spread, 24),
        part("total", fan.draws_at_end, 79),
    )


def _periods() -> pd.DataFrame:
    """Return six invented months."""
    rows = [
        (
            f"{month} 2026",
            False,
            *(4 + i, 7 + i, 11 + i),
            *(60_000.0 + 9_000 * i, 105_000.0 + 12_000 * i, 170_000.0 + 14_000 * i),
        )
        for i, month in enumerate(_MONTHS)
    ]
    return pd.DataFrame(rows, columns=list(PERIOD_COLUMNS))


def _deals() -> pd.DataFrame:
    """Return twelve invented open deals."""
    rows = [
        (
            f"L-{i:03d}",
            _STAGES[i % len(_STAGES)],
            float(9_000 + 4_000 * i),
            round(0.9 - 0.06 * i, 2),
            date(2026, 7, 6) + timedelta(days=11 * i),
        )
        for i in range(_N_OPEN)
    ]
    return pd.DataFrame(rows, columns=list(DEAL_COLUMNS))


def example_customers() -> CustomersSeen:
    """Return invented customers: 40 today, 90 at the end.

    Examples
    --------
    >>> example_customers().today
    40
    """
    end, kept = Count(90.0, 80.0, 101.0, unit=1.0), Count(0.91, 0.84, 0.97, unit=0.01)
    return CustomersSeen(example_recurring().whole, 40, end, kept)


def example_card(fan: FanData | None = None, **changes: object) -> OutlookCard:
    """Return an invented card with everything on it.

    Parameters
    ----------
    fan : FanData, optional
        Another fan than ``example_fan()``.
    **changes : object
        Fields of the card that are to differ.

    Examples
    --------
    >>> example_card().name, example_card(name="small_agency").name
    ('seven_stage_b2b', 'small_agency')
    """
    data = example_fan() if fan is None else fan
    card = OutlookCard(
        "seven_stage_b2b",
        data,
        origins=example_origins(data),
        assumptions=(
            Assumption("Good or bad times for everybody", "one notch worse or better", 0.46, 0.79),
            Assumption("Proposals that go on, 75 %", "our doubt: 68 to 81 %", 0.50, 0.72),
            Assumption("New leads, 96 a month", "our doubt: 82 to 112", 0.54, 0.70),
        ),
        needed=Needed(0.8, 90_000.0, 5.4),
        reach=(Reach(0.5, date(2026, 12, 19)), Reach(0.8, None), Reach(0.9, None)),
        remarks=(
            Remark("Sep to Nov: account executives, 93 % busy.", "warning", "capacity-limited"),
            Remark("3 of 57 open leads are older than any that ever moved on."),
        ),
        periods=_periods(),
        open_deals=_deals(),
        n_open=57,
        made_by=(
            ("scenario", "a3f9c1e"),
            ("seed", "20260701"),
            ("", "1,000 futures"),
            ("", "compiled"),
            ("simfunnel", "0.1"),
            ("", "1.8 s"),
        ),
        again="simfunnel forecast scenarios/seven_stage_b2b.yaml --seed 20260701",
    )
    return replace(card, **changes)  # type: ignore[arg-type]


def example_comparison(effects: EffectsData | None = None, **changes: object) -> ComparisonCard:
    """Return an invented comparison with everything on it.

    Parameters
    ----------
    effects : EffectsData, optional
        Other differences than ``example_effects()``.
    **changes : object
        Fields of the card that are to differ.

    Examples
    --------
    >>> example_comparison().effects.n_pairs, len(example_comparison().chances)
    (1000, 4)
    """
    data = example_effects() if effects is None else effects
    goal, by = "EUR 1.2 M", date(2026, 12, 31)
    after = (0.65, 0.61, 0.52, 0.46)
    chances = {
        row.name: (ChanceMove(goal, by, 0.46, after[k % 4], 0.04),)
        for k, row in enumerate(data.rows)
    }
    steps = (
        Step("leads", "", 957.0, 957.0, False),
        Step("entered", "proposal", 213.2, 225.3, True),
        Step("won", "", 93.2, 106.9, True),
    )
    parts = (
        PartMove("share that passes qualification", (9.1, 0.4), (3.9, 0.3)),
        PartMove("time in qualification", (3.9, 0.3), (9.1, 0.4)),
    )
    salaries = {row.name: float(row.cost_mean or 0.0) for row in data.rows}
    spent = {"": Spent((38_000.0, 316_000.0), 900.0)}
    spent |= {name: Spent((0.0, paid), 100.0) for name, paid in salaries.items()}
    gains = (
        Gain(203_000.0, 11_000.0, 12_000.0, 421_000.0),
        Gain(260_000.0, 9_000.0, 30_000.0, 556_000.0),
    )
    card = ComparisonCard(
        "seven_stage_b2b",
        date(2026, 7, 1),
        data,
        chances=chances,
        reasons=tuple(Reason(row.name, steps) for row in data.ranked),
        spent=spent if data.has_costs else {},
        gains={row.name: gains for row in data.rows} if data.has_costs else {},
        apart=(TakenApart(data.ranked[0].name, (13.6, 0.4), parts, (0.6, 0.1)),),
        remarks=(Remark("What a what-if assumes of a number joins the doubt."),),
        made_by=(("scenario", "a3f9c1e"), ("seed", "20260701"), ("", "1,000 futures")),
        again="simfunnel compare scenarios/seven_stage_b2b.yaml stricter.yaml --seed 20260701",
    )
    return replace(card, **changes)  # type: ignore[arg-type]
