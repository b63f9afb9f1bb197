"""What counts for a head, and the marks beside it."""

from datetime import date

import pytest

from danvan.calendars.selectors import shipped_calendar
from danvan.dialogues.rules.quality import is_late, notice_due_on, publication_due_on, why_not_counted

MIXED = ("people", "business")


@pytest.mark.parametrize(
    ("audience", "audiences", "present", "chaired_by", "expected"),
    [
        ("people", ("people",), {"voters": 1}, "head", ""),
        ("people", ("people",), {"voters": 1}, "acting_head", ""),
        # A8: kept, not counted.
        ("people", ("people",), {"voters": 90}, "deputy", "người đứng đầu không trực tiếp chủ trì (đi họp)"),
        ("people", ("people",), {"voters": 90}, "other", "người đứng đầu không trực tiếp chủ trì (đi họp)"),
        ("people", ("business",), {"voters": 90}, "head", "không phải đối thoại với người dân"),
        ("people", MIXED, {"enterprises": 4}, "head", "chưa ghi số người dân dự"),
        ("business", MIXED, {"voters": 90}, "head", "chưa ghi số doanh nghiệp, hợp tác xã dự"),
        ("business", MIXED, {"cooperatives": 1}, "head", ""),
        ("business", MIXED, {"enterprises": 1, "voters": 90}, "head", ""),
        ("people", MIXED, {"enterprises": 1, "voters": 90}, "head", ""),
        ("people", ("youth",), {"youth": 30}, "head", "không phải đối thoại với người dân"),
    ],
)
def test_says_why_a_dialogue_does_not_count(audience, audiences, present, chaired_by, expected):
    said = why_not_counted(
        audience=audience, audiences=audiences, present=present, chaired_by=chaired_by, deputy_reason="đi họp"
    )

    assert said == expected


@pytest.mark.parametrize(
    ("noticed_on", "late"),
    [(date(2026, 10, 8), False), (date(2026, 10, 9), True), (date(2026, 10, 15), True)],
)
def test_notice_is_given_seven_whole_days_before(noticed_on, late):
    due_on = notice_due_on(date(2026, 10, 15), days=7)

    assert due_on == date(2026, 10, 8)
    assert is_late(noticed_on, due_on, today=date(2026, 10, 20)) is late


@pytest.mark.parametrize(
    ("held_on", "due_on"),
    [
        (date(2026, 10, 12), date(2026, 10, 22)),
        # The tenth day is a Saturday, the next working day a Monday.
        (date(2026, 10, 14), date(2026, 10, 26)),
        # Before the calendar begins nothing is moved.
        (date(2010, 10, 13), date(2010, 10, 23)),
    ],
)
def test_results_are_published_within_ten_days_moved_to_a_working_day(held_on, due_on):
    assert publication_due_on(held_on, days=10, calendar=shipped_calendar()) == due_on


def test_what_is_not_done_is_late_once_its_day_is_past():
    assert not is_late(None, date(2026, 10, 22), today=date(2026, 10, 22))
    assert is_late(None, date(2026, 10, 22), today=date(2026, 10, 23))
