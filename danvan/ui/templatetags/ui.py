"""How values look: dates, numbers, fractions, statuses, addresses that keep the rest of the view."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from danvan.kernel.text import format_date, format_number, format_percent
from danvan.ui import wording
from danvan.ui.pages import changed_query
from danvan.ui.statuses import STATUSES

register = template.Library()

register.filter("translated", wording.translated)
register.filter("in_words", wording.in_words)
register.filter("figure_in_words", wording.figure_in_words)
register.filter("in_vietnamese", wording.in_vietnamese)

SHAPES = {code: look.shape for code, look in STATUSES.items()}
WORDS = {code: look.word for code, look in STATUSES.items()}


@register.filter
def vn_date(value: date | None) -> str:
    """Return dd/mm/yyyy, a dash for nothing."""
    if value is None or value == "":
        return "–"
    return format_date(timezone.localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def vn_datetime(value: datetime | None) -> str:
    """Return hh:mm dd/mm/yyyy in local time, a dash for nothing."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return f"{local:%H:%M} {format_date(local.date())}"


@register.filter
def vn_number(value: Any) -> str:
    """Return a number with the separators of the page's language, a dash for nothing."""
    return "–" if value is None or value == "" else wording.marks_of_numbers(format_number(value))


@register.filter
def percent(share: Fraction | None) -> str:
    """Return an exact share as "5,4 %", a dash for nothing; prefer `fraction`, which shows what it is a share of."""
    return "–" if share is None else wording.marks_of_numbers(format_percent(share))


@register.filter
def words(text: str) -> list[str]:
    """Return the words of a text, for loops over a few fixed names."""
    return text.split()


@register.filter
def capfirst_vn(text: str) -> str:
    """Return the text with its first letter in capitals, the rest untouched."""
    return text[:1].upper() + text[1:]


@register.simple_tag
def fraction(numerator: int | None, denominator: int | None, boundary: Any = None) -> str:
    """Return "7/130" with its percentage; a percentage never stands without its fraction."""
    if numerator is None or not denominator:
        return "–"
    shown = format_percent(Fraction(numerator, denominator), not_reaching=boundary)
    return format_html(
        '<span class="frac">{}/{}</span> <span class="pct">{}</span>',
        format_number(numerator),
        format_number(denominator),
        shown,
    )


@register.simple_tag
def status(code: Any, word: str = "") -> SafeString:
    """Return a status as shape, word and colour together."""
    code = getattr(code, "value", code) or "no_data"
    said = wording.translated(word or WORDS.get(code, code))
    return format_html(
        '<span class="st {}"><span aria-hidden="true">{}</span>{}</span>',
        code,
        SHAPES.get(code, "•"),
        capfirst_vn(said),
    )


@register.simple_tag
def shape(code: Any) -> str:
    """Return only the shape of a status, for tiny cells whose word stands elsewhere."""
    return SHAPES.get(getattr(code, "value", code), "•")


@register.simple_tag
def word(code: Any) -> str:
    """Return only the word of a status."""
    return WORDS.get(getattr(code, "value", code), str(code))


@register.inclusion_tag("ui/_meter.html")
def meter(value: Any, provisional: Any, limit: Any, code: Any) -> Mapping[str, Any]:
    """Draw a share between 0 and 1 with its threshold; what is only provisional is hatched."""

    def place(share: Any) -> float | None:
        return None if share is None else round(max(0.0, min(1.0, float(share))) * 118, 1)

    return {
        "value": place(value) or 0,
        "provisional": place(provisional),
        "limit": place(limit),
        "code": getattr(code, "value", code),
    }


@register.inclusion_tag("ui/_bar.html")
def status_bar(counts: Mapping[str, int]) -> Mapping[str, Any]:
    """Draw how many of each status there are, as one bar."""
    total = sum(counts.values()) or 1
    parts, start = [], 0.0
    for code, number in counts.items():
        if number:
            width = 1000 * number / total
            parts.append({"code": code, "x": round(start, 1), "width": round(max(width - 2, 1), 1), "number": number})
            start += width
    said = ", ".join(f"{number} {WORDS.get(code, code)}" for code, number in counts.items() if number)
    return {"parts": parts, "said": said}


@register.inclusion_tag("ui/_dots.html")
def year_dots(trend: Sequence[tuple[int, Any]]) -> Mapping[str, Any]:
    """Draw one dot a year, with its word for those who cannot see it."""
    return {
        "dots": [
            {"year": year, "code": getattr(code, "value", code) or "no_data", "word": word(code or "no_data")}
            for year, code in trend
        ]
    }


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """Return the address's query with these parameters changed; an empty value takes one away."""
    return f"?{changed_query(context['request'], **changes)}"


@register.inclusion_tag("ui/_field.html")
def field(bound: Any) -> Mapping[str, Any]:
    """Draw one form field: label, example, error, input."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "")
    return {
        "field": bound,
        "is_tick": kind == "checkbox" and not hasattr(widget, "choices"),
        "is_group": kind in {"radio", "checkbox"} and hasattr(widget, "choices"),
    }
