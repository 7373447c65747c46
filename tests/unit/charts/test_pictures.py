"""Packing a PNG anew changes its bytes, not its pixels."""

from __future__ import annotations

import struct
import zlib

from simfunnel.charts.pictures import packed_png


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG file."""
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


def test_pixels_stay() -> None:
    """All data chunks become one, smaller, with the same content and a right checksum."""
    raw = b"\x00" + b"\x07" * 999
    packed = zlib.compress(raw, 0)
    signature, head, tail = b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", b"head"), _chunk(b"IEND", b"")
    parts = _chunk(b"IDAT", packed[:500]) + _chunk(b"IDAT", packed[500:])
    made = packed_png(signature + head + parts + tail)
    data = made[len(signature) + len(head) : -len(tail)]
    assert made.startswith(signature + head)
    assert made.endswith(tail)
    assert zlib.decompress(data[8:-4]) == raw
    assert data[-4:] == struct.pack(">I", zlib.crc32(data[4:-4]))
    assert len(made) < 100


def test_what_would_not_shrink_stays() -> None:
    """A file that is packed already comes back as it was."""
    signature = b"\x89PNG\r\n\x1a\n"
    whole = signature + _chunk(b"IDAT", zlib.compress(b"\x00" * 100, 9)) + _chunk(b"IEND", b"")
    assert packed_png(whole) is whole
