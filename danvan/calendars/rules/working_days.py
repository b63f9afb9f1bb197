"""Which days state agencies work, and how to count them.

The weekday alone proves nothing: holidays that fall on a weekend are made up
for on the next working day, and the Government moves working days to Saturdays
around long breaks, year by year.  So the calendar is a list of exceptional
days, and it knows only the years it was given; asked about another day it
refuses instead of guessing.

Periods in days start the day after the event (Civil Code 2015, art. 147); one
whose last day is not a working day ends on the next working day (art. 148(5)).
Labour Code 2019, art. 111 and 112.
"""

import csv
import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from danvan.kernel.errors import InputError, InputErrors, RuleError
from danvan.kernel.text import format_date, weekday_name

SATURDAY = 5
_DAY = timedelta(days=1)

Days = npt.NDArray[np.datetime64]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class OutsideWorkCalendar(RuleError):
    """The question reaches a day for which no working calendar has been loaded."""

    code = "outside_work_calendar"
    message = (
        "Chưa tính được vì lịch làm việc của cơ quan nhà nước hiện chỉ có từ ngày %(first)s đến hết ngày %(last)s."
    )


class DayKind(StrEnum):
    """Why a day differs from what its weekday says."""

    HOLIDAY = "holiday"
    COMPENSATION = "compensation"
    SWAPPED_OFF = "swapped_off"
    SWAPPED_IN = "swapped_in"


class DayStatus(StrEnum):
    """How sure the day is: fixed by law, decided for its year, or still expected."""

    LAW = "law"
    DECIDED = "decided"
    PROVISIONAL = "provisional"


_OFF_BECAUSE = {
    DayKind.HOLIDAY: "ngày nghỉ lễ",
    DayKind.COMPENSATION: "ngày nghỉ bù",
    DayKind.SWAPPED_OFF: "ngày nghỉ hoán đổi",
}


@dataclass(frozen=True)
class CalendarRow:
    """One exceptional day as the dated file states it."""

    on: date
    kind: DayKind
    name: str
    decision: str
    decided_on: date | None
    published_on: date | None
    status: DayStatus
    confidence: str
    version: str


class ExceptionalDay(Protocol):
    """What counting needs to know of a day; rows of the file and of the database both have it."""

    @property
    def on(self) -> date: ...

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def status(self) -> str: ...


