"""Indicators: every one is told from records of its own kinds, only of verified ones, and opens down to them."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from danvan.activities.models import (
    Attendance,
    DisseminationEvent,
    GrassrootsVisit,
    OutreachActivity,
    TrainingAttendance,
    TrainingCourse,
    VisitProposal,
)
from danvan.committees.models import CommitteeMeeting, FocalAssignment, SteeringCommittee
from danvan.coordination.models import CoordinationAgreement, CoordinationReview
from danvan.evidence.services import create_record
from danvan.evidence.services.saving import tell_of_records
from danvan.exemplars.models import Award, EmulationLaunch, Exemplar
from danvan.inspections.models import Inspection, InspectionFinding
from danvan.kernel.errors import NotFound
from danvan.plans.models import Plan, PlanTask
from danvan.schemes import selectors
from danvan.schemes.indicators import INDICATORS
from danvan.schemes.indicators.base import Figure
from danvan.schemes.jobs import refresh_after_record_changed
from danvan.schemes.models import IndicatorSum
from danvan.schemes.selectors import scheme_in_force
from danvan.schemes.services import check, recompute, sum_indicators
from danvan.schemes.services.indicators import check_indicators
from danvan.schemes.services.results import refresh_for_day
from danvan.schemes.sources.facts import Wanted
from tests.cast import TODAY
from tests.events import drain, waiting_jobs
from tests.kinds import make
from tests.pages import queries_of
from tests.schemes.factories import PLATFORM, end, settle, succeed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_force(da04):
    pass


@pytest.fixture
def said(cast):
    """Return a function giving an indicator's figures of a year as they are said, for the province or one unit."""

    def of(task, year=2026, unit=None, who="dung"):
        summed()
        line = selectors.indicator(cast.actor(who), "da04", task, year, unit_id=unit and unit.pk)
        return [each.said[-1] for each in line.figures]

    return of


def summed() -> None:
    sum_indicators("da04", on=TODAY)


def test_every_task_of_the_recorded_duties_has_its_indicator():
    numbers = (1, 2, 3, 4, 5, 6, 11, 19, 21, *range(23, 41))
    promised = {f"S{number:02}" for number in numbers}

    assert set(INDICATORS) == promised
    assert promised <= {task.id for task in scheme_in_force("da04").tasks}


@pytest.mark.parametrize("task", sorted(INDICATORS))
def test_an_indicator_without_records_says_nothing(task, cast, said):
    assert set(said(task)) == {""}
    assert selectors.indicator_records(cast.actor("dung"), "da04", task, 2026) == []


