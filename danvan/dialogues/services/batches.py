"""A spreadsheet of questions taken in as a whole, and taken back as a whole while nobody worked on them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.dialogues.choices import QuestionState
from danvan.dialogues.models import Dialogue, DialogueQuestion
from danvan.dialogues.services.questions import NewQuestion, take_questions
from danvan.evidence.models import ImportBatch, Record
from danvan.evidence.services import BatchIsUndone, CannotUndoBatch, ReasonRequired, tell_of_records
from danvan.journal.services import record_act
from danvan.kernel.errors import NotFound
from danvan.kernel.text import nfc

KIND = "dialogue_question"


@transaction.atomic
def import_questions(
    rows: Sequence[Mapping[str, Any]], *, file_name: str, sha256: str, actor: Actor, at: datetime
) -> ImportBatch:
    """Write every row down as a question of its dialogue, or none.  Raises what `take_questions` raises."""
    batch = ImportBatch.objects.create(
        kind=KIND,
        file_name=nfc(file_name)[:200],
        sha256=sha256,
        rows=len(rows),
        person_id=actor.person_id,
        holding_id=actor.holding_id,
    )
    by_dialogue: dict[int, list[NewQuestion]] = {}
    for row in rows:
        said = {name: value for name, value in row.items() if name not in ("dialogue_id", "unit_id")}
        by_dialogue.setdefault(row["dialogue_id"], []).append(NewQuestion(**said))
    for dialogue_id, new in by_dialogue.items():
        kept = take_questions(dialogue_id, new, actor=actor, at=at)
        DialogueQuestion.objects.filter(pk__in=[each.pk for each in kept]).update(batch=batch)
    _journal("dialogues.import_questions", batch, actor)
    return batch


@transaction.atomic
def undo_questions(batch_id: int, *, actor: Actor, reason: str) -> int:
    """Take a file of questions back and return how many.  Raises NotFound, ReasonRequired, BatchIsUndone,
    CannotUndoBatch, NoAuthority.
    """
    if not (given := nfc(reason).strip()):
        raise ReasonRequired
    batch = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=batch_id, kind=KIND).first()
    if batch is None:
        raise NotFound
    if batch.undone_at:
        raise BatchIsUndone
    questions = DialogueQuestion.objects.filter(batch=batch)
    # Nobody works on a question while it is looked at and taken back; what they counted in is counted again.
    dialogues = Dialogue.objects.filter(pk__in=questions.values("dialogue"))
    list(Record.objects.select_for_update().filter(pk__in=dialogues.values("pk")).order_by("pk"))
    told = list(dialogues)
    for unit_id in {each.unit_id for each in told}:
        require(actor, Right.KEEP_RECEPTIONS, unit_id=unit_id)
    total = questions.count()
    touched = total - questions.filter(version=1, state=QuestionState.OPEN, repeated_by=None).count()
    if touched:
        raise CannotUndoBatch(params={"touched": touched, "all": total})
    questions.delete()
    tell_of_records(told)
    batch.undone_at = timezone.now()
    batch.save(update_fields=["undone_at"])
    _journal("dialogues.undo_questions", batch, actor, reason=given)
    return total


def _journal(act: str, batch: ImportBatch, actor: Actor, reason: str = "") -> None:
    record_act(
        act,
        actor=actor,
        subject_kind="batch",
        subject_id=batch.pk,
        unit_id=actor.unit_id,
        detail={"rows": batch.rows},
        reason=reason,
    )
