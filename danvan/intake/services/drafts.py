"""A letter written online, step by step, by somebody without an account."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import system_actor
from danvan.casework.choices import Channel, PaperKind
from danvan.casework.services import claim_token
from danvan.files.rules.names import clean_name
from danvan.files.services import HeldFile, store_upload
from danvan.intake.models import DraftPaper, OnlineDraft
from danvan.intake.rules.sealing import hash_of, seal
from danvan.intake.services.letters import register_letter
from danvan.kernel.errors import RuleError
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition, NewWriter, tell_whoever_has

KEPT = timedelta(days=7)
MOST_PAPERS, MOST_BYTES = 10, 50 * 1024**2


class TooManyPapers(RuleError):
    """More files than a letter may bring."""

    code = "too_many_papers"
    message = _("Một đơn gửi được nhiều nhất 10 tệp, tổng cộng không quá 50 MB.")


@transaction.atomic
def save_draft(token: str, given: Mapping[str, Any]) -> OnlineDraft:
    """Keep what was typed so far, sealed."""
    draft, _is_new = OnlineDraft.objects.update_or_create(
        token_hash=hash_of(token), defaults={"sealed": seal(given, token)}
    )
    return draft


@transaction.atomic
def add_draft_paper(draft: OnlineDraft, upload: "UploadedFile[bytes]") -> DraftPaper:
    """Keep a file with a draft, checked by content.  Raises CannotStoreFile, TooManyPapers."""
    require_room(draft, upload.size or 0)
    stored = store_upload(upload)
    name = clean_name(upload.name or "", stored.content_type)
    # A browser that got no answer sends the same file again.
    paper, _is_new = DraftPaper.objects.get_or_create(draft=draft, stored=stored, name=name)
    return paper


def take_back_draft_paper(draft: OnlineDraft, upload: HeldFile) -> None:
    """Undo `add_draft_paper` for a file that came piece by piece."""
    name = clean_name(upload.name or "", upload.content_type or "")
    draft.papers.filter(stored_id=upload.stored_id, name=name).delete()


def require_room(draft: OnlineDraft, size: int) -> None:
    """Refuse one file more than a letter may bring.  Raises TooManyPapers."""
    sizes = list(draft.papers.values_list("stored__size", flat=True))
    if len(sizes) >= MOST_PAPERS or sum(sizes) + size > MOST_BYTES:
        raise TooManyPapers


def remove_draft_paper(draft: OnlineDraft, paper_id: int) -> None:
    """Take a file back; nothing when it is not this draft's."""
    draft.papers.filter(pk=paper_id).delete()


def discard_draft(token: str) -> None:
    """Forget a letter that was not sent."""
    OnlineDraft.objects.filter(token_hash=hash_of(token)).delete()


def drop_old_drafts(*, at: datetime) -> int:
    """Forget letters nobody went on with for a week; return how many."""
    removed, _by_model = OnlineDraft.objects.filter(changed_at__lt=at - KEPT).delete()
    return removed


@transaction.atomic
def send_draft(token: str, given: Mapping[str, Any], *, at: datetime) -> Petition:
    """Take the letter in at the unit it is for, once, however often it is sent.  Raises CannotRegister."""
    known = claim_token(token)
    if known is not None:
        return Petition.objects.get(pk=known.pk)
    today = timezone.localdate(at)
    draft = OnlineDraft.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    received_on = given.get("decision_received_on")
    petition = register_letter(
        NewPetition(
            kind=given["kind"],
            unit_id=given["unit"],
            received_on=today,
            written_on=today,
            channel=Channel.PORTAL,
            summary=given["summary"],
            request=given.get("request") or "",
            respondent=given.get("respondent") or "",
            decision_ref=given.get("decision_ref") or "",
            decision_received_on=date.fromisoformat(received_on) if received_on else None,
            writers=[
                NewWriter(
                    given["name"], given.get("address") or "", given.get("phone") or "", given.get("id_number") or ""
                )
            ],
        ),
        # Nobody of the platform takes it in: the writer does.
        actor=system_actor(today),
        at=at,
        token=token,
    )
    if draft is not None:
        for paper in draft.papers.order_by("pk"):
            petition.papers.create(stored=paper.stored, kind=PaperKind.LETTER, name=paper.name)
        draft.delete()
    tell_whoever_has(petition, f"{petition.get_kind_display()} mới gửi trực tuyến", at=at)
    return petition
