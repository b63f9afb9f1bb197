from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import danvan.calendars
from danvan.calendars.rules.working_days import (
    COLUMNS,
    CalendarRow,
    DayKind,
    DayStatus,
    OutsideWorkCalendar,
    WorkCalendar,
    read_calendar,
)
from danvan.kernel.errors import InputErrors

FILE = Path(danvan.calendars.__file__).parent / "data" / "working_calendar.csv"
ROWS = read_calendar(FILE.read_text(encoding="utf-8").splitlines())
CALENDAR = WorkCalendar(ROWS)

FIRST, LAST = date(2021, 1, 1), date(2027, 12, 31)
any_day = st.dates(FIRST, LAST)
inner_day = st.dates(date(2022, 1, 1), date(2026, 12, 31))
steps = st.integers(-200, 200)


def _column(*days):
    return np.array(days, dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("day", "works", "reason"),
    [
        (date(2021, 1, 1), False, "the first day known, New Year"),
        (date(2021, 1, 4), True, "an ordinary Monday"),
        (date(2021, 1, 9), False, "an ordinary Saturday"),
        (date(2021, 2, 9), True, "the day before the Tết break"),
        (date(2021, 2, 10), False, "Tết, first day off"),
        (date(2021, 2, 13), False, "Tết, weekend inside the break"),
        (date(2021, 2, 16), False, "Tết, last day off, compensation"),
        (date(2021, 2, 17), True, "the day after the Tết break"),
        (date(2021, 5, 3), False, "compensation for Saturday 1 May"),
        (date(2022, 5, 3), False, "compensation for Sunday 1 May"),
        (date(2022, 5, 4), True, "after it"),
        (date(2023, 5, 3), False, "third day off in a row by law"),
        (date(2024, 4, 29), False, "swapped off"),
        (date(2024, 5, 4), True, "Saturday worked for 29 April"),
        (date(2024, 5, 5), False, "the Sunday after it"),
        (date(2024, 5, 11), False, "the Saturday a week later"),
        (date(2025, 4, 26), True, "Saturday worked for 2 May"),
        (date(2025, 5, 2), False, "swapped off"),
        (date(2026, 1, 2), False, "swapped off by official letter"),
        (date(2026, 1, 10), True, "Saturday worked for 2 January"),
        (date(2026, 4, 29), True, "no swap around 30 April 2026"),
        (date(2026, 8, 22), True, "Saturday worked for 31 August"),
        (date(2026, 8, 31), False, "swapped off"),
        (date(2026, 9, 3), True, "National day took 1 and 2 September"),
        (date(2025, 11, 24), True, "Vietnam Culture Day was no holiday before 2026"),
        (date(2026, 11, 23), True, "its swap was proposed and never decided"),
        (date(2026, 11, 24), False, "Vietnam Culture Day"),
        (date(2026, 11, 28), False, "the Saturday of that proposal"),
        (date(2027, 2, 4), True, "off in one reading of Tết 2027 only"),
        (date(2027, 2, 8), False, "off in every reading of Tết 2027"),
        (date(2027, 12, 31), True, "the last day known"),
    ],
)
def test_knows_which_days_are_worked(day, works, reason):
    assert CALENDAR.is_working_day(day) is works, reason
    assert bool(CALENDAR.vector.is_working_day(_column(day))[0]) is works, reason


@pytest.mark.parametrize(
    ("year", "holidays"),
    # 2027: one day of Tết and one of National day are not decided yet.
    [(2021, 11), (2022, 11), (2023, 11), (2024, 11), (2025, 11), (2026, 12), (2027, 10)],
)
def test_gives_every_year_its_holidays_by_law(year, holidays):
    off = [row for row in ROWS if row.on.year == year and row.kind in (DayKind.HOLIDAY, DayKind.COMPENSATION)]

    assert len(off) == holidays


def test_makes_up_for_every_swapped_day_within_its_year():
    swaps = Counter((row.on.year, row.kind) for row in ROWS if row.kind in (DayKind.SWAPPED_IN, DayKind.SWAPPED_OFF))

    assert {year: (swaps[year, DayKind.SWAPPED_OFF], swaps[year, DayKind.SWAPPED_IN]) for year, _ in swaps} == {
        2024: (1, 1),
        2025: (1, 1),
        2026: (2, 2),
    }


