"""An earlier book brought over from a spreadsheet as a whole, and taken back while its numbers are the last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.journal.services import record_act
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.text import fold, format_date, nfc
from danvan.reception.choices import ChairedBy, MatterKind, ReceptionKind, SessionState
from danvan.reception.models import ReceptionSession, ReceptionVisit, VisitBatch
from danvan.reception.rules.visits import is_group
from danvan.reception.selectors.visits import batches_visible_to, sessions_on
from danvan.reception.services.visits import TYPED, NewVisit, hold_numbers, next_number, put_session, words_of


class BookIsKnown(RuleError):
    """The very same file was taken in before, and not taken back."""

    code = "book_of_visits_is_known"
    message = _("Tệp này đã được nhập ngày %(on)s. Cần nhập lại thì hoàn tác đợt ấy trước.")


class CannotTakeBookBack(RuleError):
    """Later lines stand in the book, or somebody worked on these: numbers would be missing."""

    code = "cannot_take_book_back"
    message = _(
        "Không hoàn tác được đợt nhập: đã có lượt tiếp ghi sau trong sổ của năm ấy, hoặc lượt đã nhập đã được sửa, "
        "gắn với lượt khác. Sổ phải liền số nên hãy đính chính từng lượt."
    )


class TakingBookBackNeedsReason(RuleError):
    """Whoever takes lines out of a book says why."""

    code = "taking_book_back_needs_reason"
    message = _("Cần ghi lý do.")


class NoSuchSession(RuleError):
    """A line of an old book names a session of the head that does not stand here."""

    code = "no_such_session"
    message = _("Ngày %(on)s chưa có buổi tiếp của người đứng đầu trong hệ thống. Ghi buổi tiếp đã qua trước.")


@dataclass(frozen=True)
class OldVisit:
    """One line of an earlier book: its day, the kind of its session, its number there, what it says."""

    on: date
    kind: str
    old_number: str
    new: NewVisit


@transaction.atomic
def import_visits(
    lines: Sequence[OldVisit], *, unit_id: int, place: str, file_name: str, sha256: str, actor: Actor, at: datetime
) -> VisitBatch:
    """Write every line of an earlier book down, in the order of its days, or none.

    What an old book does not say is not asked for.  Raises NoAuthority, BookIsKnown, NoSuchSession.
    """
    require(actor, Right.KEEP_RECEPTIONS, unit_id=unit_id)
    hold_numbers(unit_id)
    if known := VisitBatch.objects.filter(unit=unit_id, sha256=sha256, undone_at=None).first():
        raise BookIsKnown(params={"on": format_date(timezone.localdate(known.imported_at))})
    try:
        with transaction.atomic():
            batch = VisitBatch.objects.create(
                unit_id=unit_id,
                file_name=nfc(file_name)[:200],
                sha256=sha256,
                rows=len(lines),
                person_id=actor.person_id,
                holding_id=actor.holding_id,
                imported_at=at,
            )
    except IntegrityError as error:
        raise BookIsKnown(params={"on": format_date(timezone.localdate(at))}) from error
    sessions = _sessions(unit_id, {(line.on, line.kind) for line in lines}, place, actor=actor, at=at)
    numbers: dict[int, int] = {}
    visits = []
    for line in sorted(lines, key=lambda each: each.on):
        visit = ReceptionVisit(batch=batch, holding_id=actor.holding_id)
        put_session(visit, sessions[line.on, line.kind])
        kept = line.new.as_kept()
        for name in TYPED:
            setattr(visit, name, getattr(kept, name))
        if visit.matter != MatterKind.DENUNCIATION:
            visit.old_number = line.old_number
        visit.is_group, visit.folded_name = is_group(visit.people), fold(visit.name)
        visit.folded = words_of(visit)
        numbers[visit.year] = numbers.get(visit.year) or next_number(unit_id, visit.year)
        visit.number = numbers[visit.year]
        numbers[visit.year] += 1
        visits.append(visit)
    ReceptionVisit.objects.bulk_create(visits, batch_size=1_000)
    _journal("import_book", batch, actor)
    return batch


def _sessions(
    unit_id: int, wanted: set[tuple[date, str]], place: str, *, actor: Actor, at: datetime
) -> dict[tuple[date, str], ReceptionSession]:
    """Return a session for each day and kind of an old book; regular ones are written down now where none stands.

    The head's duty is shown by sessions written down as such, never by lines of a book.
    """
    found = sessions_on(unit_id, {on for on, _kind in wanted})
    for on, kind in sorted(wanted - found.keys()):
        if kind != ReceptionKind.REGULAR:
            raise NoSuchSession(params={"on": format_date(on)})
        found[on, kind] = ReceptionSession.objects.create(
            unit_id=unit_id,
            on=on,
            kind=kind,
            place=place,
            state=SessionState.HELD,
            chaired_by=ChairedBy.STAFF,
            opened_at=at,
            closed_at=at,
            holding_id=actor.holding_id,
        )
    return found


@transaction.atomic
def take_book_back(batch_id: int, *, reason: str, actor: Actor, at: datetime) -> int:
    """Remove every line of a file while they are the last of the book; return how many.

    Their numbers are given again, so that the book has no gap.  Raises NotFound,
    NoAuthority, TakingBookBackNeedsReason, CannotTakeBookBack.
    """
    batch = batches_visible_to(actor).select_for_update(of=("self",)).filter(pk=batch_id).first()
    if batch is None or batch.undone_at:
        raise NotFound
    require(actor, Right.KEEP_RECEPTIONS, unit_id=batch.unit_id)
    if not (reason := nfc(reason).strip()):
        raise TakingBookBackNeedsReason
    hold_numbers(batch.unit_id)
    mine = ReceptionVisit.objects.filter(batch=batch)
    if mine.exclude(version=1).exists() or ReceptionVisit.objects.filter(earlier__in=mine).exclude(batch=batch):
        raise CannotTakeBookBack
    ends = dict(mine.order_by().values_list("year").annotate(last=Max("number")))
    for year, last in ends.items():
        if next_number(batch.unit_id, year) != last + 1:
            raise CannotTakeBookBack
        first = mine.filter(year=year).count()
        if mine.filter(year=year, number__gt=last - first).count() != first:
            raise CannotTakeBookBack
    sessions = set(mine.order_by().values_list("session", flat=True))
    removed, _by_model = mine.delete()
    ReceptionSession.objects.filter(
        pk__in=sessions, visits=None, kind=ReceptionKind.REGULAR, opened_at=batch.imported_at
    ).delete()
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    _journal("take_book_back", batch, actor, reason=reason)
    return removed


def _journal(act: str, batch: VisitBatch, actor: Actor, *, reason: str = "") -> None:
    record_act(
        f"reception.{act}",
        actor=actor,
        subject_kind="visit_batch",
        subject_id=batch.pk,
        unit_id=batch.unit_id,
        reason=reason,
        # Not the name of the file: people put names of people there.
        detail={"rows": batch.rows, "sha256": batch.sha256},
    )
