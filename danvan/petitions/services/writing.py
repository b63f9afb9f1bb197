"""What whoever wrote a letter may do, coming back with their code."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.casework.models import Case
from danvan.kernel.errors import NotFound
from danvan.petitions.models import Petition
from danvan.petitions.rules.acts import WRITER
from danvan.petitions.selectors import table_of
from danvan.petitions.services.acts import Given, perform


def act_as_writer(
    case: Case, act_code: str, given: Given, *, at: datetime, papers: "Sequence[UploadedFile[bytes]]" = ()
) -> Petition:
    """Do one of the writer's acts; the caller has checked their code and secret.

    Raises NotFound for any other act, and what `perform` raises.
    """
    act = table_of(case.kind).get(act_code)
    if act is None or act.right != WRITER:
        raise NotFound
    today = timezone.localdate(at)
    return perform(case.pk, act_code, given, actor=system_actor(today), on=today, at=at, papers=papers)
