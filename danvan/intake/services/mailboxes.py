"""Mailboxes the platform reads: by IMAP over TLS, or from a folder a mail server delivers into.

Each is a table of the file DANVAN_MAILBOXES names; without it nothing is read.
A message is marked as read, or moved, only after it is kept.
"""

import imaplib
import ssl
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import system_actor
from danvan.intake.choices import MailState
from danvan.intake.rules.mail_reading import MOST_BYTES
from danvan.intake.services.mail import receive_mail
from danvan.kernel.errors import RuleError
from danvan.orgs.selectors import unit_of_code_or_key

SECONDS = 30
MOST_AT_ONCE = 500
DONE = "da-nhan"
Message = tuple[bytes, Callable[[], object]]


class BadMailboxes(RuleError):
    """The file of mailboxes cannot be used as it is."""

    code = "bad_mailboxes"
    message = _("Tệp hộp thư %(file)s chưa dùng được: %(why)s")


class CannotReadMailbox(RuleError):
    """The server does not answer, does not let us in, or the folder cannot be read."""

    code = "cannot_read_mailbox"
    message = _("Không đọc được hộp thư của đơn vị %(unit)s: %(why)s")


@dataclass(frozen=True)
class Mailbox:
    """One mailbox: whose it is, and where it is read."""

    unit: str
    address: str = ""
    host: str = ""
    port: int = 993
    user: str = ""
    password_file: str = ""
    folder: str = "INBOX"
    path: str = ""


@dataclass
class Fetched:
    """What one mailbox brought, or why it could not be read."""

    unit: str
    new: int = 0
    known: int = 0
    aside: int = 0
    problem: str = ""


def mailboxes() -> list[Mailbox]:
    """Return the mailboxes of the file; none when nothing is set.  Raises BadMailboxes."""
    if not settings.MAILBOXES:
        return []
    shown = {"file": settings.MAILBOXES}
    try:
        rows = tomllib.loads(Path(settings.MAILBOXES).read_text(encoding="utf-8")).get("mailbox", [])
        return [_mailbox(row) for row in rows]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadMailboxes(params={**shown, "why": "không đọc được, hoặc không đúng dạng TOML."}) from error
    except (TypeError, ValueError) as error:
        raise BadMailboxes(params={**shown, "why": str(error)}) from error


def fetch_mail(*, at: datetime) -> list[Fetched]:
    """Read every mailbox; one that cannot be read does not keep the others waiting.  Raises BadMailboxes."""
    return [_fetch(box, at) for box in mailboxes()]


def _mailbox(row: Mapping[str, Any]) -> Mailbox:
    unknown = set(row) - set(Mailbox.__dataclass_fields__)
    if unknown:
        raise ValueError(f"không có mục {', '.join(sorted(unknown))}.")
    if not row.get("unit"):
        raise ValueError("mỗi hộp thư cần mục unit: mã hoặc khóa của đơn vị.")
    if bool(row.get("path")) == bool(row.get("host")):
        raise ValueError("mỗi hộp thư cần hoặc host (máy chủ IMAP), hoặc path (thư mục).")
    if row.get("host") and not (row.get("user") and row.get("password_file")):
        raise ValueError("hộp thư IMAP cần user và password_file.")
    return Mailbox(**{**row, "unit": str(row["unit"])})


def _fetch(box: Mailbox, at: datetime) -> Fetched:
    found, left = Fetched(box.unit), 0
    today = timezone.localdate(at)
    unit_id = unit_of_code_or_key(box.unit, today)
    if unit_id is None:
        found.problem = f"Không có đơn vị nào mang mã hoặc khóa {box.unit}."
        return found
    own = [address for address in (box.address, box.user, settings.DEFAULT_FROM_EMAIL) if "@" in address]
    try:
        for raw, done in _in_folder(Path(box.path)) if box.path else _on_server(box):
            try:
                received = receive_mail(raw, unit_id=unit_id, actor=system_actor(today), at=at, own_addresses=own)
            except (RuleError, ValueError, LookupError):
                # It stays unread where it lies; those behind it still come in.
                left += 1
                continue
            found.new += received.is_new and received.mail.state == MailState.WAITING
            found.aside += received.is_new and received.mail.state == MailState.ASIDE
            found.known += not received.is_new
            done()
    except (OSError, imaplib.IMAP4.error) as error:
        # What the server answers may name the account; the kind of fault is enough to go on.  What is kept already
        # is known when the same message is read again.
        found.problem = str(CannotReadMailbox(params={"unit": box.unit, "why": f"{type(error).__name__}."}))
    if left and not found.problem:
        found.problem = str(_("%(number)s thư không nhận được, còn nằm trong hộp thư.") % {"number": left})
    return found


def _in_folder(folder: Path) -> Iterator[Message]:
    """Read a Maildir, whose new messages then count as seen, or a folder of .eml files, which are then moved aside."""
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    is_maildir = (folder / "new").is_dir() and (folder / "cur").is_dir()
    places = sorted((folder / "new").iterdir()) if is_maildir else sorted(folder.glob("*.eml"))
    aside = folder / ("cur" if is_maildir else DONE)
    for place in [each for each in places if each.is_file() and not each.is_symlink()][:MOST_AT_ONCE]:
        with place.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)

        def done(place: Path = place) -> None:
            aside.mkdir(exist_ok=True)
            place.replace(aside / (f"{place.name}:2,S" if is_maildir else place.name))

        yield raw, done


def _on_server(box: Mailbox) -> Iterator[Message]:
    """Read what is unseen in a folder of an IMAP server; a message too large is read by its head."""
    password = Path(box.password_file).read_text(encoding="utf-8").strip()
    context = ssl.create_default_context()
    with imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=SECONDS) as server:
        server.login(box.user, password)
        if server.select(_quoted(box.folder))[0] != "OK":
            raise imaplib.IMAP4.error("no such folder")
        _ok, found = server.uid("search", "UNSEEN")
        for uid in (found[0] or b"").split()[:MOST_AT_ONCE]:
            number = uid.decode("ascii")
            wanted = "(BODY.PEEK[])" if _size_of(server, number) <= MOST_BYTES else "(BODY.PEEK[HEADER])"
            raw = _literal(server.uid("fetch", number, wanted)[1])
            if wanted != "(BODY.PEEK[])":
                # As long as it was, so that it is known for too large.
                raw += b"\r\n" + b" " * MOST_BYTES
            if raw:
                yield raw, partial(server.uid, "store", number, "+FLAGS", r"(\Seen)")


def _size_of(server: imaplib.IMAP4_SSL, uid: str) -> int:
    answer = server.uid("fetch", uid, "(RFC822.SIZE)")[1]
    words = b" ".join(part if isinstance(part, bytes) else part[0] for part in answer if part).split()
    for place, word in enumerate(words):
        if word.strip(b"()") == b"RFC822.SIZE" and place + 1 < len(words):
            return int(words[place + 1].strip(b"()"))
    return 0


def _literal(answer: list[Any]) -> bytes:
    return next((part[1] for part in answer if isinstance(part, tuple)), b"")


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
