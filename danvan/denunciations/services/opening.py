"""Opening the parts of a file: who may, each time written down; an identity only with a second person's consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.denunciations.choices import Compartment, TextKind
from danvan.denunciations.models import (
    Custodian,
    Denunciation,
    IdentityRequest,
    Reading,
    ReleasedKey,
    SealedKey,
    SealedPaper,
)
from danvan.denunciations.selectors.denunciations import denunciations_visible_to, excluded_holdings, may_open
from danvan.denunciations.selectors.facts import case_chain
from danvan.denunciations.selectors.seals import key_ring
from danvan.denunciations.services.sealing import (
    Deposit,
    Sheet,
    Words,
    opened_head,
    opened_paper,
    opened_texts,
    place_of_key,
    taken_out,
    unwrapped,
)
from danvan.denunciations.services.vaults import custody_of, opened_pair
from danvan.journal.services import record_act
from danvan.kernel.errors import NoAuthority, NotFound, RuleError
from danvan.orgs.models import PostHolding

MOST_HOURS = 72


class CannotConsent(RuleError):
    """The custodian may not consent to this request."""

    code = "cannot_consent"
    message = "%(why)s"


class RequestWaits(RuleError):
    """A request of the same person is not decided yet, or is open."""

    code = "request_waits"
    message = "Yêu cầu trước của chính vị trí này đang chờ hoặc còn hiệu lực."


@dataclass(frozen=True)
class OpenedPaper:
    """A sealed file in a list."""

    paper: SealedPaper
    name: str
    content_type: str


@dataclass(frozen=True)
class OpenedPart:
    """What stands in one part of a file."""

    texts: Sequence[Words]
    papers: Sequence[OpenedPaper]

    def of_kind(self, kind: str) -> list[Words]:
        """Return the texts of a kind, the newest first."""
        return [text for text in reversed(self.texts) if text.kind == kind]


@transaction.atomic
def open_part(denunciation: Denunciation, compartment: Compartment, *, actor: Actor, at: datetime) -> OpenedPart:
    """Open a part of a file the actor can see, and write down that they did.

    Raises NoAuthority when this part is not theirs, or no consent is in force;
    NotFound once its keys were destroyed.
    """
    keys, request = keys_for(denunciation, compartment, actor, at)
    if not keys:
        raise NotFound
    record_reading(denunciation, compartment, actor, at, request)
    texts, papers = [], []
    for row, key in keys:
        texts += opened_texts(row, key, row.texts.exclude(kind=TextKind.REASON).order_by("pk"))
        papers += [
            OpenedPaper(paper, *opened_head(row, key, paper)) for paper in row.papers.defer("sealed").order_by("pk")
        ]
    return OpenedPart(texts, papers)


@transaction.atomic
def open_paper(denunciation: Denunciation, paper_id: int, *, actor: Actor, at: datetime) -> Sheet:
    """Open one file, and write down that it was.  Raises NotFound, and what `open_part` raises."""
    paper, key, request = key_of_paper(denunciation, paper_id, actor, at)
    record_reading(denunciation, Compartment(paper.key.compartment), actor, at, request, paper_id=paper.pk)
    return opened_paper(paper.key, key, paper)


def key_of_paper(
    denunciation: Denunciation, paper_id: int, actor: Actor, at: datetime
) -> tuple[SealedPaper, bytes, IdentityRequest | None]:
    """Return one file with its key, when it is this person's to open now; the caller records a reading.

    Raises NotFound, and what `keys_for` raises.
    """
    paper = SealedPaper.objects.filter(pk=paper_id, key__denunciation=denunciation).select_related("key").first()
    if paper is None:
        raise NotFound
    keys, request = keys_for(denunciation, Compartment(paper.key.compartment), actor, at)
    key = next((key for row, key in keys if row.pk == paper.key_id), None)
    if key is None:
        raise NotFound
    return paper, key, request


@transaction.atomic
def ask_for_identity(
    denunciation: Denunciation, *, purpose: str, reason: str, hours: int, actor: Actor, at: datetime
) -> IdentityRequest:
    """Ask a custodian to open the identity for some hours.  Raises NoAuthority, RequestWaits."""
    if not may_open(actor, denunciation, Compartment.IDENTITY) or actor.holding_id is None:
        raise NoAuthority
    own = denunciation.identity_requests.select_for_update().filter(asked_by=actor.holding_id)
    if own.filter(decided_at=None).exists() or own.filter(until__gt=at).exists():
        raise RequestWaits
    sealed = Deposit(denunciation, Compartment.STRIPPED).text(TextKind.REASON, {"reason": reason})
    request = IdentityRequest.objects.create(
        denunciation=denunciation,
        asked_by_id=actor.holding_id,
        asked_at=at,
        purpose=purpose,
        reason=sealed,
        hours=hours,
    )
    _record("identity.asked", denunciation, actor, request)
    return request


def requests_waiting_for(actor: Actor) -> list[tuple[IdentityRequest, str]]:
    """Return the requests a custodian may decide, each with its reason, oldest first."""
    if not actor.may(Right.KEEP_SEALS):
        return []
    waiting = IdentityRequest.objects.filter(decided_at=None).select_related(
        "denunciation", "asked_by__person", "asked_by__post", "reason__key"
    )
    return [
        (request, _reason(request)) for request in waiting.order_by("asked_at") if not _why_no_consent(request, actor)
    ]


@transaction.atomic
def consent(request_id: int, *, custodian: Custodian, passphrase: str, actor: Actor, at: datetime) -> IdentityRequest:
    """Open an identity for whoever asked, for the hours they asked.

    Raises NoAuthority, NotFound, CannotConsent, NotACustodian, WrongPassphrase.
    """
    request = _waiting(request_id, custodian, actor)
    custody, private = custody_of(custodian), opened_pair(custodian, passphrase)
    ring = key_ring()
    identities = request.denunciation.keys.filter(
        compartment=Compartment.IDENTITY, destroyed_at=None, bound_to__in=case_chain(request.denunciation)
    )
    for row in identities.order_by("pk"):
        name, wrapped = ring.wrap(taken_out(row, custody, private), place=place_of_key(row))
        ReleasedKey.objects.create(request=request, key=row, wrapped=wrapped, wrapped_by=name)
    request.until = at + timedelta(hours=request.hours)
    return _decide(request, custodian, actor, at, is_granted=True)


@transaction.atomic
def refuse_consent(request_id: int, *, custodian: Custodian, actor: Actor, at: datetime) -> IdentityRequest:
    """Leave an identity sealed.  Raises NoAuthority, NotFound, CannotConsent."""
    return _decide(_waiting(request_id, custodian, actor), custodian, actor, at, is_granted=False)


def end_releases(*, at: datetime) -> int:
    """Destroy the keys of every identity whose hours are over; return how many."""
    removed, _by_model = ReleasedKey.objects.filter(request__until__lte=at).delete()
    return removed


def keys_for(
    denunciation: Denunciation, compartment: Compartment, actor: Actor, at: datetime
) -> tuple[list[tuple[SealedKey, bytes]], IdentityRequest | None]:
    """Return the keys of a part that are this person's to use now, and by which consent; the caller records a reading.

    Raises NotFound for a case that does not exist for them, NoAuthority.
    """
    if not denunciations_visible_to(actor).filter(pk=denunciation.pk).exists():
        raise NotFound
    if not may_open(actor, denunciation, compartment):
        raise NoAuthority
    if compartment != Compartment.IDENTITY:
        rows = denunciation.keys.filter(compartment=compartment, destroyed_at=None)
        return [(row, unwrapped(row)) for row in rows], None
    request = denunciation.identity_requests.filter(asked_by=actor.holding_id, is_granted=True, until__gt=at).first()
    if request is None:
        raise NoAuthority(message="Danh tính đang được niêm phong; cần người giữ khóa đồng ý mở.")
    ring = key_ring()
    return [
        (each.key, ring.unwrap(each.wrapped_by, bytes(each.wrapped), place=place_of_key(each.key)))
        for each in request.released.select_related("key").order_by("key")
    ], request


def _waiting(request_id: int, custodian: Custodian, actor: Actor) -> IdentityRequest:
    require(actor, Right.KEEP_SEALS)
    if custodian.holding_id != actor.holding_id:
        raise NoAuthority
    request = IdentityRequest.objects.select_for_update(of=("self",)).filter(pk=request_id, decided_at=None).first()
    if request is None:
        raise NotFound
    if why := _why_no_consent(request, actor):
        raise CannotConsent(params={"why": why})
    return request


def _why_no_consent(request: IdentityRequest, actor: Actor) -> str:
    asker = PostHolding.objects.get(pk=request.asked_by_id)
    if asker.person_id == actor.person_id:
        return "Người xin mở không được tự đồng ý."
    if actor.holding_id and excluded_holdings(request.denunciation, [actor.holding_id], on=actor.on):
        return "Hồ sơ này không thuộc phạm vi được biết."
    return ""


def _decide(
    request: IdentityRequest, custodian: Custodian, actor: Actor, at: datetime, *, is_granted: bool
) -> IdentityRequest:
    request.decided_by, request.decided_at, request.is_granted = custodian, at, is_granted
    request.save()
    _record("identity.opened" if is_granted else "identity.refused", request.denunciation, actor, request)
    return request


def _reason(request: IdentityRequest) -> str:
    key = request.reason.key
    if key.destroyed_at is not None:
        return ""
    said: str = opened_texts(key, unwrapped(key), [request.reason])[0].said["reason"]
    return said


def record_reading(
    denunciation: Denunciation,
    compartment: Compartment,
    actor: Actor,
    at: datetime,
    request: IdentityRequest | None,
    paper_id: int | None = None,
) -> None:
    """Write down that somebody opened a part of a file, or one paper of it."""
    Reading.objects.create(
        denunciation=denunciation,
        compartment=compartment,
        holding_id=actor.holding_id,
        request=request,
        paper_id=paper_id,
        at=at,
    )
    record_act(
        "denunciation.read",
        actor=actor,
        subject_kind="case",
        subject_id=denunciation.pk,
        unit_id=denunciation.unit_id,
        detail={"compartment": compartment, "request": request.pk if request else None, "paper": paper_id},
    )


def _record(act: str, denunciation: Denunciation, actor: Actor, request: IdentityRequest) -> None:
    record_act(
        act,
        actor=actor,
        subject_kind="case",
        subject_id=denunciation.pk,
        unit_id=denunciation.unit_id,
        detail={"request": request.pk, "hours": request.hours},
    )
