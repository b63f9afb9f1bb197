"""Saying of two recommendations that they are the same, or are not; a person says it, the platform only suggests."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.kernel.errors import NotFound
from danvan.opinions.models import RepeatLink, VoterRecommendation
from danvan.opinions.rules.repeats import groups_of
from danvan.opinions.selectors.visible import recommendations_visible_to
from danvan.opinions.services.writing import require_own, write_act


@transaction.atomic
def say_repeat(
    recommendation_id: int, other_id: int, *, is_same: bool, actor: Actor, on: date, at: datetime
) -> VoterRecommendation:
    """Say whether two recommendations ask for the same; the last word said counts.

    Raises NotFound for what one may not see, NoAuthority for who does not keep the first.
    """
    keys = {recommendation_id, other_id}
    rows = {row.pk: row for row in recommendations_visible_to(actor).filter(pk__in=keys)}
    if len(rows) < 2:
        raise NotFound
    row = rows[recommendation_id]
    require_own(actor, Right.KEEP_OPINIONS, row.unit_id)
    one, other = sorted(keys)
    before = _together(keys)
    RepeatLink.objects.update_or_create(
        one_id=one, other_id=other, defaults={"is_same": is_same, "on": on, "holding_id": actor.holding_id}
    )
    _settle(before | _together(keys))
    row.refresh_from_db()
    act = "repeat" if is_same else "not_repeat"
    write_act(row, act, actor=actor, on=on, at=at, from_state=row.state, detail={"other": other_id})
    return row


def _together(keys: Iterable[int]) -> set[int]:
    """Return everything that hangs together with these through links."""
    known, fresh = set(keys), set(keys)
    while fresh:
        links = RepeatLink.objects.filter(Q(one__in=fresh) | Q(other__in=fresh), is_same=True)
        fresh = {key for pair in links.values_list("one_id", "other_id") for key in pair} - known
        known |= fresh
    return known


def _settle(keys: set[int]) -> None:
    """Give each of them the first that raised it, and at how many sessions it was raised."""
    links = RepeatLink.objects.filter(one__in=keys, other__in=keys, is_same=True).values_list("one_id", "other_id")
    roots = groups_of(keys, links)
    rows = list(VoterRecommendation.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    by_root: dict[int, list[VoterRecommendation]] = {}
    for row in rows:
        by_root.setdefault(roots[row.pk], []).append(row)
    for group in by_root.values():
        first = min(group, key=lambda row: (row.received_on, row.pk))
        sessions = len({row.session_id for row in group})
        for row in group:
            row.first_raised_id = first.pk if len(group) > 1 else None
            row.sessions_raised = sessions
    VoterRecommendation.objects.bulk_update(rows, ["first_raised", "sessions_raised"])
