"""What whoever denounced does and reads, coming back with their code; nobody needs to know who they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import Actor, system_actor
from danvan.casework.models import Case
from danvan.casework.rules.acts import WRITER
from danvan.casework.services import is_first_sending
from danvan.denunciations.choices import Compartment
from danvan.denunciations.models import Denunciation, SealedKey
from danvan.denunciations.selectors import AUDIENCE, act_table
from danvan.denunciations.selectors.facts import case_chain
from danvan.denunciations.selectors.following import told_acts
from danvan.denunciations.services.acts import perform
from danvan.denunciations.services.register import NewDenunciation, take_in, tell_desk
from danvan.denunciations.services.sealing import opened_texts, unwrapped
from danvan.kernel.errors import NotFound


@transaction.atomic
def send_in(new: NewDenunciation, *, at: datetime, papers: "Sequence[UploadedFile[bytes]]", token: str) -> Denunciation:
    """Take in what somebody wrote online, once, however often it is sent.  Raises what `take_in` raises."""
    row, is_new = take_in(new, actor=system_actor(timezone.localdate(at)), at=at, papers=papers, token=token)
    if is_new:
        _tell(row, "tin tố cáo mới gửi trực tuyến", at)
    return row


@transaction.atomic
def pass_in(new: NewDenunciation, *, actor: Actor, at: datetime, papers: "Sequence[UploadedFile[bytes]]" = ()) -> None:
    """Take in what reached somebody at an open desk; they put it in as anybody may, and learn nothing of it again.

    Raises what `take_in` raises.
    """
    row, _is_new = take_in(new, actor=replace(actor, system=True), at=at, papers=papers)
    _tell(row, "thông tin tố cáo chuyển từ bàn tiếp nhận đơn", at)


@transaction.atomic
def act_as_denouncer(
    case: Case,
    act_code: str,
    given: Mapping[str, Any],
    *,
    at: datetime,
    papers: "Sequence[UploadedFile[bytes]]" = (),
    token: str = "",
) -> Denunciation:
    """Do one of the writer's acts, once for a token; the caller has checked their code and secret.

    Raises NotFound for any other act, and what `perform` raises.
    """
    act = act_table().get(act_code)
    if act is None or act.right != WRITER:
        raise NotFound
    if token and not is_first_sending(case, token):
        return Denunciation.objects.get(pk=case.pk)
    today = timezone.localdate(at)
    row = perform(case.pk, act_code, given, actor=system_actor(today), on=today, at=at, papers=papers)
    _tell(row, act.label, at)
    return row


def words_told(row: Denunciation) -> dict[int, str]:
    """Return what was said in the acts the writer is told of, and what they wrote themselves, by act.

    Their own words and the office's to them; not recorded as a reading, since nobody else reads.
    """
    told = set(told_acts(row).values_list("pk", flat=True))
    opens = SealedKey.objects.filter(denunciation__in=case_chain(row), destroyed_at=None)
    found: dict[int, str] = {}
    for key in opens.exclude(compartment=Compartment.IDENTITY):
        for words in opened_texts(key, unwrapped(key), key.texts.filter(act__in=told).order_by("pk")):
            if words.act_id is not None and words.said.get("note"):
                found[words.act_id] = str(words.said["note"])
    return found


def _tell(row: Denunciation, text: str, at: datetime) -> None:
    people = AUDIENCE.people([row], timezone.localdate(at))[row.pk]
    tell_desk(row, sorted(people), text, AUDIENCE.address(row), at=at)
