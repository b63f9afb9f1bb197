"""The year calendar: what falls due from every area, who is reminded of it, and the feed."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from danvan.activities.models import GrassrootsVisit, TrainingCourse
from danvan.committees.models import SteeringCommittee
from danvan.coordination.models import CoordinationAgreement
from danvan.desk.jobs import remind
from danvan.desk.selectors import agenda_of, my_work, reminders
from danvan.desk.selectors.agenda import dues_between, rhythm
from danvan.desk.web.records import KINDS
from danvan.evidence.models import Evidence
from danvan.evidence.services import reject_evidence
from danvan.exemplars.models import Exemplar, Milestone
from danvan.indices.models import IndexScore
from danvan.inspections.models import Inspection, InspectionFinding
from danvan.notices.models import Notice
from danvan.notices.services import make_calendar_address
from danvan.plans.models import PlanTask
from danvan.schemes.services import load_definitions, recompute
from tests.cast import TODAY
from tests.events import drain
from tests.kinds import make
from tests.pages import queries_of
from tests.schemes.factories import end, succeed

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=5)


def of_every_area(unit, on, **columns):
    """Make one thing of every area due on a day."""
    open_ = {"state": "draft", "happened_on": None, **columns}
    make(PlanTask, unit, title="Nhiệm vụ", due_on=on, owner="Văn phòng", **open_)
    make(TrainingCourse, unit, title="Lớp", planned_on=on, **open_)
    make(GrassrootsVisit, unit, title="Chuyến đi", planned_on=on, **open_)
    make(Milestone, unit, title="Bước", due_on=on, exemplar=make(Exemplar, unit), **open_)
    inspection = make(Inspection, unit, title="Kiểm tra", planned_on=on, **open_)
    make(InspectionFinding, unit, title="Hạn chế", due_on=on, inspection=inspection, **open_)
    make(CoordinationAgreement, unit, valid_from=date(2023, 1, 1), ends_on=on)
    make(SteeringCommittee, unit, valid_from=date(2023, 1, 1), head_left_on=on - timedelta(days=30))


def test_every_area_tells_its_dates_once(place):
    of_every_area(place.commune, DUE)
    of_every_area(place.neighbour, DUE)

    found = dues_between([place.commune.pk], TODAY, DUE)

    assert len(found) == len({due.uid for due in found}) == 8
    assert {due.unit_id for due in found} == {place.commune.pk}
    assert all(due.on == DUE and not due.is_done and due.url for due in found)
    assert dues_between([place.commune.pk], DUE + timedelta(days=1), DUE + timedelta(days=90)) == []


def test_an_inspection_is_the_teams_work_and_only_announced_to_the_unit(cast, place):
    for day in (DUE, TODAY - timedelta(days=3)):
        make(Inspection, place.commune, title="Kiểm tra năm 2026", planned_on=day, happened_on=None, state="draft",
             inspecting_unit=place.province)  # fmt: skip
    thanh, lan = cast.actor("thanh"), cast.actor("lan")

    told = {(each.holding_id, each.text) for each in reminders(on=TODAY)}

    assert {holding for holding, text in told if "Kiểm tra xã Đông Hiếu" in text} >= {thanh.holding_id}
    assert {text for holding, text in told if holding == lan.holding_id} == {
        "Đến hạn 28/11/2026: Được kiểm tra: Kiểm tra năm 2026"
    }
    assert (my_work(thanh, on=TODAY).late, my_work(thanh, on=TODAY).soon) == (1, 1)
    assert (my_work(lan, on=TODAY).late, my_work(lan, on=TODAY).soon) == (0, 1)
    assert agenda_of(lan, TODAY.replace(day=1), on=TODAY).overdue == []


def test_a_later_draft_is_no_renewal(place):
    make(CoordinationAgreement, place.commune, valid_from=date(2023, 1, 1), ends_on=DUE)
    make(CoordinationAgreement, place.commune, valid_from=DUE, state="draft")
    (before,) = dues_between([place.commune.pk], TODAY, DUE)
    make(CoordinationAgreement, place.commune, valid_from=DUE, state="submitted")
    (after,) = dues_between([place.commune.pk], TODAY, DUE)

    assert (before.is_done, after.is_done) == (False, True)


def test_a_unit_that_ended_is_told_to_sign_nothing(place):
    make(CoordinationAgreement, place.commune, valid_from=date(2023, 1, 1), ends_on=date(2025, 6, 30))
    make(SteeringCommittee, place.commune, valid_from=date(2023, 1, 1), ends_on=date(2025, 6, 30))
    end(place.commune, date(2025, 7, 1))

    assert dues_between([place.commune.pk], date(2025, 6, 1), date(2025, 7, 31)) == []


def test_targets_that_fall_due_stand_as_one_entry_for_a_day(cast, place):
    load_definitions()
    recompute("da04", on=TODAY)

    found = dues_between([place.commune.pk], date(2026, 1, 1), date(2026, 12, 31))

    assert found
    assert len({due.on for due in found}) == len(found)
    assert all("don-vi" in due.url for due in found)
    assert any("chỉ tiêu năm 2026 chưa đạt" in due.what for due in found)


def test_the_months_around_show_what_is_late(cast, place):
    of_every_area(place.commune, TODAY - timedelta(days=40))

    found = agenda_of(cast.actor("lan"), TODAY.replace(day=1), on=TODAY)

    assert not found.entries
    assert len(found.overdue) == 8
    assert {entry.days_late for entry in found.overdue} == {40}
    assert agenda_of(cast.actor("tam"), TODAY.replace(day=1), on=TODAY).overdue == []


def test_the_usual_work_names_kinds_there_are_and_counts_what_was_written(cast, place):
    make(Exemplar, place.commune, happened_on=date(2026, 1, 20))

    usual = agenda_of(cast.actor("lan"), date(2026, 1, 1), on=TODAY).usual

    assert {work["kind"] for work in rhythm()} <= set(KINDS)
    assert {each.kind: each.number for each in usual}["exemplar"] == 1
    assert "inspection" not in {each.kind for each in usual}
    assert "inspection" in {each.kind for each in agenda_of(cast.actor("binh"), date(2026, 1, 1), on=TODAY).usual}


def test_work_done_at_others_counts_for_whom_does_it(cast, place):
    standing = cast.actor("binh")
    make(Inspection, place.commune, happened_on=None, planned_on=date(2026, 3, 9), inspecting_unit=place.standing)
    make(Inspection, place.commune, happened_on=date(2025, 3, 9), planned_on=date(2025, 3, 9),
         inspecting_unit=place.standing)  # fmt: skip
    make(IndexScore, place.province, index="PAPI", year=2025, rank=4, of_total=34, confidence="official")

    of_month = {
        month: {each.kind: each.number for each in agenda_of(standing, date(2026, month, 1), on=TODAY).usual}
        for month in (1, 4)
    }

    assert (of_month[1]["inspection"], of_month[4]["index_score"]) == (1, 1)


def test_my_work_holds_what_is_due_in_every_area(cast, place):
    of_every_area(place.commune, DUE)
    of_every_area(place.commune, TODAY - timedelta(days=3))

    work = my_work(cast.actor("lan"), on=TODAY)

    assert (work.late, work.soon) == (8, 8)


# --- reminders --------------------------------------------------------------------------------------------------------


def test_those_who_write_for_a_unit_are_told_once_before_and_once_after(cast, place):
    make(PlanTask, place.commune, title="Đối thoại quý IV", due_on=DUE, happened_on=None, state="draft")

    before = list(reminders(on=TODAY))
    again = list(reminders(on=TODAY + timedelta(days=1)))
    after = list(reminders(on=DUE + timedelta(days=1)))

    holders = {cast.actor(name).holding_id for name in ("lan", "minh")}
    assert {each.holding_id for each in before} == holders
    assert {each.key for each in before} == {each.key for each in again}
    assert {each.key for each in before}.isdisjoint({each.key for each in after})
    assert before[0].text == "Đến hạn 28/11/2026: Đối thoại quý IV"
    assert after[0].text == "Quá hạn 28/11/2026: Đối thoại quý IV"


def test_what_is_done_or_far_off_is_not_told(place):
    make(PlanTask, place.commune, due_on=DUE, happened_on=TODAY)
    make(PlanTask, place.commune, due_on=TODAY + timedelta(days=8), happened_on=None, state="draft")
    make(PlanTask, place.commune, due_on=TODAY - timedelta(days=31), happened_on=None, state="draft")

    assert list(reminders(on=TODAY)) == []


def test_the_job_writes_notices_and_repeats_none(cast, place):
    on = timezone.localdate() + timedelta(days=2)
    make(PlanTask, place.commune, due_on=on, happened_on=None, state="draft")

    remind(0)
    remind(0)

    assert Notice.objects.count() == 2


def test_proof_sent_back_is_told_at_once_with_its_reason(cast, place):
    task = make(PlanTask, place.commune, title="Đối thoại quý IV", state="submitted", happened_on=date(2026, 3, 5))
    piece = Evidence.objects.get(record=task)

    reject_evidence(piece.pk, actor=cast.actor("binh"), at=timezone.now(), reason="thiếu danh sách người dự")
    drain("EvidenceRejected")

    told = dict(Notice.objects.values_list("holding_id", "text"))
    assert set(told) == {cast.actor(name).holding_id for name in ("lan", "minh")}
    assert set(told.values()) == {"Bị trả lại: Đối thoại quý IV. Lý do: thiếu danh sách người dự"}


def test_proof_of_an_inspection_sent_back_is_told_to_the_team_and_not_to_the_inspected(cast, place):
    thanh = cast.actor("thanh")
    inspection = make(
        Inspection, place.commune, title="Kiểm tra năm 2026", state="submitted", happened_on=date(2026, 3, 5),
        created_by_id=thanh.holding_id,
    )  # fmt: skip
    piece = Evidence.objects.get(record=inspection)

    reject_evidence(piece.pk, actor=cast.actor("binh"), at=timezone.now(), reason="thiếu biên bản")
    drain("EvidenceRejected")

    assert set(Notice.objects.values_list("holding_id", flat=True)) == {thanh.holding_id}
    assert [each.title for each in my_work(thanh, on=TODAY).items] == ["Kiểm tra năm 2026"]
    assert "Kiểm tra năm 2026" not in {each.title for each in my_work(cast.actor("lan"), on=TODAY).items}


# --- the page and the feed --------------------------------------------------------------------------------------------


def test_the_page_shows_the_month_and_asks_no_more_for_more(cast, place, signed_in):
    on = timezone.localdate()
    of_every_area(place.commune, on)
    browser, address = signed_in("lan"), reverse("agenda:month")
    page = browser.get(address).content.decode()
    few = queries_of(browser, address)
    for _ in range(5):
        of_every_area(place.commune, on)

    assert all(word in page for word in ("Nhiệm vụ", "Lớp", "Chuyến đi", "Bước", "Hạn chế"))
    assert queries_of(browser, address) == few


@pytest.mark.parametrize("month", ["13/2026", "x", "2026", "01/1900", "01/3000"])
def test_a_senseless_month_is_not_found(signed_in, month):
    assert signed_in("lan").get(reverse("agenda:month"), {"thang": month}).status_code == 404


def test_a_calendar_program_reads_the_feed_without_signing_in(cast, place):
    on = timezone.localdate() + timedelta(days=20)
    make(PlanTask, place.commune, title="Đối thoại; quý IV, đợt 2", due_on=on, happened_on=None, state="draft")
    make(PlanTask, place.neighbour, title="Việc xã bên", due_on=on, happened_on=None, state="draft")
    token = make_calendar_address(cast.actor("lan", on=timezone.localdate()), at=timezone.now())

    response = Client().get(reverse("agenda:feed"), {"ma": token})
    calendar = Calendar.from_ical(response.content)

    (event,) = calendar.walk("VEVENT")
    assert response["Content-Type"].startswith("text/calendar")
    assert str(event["SUMMARY"]) == "Đối thoại; quý IV, đợt 2"
    assert event["DTSTART"].dt == on
    assert str(event["UID"]).startswith("plan_task-")
    assert "no-store" in response["Cache-Control"]


def test_a_wrong_secret_is_not_found_and_none_is_an_error(cast):
    assert Client().get(reverse("agenda:feed"), {"ma": "sai"}).status_code == 404
    assert Client().get(reverse("agenda:feed")).status_code == 400


def test_a_new_address_is_shown_once(cast, signed_in):
    browser = signed_in("lan")

    shown = browser.post(reverse("agenda:new_address"), follow=True).content.decode()
    again = browser.get(reverse("agenda:month")).content.decode()

    assert "rieng.ics?ma=" in shown
    assert "rieng.ics?ma=" not in again
    assert "chưa được đọc" in again


def test_what_an_ended_unit_left_is_told_to_those_in_its_place(cast, place):
    on = TODAY + timedelta(days=3)
    make(InspectionFinding, place.neighbour, title="Sổ ghi chưa đủ", due_on=on, state="draft")
    end(place.neighbour, date(2026, 7, 1))
    succeed(place.neighbour, place.commune, date(2026, 7, 1))

    told = [each for each in reminders(on=TODAY) if "Sổ ghi" in each.text]

    assert {each.holding_id for each in told} == {cast.actor(name).holding_id for name in ("lan", "minh")}
