"""An address as a picture a phone reads."""

from functools import lru_cache
from io import BytesIO

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage


@lru_cache(maxsize=64)
def qr_svg(address: str) -> SafeString:
    """Return the drawing of an address of this platform; it never holds a code or a secret."""
    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, box_size=8, border=2).save(drawn)
    svg = drawn.getvalue().decode()
    return mark_safe(svg[svg.index("<svg") :])
