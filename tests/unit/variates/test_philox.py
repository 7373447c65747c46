"""Keyed uniforms: published answers, keys, and what the draws look like."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from simfunnel.errors import FunnelError
from simfunnel.variates import (
    key_of,
    lead_key_open,
    philox,
    point,
    replication_key,
    replication_words,
    uniforms,
)

# Known answers published with Random123: counter, key, result.
ANSWERS = [
    ("0" * 8 * 4, "0" * 8 * 2, "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("f" * 8 * 4, "f" * 8 * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        "243f6a8885a308d313198a2e03707344",
        "a4093822299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


def words(text: str) -> list[int]:
    """Read words of eight hexadecimal digits."""
    return [int(text[start : start + 8], 16) for start in range(0, len(text), 8)]


@pytest.mark.parametrize(("counter", "key", "expected"), ANSWERS)
def test_published_answers(counter: str, key: str, expected: str) -> None:
    """Philox4x32-10 gives the words that its authors published."""
    got = philox(*words(counter), *words(key))

    assert " ".join(f"{int(word):08x}" for word in got) == expected


def test_machine_words_and_integers_are_alike() -> None:
    """A draw does not depend on the type of its arguments."""
    arguments = (0xFFFF_FFFF, 7, 0x8000_0000, 2, 0xDEAD_BEEF, 4096)

    assert uniforms(*(np.uint64(one) for one in arguments)) == uniforms(*arguments)


def test_two_uniforms_from_two_pairs_of_words() -> None:
    """The first uniform is made of w1:w0, the second of w3:w2, 52 bits each and a half."""
    w0, w1, w2, w3 = (int(word) for word in philox(3, 4, 5, 6, 1, 2))

    expected = tuple(
        ((high << 32 | low) // 4096 + 0.5) / 2**52 for low, high in ((w0, w1), (w2, w3))
    )

    assert uniforms(1, 2, 3, 4, 5, 6) == expected


def test_replication_key_is_the_first_pair_of_words() -> None:
    """The key of replication r under a seed is w0, w1 of counter (r, 0, 0, 0)."""
    seed = 0xFEDC_BA98_7654_3210
    w0, w1, _, _ = philox(9, 0, 0, 0, 0x7654_3210, 0xFEDC_BA98)

    assert replication_key(seed, 9) == (w0, w1)
    assert replication_words(0x7654_3210, 0xFEDC_BA98, 9) == (w0, w1)


def test_every_seed_of_64_bits_is_taken() -> None:
    """The largest seed works, as an integer of Python and of NumPy."""
    assert replication_key(2**64 - 1, 3) == replication_key(np.uint64(2**64 - 1), 3)
    assert replication_key(2**64 - 1, 3) != replication_key(2**63 - 1, 3)


@pytest.mark.parametrize(
    ("seed", "replication", "message"),
    [
        (-1, 0, "The seed is -1; give a whole number from 0 to 2**64 - 1."),
        (2**64, 0, f"The seed is {2**64}; give a whole number from 0 to 2**64 - 1."),
        (0, 2**32, f"The replication is {2**32}; give a whole number from 0 to 2**32 - 1."),
    ],
)
def test_numbers_out_of_range_are_refused(seed: int, replication: int, message: str) -> None:
    """A seed or replication that would be cut is refused."""
    with pytest.raises(FunnelError) as caught:
        replication_key(seed, replication)

    assert str(caught.value) == message


def test_points_are_crc_of_composed_text() -> None:
    """A name counts as the same however its accents are encoded."""
    assert point("stage/exit") == zlib.crc32(b"stage/exit")
    assert point("cafe\u0301/exit") == point("caf\u00e9/exit") == zlib.crc32(b"caf\xc3\xa9/exit")


def test_keys() -> None:
    """A key is the CRC of the text and the index; opening leads use the 64 bits of a hash."""
    assert key_of("seat/sdr", 3) == (zlib.crc32(b"seat/sdr"), 3)
    assert lead_key_open("D-1042") == (2268014595, 3193970560)
    assert all(0 <= half < 2**32 for half in lead_key_open("\u00e9" * 100))


def test_draws_are_uniform_and_independent() -> None:
    """Over 20,000 draws: means, variances, 16 x 16 cells and serial correlation are as they ought.

    Bounds are 4.9 standard errors; the chi-square's is mean + 4.9 SD.
    """
    k0, k1 = replication_key(20240229, 0)
    n = 20_000
    draws = np.array([uniforms(k0, k1, 11, lead, 12, 0) for lead in range(n)])

    for column in (draws[:, 0], draws[:, 1]):
        assert abs(column.mean() - 0.5) < 4.9 * np.sqrt(1 / 12 / n)
        assert abs(column.var() - 1 / 12) < 4.9 * np.sqrt(1 / 180 / n)
        serial = np.corrcoef(column[1:], column[:-1])[0, 1]
        assert abs(serial) < 4.9 / np.sqrt(n)
    cells, _, _ = np.histogram2d(draws[:, 0], draws[:, 1], bins=16, range=((0, 1), (0, 1)))
    chi_square = ((cells - n / 256) ** 2 / (n / 256)).sum()
    assert abs(chi_square - 255) < 4.9 * np.sqrt(2 * 255)


def test_neighbours_in_any_word_share_nothing() -> None:
    """Changing one word of counter or key by one gives an unrelated draw."""
    base = (1, 2, 3, 4, 5, 6)
    seen = {uniforms(*base)}
    for place in range(6):
        seen.add(uniforms(*(word + (index == place) for index, word in enumerate(base))))

    assert len(seen) == 7
