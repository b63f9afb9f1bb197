"""T35 and T35d from the tracker of conclusions (targets.md section 8 and A11)."""

from datetime import date

import pytest
from django.db import transaction

from danvan.authority.rules.actor import EVERYTHING, Actor, Grant
from danvan.conclusions.choices import TaskState
from danvan.conclusions.events import ConclusionTaskChanged
from danvan.journal.services import announce
from danvan.kernel.figures import Status
from danvan.orgs.models import UnitVersion
from danvan.schemes import selectors
from danvan.schemes.jobs import refresh_after_conclusion_task_changed
from danvan.schemes.selectors import explain
from danvan.schemes.services.results import check, recompute, refresh_for_day
from tests.cast import TODAY
from tests.conclusions.promised import conclusion, tasks
from tests.events import drain, waiting_jobs
from tests.schemes.factories import PLATFORM, communes, end, settle, succeed

pytestmark = pytest.mark.django_db
DUE = date(2025, 5, 20)
END = date(2025, 7, 1)
A, NA, NYD, NAP = Status.ACHIEVED, Status.NOT_ACHIEVED, Status.NOT_YET_DUE, Status.NOT_APPLICABLE


@pytest.fixture(autouse=True)
def _in_force(da04, monkeypatch):
    monkeypatch.setattr("danvan.schemes.jobs.timezone.localdate", lambda: TODAY)


@pytest.fixture
def commune(place):
    return place.commune


def share(line, target="T35", year=2025, **how):
    found = line(target, year, **how)
    return found.numerator, found.denominator, found.status


# --- what counts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "status"), [(0, A), (1, NA)])
def test_every_task_is_done_in_time_or_the_target_fails(commune, line, late, status):
    tasks(commune, 40 - late, due_on=DUE, done_on=DUE)
    tasks(commune, late, due_on=DUE, done_on=date(2025, 5, 21))

    assert share(line) == (40 - late, 40, status)


@pytest.mark.parametrize(
    ("facts", "in_time", "why"),
    [
        ({"due_on": date(2025, 6, 10), "first_due_on": DUE, "extensions": 1}, 1, "extended on 18/05, before its day"),
        ({"due_on": DUE, "expected_on": date(2025, 6, 10), "extensions": 1}, 0, "extended on 22/05, after its day"),
    ],
)
def test_a11_an_extension_before_the_day_moves_it_and_one_after_it_does_not(commune, line, facts, in_time, why):
    tasks(commune, done_on=date(2025, 6, 9), **facts)

    assert share(line)[:2] == (in_time, 1), why


@pytest.mark.parametrize(
    ("state", "part", "whole"),
    [
        (TaskState.CANCELLED, 0, 0),
        (TaskState.RETURNED, 0, 1),
        (TaskState.IN_PROGRESS, 0, 1),
        (TaskState.REPORTED, 0, 1),
        (TaskState.VERIFIED, 1, 1),
        (TaskState.CLOSED, 1, 1),
    ],
)
def test_only_what_was_issued_and_not_cancelled_is_asked_and_only_what_was_confirmed_counts(
    commune, line, state, part, whole
):
    tasks(commune, due_on=DUE, done_on=DUE, state=state)

    assert share(line)[:2] == (part, whole)


def test_what_is_reported_done_counts_provisionally(commune, kept):
    tasks(commune, due_on=DUE, done_on=DUE, state=TaskState.REPORTED)
    tasks(commune, due_on=DUE, done_on=date(2025, 5, 21), state=TaskState.REPORTED)
    settle()

    row = kept("T35", commune)

    assert (row.numerator, row.denominator) == (0, 2)
    assert (row.provisional_numerator, row.provisional_denominator) == (1, 2)


def test_a_task_is_out_of_time_only_once_its_last_day_is_over(commune, line):
    tasks(commune, due_on=TODAY)

    assert line("T35", 2026).denominator == 0
    assert line("T35", 2026, on=date(2026, 11, 24)).denominator == 1


def test_what_is_done_before_its_day_counts_at_once(commune, kept):
    early = {"due_on": date(2026, 12, 20), "done_on": date(2026, 11, 2)}
    tasks(commune, **early)
    tasks(commune, **early, state=TaskState.REPORTED)
    settle()

    row = kept("T35", commune, 2026)

    assert (row.numerator, row.denominator) == (1, 1)
    assert (row.provisional_numerator, row.provisional_denominator) == (2, 2)


