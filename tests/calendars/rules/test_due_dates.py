"""Counting of statutory time limits: C1–C16, every rule, and the algebra of pauses."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from danvan.calendars.rules.due_dates import (
    CannotExtend,
    CannotPause,
    NeedsHour,
    Pause,
    PauseKind,
    due_date,
    due_dates,
    is_overdue,
    months_later,
)
from danvan.calendars.rules.time_limits import (
    COLUMNS,
    Mode,
    NoLongerLimit,
    NotInForce,
    TooManyExtensions,
    Unit,
    UnknownTimeLimit,
    read_time_limits,
)
from danvan.calendars.rules.working_days import OutsideWorkCalendar, WorkCalendar
from danvan.kernel.errors import InputErrors
from tests.calendars.rules.test_working_days import CALENDAR, ROWS
from tests.calendars.rules.walking import walk

DATA = Path(__file__).parents[3] / "danvan" / "calendars" / "data"
LINES = (DATA / "time_limits.csv").read_text(encoding="utf-8").splitlines()
LIMITS = read_time_limits(LINES)
CASES = list(csv.DictReader((Path(__file__).parent / "due_cases.csv").read_text().splitlines()))
DAY = timedelta(days=1)


def _suspension(start, end):
    return Pause(PauseKind.SUSPENSION, start, end)


def _expertise(start, end):
    return Pause(PauseKind.EXPERTISE, start, end)


def _obstacle(start, end):
    return Pause(PauseKind.OBSTACLE, start, end)


def _due(rule, trigger, **happened):
    return due_date(LIMITS[rule], trigger, calendar=CALENDAR, **happened)


# --- every rule ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", sorted({case["rule"] for case in CASES}))
def test_a_dozen_cases_of_each_rule(rule):
    cases = [case for case in CASES if case["rule"] == rule]

    found = [str(_due(rule, date.fromisoformat(case["trigger_on"])).due_on) for case in cases]

    assert len(cases) >= 12
    assert found == [case["due_on"] for case in cases]


def test_every_rule_counted_in_days_has_its_dozen():
    assert {case["rule"] for case in CASES} == {rule for rule, limit in LIMITS.items() if limit.unit is not Unit.HOUR}


@pytest.mark.parametrize(
    ("rule", "trigger", "due", "reason"),
    [
        ("KN-RES1-N", date(2026, 9, 1), date(2026, 10, 1), "C1: the day of acceptance is day 0"),
        ("KN-RES1-N", date(2026, 9, 11), date(2026, 10, 12), "C3: 11/10 is a Sunday, Monday follows"),
        ("KN-RES1-N", date(2026, 10, 25), date(2026, 11, 25), "C3: the last day is Culture Day, 24/11"),
        ("KN-RES1-N", date(2026, 1, 15), date(2026, 2, 23), "C3: 14/02 opens the Tết break, ten days on"),
        ("KN-RES1-N", date(2025, 3, 27), date(2025, 4, 26), "C7: a Saturday worked ends a period"),
        ("KN-RES1-N", date(2025, 4, 2), date(2025, 5, 5), "C7: 02/05 is swapped off, as a rest day"),
        ("KN-RES1-N", date(2026, 8, 1), date(2026, 9, 3), "31/08–02/09: swap and National Day"),
        ("KN-RES1-N", date(2024, 1, 30), date(2024, 2, 29), "the leap day is a day like others"),
        ("KN-RES1-N", date(2026, 10, 24), date(2026, 11, 23), "23/11/2026 is worked: no decision on a swap"),
        ("KN-RES1-C", date(2026, 9, 1), date(2026, 10, 16), "C10: 45 from acceptance, not 30 + 45"),
        ("KN-RES2-RC", date(2026, 9, 1), date(2026, 11, 10), "70 days, the longest"),
        ("KN-ACC1-V1", date(2026, 6, 30), date(2026, 7, 10), "the last day of the old limit"),
        ("KN-ACC1-V2", date(2026, 7, 1), date(2026, 7, 10), "the first day of the new one"),
        ("KN-ACC1-V2", date(2026, 8, 21), date(2026, 9, 3), "C4 and C7: 22/08 worked, 31/08–02/09 off"),
        ("TC-INIT", date(2026, 2, 11), date(2026, 2, 27), "C4: Tết 2026 stands inside"),
        ("TC-FWD", date(2026, 11, 21), date(2026, 11, 30), "received on a Saturday: counting starts Monday, 24/11 off"),
        ("KN-DIAL-INV", date(2026, 9, 18), date(2026, 9, 11), "C9: 13/09 is a Sunday, act on the Friday before"),
        ("TCD-SCHED", date(2026, 9, 4), date(2026, 8, 25), "C9: five working days back over National Day"),
        ("KN-EFF1", date(2026, 8, 14), date(2026, 9, 14), "C15: in force from 00:00 of day 31"),
        ("KN-EFF1", date(2026, 8, 13), date(2026, 9, 13), "C15: a Sunday, and it does not move"),
        ("KN-PUB2-MIN", date(2026, 9, 5), date(2026, 9, 20), "kept posted to the end of a Sunday"),
        ("VB-OUT", date(2026, 8, 28), date(2026, 9, 3), "the next working day after a long break"),
        ("CT-ANS", date(2026, 6, 26), date(2026, 8, 25), "sixty days"),
    ],
)  # fmt: skip
def test_hand_worked_cases(rule, trigger, due, reason):
    assert _due(rule, trigger).due_on == due, reason


def test_hours_are_counted_from_a_moment():
    found = _due("TCD-ONL-CONN", datetime(2026, 9, 10, 8, 0))

    assert found.due_at == datetime(2026, 9, 10, 7, 0)
    assert found.due_on == date(2026, 9, 10)
    with pytest.raises(NeedsHour, match="2026-09-10T08:00"):
        _due("TCD-ONL-CONN", date(2026, 9, 10))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 5), -12, date(2025, 12, 5)),
        (date(2026, 8, 15), 5, date(2027, 1, 15)),
    ],
)
def test_months_end_on_the_corresponding_day(start, months, end):
    assert months_later(start, months) == end


def test_late_begins_the_day_after():
    assert not is_overdue(date(2026, 11, 23), date(2026, 11, 23))
    assert is_overdue(date(2026, 11, 23), date(2026, 11, 24))
    assert not is_overdue(None, date(2026, 11, 24))


# --- versions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "on", "row"),
    [
        ("KN-ACC1", date(2026, 6, 30), "KN-ACC1-V1"),
        ("KN-ACC1", date(2026, 7, 1), "KN-ACC1-V2"),
        ("kn-acc2", date(2012, 7, 1), "KN-ACC2-V1"),
        ("KND-ACC", date(2026, 7, 1), "KND-ACC-V2"),
        ("KN-ACC1-V1", date(2026, 6, 30), "KN-ACC1-V1"),
        ("TC-RES", date(2019, 1, 1), "TC-RES"),
    ],
)
def test_the_version_follows_the_day_of_the_event(asked, on, row):
    assert LIMITS.in_force(asked, on).id == row


@pytest.mark.parametrize(
    ("asked", "on", "why"),
    [
        ("KN-ACC1-V1", date(2026, 7, 1), "KN-ACC1-V2"),
        ("KN-ACC1-V2", date(2026, 6, 30), "KN-ACC1-V1"),
        ("KN-DIAL-INV", date(2026, 6, 30), "01/07/2026"),
        ("TC-RES", date(2018, 12, 31), "01/01/2019"),
    ],
)
def test_a_version_not_in_force_is_refused_and_the_right_one_named(asked, on, why):
    with pytest.raises(NotInForce, match=why):
        LIMITS.in_force(asked, on)


def test_an_unknown_rule_is_refused():
    with pytest.raises(UnknownTimeLimit, match="KN-X"):
        LIMITS.in_force("KN-X", date(2026, 7, 1))


@pytest.mark.parametrize(
    ("rule", "trigger", "due"),
    [
        ("KN-RES1-N", date(2026, 9, 1), date(2026, 10, 16)),
        ("KN-RES1-RN", date(2026, 9, 1), date(2026, 11, 2)),
        ("KN-RES2-N", date(2026, 9, 1), date(2026, 11, 2)),
        ("KN-RES2-RN", date(2026, 9, 1), date(2026, 11, 10)),
        ("KND-RES-N", date(2026, 9, 1), date(2026, 10, 16)),
        ("TC-INIT", date(2026, 9, 7), date(2026, 9, 21)),
        ("KN-FILE2", date(2026, 9, 1), date(2026, 10, 16)),
        ("KN-EFF2", date(2026, 9, 1), date(2026, 10, 17)),
        ("KND-LIM2", date(2026, 9, 1), date(2026, 10, 1)),
    ],
)
def test_the_longer_limit_replaces_the_shorter_one(rule, trigger, due):
    assert due_date(LIMITS.extended(LIMITS[rule]), trigger, calendar=CALENDAR).due_on == due


def test_a_longer_limit_is_refused_where_the_law_has_none():
    with pytest.raises(NoLongerLimit, match="KN-RES1-C"):
        LIMITS.extended(LIMITS["KN-RES1-C"])
    with pytest.raises(NoLongerLimit):
        LIMITS.extended(LIMITS.extended(LIMITS["KN-FILE2"]))


# --- extensions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "due", "reason"),
    [
        (0, date(2026, 11, 2), "31/10 is a Saturday"),
        (1, date(2026, 11, 30), "60 days; the first end is not moved before adding"),
        (2, date(2026, 12, 30), "90 days"),
    ],
)
def test_extensions_of_a_denunciation_are_added_and_moved_once(count, due, reason):
    assert _due("TC-RES", date(2026, 10, 1), extensions=LIMITS.extension_days(LIMITS["TC-RES"], count)).due_on == due, (
        reason
    )


def test_more_extensions_than_the_law_allows_are_refused():
    with pytest.raises(TooManyExtensions, match="2 lần"):
        LIMITS.extension_days(LIMITS["TC-RES"], 3)
    with pytest.raises(TooManyExtensions, match="không được gia hạn"):
        LIMITS.extension_days(LIMITS["KN-RES1-N"], 1)
    with pytest.raises(CannotExtend):
        _due("KN-RES1-N", date(2026, 9, 1), extensions=(30,))


# --- pauses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "trigger", "pauses", "due", "reason"),
    [
        ("KN-RES1-N", date(2026, 7, 15), [_suspension(date(2026, 8, 3), date(2026, 9, 14))], date(2026, 9, 25),
         "14/08 + 42 days"),
        ("KN-RES1-N", date(2026, 7, 15), [_suspension(date(2026, 8, 3), date(2026, 8, 3))], date(2026, 8, 14),
         "suspended and continued on one day: nothing"),
        ("KN-RES1-N", date(2026, 5, 20), [_suspension(date(2026, 7, 1), date(2026, 7, 11))], date(2026, 6, 19),
         "transition: the limit had run out before the new law, so it revives nothing"),
        ("KN-RES2-N", date(2026, 5, 20), [_suspension(date(2026, 7, 1), date(2026, 7, 11))], date(2026, 7, 14),
         "transition: accepted under the old law, undecided on 01/07/2026: 04/07 + 10"),
        ("KN-RES1-N", date(2026, 9, 1), [_suspension(date(2026, 9, 1), date(2026, 9, 11))], date(2026, 10, 12),
         "suspended on the day of acceptance: 11/10 is a Sunday"),
        ("KN-RES1-N", date(2026, 9, 11), [_suspension(date(2026, 10, 12), date(2026, 11, 20))], date(2026, 11, 20),
         "decided on the day the end had moved to: goes on and ends the day it continues"),
        ("TC-RES", date(2026, 9, 1), [_suspension(date(2026, 9, 10), date(2026, 9, 20)),
                                      _expertise(date(2026, 9, 15), date(2026, 9, 30))], date(2026, 10, 21),
         "shared days count once: 20 days, 01/10 + 20"),
        ("TC-RES", date(2026, 9, 1), [_expertise(date(2026, 9, 15), date(2026, 9, 30))], date(2026, 10, 16),
         "expertise alone, 15 days"),
        ("KN-LIM", date(2026, 1, 5), [_obstacle(date(2026, 2, 1), date(2026, 2, 3))], date(2026, 4, 8),
         "an obstacle leaves out both its days"),
        ("KN-LIM", date(2026, 1, 5), [_obstacle(date(2026, 1, 1), date(2026, 1, 8))], date(2026, 4, 8),
         "only what lies after the event"),
        ("KND-LIM1", date(2026, 9, 1), [_obstacle(date(2026, 9, 17), date(2026, 9, 30))], date(2026, 9, 16),
         "an obstacle after the end"),
    ],
)  # fmt: skip
def test_pauses(rule, trigger, pauses, due, reason):
    assert _due(rule, trigger, pauses=pauses).due_on == due, reason


def test_an_unfinished_pause_leaves_no_due_date():
    found = _due("KN-RES1-N", date(2026, 9, 1), pauses=[_suspension(date(2026, 9, 10), None)])

    assert found.due_on is None
    assert "đang dừng" in found.explanation


def test_an_unfinished_pause_that_began_too_late_changes_nothing():
    assert _due("KN-RES1-N", date(2026, 9, 1), pauses=[_suspension(date(2026, 10, 2), None)]).due_on == date(
        2026, 10, 1
    )


@pytest.mark.parametrize(
    ("rule", "pause", "why"),
    [
        ("KN-RES1-N", _suspension(date(2026, 6, 30), date(2026, 7, 5)), "chưa có tạm đình chỉ"),
        ("KN-RES1-N", _expertise(date(2026, 7, 5), date(2026, 7, 9)), "không có trưng cầu giám định"),
        ("KN-RES1-N", _obstacle(date(2026, 7, 5), date(2026, 7, 9)), "không trừ thời gian trở ngại"),
        ("KN-ACC1-V2", _suspension(date(2026, 7, 5), date(2026, 7, 9)), "không có tạm đình chỉ"),
        ("TC-RES", _suspension(date(2026, 6, 1), date(2026, 6, 9)), "trước khi thời hạn bắt đầu"),
        ("TC-RES", _suspension(date(2026, 7, 9), date(2026, 7, 5)), "trước ngày bắt đầu"),
    ],
)
def test_a_pause_the_law_does_not_know_is_refused(rule, pause, why):
    with pytest.raises(CannotPause, match=why):
        _due(rule, date(2026, 7, 1) if rule != "KN-RES1-N" else date(2026, 6, 20), pauses=[pause])


# --- the algebra --------------------------------------------------------------------------------------------------

triggers = st.dates(date(2026, 7, 1), date(2026, 12, 31))
counted_days = st.dates(date(2021, 3, 1), date(2027, 6, 30))
lengths = st.integers(0, 40)


@st.composite
def cases(draw):
    """A denunciation with pauses that all begin inside its running limit."""
    trigger = draw(triggers)
    extensions = draw(st.integers(0, 2))
    pauses = []
    for _each in range(draw(st.integers(0, 4))):
        start = trigger + draw(st.integers(0, 29)) * DAY
        kind = draw(st.sampled_from([PauseKind.SUSPENSION, PauseKind.EXPERTISE]))
        pauses.append(Pause(kind, start, start + draw(lengths) * DAY))
    return trigger, (30,) * extensions, pauses


def _tc(trigger, extensions, pauses):
    return due_date(LIMITS["TC-RES"], trigger, calendar=CALENDAR, pauses=pauses, extensions=extensions)


@given(cases())
def test_agrees_with_walking_the_days(case):
    trigger, extensions, pauses = case

    assert _tc(*case).due_on == walk(
        LIMITS["TC-RES"], trigger, CALENDAR.is_working_day, pauses=pauses, extensions=sum(extensions)
    )


@given(cases(), st.randoms())
def test_the_order_in_which_events_are_told_does_not_matter(case, random):
    trigger, extensions, pauses = case
    shuffled = random.sample(pauses, len(pauses))

    assert _tc(trigger, extensions, shuffled) == _tc(*case)


@given(cases(), st.integers(0, 29), lengths)
def test_a_pause_added_and_taken_away_leaves_no_trace_and_never_shortens(case, offset, length):
    trigger, extensions, pauses = case
    start = trigger + offset * DAY
    longer = [*pauses, _suspension(start, start + length * DAY)]

    with_it, without = _tc(trigger, extensions, longer), _tc(*case)

    assert with_it.nominal_on >= without.nominal_on
    assert with_it.excluded_days - without.excluded_days <= length
    assert _tc(trigger, extensions, longer[:-1]) == without


@given(triggers, st.integers(0, 10), st.integers(1, 20), st.integers(1, 20))
def test_two_pauses_end_to_end_are_one(trigger, offset, first, second):
    start = trigger + offset * DAY
    middle, end = start + first * DAY, start + (first + second) * DAY

    split = _tc(trigger, (), [_suspension(start, middle), _suspension(middle, end)])

    assert split.due_on == _tc(trigger, (), [_suspension(start, end)]).due_on


@given(st.sampled_from(sorted(LIMITS)), counted_days)
def test_every_rule_agrees_with_walking(rule, trigger):
    limit = LIMITS[rule]
    assume(limit.unit is not Unit.HOUR)

    assert due_date(limit, trigger, calendar=CALENDAR).due_on == walk(limit, trigger, CALENDAR.is_working_day)


@given(
    st.sampled_from(["KN-RES1-N", "KN-ACC1-V2", "TC-INIT", "KN-SEND2"]), st.dates(date(2021, 3, 1), date(2027, 6, 30))
)
def test_a_later_event_is_never_due_earlier(rule, trigger):
    assert _due(rule, trigger).due_on <= _due(rule, trigger + DAY).due_on


@given(
    st.lists(st.dates(date(2021, 3, 1), date(2027, 6, 30)), min_size=1, max_size=30), st.sampled_from(sorted(LIMITS))
)
def test_a_column_is_counted_as_its_cells(days, rule):
    limit = LIMITS[rule]
    assume(limit.unit is not Unit.HOUR)

    column = due_dates(limit, np.array(days, dtype="datetime64[D]"), calendar=CALENDAR)

    assert column.tolist() == [due_date(limit, day, calendar=CALENDAR).due_on for day in days]


@given(st.lists(cases(), min_size=1, max_size=10))
def test_a_column_takes_the_days_that_pauses_and_extensions_add(many):
    counted = [_tc(*case) for case in many]
    added = np.array([each.excluded_days + sum(each.extensions) for each in counted])

    column = due_dates(
        LIMITS["TC-RES"],
        np.array([trigger for trigger, _extensions, _pauses in many], dtype="datetime64[D]"),
        calendar=CALENDAR,
        added=added,
    )

    assert column.tolist() == [each.due_on for each in counted]


def test_a_column_of_hours_is_a_fault():
    with pytest.raises(ValueError, match="TCD-ONL-CONN"):
        due_dates(LIMITS["TCD-ONL-CONN"], np.array(["2026-09-10"], dtype="datetime64[D]"), calendar=CALENDAR)


# --- the derivation -----------------------------------------------------------------------------------------------


def test_says_why_in_words():
    found = _due("KN-RES1-N", date(2026, 7, 15), pauses=[_suspension(date(2026, 8, 3), date(2026, 9, 14))])

    assert found.explanation == (
        "30 ngày kể từ ngày thụ lý 15/07/2026, không kể ngày đầu (Điều 28 Luật Khiếu nại 2011): "
        "hết thứ Sáu 14/08/2026. "
        "Tạm đình chỉ từ 03/08/2026 đến 14/09/2026 là 42 ngày không tính: hết ngày 25/09/2026. "
        "25/09/2026 là ngày làm việc nên giữ nguyên."
    )
    assert [step.code for step in found.steps] == ["count", "suspension", "stays"]


def test_names_the_holiday_that_moved_the_end():
    explanation = _due("KN-RES1-N", date(2026, 10, 25)).explanation

    assert "24/11/2026 là ngày nghỉ lễ (Ngày Văn hóa Việt Nam)" in explanation
    assert "thứ Tư 25/11/2026" in explanation


def test_names_the_days_off_among_working_days_and_the_saturday_worked():
    explanation = _due("KN-ACC1-V2", date(2026, 8, 20)).explanation
    assert "22/08/2026 là ngày làm bù, được tính" in explanation

    assert "Ngày Văn hóa Việt Nam (24/11/2026) không tính" in _due("KN-ACC1-V2", date(2026, 11, 20)).explanation


def test_warns_where_the_calendar_is_not_decided():
    found = _due("KN-RES1-N", date(2027, 1, 8))

    assert found.is_provisional
    assert "chưa có quyết định" in found.explanation
    assert not _due("KN-RES1-N", date(2026, 11, 23)).is_provisional
    assert _due("TC-INIT", date(2027, 1, 29)).is_provisional
    assert not _due("KN-EFF1", date(2027, 1, 6)).is_provisional


def test_carries_the_version_of_the_calendar():
    other = WorkCalendar(row for row in ROWS if row.on != date(2026, 11, 24))

    assert _due("KN-RES1-N", date(2026, 9, 1)).calendar_version == CALENDAR.version
    assert other.version != CALENDAR.version
    assert due_date(LIMITS["KN-RES1-N"], date(2026, 10, 25), calendar=other).due_on == date(2026, 11, 24)


def test_refuses_to_guess_beyond_the_calendar():
    with pytest.raises(OutsideWorkCalendar):
        _due("KN-RES1-N", date(2027, 12, 20))


# --- the file -----------------------------------------------------------------------------------------------------

HEADER = ",".join(COLUMNS)
GOOD = "X-V1,complaint,Việc,ngày nhận,5,W,max,,,,,,,Điều 1,2020-01-01,2020-12-31,S"


@pytest.mark.parametrize(
    ("line", "where", "why"),
    [
        (GOOD.replace(",5,", ",0,"), "days", "số nguyên dương"),
        (GOOD.replace(",W,", ",Q,"), "unit", "danh mục"),
        (GOOD.replace("2020-01-01", "01/01/2020"), "effective_from", "năm-tháng-ngày"),
        (GOOD.replace("Điều 1", ""), "basis", "để trống"),
        (GOOD.replace("max,,", "max,Y,"), "id", "mã không có"),
        (GOOD + ",thừa", "", "nhiều ô hơn"),
        (f"{GOOD}\n{GOOD}", "id", "đã có ở dòng trên"),
        (f"{GOOD}\n{GOOD.replace('X-V1', 'X-V2')}", "id", "cùng có hiệu lực"),
    ],
)
def test_the_file_names_its_bad_rows(line, where, why):
    with pytest.raises(InputErrors, match=why) as caught:
        read_time_limits([HEADER, *line.splitlines()])

    assert caught.value.errors[0].field == where


def test_the_file_needs_its_columns():
    with pytest.raises(InputErrors, match="Tệp thiếu cột này"):
        read_time_limits(["id,procedure"])


def test_every_row_says_what_it_rests_on():
    assert len(LIMITS) == 82
    for limit in LIMITS.values():
        assert limit.basis
        assert limit.confidence in ("S", "S2", "S/K", "K", "D", "?")
        assert limit.mode in Mode
        assert limit.is_house_rule == limit.basis.startswith("Quy ước nội bộ")
