"""Files as they come, and as the team may see them: pictures only, with nothing hidden in them.

Nothing here touches a disk: what comes is held in memory, sealed, and
forgotten.
"""

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pypdfium2
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageDraw, ImageOps

from danvan.denunciations.rules.masks import Box
from danvan.denunciations.services.sealing import Sheet
from danvan.files.rules.names import clean_name
from danvan.files.services import require_document
from danvan.kernel.errors import RuleError
from danvan.kernel.pdf import opened_pdf

MOST_PAPERS, MOST_BYTES, MOST_PAGES, MOST_PIXELS = 10, 50 * 1024**2, 60, 25_000_000
DOTS_PER_INCH, POINTS_PER_INCH = 150, 72
QUALITY, MOST_SHOWN = 80, 1_800
PDF = "application/pdf"


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

    What can be seen stays visible: for papers of the office itself.  What the
    denouncer sent goes to the team by way of `masked`.
    """
    stem = sheet.name.rsplit(".", 1)[0]
    return masked(sheet, dict.fromkeys(range(1, page_count(sheet) + 1), ()), stem)


def masked(sheet: Sheet, pages: Mapping[int, Sequence[Box]], name: str) -> Sheet:
    """Return the pages asked for as pictures, each with its boxes burnt into the pixels.  Raises CannotStrip."""
    with _openable(sheet):
        drawn = [_burnt(picture, pages[number]) for number, picture in _pictures(sheet, sorted(pages))]
        made = io.BytesIO()
        if sheet.content_type == PDF:
            drawn[0].save(
                made, "PDF", save_all=True, append_images=drawn[1:], resolution=DOTS_PER_INCH, quality=QUALITY
            )
            return Sheet(f"{name}.pdf", PDF, made.getvalue())
        return Sheet(f"{name}.jpg", "image/jpeg", _as_jpeg(drawn[0]))


def page_count(sheet: Sheet) -> int:
    """Return how many pages a file has; a picture is one.  Raises CannotStrip."""
    with _openable(sheet):
        if sheet.content_type != PDF:
            _looked_at(sheet)
            return 1
        with opened_pdf(sheet.content) as document:
            count = len(document)
        if not 1 <= count <= MOST_PAGES:
            raise ValueError(count)
        return count


def page_to_look_at(sheet: Sheet, number: int, boxes: Sequence[Box]) -> tuple[bytes, bytes, int, int]:
    """Return a page as it is, and with its boxes burnt in, as JPEGs for a screen, with their width and height.

    Raises CannotStrip.
    """
    with _openable(sheet):
        for _number, picture in _pictures(sheet, [number]):
            before = picture.copy()
            # Burnt in at full size, as it goes out.
            after = _burnt(picture, boxes)
            for shown in (before, after):
                shown.thumbnail((MOST_SHOWN, MOST_SHOWN))
            return _as_jpeg(before), _as_jpeg(after), before.width, before.height
        raise ValueError(number)


@contextmanager
def _openable(sheet: Sheet) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, Image.DecompressionBombError, pypdfium2.PdfiumError) as error:
        raise CannotStrip(params={"name": sheet.name}) from error


def _pictures(sheet: Sheet, numbers: Sequence[int]) -> Iterator[tuple[int, Image.Image]]:
    """Draw pages, counted from one, as they are seen."""
    if sheet.content_type != PDF:
        yield 1, _upright(_looked_at(sheet))
        return
    with opened_pdf(sheet.content) as document:
        for number in numbers:
            page = document[number - 1]
            yield number, page.render(scale=_scale(*page.get_size())).to_pil().convert("RGB")


def _looked_at(sheet: Sheet) -> Image.Image:
    if sheet.content_type not in ("image/jpeg", "image/png"):
        raise ValueError(sheet.content_type)
    return Image.open(io.BytesIO(sheet.content))


def _burnt(picture: Image.Image, boxes: Sequence[Box]) -> Image.Image:
    """Paint boxes black in a picture that has not been pressed into JPEG yet, so that no trace rings around them."""
    brush = ImageDraw.Draw(picture)
    for box in boxes:
        brush.rectangle(box.in_pixels(picture.width, picture.height), fill="black")
    return picture


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
