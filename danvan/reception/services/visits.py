"""Lines of the reception book: written down once, put right with a reason, linked, gone on from.

A visit about a denunciation keeps counting facts only, whatever was typed.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.calendars.rules.due_dates import due_date
from danvan.calendars.rules.time_limits import NotInForce
from danvan.calendars.rules.working_days import OutsideWorkCalendar
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.conclusions.choices import Origin
from danvan.conclusions.models import Conclusion
from danvan.conclusions.services import Source, draft_conclusion
from danvan.intake.services import register_letter
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, InputError, InputErrors, NotFound, RuleError
from danvan.kernel.text import fold, format_date, nfc
from danvan.petitions.models import Petition
from danvan.petitions.selectors import petitions_visible_to
from danvan.petitions.services import NewPetition
from danvan.reception.choices import BY_ACT, MatterKind, ReceptionMode, SessionState, VisitOutcome
from danvan.reception.models import ReceptionSession, ReceptionVisit, VisitChange
from danvan.reception.rules.visits import Asked, is_group, missing
from danvan.reception.selectors.grounds import grounds

# Whoever takes the next number of a unit's book holds this until the line is written.
NUMBERING = 720_408


class SessionNotOpen(RuleError):
    """Visits are written down at a session that was opened."""

    code = "session_not_open"
    message = _("Buổi tiếp ngày %(on)s %(state)s nên chưa ghi được lượt tiếp. Mở buổi tiếp trước, rồi ghi lại.")


class KeyIsTaken(RuleError):
    """The key of a visit names another one already."""

    code = "key_is_taken"
    message = _("Lượt này mang khóa của một lượt khác. Mở lại phiếu tiếp và ghi lượt mới.")


class AlreadyInBook(RuleError):
    """A visit stands in the book, and what comes again under its key says something else."""

    code = "already_in_book"
    message = _("Lượt này đã vào sổ số %(number)s với nội dung khác. Muốn sửa thì mở lượt ấy trong sổ.")

    def __init__(self, visit: ReceptionVisit) -> None:
        self.visit = visit
        super().__init__(params={"number": f"{visit.number}/{visit.year}"})


class NotAnEarlierVisit(RuleError):
    """What is linked must be another visit of the same book, with its words in it."""

    code = "not_an_earlier_visit"
    message = _("Chỉ gắn được với lượt tiếp khác trong sổ của đơn vị, không phải lượt tố cáo.")


class DenunciationStaysSealed(RuleError):
    """Nothing goes on from a visit about a denunciation."""

    code = "denunciation_stays_sealed"
    message = _("Lượt tiếp về tố cáo chỉ giữ số đếm. Việc tiếp theo làm ở sổ tố cáo niêm phong.")


class CaseNotFound(RuleError):
    """No petition the actor may read has the code."""

    code = "case_of_visit_not_found"
    field = "code"
    message = _("Không có đơn nào mang mã %(code)s trong sổ đơn của đơn vị.")


class AlreadyGoneOn(RuleError):
    """The visit led to a petition already."""

    code = "visit_has_a_case"
    message = _("Lượt tiếp này đã có đơn %(code)s.")


class RefusalWentOut(RuleError):
    """Somebody who was told in writing that they are not received comes again as another visit."""

    code = "refusal_went_out"
    message = _(
        "Lượt tiếp này đã có thông báo từ chối số %(number)s ngày %(on)s nên không gắn với đơn được. Người đến quay "
        "lại thì ghi lượt tiếp mới, rồi nhận đơn hoặc gắn đơn ở lượt ấy."
    )


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """A visit as it is typed."""

    matter: str
    outcome: str
    name: str = ""
    address: str = ""
    phone: str = ""
    id_kind: str = ""
    id_number: str = ""
    no_id_reason: str = ""
    representatives: str = ""
    people: int = 1
    is_repeat: bool = False
    subject: str = ""
    content: str = ""
    handled_before: str = ""
    request: str = ""
    papers: str = ""
    competent: str = ""
    online_ground: str = ""
    answer: str = ""
    contact: str = ""
    promised_on: date | None = None
    refusal_ground: str = ""

    def as_kept(self) -> "NewVisit":
        """Return what of it may be kept: of a denunciation how many came, and nothing else."""
        if self.matter == MatterKind.DENUNCIATION:
            return NewVisit(matter=self.matter, outcome=VisitOutcome.SEALED, people=self.people)
        texts: dict[str, Any] = {
            each.name: nfc(getattr(self, each.name)).strip()
            for each in fields(self)
            if isinstance(getattr(self, each.name), str)
        }
        if self.outcome != VisitOutcome.REFUSED:
            texts["refusal_ground"] = ""
        return replace(self, **texts)


TYPED = tuple(each.name for each in fields(NewVisit))


@transaction.atomic
def record_visit(
    session_id: int,
    new: NewVisit,
    *,
    key: UUID,
    actor: Actor,
    at: datetime,
    is_same_visitor: bool = False,
    invented: bool = False,
) -> tuple[ReceptionVisit, bool]:
    """Write a visit into the book and return it and whether it is new; the same key twice is the same visit.

    A session that was closed still takes what was written while it was open and
    sent later.  What comes again and says something else than the book is never
    swallowed: it is refused with the line it is about.  Where whoever sends knows
    that the visitor is the same, a denunciation takes the words away at once
    that came before it was known to be one; otherwise they may be the words of
    whoever came before, shown again by a browser.  Raises NotFound, NoAuthority,
    SessionNotOpen, KeyIsTaken, AlreadyInBook, and InputErrors with every field
    that has to be put right.
    """
    session = ReceptionSession.objects.filter(pk=session_id).first()
    if session is None:
        raise NotFound
    require(actor, Right.KEEP_RECEPTIONS, unit_id=session.unit_id)
    hold_numbers(session.unit_id)
    if known := ReceptionVisit.objects.filter(key=key).first():
        if known.session_id != session.pk:
            raise KeyIsTaken
        return _sent_again(known, new, is_same_visitor, actor=actor, at=at), False
    if session.state not in (SessionState.OPEN, SessionState.HELD):
        raise SessionNotOpen(params={"on": format_date(session.on), "state": session.get_state_display()})
    visit = ReceptionVisit(session=session, key=key, holding_id=actor.holding_id, invented=invented)
    put_session(visit, session)
    put_typed(visit, new)
    visit.number = next_number(session.unit_id, visit.year)
    visit.save()
    journal("record", visit, actor)
    return visit, True


def _sent_again(
    known: ReceptionVisit, new: NewVisit, is_same_visitor: bool, *, actor: Actor, at: datetime
) -> ReceptionVisit:
    kept = new.as_kept()
    if all(getattr(known, name) == getattr(kept, name) for name in TYPED):
        return known
    # Of a line that was changed in the book since, this may be an old mistake, arriving late.
    is_untouched = known.version == 1 and not known.is_denunciation
    if kept.matter == MatterKind.DENUNCIATION and is_same_visitor and is_untouched:
        return change_visit(known.pk, kept, actor=actor, at=at, version=known.version)
    raise AlreadyInBook(known)


@transaction.atomic
def change_visit(
    visit_id: int, new: NewVisit, *, actor: Actor, at: datetime, version: int, reason: str = ""
) -> ReceptionVisit:
    """Put a line of the book right; what it said before stays readable with it.

    What turns out to be a denunciation keeps nothing of its words, nor of what
    they were before.  A notice of refusal that went out names who came: its
    number and day are forgotten here, and its file, which nothing else holds,
    goes with the nightly sweep.  Raises NotFound, NoAuthority, Conflict,
    AlreadyGoneOn, and InputErrors.
    """
    visit = locked(visit_id, actor=actor, version=version)
    before = {name: getattr(visit, name) for name in TYPED}
    if new.matter == MatterKind.DENUNCIATION:
        _refuse_case(visit)
        visit.earlier, visit.is_repeat, visit.old_number, visit.replaced = None, False, "", {}
        visit.refusal_number, visit.refusal_file, visit.refused_in_writing_on = "", None, None
        _leave_matter(visit)
    put_typed(visit, new)
    if visit.is_denunciation:
        visit.changes.all().delete()
    elif before["matter"] != MatterKind.DENUNCIATION:
        told = {name: _plain(value) for name, value in before.items() if value != getattr(visit, name)}
        if told:
            VisitChange.objects.create(
                visit=visit, at=at, holding_id=actor.holding_id, reason=nfc(reason).strip()[:300], before=told
            )
    return keep("change", visit, actor)


@transaction.atomic
def link_visit(visit_id: int, earlier_id: int, *, actor: Actor, version: int) -> ReceptionVisit:
    """Say that a visit is on the matter of an earlier one, as somebody decided who looked at both.

    Raises NotFound, NoAuthority, Conflict, NotAnEarlierVisit.
    """
    visit = locked(visit_id, actor=actor, version=version)
    # Locked, so that neither becomes a denunciation or is linked elsewhere meanwhile.
    books = ReceptionVisit.objects.select_for_update().filter(unit=visit.unit_id)
    other = books.filter(pk=earlier_id).first()
    first = books.filter(pk=other.earlier_id or other.pk).first() if other else None
    if first is None or first.pk == visit.pk or visit.is_denunciation or first.is_denunciation:
        raise NotAnEarlierVisit
    # The first visit of a matter is the earliest: links are never a chain.
    if (visit.on, visit.number) < (first.on, first.number):
        raise NotAnEarlierVisit
    visit.later.update(earlier=first)
    if visit.earlier_id is None:
        visit.replaced = {**visit.replaced, "is_repeat": visit.is_repeat}
    visit.earlier, visit.is_repeat = first, True
    return keep("link", visit, actor)


@transaction.atomic
def unlink_visit(visit_id: int, *, actor: Actor, version: int) -> ReceptionVisit:
    """Take a link back that was a mistake; a tick somebody set by hand before is there again.

    Raises NotFound, NoAuthority, Conflict.
    """
    visit = locked(visit_id, actor=actor, version=version)
    _unlink(visit)
    return keep("unlink", visit, actor)


@transaction.atomic
def receive_petition(
    visit_id: int,
    letter: NewPetition,
    *,
    actor: Actor,
    at: datetime,
    version: int,
    papers: "Sequence[UploadedFile[bytes]]" = (),
    first_code: str = "",
    token: str = "",
) -> Petition:
    """Register what a visitor brought or told as a petition of the unit, from the visit.

    The same token twice is the same letter.  Raises NotFound, NoAuthority,
    Conflict, DenunciationStaysSealed, AlreadyGoneOn, RefusalWentOut and what `register_letter` raises.
    """
    visit = locked(visit_id, actor=actor, version=None)
    _refuse_denunciation(visit)
    _refuse_notice(visit)
    petition = register_letter(
        replace(letter, unit_id=visit.unit_id, received_on=visit.on),
        actor=actor,
        at=at,
        papers=papers,
        first_code=first_code,
        token=token,
    )
    if visit.case_id == petition.pk:
        return petition
    _refuse_case(visit)
    if visit.version != version:
        raise Conflict
    visit.case_id, visit.outcome = petition.pk, VisitOutcome.RECEIVED
    visit.refusal_ground, visit.refusal_due_on = "", None
    keep("receive", visit, actor)
    return petition


@transaction.atomic
def link_case(visit_id: int, code: str, *, actor: Actor, version: int) -> ReceptionVisit:
    """Say that a visit is about a petition that runs.

    Raises NotFound, NoAuthority, Conflict, DenunciationStaysSealed, AlreadyGoneOn, RefusalWentOut, CaseNotFound.
    """
    visit = locked(visit_id, actor=actor, version=version)
    _refuse_denunciation(visit)
    _refuse_case(visit)
    _refuse_notice(visit)
    code = code.strip().upper()
    found = petitions_visible_to(actor).filter(code=code).first()
    if found is None:
        raise CaseNotFound(params={"code": code})
    visit.replaced = {**visit.replaced, "outcome": visit.outcome, "refusal_ground": visit.refusal_ground}
    visit.case_id, visit.outcome = found.pk, VisitOutcome.LINKED
    visit.refusal_ground, visit.refusal_due_on = "", None
    return keep("link_case", visit, actor)


@transaction.atomic
def unlink_case(visit_id: int, *, actor: Actor, version: int) -> ReceptionVisit:
    """Take back that a visit is about a petition, so that it ended as it did before.

    What was registered from the visit stays.  Raises NotFound, NoAuthority, Conflict.
    """
    visit = locked(visit_id, actor=actor, version=version)
    if visit.outcome == VisitOutcome.LINKED:
        before = dict(visit.replaced)
        visit.case, visit.outcome = None, before.pop("outcome", VisitOutcome.WAITING)
        visit.refusal_ground = before.pop("refusal_ground", "")
        visit.refusal_due_on = refusal_due_on(visit)
        visit.replaced = before
    return keep("unlink_case", visit, actor)


@transaction.atomic
def begin_conclusion(session_id: int, *, title: str, actor: Actor) -> Conclusion:
    """Return the draft of what the head concluded at a session.  Raises NotFound and what `draft_conclusion` raises."""
    session = ReceptionSession.objects.filter(pk=session_id).first()
    if session is None:
        raise NotFound
    require(actor, Right.KEEP_RECEPTIONS, unit_id=session.unit_id)
    return draft_conclusion(
        Source(Origin.RECEPTION, session.pk, title, session.on, session.unit_id),
        actor=actor,
    )


@transaction.atomic
def record_book_export(actor: Actor, *, unit_id: int, rows: int) -> None:
    """Write into the journal that somebody took visitors' names away as a sheet or on paper."""
    record_act(
        "reception.exported",
        actor=actor,
        subject_kind="reception_book",
        subject_id=None,
        unit_id=unit_id,
        detail={"rows": rows},
    )


