"""What is settled before a run: horizon, seed, targets, changes; and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from simfunnel.errors import FunnelError
from simfunnel.forecasting import Goal, Outlook, forecast
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.model import Funnel
from simfunnel.scenarios import save


def run(small: dict[str, Any], *, n: int = 3, **options: Any) -> Outlook:
    """Forecast the small funnel with a few futures."""
    document = small | options.pop("document", {})
    return forecast(
        Funnel.model_validate(document), replications=n, engine="simpy", workers=1, **options
    )


def test_the_seed_is_the_day_of_the_start(small: dict[str, Any]) -> None:
    """Nobody has to think of a number, and the answer stays the same."""
    assert run(small).made_by.seed == 20260830
    assert run(small, seed=5).made_by.seed == 5


def test_the_horizon_is_the_funnels_or_the_one_asked_for(small: dict[str, Any]) -> None:
    """A horizon replaces the funnel's last day; its hash stays that of the funnel given."""
    assert run(small).futures.last_day == date(2026, 9, 8)
    outlook = run(small, horizon="2 weeks", period="week")
    assert outlook.futures.last_day == date(2026, 9, 12)
    assert outlook.periods["label"].tolist() == ["2026-08-30", "2026-09-06"] * 2
    assert not outlook.periods["part"].any()
    assert outlook.made_by.digest == Funnel.model_validate(small).digest()


def test_a_target_lengthens_the_horizon_and_says_so(small: dict[str, Any]) -> None:
    """The last day of a target counts, wherever the horizon would have ended."""
    outlook = run(small, targets=["1M by 2026-09-30", Goal("won", 5, date(2026, 9, 1))])
    assert outlook.futures.last_day == date(2026, 9, 30)
    assert outlook.warnings == (
        "The horizon ends on 30 Sep 2026 instead of 8 Sep 2026, the last day of a target.",
    )


def test_targets_asked_for_come_before_the_funnels_own(small: dict[str, Any]) -> None:
    """The first target is the one the sentence is about."""
    own = {"targets": {"autumn": {"won": 4, "by": "2026-09-05"}}}
    outlook = run(small, document=own, targets="5 won by 2026-09-08")
    assert [(goal.name, goal.amount) for goal in outlook.goals] == [("", 5), ("autumn", 4)]
    assert [p["at_least"] for p in outlook.to_json()["probabilities"]] == [5, 4]


def test_changes_are_simulated_and_named(small: dict[str, Any]) -> None:
    """A what-if changes what comes, the target it names, and the hash."""
    own = {"targets": {"autumn": {"won": 4, "by": "2026-09-05"}}}
    changes = (
        Change.of("sources.web.leads", "0 per month"),
        Change.of("targets.autumn.won", 6),
    )
    plain = run(small, document=own)
    outlook = run(small, document=own, what_ifs=[WhatIf("no_leads", changes)])
    assert outlook.origins("autumn").set_index("part").loc["to_come", "won_mean"] == 0.0
    assert outlook.goals[0].amount == 6
    assert outlook.made_by.what_ifs == ("no_leads",)
    assert outlook.made_by.digest != plain.made_by.digest
    mapped = run(small, document=own, what_ifs=[{"sources.web.leads": "0 per month"}])
    assert mapped.total.equals(outlook.total)


def test_a_path_is_a_scenario_file(small: dict[str, Any], tmp_path: Path) -> None:
    """A text names a file, which the line to make it again names too."""
    path = tmp_path / "small.yaml"
    save(Funnel.model_validate(small), path)
    outlook = forecast(str(path), replications=3, engine="simpy", workers=1)
    assert outlook.total.equals(run(small).total)
    assert outlook.again == (
        f"simfunnel forecast {path} --seed 20260830 --replications 3 --engine simpy"
    )


def test_stays_are_kept_on_request(small: dict[str, Any]) -> None:
    """The stays of chosen futures come as a table."""
    outlook = run(small, stays_of=[1])
    assert set(outlook.stays(1)["replication"]) == {1}


def test_progress_is_told(small: dict[str, Any]) -> None:
    """A caller hears how many futures are finished."""
    heard: list[tuple[int, int]] = []
    run(small, progress=lambda done, asked: heard.append((done, asked)))
    assert heard[-1] == (3, 3)


def test_an_interrupted_run_gives_what_is_finished(small: dict[str, Any]) -> None:
    """Ctrl-C ends the run, not the work: the outlook is made from what had finished."""

    def interrupt(done: int, _asked: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    outlook = run(small, n=50, progress=interrupt)
    assert 3 <= outlook.runs.n < 50
    assert outlook.warnings[0] == (
        f"The run was stopped: {outlook.runs.n} of 50 futures are finished."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": -1}, "the seed is -1; give a whole number from 0 to 2^64 - 1."),
        (
            {"targets": "1M by 2026-08-01"},
            "a target by 2026-08-01 ends before the start on 2026-08-30; give a later day.",
        ),
        (
            {"targets": "1M by 2026-12-31 from 2025-01-01"},
            "a target counts from 2025-01-01, but nothing says what was won from then to "
            "2026-08-29; add 'booked_so_far: {since: 2025-01-01, won: ..., amount: ...}' under "
            "'today'.",
        ),
        (
            {"period": "moon"},
            "the period is 'moon'; write week, month, quarter. Did you mean 'month'?",
        ),
    ],
)
def test_refusals(small: dict[str, Any], options: dict[str, Any], message: str) -> None:
    """What cannot be settled is refused before anything is simulated."""
    with pytest.raises(FunnelError) as caught:
        run(small, **options)
    assert str(caught.value) == message


def test_only_funnels_calibrations_and_paths_are_forecast() -> None:
    """Anything else is refused by its type."""
    what: Any = {"funnel": "tiny"}
    with pytest.raises(FunnelError) as caught:
        forecast(what)
    assert str(caught.value) == (
        "cannot forecast a dict; give a Funnel, a Calibration or the path of a scenario file."
    )
