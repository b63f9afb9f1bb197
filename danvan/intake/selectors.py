"""Questions of the online letter."""

from typing import Any

from danvan.intake.models import OnlineDraft
from danvan.intake.rules.sealing import CannotUnseal, hash_of, unseal


def draft_of(token: str) -> tuple[OnlineDraft | None, dict[str, Any]]:
    """Return a draft and what was typed so far; nothing for a token that opens none."""
    draft = OnlineDraft.objects.filter(token_hash=hash_of(token)).prefetch_related("papers__stored").first()
    if draft is None:
        return None, {}
    try:
        return draft, unseal(bytes(draft.sealed), token)
    except CannotUnseal:
        return None, {}
