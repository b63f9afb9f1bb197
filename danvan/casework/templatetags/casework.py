"""How the state of a case and its days are said."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from danvan.casework.choices import NOT_OWED
from danvan.kernel.text import format_date, weekday_name

register = template.Library()

SOON_DAYS = 7
# Which of the marks of the platform a state wears; the rest are on their way.
_MARKS = {
    "received": "draft",
    "suspended": "rejected",
    "not_accepted": "superseded",
    "not_handled": "superseded",
    "stopped": "superseded",
    "withdrawn": "superseded",
    "in_force": "verified",
    "executed": "verified",
    "answered": "verified",
    "concluded": "verified",
    "closed": "verified",
    "archived": "superseded",
    "disposed": "superseded",
}


def state_mark(state: str, label: object) -> SafeString:
    """Return a state as a mark."""
    return format_html('<span class="st {}">{}</span>', _MARKS.get(state, "submitted"), label)


@register.simple_tag
def due_day(due_on: date | None, today: date, stage: str = "") -> SafeString | str:
    """Return a due day with what is left of it."""
    if due_on is None:
        return "–"
    return format_html("{} {}", format_date(due_on), due_left((due_on - today).days, stage))


@register.simple_tag
def due_left(days: int | None, stage: str = "") -> SafeString | str:
    """Return how many days are left, or by how many it is late; what nobody owes is never late."""
    if days is None:
        return ""
    if days < 0:
        if stage in NOT_OWED:
            return format_html('<span class="st superseded">{}</span>', gettext("đã qua"))
        late = ngettext("quá %(days)s ngày", "quá %(days)s ngày", -days) % {"days": -days}
        return format_html('<span class="st rejected">{}</span>', late)
    left = ngettext("còn %(days)s ngày", "còn %(days)s ngày", days) % {"days": days}
    word = gettext("hôm nay") if days == 0 else left
    return format_html('<span class="st {}">{}</span>', "submitted" if days <= SOON_DAYS else "draft", word)


@register.filter
def vn_weekday(day: date | None) -> str:
    """Return the day of the week in words."""
    return weekday_name(day) if day else ""
