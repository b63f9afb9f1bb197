"""Targets that rest on recorded duties, through facts and settling: the acceptance examples and the traps."""

from datetime import date

import pytest

from danvan.activities.models import (
    Attendance,
    CellThematicSession,
    DisseminationEvent,
    OutreachActivity,
    PeopleDocument,
    ReviewConference,
    TrainingAttendance,
    TrainingCourse,
)
from danvan.committees.models import EvaluationScheme, EvaluationUse, FocalAssignment, SteeringCommittee
from danvan.coordination.models import CoordinationAgreement, CoordinationReview
from danvan.exemplars.models import Award, Exemplar, Milestone
from danvan.inspections.models import Inspection
from danvan.kernel.figures import Status
from danvan.schemes.selectors import explain
from danvan.schemes.services.indicators import sum_indicators
from danvan.schemes.services.results import check, recompute, refresh, refresh_after
from tests.cast import TODAY, make_unit
from tests.kinds import make, working
from tests.schemes.factories import PLATFORM, communes, end, succeed

pytestmark = pytest.mark.django_db
A, NA, NYD, ND, NAP = (
    Status.ACHIEVED, Status.NOT_ACHIEVED, Status.NOT_YET_DUE, Status.NO_DATA, Status.NOT_APPLICABLE,
)  # fmt: skip
BOTH = ["government_mobilization", "grassroots_democracy"]


@pytest.fixture(autouse=True)
def _in_force(da04):
    pass


@pytest.fixture
def kept(kept):
    """Return the row of a unit after exactly its target and year were settled."""

    def row(target, unit, year=2025):
        refresh("da04", None, [year], targets=[target], on=TODAY)
        return kept(target, unit, year)

    return row


@pytest.fixture
def province():
    return make_unit("tinh", "Nghệ An", kind="province", level="province", since=date(2004, 1, 1), code="40")


@pytest.fixture
def commune(province):
    (one,) = communes(1, parent=province)
    return one


@pytest.fixture
def agency(province):
    return make_unit("so", "Sở Nội vụ", kind="department", level="province", parent=province, since=date(2004, 1, 1))


# --- dissemination, sessions (T01, T02, T29) ------------------------------------------------------------------------


def test_one_joint_conference_serves_every_unit_on_its_list_that_sent_somebody(province, commune, agency, kept):
    absent = make_unit("xa-vang", "Vắng", kind="commune", level="commune", parent=province)
    event = make(DisseminationEvent, agency, happened_on=date(2025, 4, 16))
    Attendance.objects.create(event=event, unit=commune, invited=5, present=4)
    Attendance.objects.create(event=event, unit=absent, invited=5, present=0)

    assert kept("T01", agency).status == A
    assert kept("T01", commune).status == A
    assert kept("T01", absent).status == ND


def test_a_thin_conference_is_marked_and_counts(commune, agency, kept):
    event = make(DisseminationEvent, agency, happened_on=date(2025, 4, 16), invited=40, present=24)
    Attendance.objects.create(event=event, unit=commune, invited=5, present=4)
    assert kept("T01", agency).status == A

    why = {unit: explain(PLATFORM, "da04", "T01", 2025, unit.pk).records[0].record.why for unit in (agency, commune)}

    assert why[agency].endswith("; có mặt 60,0 % số người được triệu tập, chưa đạt mức nên có (≥ 80 %)")
    assert "có mặt" not in why[commune]


def test_a_unit_counts_only_for_the_topic_of_the_event(commune, kept):
    make(DisseminationEvent, commune, happened_on=date(2025, 4, 16), about_directive=False, about_article=True)

    assert (kept("T01", commune).status, kept("T02", commune).status) == (ND, A)


def test_only_october_counts_and_the_rest_is_told(agency, kept):
    make(CellThematicSession, agency, happened_on=date(2025, 10, 31), cells_held=6, cells_total=10)
    make(CellThematicSession, agency, happened_on=date(2025, 11, 1), cells_held=4, cells_total=10)

    found = kept("T29", agency)

    assert (found.numerator, found.denominator, found.status) == (6, 10, NA)
    assert found.detail["out_of_month"] == 4


def test_all_cells_in_session_fulfil_the_study_of_the_article(agency, kept):
    make(CellThematicSession, agency, happened_on=date(2025, 10, 12), cells_held=3, cells_total=3)

    assert (kept("T29", agency).status, kept("T02", agency).status) == (A, A)


# --- training (T25n, T26) -------------------------------------------------------------------------------------------


def course(unit, day, *, level="province", subjects=BOTH, state="held", present=None, proof="verified"):
    made = make(
        TrainingCourse, unit, state=proof, planned_on=day, happened_on=day if state == "held" else None, level=level,
        subjects=subjects, course_state=state, title=f"Lớp {day} {subjects}",
    )  # fmt: skip
    for attending, people in (present or {}).items():
        TrainingAttendance.objects.create(course=made, unit=attending, role="focal_officer", planned=2, present=people)
    return made