def test_rests_every_row_on_a_document_or_says_it_is_undecided():
    assert all(row.name and row.decision and row.confidence and row.version for row in ROWS)
    assert {row.on for row in ROWS if row.status is DayStatus.PROVISIONAL} == {
        date(2027, 2, 5),
        date(2027, 2, 8),
        date(2027, 2, 9),
        date(2027, 2, 10),
        date(2027, 9, 2),
    }
    assert all((row.confidence == "?") == (row.status is DayStatus.PROVISIONAL) for row in ROWS)


@pytest.mark.parametrize(
    ("day", "rolled", "reason"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), "a working day stays"),
        (date(2026, 11, 24), date(2026, 11, 25), "a holiday"),
        (date(2026, 11, 21), date(2026, 11, 23), "a Saturday"),
        (date(2024, 5, 4), date(2024, 5, 4), "a worked Saturday may end a period"),
        (date(2024, 4, 27), date(2024, 5, 2), "Saturday, Sunday, swapped Monday, two holidays"),
        (date(2026, 8, 29), date(2026, 9, 3), "National day with its swap"),
        (date(2025, 1, 25), date(2025, 2, 3), "the whole Tết break"),
        (date(2021, 1, 1), date(2021, 1, 4), "the first day known"),
        (date(2027, 12, 31), date(2027, 12, 31), "the last day known"),
    ],
)
def test_rolls_forward_to_the_next_working_day(day, rolled, reason):
    assert CALENDAR.roll_forward(day) == rolled, reason


@pytest.mark.parametrize(
    ("day", "rolled", "reason"),
    [
        (date(2026, 11, 24), date(2026, 11, 23), "a holiday"),
        (date(2024, 5, 5), date(2024, 5, 4), "back onto a worked Saturday"),
        (date(2025, 2, 2), date(2025, 1, 24), "the whole Tết break"),
        (date(2026, 11, 25), date(2026, 11, 25), "a working day stays"),
    ],
)
def test_rolls_back_to_the_working_day_before(day, rolled, reason):
    assert CALENDAR.roll_back(day) == rolled, reason


@pytest.mark.parametrize(
    ("start", "n", "reached", "reason"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 25), "over Vietnam Culture Day"),
        (date(2026, 11, 23), 7, date(2026, 12, 3), "seven working days to accept a complaint, one holiday between"),
        (date(2026, 11, 20), 1, date(2026, 11, 23), "over a weekend"),
        (date(2026, 11, 21), 1, date(2026, 11, 23), "from a Saturday"),
        (date(2024, 5, 3), 1, date(2024, 5, 4), "onto a worked Saturday"),
        (date(2024, 5, 3), 2, date(2024, 5, 6), "past a worked Saturday"),
        (date(2024, 4, 26), 3, date(2024, 5, 4), "swap, two holidays, then Thursday, Friday, Saturday"),
        (date(2025, 1, 24), 1, date(2025, 2, 3), "over Tết"),
        (date(2025, 1, 29), 0, date(2025, 1, 29), "no days: the start itself, even a holiday"),
        (date(2026, 11, 25), -1, date(2026, 11, 23), "back over the holiday"),
        (date(2026, 11, 24), -1, date(2026, 11, 23), "back from the holiday"),
        (date(2024, 5, 6), -2, date(2024, 5, 3), "back over a worked Saturday"),
    ],
)
def test_adds_working_days(start, n, reached, reason):
    assert CALENDAR.add_working_days(start, n) == reached, reason


def test_next_working_day_is_never_the_day_itself():
    assert CALENDAR.next_working_day(date(2026, 11, 23)) == date(2026, 11, 25)
    assert CALENDAR.next_working_day(date(2026, 11, 24)) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("start", "end", "count", "reason"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0, "the day of the event is not counted"),
        (date(2026, 11, 20), date(2026, 11, 23), 1, "the last day is"),
        (date(2026, 11, 23), date(2026, 11, 24), 0, "a holiday"),
        (date(2026, 11, 25), date(2026, 11, 20), -2, "backwards"),
        (date(2024, 4, 26), date(2024, 5, 5), 3, "a swap and its Saturday"),
        (date(2020, 12, 31) + timedelta(days=1), date(2021, 12, 31), 250, "a year: 261 weekdays less 11 holidays"),
    ],
)
def test_counts_working_days_between(start, end, count, reason):
    assert CALENDAR.working_days_between(start, end) == count, reason


