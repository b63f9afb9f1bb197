"""Mails to a unit: kept sealed until somebody decides, then a letter, set aside, or moved to the sealed register.

Nothing becomes a case by itself.  What a mail says is written nowhere but in
its own sealed row, and is gone as soon as it is decided what became of it.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor, system_actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.authority.services import require
from danvan.casework.choices import Channel
from danvan.casework.services import claim_token, keys_of
from danvan.denunciations.services.register import Accused, Denouncer, NewDenunciation
from danvan.denunciations.services.writing import pass_in
from danvan.files.rules.names import clean_name
from danvan.files.services import CannotStoreFile, require_document
from danvan.intake.choices import BY_ITSELF, AsideReason, MailState
from danvan.intake.models import MailPaper, WaitingMail
from danvan.intake.papers import mail_as_pdf
from danvan.intake.rules.mail_reading import UNREADABLE, Attached, ReadMail, read_mail
from danvan.intake.rules.mail_sealing import seal_file, seal_words
from danvan.intake.selectors.mail import CannotOpenMail, open_file, opened_files, words_of_mail
from danvan.intake.services.letters import register_letter
from danvan.journal.services import record_act
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_number
from danvan.notices.services import Message, mail_to, tell
from danvan.orgs.selectors import ended_units, governments_on, names_on
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition

MOST_PAPERS, MOST_BYTES = 10, 50 * 1024**2
# What was set aside can be taken back for so long.
ASIDE_KEPT = timedelta(days=30)
SALT = "danvan.intake.mail"


class MailIsDecided(RuleError):
    """Somebody decided what becomes of the mail already."""

    code = "mail_is_decided"
    message = _("Thư này đã được xử lý: %(state)s.")


class NotAMail(RuleError):
    """Somebody chose a file that is no message; from a mailbox it would wait all the same."""

    code = "not_a_mail"
    message = _("Tệp không phải là thư. Đề nghị lưu thư từ hộp thư thành tệp .eml.")


class ReasonNeeded(RuleError):
    """A mail is set aside for a reason a person can give."""

    code = "aside_reason_needed"
    message = _("Chọn lý do để riêng thư này.")


class WordsAreGone(RuleError):
    """What was set aside long ago is kept no longer."""

    code = "mail_words_are_gone"
    message = _("Nội dung thư đã được xóa sau %(days)s ngày để riêng; mở hộp thư của đơn vị để xem.")


@dataclass(frozen=True)
class Received:
    """What came of one message."""

    mail: WaitingMail
    is_new: bool


@transaction.atomic
def receive_mail(
    raw: bytes, *, unit_id: int, actor: Actor, at: datetime, own_addresses: Collection[str] = ()
) -> Received:
    """Let a message wait for the desk of a unit, once, however often it comes.  Raises NoAuthority, NotAMail.

    Answers of machines, bounces and our own mails coming back are set aside at once.
    """
    require(actor, Right.RECEIVE_CASES, unit_id=unit_id)
    read = read_mail(raw, own_addresses=own_addresses)
    if UNREADABLE in read.remarks and not actor.system:
        raise NotAMail
    mark = _mark(read, raw)
    if known := WaitingMail.objects.filter(unit=unit_id, mark=mark).first():
        return Received(known, is_new=False)
    arrived_at = min(read.arrived_at or at, at)
    nature = AsideReason(read.nature) if read.nature else ""
    try:
        with transaction.atomic():
            mail = WaitingMail.objects.create(
                unit_id=unit_id,
                mark=mark,
                arrived_at=arrived_at,
                fetched_at=at,
                state=MailState.ASIDE if nature else MailState.WAITING,
                reason=nature,
                sealed=b"",
                decided_at=at if nature else None,
            )
    except IntegrityError:
        # Another reader of the same mailbox was faster.
        return Received(WaitingMail.objects.get(unit=unit_id, mark=mark), is_new=False)
    kept, refused = _keep_files(mail, read.attached)
    words = {
        **{key: value for key, value in asdict(read).items() if key not in ("attached", "arrived_at", "nature")},
        "sent_on": read.sent_on.isoformat() if read.sent_on else "",
        "files": kept,
        "refused": refused,
    }
    mail.sealed = seal_words(settings.SECRET_KEY, words, place=mail.place)
    mail.save(update_fields=["sealed"])
    _journal("receive_mail", mail, actor)
    if not nature and actor.system:
        _tell_desk(mail, at)
    return Received(mail, is_new=True)


@transaction.atomic
def register_mail(
    mail_id: int,
    new: NewPetition,
    *,
    actor: Actor,
    at: datetime,
    papers: "Sequence[UploadedFile[bytes]]" = (),
    first_code: str = "",
    token: str = "",
) -> tuple[Petition, bool]:
    """Take a mail in as a letter, with its words as a paper and its files, and forget it here.

    Returns the letter and whether this call made it: the same token twice is
    the same letter.  Raises NoAuthority, MailIsDecided and what `register_letter` raises.
    """
    if token and (known := claim_token(token)):
        return Petition.objects.get(pk=known.pk), False
    mail = _locked(mail_id, actor)
    _refuse_decided(mail)
    words = words_of_mail(mail)
    unit_name = _name_of_unit(mail.unit_id, at)
    as_paper = SimpleUploadedFile("thu-dien-tu.pdf", mail_as_pdf(words, mail.arrived_at, unit_name=unit_name))
    petition = register_letter(
        new,
        actor=actor,
        at=at,
        papers=[as_paper, *(_upload(*file) for file in opened_files(mail)), *papers],
        first_code=first_code,
        token=token,
    )
    mail.case = petition
    _forget(mail, MailState.REGISTERED, actor, at)
    _journal("register_mail", mail, actor, detail={"case": petition.pk})
    return petition, True


@transaction.atomic
def set_aside(mail_id: int, reason: str, *, actor: Actor, at: datetime) -> None:
    """Say that a mail is no letter; it can be taken back for a month.  Raises NoAuthority, MailIsDecided."""
    mail = _locked(mail_id, actor)
    if reason not in set(AsideReason.values) - BY_ITSELF:
        raise ReasonNeeded
    if mail.state != MailState.WAITING:
        raise MailIsDecided(params={"state": mail.get_state_display()})
    mail.state, mail.reason, mail.decided_at, mail.holding_id = MailState.ASIDE, reason, at, actor.holding_id
    mail.save()
    _journal("set_mail_aside", mail, actor, detail={"why": reason})


@transaction.atomic
def take_back(mail_id: int, *, actor: Actor) -> None:
    """Let a mail that was set aside wait again.  Raises NoAuthority, MailIsDecided, WordsAreGone."""
    mail = _locked(mail_id, actor)
    _refuse_decided(mail)
    mail.state, mail.reason, mail.decided_at, mail.holding = MailState.WAITING, "", None, None
    mail.save()
    _journal("take_mail_back", mail, actor)


@transaction.atomic
def move_to_sealed_register(mail_id: int, accused: Accused, *, actor: Actor, at: datetime) -> None:
    """Move a mail that denounces somebody to the sealed register, as information (art. 25), and forget it here.

    A denunciation by e-mail is no denunciation in law (art. 22); nothing here
    tells which case it became.  Raises NoAuthority, MailIsDecided, and what
    the sealed register refuses; the mail waits on then.
    """
    mail = _locked(mail_id, actor)
    _refuse_decided(mail)
    words = words_of_mail(mail)
    sender = Denouncer(words["sender_name"], contact=words["sender_address"])
    story = "\n\n".join(filter(None, [words["subject"], words["text"]])) or "(thư không có lời, chỉ có tệp kèm theo)"
    pass_in(
        NewDenunciation(
            unit_id=mail.unit_id,
            received_on=timezone.localdate(mail.arrived_at),
            channel=Channel.EMAIL,
            accused=[accused],
            denouncers=[sender] if sender.name or sender.contact else [],
            story=story,
        ),
        actor=actor,
        at=at,
        papers=[_upload(*file) for file in opened_files(mail)],
    )
    _forget(mail, MailState.MOVED, actor, at)
    _journal("move_mail_to_sealed_register", mail, actor)


def acknowledge(petition: Petition, address: str, *, token: str, at: datetime) -> None:
    """Write to whoever sent the mail: the number, the unit, the code to follow it; nothing of what they wrote.

    Raises OSError when the mail cannot be sent.
    """
    unit_name = _name_of_unit(petition.unit_id, at)
    text = render_to_string(
        "intake/acknowledgement.txt",
        {"petition": petition, "unit_name": unit_name, "keys": keys_of(token), "site": settings.SITE},
    )
    mail_to(address, f"Đã tiếp nhận đơn {petition.code}", text)


def pass_on_mail(*, at: datetime) -> int:
    """Let what nobody has decided at a unit that ended wait at its one successor, or at the province; return how many.

    No desk would ever see it otherwise.  The same message the other unit has
    already does not wait there twice.
    """
    on = timezone.localdate(at)
    undecided = WaitingMail.objects.filter(sealed__isnull=False)
    ended = ended_units(list(undecided.order_by().values_list("unit", flat=True).distinct()), on)
    province = governments_on(on, level="province").first()
    passed = 0
    for mail_id in undecided.filter(unit__in=ended).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            mail = undecided.select_for_update().filter(pk=mail_id, unit__in=ended).first()
            if mail is None:
                continue
            heirs = ended[mail.unit_id].heirs
            to = heirs[0].unit if len(heirs) == 1 else province
            passed += to is not None and _pass_on(mail, to.unit_id, at)
    return passed


def _pass_on(mail: WaitingMail, unit_id: int, at: datetime) -> bool:
    """Seal a mail anew for the unit it goes to, for its bytes open only where they belong."""
    actor = system_actor(timezone.localdate(at))
    if WaitingMail.objects.filter(unit=unit_id, mark=mail.mark).exists():
        _journal("drop_mail_known_elsewhere", mail, actor, detail={"to": unit_id})
        mail.delete()
        return False
    try:
        words, files = words_of_mail(mail), [(paper, open_file(mail, paper)) for paper in mail.papers.order_by("pk")]
    except CannotOpenMail:
        # Whoever still has the secret it was sealed with can open it only under its own unit.
        return False
    came_from, mail.unit_id = mail.unit_id, unit_id
    mail.sealed = seal_words(settings.SECRET_KEY, words, place=mail.place)
    mail.save(update_fields=["unit", "sealed"])
    for paper, file in files:
        paper.sealed = seal_file(settings.SECRET_KEY, *file, place=mail.place)
        paper.save(update_fields=["sealed"])
    _journal("pass_on_mail", mail, actor, detail={"from": came_from})
    if mail.state == MailState.WAITING:
        _tell_desk(mail, at)
    return True


def forget_old_mail(*, at: datetime) -> int:
    """Forget what was set aside a month ago; return how many.  A mail nobody looked at is never forgotten."""
    old = WaitingMail.objects.filter(state=MailState.ASIDE, decided_at__lt=at - ASIDE_KEPT, sealed__isnull=False)
    with transaction.atomic():
        ids = list(old.select_for_update().values_list("pk", flat=True))
        MailPaper.objects.filter(mail__in=ids).delete()
        return WaitingMail.objects.filter(pk__in=ids).update(sealed=None)


def _mark(read: ReadMail, raw: bytes) -> str:
    """Return what the same message always has, and another one never: its id and what it says, or all its bytes."""
    content = hashlib.sha256()
    if read.message_id:
        files = [hashlib.sha256(file.content).hexdigest() for file in read.attached]
        said = (read.message_id, read.sender_address, read.subject, read.text, *files)
        content.update("\0".join(said).encode("utf-8", "replace"))
    else:
        content.update(raw)
    return salted_hmac(SALT, content.hexdigest(), algorithm="sha256").hexdigest()


def _keep_files(mail: WaitingMail, attached: Iterable[Attached]) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Seal what may be taken in, checked by content, and say of the rest why not."""
    kept: list[dict[str, Any]] = []
    refused: list[dict[str, str]] = []
    total = 0
    for file in attached:
        try:
            content_type = require_document(_upload(file.name, "", file.content))
        except CannotStoreFile as refusal:
            refused.append({"name": file.name, "why": str(refusal)})
            continue
        total += len(file.content)
        if len(kept) >= MOST_PAPERS or total > MOST_BYTES:
            limit = f"Một đơn có nhiều nhất {MOST_PAPERS} tệp, {format_number(MOST_BYTES // 1024**2)} MB."
            refused.append({"name": file.name, "why": limit})
            continue
        name = clean_name(file.name, content_type)
        sealed = seal_file(settings.SECRET_KEY, name, content_type, file.content, place=mail.place)
        paper = MailPaper.objects.create(mail=mail, sealed=sealed)
        kept.append(
            {"pk": paper.pk, "name": name, "type": content_type, "size": len(file.content), "inline": file.is_inline}
        )
    return kept, refused


