"""A link as a QR code (ISO/IEC 18004), with the quiet zone of four modules that the standard asks for."""

from __future__ import annotations

import io

import segno

QUIET_ZONE = 4
"""Modules without ink around the code."""

SCREEN, PAPER = "m", "q"
"""Error correction: 15 % of the code may be unreadable on a screen, 25 % on paper, which gets wet and torn."""


def png(address: str, scale: int = 10) -> bytes:
    """A PNG of black and white; ``scale`` is pixels a module (some 40 modules with the quiet zone)."""
    picture = io.BytesIO()
    segno.make_qr(address, error=SCREEN).save(picture, kind="png", scale=scale, border=QUIET_ZONE)
    return picture.getvalue()


def svg(address: str) -> bytes:
    """An SVG as large as what it is put into; for paper."""
    picture = io.BytesIO()
    segno.make_qr(address, error=PAPER).save(
        picture, kind="svg", border=QUIET_ZONE, light="#fff", omitsize=True, nl=False
    )
    return picture.getvalue()