def test_a_unit_that_was_given_nothing_is_not_judged(commune, line, kept):
    assert share(line)[2] == NAP
    assert share(line, year=2026)[2] == NYD
    assert kept("T35", commune).denominator == 0


def test_conclusions_of_dialogues_stand_apart(commune, line):
    tasks(commune, 3, due_on=DUE, done_on=DUE, origin="dialogue")
    tasks(commune, 2, due_on=DUE, origin="inspection")
    tasks(commune, 1, due_on=DUE)

    assert (share(line)[:2], share(line, "T35d")[:2]) == ((0, 1), (3, 3))


def test_a16_the_province_adds_up_tasks_and_never_averages_shares(place, line):
    tasks(place.commune, 1, due_on=DUE, done_on=DUE, keeper=place.province)
    tasks(place.neighbour, 3, due_on=DUE, keeper=place.province)
    tasks(place.department, 1, due_on=DUE, done_on=DUE, keeper=place.province)

    assert share(line)[:2] == (2, 5)


# --- units that ended (R2, R4) --------------------------------------------------------------------------------------


@pytest.fixture
def merged(place):
    """A commune that ended on 2025-07-01, and the one that was made of it."""
    old, new = communes(2, parent=place.province)
    UnitVersion.objects.filter(unit=new).update(valid_from=END)
    end(old, END)
    succeed(old, new, END)
    return old, new


def counted(row):
    return row.numerator, row.denominator


def test_what_a_predecessor_did_within_the_year_counts_for_the_successor_too(merged, line, kept):
    old, new = merged
    tasks(old, 2, due_on=DUE, done_on=DUE)
    tasks(new, 1, due_on=date(2025, 9, 1))

    assert share(line)[:2] == (2, 3)
    assert (kept("T35", old).closing, counted(kept("T35", old))) == (True, (2, 2))


def test_what_passed_on_with_time_left_is_the_new_units_and_what_was_late_before_stays_late_there(place, kept):
    (district,) = communes(1, parent=place.province, key="huyen")
    end(district, END)
    tasks(place.commune, due_on=date(2025, 9, 1), done_on=date(2025, 8, 30))
    tasks(place.commune, due_on=DUE, due_with=district)
    settle()

    assert counted(kept("T35", district)) == (0, 1)
    assert counted(kept("T35", place.commune)) == (1, 1)


def test_what_was_late_in_a_year_its_new_unit_never_saw_does_not_vanish_from_it(merged, line, kept):
    old, new = merged
    tasks(new, due_on=date(2024, 5, 20), due_with=old)

    assert share(line, year=2024)[:2] == (0, 1)
    assert counted(kept("T35", old, 2024)) == (0, 1)


def test_a_late_task_passed_on_within_the_year_is_counted_once_by_the_successor(merged, line):
    old, new = merged
    tasks(new, due_on=DUE, due_with=old)

    assert share(line)[:2] == (0, 1)


# --- down to the task -----------------------------------------------------------------------------------------------


def test_a_figure_opens_down_to_the_tasks_with_why(commune, place):
    of = conclusion(place.province)
    tasks(commune, of=of, due_on=DUE, done_on=DUE)
    tasks(commune, of=of, due_on=date(2026, 11, 13), reminders=2)
    tasks(commune, of=of, due_on=DUE, done_on=date(2025, 6, 9), expected_on=date(2025, 6, 10))
    tasks(commune, of=of, due_on=date(2025, 6, 10), first_due_on=DUE, done_on=DUE, state=TaskState.REPORTED)
    settle()

    found = explain(PLATFORM, "da04", "T35", 2025, commune.pk)
    late = explain(PLATFORM, "da04", "T35", 2026, commune.pk)

    assert found.line.reason == (
        "1/3 nhiệm vụ hoàn thành đúng hạn; 1 nhiệm vụ làm muộn; 1 nhiệm vụ đã báo cáo xong, chờ xác nhận."
    )
    assert [(each.record.is_counted, each.record.is_provisional, each.record.why) for each in found.records] == [
        (False, False, "làm muộn 20 ngày; xin lùi sau hạn đến 10/06/2025, không dời hạn"),
        (True, True, "làm đúng hạn"),
        (False, True, "làm đúng hạn, chờ đơn vị ban hành xác nhận; gia hạn từ 20/05/2025"),
    ]
    assert [each.record.why for each in late.records] == ["chưa xong, quá hạn 10 ngày; đã đôn đốc 2 lần"]


