"""Writing records down and changing them while nothing proves them yet."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.evidence.choices import ProofState
from danvan.evidence.models import Evidence, InForce, Record
from danvan.evidence.rules.states import EVIDENCE, OPEN_TO_CHANGE
from danvan.evidence.selectors.history import FieldChange, changes_since
from danvan.evidence.services.periods import refuse_locked
from danvan.evidence.services.saving import check_input, keep_state, locked_record, tell_of_change
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, RuleError
from danvan.kernel.text import fold, nfc

Kind = TypeVar("Kind", bound=Record)


class CannotChangeRecord(RuleError):
    """What its evidence proves, or is about to prove, stands still."""

    code = "cannot_change_record"
    message = _(
        "Hồ sơ đang ở tình trạng “%(state)s” nên không sửa được. "
        "Cần rút lại minh chứng đã nộp, hoặc thu hồi hồ sơ đã xác minh kèm lý do, trước khi sửa."
    )


class CannotDeleteRecord(RuleError):
    """Only a draft that nobody has ruled on, and nothing hangs on, may go."""

    code = "cannot_delete_record"
    message = _("Chỉ xóa được bản nháp chưa từng được quyết định và chưa có hồ sơ khác gắn với nó.")


class CannotRecallRecord(RuleError):
    """There is nothing in force to recall."""

    code = "cannot_recall_record"
    message = _("Hồ sơ chưa được xác minh nên không có gì để thu hồi.")


class ReasonRequired(RuleError):
    """The act is only taken with a reason others can read."""

    code = "reason_required"
    field = "reason"
    message = _("Cần ghi lý do để người nhận biết phải làm gì tiếp theo.")


class EndsBeforeItBegins(RuleError):
    """What holds from a day cannot end before it."""

    code = "ends_before_it_begins"
    field = "ends_on"
    message = _("Ngày hết hiệu lực không thể trước ngày có hiệu lực.")


class RecordWasChanged(Conflict):
    """Somebody else saved the record since this form was opened; `changes` tells what."""

    code = "record_was_changed"
    message = _("Hồ sơ vừa được người khác sửa: %(changes)s. Nội dung bạn nhập chưa được lưu.")

    def __init__(self, changes: list[FieldChange]) -> None:
        self.changes = changes
        said = "; ".join(str(change) for change in changes) or str(_("không rõ mục nào"))
        super().__init__(params={"changes": said})

    def __reduce__(self) -> tuple[type["RecordWasChanged"], tuple[list[FieldChange]]]:
        return type(self), (self.changes,)


@transaction.atomic
def create_record(model: type[Kind], *, actor: Actor, **fields: Any) -> Kind:
    """Write down a fact of a unit; it starts as a draft.

    `fields` are the columns of the kind, with `unit` or `unit_id` and `title`.
    Raises NoAuthority, InputErrors, PeriodIsLocked.
    """
    record = model(**clean_values(model, fields), kind=model.kind_code(), created_by_id=actor.holding_id)
    require(actor, model.write_right, unit_id=record.unit_id)
    record.folded_title = fold(record.title)[:400]
    check_input(record, exclude=["record_ptr"])
    refuse_locked(record.locking_days())
    record.save()
    record_act(
        "evidence.create_record", actor=actor, subject_kind="record", subject_id=record.pk, unit_id=record.unit_id,
        detail={"kind": record.kind, "edition": record.edition},
    )  # fmt: skip
    tell_of_change(record, record.counting_days())
    return record


@transaction.atomic
def change_record(record_id: int, *, actor: Actor, edition: int, changes: Mapping[str, Any]) -> Record:
    """Change a record that no evidence holds fast, as it stood in the edition the actor saw.

    Saving what is already there makes no new edition.  Raises NotFound,
    NoAuthority, CannotChangeRecord, RecordWasChanged, InputErrors, PeriodIsLocked.
    """
    record = locked_record(record_id, actor=actor)
    require(actor, record.write_right, unit_id=record.unit_id)
    if record.state not in OPEN_TO_CHANGE or _has_submitted_piece(record):
        raise CannotChangeRecord(params={"state": EVIDENCE.label(record.state)})
    if record.edition != edition:
        raise RecordWasChanged(changes_since(record, edition))
    before, units_before, unit_before = record.counting_days(), record.counting_units(), record.unit_id
    held = record.locking_days()
    changed = [name for name, value in clean_values(type(record), changes).items() if _assign(record, name, value)]
    if not changed:
        return record
    if record.unit_id != unit_before:
        require(actor, record.write_right, unit_id=record.unit_id)
    record.folded_title = fold(record.title)[:400]
    check_input(record, exclude=["record_ptr"])
    refuse_locked([*held, *record.locking_days()])
    record.edition += 1
    record.save()
    record_act(
        "evidence.change_record", actor=actor, subject_kind="record", subject_id=record.pk, unit_id=record.unit_id,
        detail={"edition": record.edition, "fields": changed},
    )  # fmt: skip
    tell_of_change(record, [*before, *record.counting_days()], units=[*units_before, *record.counting_units()])
    return record


@transaction.atomic
def change_parts(
    record_id: int,
    *,
    actor: Actor,
    act: str,
    write: Callable[[Any], None],
    right: Right | None = None,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
    open_only: bool = True,
    counts: bool = True,
) -> Record:
    """Change what belongs to a record beside its columns: lines of attendance, members, stages, pictures.

    `write` gets the record under lock.  `open_only` refuses while evidence
    holds the record fast; a later stage of a proven record passes False.
    `counts` is False for what moves no figure and so goes on in a closed year.
    Raises NotFound, NoAuthority, CannotChangeRecord, PeriodIsLocked and what
    `write` raises; then nothing is kept.
    """
    record = locked_record(record_id, actor=actor)
    require(actor, right or record.write_right, unit_id=record.unit_id)
    if open_only and (record.state not in OPEN_TO_CHANGE or _has_submitted_piece(record)):
        raise CannotChangeRecord(params={"state": EVIDENCE.label(record.state)})
    days, units = record.counting_days(), record.counting_units()
    held = record.locking_days()
    write(record)
    if counts:
        refuse_locked([*held, *record.locking_days()])
    record.edition += 1
    record.save()
    record_act(
        act, actor=actor, subject_kind="record", subject_id=record.pk, unit_id=record.unit_id, reason=reason,
        detail={"edition": record.edition, **(detail or {})},
    )  # fmt: skip
    tell_of_change(record, [*days, *record.counting_days()], units=[*units, *record.counting_units()])
    return record


def end_in_force(record_id: int, *, actor: Actor, ends_on: date, reason: str) -> Record:
    """Write down the last day a paper holds, also of a proven one.

    Raises ReasonRequired, EndsBeforeItBegins and what `change_parts` raises.
    """
    if not (reason := nfc(reason).strip()):
        raise ReasonRequired

    def write(record: InForce) -> None:
        if ends_on < record.valid_from:
            raise EndsBeforeItBegins
        record.ends_on = ends_on

    return change_parts(
        record_id, actor=actor, act="evidence.end_in_force", write=write, reason=reason, open_only=False,
        detail={"ends_on": ends_on.isoformat()},
    )  # fmt: skip


@transaction.atomic
def delete_draft(record_id: int, *, actor: Actor) -> None:
    """Delete a record nobody has ever ruled on; the journal keeps its title.

    Raises NotFound, NoAuthority, CannotDeleteRecord, PeriodIsLocked.
    """
    record = locked_record(record_id, actor=actor)
    require(actor, record.write_right, unit_id=record.unit_id)
    if record.state != ProofState.DRAFT or record.evidence.exclude(state=ProofState.DRAFT).exists():
        raise CannotDeleteRecord
    days = record.counting_days()
    refuse_locked(record.locking_days())
    tell_of_change(record, days)
    record_act(
        "evidence.delete_draft", actor=actor, subject_kind="record", subject_id=record.pk, unit_id=record.unit_id,
        detail={"kind": record.kind, "title": record.title},
    )  # fmt: skip
    try:
        record.delete()
    except ProtectedError as error:
        raise CannotDeleteRecord from error


@transaction.atomic
def recall_verified(record_id: int, *, actor: Actor, reason: str) -> Record:
    """Take a verified record back so that it can be changed; figures lose it at once.

    Raises NotFound, NoAuthority, ReasonRequired, CannotRecallRecord, PeriodIsLocked.
    """
    record = locked_record(record_id, actor=actor)
    require(actor, record.write_right, unit_id=record.unit_id)
    if not (reason := nfc(reason).strip()):
        raise ReasonRequired
    pieces = record.evidence.select_for_update().filter(state=ProofState.VERIFIED)
    if not pieces:
        raise CannotRecallRecord
    days = record.counting_days()
    refuse_locked(record.locking_days())
    for piece in pieces:
        piece.state = EVIDENCE.target(piece.state, "replace")
        piece.save(update_fields=["state"])
    keep_state(record)
    record_act(
        "evidence.recall_verified", actor=actor, subject_kind="record", subject_id=record.pk, unit_id=record.unit_id,
        reason=reason,
    )  # fmt: skip
    tell_of_change(record, days)
    return record


def clean_values(model: type[Record], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the given columns, texts in one spelling; a column nobody may set by hand is a fault."""
    cleaned = {}
    for name, value in fields.items():
        field = model._meta.get_field(name)
        if not getattr(field, "editable", False) or field.primary_key:  # type: ignore[union-attr]
            raise TypeError(f"{model.__name__}.{name} is not set by hand")
        key = field.attname if field.is_relation and not hasattr(value, "pk") else name  # type: ignore[union-attr]
        cleaned[key] = nfc(value).strip() if isinstance(value, str) else value
    return cleaned


def _assign(record: Record, name: str, value: Any) -> bool:
    if getattr(record, name) == value:
        return False
    setattr(record, name, value)
    return True


def _has_submitted_piece(record: Record) -> bool:
    return Evidence.objects.filter(record=record.pk, state=ProofState.SUBMITTED).exists()
