"""Which days can be meant."""

from datetime import date

import pytest

from danvan.dialogues.rules.days import why_out_of_reach

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "within"),
    [
        (date(2020, 12, 31), False),
        (date(2021, 1, 1), True),
        (TODAY, True),
        (date(2028, 11, 27), True),
        (date(2028, 12, 1), False),
        (date(9999, 12, 31), False),
    ],
)
def test_a_year_mistyped_is_told(day, within):
    assert (why_out_of_reach(day, today=TODAY) == "") is within
