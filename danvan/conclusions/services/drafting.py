"""Beginning a conclusion from where it was reached, and writing its draft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.conclusions.choices import ConclusionState, Origin
from danvan.conclusions.models import Conclusion, DraftTask
from danvan.conclusions.rules.guards import not_a_working_day
from danvan.conclusions.rules.reading import MOST_ROWS, read_notice
from danvan.conclusions.selectors import names_for, working_days
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, RuleError
from danvan.kernel.text import format_date


class CannotDraft(RuleError):
    """The draft cannot be written like this."""

    code = "cannot_draft"
    message = "%(why)s"


@dataclass(frozen=True)
class Source:
    """What something was concluded at: the session, dialogue or other meeting, in words too."""

    origin: Origin
    key: int | None
    title: str
    on: date
    unit_id: int


@dataclass(frozen=True)
class Row:
    """An instruction of a draft; `pk` is that of the row it stands in the place of, where there is one."""

    text: str
    unit_id: int | None = None
    due_on: date | None = None
    coordinating: Sequence[int] = ()
    awaits_answer: bool = False
    remarks: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class Head:
    """What stands above the instructions of a draft."""

    title: str
    on: date
    summary: str = ""
    signer_title: str = ""
    signer: str = ""


@transaction.atomic
def draft_conclusion(source: Source, *, actor: Actor) -> Conclusion:
    """Return the draft of what was concluded there, begun now unless one lies there already.

    A meeting may have several notices one after another, but one draft at a
    time; a meeting no area keeps a register of begins anew each time, its day
    as it was typed.  Raises NoAuthority, CannotDraft for such a day still to come.
    """
    require(actor, Right.KEEP_CONCLUSIONS, unit_id=source.unit_id)
    if source.key is None:
        _require_held(source.on, actor)
    known: dict[str, Any] = {
        "origin": source.origin,
        "origin_key": source.key,
        "state": ConclusionState.DRAFT,
        "unit_id": source.unit_id,
    }
    said = {"origin_title": source.title[:300], "origin_on": source.on, "holding_id": actor.holding_id}
    if source.key is None:
        found, is_new = Conclusion.objects.create(**known, **said), True
    else:
        found, is_new = Conclusion.objects.get_or_create(**known, defaults=said)
    if is_new:
        _record(found, "draft", actor, {"origin": source.origin})
    return found


@transaction.atomic
def change_draft(conclusion_id: int, head: Head, rows: Sequence[Row], *, actor: Actor, version: int) -> Conclusion:
    """Write a draft as it stands on its page: its head, and its rows in this order, those left out gone.

    Raises NoAuthority, Conflict for an older page, CannotDraft once it is issued and for a day still to come.
    """
    draft = locked_draft(conclusion_id, actor, version)
    _require_held(head.on, actor)
    draft.origin_title, draft.origin_on = head.title, head.on
    draft.summary, draft.signer_title, draft.signer = head.summary, head.signer_title, head.signer
    _write_rows(draft, rows)
    _saved(draft, actor, "change")
    return draft


@dataclass(frozen=True)
class Read:
    """How many rows were proposed, and what of the text is no instruction; or why there is none."""

    proposed: int
    left_out: tuple[str, ...]
    why_nothing: str = ""


@transaction.atomic
def propose_rows(conclusion_id: int, text: str, *, actor: Actor, version: int, on: date) -> Read:
    """Read a pasted notice of a day and put one row for each instruction behind those the draft has.

    Raises NoAuthority, Conflict, CannotDraft also where nothing could be read and for a day beyond the calendar.
    """
    draft = locked_draft(conclusion_id, actor, version)
    calendar = working_days()
    if on > calendar.last_day:
        why = f"Ngày thông báo {format_date(on)} ở ngoài lịch làm việc đã có; đề nghị xem lại ngày, tháng, năm."
        raise CannotDraft(params={"why": why}, field="read_on")
    reading = read_notice(text, on=on, names=names_for(draft.unit_id, on), calendar=calendar)
    if not reading.proposals:
        raise CannotDraft(
            params={
                "why": "Chưa nhận ra nhiệm vụ nào trong đoạn văn bản này. Mỗi nhiệm vụ nên là một mục có số hoặc gạch "
                "đầu dòng, nêu đơn vị được giao; hoặc thêm từng dòng ở dưới."
            }
        )
    proposed = [
        Row(
            text=each.text,
            unit_id=each.unit_id,
            due_on=each.due_on,
            coordinating=each.coordinating,
            awaits_answer=each.awaits_answer,
            remarks="\n".join(each.remarks),
        )
        for each in reading.proposals
    ]
    kept = rows_of(draft)
    room = max(0, MOST_ROWS - len(kept))
    _write_rows(draft, [*kept, *proposed[:room]])
    _saved(draft, actor, "read")
    return Read(min(room, len(proposed)), (*reading.left_out, *(each.text for each in proposed[room:])))


@transaction.atomic
def draft_and_read(source: Source, text: str, *, actor: Actor, on: date) -> tuple[Conclusion, Read | None]:
    """Begin a draft and read a pasted notice of a day into it, where there is one.

    A text nothing can be read of leaves the draft, and says why; a fault leaves
    neither.  Raises what `draft_conclusion` does.
    """
    begun = draft_conclusion(source, actor=actor)
    if not text:
        return begun, None
    try:
        return begun, propose_rows(begun.pk, text, actor=actor, version=begun.version, on=on)
    except CannotDraft as refusal:
        return begun, Read(0, (), str(refusal))


@transaction.atomic
def change_and_read(
    conclusion_id: int, head: Head, rows: Sequence[Row], text: str, *, actor: Actor, version: int, on: date
) -> Read:
    """Write a draft as it stands on its page and read a pasted notice into it: both, or neither.

    Raises what `change_draft` and `propose_rows` do.
    """
    draft = change_draft(conclusion_id, head, rows, actor=actor, version=version)
    return propose_rows(conclusion_id, text, actor=actor, version=draft.version, on=on)


@transaction.atomic
def discard_draft(conclusion_id: int, *, actor: Actor, version: int) -> None:
    """Throw a draft away.  Raises NoAuthority, Conflict, CannotDraft once it is issued."""
    draft = locked_draft(conclusion_id, actor, version)
    _record(draft, "discard", actor, {"origin": draft.origin})
    draft.delete()


def rows_of(draft: Conclusion) -> list[Row]:
    """Return the rows of a draft, in their order.  Two queries."""
    return [
        Row(
            text=row.text,
            unit_id=row.unit_id,
            due_on=row.due_on,
            coordinating=tuple(unit.pk for unit in row.coordinating.all()),
            awaits_answer=row.awaits_answer,
            remarks=row.remarks,
            pk=row.pk,
        )
        for row in draft.rows.prefetch_related("coordinating")
    ]


def merged(rows: Sequence[Row], place: int) -> list[Row]:
    """Return the rows with one of them merged into the one before it, which keeps its unit and its day."""
    above, below = rows[place - 1], rows[place]
    others = [*above.coordinating, *([below.unit_id] if below.unit_id else []), *below.coordinating]
    unit_id = above.unit_id or below.unit_id
    joined = replace(
        above,
        text=f"{above.text.rstrip()} {below.text.lstrip()}".strip(),
        unit_id=unit_id,
        due_on=above.due_on or below.due_on,
        coordinating=[unit for unit in dict.fromkeys(others) if unit != unit_id],
        awaits_answer=above.awaits_answer or below.awaits_answer,
    )
    return [*rows[: place - 1], joined, *rows[place + 1 :]]


def split_by_unit(rows: Sequence[Row], place: int) -> list[Row]:
    """Return the rows with one of them given to each of its units by itself."""
    row = rows[place]
    units = [*([row.unit_id] if row.unit_id else []), *row.coordinating]
    alone = [
        replace(row, unit_id=unit, coordinating=(), pk=row.pk if not number else None)
        for number, unit in enumerate(units)
    ]
    return [*rows[:place], *(alone or [row]), *rows[place + 1 :]]


def why_not_whole(row: Row, *, on: date, calendar: WorkCalendar) -> list[str]:
    """Return what a row still lacks to be issued on a day."""
    missing = []
    if not row.text.strip():
        missing.append("chưa có nội dung")
    if row.unit_id is None:
        missing.append("chưa chọn đơn vị thực hiện")
    if row.due_on is None:
        missing.append("chưa có hạn")
    elif row.due_on < on:
        missing.append(f"hạn {format_date(row.due_on)} trước ngày thông báo {format_date(on)}")
    elif off := not_a_working_day(row.due_on, calendar):
        missing.append(off.rstrip("."))
    if row.unit_id and row.unit_id in row.coordinating:
        missing.append("đơn vị thực hiện cũng là đơn vị phối hợp")
    return missing


def locked_draft(conclusion_id: int, actor: Actor, version: int) -> Conclusion:
    """Return a draft, locked.  Raises NoAuthority, Conflict, CannotDraft once it is issued."""
    draft = Conclusion.objects.select_for_update().get(pk=conclusion_id)
    require(actor, Right.KEEP_CONCLUSIONS, unit_id=draft.unit_id)
    if draft.state != ConclusionState.DRAFT:
        raise CannotDraft(params={"why": "Thông báo đã ban hành, không sửa được nữa."})
    if draft.version != version:
        raise Conflict
    return draft


def _require_held(on: date, actor: Actor) -> None:
    """Refuse a meeting that is still to come: most often a day mistyped.  Raises CannotDraft."""
    if on > actor.on:
        why = f"Ngày làm việc {format_date(on)} chưa đến; đề nghị xem lại ngày, tháng, năm."
        raise CannotDraft(params={"why": why}, field="day")


def _write_rows(draft: Conclusion, rows: Sequence[Row]) -> None:
    if len(rows) > MOST_ROWS:
        raise CannotDraft(params={"why": f"Một thông báo có nhiều nhất {MOST_ROWS} nhiệm vụ."})
    known = {row.pk: row for row in draft.rows.all()}
    draft.rows.exclude(pk__in=[row.pk for row in rows if row.pk]).delete()
    for position, row in enumerate(rows, start=1):
        kept = known.get(row.pk or 0) or DraftTask(conclusion=draft)
        kept.position, kept.text, kept.unit_id, kept.due_on = position, row.text, row.unit_id, row.due_on
        kept.awaits_answer, kept.remarks = row.awaits_answer, row.remarks
        kept.save()
        kept.coordinating.set(row.coordinating)


def _saved(draft: Conclusion, actor: Actor, act: str) -> None:
    draft.version += 1
    draft.save()
    _record(draft, act, actor, {})


def _record(conclusion: Conclusion, act: str, actor: Actor, detail: dict[str, Any]) -> None:
    record_act(
        f"conclusions.{act}",
        actor=actor,
        subject_kind="conclusion",
        subject_id=conclusion.pk,
        unit_id=conclusion.unit_id,
        detail=detail,
    )
