"""What stands in the paper of a notice of conclusion."""

from datetime import date
from typing import Any

from danvan.conclusions.models import Conclusion
from danvan.documents.kinds import lines_of
from danvan.kernel.text import format_date, say_day
from danvan.orgs.selectors import letterhead_of, names_on

DOTS = "……"


def notice_fields(conclusion: Conclusion, *, on: date) -> dict[str, Any]:
    """Return every field of the Word file of a notice, a draft dated the day it is looked at."""
    day = conclusion.issued_on or on
    head = letterhead_of(conclusion.unit_id, day)
    rows = list(conclusion.tasks.prefetch_related("coordinating").order_by("position"))
    drafted = [] if rows else list(conclusion.rows.prefetch_related("coordinating"))
    taking_part = {
        **{row.pk: [each.unit_id for each in row.coordinating.all()] for row in rows},
        **{row.pk: [unit.pk for unit in row.coordinating.all()] for row in drafted},
    }
    all_rows: list[Any] = [*rows, *drafted]
    units = {row.unit_id for row in all_rows if row.unit_id} | {unit for each in taking_part.values() for unit in each}
    names = {unit: version.full_name for unit, version in names_on(units, day).items()}
    return {
        "superior": head.superior,
        "issuer": head.issuer,
        "place": head.place,
        "day": say_day(day),
        "number": conclusion.number or f"{DOTS}/TB-{head.symbol}",
        "about": f"Kết luận của {head.authority} tại {conclusion.get_origin_display()} ngày "
        f"{format_date(conclusion.origin_on)}",
        "origin_on": format_date(conclusion.origin_on),
        "origin": conclusion.get_origin_display(),
        "authority": head.authority,
        "unit": head.said,
        "title": conclusion.origin_title.rstrip(" ."),
        "summary": lines_of(conclusion.summary),
        "tasks": [
            {
                "number": place,
                "text": f"{row.text.rstrip(' .;')}.",
                "unit": names.get(row.unit_id or 0, DOTS),
                "coordinating": ", ".join(names[unit] for unit in taking_part[row.pk]),
                "due_on": format_date(row.due_on) if row.due_on else DOTS,
                "awaits_answer": row.awaits_answer,
            }
            for place, row in enumerate(all_rows, start=1)
        ],
        "signer_lines": lines_of((conclusion.signer_title or head.signer_title).upper()),
        "signer_name": conclusion.signer,
    }
