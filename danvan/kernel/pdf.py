"""Opening PDF files with PDFium, which two threads may not enter at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from pypdfium2 import PdfDocument

_ONE_AT_A_TIME = RLock()


@contextmanager
def opened_pdf(content: bytes) -> Iterator[PdfDocument]:
    """Open a PDF and keep every other thread of this process out of PDFium until it is closed.

    Raises pypdfium2.PdfiumError for what is no PDF, or asks for a password.
    """
    with _ONE_AT_A_TIME, PdfDocument(content) as document:
        yield document
