"""Papers from Word templates that staff can edit."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined

from danvan.kernel.errors import RuleError

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHIPPED = Path(__file__).parent / "templates_docx"


class CannotWritePaper(RuleError):
    """The Word template asks for something the paper does not have, or is no Word file."""

    code = "cannot_write_paper"
    message = "Mẫu Word %(name)s chưa dùng được: %(why)s"


def template_path(name: str) -> Path:
    """Return the province's own template of that name when there is one, otherwise the one we ship."""
    own: Path = settings.WORD_TEMPLATES / name
    return own if own.is_file() else SHIPPED / name


def write_word(name: str, fields: Mapping[str, Any]) -> bytes:
    """Return the paper made from a template and its fields.

    A field the paper does not have is refused by name, never printed as an
    empty place.  Raises CannotWritePaper.
    """
    path = template_path(name)
    try:
        paper = DocxTemplate(str(path))
        # Names of units hold "&" and quotes; the text of a Word file is XML.
        paper.render(dict(fields), Environment(undefined=StrictUndefined, autoescape=True), autoescape=True)
    except Exception as error:
        # Whatever is wrong with a file somebody edited: a broken archive, a misspelt field, an unclosed loop.
        if path.parent == SHIPPED:
            raise
        raise CannotWritePaper(params={"name": path.name, "why": str(error)}) from error
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()
