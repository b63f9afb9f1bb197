"""Questions of the online letter."""

from typing import Any

from danvan.intake.models import DraftPaper, OnlineDraft
from danvan.intake.rules.sealing import hash_of, unseal
from danvan.kernel.sealing import CannotUnseal


def draft_of(token: str) -> tuple[OnlineDraft | None, dict[str, Any]]:
    """Return a draft and what was typed so far; nothing for a token that opens none."""
    draft = OnlineDraft.objects.filter(token_hash=hash_of(token)).first()
    if draft is None:
        return None, {}
    try:
        return draft, unseal(bytes(draft.sealed), token)
    except CannotUnseal:
        return None, {}


def draft_papers(token: str) -> list[DraftPaper]:
    """Return the files that came with a draft so far."""
    papers = DraftPaper.objects.filter(draft__token_hash=hash_of(token))
    return list(papers.select_related("stored").order_by("pk"))