class WorkCalendar:
    """The working days of whole years, from the first to the last year that has exceptional days.

    Raises ValueError when a day is given twice or a year between has no row,
    since no year of this country is without a holiday.
    """

    def __init__(self, rows: Iterable[ExceptionalDay]) -> None:
        exceptions = list(rows)
        kinds = {row.on: DayKind(row.kind) for row in exceptions}
        years = {day.year for day in kinds}
        if len(kinds) != len(exceptions):
            raise ValueError("a day stands twice in the working calendar")
        if not years or len(years) != max(years) - min(years) + 1:
            raise ValueError("the working calendar misses a year")
        self._exceptions = sorted(exceptions, key=lambda row: row.on)
        self.first_day = date(min(years), 1, 1)
        self.last_day = date(max(years), 12, 31)
        self._working = [day for day in _days(self.first_day, self.last_day) if _works(day, kinds.get(day))]
        self._working_set = frozenset(self._working)
        self._open_weeks = frozenset(
            _monday(row.on) for row in exceptions if DayStatus(row.status) is DayStatus.PROVISIONAL
        )

    @property
    def known_until(self) -> date:
        """The last day before anything is undecided."""
        return min(self._open_weeks) - _DAY if self._open_weeks else self.last_day

    def is_provisional(self, first: date, last: date | None = None) -> bool:
        """Whether what is said about these days may still change ("chưa có quyết định").

        A holiday not yet decided may shift by a day or bring a swap, so its
        whole week, Monday to Sunday, is open.
        """
        last = first if last is None else last
        self._require(first, last)
        return any(first - 6 * _DAY <= monday <= last for monday in self._open_weeks)

    def is_working_day(self, day: date) -> bool:
        """Whether agencies work on that day."""
        self._require(day)
        return day in self._working_set

    def next_working_day(self, day: date) -> date:
        """Return the first working day after the given one."""
        return self.add_working_days(day, 1)

    def roll_forward(self, day: date) -> date:
        """Return the day itself when it is a working day, otherwise the next one: where a period in days ends."""
        self._require(day)
        return self._nth(bisect_left(self._working, day))

    def roll_back(self, day: date) -> date:
        """Return the day itself when it is a working day, otherwise the one before: for duties "at least … before"."""
        self._require(day)
        return self._nth(bisect_right(self._working, day) - 1)

    def add_working_days(self, start: date, n: int) -> date:
        """Return the n-th working day after `start`, which itself is not counted; before it when n is negative.

        Zero returns `start`, working day or not.
        """
        self._require(start)
        if n == 0:
            return start
        place = bisect_right(self._working, start) - 1 if n > 0 else bisect_left(self._working, start)
        return self._nth(place + n)

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days follow `start` up to and including `end`; negative when `end` comes first."""
        self._require(start, end)
        return bisect_right(self._working, end) - bisect_right(self._working, start)

    def exceptions_between(self, start: date, end: date) -> list[ExceptionalDay]:
        """Return the exceptional days after `start` up to and including `end`, in order."""
        first, last = (bisect_right(self._exceptions, day, key=lambda row: row.on) for day in (start, end))
        return self._exceptions[first:last]

    def why_off(self, day: date) -> tuple[str, str]:
        """Return why nobody works on a day off, and the name of the break: "thứ Bảy"; "ngày nghỉ lễ", "Quốc khánh"."""
        for row in self.exceptions_between(day - _DAY, day):
            return _OFF_BECAUSE[DayKind(row.kind)], row.name
        return weekday_name(day), ""

    @cached_property
    def version(self) -> str:
        """A short mark of exactly these days: two calendars that count alike for good reasons share it."""
        lines = "".join(f"{row.on} {row.kind} {row.status}\n" for row in self._exceptions)
        return hashlib.sha256(lines.encode()).hexdigest()[:12]

    @cached_property
    def vector(self) -> "WorkCalendarVector":
        """The same answers for arrays of days."""
        return WorkCalendarVector(self.first_day, self.last_day, self._working)

    def _nth(self, place: int) -> date:
        if not 0 <= place < len(self._working):
            raise _outside(self.first_day, self.last_day)
        return self._working[place]

    def _require(self, *days: date) -> None:
        if min(days) < self.first_day or max(days) > self.last_day:
            raise _outside(self.first_day, self.last_day)


class WorkCalendarVector:
    """Working days counted for whole columns at once; arrays are of `datetime64[D]`.

    `numpy.busdaycalendar` knows no Saturday that is worked, so this looks up a
    running count of working days instead.  A day outside the known years, or a
    missing one (NaT), refuses the whole column.
    """

    def __init__(self, first_day: date, last_day: date, working: list[date]) -> None:
        self._bounds = (first_day, last_day)
        self._first = np.datetime64(first_day, "D")
        self._working: Days = np.array(working, dtype="datetime64[D]")
        self._works: Flags = np.zeros((last_day - first_day).days + 1, dtype=np.bool_)
        self._works[(self._working - self._first).astype(np.int64)] = True
        self._count: Counts = np.cumsum(self._works, dtype=np.int64)

    def is_working_day(self, days: Days) -> Flags:
        """Whether agencies work on each day."""
        return self._works[self._offsets(days)]

    def roll_forward(self, days: Days) -> Days:
        """Return each day, or the next working day when it is none."""
        offsets = self._offsets(days)
        return self._nth(self._count[offsets] - self._works[offsets])

    def roll_back(self, days: Days) -> Days:
        """Return each day, or the working day before when it is none."""
        return self._nth(self._count[self._offsets(days)] - 1)

    def add_working_days(self, starts: Days, n: int | Counts) -> Days:
        """Return the n-th working day after each start, before it where n is negative, itself where n is zero."""
        starts, steps = np.broadcast_arrays(starts, np.asarray(n, dtype=np.int64))
        offsets = self._offsets(starts)
        places = self._count[offsets] + steps - np.where(steps > 0, 1, self._works[offsets])
        moved = steps != 0
        result = starts.astype("datetime64[D]")
        result[moved] = self._nth(places[moved])
        return result

    def working_days_between(self, starts: Days, ends: Days) -> Counts:
        """Return how many working days follow each start up to and including its end."""
        return self._count[self._offsets(ends)] - self._count[self._offsets(starts)]

    def _offsets(self, days: Days) -> Counts:
        column: Days = np.asarray(days, dtype="datetime64[D]")
        offsets: Counts = (column - self._first).astype(np.int64)
        # A missing day (NaT) becomes the smallest integer and is refused with the others.
        if offsets.size and (offsets.min() < 0 or offsets.max() >= len(self._works)):
            raise _outside(*self._bounds)
        return offsets

    def _nth(self, places: Counts) -> Days:
        if places.size and (places.min() < 0 or places.max() >= len(self._working)):
            raise _outside(*self._bounds)
        return self._working[places]


COLUMNS = (
    "date",
    "kind",
    "name_vi",
    "decision_no",
    "decided_on",
    "published_on",
    "status",
    "confidence",
    "calendar_version",
)


def read_calendar(lines: Iterable[str]) -> list[CalendarRow]:
    """Read the rows of a working-calendar file (CSV with the columns `COLUMNS`).

    Raises InputErrors naming every row that is wrong: a date that is none, an
    unknown kind or status, a day given twice, a day off on a weekend or a
    worked day in the week, neither of which would change anything.
    """
    reader = csv.DictReader(lines, restkey="", restval="")
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
        raise InputErrors([InputError("Tệp thiếu cột này.", field=column) for column in missing])
    rows: list[CalendarRow] = []
    errors: list[InputError] = []
    seen: set[date] = set()
    for number, cells in enumerate(reader, start=2):
        try:
            row = _read_row(cells)
        except _BadCell as bad:
            errors.append(InputError(bad.message, field=bad.column, row=number))
            continue
        if row.on in seen:
            errors.append(
                InputError("Ngày %(day)s đã có ở dòng trên.", "date", number, params={"day": format_date(row.on)})
            )
        elif (row.on.weekday() >= SATURDAY) != (row.kind is DayKind.SWAPPED_IN):
            errors.append(
                InputError("Ngày nghỉ phải là ngày trong tuần, ngày làm bù phải là cuối tuần.", "kind", number)
            )
        seen.add(row.on)
        rows.append(row)
    if errors:
        raise InputErrors(errors)
    return rows


class _BadCell(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def _read_row(cells: dict[str, str]) -> CalendarRow:
    def day(column: str) -> date | None:
        text = cells[column]
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise _BadCell(column, "Ngày phải ghi theo dạng năm-tháng-ngày, ví dụ 2026-02-16.") from error

    if "" in cells:
        raise _BadCell("", "Dòng này có nhiều ô hơn dòng tiêu đề.")
    on = day("date")
    if on is None:
        raise _BadCell("date", "Thiếu ngày.")
    try:
        kind = DayKind(cells["kind"])
    except ValueError as error:
        raise _BadCell("kind", f"Loại ngày phải là một trong: {', '.join(DayKind)}.") from error
    try:
        status = DayStatus(cells["status"])
    except ValueError as error:
        raise _BadCell("status", f"Tình trạng phải là một trong: {', '.join(DayStatus)}.") from error
    return CalendarRow(
        on=on,
        kind=kind,
        name=cells["name_vi"],
        decision=cells["decision_no"],
        decided_on=day("decided_on"),
        published_on=day("published_on"),
        status=status,
        confidence=cells["confidence"],
        version=cells["calendar_version"],
    )


def _works(day: date, kind: DayKind | None) -> bool:
    if kind is None:
        return day.weekday() < SATURDAY
    return kind is DayKind.SWAPPED_IN


def _days(first: date, last: date) -> Iterable[date]:
    return (first + offset * _DAY for offset in range((last - first).days + 1))


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _outside(first_day: date, last_day: date) -> OutsideWorkCalendar:
    return OutsideWorkCalendar(params={"first": format_date(first_day), "last": format_date(last_day)})
