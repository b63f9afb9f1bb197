"""How one entry is chained to the one before it.

The hash covers everything an entry says and the hash of its predecessor, so a
changed, removed or inserted entry shows at once where the chain is walked.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol


class Content(Protocol):
    """What an entry says."""

    pk: Any
    at: datetime
    act: str
    person_id: int | None
    holding_id: int | None
    unit_id: int | None
    subject_kind: str
    subject_id: int | None
    reason: str
    detail: Mapping[str, Any]


def entry_hash(previous: str, entry: Content) -> str:
    """Return the hash of an entry that follows the one with the hash `previous`; empty for the first."""
    content = {
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "act": entry.act,
        "person": entry.person_id,
        "holding": entry.holding_id,
        "unit": entry.unit_id,
        "subject": [entry.subject_kind, entry.subject_id],
        "reason": entry.reason,
        "detail": entry.detail,
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()
