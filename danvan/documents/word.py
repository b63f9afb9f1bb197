"""Papers from Word templates that staff can edit."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.conf import settings
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from danvan.documents.layout import Sheet
from danvan.kernel.errors import RuleError

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# What a file somebody edited can be: no archive, no Word file, broken inside; a misspelt field, an unclosed loop; a
# field used as what it is not.
BROKEN = (BadZipFile, OpcError, SyntaxError, TemplateError, LookupError, ValueError, TypeError, ArithmeticError)


@dataclass(frozen=True)
class WordTemplate:
    """A paper with its fields, as we draw it; a file of the same name in DANVAN_WORD_TEMPLATES is used instead."""

    name: str
    draw: Callable[[], Sheet]

    def content(self) -> bytes:
        """Return the province's own template of that name when there is one, otherwise the one we ship."""
        return self.own_path.read_bytes() if self.is_own else _drawn(self)

    @property
    def is_own(self) -> bool:
        """Whether the province uses a template of its own."""
        return self.own_path.is_file()

    @property
    def own_path(self) -> Path:
        """Where the province's own would lie."""
        folder: Path = settings.WORD_TEMPLATES
        return folder / self.name


@lru_cache(maxsize=64)
def _drawn(template: WordTemplate) -> bytes:
    return template.draw().content()


class CannotWritePaper(RuleError):
    """The Word template asks for something the paper does not have, or is no Word file."""

    code = "cannot_write_paper"
    message = "Mẫu Word %(name)s chưa dùng được: %(why)s"


def write_word(template: WordTemplate, fields: Mapping[str, Any]) -> bytes:
    """Return the paper made from a template and its fields.

    A field the paper does not have is refused by name, never printed as an
    empty place.  Raises CannotWritePaper.
    """
    if not template.is_own:
        return _filled(template, fields)
    try:
        return _filled(template, fields)
    except BROKEN as error:
        raise CannotWritePaper(params={"name": template.name, "why": str(error)}) from error


def _filled(template: WordTemplate, fields: Mapping[str, Any]) -> bytes:
    paper = DocxTemplate(io.BytesIO(template.content()))
    # Names of units hold "&" and quotes; the text of a Word file is XML.  A template may show fields and nothing else.
    paper.render(dict(fields), SandboxedEnvironment(undefined=StrictUndefined, autoescape=True), autoescape=True)
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()
