"""Keyed uniforms: every draw of the model is a pure function of names and numbers.

Philox4x32-10 [1]_ turns a counter of four 32-bit words under a key of two into four words that
pass every known test of randomness. simfunnel keeps no generator state at all: the key is the
replication's, the counter says whose draw it is (two words), which draw (*point*) and which time
round (*occasion*). One counter gives two uniforms. This module knows nothing of leads, seats or
stages but the spelling of their keys.

.. [1] J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
   SC'11, doi:10.1145/2063384.2063405.
"""

from __future__ import annotations

import hashlib
import unicodedata
import zlib

from simfunnel.compiled import njit
from simfunnel.errors import FunnelError
from simfunnel.variates.bits import word
from simfunnel.words import say

__all__ = [
    "key_of",
    "lead_key_open",
    "philox",
    "point",
    "replication_key",
    "replication_words",
    "uniforms",
]

_M0 = word(0xD2511F53)
_M1 = word(0xCD9E8D57)
_W0 = word(0x9E3779B9)
_W1 = word(0xBB67AE85)
_LOW = word(0xFFFF_FFFF)
_HALF = word(32)
_SPARE = word(12)
_STEP = 2.220446049250313e-16  # 2**-52


@njit
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Scramble a counter under a key: Philox4x32 with ten rounds.

    Parameters
    ----------
    c0, c1, c2, c3 : int
        The counter's words, each 0 to 2**32 - 1; `numpy.uint64` or plain integers.
    k0, k1 : int
        The key's words, likewise.

    Returns
    -------
    tuple of int
        Four words of 32 random bits.

    Examples
    --------
    The published answer for zeros:

    >>> [f"{int(w):08x}" for w in philox(0, 0, 0, 0, 0, 0)]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    c0, c1, c2, c3 = word(c0), word(c1), word(c2), word(c3)
    k0, k1 = word(k0), word(k1)
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0 = (p1 >> _HALF) ^ c1 ^ k0
        c1 = p1 & _LOW
        c2 = (p0 >> _HALF) ^ c3 ^ k1
        c3 = p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@njit
def uniforms(k0: int, k1: int, c0: int, c1: int, at: int, occasion: int) -> tuple[float, float]:
    """Return the two uniforms of one draw.

    Parameters
    ----------
    k0, k1 : int
        The replication's key (`replication_key`).
    c0, c1 : int
        Whose draw: the key of a lead, a seat, a source, the world.
    at : int
        Which draw: the `point`.
    occasion : int
        Which time round, 0 to 2**32 - 1.

    Returns
    -------
    tuple of float
        Two independent uniforms, odd multiples of 2**-53: never 0, never 1, and ``1 - u`` is
        exact.

    Examples
    --------
    >>> k0, k1 = replication_key(1, 0)
    >>> uniforms(k0, k1, *key_of("lead/inbound", 17), point("proposal/exit"), 0)
    (0.44391155542257243, 0.2686469047351717)
    """
    w0, w1, w2, w3 = philox(c0, c1, at, occasion, k0, k1)
    first = ((w1 << _HALF) | w0) >> _SPARE
    second = ((w3 << _HALF) | w2) >> _SPARE
    return (float(first) + 0.5) * _STEP, (float(second) + 0.5) * _STEP


@njit
def replication_words(seed_low: int, seed_high: int, replication: int) -> tuple[int, int]:
    """Return the key of one replication from the seed's two halves; for compiled callers.

    Parameters
    ----------
    seed_low, seed_high : int
        The seed's lower and upper 32 bits.
    replication : int
        0 to 2**32 - 1.

    Returns
    -------
    tuple of int
        As `replication_key`.

    Examples
    --------
    >>> replication_words(7, 0, 3) == replication_key(7, 3)
    True
    """
    zero = word(0)
    w0, w1, _, _ = philox(replication, zero, zero, zero, seed_low, seed_high)
    return w0, w1


def replication_key(seed: int, replication: int) -> tuple[int, int]:
    """Return the key of one replication: the first 64 bits of Philox, keyed by the seed.

    Parameters
    ----------
    seed : int
        0 to 2**64 - 1.
    replication : int
        0 to 2**32 - 1; the counter's first word, the others are 0.

    Returns
    -------
    tuple of int
        Low word, high word.

    Raises
    ------
    FunnelError
        If seed or replication lies outside its range.

    Examples
    --------
    >>> [f"{word:08x}" for word in replication_key(0, 0)]
    ['6627e8d5', 'e169c58d']
    """
    if not 0 <= seed < 1 << 64:
        raise FunnelError(
            say("The seed is {seed}; give a whole number from 0 to 2**64 - 1.", seed=seed)
        )
    if not 0 <= replication < 1 << 32:
        raise FunnelError(
            say(
                "The replication is {replication}; give a whole number from 0 to 2**32 - 1.",
                replication=replication,
            )
        )
    seed = int(seed)
    low, high = replication_words(seed & 0xFFFF_FFFF, seed >> 32, int(replication))
    return int(low), int(high)


def _composed(text: str) -> bytes:
    """Return the UTF-8 bytes of a name in Unicode's composed form (NFC)."""
    return unicodedata.normalize("NFC", text).encode("utf-8")


def point(text: str) -> int:
    r"""Return the number of a draw's name: CRC-32 of its UTF-8 NFC text.

    Parameters
    ----------
    text : str
        For instance ``"proposal/exit"``.

    Returns
    -------
    int
        0 to 2**32 - 1.

    Examples
    --------
    >>> point("proposal/exit")
    1304064442
    >>> point("caf\u00e9/exit") == point("cafe\u0301/exit")
    True
    """
    return zlib.crc32(_composed(text))


def key_of(text: str, index: int = 0) -> tuple[int, int]:
    """Return the key of a lead, seat, source or of the world, (c0, c1).

    Parameters
    ----------
    text : str
        ``"lead/" + source``, ``"lead/" + source + "/" + date``, ``"seat/" + team``,
        ``"source/" + name``, ``"world"`` or ``"doubt"``.
    index : int, default 0
        The lead's index or the seat's number.

    Returns
    -------
    tuple of int
        CRC-32 of the text, and the index.

    Examples
    --------
    >>> key_of("world")
    (980881731, 0)
    >>> key_of("lead/inbound", 17)
    (655294263, 17)
    """
    return point(text), index


def lead_key_open(lead_id: str) -> tuple[int, int]:
    """Return the key of a lead or customer that is there at the start, (c0, c1).

    Parameters
    ----------
    lead_id : str
        The lead's name in the CRM, as text.

    Returns
    -------
    tuple of int
        The two halves of the 64-bit BLAKE2b hash of ``"open/" + lead_id``, low word first.

    Examples
    --------
    >>> lead_key_open("D-1042")
    (2268014595, 3193970560)
    """
    digest = hashlib.blake2b(_composed("open/" + lead_id), digest_size=8).digest()
    number = int.from_bytes(digest, "little")
    return number & 0xFFFF_FFFF, number >> 32