@transaction.atomic
def record_printing(kind: str, of: ReceptionSession | ReceptionVisit, actor: Actor, *, rows: int = 1) -> None:
    """Write into the journal that somebody made out a paper that names visitors: which kind, of what."""
    record_act(
        "reception.printed",
        actor=actor,
        subject_kind="reception_visit" if isinstance(of, ReceptionVisit) else "reception_session",
        subject_id=of.pk,
        unit_id=of.unit_id,
        detail={"paper": kind, "rows": rows},
    )


def put_session(visit: ReceptionVisit, session: ReceptionSession) -> None:
    """Let a visit repeat what it needs of its session."""
    visit.session, visit.unit_id, visit.on, visit.year = session, session.unit_id, session.on, session.on.year
    visit.kind, visit.mode = session.kind, session.mode


def put_typed(visit: ReceptionVisit, new: NewVisit) -> None:
    """Let a visit say what was typed, as far as it may be kept.  Raises InputErrors."""
    kept = new.as_kept()
    settled = visit.outcome if visit.outcome in BY_ACT and not visit.is_denunciation else ""
    if settled and kept.matter != MatterKind.DENUNCIATION:
        kept = replace(kept, outcome=settled)
    asked = Asked(
        on=visit.on,
        is_online=visit.mode == ReceptionMode.ONLINE,
        grounds=frozenset(ground.code for ground in grounds().on(visit.on)),
        is_settled=bool(settled),
    )
    if wrong := missing(asdict(kept), asked):
        raise InputErrors(InputError(sentence, field=field) for field, sentence in wrong)
    for name in TYPED:
        setattr(visit, name, getattr(kept, name))
    if visit.earlier_id:
        visit.is_repeat = True
    visit.is_group = is_group(visit.people)
    visit.folded_name = fold(visit.name)
    visit.folded = words_of(visit)
    visit.refusal_due_on = refusal_due_on(visit)


