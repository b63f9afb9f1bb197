"""Questions about coordination with the Front and the organisations."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.coordination.models import CoordinationAgreement, CoordinationProgramme, CoordinationReview
from danvan.evidence.selectors import records_visible_to
from danvan.evidence.selectors.dues import Due, due_record, newest_handed_in
from danvan.orgs.selectors import alive_on


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
    """Return agreements whose term ends within some days; done when a later one was handed in.

    A unit that has ended signs nothing more.  Three queries.
    """
    units: dict[str, Any] = {} if unit_ids is None else {"unit__in": unit_ids}
    ending = list(CoordinationAgreement.objects.filter(ends_on__range=(start, end), **units))
    newest = newest_handed_in(CoordinationAgreement, {each.unit_id for each in ending})
    alive = alive_on({each.unit_id for each in ending}, end)
    for agreement in ending:
        if agreement.ends_on and agreement.unit_id in alive:
            is_done = newest.get(agreement.unit_id, agreement.valid_from) > agreement.valid_from
            yield due_record(agreement, agreement.ends_on, "Quy chế phối hợp hết hiệu lực, cần ký lại", is_done=is_done)
