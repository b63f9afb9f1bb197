"""What became of what was concluded somewhere, for the areas in which it was concluded."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.conclusions.choices import DONE, Origin, TaskState, is_late
from danvan.conclusions.models import ConclusionTask
from danvan.conclusions.selectors.visible import conclusions_visible_to, tasks_visible_to


@dataclass(frozen=True)
class Followed:
    """One notice of conclusion and how its tasks stand; `total` are those not taken back, `late` some of the open."""

    conclusion_id: int
    number: str
    issued_on: date | None
    state_label: str
    total: int
    kept: int
    open: int
    late: int


def followed(actor: Actor, origin: Origin, keys: Collection[int]) -> dict[int, list[Followed]]:
    """Return the notices and drafts the actor may see of some sessions, dialogues or others, by their key.

    Those without any are left out; the earliest stands first and the draft last.  Two queries.
    """
    conclusions = list(
        conclusions_visible_to(actor).filter(origin=origin, origin_key__in=keys).order_by("issued_on", "pk")
    )
    if not conclusions:
        return {}
    counts = {
        row["conclusion"]: row
        for row in tasks_visible_to(actor)
        .filter(conclusion__in=[each.pk for each in conclusions])
        .exclude(state=TaskState.CANCELLED)
        .order_by()
        .values("conclusion")
        .annotate(
            total=Count("pk"),
            kept=Count("pk", filter=Q(state__in=DONE)),
            late=Count("pk", filter=is_late(actor.on)),
        )
    }
    found: defaultdict[int, list[Followed]] = defaultdict(list)
    for each in conclusions:
        count = counts.get(each.pk, {"total": 0, "kept": 0, "late": 0})
        found[each.origin_key or 0].append(
            Followed(
                conclusion_id=each.pk,
                number=each.number,
                issued_on=each.issued_on,
                state_label=each.get_state_display(),
                total=count["total"],
                kept=count["kept"],
                open=count["total"] - count["kept"],
                late=count["late"],
            )
        )
    return dict(found)


def tasks_of_origin(actor: Actor, origin: Origin, key: int) -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return the tasks the actor may see that follow from one session, dialogue or other, as the notices list them."""
    return (
        tasks_visible_to(actor)
        .filter(conclusion__origin=origin, conclusion__origin_key=key)
        .select_related("conclusion")
        .order_by("conclusion__issued_on", "conclusion", "position")
    )
