"""Saying in the language of the page what was born as a Vietnamese word or sentence.

Rules, choices and refusals are plain Python and speak Vietnamese.  A page in
another language looks their words up in the catalogue, and marks as Vietnamese
what stands in none: names, and what a case officer wrote.  What is recorded is
always recorded in Vietnamese, whatever the page speaks.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from danvan.kernel.errors import RuleError

_NUMBER = re.compile(r"\d[\d.,]*")
_ENGLISH_MARKS = str.maketrans(",.", ".,")


def is_foreign() -> bool:
    """Whether the page speaks another language than the records."""
    return translation.get_language() != settings.LANGUAGE_CODE


def in_record_language() -> AbstractContextManager[None]:
    """Speak the language of the records inside the block, whatever the page speaks."""
    return translation.override(settings.LANGUAGE_CODE)


def translated(text: object) -> str:
    """Return a text as the catalogue says it; unchanged when it stands in none."""
    said = str(text)
    # What stands under the empty text is the head of the catalogue.
    return gettext(said) if said else ""


def in_vietnamese(text: object) -> str:
    """Return a text that stays Vietnamese, marked so on a page in another language."""
    said = str(text)
    return format_html('<span lang="vi">{}</span>', said) if said and is_foreign() else said


def in_words(text: object) -> str:
    """Return a text as the catalogue says it, else marked as Vietnamese."""
    said = translated(text)
    return in_vietnamese(text) if said == str(text) and any(char.isalpha() for char in said) else said


def figure_in_words(printed: object) -> str:
    """Return a printed figure as the page writes it: "44,8 %" as "44.8%", "hạng 15" as "rank 15"."""
    text = str(printed)
    if not any(char.isalpha() for char in text):
        return marks_of_numbers(text)
    number = _NUMBER.search(text)
    if number is None:
        return in_words(text)
    template = f"{text[: number.start()]}%(number)s{text[number.end() :]}"
    said = translated(template)
    return in_vietnamese(text) if said == template else said % {"number": marks_of_numbers(number[0])}


def sentence(template: str, params: Mapping[str, object]) -> SafeString:
    """Return a sentence of the rules with its parts, each as the catalogue says it, as HTML."""
    said = {name: conditional_escape(in_words(value)) if isinstance(value, str) else value
            for name, value in params.items()}  # fmt: skip
    return mark_safe(conditional_escape(translated(template)) % said)


def refusal_in_words(refusal: RuleError) -> str:
    """Return why something was refused, sentence and parts as the catalogue says them."""
    said = {name: translated(value) if isinstance(value, str) else value for name, value in refusal.params.items()}
    message = translated(refusal.message)
    return message % said if said else message


def choices_in_words(
    choices: Iterable[tuple[Any, Any]], *, capitals: bool = False
) -> Callable[[], list[tuple[Any, str]]]:
    """Return choices of a form that are said anew for each page."""
    kept = list(choices)

    def said() -> list[tuple[Any, str]]:
        words = [(code, translated(label)) for code, label in kept]
        return [(code, word[:1].upper() + word[1:]) for code, word in words] if capitals else words

    return said


def marks_of_numbers(printed: str) -> str:
    """Return a number printed with Vietnamese separators as the language of the page writes it."""
    return printed.translate(_ENGLISH_MARKS).replace(" %", "%") if is_foreign() else printed
