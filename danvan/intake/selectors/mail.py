"""Mails waiting at a desk: opened for those who take letters in there, and for nobody else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.intake.choices import MailState
from danvan.intake.models import MailPaper, WaitingMail
from danvan.intake.rules.mail_reading import speaks_of_denunciation
from danvan.intake.rules.mail_sealing import unseal_file, unseal_words
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.sealing import CannotUnseal


class CannotOpenMail(RuleError):
    """The platform's secret is no longer the one it was sealed with."""

    code = "cannot_open_mail"
    message = "Không mở được nội dung thư: khóa bí mật của hệ thống đã thay. Mở hộp thư của đơn vị để nhập đơn."


UNSEEN: Mapping[str, Any] = {
    "sender_name": "", "sender_address": "", "subject": "", "text": "", "sent_on": "", "files": [], "refused": [],
    "remarks": [],
}  # fmt: skip


@dataclass(frozen=True)
class MailPage:
    """One mail with what it says."""

    mail: WaitingMail
    words: Mapping[str, Any]

    @property
    def sent_on(self) -> date | None:
        """The day its writer put on it."""
        return date.fromisoformat(self.words["sent_on"]) if self.words["sent_on"] else None

    @property
    def speaks_of_denunciation(self) -> bool:
        """Whether it names a denunciation."""
        return speaks_of_denunciation(self.words["subject"], self.words["text"])

    @property
    def is_open(self) -> bool:
        """Whether something can still become of it."""
        return self.mail.state in (MailState.WAITING, MailState.ASIDE) and self.mail.sealed is not None


def mails_visible_to(actor: Actor) -> "QuerySet[WaitingMail, WaitingMail]":
    """Return the mails to units where the actor takes letters in."""
    scope = actor.scope(Right.RECEIVE_CASES)
    # Everything is for the platform itself alone: the right reaches single units for everybody else.
    return WaitingMail.objects.filter(Q() if scope.everything else Q(unit__in=scope.unit_ids))


def count_waiting(actor: Actor) -> int:
    """Return how many mails wait for the actor's desks.  One query."""
    return mails_visible_to(actor).filter(state=MailState.WAITING).count()


def mail_list(actor: Actor, state: str) -> "QuerySet[WaitingMail, WaitingMail]":
    """Return the mails in one state: what waits longest first, what is decided newest first."""
    chosen = mails_visible_to(actor).filter(state=state)
    order = ("arrived_at", "pk") if state == MailState.WAITING else ("-decided_at", "-pk")
    return chosen.select_related("case").order_by(*order)


def opened(mails: Sequence[WaitingMail]) -> list[MailPage]:
    """Return mails with what they say, without a query; one that cannot be opened says so."""
    return [MailPage(mail, _words_or_why_not(mail)) for mail in mails]


def mail_page(actor: Actor, mail_id: int) -> MailPage:
    """Return one mail.  Raises NotFound for what the actor may not see."""
    mail = mails_visible_to(actor).select_related("case").filter(pk=mail_id).first()
    if mail is None:
        raise NotFound
    return opened([mail])[0]


def mail_paper(actor: Actor, mail_id: int, paper_id: int) -> tuple[str, str, bytes]:
    """Return a file of a mail: its name, content type and bytes.  Raises NotFound, CannotOpenMail."""
    readable = mails_visible_to(actor).filter(pk=mail_id)
    paper = MailPaper.objects.filter(pk=paper_id, mail__in=readable).select_related("mail").first()
    if paper is None:
        raise NotFound
    return open_file(paper.mail, paper)


def words_of_mail(mail: WaitingMail) -> dict[str, Any]:
    """Return what a mail says.  Raises CannotOpenMail; whoever calls has established that it may be read."""
    try:
        return unseal_words(_secrets(), bytes(mail.sealed or b""), place=mail.place)
    except CannotUnseal as error:
        raise CannotOpenMail from error


def opened_files(mail: WaitingMail) -> Iterator[tuple[str, str, bytes]]:
    """Return the files of a mail one after the other: name, content type, bytes.  Raises CannotOpenMail."""
    for paper in mail.papers.order_by("pk"):
        yield open_file(mail, paper)


def _words_or_why_not(mail: WaitingMail) -> Mapping[str, Any]:
    if mail.sealed is None:
        return UNSEEN
    try:
        return words_of_mail(mail)
    except CannotOpenMail as refusal:
        return {**UNSEEN, "remarks": [str(refusal)]}


def open_file(mail: WaitingMail, paper: MailPaper) -> tuple[str, str, bytes]:
    """Return a file of a mail: its name, content type and bytes.  Raises CannotOpenMail; as for `words_of_mail`."""
    try:
        return unseal_file(_secrets(), bytes(paper.sealed), place=mail.place)
    except CannotUnseal as error:
        raise CannotOpenMail from error


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