@pytest.mark.parametrize("task", sorted(INDICATORS))
def test_an_indicator_asks_the_database_a_fixed_number_of_times(task, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(len(INDICATORS[task].sums)):
        INDICATORS[task].amounts(Wanted(range(2022, 2027)), date(2026, 11, 23))


def test_only_verified_records_are_summed(place, said):
    make(OutreachActivity, place.commune, reach=40)
    make(OutreachActivity, place.commune, reach=1000, state="submitted")
    make(OutreachActivity, place.commune, reach=1000, happened_on=date(2025, 12, 31))
    make(OutreachActivity, place.neighbour, reach=5, channel="post")

    assert said("S04") == ["2", "45", "1", "0", "1"]
    assert said("S04", unit=place.commune)[:2] == ["1", "40"]
    assert said("S04", 2025)[:2] == ["1", "1.000"]


def test_people_of_a_joint_event_are_summed_under_each_unit(place, said):
    event = make(DisseminationEvent, place.department, invited=10, present=9, head_present=True)
    Attendance.objects.create(event=event, unit=place.commune, invited=5, present=4)

    assert said("S01") == ["13/15 86,7 %", "1/2 50,0 %"]
    assert said("S01", unit=place.commune)[0].startswith("4/5")
    assert said("S01", unit=place.commune)[1].startswith("0/1")


def test_days_from_the_paper_above_to_the_plan(place, said):
    make(Plan, place.commune, happened_on=date(2026, 2, 1), basis_on=date(2026, 1, 2))
    make(Plan, place.neighbour, happened_on=date(2026, 2, 1), basis_on=date(2026, 1, 22))
    make(Plan, place.department, happened_on=date(2026, 2, 1))

    assert said("S06")[0] == "20,0"
    assert said("S06")[1].startswith("2/3")


def test_what_is_only_planned_stands_in_the_whole_and_not_in_the_part(place, said):
    make(GrassrootsVisit, place.commune, hamlets_reached=3)
    make(GrassrootsVisit, place.commune, happened_on=None, planned_on=date(2026, 12, 1), state="draft")
    make(PlanTask, place.commune, state="draft", happened_on=None, regular_function="Tiếp công dân")
    make(Inspection, place.commune, inspecting_unit=place.department, happened_on=date(2026, 3, 5))
    make(Inspection, place.commune, inspecting_unit=place.department, state="draft")
    make(Inspection, place.commune, inspecting_unit=place.department, inspection_form="self_check")

    assert said("S25")[0].startswith("1/2")
    assert said("S25")[1] == "3"
    assert said("S03")[0].startswith("1/1")
    assert said("S37")[0].startswith("1/2")


def test_faults_are_reckoned_in_the_year_they_were_due(place, said):
    inspection = make(Inspection, place.commune, happened_on=date(2026, 3, 5))
    due = date(2026, 5, 1)
    for done, state in ((date(2026, 4, 30), "verified"), (date(2026, 6, 1), "verified"), (None, "draft")):
        make(
            InspectionFinding, place.commune, inspection=inspection, due_on=due, happened_on=done, state=state,
            finding_kind="style",
        )  # fmt: skip

    assert said("S38")[0].startswith("1/3")
    assert said("S38")[1].startswith("2/3")
    assert said("S24")[1].startswith("2/3")


def test_trained_staff_never_outnumber_the_staff_there_is(place, said):
    make(FocalAssignment, place.commune, duty="one_stop", staff=2)
    make(FocalAssignment, place.neighbour, duty="one_stop", staff=3)
    course = make(TrainingCourse, place.department, course_state="held", happened_on=date(2026, 3, 5))
    for unit, present in ((place.commune, 5), (place.neighbour, 1)):
        TrainingAttendance.objects.create(course=course, unit=unit, role="one_stop", planned=5, present=present)

    assert said("S19")[0].startswith("3/5")


def test_an_agreement_counts_in_the_years_it_holds(place, said):
    make(CoordinationAgreement, place.commune, valid_from=date(2023, 1, 1), ends_on=date(2025, 6, 30))
    make(CoordinationAgreement, place.neighbour, valid_from=date(2024, 1, 1), has_supervision=True)

    assert said("S30", 2023)[0].startswith("0/1")
    assert said("S30", 2024)[0].startswith("1/2")
    assert said("S30", 2025)[0].startswith("1/1")


def test_meetings_reviews_awards_and_copies(place, said):
    committee = make(SteeringCommittee, place.commune)
    CommitteeMeeting.objects.create(
        committee=committee, held_on=date(2026, 4, 1), subject="Quý I", conclusions=4, closed=3
    )
    make(CoordinationReview, place.commune, sessions=2, conclusions=5, overdue=1)
    origin = make(Exemplar, place.commune, category="government")
    make(Exemplar, place.neighbour, copied_from=origin, follows_uncle_ho=True)
    make(Award, place.commune, level="province", origin="inspection", award_stage="awarded")
    make(Award, place.neighbour, award_stage="awarded")

    assert said("S36")[0] == "1"
    assert said("S36")[1].startswith("3/4")
    assert said("S32")[1:3] == ["2", "4/5 80,0 %"]
    assert said("S34")[0].startswith("1/2")
    assert said("S35")[:2] == ["1", "1"]
    assert said("S35", unit=place.neighbour)[0] == ""
    assert said("S39") == ["1"]
    assert said("S40") == ["2", "2", "0", "1", "0", "1"]


def test_proposals_are_told_from_their_visit(place, said):
    visit = make(GrassrootsVisit, place.commune)
    for outcome in ("open", "document", "answered"):
        VisitProposal.objects.create(visit=visit, text="Sửa đường", outcome=outcome)

    assert said("S26")[0].startswith("1/3")
    assert said("S26")[1].startswith("2/3")


def test_a_successor_has_what_its_predecessors_did_in_the_year_of_the_merger(cast, place, said):
    make(OutreachActivity, place.neighbour, happened_on=date(2025, 3, 1), reach=7)
    end(place.neighbour, date(2025, 7, 1))
    succeed(place.neighbour, place.commune, date(2025, 7, 1))

    assert said("S04", 2025, place.commune)[1] == "7"
    (row,) = [
        row for row in selectors.indicator_units(cast.actor("dung"), "da04", "S04", 2025) if row.amounts.get("reach")
    ]
    assert (row.unit_id, row.inherited) == (place.commune.pk, True)
    (record,) = selectors.indicator_records(cast.actor("dung"), "da04", "S04", 2025, unit_id=place.commune.pk)
    assert record.record.is_inherited


def test_a_figure_without_a_whole_is_no_figure():
    share = Figure("", "done", "all")

    assert share.value({"done": 0, "all": 4}) == Fraction(0)
    assert share.value({"all": 0}) is None
    assert share.say({}) == ""
    assert Figure("", "days", "plans", is_mean=True).say({"days": 5, "plans": 2}) == "2,5"


# --- keeping the sums true ------------------------------------------------------------------------------------------


def test_a_change_of_a_record_is_wired_to_the_indicators_it_moves(cast, place):
    kept = IndicatorSum.objects.filter(task="S33", key="registrations")
    for number in (4, 6):
        create_record(
            EmulationLaunch, actor=PLATFORM, unit=place.commune, title="Đợt thi đua", happened_on=date(2026, 3, 1),
            registrations=number,
        )  # fmt: skip
    drain()
    assert not kept.exists(), "nobody has verified it"

    EmulationLaunch.objects.update(state="verified")
    tell_of_records(EmulationLaunch.objects.all())
    drain()

    assert list(kept.values_list("unit", "year", "amount")) == [(place.commune.pk, 2026, 10)]
    assert not list(check_indicators("da04", on=TODAY))


def test_many_changes_wait_for_one_summing(place):
    waiting_jobs()
    for _ in range(3):
        refresh_after_record_changed({"kind": "award", "unit_id": place.commune.pk, "days": ["2026-03-01"]})
    refresh_after_record_changed({"kind": "index_score", "unit_id": place.commune.pk, "days": ["2026-03-01"]})

    assert waiting_jobs() == [("sum_indicators_of_kind", {"scheme": "da04", "kind": "award"})]


def test_check_tells_sums_that_are_wrong_too_many_and_missing(place):
    make(EmulationLaunch, place.commune, divisions=3, registrations=12)
    settle()
    kept = IndicatorSum.objects.filter(task="S33")
    kept.filter(key="divisions").update(amount=7)
    kept.filter(key="registrations").delete()
    IndicatorSum.objects.create(scheme="da04", task="S33", unit=place.neighbour, year=2026, key="launches", amount=1)
    IndicatorSum.objects.create(scheme="da04", task="S99", unit=place.neighbour, year=2026, key="launches", amount=1)

    found = {(each.target, each.kind, *each.fields.items()) for each in check("da04", on=TODAY)}
    settled = recompute("da04", on=TODAY)

    assert found == {
        ("S33", "changed", ("divisions", (7, 3))),
        ("S33", "missing", ("registrations", (None, 12))),
        ("S33", "extra", ("launches", (1, None))),
        ("S99", "extra", ("launches", (1, None))),
    }
    assert (settled.added, settled.changed, settled.removed) == (1, 1, 2)
    assert check("da04", on=TODAY) == []


def test_an_agreement_that_ended_overnight_is_no_longer_summed(place, said):
    make(CoordinationAgreement, place.commune, valid_from=date(2026, 1, 1), ends_on=TODAY)
    settle()
    assert said("S30") == ["0/1 0 %"]

    refresh_for_day("da04", on=TODAY + timedelta(days=1))

    kept = IndicatorSum.objects.filter(task="S30", year=2026)
    assert not kept.exists()


# --- the pages --------------------------------------------------------------------------------------------------------


def test_who_sees_one_unit_gets_its_own_panel(cast, place, signed_in):
    make(OutreachActivity, place.neighbour, reach=77)
    make(OutreachActivity, place.commune, reach=41, title="Họp bản nói về nước sạch")

    summed()
    page = signed_in("lan").get("/de-an/nhiem-vu/?nam=2026").content.decode()
    own = signed_in("lan").get("/de-an/nhiem-vu/S04/?nam=2026").content.decode()

    assert "Đông Hiếu" in page
    assert ">41<" in page
    assert ">77<" not in page
    assert "Họp bản nói về nước sạch" in own
    assert signed_in("lan").get(f"/de-an/nhiem-vu/S04/?nam=2026&don-vi={place.neighbour.pk}").status_code == 404
    with pytest.raises(NotFound):
        selectors.indicator_records(cast.actor("lan"), "da04", "S04", 2026, unit_id=place.neighbour.pk)


def test_who_sees_results_only_is_shown_no_record(place, signed_in):
    make(OutreachActivity, place.commune, title="Họp bản nói về nước sạch")

    page = signed_in("quan").get("/de-an/nhiem-vu/S04/?nam=2026&xem=ho-so").content.decode()

    assert "nước sạch" not in page


@pytest.mark.parametrize("address", ["/de-an/nhiem-vu/S99/", "/de-an/nhiem-vu/?nam=1999", "/de-an/han-che/L9/"])
def test_what_does_not_exist_is_not_found(address, signed_in):
    assert signed_in("dung").get(address).status_code == 404


def test_a_task_whose_source_is_to_come_says_so(signed_in):
    assert "chưa có nguồn dữ liệu" in signed_in("dung").get("/de-an/nhiem-vu/S07/?nam=2026").content.decode()


def test_the_panel_asks_no_more_often_for_more_records(place, signed_in):
    browser, address = signed_in("dung"), "/de-an/nhiem-vu/?nam=2026"
    browser.get(address)
    few = queries_of(browser, address)
    for number in range(12):
        make(OutreachActivity, place.commune, reach=number)
        make(FocalAssignment, place.neighbour, duty="reception")

    assert queries_of(browser, address) == few
