"""The weaknesses: where a leader should look, and why."""

from datetime import date

import pytest

from danvan.activities.models import OutreachActivity, ReviewConference, TrainingAttendance, TrainingCourse
from danvan.committees.models import FocalAssignment
from danvan.coordination.models import CoordinationAgreement, CoordinationReview
from danvan.inspections.models import Inspection
from danvan.plans.models import Plan, PlanTask
from danvan.schemes.rules.likeness import PlanText, core, plans_alike
from danvan.schemes.selectors import scheme_in_force, weaknesses
from tests.kinds import make
from tests.pages import queries_of
from tests.schemes.factories import end, succeed

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 23)
DUTIES = ("Đối thoại với nhân dân", "Công khai thủ tục", "Đi cơ sở nghe dân", "Sơ kết sáu tháng")


@pytest.fixture(autouse=True)
def _in_force(da04):
    pass


NAMES = {
    weaknesses.plans_view: "L1",
    weaknesses.coordination_view: "L2",
    weaknesses.inspection_view: "L3",
    weaknesses.staff_view: "L4",
}


def seen(look, actor, year=2026, *, on=ON):
    definition = scheme_in_force("da04")
    (about,) = [each for each in definition.weaknesses if each.id == NAMES[look]]
    return look(actor, definition, about, year, on=on)


@pytest.fixture
def view(cast):
    """Return a function giving the line of a unit in a view."""

    def of(look, unit, year=2026, on=ON):
        found = seen(look, cast.actor("dung"), year, on=on)
        lines = found.lines if hasattr(found, "lines") else found
        return next(line for line in lines if line.unit.unit_id == unit.pk)

    return of


def planned(unit, *titles, **columns):
    plan = make(Plan, unit, title=f"Kế hoạch {unit.pk}", **columns)
    for title in titles:
        make(PlanTask, unit, plan=plan, title=title, state="draft", happened_on=None, due_on=date(2026, 12, 20))
    return plan


# --- L1 ---------------------------------------------------------------------------------------------------------------


def test_units_without_a_plan_come_first_and_a_plan_without_tasks_is_named(cast, place, view):
    empty = planned(place.commune)
    planned(place.department, DUTIES[0])

    first = seen(weaknesses.plans_view, cast.actor("dung"))[0]

    assert first.plans == 0
    assert view(weaknesses.plans_view, place.commune).empty == [empty]
    assert view(weaknesses.plans_view, place.department).empty == []


def test_a_draft_is_no_plan_yet_and_a_late_task_without_result_is_counted(place, view):
    planned(place.commune, DUTIES[0], state="draft")
    plan = planned(place.neighbour, DUTIES[0])
    make(PlanTask, place.neighbour, plan=plan, due_on=date(2026, 5, 1), happened_on=None, state="draft")

    assert view(weaknesses.plans_view, place.commune).plans == 0
    assert view(weaknesses.plans_view, place.neighbour).without_result == 1


def test_plans_that_read_alike_are_shown_with_the_passages(place, view):
    planned(place.commune, *DUTIES[:3], "Việc riêng của xã Đông Hiếu")
    planned(place.neighbour, "ĐỐI THOẠI với nhân dân", "Công khai thủ tục 2026", "Đi cơ sở nghe dân", "Việc khác hẳn")

    (hint,) = view(weaknesses.plans_view, place.commune).hints

    assert hint.alike.other_unit_id == place.neighbour.pk
    assert hint.alike.shared == DUTIES[:3]
    assert hint.alike.of == 4


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (DUTIES, DUTIES, True),
        (DUTIES[:2], DUTIES[:2], False),  # too little to say anything
        (DUTIES, (*DUTIES[:2], "Khác", "Khác nữa"), False),
        ((*DUTIES, "a", "b", "c"), DUTIES, False),  # four of seven
    ],
)
def test_little_in_common_is_no_hint(one, other, alike):
    found = plans_alike([PlanText(1, 10, "Một", one), PlanText(2, 20, "Hai", other)])

    assert (1 in found) is alike


def test_a_units_own_plans_may_repeat_themselves():
    assert plans_alike([PlanText(1, 10, "Một", DUTIES), PlanText(2, 10, "Một", DUTIES)]) == {}


def test_numbers_accents_and_the_name_of_the_unit_do_not_tell_passages_apart():
    assert core("Đối thoại tại Đông Hiếu ngày 15/6/2026", "Đông Hiếu") == core("doi thoai tai ngay 1.7", "Hòa Sơn")


# --- L2 ---------------------------------------------------------------------------------------------------------------


