"""The QR code of a short link."""

from __future__ import annotations

import io

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage

_QUIET_ZONE = 4  # modules, as the standard asks
_MIN_PIXELS = 600


def qr_png(link: str) -> bytes:
    """A PNG of at least 600 pixels, whole pixels per module, level M; takes milliseconds: use a thread."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_ZONE, image_factory=PilImage)
    code.add_data(link)
    code.make(fit=True)
    code.box_size = -(-_MIN_PIXELS // (code.modules_count + 2 * _QUIET_ZONE))
    made = io.BytesIO()
    code.make_image().save(made, "PNG")
    return made.getvalue()
