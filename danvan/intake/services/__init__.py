"""Acts of the desk and of the online letter."""

from danvan.intake.services.drafts import (
    TooManyPapers,
    add_draft_paper,
    discard_draft,
    drop_old_drafts,
    remove_draft_paper,
    require_room,
    save_draft,
    send_draft,
)
from danvan.intake.services.letters import (
    NothingToSplit,
    UnknownFirstComplaint,
    register_letter,
    renew_following,
    split_letter,
)

__all__ = [
    "NothingToSplit",
    "TooManyPapers",
    "UnknownFirstComplaint",
    "add_draft_paper",
    "discard_draft",
    "drop_old_drafts",
    "register_letter",
    "remove_draft_paper",
    "renew_following",
    "require_room",
    "save_draft",
    "send_draft",
    "split_letter",
]