def test_months_without_joint_activity_and_a_lapsed_agreement(place, view):
    make(OutreachActivity, place.commune, happened_on=date(2026, 2, 3), initiator="front")
    make(OutreachActivity, place.commune, happened_on=date(2026, 3, 3), initiator="not_joint")
    make(CoordinationReview, place.commune, happened_on=date(2026, 6, 3), conclusions=4, overdue=2)
    make(CoordinationAgreement, place.commune, valid_from=date(2021, 1, 1), ends_on=date(2026, 1, 31))

    line = view(weaknesses.coordination_view, place.commune)

    assert [month for month, number in enumerate(line.months, start=1) if number] == [2, 6]
    assert line.silent == 9
    assert line.overdue == 2
    assert line.agreement is None
    assert line.lapsed is not None


def test_an_agreement_of_the_unit_before_has_lapsed(place, view):
    make(CoordinationAgreement, place.neighbour, valid_from=date(2023, 1, 1))
    end(place.neighbour, date(2026, 7, 1))
    succeed(place.neighbour, place.commune, date(2026, 7, 1))

    line = view(weaknesses.coordination_view, place.commune)

    assert (line.agreement, line.lapsed is not None) == (None, True)


# --- L3 ---------------------------------------------------------------------------------------------------------------


def test_a_self_check_is_no_inspection_and_reviews_have_their_day(cast, place, view):
    make(Inspection, place.commune, happened_on=date(2026, 3, 5), inspection_form="self_check")
    make(Inspection, place.neighbour, happened_on=date(2026, 9, 5))
    make(ReviewConference, place.neighbour, review_kind="six_month", happened_on=date(2026, 9, 1))

    found = seen(weaknesses.inspection_view, cast.actor("dung"))
    own, other = (view(weaknesses.inspection_view, unit) for unit in (place.commune, place.neighbour))

    assert own.inspected_on is None
    assert other.inspected_on == date(2026, 9, 5)
    assert found.by_month[7:] == [0, 1, 1, 1]
    assert found.is_interim_late(own)
    assert found.is_interim_late(other)
    assert not found.is_final_late(own)


# --- L4 ---------------------------------------------------------------------------------------------------------------


def test_officers_without_a_class_of_the_year(place, view):
    make(FocalAssignment, place.commune, duty="mobilization", staff=3)
    make(FocalAssignment, place.commune, duty="reception", staff=1)
    course = make(TrainingCourse, place.department, course_state="held", happened_on=date(2026, 3, 5))
    TrainingAttendance.objects.create(course=course, unit=place.commune, role="focal_officer", planned=3, present=2)

    line = view(weaknesses.staff_view, place.commune)

    assert line.staff == [3, 0, 1]
    assert line.trained == [2, 0, 0]
    assert line.untrained == 2


# --- the pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["L1", "L2", "L3", "L4"])
def test_every_view_shows_its_units_and_goes_out_as_a_sheet(name, place, signed_in):
    planned(place.commune, *DUTIES)

    page = signed_in("dung").get(f"/de-an/han-che/{name}/?nam=2026").content.decode()
    narrowed = signed_in("dung").get(f"/de-an/han-che/{name}/?nam=2026&q=dong hieu").content.decode()
    own = signed_in("lan").get(f"/de-an/han-che/{name}/?nam=2026").content.decode()
    sheet = signed_in("dung").get(f"/de-an/han-che/{name}/?nam=2026&xem=xlsx")

    assert "Hòa Sơn" in page
    assert "Hòa Sơn" not in narrowed
    assert "Hòa Sơn" not in own
    assert b"".join(sheet)[:2] == b"PK"
    assert sheet.headers["Content-Disposition"].endswith(f'{name}-2026.xlsx"')


def test_passages_are_for_those_who_may_read_records(place, signed_in):
    planned(place.commune, *DUTIES)
    planned(place.neighbour, *DUTIES)

    assert DUTIES[0] in signed_in("dung").get("/de-an/han-che/?nam=2026").content.decode()
    assert DUTIES[0] not in signed_in("quan").get("/de-an/han-che/?nam=2026").content.decode()


@pytest.mark.parametrize("name", ["L1", "L2", "L3", "L4"])
def test_a_view_asks_no_more_often_for_more_records(name, place, signed_in):
    def fill():
        planned(place.commune, *DUTIES)
        make(OutreachActivity, place.commune, initiator="front")
        make(CoordinationAgreement, place.neighbour)
        make(Inspection, place.commune, happened_on=date(2026, 9, 5))
        make(FocalAssignment, place.commune, duty="reception")

    browser, address = signed_in("dung"), f"/de-an/han-che/{name}/?nam=2026"
    fill()
    few = queries_of(browser, address)
    for _ in range(6):
        fill()

    assert queries_of(browser, address) == few
