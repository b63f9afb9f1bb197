"""Questions about the published index series."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.choices import ProofState
from danvan.evidence.selectors import records_visible_to
from danvan.indices.models import IndexScore


@dataclass(frozen=True)
class Place:
    """One year of a series: the place among those ranked, and how it moved since the year before.

    `gain` is None without a year before, and when the number of provinces
    ranked changed: the two places cannot be compared.
    """

    score: IndexScore
    gain: int | None
    basis_changed: bool


def scores_visible_to(actor: Actor) -> "QuerySet[IndexScore, IndexScore]":
    """Return the published scores, which anybody may read, and what else the actor may see."""
    if not actor.may(Right.SEE_RECORDS):
        return IndexScore.objects.none()
    return IndexScore.objects.filter(state=ProofState.VERIFIED) | records_visible_to(actor, IndexScore)


def number_published(actor: Actor, year: int) -> int:
    """Return how many index scores of an index year were written down.  One query."""
    return scores_visible_to(actor).exclude(state=ProofState.REJECTED).filter(year=year).count()


def series(index: str) -> "QuerySet[IndexScore, IndexScore]":
    """Return the verified years of an index, oldest first."""
    return IndexScore.objects.filter(index=index, state=ProofState.VERIFIED).order_by("year")


def places(scores: Sequence[IndexScore]) -> list[Place]:
    """Return a series, oldest first, as places with their movement; years that are missing break it."""
    found = []
    before = {score.year + 1: score for score in scores}
    for score in scores:
        last = before.get(score.year)
        changed = last is not None and last.of_total != score.of_total
        gain = last.rank - score.rank if last is not None and not changed else None
        found.append(Place(score, gain, changed))
    return found
