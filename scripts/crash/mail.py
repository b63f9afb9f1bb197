"""Where mail goes during a rehearsal: one file for each letter that left, written whole."""

import os
from collections.abc import Sequence
from email.message import Message
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


def folder() -> Path:
    """Return where letters are kept."""
    return Path(settings.VAR_DIR) / "mail"


class KeptMail(BaseEmailBackend):
    """Keeps every letter as a file, as a mail server that took it would."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(exist_ok=True)
        for letter in email_messages:
            unfinished = folder() / f"{uuid4().hex}.part"
            message: Message = letter.message()
            unfinished.write_bytes(message.as_bytes())
            os.rename(unfinished, unfinished.with_suffix(".eml"))
        return len(email_messages)
