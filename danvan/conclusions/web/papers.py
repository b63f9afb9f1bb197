"""A paper as a file to take away, or why it cannot be written."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from danvan.documents.pdf import PDF_TYPE, to_pdf
from danvan.documents.reading import CannotReadPaper
from danvan.documents.word import WORD_TYPE, CannotWritePaper, WordTemplate, write_word
from danvan.files.sending import send_content

TYPES = {"docx": WORD_TYPE, "pdf": PDF_TYPE}


def paper_response(
    request: HttpRequest, template: WordTemplate, fields: Mapping[str, Any], *, name: str, form: str, back: str
) -> HttpResponse:
    """Return a paper as Word or PDF; where that fails, go back and say why."""
    try:
        content = write_word(template, fields)
        content = to_pdf(content) if form == "pdf" else content
    except (CannotWritePaper, CannotReadPaper) as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return send_content(request, content, f"{name}.{form}", TYPES[form])
