"""What is said of a petition before its next act, at the edges of each limit."""

from dataclasses import replace
from datetime import date

import pytest

from danvan.petitions.rules.remarks import Known, may_complain_of_silence, remarks, unprocessed_until
from tests.calendars.rules.test_due_dates import LIMITS
from tests.calendars.rules.test_working_days import CALENDAR

QUIET = Known(
    on=date(2026, 10, 1), is_complaint=True, instance=1, is_discipline=False, is_remote=False, state="received",
    received_on=date(2026, 9, 21), decision_received_on=None, is_handled=False, is_settled=False,
    resolution_due_on=None, effect_on=None, has_second_complaint=False, has_originals=False, decision_paused_on=None,
)  # fmt: skip


def said(**facts):
    return remarks(replace(QUIET, **facts), LIMITS, CALENDAR)


def test_an_ordinary_letter_needs_no_remark():
    assert said() == []


@pytest.mark.parametrize(
    ("facts", "decision_received_on", "is_late"),
    [
        # 90 days from 23/06/2026 end on Monday 21/09/2026.
        ({}, date(2026, 6, 23), False),
        # From 21/06 they end on a Saturday and move to the same Monday; from 20/06 on Friday 18/09.
        ({}, date(2026, 6, 21), False),
        ({}, date(2026, 6, 20), True),
        ({"is_discipline": True}, date(2026, 9, 6), False),
        ({"is_discipline": True}, date(2026, 9, 3), True),
        ({"instance": 2}, date(2026, 8, 22), False),
        ({"instance": 2}, date(2026, 8, 18), True),
        ({"instance": 2, "is_remote": True}, date(2026, 8, 18), False),
        ({"instance": 2, "is_discipline": True, "is_remote": True}, date(2026, 8, 18), True),
        # Long before the working calendars known.
        ({}, date(2009, 3, 2), True),
        ({"is_complaint": False}, date(2009, 3, 2), False),
        ({"is_handled": True, "state": "accepted"}, date(2009, 3, 2), False),
        ({}, date(2026, 9, 22), False),
    ],
)
def test_a_complaint_after_its_window_is_told_while_it_can_still_be_refused(facts, decision_received_on, is_late):
    found = said(decision_received_on=decision_received_on, **facts)

    assert any("thời hiệu" in each for each in found) == is_late


@pytest.mark.parametrize(
    ("on", "received_on", "is_told"),
    [
        # 45 days from 21/09/2026 end on Thursday 05/11/2026.
        (date(2026, 11, 5), date(2026, 9, 21), False),
        (date(2026, 11, 6), date(2026, 9, 21), True),
        # The alarm exists since 01/07/2026.
        (date(2026, 6, 30), date(2026, 3, 2), False),
        (date(2026, 7, 1), date(2026, 3, 2), True),
    ],
)
def test_a_letter_left_lying_for_45_days_is_told(on, received_on, is_told):
    assert bool(said(on=on, received_on=received_on)) == is_told
    assert not said(on=on, received_on=received_on, is_handled=True, state="accepted")


def test_the_alarm_of_45_days_is_one_day_for_all_letters():
    # From 21/09 and the weekend before it the 45 days end on Thursday 05/11 at the latest.
    assert unprocessed_until(date(2026, 11, 6), LIMITS, CALENDAR) == date(2026, 9, 21)
    assert unprocessed_until(date(2026, 6, 30), LIMITS, CALENDAR) is None


def test_silence_opens_the_second_complaint_the_day_after_the_limit():
    running = replace(QUIET, state="verifying", is_handled=True, resolution_due_on=date(2026, 10, 1))

    assert not may_complain_of_silence(running)
    late = replace(running, on=date(2026, 10, 2))
    assert may_complain_of_silence(late)
    assert "Điều 33.1" in remarks(late, LIMITS, CALENDAR)[0]
    for change in ({"instance": 2}, {"is_complaint": False}, {"is_settled": True}, {"has_second_complaint": True}):
        assert not may_complain_of_silence(replace(late, **change))


def test_a_decision_in_force_waits_for_its_execution_unless_it_was_challenged():
    sent = {"state": "sent", "is_handled": True, "is_settled": True, "effect_on": date(2026, 10, 1)}

    assert "có hiệu lực từ ngày 01/10/2026" in said(**sent)[0]
    assert said(**{**sent, "effect_on": date(2026, 10, 2)}) == []
    assert said(**sent, has_second_complaint=True) == []
    # Not sent yet, nothing follows from it.
    assert said(**{**sent, "state": "decided"}) == []


def test_originals_are_asked_back_once_the_letter_is_not_taken_up_or_the_case_is_settled():
    assert said(has_originals=True) == []
    assert "trả lại" in said(has_originals=True, state="guided", is_handled=True)[0]
    assert "trả lại" in said(has_originals=True, state="decided", is_handled=True, is_settled=True)[0]


def test_a_paused_decision_is_not_forgotten():
    assert "Điều 35" in said(decision_paused_on=date(2026, 9, 30))[0]
