"""Which days a pattern names."""

from datetime import date

import pytest

from danvan.calendars.selectors import shipped_calendar
from danvan.reception.rules.planning import OffDay, Pattern, PlannedDay, days_of

WORKS = shipped_calendar().is_working_day
SEPTEMBER = (date(2026, 9, 1), date(2026, 9, 30))


def days(pattern: Pattern, first: date, last: date) -> list[date]:
    return [each.on for each in days_of(pattern, first, last, WORKS) if each.on]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (Pattern(weekdays=[0]), [7, 14, 21, 28]),
        (Pattern(weekdays=[3], weeks=[1, 3]), [3, 17]),
        (Pattern(weekdays=[4], weeks=[-1]), [25]),
        (Pattern(month_days=[10, 25]), [10, 25]),
        (Pattern(), []),
    ],
)
def test_weekdays_and_days_of_the_month(pattern, expected) -> None:
    assert [day.day for day in days(pattern, *SEPTEMBER)] == expected


@pytest.mark.parametrize(("how", "expected"), [(OffDay.NEXT, 7), (OffDay.BEFORE, 4), (OffDay.SKIP, None)])
def test_a_day_off_is_moved_or_left_out_as_the_planner_says(how, expected) -> None:
    # Saturday 5 September 2026.
    (only,) = days_of(Pattern(month_days=[5], off_day=how), *SEPTEMBER, WORKS)
    assert only == PlannedDay(date(2026, 9, expected) if expected else None, instead_of=date(2026, 9, 5))


def test_a_moved_day_stays_in_its_month() -> None:
    # 31 January 2027 is a Sunday: the next working day is in February.
    assert days(Pattern(month_days=[31]), date(2027, 1, 1), date(2027, 2, 28)) == [date(2027, 1, 29)]


def test_a_moved_day_takes_no_day_already_named() -> None:
    found = days(Pattern(month_days=[5, 6, 7]), *SEPTEMBER)
    assert [day.day for day in found] == [7, 8, 9]


def test_a_month_of_holidays_names_what_it_left_out() -> None:
    # The Tết of 2026 took Monday 16 to Friday 20 February.
    found = days_of(Pattern(weekdays=[0], off_day=OffDay.SKIP), date(2026, 2, 1), date(2026, 2, 28), WORKS)
    assert [each.on.day if each.on else None for each in found] == [2, 9, None, 23]
