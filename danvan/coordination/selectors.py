"""Questions about coordination with the Front and the organisations."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.coordination.models import CoordinationAgreement, CoordinationProgramme, CoordinationReview
from danvan.evidence.selectors import records_visible_to
from danvan.evidence.selectors.dues import Due, due_record


def agreements_visible_to(actor: Actor) -> "QuerySet[CoordinationAgreement, CoordinationAgreement]":
    """Return the agreements of units the actor may look into."""
    return records_visible_to(actor, CoordinationAgreement)


def programmes_visible_to(actor: Actor) -> "QuerySet[CoordinationProgramme, CoordinationProgramme]":
    """Return the yearly programmes of units the actor may look into."""
    return records_visible_to(actor, CoordinationProgramme)


def reviews_visible_to(actor: Actor) -> "QuerySet[CoordinationReview, CoordinationReview]":
    """Return the reviews of units the actor may look into."""
    return records_visible_to(actor, CoordinationReview)


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return agreements whose term ends within some days; done when a later one is there.  Two queries."""
    units: dict[str, Any] = {} if unit_ids is None else {"unit__in": unit_ids}
    ending = list(CoordinationAgreement.objects.filter(ends_on__range=(start, end), **units))
    newest = dict(
        CoordinationAgreement.objects.filter(unit__in=[each.unit_id for each in ending])
        .order_by("valid_from")
        .values_list("unit_id", "valid_from")
    )
    for agreement in ending:
        assert agreement.ends_on is not None, "the range says so"
        renewed = newest[agreement.unit_id] > agreement.valid_from
        yield due_record(agreement, agreement.ends_on, "Quy chế phối hợp hết hiệu lực, cần ký lại", is_done=renewed)
