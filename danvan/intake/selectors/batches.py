"""Files of letters a desk took in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.models import Case
from danvan.intake.models import BatchLine, LetterBatch
from danvan.kernel.errors import NotFound
from danvan.orgs.selectors import names_on
from danvan.petitions.models import Petition
from danvan.petitions.selectors import petitions_visible_to
from danvan.ui.batches import SHOWN, BatchRow


@dataclass(frozen=True)
class BatchPage:
    """What became of a file: each line with its number, and its letter while there is one."""

    batch: LetterBatch
    unit_name: str
    lines: Sequence[tuple[BatchLine, Petition | None]]

    @property
    def petitions(self) -> list[Petition]:
        """The letters there still are."""
        return [petition for _line, petition in self.lines if petition]


def batches_visible_to(actor: Actor) -> "QuerySet[LetterBatch, LetterBatch]":
    """Return the files taken in at desks where the actor takes letters in."""
    scope = actor.scope(Right.RECEIVE_CASES)
    found = LetterBatch.objects.order_by("-imported_at", "-pk")
    return found if scope.everything else found.filter(unit__in=scope.unit_ids)


def batch_rows(actor: Actor) -> list[BatchRow]:
    """Return the latest files, in one query."""
    return [
        BatchRow(
            pk=batch.pk,
            file_name=batch.file_name,
            rows=batch.rows,
            imported_at=batch.imported_at,
            by=batch.person.get_full_name() if batch.person else "hệ thống",
            is_undone=batch.undone_at is not None,
            url=reverse("intake:batch", args=[batch.pk]),
        )
        for batch in batches_visible_to(actor).select_related("person")[:SHOWN]
    ]


def batch_page(actor: Actor, batch_id: int) -> BatchPage:
    """Return a file with its letters, in a fixed number of queries.  Raises NotFound for what the actor may not see."""
    batch = batches_visible_to(actor).select_related("person").filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    lines = list(batch.lines.order_by("row"))
    readable: Mapping[int, Petition] = {
        petition.pk: petition
        for petition in petitions_visible_to(actor)
        .filter(case_ptr__in=Case.objects.filter(batch_line__batch=batch))
        .prefetch_related("writers")
    }
    names: Any = names_on({batch.unit_id}, actor.on).get(batch.unit_id)
    return BatchPage(
        batch, names.full_name if names else "", [(line, readable.get(line.case_id or 0)) for line in lines]
    )
