"""What a person may see of records, documents and evidence.  Every screen and file begins here."""

from typing import TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from danvan.authority.rules.actor import Actor, Scope
from danvan.authority.rules.rights import Right
from danvan.evidence.models import Document, DocumentFile, Evidence, ImportBatch, LockedPeriod, Record

Kind = TypeVar("Kind", bound=Record)


def _within(scope: Scope, unit: str = "unit") -> Q:
    return Q() if scope.everything else Q(**{f"{unit}__in": scope.unit_ids})


def records_visible_to(actor: Actor, model: type[Kind] | None = None) -> "QuerySet[Kind, Kind]":
    """Return the records of the units the actor may look into, of one kind when its model is given."""
    chosen: type[Kind] = model or Record  # type: ignore[assignment]
    return chosen.objects.filter(_within(actor.scope(Right.SEE_RECORDS)))


def evidence_visible_to(actor: Actor) -> "QuerySet[Evidence, Evidence]":
    """Return the evidence of records the actor may see."""
    return Evidence.objects.filter(_within(actor.scope(Right.SEE_RECORDS), "record__unit"))


def documents_visible_to(actor: Actor) -> "QuerySet[Document, Document]":
    """Return the documents of units the actor may look into, and those proving a record they may see."""
    scope = actor.scope(Right.SEE_RECORDS)
    if scope.everything:
        return Document.objects.all()
    proving = Evidence.documents.through.objects.filter(
        document=OuterRef("pk"), evidence__record__unit__in=scope.unit_ids
    )
    return Document.objects.filter(Q(unit__in=scope.unit_ids) | Exists(proving))


def in_locked_period(day: str = "happened_on") -> Q:
    """Return the condition that a day of a record lies in a closed period and changes no more; one small query."""
    condition = Q(pk__in=[])
    for first, last in LockedPeriod.objects.filter(reopened_at=None).values_list("first_day", "last_day"):
        condition |= Q(**{f"{day}__range": (first, last)})
    return condition


def file_visible_to(actor: Actor, file_id: int) -> DocumentFile | None:
    """Return one file of a document the actor may see, or nothing."""
    return (
        DocumentFile.objects.select_related("file", "document")
        .filter(pk=file_id, document__in=documents_visible_to(actor))
        .first()
    )


def batches_visible_to(actor: Actor, kind: str) -> "QuerySet[ImportBatch, ImportBatch]":
    """Return the batches of a kind the actor imported or may see a record of, newest first."""
    mine: QuerySet[Record, Record] = records_visible_to(actor)
    seen = mine.filter(batch=OuterRef("pk"))
    return (
        ImportBatch.objects.filter(Q(person=actor.person_id) | Exists(seen), kind=kind)
        .select_related("person", "holding__post")
        .order_by("-pk")
    )


def count_records(actor: Actor) -> dict[str, dict[str, int]]:
    """Return how many records of each kind one may see, by the state of their proof.  One query."""
    found: dict[str, dict[str, int]] = {}
    seen: QuerySet[Record, Record] = records_visible_to(actor)
    rows = seen.order_by().values_list("kind", "state").annotate(number=Count("pk"))
    for kind, state, number in rows:
        found.setdefault(kind, {})[state] = number
    return found