@pytest.mark.parametrize(
    ("first", "last", "provisional", "reason"),
    [
        (date(2021, 1, 1), date(2026, 12, 31), False, "all years decided"),
        (date(2027, 1, 31), None, False, "the Sunday before the week of Tết 2027"),
        (date(2027, 2, 1), None, True, "the week in which Tết may begin"),
        (date(2027, 2, 11), None, True, "may be off, in one of the readings"),
        (date(2027, 2, 14), None, True, "the last day of the open weeks"),
        (date(2027, 2, 15), None, False, "after them"),
        (date(2027, 1, 20), date(2027, 3, 1), True, "a period running over Tết"),
        (date(2027, 8, 29), None, False, "before the week of National day"),
        (date(2027, 9, 1), None, True, "1 or 3 September is not decided"),
        (date(2027, 9, 3), None, True, "1 or 3 September is not decided"),
        (date(2027, 9, 6), date(2027, 12, 31), False, "after it"),
    ],
)
def test_tells_what_may_still_change(first, last, provisional, reason):
    assert CALENDAR.is_provisional(first, last) is provisional, reason


def test_knows_until_when_everything_is_decided():
    decided = [row for row in ROWS if row.status is not DayStatus.PROVISIONAL]

    assert CALENDAR.known_until == date(2027, 1, 31)
    assert WorkCalendar(decided).known_until == LAST


@pytest.mark.parametrize(
    "ask",
    [
        lambda calendar: calendar.is_working_day(date(2020, 12, 31)),
        lambda calendar: calendar.is_working_day(date(2028, 1, 1)),
        lambda calendar: calendar.roll_forward(date(2028, 1, 1)),
        lambda calendar: calendar.roll_back(date(2021, 1, 1)),
        lambda calendar: calendar.next_working_day(LAST),
        lambda calendar: calendar.add_working_days(date(2021, 1, 4), -1),
        lambda calendar: calendar.add_working_days(date(2020, 12, 31), 0),
        lambda calendar: calendar.working_days_between(date(2027, 12, 1), date(2028, 1, 3)),
        lambda calendar: calendar.working_days_between(date(2020, 12, 1), date(2021, 1, 3)),
        lambda calendar: calendar.is_provisional(date(2027, 12, 1), date(2028, 1, 1)),
        lambda calendar: calendar.vector.is_working_day(_column(date(2021, 1, 4), date(2028, 1, 1))),
        lambda calendar: calendar.vector.is_working_day(_column(date(2020, 12, 31))),
        lambda calendar: calendar.vector.is_working_day(_column("NaT")),
        lambda calendar: calendar.vector.roll_back(_column(FIRST)),
        lambda calendar: calendar.vector.add_working_days(_column(date(2027, 12, 1)), 40),
        lambda calendar: calendar.vector.add_working_days(_column(date(2021, 1, 5)), -2),
    ],
)
def test_refuses_days_it_does_not_know(ask):
    with pytest.raises(OutsideWorkCalendar) as refusal:
        ask(CALENDAR)

    assert refusal.value.code == "outside_work_calendar"
    assert "từ ngày 01/01/2021 đến hết ngày 31/12/2027" in str(refusal.value)


@given(any_day)
def test_rolling_stops_at_the_nearest_working_day(day):
    if day < date(2021, 1, 4):
        return

    forward, back = CALENDAR.roll_forward(day), CALENDAR.roll_back(day)

    assert CALENDAR.is_working_day(forward)
    assert CALENDAR.is_working_day(back)
    assert back <= day <= forward
    skipped = [back + timedelta(days=offset) for offset in range(1, (forward - back).days)]
    assert not any(CALENDAR.is_working_day(each) for each in skipped)


@given(inner_day, st.integers(1, 200))
def test_adding_then_counting_gives_the_number_back(start, n):
    assert CALENDAR.working_days_between(start, CALENDAR.add_working_days(start, n)) == n


@given(inner_day, steps)
def test_adding_walks_day_by_day(start, n):
    day, left = start, abs(n)
    while left:
        day += timedelta(days=1 if n > 0 else -1)
        left -= CALENDAR.is_working_day(day)

    assert CALENDAR.add_working_days(start, n) == day


