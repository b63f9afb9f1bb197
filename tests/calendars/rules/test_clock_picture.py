from datetime import date

import pytest

from danvan.calendars.rules.clock_picture import clock_picture
from danvan.calendars.rules.due_dates import Pause, PauseKind, due_date
from tests.calendars.rules.test_due_dates import LIMITS
from tests.calendars.rules.test_working_days import CALENDAR


def _picture(rule, trigger, today, *pauses, **how):
    return clock_picture(due_date(LIMITS[rule], trigger, calendar=CALENDAR, pauses=pauses), today, **how)


def _codes(picture):
    return [segment.code for segment in picture.segments]


PAUSE = Pause(PauseKind.SUSPENSION, date(2026, 8, 3), date(2026, 9, 14))


def test_shows_what_was_used_left_out_and_remains():
    picture = _picture("KN-RES1-N", date(2026, 7, 15), date(2026, 9, 14), PAUSE)

    assert _codes(picture) == ["used", "paused", "left"]
    assert picture.segments[0].x == 0
    assert picture.now == picture.segments[2].x
    assert [(mark.day, mark.label) for mark in picture.marks if mark.side == "above"] == [
        ("03/08", "tạm đình chỉ"),
        ("14/09", "tiếp tục · hôm nay"),
    ]


def test_what_is_late_is_drawn_while_it_is_open():
    assert "late" in _codes(_picture("KN-RES1-N", date(2026, 7, 15), date(2026, 8, 20)))
    assert "late" not in _codes(_picture("KN-RES1-N", date(2026, 7, 15), date(2026, 8, 20), is_open=False))


def test_a_line_is_never_more_than_half_late():
    picture = _picture("KN-RES1-N", date(2024, 7, 15), date(2026, 8, 20))
    late = picture.segments[-1]

    assert late.code == "late"
    assert late.width == pytest.approx(50, abs=1)
    assert picture.now is None


def test_an_unfinished_pause_runs_to_today():
    picture = _picture(
        "KN-RES1-N", date(2026, 7, 15), date(2026, 9, 1), Pause(PauseKind.SUSPENSION, date(2026, 8, 3), None)
    )

    assert _codes(picture) == ["used", "paused"]
    assert not any(mark.label == "hết hạn" for mark in picture.marks)


def test_a_duty_before_an_event_is_drawn_towards_it():
    picture = _picture("TCD-SCHED", date(2026, 11, 27), date(2026, 11, 20))

    assert [mark.label for mark in picture.marks if mark.side == "below"] == ["chậm nhất", "tiếp công dân"]


@pytest.mark.parametrize("rule", sorted(set(LIMITS) - {"TCD-ONL-CONN"}))
def test_everything_stays_on_the_line(rule):
    for today in (date(2026, 6, 1), date(2026, 9, 1), date(2026, 9, 30), date(2027, 1, 1)):
        picture = _picture(rule, date(2026, 9, 1) if LIMITS[rule].effective_to is None else date(2026, 6, 1), today)
        for segment in picture.segments:
            assert segment.x >= 0
            assert segment.x + segment.width <= 100.01
        assert all(0 <= mark.x <= 100 for mark in picture.marks)