def _upload(name: str, content_type: str, content: bytes) -> SimpleUploadedFile:
    # A name like ".." is none to Django, and a fault.
    name = clean_name(name, content_type)
    return SimpleUploadedFile(name, content, content_type=content_type or "application/octet-stream")


def _locked(mail_id: int, actor: Actor) -> WaitingMail:
    mail = WaitingMail.objects.select_for_update().get(pk=mail_id)
    require(actor, Right.RECEIVE_CASES, unit_id=mail.unit_id)
    return mail


def _name_of_unit(unit_id: int, at: datetime) -> str:
    """Return the unit the mail was sent to, which need not be the one of whoever opens it."""
    return str(names_on([unit_id], timezone.localdate(at))[unit_id].name)


def _refuse_decided(mail: WaitingMail) -> None:
    if mail.state not in (MailState.WAITING, MailState.ASIDE):
        raise MailIsDecided(params={"state": mail.get_state_display()})
    if mail.sealed is None:
        raise WordsAreGone(params={"days": ASIDE_KEPT.days})


def _forget(mail: WaitingMail, state: MailState, actor: Actor, at: datetime) -> None:
    MailPaper.objects.filter(mail=mail).delete()
    mail.state, mail.sealed, mail.reason = state, None, ""
    mail.decided_at, mail.holding_id = at, actor.holding_id
    mail.save()


def _tell_desk(mail: WaitingMail, at: datetime) -> None:
    """Say once a day that something waits: the desk looks at all of it together."""
    today = timezone.localdate(at)
    desks = holders_over(Right.RECEIVE_CASES, {mail.unit_id}, on=today).get(mail.unit_id, [])
    key = f"mail-{mail.unit_id}-{today.isoformat()}"
    text = str(_("Có thư điện tử chờ vào sổ."))
    tell((Message(holding_id, key, text, reverse("intake:mails")) for holding_id in desks), at=at)


def _journal(act: str, mail: WaitingMail, actor: Actor, *, detail: dict[str, Any] | None = None) -> None:
    record_act(
        f"intake.{act}",
        actor=actor,
        subject_kind="waiting_mail",
        subject_id=mail.pk,
        unit_id=mail.unit_id,
        detail=detail,
    )
