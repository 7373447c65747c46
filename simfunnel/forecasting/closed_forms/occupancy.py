"""How many leads are open at each midnight, from an empty start: a network of M/G/infinity stages.

Leads do not wait for each other, so those who entered a stage in a moment leave it as the law of
its dwell says, whoever else is there. With the expected entries of a stage in hand, those that
follow are their convolution with the dwell, and the open leads that with its survival (Eick, Massey
and Whitt 1993, doi:10.1287/mnsc.39.2.241). Open leads of Poisson arrivals are Poisson.

Time is cut into cells of a fraction of a day; within a cell entries are taken as even, which those
of sources are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simfunnel.forecasting.closed_forms.flow import Branch, Flow
from simfunnel.variates import SLOT
from simfunnel.variates.dispatch import quantile, survival

__all__ = ["Occupancy", "occupancy_of"]

Floats = NDArray[np.float64]
Kernel = tuple[Branch, NDArray[np.int64], Floats]
"""A way to another stage, the kinds of one dwell ratio, and the chance to leave in each cell."""
_DAY = 86_400
_MOST_CELLS = 500
_BLOCK = 32  # cells whose past is added by one product of matrices
_FINE = 16  # steps in a cell with which a dwell is integrated


@dataclass(frozen=True, eq=False)
class Occupancy:
    """Expected open leads.

    Parameters
    ----------
    mean : ndarray of float64, shape (n_days + 1, n_stages)
        At each midnight, that of the start first.
    is_poisson : bool
        Whether counts are Poisson, so that their variance is their mean.
    """

    mean: Floats
    is_poisson: bool


def occupancy_of(flow: Flow) -> Occupancy:
    """Return the expected open leads of each stage at each midnight of the horizon.

    Parameters
    ----------
    flow : Flow

    Examples
    --------
    >>> from simfunnel.forecasting.closed_forms.flow import flow_of
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> open_ = occupancy_of(flow_of(compile_funnel(tiny()), tiny(), 8))
    >>> open_.mean.shape, round(float(open_.mean[-1, 0]), 1), open_.is_poisson
    ((123, 1), 14.2, True)
    """
    plan = flow.compiled.plan
    days = plan.end // _DAY
    cells = max(1, min(4, _MOST_CELLS // days))
    total = np.zeros((days * cells + 1, len(flow.stages)))
    laws = _Laws(flow, days * cells, cells)
    for even in (True, False):
        outside = _even(flow, cells) if even else _at_once(flow, cells)
        if outside.any():
            total += _open(flow, laws, outside, even=even)
    return Occupancy(total[::cells], is_poisson=not bool(plan.batches.size))


def _even(flow: Flow, cells: int) -> Floats:
    """Return the leads that sources bring in each cell, shape (n_kinds, n_cells)."""
    plan, kinds = flow.compiled.plan, flow.kinds
    each = np.repeat(plan.intensity, cells, axis=1) / cells
    brought: Floats = each[kinds.source] * kinds.weight[:, None]
    return brought


def _at_once(flow: Flow, cells: int) -> Floats:
    """Return the leads that batches bring at the beginning of each cell."""
    plan, kinds = flow.compiled.plan, flow.kinds
    brought = np.zeros((kinds.weight.size, plan.end // _DAY * cells))
    for source, _, second, leads in plan.batches:
        here = np.where(kinds.source == source, kinds.weight, 0.0)
        brought[:, int(second) // _DAY * cells] += here * float(leads)
    return brought


class _Laws:
    """The laws of all dwells on the cells: who has left so many cells after entering."""

    def __init__(self, flow: Flow, cells: int, a_day: int) -> None:
        self.flow, self.cells, self.width = flow, cells, _DAY / a_day
        self.grid: dict[bytes, tuple[Floats, Floats]] = {}  # exits of a stage share their dwell

    def left(self, branch: Branch, ratio: float, *, even: bool) -> Floats:
        """Return the chance to have left by the end of the k-th cell, entry in cell 0.

        Parameters
        ----------
        branch : Branch
        ratio : float
            What stretches the dwell.
        even : bool
            Whether entries are spread over cell 0, or come at its beginning.
        """
        ends = np.arange(1.0, self.cells + 1.0) * (self.width / ratio)
        if even:
            whole = self._integral(branch.slot, ends) * ratio
            return np.diff(whole, prepend=0.0) / self.width
        return 1.0 - self._survives(branch.slot, ends)

    def _survives(self, slot: int, seconds: Floats) -> Floats:
        """Return the survival of a dwell at some ages."""
        numbers = self.flow.compiled.plan.numbers
        return np.array([survival(numbers, slot, float(x)) for x in seconds])

    def _integral(self, slot: int, seconds: Floats) -> Floats:
        """Return the integral from 0 of the chance to have left."""
        numbers = self.flow.compiled.plan.numbers
        least, most = (float(quantile(numbers, slot, u)) for u in (1e-12, 1.0 - 1e-12))
        if least == most:  # a constant
            return np.maximum(seconds - least, 0.0)
        longest = float(seconds[-1])
        key = numbers[slot : slot + SLOT].tobytes()
        if key not in self.grid or self.grid[key][0][-1] < longest:
            nodes = np.linspace(0.0, longest, self.cells * _FINE + 1)
            left = 1.0 - self._survives(slot, nodes)
            steps = np.diff(nodes) * (left[1:] + left[:-1]) / 2.0
            self.grid[key] = nodes, np.concatenate([[0.0], np.cumsum(steps)])
        nodes, whole = self.grid[key]
        return np.interp(seconds, nodes, whole)


def _open(flow: Flow, laws: _Laws, outside: Floats, *, even: bool) -> Floats:
    """Return the expected open leads at the end of each cell, and at the start.

    Leads that come from outside may come at once; what follows from them is spread over cells.
    """
    n_kinds, n_cells = outside.shape
    n = len(flow.stages)
    entries = np.zeros((n_kinds, n, n_cells))
    rows = np.arange(n_kinds)
    open_ = np.zeros((n_cells + 1, n))
    if even:
        entries[rows, flow.enters] = outside
    else:
        open_[1:] += _first_stays(flow, laws, outside, entries)
    _follow(flow, laws, entries)
    open_[1:] += _still_there(flow, laws, entries, even=True)
    return open_


def _groups(flow: Flow, s: int) -> list[tuple[float, NDArray[np.int64]]]:
    """Return the kinds that share a dwell ratio in a stage."""
    ratios, which = np.unique(flow.ratio[:, s], return_inverse=True)
    return [(float(ratio), np.flatnonzero(which == k)) for k, ratio in enumerate(ratios)]


def _first_stays(flow: Flow, laws: _Laws, outside: Floats, entries: Floats) -> Floats:
    """Return who of those who come at once is still in the first stage; hand on who is not."""
    n_kinds, n_cells = outside.shape
    first = np.zeros((n_kinds, len(flow.stages), n_cells))
    first[np.arange(n_kinds), flow.enters] = outside
    for branch in flow.branches:
        if branch.target < 0:
            continue
        for ratio, kinds in _groups(flow, branch.stage):
            leaving = np.diff(laws.left(branch, ratio, even=False), prepend=0.0)
            came = first[kinds, branch.stage] * branch.chance[kinds, None]
            for cell in np.flatnonzero(came.any(axis=0)):
                later = leaving[: n_cells - cell]
                entries[kinds, branch.target, cell:] += came[:, cell, None] * later
    return _still_there(flow, laws, first, even=False)


def _follow(flow: Flow, laws: _Laws, entries: Floats) -> None:
    """Let every entry hand on: cell by cell, those of one cell among themselves at once."""
    n_kinds, n, n_cells = entries.shape
    inner = [branch for branch in flow.branches if branch.target >= 0]
    if not inner:
        return
    kernels = [
        (branch, kinds, np.diff(laws.left(branch, ratio, even=True), prepend=0.0))
        for branch in inner
        for ratio, kinds in _groups(flow, branch.stage)
    ]
    within = np.tile(np.eye(n), (n_kinds, 1, 1))
    for branch, kinds, leaving in kernels:
        within[kinds, branch.target, branch.stage] -= branch.chance[kinds] * leaving[0]
    at_once = np.linalg.inv(within)
    for first in range(0, n_cells, _BLOCK):
        cells = np.arange(first, min(first + _BLOCK, n_cells))
        _from_before(entries, kernels, cells)
        for k in cells:
            for branch, kinds, leaving in kernels if k > first else ():
                earlier = entries[kinds, branch.stage, first:k] @ leaving[k - first : 0 : -1]
                entries[kinds, branch.target, k] += branch.chance[kinds] * earlier
            entries[:, :, k] = np.einsum("kts,ks->kt", at_once, entries[:, :, k])


def _from_before(entries: Floats, kernels: Sequence[Kernel], cells: NDArray[np.int64]) -> None:
    """Add to some cells what the entries of all cells before them hand on."""
    first = int(cells[0])
    if not first:
        return
    lags = cells[None, :] - np.arange(first)[:, None]
    for branch, kinds, leaving in kernels:
        earlier = entries[kinds, branch.stage, :first] @ leaving[lags]
        added = branch.chance[kinds, None] * earlier
        entries[kinds, branch.target, first : first + cells.size] += added


def _still_there(flow: Flow, laws: _Laws, entries: Floats, *, even: bool) -> Floats:
    """Return the expected open leads at the end of each cell, shape (n_cells, n_stages)."""
    n_cells = entries.shape[2]
    came = np.cumsum(entries.sum(axis=0), axis=1).T
    gone = np.zeros_like(came)
    for branch in flow.branches:
        for ratio, kinds in _groups(flow, branch.stage):
            left = laws.left(branch, ratio, even=even)
            sent = branch.chance[kinds] @ entries[kinds, branch.stage]
            gone[:, branch.stage] += np.convolve(sent, left)[:n_cells]
    still: Floats = came - gone
    return still
