"""What whoever wrote a letter may do, coming back with their code."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.casework.models import Case
from danvan.casework.rules.acts import WRITER
from danvan.casework.selectors import people_of
from danvan.casework.services import is_first_sending
from danvan.kernel.errors import NotFound
from danvan.notices.services import Message, tell
from danvan.petitions.models import Petition
from danvan.petitions.selectors import table_of
from danvan.petitions.services.acts import Given, perform


@transaction.atomic
def act_as_writer(
    case: Case,
    act_code: str,
    given: Given,
    *,
    at: datetime,
    papers: "Sequence[UploadedFile[bytes]]" = (),
    token: str = "",
) -> Petition:
    """Do one of the writer's acts, once for a token; the caller has checked their code and secret.

    Raises NotFound for any other act, and what `perform` raises.
    """
    act = table_of(case.kind).get(act_code)
    if act is None or act.right != WRITER:
        raise NotFound
    if token and not is_first_sending(case, token):
        return Petition.objects.get(pk=case.pk)
    today = timezone.localdate(at)
    petition = perform(case.pk, act_code, given, actor=system_actor(today), on=today, at=at, papers=papers)
    tell_whoever_has(petition, act.label, at=at)
    return petition


def tell_whoever_has(petition: Petition, what: str, *, at: datetime) -> None:
    """Say what the writer did, by the code alone, to those the case lies with."""
    # The version grows with every act, so that two supplements are two matters.
    key = f"case-{petition.pk}-version-{petition.version}"
    text = f"{petition.code}: {what}"
    people = people_of([petition], timezone.localdate(at))[petition.pk]
    tell((Message(holding_id, key, text, petition.get_absolute_url()) for holding_id in sorted(people)), at=at)
