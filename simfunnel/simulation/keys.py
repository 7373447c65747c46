"""The words of the key by which each lead draws, found again from its stream and number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.funnel import layout as at
from simfunnel.funnel.layout import Plan

__all__ = ["lead_keys", "referred_stream"]


def referred_stream(plan: Plan) -> int:
    """Return the stream of the leads that customers bring: the one after sources and batches."""
    return int(plan.sources.shape[0] + plan.batches.shape[0])


def lead_keys(
    plan: Plan,
    stream: NDArray[np.int64],
    index: NDArray[np.int64],
    referred: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the two words of each lead's key (model 10.4).

    Parameters
    ----------
    plan : Plan
    stream, index : ndarray of int64, shape (n,)
        As stays name them.
    referred : ndarray of int64, shape (n_referred, 2)
        Of the leads that customers have brought in this future.

    Returns
    -------
    ndarray of int64, shape (n, 2)

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> none = np.zeros((0, 2), dtype=np.int64)
    >>> lead_keys(compile_funnel(tiny()).plan, np.array([0]), np.array([7]), none)[0, 1]
    np.int64(7)
    """
    words = np.concatenate([plan.sources[:, at.R_KEY], plan.batches[:, at.T_KEY], [0]])
    keys = np.column_stack([words[np.maximum(stream, 0)], index])
    own = stream == -1
    keys[own, 0] = plan.leads[index[own], at.O_KEY_LOW]
    keys[own, 1] = plan.leads[index[own], at.O_KEY_HIGH]
    brought = stream == referred_stream(plan)
    keys[brought] = referred[index[brought]]
    return keys
