"""The working calendar in force, its exceptional days, and those that were taken away."""

from functools import cache
from pathlib import Path

from django.db.models import QuerySet

from danvan.calendars.models import ExceptionalDay
from danvan.calendars.rules.time_limits import TimeLimits, read_time_limits
from danvan.calendars.rules.working_days import WorkCalendar, read_calendar

DATA = Path(__file__).parent / "data"


def work_calendar() -> WorkCalendar:
    """Return the calendar as it stands now, in one query."""
    return WorkCalendar(ExceptionalDay.objects.all())


def shipped_calendar() -> WorkCalendar:
    """Return the calendar of the dated file, for counting where no database has been filled."""
    return WorkCalendar(read_calendar((DATA / "working_calendar.csv").read_text(encoding="utf-8").splitlines()))


def has_calendar() -> bool:
    """Whether a working calendar has been loaded."""
    return ExceptionalDay.objects.exists()


@cache
def time_limits() -> TimeLimits:
    """Return the time limits of the law, all versions."""
    return read_time_limits((DATA / "time_limits.csv").read_text(encoding="utf-8").splitlines())


def days_of(year: int) -> "QuerySet[ExceptionalDay, ExceptionalDay]":
    """Return the exceptional days of a year, in order."""
    return ExceptionalDay.objects.filter(on__year=year)


def day_by_id(text: str) -> ExceptionalDay | None:
    """Return a day by its key as typed in an address; nothing when there is none."""
    return ExceptionalDay.objects.filter(pk=int(text)).first() if text.isdigit() else None


def years_known() -> list[int]:
    """Return the years that have days."""
    return [day.year for day in ExceptionalDay.objects.dates("on", "year")]


def removed_days_of(year: int) -> list[dict[str, object]]:
    """Return earlier editions of days of a year that no longer stand as they were, newest first."""
    editions = ExceptionalDay.pgh_event_model.objects.filter(on__year=year).order_by("-pgh_created_at")  # type: ignore[attr-defined]
    standing = {
        (day.on, day.kind, day.name, day.decision, day.status) for day in ExceptionalDay.objects.filter(on__year=year)
    }
    return [
        {
            "on": old.on,
            "kind": old.get_kind_display(),
            "name": old.name,
            "decision": old.decision,
            "at": old.pgh_created_at,
        }
        for old in editions
        if (old.on, old.kind, old.name, old.decision, old.status) not in standing
    ]
