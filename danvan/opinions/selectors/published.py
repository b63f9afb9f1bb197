"""What everybody may read: published answers in words written for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from danvan.kernel.text import fold
from danvan.opinions.choices import ResultKind
from danvan.opinions.models import CouncilSession, VoterRecommendation
from danvan.opinions.selectors.visible import NOT_COUNTED
from danvan.orgs.selectors import names_on


@dataclass(frozen=True)
class PublishedAnswer:
    """One published answer: nothing of it comes from the words kept inside."""

    number: int
    body: str
    session_number: int
    term: str
    words: str
    answer: str
    answered_by: str
    place: str
    field: str
    result: str
    result_label: str
    answered_on: date | None
    promised_on: date | None
    published_on: date
    sessions_raised: int


def published(
    *, session: int | None = None, field: str = "", place: int | None = None, result: str = "", text: str = ""
) -> "QuerySet[VoterRecommendation, Any]":
    """Return the published recommendations, those published last first."""
    rows = VoterRecommendation.objects.filter(published_at__isnull=False).exclude(state__in=NOT_COUNTED)
    for name, value in (("session", session), ("field", field), ("commune", place), ("result", result)):
        if value:
            rows = rows.filter(**{name: value})
    for word in fold(text).split():
        rows = rows.filter(folded_public__contains=word)
    return rows.select_related("session").order_by("-published_at", "-pk")


def published_rows(rows: Sequence[VoterRecommendation], *, on: date) -> list[PublishedAnswer]:
    """Return them as everybody reads them.  One query."""
    names = names_on({unit for row in rows for unit in (row.addressee_id, row.commune_id) if unit}, on)

    def name(unit_id: int | None) -> str:
        return names[unit_id].full_name if unit_id in names else ""

    return [
        PublishedAnswer(
            number=row.number,
            body=str(row.session.get_body_display()),
            session_number=row.session.number,
            term=row.session.term,
            words=row.public_text,
            answer=row.public_answer,
            answered_by=name(row.addressee_id) or row.addressee_body,
            # The commune only: a hamlet and a matter may already tell of one household.
            place=name(row.commune_id),
            field=str(row.get_field_display()),
            result=row.result,
            result_label=str(row.get_result_display()),
            answered_on=row.answered_on,
            promised_on=row.promised_on if row.result == ResultKind.STUDIED else None,
            published_on=timezone.localdate(row.published_at),
            sessions_raised=row.sessions_raised,
        )
        for row in rows
    ]


def published_choices(*, on: date) -> dict[str, list[tuple[str, Any]]]:
    """Return what published answers can be narrowed by.  Three queries."""
    rows = published().order_by()
    sessions = CouncilSession.objects.filter(pk__in=rows.values("session")).order_by("-opens_on", "-pk")
    names = names_on({pk for pk in rows.values_list("commune", flat=True).distinct() if pk}, on)
    places = sorted(names.items(), key=lambda pair: pair[1].sort_name)
    return {
        "session": [(str(each.pk), each) for each in sessions],
        "place": [(str(pk), version.full_name) for pk, version in places],
    }
