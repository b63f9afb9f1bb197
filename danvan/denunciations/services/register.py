"""Taking a denunciation in: sealed before it is anywhere, where the accused cannot reach it, its clocks running."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.authority.services import require
from danvan.casework import services as casework
from danvan.casework.choices import FORWARDED, CaseKind, Channel, Stage
from danvan.casework.models import CaseAct
from danvan.denunciations.choices import Compartment, Standing, State, TextKind
from danvan.denunciations.models import Denunciation, Exclusion
from danvan.denunciations.rules.routing import nearest_above, resolves, shuts_out_unit
from danvan.denunciations.selectors.denunciations import person_mark, unit_mark
from danvan.denunciations.selectors.seals import key_ring, vault_in_use
from danvan.denunciations.services.locking import locked
from danvan.denunciations.services.papers import sheets_of
from danvan.denunciations.services.sealing import Deposit
from danvan.kernel.errors import RuleError
from danvan.kernel.text import fold, nfc
from danvan.notices.services import Message, tell
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import ancestors, subtree, valid_on, version_on

MOST_ACCUSED, MOST_WRITERS = 10, 30


class CannotTakeIn(RuleError):
    """The denunciation cannot be taken in like this."""

    code = "cannot_take_in"
    message = "%(why)s"


@dataclass(frozen=True)
class Denouncer:
    """Somebody who denounces."""

    name: str
    address: str = ""
    contact: str = ""
    id_number: str = ""
    represents: bool = False


@dataclass(frozen=True)
class Accused:
    """Somebody, or a body, denounced: what they are to which unit."""

    unit_id: int
    standing: str
    name: str = ""
    position: str = ""


@dataclass(frozen=True)
class NewDenunciation:
    """A denunciation as it comes in.

    `extract` is what the team may read; at a desk it is written from the paper,
    whose scan goes into the vault.  Online there is `story`, and no extract yet.
    """

    unit_id: int
    received_on: date
    channel: str
    accused: Sequence[Accused]
    denouncers: Sequence[Denouncer] = ()
    is_formal: bool = False
    story: str = ""
    extract: str = ""
    people_count: int = 1
    first_code: str = ""
    invented: bool = False
    papers_tell_who: bool = True


@transaction.atomic
def take_in(
    new: NewDenunciation, *, actor: Actor, at: datetime, papers: "Sequence[UploadedFile[bytes]]" = (), token: str = ""
) -> tuple[Denunciation, bool]:
    """Seal a denunciation, put it where it belongs, as `place_for` says, and return it and whether it is new.

    With a token whoever has it can follow the case; the same token twice is the
    same letter.  Raises NoAuthority, TokenIsTaken, NoSeals, CannotTakeIn, and
    what files refuse.
    """
    require(actor, Right.RECEIVE_DENUNCIATIONS, unit_id=new.unit_id)
    if token and (known := casework.claim_token(token, sealed=True)):
        return Denunciation.objects.get(pk=known.pk), False
    vault_in_use()
    _refuse_what_cannot_be(new, at)
    sheets = sheets_of(papers)
    earlier = _earlier(new.first_code)
    row, act = open_row(
        actor=actor,
        at=at,
        unit_id=place_for(new, on=new.received_on),
        received_on=new.received_on,
        channel=new.channel,
        is_formal=new.is_formal and bool(new.denouncers),
        is_anonymous=not new.denouncers,
        people_count=max(new.people_count, len(new.denouncers)),
        follows=earlier,
        invented=new.invented,
    )
    if token:
        casework.give_following(row, token=token, at=at)
    shut_out(row, new.accused, on=new.received_on)
    _seal(row, new, act)
    compartment = Compartment.IDENTITY if new.papers_tell_who else Compartment.ORIGINAL
    if sheets:
        deposit = Deposit(row, compartment)
        for sheet in sheets:
            deposit.paper(sheet, act)
    return row, True


def open_row(*, actor: Actor, at: datetime, received_on: date, **known: Any) -> tuple[Denunciation, CaseAct]:
    """Make a case with its number, its clocks and the first line of its timeline."""
    number = casework.next_number(f"TC {received_on.year}")
    row = Denunciation(
        kind=CaseKind.DENUNCIATION,
        code=f"TC-{received_on.year}-{number:05}",
        state=State.RECEIVED,
        received_on=received_on,
        last_act_on=received_on,
        **known,
    )
    row.save()
    start_handling(row)
    row.save()
    return row, casework.record_case_act(row, "register", actor=actor, on=received_on, at=at, is_told=True)


@transaction.atomic
def renew_following(denunciation_id: int, *, actor: Actor, token: str, at: datetime) -> None:
    """Give whoever denounced a new code in place of the one they lost.  Raises NoAuthority."""
    [row] = locked([denunciation_id])
    require(actor, Right.RECEIVE_DENUNCIATIONS, unit_id=row.unit_id)
    casework.give_following(row, token=token, at=at)
    casework.record_case_act(row, "renew_following", actor=actor, on=timezone.localdate(at), at=at)


def place_for(new: NewDenunciation, *, on: date) -> int:
    """Return the unit a new denunciation lies with.

    Where it came, from which it is passed on if it must be; what comes online,
    or where one of the accused would reach it, lies with its resolver at once.
    Several accused with several resolvers: with the nearest unit above them
    all that none of the accused heads.  Raises CannotTakeIn when nobody on the
    platform may have it.
    """
    resolvers = {_resolver(each, on) for each in new.accused}
    if None in resolvers:
        raise CannotTakeIn(
            params={
                "why": "Tố cáo người đứng đầu chính quyền tỉnh do cấp trên giải quyết; hệ thống này không nhận. "
                "Đề nghị gửi Thanh tra Chính phủ hoặc cơ quan có thẩm quyền ở trung ương."
            }
        )
    shut_out_units = {
        version.unit_id
        for each in new.accused
        if shuts_out_unit(each.standing)
        for version in subtree(each.unit_id, on)
    }
    is_reached = new.unit_id in shut_out_units
    if new.channel != Channel.PORTAL and not is_reached:
        return new.unit_id
    ways = [[unit, *(version.unit_id for version in ancestors(unit, on))] for unit in resolvers if unit is not None]
    unit = nearest_above(ways, shut_out_units)
    if unit is not None:
        desks = holders_over(Right.RECEIVE_DENUNCIATIONS, {unit}, on=on)
        heads = holders_over(Right.RESOLVE_DENUNCIATIONS, {unit}, on=on)
        if unit in (desks.keys() | heads.keys()):
            return unit
    if is_reached:
        raise CannotTakeIn(
            params={
                "why": "Người bị tố cáo đứng đầu đơn vị này và chưa có nơi tiếp nhận ở cấp trên trên hệ thống. "
                "Đề nghị chuyển kín bản giấy lên cấp trên."
            }
        )
    return new.unit_id


def shut_out(row: Denunciation, accused: Sequence[Accused], *, on: date) -> None:
    """Let the case not exist for the accused, nor for the units they head with all below.

    Somebody of the unit with the very name that was given counts as the accused.
    """
    ring = key_ring()
    marks = {unit_mark(ring, each.unit_id) for each in accused if shuts_out_unit(each.standing)}
    named = {(each.unit_id, fold(each.name)) for each in accused if each.name}
    holdings = PostHolding.objects.filter(valid_on(on), post__unit__in={unit for unit, _name in named})
    marks |= {
        person_mark(ring, holding.person_id)
        for holding in holdings.select_related("post", "person")
        if (holding.post.unit_id, fold(holding.person.get_full_name())) in named
    }
    Exclusion.objects.bulk_create(
        [Exclusion(denunciation=row, mark=mark) for mark in sorted(marks)], ignore_conflicts=True
    )


def start_handling(row: Denunciation) -> None:
    """Start what it has to be handled by: checked and accepted, passed on, or weighed again (art. 24, 26, 37, 38)."""
    on, earlier = row.received_on, row.follows
    if earlier is not None and earlier.settled_on:
        casework.start_clock(row, Stage.REVIEW, rule="TC-AGAIN", on=on)
    else:
        if earlier is not None:
            casework.start_clock(row, Stage.DEMAND, rule="TC-LATE-ASK", on=on)
        casework.start_clock(row, Stage.ACCEPTANCE, rule="TC-INIT", on=on)
        casework.start_clock(row, Stage.FORWARDING, rule="TC-FWD", on=on)
    if row.channel in FORWARDED:
        casework.start_clock(row, Stage.ANSWER, rule="TC-PRESS", on=on)
    casework.settle(row)


def tell_desk(row: Denunciation, holdings: Sequence[int], text: str, url: str, *, at: datetime) -> None:
    """Say by the code alone that something came."""
    key = f"case-{row.pk}-version-{row.version}"
    tell((Message(holding_id, key, f"{row.code}: {text}", url) for holding_id in sorted(holdings)), at=at)


def _seal(row: Denunciation, new: NewDenunciation, act: CaseAct) -> None:
    original, stripped = Deposit(row, Compartment.ORIGINAL), Deposit(row, Compartment.STRIPPED)
    if new.story:
        original.text(TextKind.LETTER, {"story": nfc(new.story)}, act)
    if new.extract:
        stripped.text(TextKind.EXTRACT, {"extract": nfc(new.extract)}, act)
    for each in new.accused:
        stripped.text(
            TextKind.ACCUSED,
            {"name": nfc(each.name), "position": nfc(each.position), "unit": each.unit_id, "standing": each.standing},
            act,
        )
    if new.denouncers:
        identity = Deposit(row, Compartment.IDENTITY)
        for person in new.denouncers:
            identity.text(
                TextKind.WRITER,
                {
                    "name": nfc(person.name),
                    "address": nfc(person.address),
                    "contact": nfc(person.contact),
                    "id_number": person.id_number,
                    "represents": person.represents,
                },
                act,
            )


def _resolver(accused: Accused, on: date) -> int | None:
    version = version_on(accused.unit_id, on)
    return resolves(accused.standing, accused.unit_id, version.parent_id if version else None)


def _earlier(code: str) -> Denunciation | None:
    """Return the denunciation a further one goes on from: concluded, or past its limit.

    Not narrowed to a reader: the desk above may not read the file below.
    """
    if not code:
        return None
    found = Denunciation.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise CannotTakeIn(params={"why": "Không có tố cáo nào mang số này để giải quyết tiếp."})
    return found


def _refuse_what_cannot_be(new: NewDenunciation, at: datetime) -> None:
    if new.received_on > timezone.localdate(at):
        raise CannotTakeIn(params={"why": "Ngày nhận không thể ở tương lai."})
    if not new.accused:
        raise CannotTakeIn(params={"why": "Cần ghi tố cáo ai, ở đơn vị nào."})
    if len(new.accused) > MOST_ACCUSED or len(new.denouncers) > MOST_WRITERS:
        raise CannotTakeIn(
            params={"why": f"Ghi được nhiều nhất {MOST_ACCUSED} người bị tố cáo và {MOST_WRITERS} người tố cáo."}
        )
    if any(each.standing not in Standing.values for each in new.accused):
        raise CannotTakeIn(params={"why": "Chưa rõ người bị tố cáo là gì của đơn vị."})
    if not (new.story or new.extract):
        raise CannotTakeIn(params={"why": "Chưa có nội dung tố cáo."})
