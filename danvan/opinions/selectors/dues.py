"""What falls due: answers, promised days, what is still to be routed, answers to publish, reports before a session."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.db.models import Q

from danvan.authority.rules.rights import Right
from danvan.evidence.selectors.dues import Due
from danvan.opinions.choices import Body, State
from danvan.opinions.models import CouncilSession, VoterRecommendation
from danvan.opinions.selectors.limits import UNPUBLISHED, publish_by, report_by

# The longest a report may be due before its session opens.
_AHEAD = timedelta(days=60)
# The longest fifteen working days may take, with Tết and a weekend on both sides of it.
_PUBLISHED_WITHIN = timedelta(days=60)


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return what falls due for these units within the days.  Four queries."""
    open_ = VoterRecommendation.objects.filter(is_open=True).select_related("session")
    open_ = open_.filter(Q(due_on__range=(start, end)) | Q(state=State.STUDIED, promised_on__range=(start, end)))
    if unit_ids is not None:
        open_ = open_.filter(Q(unit__in=unit_ids) | Q(addressee__in=unit_ids))
    for row in open_:
        lies_here = row.addressee_id is not None
        unit = row.addressee_id if lies_here and row.addressee_id is not None else row.unit_id
        if (unit_ids is not None and unit not in unit_ids) or not start <= row.awaited_on <= end:
            continue
        yield Due(
            on=row.awaited_on,
            unit_id=unit,
            what=f"{_what(row)} kiến nghị cử tri số {row.number}, {row.session}",
            url=row.get_absolute_url(),
            uid=f"opinion-{row.pk}-{row.awaited_on:%Y%m%d}",
            right=Right.ANSWER_OPINIONS if lies_here else Right.KEEP_OPINIONS,
        )
    yield from _publications(unit_ids, start, end)
    yield from _reports(unit_ids, start, end)


def _what(row: VoterRecommendation) -> str:
    if row.state == State.STUDIED:
        return "Ngày hẹn giải quyết"
    return "Trả lời" if row.addressee_id or row.addressee_body else "Chuyển, trả lời"


def _publications(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return the answers nobody published yet, by the day they must be public (Joint Resolution 72/2025, art. 51.1)."""
    rows = VoterRecommendation.objects.filter(UNPUBLISHED, due_on__range=(start - _PUBLISHED_WITHIN, end))
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    days: dict[date, date | None] = {}
    for row in rows.select_related("session").order_by("due_on", "pk"):
        if row.due_on not in days:
            days[row.due_on] = publish_by(row)
        day = days[row.due_on]
        if day is not None and start <= day <= end:
            yield Due(
                on=day,
                unit_id=row.unit_id,
                what=f"Công khai trả lời kiến nghị cử tri số {row.number}, {row.session}",
                url=row.get_absolute_url(),
                uid=f"opinion-publish-{row.pk}-{day:%Y%m%d}",
                right=Right.PUBLISH_WORK,
            )


def _reports(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    sessions = CouncilSession.objects.filter(body=Body.NATIONAL_ASSEMBLY, opens_on__range=(start, end + _AHEAD))
    if unit_ids is not None:
        sessions = sessions.filter(unit__in=unit_ids)
    for session in sessions:
        day = report_by(session)
        if day is not None and start <= day <= end:
            yield Due(
                on=day,
                unit_id=session.unit_id,
                what=f"Báo cáo tổng hợp trả lời kiến nghị cử tri trước {session}",
                url=session.get_absolute_url(),
                uid=f"opinion-report-{session.pk}",
                right=Right.KEEP_OPINIONS,
                announced=True,
            )
