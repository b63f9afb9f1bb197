"""Taking a letter into the register: its number, its clocks, who wrote it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.casework import services as casework
from danvan.casework.choices import CaseKind, PaperKind, Stage
from danvan.journal.services import record_act
from danvan.kernel.errors import RuleError
from danvan.kernel.text import fold, nfc
from danvan.petitions.choices import State
from danvan.petitions.models import Petition, Writer
from danvan.petitions.rules.clocks import acceptance_rule

PREFIXES = {
    CaseKind.COMPLAINT: "KN",
    CaseKind.RECOMMENDATION: "KNPA",
    CaseKind.REGULATION: "PAKN",
    CaseKind.MIXED: "NND",
}


class CannotRegister(RuleError):
    """The letter cannot be taken in like this."""

    code = "cannot_register"
    message = "%(why)s"


@dataclass(frozen=True)
class NewWriter:
    """Somebody who wrote or signed."""

    name: str
    address: str = ""
    phone: str = ""
    id_number: str = ""
    is_representative: bool = False
    email: str = ""


@dataclass(frozen=True)
class NewPetition:
    """A letter as the desk writes it down."""

    kind: str
    unit_id: int
    received_on: date
    channel: str
    summary: str
    writers: Sequence[NewWriter]
    request: str = ""
    written_on: date | None = None
    posted_on: date | None = None
    pages: int = 1
    forwarded_by: str = ""
    forwarded_number: str = ""
    old_number: str = ""
    people_count: int = 1
    all_signed: bool = False
    instance: int = 1
    respondent: str = ""
    decision_ref: str = ""
    decision_received_on: date | None = None
    invented: bool = False


@transaction.atomic
def register_petition(
    new: NewPetition,
    *,
    actor: Actor,
    at: datetime,
    papers: "Sequence[UploadedFile[bytes]]" = (),
    follows: Petition | None = None,
    links: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> Petition:
    """Take a letter in and start its clocks.  Raises NoAuthority, CannotRegister, and what files refuse.

    `follows` is the first complaint that a second one goes on from; `detail` goes with the line of the timeline.
    """
    require(actor, Right.RECEIVE_CASES, unit_id=new.unit_id)
    _refuse_what_cannot_be(new, at)
    petition = _new_row(new, follows, links or {})
    petition.code = f"{PREFIXES[CaseKind(new.kind)]}-{new.received_on.year}-{_number(new):05}"
    petition.folded = words_of(petition, [writer.name for writer in new.writers])
    petition.save()
    Writer.objects.bulk_create(
        Writer(
            petition=petition,
            name=nfc(writer.name),
            folded_name=fold(writer.name),
            address=writer.address,
            phone=writer.phone,
            email=writer.email,
            id_number=writer.id_number,
            is_representative=writer.is_representative,
        )
        for writer in new.writers
    )
    start_handling(petition)
    petition.save()
    act = casework.record_case_act(
        petition, "register", actor=actor, on=new.received_on, at=at, detail=detail, is_told=True
    )
    for upload in papers:
        casework.add_paper(petition, upload, kind=PaperKind.LETTER, act=act)
    return petition


def start_handling(petition: Petition) -> None:
    """Start what a letter has to be handled by, from the day it was received; the caller saves it."""
    on = petition.received_on
    if petition.kind == CaseKind.REGULATION:
        casework.start_clock(petition, Stage.FORWARDING, rule="PAKN-FWD", on=on)
    else:
        if petition.kind == CaseKind.COMPLAINT:
            rule = acceptance_rule(instance=petition.instance, is_discipline=petition.is_discipline)
            casework.start_clock(petition, Stage.ACCEPTANCE, rule=rule, on=on)
        casework.start_clock(petition, Stage.ANSWER, rule="TCD-ANS", on=on)
    casework.settle(petition)


@transaction.atomic
def split_off(petition: Petition, kind: str, summary: str, *, actor: Actor, at: datetime) -> Petition:
    """Make one part of a mixed letter a petition of its own, with the same writers, day and papers."""
    return register_again(
        petition, kind=kind, summary=summary, request="", actor=actor, at=at, links={"split_from_id": petition.pk}
    )


def register_again(
    petition: Petition, *, actor: Actor, at: datetime, links: dict[str, Any], **changed: Any
) -> Petition:
    """Take the same letter in once more, with these fields changed, its writers and its papers.

    Raises what `register_petition` raises.
    """
    same = {each.name: getattr(petition, each.name) for each in fields(NewPetition) if each.name != "writers"}
    writers = [
        NewWriter(each.name, each.address, each.phone, each.id_number, each.is_representative, each.email)
        for each in petition.writers.order_by("pk")
    ]
    again = register_petition(
        NewPetition(**{**same, "instance": 1, "writers": writers, **changed}), actor=actor, at=at, links=links
    )
    for paper in petition.papers.order_by("pk"):
        again.papers.create(stored=paper.stored, kind=paper.kind, name=paper.name)
    return again


@transaction.atomic
def record_export(actor: Actor, *, rows: int) -> None:
    """Write into the journal that somebody took a view of the register, names among it, away as a sheet."""
    record_act(
        "petitions.exported",
        actor=actor,
        subject_kind="petitions",
        subject_id=None,
        unit_id=actor.unit_id,
        detail={"rows": rows},
    )


def words_of(petition: Petition, names: Iterable[str]) -> str:
    """Return everything a petition is found by, folded."""
    numbers = (petition.code, petition.old_number, petition.forwarded_number)
    return fold(" ".join(filter(None, [*numbers, petition.summary, petition.request, petition.respondent, *names])))


def _refuse_what_cannot_be(new: NewPetition, at: datetime) -> None:
    if new.received_on > timezone.localdate(at):
        raise CannotRegister(params={"why": "Ngày nhận không thể ở tương lai."})
    if new.written_on and new.written_on > new.received_on:
        raise CannotRegister(params={"why": "Ngày ghi trên đơn sau ngày nhận."})
    if not new.writers:
        raise CannotRegister(params={"why": "Cần ít nhất một người viết đơn; đơn không tên ghi là “không rõ tên”."})
    if new.people_count < len(new.writers):
        raise CannotRegister(params={"why": "Số người ký ít hơn số người đã nhập."})


def _new_row(new: NewPetition, follows: Petition | None, links: dict[str, Any]) -> Petition:
    return Petition(
        kind=new.kind,
        unit_id=new.unit_id,
        received_on=new.received_on,
        state=State.RECEIVED,
        last_act_on=new.received_on,
        channel=new.channel,
        forwarded_by=new.forwarded_by,
        forwarded_number=new.forwarded_number.strip(),
        old_number=new.old_number.strip(),
        written_on=new.written_on,
        posted_on=new.posted_on,
        pages=new.pages,
        summary=nfc(new.summary),
        request=nfc(new.request),
        instance=new.instance,
        respondent=nfc(new.respondent),
        decision_ref=new.decision_ref,
        decision_received_on=new.decision_received_on,
        people_count=new.people_count,
        all_signed=new.all_signed,
        follows=follows,
        invented=new.invented,
        **links,
    )


def _number(new: NewPetition) -> int:
    return casework.next_number(f"{PREFIXES[CaseKind(new.kind)]} {new.received_on.year}")