@given(st.lists(st.tuples(inner_day, inner_day, steps), max_size=20))
def test_columns_answer_like_single_days(cases):
    starts = _column(*(start for start, _, _ in cases))
    ends = _column(*(end for _, end, _ in cases))
    numbers = np.array([n for _, _, n in cases], dtype=np.int64)
    vector = CALENDAR.vector

    assert vector.is_working_day(starts).tolist() == [CALENDAR.is_working_day(start) for start, _, _ in cases]
    assert vector.roll_forward(starts).tolist() == [CALENDAR.roll_forward(start) for start, _, _ in cases]
    assert vector.roll_back(starts).tolist() == [CALENDAR.roll_back(start) for start, _, _ in cases]
    assert vector.add_working_days(starts, numbers).tolist() == [
        CALENDAR.add_working_days(start, n) for start, _, n in cases
    ]
    assert vector.working_days_between(starts, ends).tolist() == [
        CALENDAR.working_days_between(start, end) for start, end, _ in cases
    ]


def test_columns_answer_like_single_days_on_every_day_known():
    days = [FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1)]

    assert CALENDAR.vector.is_working_day(_column(*days)).tolist() == [CALENDAR.is_working_day(day) for day in days]
    assert CALENDAR.vector.working_days_between(_column(*[FIRST] * len(days)), _column(*days)).tolist() == [
        CALENDAR.working_days_between(FIRST, day) for day in days
    ]


def test_columns_leave_what_they_were_given_alone():
    starts = _column(date(2026, 11, 23), date(2026, 11, 24))

    reached = CALENDAR.vector.add_working_days(starts, 1)

    assert reached.tolist() == [date(2026, 11, 25), date(2026, 11, 25)]
    assert starts.tolist() == [date(2026, 11, 23), date(2026, 11, 24)]


def test_is_built_from_rows_that_hold_plain_codes():
    class StoredDay:
        def __init__(self, row):
            self.on, self.kind, self.name, self.status = row.on, str(row.kind), row.name, str(row.status)

    stored = WorkCalendar(StoredDay(row) for row in ROWS)

    assert stored.is_working_day(date(2024, 5, 4))
    assert not stored.is_working_day(date(2024, 4, 29))
    assert stored.known_until == CALENDAR.known_until


def test_refuses_a_calendar_that_repeats_a_day_or_misses_a_year():
    with pytest.raises(ValueError, match="twice"):
        WorkCalendar([*ROWS, replace(ROWS[0], kind=DayKind.COMPENSATION)])
    with pytest.raises(ValueError, match="misses a year"):
        WorkCalendar(row for row in ROWS if row.on.year != 2024)
    with pytest.raises(ValueError, match="misses a year"):
        WorkCalendar([])


HEADER = ",".join(COLUMNS)
GOOD = "2026-11-24,holiday,Ngày Văn hóa Việt Nam,28/2026/QH16,2026-04-24,,law,S,1"


def test_reads_a_row_as_it_stands():
    assert read_calendar([HEADER, GOOD]) == [
        CalendarRow(
            on=date(2026, 11, 24),
            kind=DayKind.HOLIDAY,
            name="Ngày Văn hóa Việt Nam",
            decision="28/2026/QH16",
            decided_on=date(2026, 4, 24),
            published_on=None,
            status=DayStatus.LAW,
            confidence="S",
            version="1",
        )
    ]


def test_names_every_wrong_row_of_a_file():
    lines = [
        HEADER,
        GOOD,
        GOOD,
        "24/11/2026,holiday,Tên,VB,,,law,S,1",
        ",holiday,Tên,VB,,,law,S,1",
        "2026-11-25,day_off,Tên,VB,,,law,S,1",
        "2026-11-26,holiday,Tên,VB,,,sure,S,1",
        "2026-11-28,holiday,Tên,VB,,,law,S,1",
        "2026-11-27,swapped_in,Tên,VB,,,law,S,1",
        "2026-12-01,holiday,Tên,VB,2026-13-01,,law,S,1",
        "2026-12-02,holiday,Tên,VB,,,law,S,1,thừa",
        "2026-12-03",
    ]

    with pytest.raises(InputErrors) as refusal:
        read_calendar(lines)

    assert [(error.row, error.field) for error in refusal.value.errors] == [
        (3, "date"),
        (4, "date"),
        (5, "date"),
        (6, "kind"),
        (7, "status"),
        (8, "kind"),
        (9, "kind"),
        (10, "decided_on"),
        (11, ""),
        (12, "kind"),
    ]
    assert "Dòng 3, cột “date”: Ngày 24/11/2026 đã có ở dòng trên." in str(refusal.value)


def test_names_every_missing_column_of_a_file():
    with pytest.raises(InputErrors) as refusal:
        read_calendar(["date,kind", "2026-11-24,holiday"])

    assert [error.field for error in refusal.value.errors] == list(COLUMNS[2:])
