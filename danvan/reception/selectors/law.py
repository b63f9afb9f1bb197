"""The dated rules of reception, read once, and what they say of a day."""

from datetime import date
from functools import cache
from pathlib import Path

from danvan.calendars.rules.due_dates import due_date
from danvan.calendars.rules.time_limits import NotInForce
from danvan.calendars.rules.working_days import SATURDAY, OutsideWorkCalendar, WorkCalendar
from danvan.calendars.selectors import time_limits
from danvan.reception.rules.required import (
    PartPeriods,
    Requirements,
    YearGrid,
    read_part_periods,
    read_requirements,
)

DATA = Path(__file__).parent.parent / "data"


@cache
def requirements() -> Requirements:
    """Return how often each head must receive, all versions."""
    return read_requirements((DATA / "required_receptions.csv").read_text(encoding="utf-8").splitlines())


@cache
def part_periods() -> PartPeriods:
    """Return what a part of a month or week is owed."""
    return read_part_periods((DATA / "part_periods.toml").read_text(encoding="utf-8"))


def works(calendar: WorkCalendar, day: date) -> bool:
    """Whether agencies work on a day; outside the known years the weekday alone says so."""
    if calendar.first_day <= day <= calendar.last_day:
        return calendar.is_working_day(day)
    return day.weekday() < SATURDAY


def grid_of(year: int, calendar: WorkCalendar) -> YearGrid:
    """Return the months and weeks of a year with what is asked in them."""
    return YearGrid(year, requirements(), lambda day: works(calendar, day), part_periods())


def publish_by(on: date, calendar: WorkCalendar) -> date | None:
    """Return the last day on which a session of a day is published in time (TCD-SCHED), where it can be counted."""
    try:
        limit = time_limits().in_force("TCD-SCHED", on)
        return due_date(limit, on, calendar=calendar).due_on
    except (NotInForce, OutsideWorkCalendar):
        return None
