"""Letters as they arrive: registered, split, gone on from.

A denunciation never passes through here: it has a sealed register of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.services import claim_token, give_following, new_following, record_case_act
from danvan.kernel.errors import NoAuthority, RuleError
from danvan.petitions.models import Petition
from danvan.petitions.selectors import first_complaint_of, may_at
from danvan.petitions.services import NewPetition, perform, register_petition, split_off, tell_whoever_has


class UnknownFirstComplaint(RuleError):
    """No first complaint of this writer that is decided, or past its limit, carries the code."""

    code = "unknown_first_complaint"
    field = "first_code"
    message = _(
        "Không có khiếu nại lần đầu nào của người viết này mang mã %(code)s mà đã có quyết định hoặc đã quá hạn "
        "giải quyết."
    )


class NothingToSplit(RuleError):
    """A split needs at least two parts."""

    code = "nothing_to_split"
    message = _("Tách đơn cần ít nhất hai phần, mỗi phần có loại và nội dung.")


@transaction.atomic
def register_letter(
    new: NewPetition,
    *,
    actor: Actor,
    at: datetime,
    papers: "Sequence[UploadedFile[bytes]]" = (),
    first_code: str = "",
    token: str = "",
) -> Petition:
    """Take a letter in; a second complaint names the first one, whose decision or silence it then challenges.

    With a token, whoever has it can follow the case; the same token twice is
    the same letter, taken in once.

    Raises what `register_petition` raises, and UnknownFirstComplaint, which
    tells nothing about cases of other writers.
    """
    if token and (known := claim_token(token)):
        return Petition.objects.get(pk=known.pk)
    names = [writer.name for writer in new.writers]
    first = _first_of(first_code, names, new) if first_code else None
    # Before the number is taken: until the end of this letter no other of its kind gets one.
    following = new_following(token) if token else None
    petition = register_petition(new, actor=actor, at=at, papers=papers, follows=first)
    if following is not None:
        give_following(petition, token=token, at=at, made=following)
    if first is not None:
        go_on_from(first, petition, actor=actor, at=at)
    return petition


def _first_of(code: str, names: Sequence[str], new: NewPetition) -> Petition:
    """Return the first complaint a second one goes on from, held until it does.  Raises UnknownFirstComplaint."""
    if found := first_complaint_of(code, names, on=new.received_on):
        first = Petition.objects.select_for_update().get(pk=found.pk)
        # Another second complaint may have been taken in while this one waited for the row.
        if not first.followers.exists():
            return first
    raise UnknownFirstComplaint(params={"code": code})


def go_on_from(first: Petition, second: Petition, *, actor: Actor, at: datetime) -> None:
    """Let a first complaint know that a second one challenges its decision, which ends it, or its silence."""
    # The first file may lie with a unit this desk cannot read; the link is the law's, not the desk's.
    perform(
        first.pk,
        "appeal" if first.settled else "appeal_silence",
        {"second_case": second.code},
        actor=replace(actor, system=True),
        on=max(second.received_on, first.last_act_on),
        at=at,
    )
    tell_whoever_has(first, f"có khiếu nại lần hai {second.code}", at=at)


@transaction.atomic
def split_letter(
    petition_id: int, parts: Sequence[tuple[str, str]], *, actor: Actor, at: datetime, version: int
) -> list[Petition]:
    """Make each matter of a letter a petition of its own, with its own clock from the same day of receipt.

    Raises NothingToSplit and what the act refuses.
    """
    given = [(kind, text) for kind, text in parts if kind and text.strip()]
    if len(given) < 2:
        raise NothingToSplit
    petition = perform(petition_id, "split", {}, actor=actor, on=timezone.localdate(at), at=at, version=version)
    return [split_off(petition, kind, text, actor=actor, at=at) for kind, text in given]


@transaction.atomic
def renew_following(petition_id: int, *, actor: Actor, token: str, at: datetime) -> None:
    """Give the writer a new code in place of the one they lost.  Raises NoAuthority."""
    petition = Petition.objects.select_for_update().get(pk=petition_id)
    if not may_at(petition, Right.RECEIVE_CASES, actor):
        raise NoAuthority(params={"right": Right.RECEIVE_CASES.value})
    give_following(petition, token=token, at=at)
    record_case_act(petition, "renew_following", actor=actor, on=timezone.localdate(at), at=at)
