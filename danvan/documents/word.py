"""Papers from Word templates that staff can edit."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined

from danvan.documents.layout import Sheet
from danvan.kernel.errors import RuleError

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class WordTemplate:
    """A paper with its fields, as we draw it; a file of the same name in DANVAN_WORD_TEMPLATES is used instead."""

    name: str
    draw: Callable[[], Sheet]

    def shipped(self) -> bytes:
        """Return the template as we ship it."""
        return _drawn(self)

    def content(self) -> bytes:
        """Return the province's own template of that name when there is one, otherwise the one we ship."""
        return self.own_path.read_bytes() if self.is_own else self.shipped()

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
    try:
        paper = DocxTemplate(io.BytesIO(template.content()))
        # Names of units hold "&" and quotes; the text of a Word file is XML.
        paper.render(dict(fields), Environment(undefined=StrictUndefined, autoescape=True), autoescape=True)
    except Exception as error:
        # Whatever is wrong with a file somebody edited: a broken archive, a misspelt field, an unclosed loop.
        if not template.is_own:
            raise
        raise CannotWritePaper(params={"name": template.name, "why": str(error)}) from error
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()
