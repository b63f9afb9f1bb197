"""A council's list taken in from a spreadsheet as a whole, and taken back while nothing was done with it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.journal.services import record_act
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.text import format_date, nfc
from danvan.opinions.events import announce_change
from danvan.opinions.models import OpinionBatch, VoterRecommendation
from danvan.opinions.selectors.batches import batches_visible_to
from danvan.opinions.services.register import NewRecommendation, record_many
from danvan.opinions.services.writing import require_own


class ListIsKnown(RuleError):
    """The very same file was taken in before, and not taken back."""

    code = "list_of_opinions_is_known"
    message = _("Tệp này đã được nhập ngày %(on)s. Cần nhập lại thì hoàn tác đợt ấy trước.")


class CannotTakeBack(RuleError):
    """Somebody worked on what the file brought."""

    code = "cannot_take_opinions_back"
    message = _("Không hoàn tác được đợt nhập: %(touched)s trong %(all)s kiến nghị đã có việc làm.")


@transaction.atomic
def import_list(
    found: Sequence[NewRecommendation], *, unit_id: int, file_name: str, sha256: str, actor: Actor, at: datetime
) -> OpinionBatch:
    """Take in every line of a list, or none.  Raises NoAuthority, ListIsKnown, and what recording refuses."""
    require_own(actor, Right.KEEP_OPINIONS, unit_id)
    known = OpinionBatch.objects.filter(unit=unit_id, sha256=sha256, undone_at=None).first()
    if known is not None:
        raise ListIsKnown(params={"on": format_date(timezone.localdate(known.imported_at))})
    try:
        with transaction.atomic():
            batch = OpinionBatch.objects.create(
                unit_id=unit_id,
                file_name=nfc(file_name)[:200],
                sha256=sha256,
                rows=len(found),
                holding_id=actor.holding_id,
                imported_at=at,
            )
    except IntegrityError as error:
        raise ListIsKnown(params={"on": format_date(timezone.localdate(at))}) from error
    record_many(found, actor=actor, at=at, batch=batch)
    _journal("import_list", batch, actor)
    return batch


@transaction.atomic
def take_list_back(batch_id: int, *, reason: str, actor: Actor, at: datetime) -> int:
    """Remove every recommendation of a file nobody has worked on since; return how many.

    Raises NotFound, NoAuthority, CannotTakeBack.
    """
    batch = batches_visible_to(actor).select_for_update(of=("self",)).filter(pk=batch_id, undone_at=None).first()
    if batch is None:
        raise NotFound
    require_own(actor, Right.KEEP_OPINIONS, batch.unit_id)
    rows = list(VoterRecommendation.objects.select_for_update().filter(batch=batch))
    # What something else was merged into, or compared with, cannot go without it.
    tied = set(VoterRecommendation.objects.filter(merged_into__in=rows).values_list("merged_into_id", flat=True))
    touched = sum(row.version != 1 or row.first_raised_id is not None or row.pk in tied for row in rows)
    if touched:
        raise CannotTakeBack(params={"touched": touched, "all": len(rows)})
    if rows:
        announce_change([batch.unit_id], min(row.received_on.year for row in rows))
    VoterRecommendation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    _journal("take_list_back", batch, actor, reason=reason)
    return len(rows)


def _journal(act: str, batch: OpinionBatch, actor: Actor, *, reason: str = "") -> None:
    record_act(
        f"opinions.{act}",
        actor=actor,
        subject_kind="opinion_batch",
        subject_id=batch.pk,
        unit_id=batch.unit_id,
        reason=reason,
        detail={"rows": batch.rows, "sha256": batch.sha256},
    )
