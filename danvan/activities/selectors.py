"""Questions about what units did."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from danvan.activities.choices import CourseState, ProposalOutcome
from danvan.activities.models import (
    Attendance,
    CellThematicSession,
    DisseminationEvent,
    GrassrootsVisit,
    OutreachActivity,
    PeopleDocument,
    ReviewConference,
    TrainingAttendance,
    TrainingCourse,
    VisitProposal,
)
from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.selectors import records_visible_to
from danvan.evidence.selectors.dues import Due, due_record
from danvan.evidence.selectors.naming import names_of_units
from danvan.kernel.text import shorten

CHOICES_SHOWN = 100


def events_visible_to(actor: Actor) -> "QuerySet[DisseminationEvent, DisseminationEvent]":
    """Return the events of units the actor may look into, and those such a unit attended."""
    scope = actor.scope(Right.SEE_RECORDS)
    if scope.everything:
        return DisseminationEvent.objects.all()
    attended = Attendance.objects.filter(unit__in=scope.unit_ids).values("event")
    return DisseminationEvent.objects.filter(Q(unit__in=scope.unit_ids) | Q(pk__in=attended))


def sessions_visible_to(actor: Actor) -> "QuerySet[CellThematicSession, CellThematicSession]":
    """Return the sessions of cells of units the actor may look into."""
    return records_visible_to(actor, CellThematicSession)


def courses_visible_to(actor: Actor) -> "QuerySet[TrainingCourse, TrainingCourse]":
    """Return the courses of units the actor may look into, and those such a unit sent people to."""
    scope = actor.scope(Right.SEE_RECORDS)
    if scope.everything:
        return TrainingCourse.objects.all()
    attended = TrainingAttendance.objects.filter(unit__in=scope.unit_ids).values("course")
    return TrainingCourse.objects.filter(Q(unit__in=scope.unit_ids) | Q(pk__in=attended))


def reviews_visible_to(actor: Actor) -> "QuerySet[ReviewConference, ReviewConference]":
    """Return the reviews of units the actor may look into."""
    return records_visible_to(actor, ReviewConference)


def people_documents_visible_to(actor: Actor) -> "QuerySet[PeopleDocument, PeopleDocument]":
    """Return the documents that concern people: of units the actor may look into, and those in force there."""
    scope = actor.scope(Right.SEE_RECORDS)
    if scope.everything:
        return PeopleDocument.objects.all()
    there = PeopleDocument.areas.through.objects.filter(unit__in=scope.unit_ids).values("peopledocument")
    return PeopleDocument.objects.filter(Q(unit__in=scope.unit_ids) | Q(everywhere=True) | Q(pk__in=there))


def outreach_visible_to(actor: Actor) -> "QuerySet[OutreachActivity, OutreachActivity]":
    """Return the activities of units the actor may look into, each with the document it carries out."""
    return records_visible_to(actor, OutreachActivity).select_related("people_document")


def visits_visible_to(actor: Actor) -> "QuerySet[GrassrootsVisit, GrassrootsVisit]":
    """Return the visits of units the actor may look into."""
    return records_visible_to(actor, GrassrootsVisit)


# --- for screens ----------------------------------------------------------------------------------------------------


def attendance_of(events: Iterable[DisseminationEvent]) -> dict[int, list[Attendance]]:
    """Return the lines of attendance of some events.  One query."""
    found: dict[int, list[Attendance]] = {}
    for line in Attendance.objects.filter(event__in=[event.pk for event in events]).order_by("pk"):
        found.setdefault(line.event_id, []).append(line)
    return found


def trainees_of(courses: Iterable[TrainingCourse]) -> dict[int, list[TrainingAttendance]]:
    """Return the lines of those who attended some courses.  One query."""
    found: dict[int, list[TrainingAttendance]] = {}
    for line in TrainingAttendance.objects.filter(course__in=[course.pk for course in courses]).order_by("pk"):
        found.setdefault(line.course_id, []).append(line)
    return found


def named_lines(lines: Iterable[Any], *, on: date) -> list[Any]:
    """Return lines with the names of their units, in the order of the names.  One query."""
    rows = list(lines)
    names = names_of_units({line.unit_id for line in rows}, on)
    for line in rows:
        line.unit_name = names.get(line.unit_id, "")
    return sorted(rows, key=lambda line: line.unit_name)


def people_document_choices(actor: Actor, *, chosen: int | None = None) -> list[tuple[int, str]]:
    """Return the documents an activity may carry out, newest first, as choices."""
    found = people_documents_visible_to(actor).order_by("-happened_on", "-pk")
    rows = list(found[:CHOICES_SHOWN])
    if chosen and all(row.pk != chosen for row in rows):
        rows += list(found.filter(pk=chosen))
    return [(row.pk, f"{row.number}: {shorten(row.title, 90)}") for row in rows]


def outreach_of(documents: Iterable[PeopleDocument]) -> dict[int, Mapping[str, Any]]:
    """Return how many activities carried out each document, and how many people they reached.  One query."""
    rows = (
        OutreachActivity.objects.filter(people_document__in=[document.pk for document in documents])
        .order_by()
        .values("people_document_id")
        .annotate(activities=Count("pk"), reach=Sum("reach"))
    )
    return {row["people_document_id"]: row for row in rows}


def activities_of(document: PeopleDocument, actor: Actor) -> list[OutreachActivity]:
    """Return the visible activities that carried a document out, newest first."""
    return list(outreach_visible_to(actor).filter(people_document=document.pk).order_by("-happened_on", "-pk"))


def with_areas(documents: "QuerySet[PeopleDocument, PeopleDocument]") -> "QuerySet[PeopleDocument, PeopleDocument]":
    """Return the documents with the areas each is for."""
    return documents.prefetch_related(Prefetch("areas"))


def proposals_of(visits: Iterable[GrassrootsVisit]) -> dict[int, tuple[int, int]]:
    """Return how many proposals each visit heard, and how many of them led to something.  One query."""
    rows = (
        VisitProposal.objects.filter(visit__in=[visit.pk for visit in visits])
        .order_by()
        .values("visit_id")
        .annotate(heard=Count("pk"), settled=Count("pk", filter=~Q(outcome=ProposalOutcome.OPEN)))
    )
    return {row["visit_id"]: (row["heard"], row["settled"]) for row in rows}


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return the courses and visits planned within some days.  Two queries."""
    units: dict[str, Any] = {} if unit_ids is None else {"unit__in": unit_ids}
    courses = TrainingCourse.objects.filter(planned_on__range=(start, end), **units)
    for course in courses.exclude(course_state=CourseState.CANCELLED):
        yield due_record(
            course, course.planned_on, f"Tổ chức lớp: {course.title}", is_done=course.happened_on is not None
        )
    for visit in GrassrootsVisit.objects.filter(planned_on__range=(start, end), **units):
        assert visit.planned_on is not None, "the range says so"
        yield due_record(visit, visit.planned_on, f"Đi cơ sở: {visit.title}", is_done=visit.happened_on is not None)
