"""Acts on what units did, beyond writing it down and proving it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.activities.models import (
    Attendance,
    DisseminationEvent,
    GrassrootsVisit,
    TrainingAttendance,
    TrainingCourse,
    VisitProposal,
)
from danvan.activities.rules.courses import COURSE
from danvan.authority.rules.actor import Actor
from danvan.evidence import services as evidence
from danvan.evidence.models import Record
from danvan.kernel.errors import InputError, InputErrors, RuleError

Line = Mapping[str, Any]


class NobodyAttended(RuleError):
    """A class is held with people in it."""

    code = "nobody_attended"
    message = _("Lớp đã tổ chức cần danh sách người học có ít nhất một người có mặt.")


class NotYetHeld(RuleError):
    """What is to come has not been held."""

    code = "not_yet_held"
    message = _("Ngày tổ chức không thể sau ngày hôm nay.")


def list_attendance(event_id: int, lines: Sequence[Line], *, actor: Actor) -> Record:
    """Set who else attended a joint event: a line for each unit, which then counts for that unit.

    A line is unit_id, invited, present, head_present.  Raises InputErrors and
    what `change_parts` raises.
    """

    def write(event: DisseminationEvent) -> None:
        _once_each([line["unit_id"] for line in lines])
        _no_more_than_called(lines)
        event.attendances.all().delete()
        Attendance.objects.bulk_create([Attendance(event=event, **line) for line in lines])

    return evidence.change_parts(
        event_id, actor=actor, act="activities.list_attendance", write=write, detail={"units": len(lines)}
    )


@transaction.atomic
def hold_course(
    course_id: int, *, actor: Actor, held_on: date, lines: Sequence[Line], paper: evidence.Paper, at: datetime,
    submit: bool = False,
) -> Record:  # fmt: skip
    """Write down that a class was held, by whom it was attended, and the list that proves it.

    Raises ActNotAllowed, NotYetHeld, NobodyAttended, NothingToSubmit and what `change_parts` raises.
    """
    if held_on > actor.on:
        raise NotYetHeld
    if not any(line["present"] for line in lines):
        raise NobodyAttended

    def write(course: TrainingCourse) -> None:
        course.course_state = COURSE.target(course.course_state, "hold")
        course.happened_on = held_on
        _once_each([(line["unit_id"], line["role"]) for line in lines])
        course.attendances.all().delete()
        TrainingAttendance.objects.bulk_create([TrainingAttendance(course=course, **line) for line in lines])

    course = evidence.change_parts(
        course_id, actor=actor, act="activities.hold_course", write=write, detail={"lines": len(lines)}
    )
    document = evidence.keep_paper(paper, course.unit_id, actor=actor, title=course.title, issued_on=held_on)
    evidence.prove(course, [document.pk] if document else [], actor=actor, at=at, submit=submit)
    return course


def cancel_course(course_id: int, *, actor: Actor, reason: str) -> Record:
    """Cancel a planned class.  Raises ReasonRequired, ActNotAllowed and what `change_parts` raises."""
    if not reason.strip():
        raise evidence.ReasonRequired

    def write(course: TrainingCourse) -> None:
        course.course_state = COURSE.target(course.course_state, "cancel")
        course.cancel_reason = reason.strip()

    return evidence.change_parts(course_id, actor=actor, act="activities.cancel_course", write=write, reason=reason)


def make_visit(
    visit_id: int, *, actor: Actor, happened_on: date, hamlets: str, hamlets_reached: int, proposals: Sequence[str]
) -> Record:
    """Write down that a planned visit was made and what was heard.

    Raises NotYetHeld and what `change_parts` raises.
    """
    if happened_on > actor.on:
        raise NotYetHeld

    def write(visit: GrassrootsVisit) -> None:
        visit.happened_on, visit.hamlets, visit.hamlets_reached = happened_on, hamlets, hamlets_reached
        add_proposals(visit, proposals)

    return evidence.change_parts(
        visit_id, actor=actor, act="activities.make_visit", write=write, detail={"proposals": len(proposals)}
    )


def add_proposals(visit: GrassrootsVisit, proposals: Sequence[str]) -> None:
    """Write down what was proposed, a line each."""
    VisitProposal.objects.bulk_create([VisitProposal(visit=visit, text=text[:600]) for text in proposals])


def settle_proposals(visit_id: int, outcomes: Mapping[int, tuple[str, str]], *, actor: Actor) -> Record:
    """Write down what became of proposals: by key, the outcome and the document or step.

    A proven visit keeps its proof.  Raises what `change_parts` raises.
    """

    def write(visit: GrassrootsVisit) -> None:
        for proposal in visit.proposals.filter(pk__in=outcomes):
            outcome, follow_up = outcomes[proposal.pk]
            if (outcome, follow_up) != (proposal.outcome, proposal.follow_up):
                proposal.outcome, proposal.follow_up, proposal.settled_on = outcome, follow_up, actor.on
                proposal.save()

    return evidence.change_parts(visit_id, actor=actor, act="activities.settle_proposals", write=write, open_only=False)


def _once_each(keys: Sequence[Any]) -> None:
    twice = sorted({str(keys.index(key) + 1) for number, key in enumerate(keys) if keys.index(key) != number})
    if twice:
        raise InputErrors(
            [InputError(_("Có đơn vị được ghi hai lần (dòng %(lines)s)."), params={"lines": ", ".join(twice)})]
        )


def _no_more_than_called(lines: Sequence[Line]) -> None:
    wrong = [str(number) for number, line in enumerate(lines, start=1) if line["present"] > line["invited"]]
    if wrong:
        message = _("Dòng %(lines)s: số người có mặt không thể nhiều hơn số người được triệu tập.")
        raise InputErrors([InputError(message, params={"lines": ", ".join(wrong)})])
