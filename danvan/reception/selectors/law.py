"""The dated rules of reception, read once, and what they say of a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from danvan.calendars.rules.due_dates import due_date
from danvan.calendars.rules.time_limits import NotInForce, Unit
from danvan.calendars.rules.working_days import SATURDAY, OutsideWorkCalendar, WorkCalendar
from danvan.calendars.selectors import time_limits
from danvan.kernel.text import format_date
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


@dataclass(frozen=True)
class OnlineStep:
    """One thing to be ready before an online session: what, by when in words, by which article."""

    name: str
    by: str
    basis: str


def online_steps(on: date, starts_at: time | None, calendar: WorkCalendar) -> list[OnlineStep]:
    """Return what an online session of a day asks for before it begins (TCD-ONL-…), as far as it can be counted."""
    found = []
    for rule in ("TCD-ONL-INV", "TCD-ONL-TEST", "TCD-ONL-CONN"):
        try:
            limit = time_limits().in_force(rule, on)
            if limit.unit is not Unit.HOUR:
                last = due_date(limit, on, calendar=calendar).due_on
                by = f"chậm nhất {format_date(last)}" if last else ""
            elif starts_at:
                begins = datetime.combine(on, starts_at)
                by = f"chậm nhất {begins - timedelta(hours=limit.days):%-H giờ %M} ngày {format_date(on)}"
            else:
                by = f"trước giờ tiếp {limit.days} giờ"
        except (NotInForce, OutsideWorkCalendar):
            continue
        found.append(OnlineStep(limit.name, by, limit.basis))
    return found
