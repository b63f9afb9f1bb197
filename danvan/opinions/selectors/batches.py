"""Spreadsheets of recommendations a keeper took in."""

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.opinions.models import OpinionBatch
from danvan.opinions.selectors.visible import own_scope
from danvan.ui.batches import SHOWN, BatchRow


def batches_visible_to(actor: Actor) -> "QuerySet[OpinionBatch, OpinionBatch]":
    """Return the files taken in by units whose list the actor keeps."""
    scope = own_scope(actor, Right.KEEP_OPINIONS)
    found = OpinionBatch.objects.order_by("-imported_at", "-pk")
    return found if scope.everything else found.filter(unit__in=scope.unit_ids)


def batch_rows(actor: Actor) -> list[BatchRow]:
    """Return the latest files, in one query."""
    return [
        BatchRow(
            each.pk,
            each.file_name,
            each.rows,
            each.imported_at,
            each.holding.person.get_full_name() if each.holding else "",
            each.undone_at is not None,
        )
        for each in batches_visible_to(actor).select_related("holding__person")[:SHOWN]
    ]
