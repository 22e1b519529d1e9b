"""Files to send: a photo, without a library that makes them."""

import math
import struct
import zlib


def picture(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A PNG with a soft wave in it."""
    rows = b"".join(
        b"\0" + b"".join(
            bytes(int(c * (0.6 + 0.4 * math.sin(x / 30 + y / 50) ** 2)) for c in colour) for x in range(width)
        )
        for y in range(height)
    )  # fmt: skip

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
