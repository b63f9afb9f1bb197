"""Answers the Front asks voters about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.opinions.models import FeedbackReport, RecommendationResponse
from danvan.opinions.selectors.visible import responses_to_ask
from danvan.orgs.selectors import names_on


@dataclass(frozen=True)
class Asking:
    """One answer to ask about: in the words that name nobody."""

    response: RecommendationResponse
    words: str
    answered_by: str
    place: str


def _latest(actor: Actor) -> "QuerySet[RecommendationResponse, Any]":
    """Return the last answer to each recommendation one may ask about."""
    later = RecommendationResponse.objects.filter(recommendation=OuterRef("recommendation"), pk__gt=OuterRef("pk"))
    return responses_to_ask(actor).filter(~Exists(later))


def to_ask(
    actor: Actor, *, session: int | None = None, place: int | None = None, asked: bool = False
) -> "QuerySet[RecommendationResponse, Any]":
    """Return the answers voters were not asked about yet, or were; the oldest first."""
    reports = FeedbackReport.objects.filter(response=OuterRef("pk"))
    found = _latest(actor).filter(Exists(reports) if asked else ~Exists(reports))
    if session:
        found = found.filter(recommendation__session=session)
    if place:
        found = found.filter(recommendation__commune=place)
    return found.order_by("on", "pk")


def answers_named(actor: Actor, keys: Sequence[int]) -> list[RecommendationResponse]:
    """Return the answers of a page that was sent back, in its order; those one may not ask about any more are missing.

    One query.
    """
    rows = responses_to_ask(actor).in_bulk(list(keys))
    return [rows[key] for key in dict.fromkeys(keys) if key in rows]


def count_to_ask(actor: Actor) -> int:
    """Return how many answers voters were not asked about yet.  One query."""
    return to_ask(actor).count()


def askings(rows: Sequence[RecommendationResponse], *, on: date) -> list[Asking]:
    """Return answers with the words to ask by.  One query."""
    units = {pk for row in rows for pk in (row.unit_id, row.recommendation.commune_id) if pk}
    names = {pk: version.full_name for pk, version in names_on(units, on).items()}
    return [
        Asking(
            row,
            row.recommendation.public_text,
            names.get(row.unit_id or 0, "") or row.body,
            names.get(row.recommendation.commune_id or 0, "") or row.recommendation.place,
        )
        for row in rows
    ]
