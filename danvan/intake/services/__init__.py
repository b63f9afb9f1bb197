"""Acts of the desk, of the mailbox and of the online letter."""

from danvan.intake.services.batches import SheetLetter, import_letters, take_letters_back
from danvan.intake.services.drafts import (
    TooManyPapers,
    add_draft_paper,
    discard_draft,
    drop_old_drafts,
    remove_draft_paper,
    require_room,
    save_draft,
    send_draft,
    take_back_draft_paper,
)
from danvan.intake.services.letters import (
    NothingToSplit,
    UnknownFirstComplaint,
    register_letter,
    renew_following,
    split_letter,
)
from danvan.intake.services.mail import (
    NotAMail,
    acknowledge,
    forget_old_mail,
    move_to_sealed_register,
    pass_on_mail,
    receive_mail,
    register_mail,
    set_aside,
    take_back,
)
from danvan.intake.services.mailboxes import fetch_mail

__all__ = [
    "NotAMail",
    "NothingToSplit",
    "SheetLetter",
    "TooManyPapers",
    "UnknownFirstComplaint",
    "acknowledge",
    "add_draft_paper",
    "discard_draft",
    "drop_old_drafts",
    "fetch_mail",
    "forget_old_mail",
    "import_letters",
    "move_to_sealed_register",
    "pass_on_mail",
    "receive_mail",
    "register_letter",
    "register_mail",
    "remove_draft_paper",
    "renew_following",
    "require_room",
    "save_draft",
    "send_draft",
    "set_aside",
    "split_letter",
    "take_back",
    "take_back_draft_paper",
    "take_letters_back",
]