def words_of(visit: ReceptionVisit) -> str:
    """Return everything a visit is found by, folded."""
    said = (visit.name, visit.representatives, visit.address, visit.content, visit.request, visit.competent)
    return fold(" ".join(filter(None, (*said, visit.old_number))))


def refusal_due_on(visit: ReceptionVisit) -> date | None:
    """Return when the written notice of a refusal is due (TCD-REFUSE); nothing where the law asks for none."""
    ground = grounds().get(visit.refusal_ground, visit.on) if visit.refusal_ground else None
    if ground is None or not ground.in_writing:
        return None
    try:
        limit = time_limits().in_force("TCD-REFUSE", visit.on)
        return due_date(limit, visit.on, calendar=work_calendar()).due_on
    except (NotInForce, OutsideWorkCalendar):
        return None


def hold_numbers(unit_id: int) -> None:
    """Let nobody else write into a unit's book until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBERING, unit_id])


def next_number(unit_id: int, year: int) -> int:
    """Return the number after the last line of a year; the caller holds the numbers of the unit."""
    last = ReceptionVisit.objects.filter(unit=unit_id, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def locked(visit_id: int, *, actor: Actor, version: int | None) -> ReceptionVisit:
    """Return a visit, locked, for somebody who keeps the book.  Raises NotFound, NoAuthority, Conflict."""
    visit = ReceptionVisit.objects.select_for_update().filter(pk=visit_id).first()
    if visit is None:
        raise NotFound
    require(actor, Right.KEEP_RECEPTIONS, unit_id=visit.unit_id)
    if version is not None and visit.version != version:
        raise Conflict
    return visit


def keep(act: str, visit: ReceptionVisit, actor: Actor) -> ReceptionVisit:
    """Save what an act changed, with its line in the journal."""
    visit.version += 1
    visit.save()
    journal(act, visit, actor)
    return visit


def journal(act: str, visit: ReceptionVisit, actor: Actor) -> None:
    """Write an act on a visit into the journal: its key, and nothing of what it says."""
    record_act(
        f"reception.visit_{act}",
        actor=actor,
        subject_kind="reception_visit",
        subject_id=visit.pk,
        unit_id=visit.unit_id,
    )


def _unlink(visit: ReceptionVisit) -> None:
    before = dict(visit.replaced)
    visit.earlier, visit.is_repeat = None, before.pop("is_repeat", False)
    visit.replaced = before


def _leave_matter(visit: ReceptionVisit) -> None:
    """Let the visits that came after this one on a matter follow the earliest of them instead."""
    rest = list(visit.later.select_for_update().order_by("on", "number"))
    if not rest:
        return
    first = rest[0]
    _unlink(first)
    first.save(update_fields=["earlier", "is_repeat", "replaced"])
    visit.later.update(earlier=first)


def _refuse_denunciation(visit: ReceptionVisit) -> None:
    if visit.is_denunciation:
        raise DenunciationStaysSealed


def _refuse_case(visit: ReceptionVisit) -> None:
    if visit.case is not None:
        raise AlreadyGoneOn(params={"code": visit.case.code})


def _refuse_notice(visit: ReceptionVisit) -> None:
    if visit.refused_in_writing_on:
        raise RefusalWentOut(params={"number": visit.refusal_number, "on": format_date(visit.refused_in_writing_on)})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
