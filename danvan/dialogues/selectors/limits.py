"""How many days the law and the house leave for notice, publication and the dialogue at a hot spot."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, DateField, DurationField, ExpressionWrapper, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import Range

from danvan.calendars.rules.time_limits import NotInForce
from danvan.calendars.rules.working_days import OutsideWorkCalendar, WorkCalendar
from danvan.calendars.selectors import has_calendar, time_limits, work_calendar
from danvan.dialogues.models import Dialogue, HotSpot
from danvan.dialogues.rules.quality import is_late, notice_due_on, publication_due_on
from danvan.orgs.choices import Level
from danvan.orgs.selectors import names_on

NOTICE, PUBLICATION, HOT = "DC-DIA-NOTICE", "DC-DIA-PUB", "DC-HOT"


def calendar_if_any() -> WorkCalendar | None:
    """Return the working calendar; nothing where none was loaded.  Two queries."""
    return work_calendar() if has_calendar() else None


def days_of(rule: str, on: date) -> int | None:
    """Return the number of days of a limit as in force on a day; None on a day no limit is known for."""
    try:
        return time_limits().in_force(rule, on).days
    except (NotInForce, OutsideWorkCalendar):
        return None


def hot_spot_due_on(hot_spot: HotSpot) -> date | None:
    """Return the last day for a dialogue about a hot spot; None while it is not flagged, or no limit is known."""
    since = hot_spot.waits_since
    days = days_of(HOT, since) if since else None
    return since + timedelta(days=days) if since and days is not None else None


def hot_spot_due() -> Combinable:
    """Return the same last day as an expression over hot spots; nothing where `hot_spot_due_on` knows none."""
    since = Coalesce("reopened_on", "happened_on", output_field=DateField())
    versions = [
        When(Range(since, (row.effective_from, row.effective_to or date.max)), then=Value(timedelta(days=row.days)))
        for row in time_limits().values()
        if HOT in (row.id, row.family)
    ]
    return ExpressionWrapper(since + Case(*versions, output_field=DurationField()), output_field=DateField())


def communes_among(unit_ids: Collection[int], on: date) -> frozenset[int]:
    """Return the communes among some units; only their notice and publication have days in the law.  One query."""
    return frozenset(unit for unit, version in names_on(unit_ids, on).items() if version.level == Level.COMMUNE)


@dataclass(frozen=True)
class Marks:
    """The two marks of quality of one dialogue: until when, and whether it was late; no day where no law names one."""

    notice_due_on: date | None = None
    notice_is_late: bool = False
    results_due_on: date | None = None
    results_are_late: bool = False


def marks_of(dialogue: Dialogue, calendar: WorkCalendar | None, *, is_commune: bool, today: date) -> Marks:
    """Return the marks of a dialogue; those of a cancelled one, or of a day no limit is known for, are empty."""
    if not is_commune or dialogue.cancelled:
        return Marks()
    on = dialogue.takes_place_on
    before, after = days_of(NOTICE, on), days_of(PUBLICATION, on)
    if before is None or after is None:
        return Marks()
    notice_on = notice_due_on(on, days=before)
    if not dialogue.is_held:
        return Marks(notice_on, is_late(dialogue.noticed_on, notice_on, today=today))
    results_on = publication_due_on(on, days=after, calendar=calendar)
    return Marks(
        notice_on,
        # What was never written down as given is late too.
        is_late(dialogue.noticed_on, notice_on, today=max(today, on)),
        results_on,
        is_late(dialogue.results_on, results_on, today=today),
    )
