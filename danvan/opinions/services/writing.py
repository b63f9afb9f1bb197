"""What every act writes: the timeline with its words, the journal without them, and what figures follow."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_of
from danvan.journal.services import record_act
from danvan.kernel.errors import NoAuthority
from danvan.notices.services import Message, tell
from danvan.opinions.events import announce_change
from danvan.opinions.models import CouncilSession, RecommendationAct, VoterRecommendation
from danvan.opinions.selectors.facts import units_of
from danvan.opinions.selectors.visible import own_scope


def require_own(actor: Actor, right: Right, unit_id: int) -> None:
    """Let the act go on for one's own unit or one that ended and that it alone follows.  Raises NoAuthority."""
    if unit_id not in own_scope(actor, right):
        raise NoAuthority(params={"right": right.value})


def write_act(
    recommendation: VoterRecommendation,
    act: str,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    from_state: str = "",
    unit_id: int | None = None,
    number: str = "",
    note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> RecommendationAct:
    """Write an act down; every unit it concerns has its figures made again."""
    written = RecommendationAct.objects.create(
        recommendation=recommendation,
        act=act,
        on=on,
        at=at,
        holding_id=actor.holding_id,
        from_state=from_state,
        to_state=recommendation.state,
        unit_id=unit_id,
        number=number,
        note=note,
        detail=dict(detail or {}),
    )
    record_act(
        f"opinions.{act}",
        actor=actor,
        subject_kind="voter_recommendation",
        subject_id=recommendation.pk,
        unit_id=recommendation.unit_id,
        detail={"on": on.isoformat(), "from": from_state, "to": recommendation.state},
    )
    announce_change(units_of(recommendation), recommendation.received_on.year)
    return written


@transaction.atomic
def record_export(actor: Actor, *, rows: int) -> None:
    """Write into the journal that somebody took the list away as a sheet, inner words among it where they read them."""
    record_act(
        "opinions.exported",
        actor=actor,
        subject_kind="voter_recommendation",
        subject_id=None,
        unit_id=actor.unit_id,
        detail={"rows": rows},
    )


def tell_unit(
    recommendation: VoterRecommendation, right: Right, unit_ids: Iterable[int], what: str, *, actor: Actor, at: datetime
) -> None:
    """Tell whoever does this work in some units, by the number of the recommendation alone."""
    key = f"opinion-{recommendation.pk}-version-{recommendation.version}"
    text = f"Kiến nghị cử tri số {recommendation.number}, {recommendation.session}: {what}"
    _tell(right, unit_ids, key, text, recommendation.get_absolute_url(), actor=actor, at=at)


def tell_of_session(session: CouncilSession, unit_ids: Iterable[int], *, actor: Actor, at: datetime) -> None:
    """Tell units once that what they have of a session has other days to answer by."""
    key = f"opinion-session-{session.pk}-version-{session.version}"
    text = f"Hạn trả lời kiến nghị cử tri của {session} đã được tính lại; xem hạn mới ở từng kiến nghị"
    _tell(Right.ANSWER_OPINIONS, unit_ids, key, text, session.get_absolute_url(), actor=actor, at=at)


def _tell(right: Right, unit_ids: Iterable[int], key: str, text: str, url: str, *, actor: Actor, at: datetime) -> None:
    tell(
        [
            Message(holding, key, text[:300], url)
            for holdings in holders_of(right, set(unit_ids), on=actor.on).values()
            for holding in holdings
            if holding != actor.holding_id
        ],
        at=at,
    )
