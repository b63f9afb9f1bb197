"""What one may see of voters' recommendations, and in which words.

The keeper and whoever has to answer read what was said.  Whoever had it once
and sent it back knows of it and sees their own step.  Who watches sees counting
facts and the wording that names nobody.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from danvan.authority.rules.actor import EVERYTHING, Actor, Scope
from danvan.authority.rules.rights import Right
from danvan.opinions.choices import State
from danvan.opinions.models import (
    CouncilSession,
    RecommendationResponse,
    Routing,
    VoterMeeting,
    VoterRecommendation,
)

# What was merged, withdrawn or became a letter is no recommendation any more.
NOT_COUNTED = (State.MERGED, State.WITHDRAWN, State.LETTER)
NO_PUBLIC_WORDS = "(chưa có lời không nêu tên)"


@dataclass(frozen=True)
class Sight:
    """Whose recommendations one keeps, answers, watches: asked once, then answered from memory."""

    keeps: Scope
    answers: Scope
    watches: Scope

    def reads(self, row: VoterRecommendation) -> bool:
        """Whether one reads what was said, and everything that became of it."""
        return row.unit_id in self.keeps or (row.addressee_id is not None and row.addressee_id in self.answers)

    def follows(self, row: VoterRecommendation) -> bool:
        """Whether one sees everybody's steps: who keeps, answers or watches it."""
        return self.reads(row) or row.unit_id in self.watches or row.addressee_id in self.watches

    def words(self, row: VoterRecommendation) -> str:
        """Return it in the words one may read."""
        return row.text if self.reads(row) else public_words(row)


def public_words(row: VoterRecommendation) -> str:
    """Return it in the words that name nobody; that there are none is said, never what was said instead."""
    return row.public_text or NO_PUBLIC_WORDS


def own_scope(actor: Actor, right: Right) -> Scope:
    """Return the units in whose name one acts, with those that ended and that one alone follows."""
    scope = actor.scope(right)
    return EVERYTHING if scope.everything else Scope(scope.unit_ids | actor.kept(right))


def sight_of(actor: Actor) -> Sight:
    """Return what an actor may see."""
    return Sight(
        own_scope(actor, Right.KEEP_OPINIONS),
        own_scope(actor, Right.ANSWER_OPINIONS),
        actor.scope(Right.SEE_OPINIONS),
    )


def may_see_any(actor: Actor) -> bool:
    """Whether there is anything of this area for somebody."""
    return any(actor.may(right) for right in (Right.KEEP_OPINIONS, Right.ANSWER_OPINIONS, Right.SEE_OPINIONS))


def recommendations_visible_to(actor: Actor) -> "QuerySet[VoterRecommendation, VoterRecommendation]":
    """Return the recommendations one keeps, has or had to answer, or watches."""
    sight, rows = sight_of(actor), VoterRecommendation.objects.select_related("session")
    if sight.keeps.everything or sight.watches.everything:
        return rows
    answers = sight.answers.unit_ids
    had_it = Exists(Routing.objects.filter(recommendation=OuterRef("pk"), unit__in=answers))
    watched = Q(unit__in=sight.watches.unit_ids) | Q(addressee__in=sight.watches.unit_ids)
    return rows.filter(Q(unit__in=sight.keeps.unit_ids) | Q(addressee__in=answers) | had_it | watched)


def read_by(actor: Actor) -> Q:
    """Return the condition on recommendations whose own words one reads."""
    sight = sight_of(actor)
    if sight.keeps.everything:
        return Q()
    return Q(unit__in=sight.keeps.unit_ids) | Q(addressee__in=sight.answers.unit_ids)


def sessions_visible_to(actor: Actor) -> "QuerySet[CouncilSession, CouncilSession]":
    """Return the sessions one keeps the list of, watches, or has a recommendation of."""
    sight, rows = sight_of(actor), CouncilSession.objects.order_by("-opens_on", "-pk")
    if sight.keeps.everything or sight.watches.everything:
        return rows
    theirs: Any = recommendations_visible_to(actor).filter(session=OuterRef("pk"))
    return rows.filter(
        Q(unit__in=sight.keeps.unit_ids) | Q(unit__in=sight.watches.unit_ids) | Exists(theirs.values("pk"))
    )


def meetings_of(session_ids: Collection[int]) -> "QuerySet[VoterMeeting, VoterMeeting]":
    """Return the meetings with voters of some sessions, the latest first."""
    return VoterMeeting.objects.filter(session__in=session_ids).order_by("-held_on", "-pk")


def responses_to_ask(actor: Actor) -> "QuerySet[RecommendationResponse, RecommendationResponse]":
    """Return the answers about which one may ask voters: what left the lists is not asked about, nor what has no
    words that name nobody, since it could be put to nobody.
    """
    scope = actor.scope(Right.GATHER_FEEDBACK)
    rows = RecommendationResponse.objects.select_related("recommendation__session")
    rows = rows.exclude(recommendation__state__in=NOT_COUNTED).exclude(recommendation__public_text="")
    if scope.everything:
        return rows
    return rows.filter(Q(unit__in=scope.unit_ids) | Q(recommendation__unit__in=scope.unit_ids))
