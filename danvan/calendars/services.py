"""Loading the working calendar from its dated file, and correcting it.

Who may correct it is checked by the caller: rights live above this area.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.calendars.choices import DayStatus
from danvan.calendars.events import CalendarChanged
from danvan.calendars.models import ExceptionalDay
from danvan.calendars.rules.working_days import read_calendar
from danvan.calendars.selectors import DATA
from danvan.journal.services import Doer, announce, record_act
from danvan.kernel.errors import RuleError

DATED_FILE = DATA / "working_calendar.csv"


class CannotChangeDay(RuleError):
    """The day cannot be entered like this."""

    code = "cannot_change_day"
    message = _("Không ghi được ngày này: %(why)s")


@dataclass(frozen=True)
class CalendarDifference:
    """What a load changed."""

    added: tuple[date, ...]
    changed: tuple[date, ...]
    removed: tuple[date, ...]


@transaction.atomic
def load_calendar(*, actor: Doer, path: Path = DATED_FILE, dry_run: bool = False) -> CalendarDifference:
    """Make the days equal those of a dated file.

    A day an administrator entered and the file does not know is kept; only
    provisional days the file no longer has are removed.  Raises InputErrors
    naming every bad row of the file.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        rows = {row.on: row for row in read_calendar(lines)}
    known = {day.on: day for day in ExceptionalDay.objects.select_for_update()}
    added, changed = [], []
    for on, row in rows.items():
        values = {
            "kind": row.kind.value,
            "name": row.name,
            "decision": row.decision,
            "decided_on": row.decided_on,
            "published_on": row.published_on,
            "status": row.status.value,
            "confidence": row.confidence,
        }
        day = known.get(on)
        if day is None:
            added.append(ExceptionalDay(on=on, **values))
        elif any(getattr(day, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(day, name, value)
            changed.append(day)
    removed = [day for on, day in known.items() if on not in rows and day.status == DayStatus.PROVISIONAL]
    difference = CalendarDifference(
        tuple(day.on for day in added), tuple(day.on for day in changed), tuple(day.on for day in removed)
    )
    if dry_run or not (added or changed or removed):
        return difference
    ExceptionalDay.objects.bulk_create(added)
    for day in changed:
        day.save()
    for day in removed:
        day.delete()
    record_act(
        "calendars.load",
        actor=actor,
        subject_kind="calendar",
        subject_id=None,
        detail={"added": len(added), "changed": len(changed), "removed": len(removed)},
    )
    announce(CalendarChanged())
    return difference


@transaction.atomic
def set_day(
    on: date,
    *,
    kind: str,
    name: str,
    decision: str,
    status: str,
    actor: Doer,
    reason: str,
    decided_on: date | None = None,
) -> ExceptionalDay:
    """Enter or correct one exceptional day.  Raises CannotChangeDay."""
    weekend = on.weekday() >= 5
    if kind == "swapped_in" and not weekend:
        raise CannotChangeDay(params={"why": "ngày làm bù phải rơi vào thứ Bảy hoặc Chủ nhật."})
    if kind != "swapped_in" and weekend:
        raise CannotChangeDay(params={"why": "thứ Bảy, Chủ nhật vốn đã nghỉ, không cần ghi là ngày nghỉ."})
    if not ExceptionalDay.objects.filter(on__year=on.year).exists():
        # One day would make the whole year look known.
        raise CannotChangeDay(params={"why": f"lịch năm {on.year} chưa được nạp; một năm mới được nạp bằng tệp."})
    day, _new = ExceptionalDay.objects.select_for_update().get_or_create(
        on=on, defaults={"kind": kind, "name": name, "decision": decision, "status": status, "decided_on": decided_on}
    )
    day.kind, day.name, day.decision, day.status, day.decided_on = kind, name, decision, status, decided_on
    day.save()
    record_act(
        "calendars.set_day",
        actor=actor,
        subject_kind="exceptional_day",
        subject_id=day.pk,
        reason=reason,
        detail={"on": on.isoformat(), "kind": kind},
    )
    announce(CalendarChanged())
    return day


@transaction.atomic
def remove_day(day_id: int, *, actor: Doer, reason: str) -> None:
    """Remove an exceptional day; its editions stay in the history.  Raises CannotChangeDay."""
    day = ExceptionalDay.objects.select_for_update().get(pk=day_id)
    on = day.on
    if ExceptionalDay.objects.filter(on__year=on.year).count() == 1:
        raise CannotChangeDay(params={"why": f"đây là ngày cuối cùng của lịch năm {on.year}."})
    day.delete()
    record_act(
        "calendars.remove_day",
        actor=actor,
        subject_kind="exceptional_day",
        subject_id=day_id,
        reason=reason,
        detail={"on": on.isoformat()},
    )
    announce(CalendarChanged())
