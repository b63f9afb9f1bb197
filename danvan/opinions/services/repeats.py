"""Saying of two recommendations that they are the same, or are not; a person says it, the platform only suggests.

What was merged hangs together with what it was merged into.  What left the
lists still ties others together, since a person said so, but is itself raised
at no session any more.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.kernel.errors import NotFound
from danvan.opinions.models import RepeatLink, VoterRecommendation
from danvan.opinions.rules.repeats import groups_of
from danvan.opinions.selectors.visible import NOT_COUNTED, recommendations_visible_to
from danvan.opinions.services.writing import require_own, write_act


@transaction.atomic
def say_repeat(
    recommendation_id: int, other_id: int, *, is_same: bool, actor: Actor, on: date, at: datetime
) -> VoterRecommendation:
    """Say whether two recommendations ask for the same; the last word said counts.

    Where the two hang together through others too, saying that they are not the
    same takes the first out of the group: what still belongs with it is
    suggested again.  Raises NotFound for what one may not see, NoAuthority for
    who does not keep the first.
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
    if not is_same and other_id in _together([recommendation_id]):
        own = Q(one=recommendation_id) | Q(other=recommendation_id)
        RepeatLink.objects.filter(own, is_same=True).delete()
    _settle(before | _together(keys))
    row.refresh_from_db()
    act = "repeat" if is_same else "not_repeat"
    write_act(row, act, actor=actor, on=on, at=at, from_state=row.state, detail={"other": other_id})
    return row


def settle_repeats(recommendation_id: int) -> None:
    """Count again how often a recommendation and what repeats it were raised, after it left the lists."""
    keys = _together([recommendation_id])
    if len(keys) > 1:
        _settle(keys)


def _pairs(keys: Iterable[int]) -> list[tuple[int, int]]:
    """Return what these hang together with directly: said to be the same, or merged.  Two queries."""
    keys = list(keys)
    said = RepeatLink.objects.filter(Q(one__in=keys) | Q(other__in=keys), is_same=True)
    merged = VoterRecommendation.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys), merged_into__isnull=False)
    return [
        *said.values_list("one_id", "other_id"),
        *((one, other) for one, other in merged.values_list("pk", "merged_into_id") if other is not None),
    ]


def _together(keys: Iterable[int]) -> set[int]:
    """Return everything that hangs together with these in any number of steps."""
    known = fresh = set(keys)
    while fresh:
        fresh = {key for pair in _pairs(fresh) for key in pair} - known
        known = known | fresh
    return known


def _settle(keys: set[int]) -> None:
    """Give each of them the first that raised it, and at how many sessions it was raised."""
    roots = groups_of(keys, (pair for pair in _pairs(keys) if keys.issuperset(pair)))
    rows = list(VoterRecommendation.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    by_root: dict[int, list[VoterRecommendation]] = {}
    for row in rows:
        row.first_raised_id, row.sessions_raised = None, 1
        if row.state not in NOT_COUNTED:
            by_root.setdefault(roots[row.pk], []).append(row)
    for group in by_root.values():
        first = min(group, key=lambda row: (row.received_on, row.pk))
        sessions = len({row.session_id for row in group})
        for row in group:
            row.first_raised_id = first.pk if len(group) > 1 else None
            row.sessions_raised = sessions
    VoterRecommendation.objects.bulk_update(rows, ["first_raised", "sessions_raised"])
