"""Questions about committees, assignments and evaluation."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from danvan.authority.rules.actor import Actor
from danvan.committees.models import (
    CommitteeMeeting,
    CommitteeMember,
    EvaluationScheme,
    EvaluationUse,
    FocalAssignment,
    SteeringCommittee,
)
from danvan.evidence.selectors import records_visible_to
from danvan.evidence.selectors.dues import Due, due_record, newest_handed_in
from danvan.orgs.models import PostHolding, UnitVersion
from danvan.orgs.selectors import alive_on

# Proposed by us until the province decides; T36 has the same number in its settings.
RENEWAL_DAYS = 30


def left_on() -> Coalesce:
    """Return the day the head of a committee left the post: as written down, else as the holding says."""
    holding = PostHolding.objects.filter(pk=OuterRef("head_holding")).values("valid_until")[:1]
    return Coalesce(F("head_left_on"), Subquery(holding))


def committees_visible_to(actor: Actor) -> "QuerySet[SteeringCommittee, SteeringCommittee]":
    """Return the committees of units the actor may look into, each with the day its head left (`left_on`)."""
    return records_visible_to(actor, SteeringCommittee).annotate(left_on=left_on())


def assignments_visible_to(actor: Actor) -> "QuerySet[FocalAssignment, FocalAssignment]":
    """Return the assignments of units the actor may look into."""
    return records_visible_to(actor, FocalAssignment)


def schemes_visible_to(actor: Actor) -> "QuerySet[EvaluationScheme, EvaluationScheme]":
    """Return the evaluation schemes of units the actor may look into."""
    return records_visible_to(actor, EvaluationScheme)


def uses_visible_to(actor: Actor) -> "QuerySet[EvaluationUse, EvaluationUse]":
    """Return the yearly evaluations of units the actor may look into."""
    return records_visible_to(actor, EvaluationUse)


def levels_of(unit_ids: Iterable[int], on: date) -> dict[int, str]:
    """Return the tier of each unit, an ended one as it last was.  One query."""
    versions = UnitVersion.objects.filter(unit__in=set(unit_ids), valid_from__lte=on).order_by("valid_from")
    return dict(versions.values_list("unit_id", "level"))


def meetings_of(committees: Iterable[SteeringCommittee]) -> dict[int, dict[str, Any]]:
    """Return for each committee its meetings, conclusions and those carried out.  One query."""
    rows: Any = (
        CommitteeMeeting.objects.filter(committee__in=[committee.pk for committee in committees])
        .order_by()
        .values("committee_id")
        .annotate(meetings=Count("pk"), made=Sum("conclusions"), done=Sum("closed"))
    )
    return {row["committee_id"]: row for row in rows}


def members_of(committee: SteeringCommittee) -> list[CommitteeMember]:
    """Return the members in the order they were named."""
    return list(committee.members.order_by("pk"))


def holdings_of(unit_id: int, on: date) -> list[tuple[int, str]]:
    """Return who holds a post in a unit on a day, as choices."""
    found = PostHolding.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), post__unit=unit_id, valid_from__lte=on
    ).select_related("post", "person")
    return [(each.pk, f"{each.person.full_name}, {each.post.title}") for each in found.order_by("post__title", "pk")]


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return committees to be renewed within some days, because their head left or their term ends.

    Done when a later one was handed in; a unit that has ended renews nothing.
    Three queries.
    """
    units: dict[str, Any] = {} if unit_ids is None else {"unit__in": unit_ids}
    renewal = timedelta(days=RENEWAL_DAYS)
    found = list(
        SteeringCommittee.objects.annotate(left_on=left_on()).filter(
            Q(left_on__range=(start - renewal, end - renewal)) | Q(ends_on__range=(start, end)), **units
        )
    )
    newest = newest_handed_in(SteeringCommittee, {each.unit_id for each in found})
    alive = alive_on({each.unit_id for each in found}, end)
    for committee in found:
        if committee.unit_id not in alive:
            continue
        is_done = newest.get(committee.unit_id, committee.valid_from) > committee.valid_from
        left: date | None = committee.left_on
        if left and start <= left + renewal <= end:
            what = "Kiện toàn ban chỉ đạo sau khi trưởng ban thôi chức vụ"
            yield due_record(committee, left + renewal, what, is_done=is_done)
        elif committee.ends_on and start <= committee.ends_on <= end:
            yield due_record(committee, committee.ends_on, "Ban chỉ đạo hết thời hạn", is_done=is_done)
