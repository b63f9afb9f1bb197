"""The PDF of a paper: the Word file read back and set by Typst, so that both say the same."""

import io
import json
from pathlib import Path

import pypdfium2
import typst

from danvan.documents.reading import read_word
from danvan.kernel.pdf import opened_pdf

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
PDF_TYPE = "application/pdf"
PICTURE_SCALE = 1.4


def to_pdf(word: bytes) -> bytes:
    """Return a Word file as a tagged PDF.  The same file gives the same bytes.  Raises CannotReadPaper."""
    said = json.dumps(read_word(word), ensure_ascii=False)
    pdf: bytes = typst.compile(
        HERE / "paper.typ",
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"paper": said},
    )
    return pdf


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with opened_pdf(pdf) as paper:
        return len(paper)


def page_picture(pdf: bytes, number: int) -> bytes:
    """Return a page, counted from one, as a PNG: what is looked at before anything is signed."""
    with opened_pdf(pdf) as paper:
        return _png(paper[number - 1])


def _png(page: pypdfium2.PdfPage) -> bytes:
    kept = io.BytesIO()
    page.render(scale=PICTURE_SCALE).to_pil().convert("L").save(kept, "PNG", optimize=True)
    return kept.getvalue()