def test_a_commune_is_trained_when_somebody_attended_both_subjects_whoever_taught(commune, agency, kept):
    course(agency, date(2025, 8, 1), subjects=BOTH[:1], present={commune: 1})
    assert kept("T25n", commune).status == NA

    course(agency, date(2025, 9, 1), subjects=BOTH[1:], present={commune: 2})
    assert kept("T25n", commune).status == A


def test_planned_cancelled_and_empty_classes_do_not_count_and_two_sittings_do(province, commune, agency, kept):
    course(agency, date(2025, 5, 1), state="planned")
    course(agency, date(2025, 6, 1), state="cancelled")
    course(agency, date(2025, 7, 1))
    course(agency, date(2025, 8, 1), present={commune: 2})
    assert (kept("T26", province).numerator, kept("T26", province).status) == (1, NA)

    course(agency, date(2025, 8, 8), present={commune: 1})
    assert (kept("T26", province).numerator, kept("T26", province).status) == (2, A)


# --- reviews, awards (T27, T28) -------------------------------------------------------------------------------------


def test_a_review_held_in_january_is_of_the_year_it_looks_back_on(commune, kept):
    make(ReviewConference, commune, happened_on=date(2026, 1, 10), year=2025)
    make(ReviewConference, commune, happened_on=date(2025, 7, 10), year=2025, review_kind="six_month")

    assert (kept("T27", commune).status, kept("T27a", commune).numerator) == (A, 1)


def test_a_reasoned_nil_return_passes(commune, kept):
    make(Award, commune, happened_on=date(2025, 11, 1), award_stage="nil", award_form="none", recipient="")

    assert kept("T28", commune).status == A


# --- documents brought to people (T31) ------------------------------------------------------------------------------


def test_a_document_is_brought_to_every_area_within_thirty_days(province, commune, kept):
    other = make_unit("xa-khac", "Khác", kind="commune", level="commune", parent=province)
    document = make(PeopleDocument, commune, happened_on=date(2025, 3, 1))
    document.areas.set([commune, other])
    make(OutreachActivity, commune, happened_on=date(2025, 3, 31), people_document=document)
    make(OutreachActivity, commune, happened_on=date(2025, 4, 1), people_document=document, area=other, title="Muộn")

    found = kept("T31", commune)
    assert (found.numerator, found.denominator, found.status) == (0, 1, NA)

    make(OutreachActivity, commune, happened_on=date(2025, 3, 20), people_document=document, area=other, title="Kịp")
    assert kept("T31", commune).status == A


# --- agreements and their reviews (T19, T20) ------------------------------------------------------------------------


def test_before_july_2025_the_organisations_sign_themselves_and_since_then_the_front_may(commune, kept):
    make(CoordinationAgreement, commune, happened_on=date(2023, 1, 5))

    assert kept("T19", commune, year=2024).status == NA
    assert kept("T19", commune, year=2025).status == A


def test_a_merged_commune_starts_unsigned_and_has_until_the_end_of_2025(province, kept):
    before = make_unit("xa-cu", "Cũ", kind="commune", level="commune", parent=province)
    after = make_unit("xa-moi", "Mới", kind="commune", level="commune", parent=province, since=date(2025, 7, 1))
    end(before, date(2025, 7, 1))
    succeed(before, after, on=date(2025, 7, 1))
    make(CoordinationAgreement, before, happened_on=date(2024, 1, 5), parties=[
        "front", "trade_union", "farmers", "women", "youth", "veterans"])  # fmt: skip

    found = kept("T19", after)

    assert found.status in (NA, ND)
    assert found.detail["due_on"] == "2025-12-31"
    assert kept("T19", before).status == A


def test_the_review_is_asked_only_of_those_with_an_agreement_and_letters_do_not_count(commune, kept):
    assert kept("T20", commune).status == NAP

    make(CoordinationAgreement, commune, happened_on=date(2025, 8, 1))
    make(CoordinationReview, commune, happened_on=date(2025, 12, 1), is_conference=False)
    assert kept("T20", commune).status in (NA, ND)

    make(CoordinationReview, commune, happened_on=date(2025, 12, 5), title="Hội nghị")
    assert kept("T20", commune).status == A


# --- committees, assignments, evaluation (T36, T37, T30) ------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "at_commune", "at_province"),
    [("chair", A, A), ("vice_chair", NA, A), ("head", NA, NA)],
)
def test_posts_decide_who_may_head_a_committee(province, commune, kept, head, at_commune, at_province):
    for unit in (province, commune):
        make(SteeringCommittee, unit, happened_on=date(2025, 1, 5), head_post=head)

    assert kept("T36", commune).status == at_commune
    assert kept("T36", province).status == at_province


@pytest.mark.parametrize(("left_on", "expected"), [(date(2025, 12, 1), A), (date(2025, 11, 30), NA)])
def test_a_committee_is_stale_thirty_days_after_its_head_left(commune, kept, left_on, expected):
    make(SteeringCommittee, commune, happened_on=date(2025, 1, 5), head_left_on=left_on)

    assert kept("T36", commune).status == expected