def test_what_stands_behind_a_figure_never_shows_the_text(commune):
    tasks(commune, due_on=DUE, text="Trả lời ông Nguyễn Văn Kín", result="Đã trả lời ông Kín")
    settle()

    (shown,) = explain(PLATFORM, "da04", "T35", 2025, commune.pk).records

    assert shown.record.title == "Nhiệm vụ 1, thông báo kết luận số 12/TB-UBND"
    assert "Kín" not in repr(shown)


# --- kept true ------------------------------------------------------------------------------------------------------


def changed(task):
    with transaction.atomic():
        announce(ConclusionTaskChanged(unit_id=task.unit_id, years=(task.due_on.year,)))


def test_a_change_of_a_task_refreshes_its_unit_to_what_a_full_recomputation_gives(commune, place, kept):
    made = tasks(commune, 2, due_on=DUE, keeper=place.province) + tasks(place.neighbour, due_on=DUE, origin="dialogue")
    settle()
    for task in made:
        task.state, task.done_on = TaskState.VERIFIED, DUE
        task.save()
        changed(task)

    drain("ConclusionTaskChanged")

    assert (counted(kept("T35", commune)), counted(kept("T35d", place.neighbour))) == ((2, 2), (1, 1))
    assert check("da04", on=TODAY) == []
    assert not recompute("da04", on=TODAY)


def test_a_task_of_a_unit_that_ended_refreshes_the_successor(merged, kept):
    old, new = merged
    (task,) = tasks(old, due_on=DUE)
    settle()
    task.state, task.done_on = TaskState.VERIFIED, DUE
    task.save()
    changed(task)

    drain("ConclusionTaskChanged")

    assert (counted(kept("T35", old)), counted(kept("T35", new))) == ((1, 1), (1, 1))
    assert check("da04", on=TODAY) == []


def test_many_acts_queue_one_refresh_a_year(commune):
    waiting_jobs()
    payload = {"unit_id": commune.pk, "years": [2025, 2026]}

    refresh_after_conclusion_task_changed(payload)
    refresh_after_conclusion_task_changed(payload)

    queued = [name for name, _ in waiting_jobs()]
    assert queued == ["refresh_conclusions_of_unit"] * 2 + ["sum_indicators_of_kind"]


def test_a_task_becomes_late_overnight(commune, kept):
    tasks(commune, due_on=date(2026, 11, 23))
    recompute("da04", on=TODAY)
    assert counted(kept("T35", commune, 2026)) == (0, 0)

    refresh_for_day("da04", on=date(2026, 11, 24))

    assert counted(kept("T35", commune, 2026)) == (0, 1)
    assert check("da04", on=date(2026, 11, 24)) == []


# --- indicators -----------------------------------------------------------------------------------------------------


def test_tasks_confirmed_done_late_or_not_are_an_indicator(place):
    tasks(place.commune, 2, due_on=DUE, done_on=DUE)
    tasks(place.commune, 1, due_on=DUE, done_on=date(2025, 9, 1), origin="dialogue")
    tasks(place.commune, 1, due_on=DUE)
    tasks(place.neighbour, 1, due_on=DUE, done_on=DUE, origin="front_meeting")
    settle()

    assert selectors.indicator(PLATFORM, "da04", "S27", 2025).figures[-1].said[-1] == "3/4 75,0 %"
    assert selectors.indicator(PLATFORM, "da04", "S32", 2025).figures[-1].said[-1] == "1/1 100 %"


def test_whoever_sees_records_but_no_conclusions_sees_no_task_behind_an_indicator(place, cast):
    tasks(place.commune, due_on=DUE, done_on=DUE, origin="front_meeting")
    settle()
    inspector = Actor(None, None, place.province.pk, TODAY, (Grant("inspector", EVERYTHING),))

    assert len(selectors.indicator_records(cast.actor("dung"), "da04", "S32", 2025)) == 1
    assert selectors.indicator_records(inspector, "da04", "S32", 2025) == []


def test_the_page_of_a_figure_leads_to_the_task_for_whoever_may_open_it(commune, place, signed_in):
    (task,) = tasks(commune, due_on=DUE, keeper=place.province)
    settle()
    page = f"/de-an/chi-tieu/T35/don-vi/{commune.pk}/?nam=2025"

    for who in ("lan", "binh"):
        assert f'href="{task.get_absolute_url()}"' in signed_in(who).get(page).content.decode(), who
    assert task.get_absolute_url() not in signed_in("quan").get(page).content.decode(), "sees results, not conclusions"
