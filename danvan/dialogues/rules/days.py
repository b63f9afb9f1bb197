"""Which days can be meant: a year mistyped is found at the door, not by the pages that count from it.

The limits around dialogues are known from 2021 on, the year the schemes begin;
nobody plans a dialogue further ahead than two years.
"""

from datetime import date, timedelta

from danvan.kernel.text import format_date

FIRST_DAY = date(2021, 1, 1)
FURTHEST_AHEAD = timedelta(days=2 * 366)


def why_out_of_reach(day: date, *, today: date) -> str:
    """Return why a day cannot be meant, in Vietnamese; empty when it can."""
    if day < FIRST_DAY:
        return f"Ngày phải từ {format_date(FIRST_DAY)} trở đi. Đề nghị kiểm tra lại năm."
    if day > today + FURTHEST_AHEAD:
        return "Ngày xa hơn hai năm tới. Đề nghị kiểm tra lại năm."
    return ""