def test_an_assignment_names_the_head_and_somebody_in_charge(agency, kept):
    make(FocalAssignment, agency, happened_on=date(2025, 1, 5), leader_post="deputy_head")
    assert kept("T37", agency).status == NA

    make(FocalAssignment, agency, happened_on=date(2025, 2, 5), title="Thay thế")
    assert kept("T37", agency).status == A


def test_evaluation_needs_both_halves_and_use(commune, kept):
    make(EvaluationScheme, commune, happened_on=date(2024, 1, 5), covers_individual=False)
    make(EvaluationUse, commune, happened_on=date(2025, 12, 15))
    assert kept("T30", commune).status == NA

    make(EvaluationScheme, commune, happened_on=date(2025, 1, 5), covers_collective=False, title="Cá nhân")
    assert kept("T30", commune).status == A


# --- inspections (T38) ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "has_section", "by_itself", "expected"),
    [
        ("on_site", True, False, A),
        ("combined", True, False, A),
        ("combined", False, False, ND),
        ("desk", True, False, ND),
        ("self_check", True, True, ND),
        ("on_site", True, True, ND),
    ],
)
def test_a_higher_body_inspects_at_the_unit(commune, agency, kept, form, has_section, by_itself, expected):
    make(
        Inspection, commune, planned_on=date(2025, 10, 1), happened_on=date(2025, 10, 1), inspection_form=form,
        has_section=has_section, inspecting_unit=commune if by_itself else agency,
    )  # fmt: skip

    assert kept("T38", commune).status == expected


# --- models and bright spots (T15 to T18) ---------------------------------------------------------------------------


def model_of(unit, year=2025, **columns):
    return working(make(Exemplar, unit, happened_on=date(year, 2, 1), **columns), date(year, 2, 10))


def test_a6_a_promoted_model_counts_as_a_bright_spot_and_no_longer_as_a_model(commune, kept):
    exemplar = model_of(commune, 2024)
    for step in ("plan", "interim_review"):
        make(Milestone, commune, exemplar=exemplar, step=step, year=2025, happened_on=date(2025, 3, 1), title=step)
    assert (kept("T15", commune).status, kept("T16", commune).status) == (A, ND)

    Exemplar.objects.filter(pk=exemplar.pk).update(
        category="government", former_category="skilful_mobilization", promoted_on=date(2025, 6, 1)
    )

    assert (kept("T15", commune).status, kept("T16", commune).status) == (ND, A)
    assert kept("T15", commune, year=2024).status == A


def test_a7_a_model_without_evidence_of_the_year_is_not_counted(commune, kept):
    exemplar = model_of(commune, 2023)
    assert kept("T15", commune, year=2023).status == A
    assert kept("T15", commune, year=2024).status == NA

    make(Milestone, commune, exemplar=exemplar, step="plan", year=2024, happened_on=date(2024, 2, 20))
    assert kept("T15", commune, year=2024).status == A


def test_individual_and_merely_registered_models_do_not_count(commune, kept):
    model_of(commune, is_collective=False)
    make(Exemplar, commune, happened_on=date(2025, 2, 1), stage="registered", title="Mới đăng ký")

    found = kept("T15", commune)

    assert (found.status, found.detail["individual"]) == (NA, 1)


def test_every_due_step_of_a_counted_model_is_verified(commune, kept):
    exemplar = model_of(commune)
    done = make(Milestone, commune, exemplar=exemplar, step="plan", year=2025, due_on=date(2025, 3, 3))
    assert (kept("T18", commune).numerator, kept("T18", commune).denominator) == (1, 1)

    make(Milestone, commune, exemplar=exemplar, step="final_review", year=2025, due_on=date(2025, 11, 30),
         happened_on=None, state="draft", title="Tổng kết")  # fmt: skip
    assert (kept("T18", commune).status, done.state) == (NA, "verified")


def test_what_the_predecessor_did_in_the_year_counts_and_is_marked(province, kept):
    before = make_unit("xa-cu", "Cũ", kind="commune", level="commune", parent=province)
    after = make_unit("xa-moi", "Mới", kind="commune", level="commune", parent=province, since=date(2025, 7, 1))
    end(before, date(2025, 7, 1))
    succeed(before, after, on=date(2025, 7, 1))
    make(DisseminationEvent, before, happened_on=date(2025, 3, 10))
    make(Award, before, happened_on=date(2025, 4, 10))
    make(Inspection, before, planned_on=date(2025, 5, 1), happened_on=date(2025, 5, 1), inspecting_unit=province)
    model_of(before)

    for target in ("T01", "T15", "T28", "T38"):
        found = kept(target, after)
        assert (found.status, "inherited" in found.flags) == (A, True), target


def test_the_number_of_cells_last_said_moves_the_years_after(commune):
    session = make(CellThematicSession, commune, happened_on=date(2024, 10, 12), cells_held=8, cells_total=8)
    recompute("da04", on=TODAY)
    CellThematicSession.objects.filter(pk=session.pk).update(state="draft")

    refresh_after("cell_session", commune.pk, {2024}, on=TODAY)
    sum_indicators("da04", tasks=["S02"], on=TODAY)

    assert check("da04", on=TODAY) == []
