"""From a funnel to theory beside simulation: what has a closed form, both sides, and why not."""

from __future__ import annotations

from pathlib import Path

from simfunnel.calibration import Calibration
from simfunnel.forecasting.closed_forms.beside import beside, long_run, occupancy_table
from simfunnel.forecasting.closed_forms.chain import chain_of
from simfunnel.forecasting.closed_forms.flow import flow_of
from simfunnel.forecasting.closed_forms.followed import compiled_fair, fill, follow
from simfunnel.forecasting.closed_forms.occupancy import occupancy_of
from simfunnel.forecasting.closed_forms.queues import queues_of, with_simulated
from simfunnel.forecasting.closed_forms.reasons import Reasons, made_plain, reasons_of
from simfunnel.forecasting.closed_forms.theory import Theory
from simfunnel.forecasting.inputs import given_of
from simfunnel.forecasting.settling import settle
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.resolve import resolve
from simfunnel.simulation.runner import check_engine, default_engine
from simfunnel.tables import OCCUPANCY, THEORY, empty_table

__all__ = ["theory"]

_REPLICATIONS = {"compiled": 400, "simpy": 20}
_LEADS = 250  # followed in each replication
_CHAIN, _OPEN = 8, 2  # places of quality to a standard deviation


def theory(
    what: Funnel | Calibration | str | Path,
    *,
    replications: int | None = None,
    seed: int | None = None,
    engine: str | None = None,
    plain: bool = False,
) -> Theory:
    """Return what is known of a funnel without simulating it, beside what the simulation says.

    Who is won, how many stays and days it takes: an absorbing chain with loops. How many leads are
    open, month by month from an empty start: a network of M/G/infinity stages. What has no closed
    form is named, with the reason. Where people work, `queues` tells for each team which form its
    queue has, M/M/c or Erlang-A, and what it says; or why none holds.

    Parameters
    ----------
    what : Funnel, Calibration, str or Path
        A text is the path of a scenario file.
    replications : int, optional
        Of the simulated side; in each 250 leads are followed to their end, and the funnel fills up
        once. 400 on the compiled engine, 20 on SimPy.
    seed : int, optional
        The day of the start as a number, 20260701, where left out.
    engine : {"compiled", "simpy"}, optional
        Compiled where Numba is installed.
    plain : bool
        Take out of the funnel, on both sides, what has no closed form: people, stale limits, events
        with a rate, steps beside, faster days; business days then count as days of the calendar.

    Returns
    -------
    Theory

    Raises
    ------
    FunnelError
        If the funnel cannot be used as it is, or would be too large.
    ScenarioError
        If a file cannot be read.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> known = theory(tiny(), engine="simpy", replications=4)
    >>> known.table[["what", "name", "exact"]].to_numpy().tolist()[:2]
    [['won', '', 0.25], ['outcome', 'lost.price', 0.75]]
    """
    given = given_of(what)
    chosen = default_engine() if engine is None else engine
    n = _REPLICATIONS.get(chosen, 1) if replications is None else replications
    check_engine(chosen, n)
    settled = settle(
        given, (), replications=n, seed=seed, engine=chosen, horizon=None, targets=None
    )

    funnel, taken = given.funnel, tuple[str, ...]()
    if plain:
        funnel, taken = made_plain(funnel)
    reasons = reasons_of(funnel)
    queues = with_simulated(
        queues_of(funnel), funnel, replications=n, seed=settled.seed, engine=settled.engine
    )
    made = (("seed", str(settled.seed)), ("replications", str(n)), ("", settled.engine))
    if reasons.who:
        nothing = empty_table(THEORY), empty_table(OCCUPANCY)
        return Theory(
            funnel, *nothing, None, reasons, taken, 0, made, plain, given.path, queues
        )  # fmt: skip
    return _both(funnel, reasons, taken, n, settled.seed, settled.engine, made, plain, given.path)


def _both(
    funnel: Funnel,
    reasons: Reasons,
    taken: tuple[str, ...],
    n: int,
    seed: int,
    engine: str,
    made: tuple[tuple[str, str], ...],
    plain: bool,
    path: str,
) -> Theory:
    """Return both sides of a funnel whose chain has a closed form."""
    resolved = resolve(funnel)
    compiled = compiled_fair(funnel, resolved)
    flow = flow_of(compiled, funnel, _CHAIN)
    chain = chain_of(flow, blocked=reasons.blocked)
    shares = dict(zip(flow.sources, flow.shares.tolist(), strict=True))
    seen = follow(funnel, resolved, shares, replications=n, leads=_LEADS, seed=seed, engine=engine)
    if reasons.when:
        table = beside(funnel, chain, seen)
        months, steady = empty_table(OCCUPANCY), None
    else:
        open_ = occupancy_of(flow_of(compiled, funnel, _OPEN))
        filled = fill(compiled, replications=n, seed=seed, engine=engine)
        table = beside(funnel, chain, seen, open_, filled)
        months, steady = occupancy_table(funnel, chain, open_, filled), long_run(funnel, chain)
    leads = seen.leads_of(None)
    return Theory(funnel, table, months, steady, reasons, taken, leads, made, plain, path)
