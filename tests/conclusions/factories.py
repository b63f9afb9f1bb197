"""A conclusion of lan's commune and its tasks, the plainest that is valid.

hai   carries out tasks at the department (Sở Tư pháp) and issues its conclusions
nga   works beside hai
phuc  receives citizens for the province and keeps what its leaders conclude
"""

from datetime import UTC, date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from danvan.authority.rules.actor import Actor
from danvan.conclusions.choices import Origin
from danvan.conclusions.models import Conclusion, ConclusionTask
from danvan.conclusions.services import (
    Head,
    Issue,
    Row,
    Source,
    change_draft,
    draft_conclusion,
    issue_conclusion,
    perform,
)
from tests.cast import Cast, seat
from tests.files import samples

NOV_10, NOV_12, DUE = date(2026, 11, 10), date(2026, 11, 12), date(2026, 11, 20)
TEXT = "Sửa lan can cầu tràn qua suối, bảo đảm an toàn cho học sinh."


def at(on: date) -> datetime:
    """Return noon of a day here."""
    return datetime(on.year, on.month, on.day, 5, tzinfo=UTC)


def seat_others(cast: Cast) -> dict[str, Any]:
    """Seat those the small cast lacks."""
    place = cast.place
    return {
        "hai": seat("hai", "Hải", place.department, title="Chuyên viên", kind="officer", role="dept_focal",
                    over=place.department, subtree=False),
        "nga": seat("nga", "Nga", place.department, title="Giám đốc", kind="director", role="dept_head",
                    over=place.department, subtree=False),
        "phuc": seat("phuc", "Phúc", place.province, title="Chuyên viên tiếp dân", kind="officer",
                     role="reception_office", over=place.province, subtree=True),
    }  # fmt: skip


def draft(
    actor: Actor, unit_id: int, *rows: Row, origin: Origin = Origin.OTHER, key: int | None = None, on: date = NOV_10
) -> Conclusion:
    """Return a draft with its rows."""
    begun = draft_conclusion(Source(origin, key, "Buổi làm việc tháng 11", on, unit_id), actor=actor)
    head = Head("Buổi làm việc tháng 11", on, "Các nội dung thống nhất như sau.", "CHỦ TỊCH", "Người Ký")
    return change_draft(begun.pk, head, rows, actor=actor, version=begun.version)


def issued(
    actor: Actor,
    unit_id: int,
    *rows: Row,
    on: date = NOV_12,
    number: str = "112/TB-UBND",
    origin: Origin = Origin.OTHER,
    key: int | None = None,
) -> Conclusion:
    """Return a conclusion that went out under a number of another system."""
    begun = draft(actor, unit_id, *rows, origin=origin, key=key, on=min(on, NOV_10))
    issue = Issue(on=on, signer_title="CHỦ TỊCH", signer="Người Ký", other_number=number)
    return issue_conclusion(begun.pk, issue, actor=actor, at=at(on), version=begun.version)


def task_of(
    actor: Actor, unit_id: int, *, keeper: int, due_on: date = DUE, on: date = NOV_12, **row: Any
) -> ConclusionTask:
    """Return one task, given to a unit by another."""
    row.setdefault("text", TEXT)
    return issued(actor, keeper, Row(unit_id=unit_id, due_on=due_on, **row), on=on).tasks.get()


def do(task: ConclusionTask, act: str, actor: Actor, *, on: date, files: int = 0, **given: Any) -> ConclusionTask:
    """Do an act on a day, written down that day unless `today` says later."""
    today = given.pop("today", on)
    papers = [SimpleUploadedFile(f"ket-qua-{number}.pdf", samples.pdf(), "application/pdf") for number in range(files)]
    return perform(task.pk, act, given, actor=actor, on=on, at=at(today), papers=papers)
