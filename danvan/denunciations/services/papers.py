"""Files as they come, and as the team may see them: pictures only, with nothing hidden in them.

Nothing here touches a disk: what comes is held in memory, sealed, and
forgotten.
"""

import io
import math
from collections.abc import Sequence
from typing import Any

import pypdfium2
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from danvan.denunciations.services.sealing import Sheet
from danvan.files.rules.names import clean_name
from danvan.files.services import require_document
from danvan.kernel.errors import RuleError

MOST_PAPERS, MOST_BYTES, MOST_PAGES, MOST_PIXELS = 10, 50 * 1024**2, 60, 25_000_000
DOTS_PER_INCH, POINTS_PER_INCH = 150, 72
QUALITY = 80


class TooManySheets(RuleError):
    """More files than a denunciation may bring at once."""

    code = "too_many_sheets"
    message = _("Mỗi lần gửi được nhiều nhất 10 tệp, tổng cộng không quá 50 MB.")


class CannotStrip(RuleError):
    """The file cannot be turned into pictures."""

    code = "cannot_strip"
    message = _(
        "Tệp “%(name)s” không dựng lại thành ảnh được. Đề nghị in ra, che phần để lộ người tố cáo rồi quét lại."
    )


def sheets_of(uploads: "Sequence[UploadedFile[bytes]]") -> list[Sheet]:
    """Return uploads as sheets, checked by content.  Raises CannotStoreFile, TooManySheets."""
    if len(uploads) > MOST_PAPERS or sum(upload.size or 0 for upload in uploads) > MOST_BYTES:
        raise TooManySheets
    return [_sheet(upload) for upload in uploads]


def _sheet(upload: "UploadedFile[bytes]") -> Sheet:
    content_type = require_document(upload)
    return Sheet(clean_name(upload.name or "", content_type), content_type, upload.read())


def stripped(sheet: Sheet) -> Sheet:
    """Return a file as pictures of its pages: no metadata, no hidden text, no layers.  Raises CannotStrip.

    What can be seen stays visible: blackening a name is the work of whoever makes the extract.
    """
    stem = sheet.name.rsplit(".", 1)[0]
    try:
        if sheet.content_type == "application/pdf":
            return Sheet(f"{stem}.pdf", "application/pdf", _pages_as_pictures(sheet.content))
        if sheet.content_type in ("image/jpeg", "image/png"):
            return Sheet(f"{stem}.jpg", "image/jpeg", _as_jpeg(_upright(Image.open(io.BytesIO(sheet.content)))))
    except (OSError, ValueError, Image.DecompressionBombError, pypdfium2.PdfiumError) as error:
        raise CannotStrip(params={"name": sheet.name}) from error
    raise CannotStrip(params={"name": sheet.name})


def _pages_as_pictures(content: bytes) -> bytes:
    document: Any = pypdfium2.PdfDocument(content)
    try:
        if len(document) > MOST_PAGES:
            raise ValueError(len(document))
        pages = [page.render(scale=_scale(*page.get_size())).to_pil().convert("RGB") for page in document]
    finally:
        document.close()
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS_PER_INCH, quality=QUALITY)
    return made.getvalue()


def _scale(width: float, height: float) -> float:
    """Return how large a page is drawn: as a scanner would, or as large as memory bears."""
    return min(DOTS_PER_INCH / POINTS_PER_INCH, math.sqrt(MOST_PIXELS / max(width * height, 1)))


def _upright(picture: Image.Image) -> Image.Image:
    if picture.width * picture.height > MOST_PIXELS * 2:
        raise ValueError(picture.size)
    turned = ImageOps.exif_transpose(picture)
    fresh = Image.new("RGB", turned.size, "white")
    fresh.paste(turned.convert("RGB"))
    return fresh


def _as_jpeg(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()
