"""Tables of intake."""

from danvan.intake.models.batches import BatchLine, LetterBatch
from danvan.intake.models.drafts import DraftPaper, OnlineDraft
from danvan.intake.models.mail import MailPaper, WaitingMail

__all__ = ["BatchLine", "DraftPaper", "LetterBatch", "MailPaper", "OnlineDraft", "WaitingMail"]
