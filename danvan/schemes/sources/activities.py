"""Conferences, sessions of cells, courses, reviews (T01, T02, T25 to T27, T29)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from danvan.activities.choices import CourseState
from danvan.activities.models import (
    Attendance,
    CellThematicSession,
    DisseminationEvent,
    ReviewConference,
    TrainingAttendance,
    TrainingCourse,
)
from danvan.schemes.sources.facts import Count, Exhibit, Wanted, exhibit

EVENT, CELL_SESSION, COURSE, REVIEW = (
    model.kind_code() for model in (DisseminationEvent, CellThematicSession, TrainingCourse, ReviewConference)
)
TOPICS = {"directive": "about_directive", "article": "about_article"}


# --- conferences ------------------------------------------------------------------------------------------------------


def count_events(topic: str, wanted: Wanted) -> Iterator[Count]:
    """Return the events on a topic for each unit whose people came, the organiser or a guest.  Two queries."""
    about = {TOPICS[topic]: True}
    own = DisseminationEvent.objects.filter(**about, present__gt=0, **wanted.narrow())
    yield from _by_year(own, wanted, "unit_id", "happened_on", "state")
    lines = Attendance.objects.filter(
        **{f"event__{name}": value for name, value in about.items()}, present__gt=0, **wanted.narrow()
    ).exclude(unit=F("event__unit"))
    yield from _by_year(lines, wanted, "unit_id", "event__happened_on", "event__state")


@dataclass(frozen=True, slots=True)
class Attended:
    """A conference as one unit took part in it: how many of its people were called and came."""

    shown: Exhibit
    invited: int
    present: int


def list_events(topic: str, wanted: Wanted) -> list[Attended]:
    """Return the events themselves, once for each unit that took part, oldest first.  Two queries."""
    about = {TOPICS[topic]: True}
    found = [
        Attended(exhibit(event, year=event.happened_on.year), event.invited, event.present)
        for event in DisseminationEvent.objects.filter(
            **about, present__gt=0, happened_on__year__in=wanted.years, **wanted.narrow()
        )
        if event.happened_on
    ]
    lines = (
        Attendance.objects.filter(
            **{f"event__{name}": value for name, value in about.items()},
            present__gt=0,
            event__happened_on__year__in=wanted.years,
            **wanted.narrow(),
        )
        .exclude(unit=F("event__unit"))
        .select_related("event")
    )
    found += [
        Attended(
            exhibit(line.event, year=_year(line.event.happened_on), unit_id=line.unit_id), line.invited, line.present
        )
        for line in lines
    ]
    return sorted(
        found, key=lambda each: (each.shown.happened_on or date.min, each.shown.record_id, each.shown.unit_id)
    )


# --- sessions of cells ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CellCount:
    """Cells of one unit in one year and state: those in session in October, those outside it, all there are."""

    unit_id: int
    year: int
    state: str
    in_october: int
    out_of_month: int
    total: int


def count_cells(wanted: Wanted) -> Iterator[CellCount]:
    """Return the sessions of cells by unit, year and state.  One query."""
    october = Q(happened_on__month=10)
    rows = (
        CellThematicSession.objects.filter(happened_on__year__in=wanted.years, **wanted.narrow())
        .annotate(year=ExtractYear("happened_on"))
        .values("unit_id", "year", "state")
        .annotate(
            inside=Sum("cells_held", filter=october),
            outside=Sum("cells_held", filter=~october),
            total=Max("cells_total"),
        )
        .order_by()
    )
    for row in rows:
        yield CellCount(
            row["unit_id"], row["year"], row["state"], row["inside"] or 0, row["outside"] or 0, row["total"] or 0
        )


def cells_known_before(wanted: Wanted) -> dict[int, list[tuple[int, int]]]:
    """Return how many cells each unit said it had when handing in: (year, number), oldest first.  One query."""
    rows = (
        CellThematicSession.objects.filter(
            happened_on__isnull=False, state__in=("submitted", "verified"), **wanted.narrow()
        )
        .annotate(year=ExtractYear("happened_on"))
        .values("unit_id", "year")
        .annotate(total=Max("cells_total"))
        .order_by("unit_id", "year")
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        found[row["unit_id"]].append((row["year"], row["total"]))
    return found


def list_cell_sessions(wanted: Wanted) -> Iterator[tuple[Exhibit, bool]]:
    """Return the sessions themselves, each with whether it was held in October.  One query."""
    rows = CellThematicSession.objects.filter(happened_on__year__in=wanted.years, **wanted.narrow())
    for session in rows.order_by("happened_on", "pk"):
        yield exhibit(session, year=_year(session.happened_on)), not session.is_out_of_month


# --- courses ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taught:
    """A subject that people of a unit were taught, or that a unit taught, in one year and state of proof."""

    unit_id: int
    year: int
    state: str
    subjects: frozenset[str]
    number: int
    first_on: date | None


def courses_organised(wanted: Wanted) -> Iterator[Taught]:
    """Return each held course with people in it, under its organiser.  One query."""
    for course in _held(wanted).filter(**wanted.narrow()):
        yield Taught(
            course.unit_id, _year(course.happened_on), course.state, frozenset(course.subjects), 1, course.happened_on
        )


def courses_attended(wanted: Wanted) -> Iterator[Taught]:
    """Return each held course under every unit that sent somebody, whoever organised it.  One query."""
    lines = (
        TrainingAttendance.objects.filter(
            course__course_state=CourseState.HELD,
            course__happened_on__year__in=wanted.years,
            present__gt=0,
            **wanted.narrow(),
        )
        .values("unit_id", "course_id", "course__state", "course__subjects", "course__happened_on")
        .annotate(people=Sum("present"))
        .order_by()
    )
    for line in lines:
        yield Taught(
            line["unit_id"],
            _year(line["course__happened_on"]),
            line["course__state"],
            frozenset(line["course__subjects"]),
            line["people"],
            line["course__happened_on"],
        )


def list_courses(wanted: Wanted) -> Iterator[tuple[Exhibit, frozenset[str]]]:
    """Return the held courses under their organiser, with their subjects.  One query."""
    for course in _held(wanted).filter(**wanted.narrow()).order_by("happened_on", "pk"):
        yield exhibit(course, year=_year(course.happened_on)), frozenset(course.subjects)


def courses_of_level(level: str, wanted: Wanted) -> Iterator[tuple[Exhibit, frozenset[str]]]:
    """Return the held courses of one level, whichever of its bodies organised them, with their subjects.  One query."""
    for course in _held(wanted).filter(level=level).order_by("happened_on", "pk"):
        yield exhibit(course, year=_year(course.happened_on)), frozenset(course.subjects)


def list_attended(wanted: Wanted) -> Iterator[tuple[Exhibit, frozenset[str]]]:
    """Return the held courses under each unit that sent somebody.  One query."""
    lines = (
        TrainingAttendance.objects.filter(
            course__course_state=CourseState.HELD,
            course__happened_on__year__in=wanted.years,
            present__gt=0,
            **wanted.narrow(),
        )
        .select_related("course")
        .order_by("course__happened_on", "course_id", "unit_id")
        .distinct("course__happened_on", "course_id", "unit_id")
    )
    for line in lines:
        yield (
            exhibit(line.course, year=_year(line.course.happened_on), unit_id=line.unit_id),
            frozenset(line.course.subjects),
        )


def _held(wanted: Wanted) -> "QuerySet[TrainingCourse, TrainingCourse]":
    with_people = TrainingAttendance.objects.filter(course=OuterRef("pk"), present__gt=0)
    return TrainingCourse.objects.filter(
        Exists(with_people), course_state=CourseState.HELD, happened_on__year__in=wanted.years
    )


# --- reviews ----------------------------------------------------------------------------------------------------------


def count_reviews(kind: str, wanted: Wanted) -> Iterator[Count]:
    """Return the reviews that look back on each year.  One query."""
    rows = (
        ReviewConference.objects.filter(review_kind=kind, year__in=wanted.years, **wanted.narrow())
        .values("unit_id", "year", "state")
        .annotate(number=CountOf("pk"), first_on=Min("happened_on"))
        .order_by()
    )
    for row in rows:
        yield Count(row["unit_id"], row["year"], row["state"], row["number"], row["first_on"])


def list_reviews(kind: str, wanted: Wanted) -> Iterator[Exhibit]:
    """Return the reviews themselves, oldest first.  One query."""
    rows = ReviewConference.objects.filter(review_kind=kind, year__in=wanted.years, **wanted.narrow())
    for review in rows.order_by("year", "unit_id", "happened_on", "pk"):
        yield exhibit(review, year=review.year)


def _by_year(rows: "QuerySet[Any, Any]", wanted: Wanted, unit: str, day: str, state: str) -> Iterator[Count]:
    found: Iterable[Any] = (
        rows.filter(**{f"{day}__year__in": wanted.years})
        .annotate(of_year=ExtractYear(day))
        .values(unit, "of_year", state)
        .annotate(number=CountOf("pk"), first_on=Min(day))
        .order_by()
    )
    for row in found:
        yield Count(row[unit], row["of_year"], row[state], row["number"], row["first_on"])


def _year(day: date | None) -> int:
    assert day is not None, "what has happened has a day"
    return day.year
