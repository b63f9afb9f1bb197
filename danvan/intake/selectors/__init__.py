"""Questions of intake."""

from danvan.intake.selectors.batches import BatchPage, batch_page, batch_rows
from danvan.intake.selectors.desks import desk_choices, desk_of
from danvan.intake.selectors.drafts import draft_of, draft_papers
from danvan.intake.selectors.mail import (
    MailPage,
    count_waiting,
    mail_list,
    mail_page,
    mail_paper,
    mails_visible_to,
    opened,
)

__all__ = [
    "BatchPage",
    "MailPage",
    "batch_page",
    "batch_rows",
    "count_waiting",
    "desk_choices",
    "desk_of",
    "draft_of",
    "draft_papers",
    "mail_list",
    "mail_page",
    "mail_paper",
    "mails_visible_to",
    "opened",
]
