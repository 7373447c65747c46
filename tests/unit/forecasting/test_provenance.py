"""How an outlook was made, and the line that makes it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from simfunnel.forecasting.outlook import Outlook
from simfunnel.forecasting.provenance import Asked, again_line

Make = Callable[..., Outlook]
EVERYTHING = Asked(
    what_ifs=("faster.yaml", "my what if.yaml"),
    replications=50,
    engine="simpy",
    horizon="13 weeks",
    period="week",
    targets=("1M by 2026-09-30",),
)


def test_the_hash_is_the_funnels(made: Make) -> None:
    """Name and hash are those of the funnel as it was given; seed and engine those of the run."""
    outlook = made(3, [])
    by = outlook.made_by
    assert (by.scenario, by.digest) == ("small", outlook.futures.given.funnel.digest())
    assert (by.seed, by.replications, by.asked, by.engine) == (7, 3, 3, "simpy")
    assert {"simfunnel", "python", "numpy", "simpy"} <= set(by.versions)


def test_the_last_line_of_a_card(made: Make) -> None:
    """Scenario, seed, futures, engine, version, seconds."""
    by = made(3, []).made_by
    version = by.versions["simfunnel"]
    assert str(by) == (
        f"scenario {by.digest} · seed 7 · 3 futures · simpy · simfunnel {version} · 0.5 s"
    )


def test_a_file_is_forecast_again_by_a_command(made: Make) -> None:
    """Options that were given are repeated, quoted for a shell; the seed always is."""
    futures = made(3, []).futures
    filed = replace(futures, given=replace(futures.given, path="scenarios/small.yaml"))
    assert again_line(filed, Asked()) == "simfunnel forecast scenarios/small.yaml --seed 7"
    assert again_line(filed, EVERYTHING) == (
        "simfunnel forecast scenarios/small.yaml --with faster.yaml --with 'my what if.yaml' "
        "--seed 7 --replications 50 --engine simpy --horizon '13 weeks' --period week "
        "--target '1M by 2026-09-30'"
    )


def test_what_is_no_file_is_forecast_again_by_a_call(made: Make) -> None:
    """A funnel in memory has no path: the line is the call."""
    futures = made(3, []).futures
    assert again_line(futures, Asked()) == "simfunnel.forecast(funnel, seed=7)"
    assert again_line(futures, replace(EVERYTHING, what_ifs=(None,))) == (
        "simfunnel.forecast(funnel, what_ifs=what_ifs, seed=7, replications=50, engine='simpy', "
        "horizon='13 weeks', period='week', targets=['1M by 2026-09-30'])"
    )
