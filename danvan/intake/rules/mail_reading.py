"""What a mail says, read from its bytes: whatever arrives is read as far as it can be, and nothing in it is a fault.

The standard library takes messages apart; headers, charsets and HTML of real
mail break its stricter modes, so everything is decoded here, leniently, into
plain text without invisible characters.
"""

import email.header
import email.parser
import email.utils
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import Message
from html.parser import HTMLParser

from danvan.kernel.text import fold, format_date, nfc

MOST_BYTES = 60 * 1024**2
MOST_HEAD_BYTES = 256 * 1024
MOST_PARTS, MOST_DEPTH = 300, 8
MOST_CHARACTERS = 100_000
MOST_HTML_CHARACTERS = 1_000_000
MOST_RECEIVED = 50
SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
LOCKED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
# Ours carry it, so that one coming back is known.
OWN_MARK = "X-Danvan-Letter"

TOO_LARGE = "Thư lớn hơn 60 MB nên chỉ đọc được phần đầu; mở hộp thư của đơn vị để xem đủ."
UNREADABLE = "Thư hỏng cấu trúc nên không đọc được; mở hộp thư của đơn vị để xem."
TOO_MANY_PARTS = "Thư có quá nhiều phần lồng nhau; các phần sau không được đọc."
TOO_LONG = "Lời thư dài hơn 100.000 ký tự, phần sau đã được bỏ."
OUTLOOK_BOX = (
    "Tệp winmail.dat chỉ phần mềm Outlook mở được. Đề nghị người gửi gửi lại tệp ở dạng PDF hoặc ảnh, "
    "hoặc mở hộp thư bằng Outlook."
)
ENCRYPTED = "Thư được mã hóa, hệ thống không mở được; mở bằng phần mềm thư của người nhận."

# What the parser and its helpers raise on broken messages.
_BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, OverflowError,
    email.errors.MessageError,
)  # fmt: skip
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\\]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,}")


@dataclass(frozen=True)
class Attached:
    """One file a mail brought."""

    name: str
    content: bytes
    is_inline: bool


@dataclass(frozen=True)
class ReadMail:
    """A mail in plain words.  `nature` is empty for what a person may have written themselves."""

    message_id: str = ""
    sender_name: str = ""
    sender_address: str = ""
    subject: str = ""
    sent_on: date | None = None
    arrived_at: datetime | None = None
    text: str = ""
    attached: tuple[Attached, ...] = ()
    remarks: tuple[str, ...] = ()
    nature: str = ""


def read_mail(raw: bytes, *, own_addresses: Collection[str] = ()) -> ReadMail:
    """Return what a mail says; one that cannot be read says so in its remarks."""
    try:
        return _read(raw, {address.casefold() for address in own_addresses})
    except _BROKEN:
        return ReadMail(remarks=(UNREADABLE,))


def speaks_of_denunciation(*texts: str) -> bool:
    """Whether a text names a denunciation; only a hint to whoever reads it."""
    return any("tố cáo" in nfc(text).casefold() or "don to cao" in fold(text) for text in texts)


def _read(raw: bytes, own: Collection[str]) -> ReadMail:
    remarks = []
    if len(raw) > MOST_BYTES:
        remarks.append(TOO_LARGE)
        raw = _head(raw)
    message = email.parser.BytesParser().parsebytes(raw)
    if not any(message.get(name) for name in ("From", "Date", "Subject", "Message-ID", "Received")):
        return ReadMail(remarks=(UNREADABLE,))
    name, address = _sender(message)
    content = _Content()
    if not remarks:
        content.take(message)
    text = "\n\n".join(filter(None, map(_clean, content.texts())))
    if len(text) > MOST_CHARACTERS:
        content.remarks.append(TOO_LONG)
        text = text[:MOST_CHARACTERS]
    return ReadMail(
        message_id=_header(message, "Message-ID")[:500],
        sender_name=name,
        sender_address=address,
        subject=_line(_header(message, "Subject"))[:300],
        sent_on=day.date() if (day := _moment(_header(message, "Date"))) else None,
        arrived_at=_moment(_header(message, "Received").rpartition(";")[2]),
        text=text,
        attached=tuple(content.files),
        remarks=tuple(dict.fromkeys([*remarks, *content.remarks])),
        nature=_nature(message, address, own),
    )


def _head(raw: bytes) -> bytes:
    start = raw[:MOST_HEAD_BYTES]
    return re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0] + b"\r\n\r\n"


# --- who, when, of what nature ------------------------------------------------------------------------------------


def _nature(message: Message, address: str, own: Collection[str]) -> str:
    """Return what kind of machine wrote it: loop, bounce, automatic or bulk."""
    local = address.partition("@")[0].casefold()
    if message.get(OWN_MARK) or address.casefold() in own or len(message.get_all("Received") or ()) > MOST_RECEIVED:
        return "loop"
    if message.get_content_type() == "multipart/report" or local in ("mailer-daemon", "postmaster"):
        return "bounce"
    if _header(message, "Auto-Submitted").casefold() not in ("", "no") or any(
        message.get(name) for name in ("X-Autoreply", "X-Autorespond")
    ):
        return "automatic"
    if _header(message, "Return-Path") == "<>":
        return "bounce"
    precedence = _header(message, "Precedence").casefold()
    if precedence == "auto_reply":
        return "automatic"
    if precedence in ("bulk", "junk", "list") or message.get("List-Id") or message.get("List-Unsubscribe"):
        return "bulk"
    return ""


def _sender(message: Message) -> tuple[str, str]:
    raw = _raw_header(message, "From")
    name, address = email.utils.parseaddr(raw)
    found = _ADDRESS.fullmatch(address)
    if not found and (anywhere := _ADDRESS.search(raw)):
        found, name = anywhere, name if name != address else ""
    return _line(_decoded(name))[:120], found[0] if found else ""


def _moment(text: str) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text.strip())
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        # Far days cannot be turned into the clock of another place.
        return found if 1990 <= found.year <= 2200 else None
    except _BROKEN:
        return None


def _raw_header(message: Message, name: str) -> str:
    """Return the first header of this name as it stands; bytes nobody declared are taken for UTF-8."""
    for key, value in message.raw_items():
        if key.casefold() == name.casefold():
            found = str(value).encode("utf-8", "surrogateescape")
            return re.sub(r"\r?\n[ \t]*", " ", _in_letters(found, "utf-8"))[:4_000]
    return ""


def _header(message: Message, name: str) -> str:
    return _decoded(_raw_header(message, name)).strip()


def _decoded(text: str) -> str:
    """Return a header with its encoded words in letters (RFC 2047)."""
    if "=?" not in text:
        return text
    try:
        parts = email.header.decode_header(text)
    except _BROKEN:
        return text
    return "".join(part if isinstance(part, str) else _in_letters(part, charset or "utf-8") for part, charset in parts)


def _in_letters(content: bytes, charset: str) -> str:
    for name in (charset, "utf-8", "cp1258"):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


# --- words and files ----------------------------------------------------------------------------------------------


@dataclass
class _Content:
    """Texts and files of a message in their order; of several versions of one text the plain one counts."""

    files: list[Attached] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    found: list[tuple[int, bool, str]] = field(default_factory=list)
    parts: int = 0
    versions: int = 0

    def take(self, message: Message) -> None:
        """Go through all parts, those of messages within it too, never deeper or longer than allowed."""
        waiting: list[tuple[Message, int, int]] = [(message, 0, 0)]
        while waiting:
            part, depth, version = waiting.pop()
            self.parts += 1
            if self.parts > MOST_PARTS or depth > MOST_DEPTH:
                self.remarks.append(TOO_MANY_PARTS)
                continue
            inner = part.get_payload()
            if part.is_multipart() and isinstance(inner, list):
                if part.get_content_type() == "message/rfc822":
                    self._name_letter(inner)
                    version = 0
                elif part.get_content_maintype() == "message":
                    continue
                elif part.get_content_type() == "multipart/alternative":
                    self.versions += 1
                    version = self.versions
                waiting += [(each, depth + 1, version) for each in reversed(inner) if isinstance(each, Message)]
            else:
                self._take_part(part, version)

    def texts(self) -> Iterator[str]:
        """Return the texts; HTML only where there is no plain version of the same."""
        plain = {version for version, is_html, text in self.found if version and not is_html and text.strip()}
        for version, is_html, text in self.found:
            if not is_html:
                yield text
            elif version not in plain:
                yield html_as_text(text)

    def _name_letter(self, inner: Sequence[object]) -> None:
        first = inner[0] if inner else None
        if isinstance(first, Message):
            name, address = _sender(first)
            day = _moment(_header(first, "Date"))
            said = [_line(_header(first, "Subject")), name or address, format_date(day.date()) if day else ""]
            self.found.append((0, False, f"[Thư kèm theo: {', '.join(filter(None, said))}]"))

    def _take_part(self, part: Message, version: int) -> None:
        sort = part.get_content_type()
        name = _file_name(part)
        if sort in SIGNATURES:
            return
        if sort in LOCKED:
            self.remarks.append(ENCRYPTED)
            return
        if sort == "application/ms-tnef" or name.casefold() == "winmail.dat":
            self.remarks.append(OUTLOOK_BOX)
            return
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        is_attached = part.get_content_disposition() == "attachment" or bool(name)
        if sort in ("text/plain", "text/html") and not is_attached:
            self.found.append((version, sort == "text/html", _in_letters(content, _charset(part))))
        elif content or name:
            is_inline = part.get_content_disposition() == "inline" or bool(part.get("Content-ID"))
            ending = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}.get(sort, "")
            self.files.append(Attached(name or f"tep-{len(self.files) + 1}{ending}", content, is_inline))


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or "utf-8"
    except _BROKEN:
        return "utf-8"


def _file_name(part: Message) -> str:
    try:
        return _line(_decoded(str(part.get_filename() or "")))[:200]
    except _BROKEN:
        return ""


def _clean(text: str) -> str:
    """Return a text in one form of letters, without what cannot be seen, its empty lines no more than one at a time."""
    lines = nfc(text.replace("\r\n", "\n").replace("\r", "\n")[: 2 * MOST_CHARACTERS]).split("\n")
    seen = "\n".join(_line(line, keep=line.startswith(" ")) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", seen).strip()


def _line(text: str, *, keep: bool = False) -> str:
    visible = "".join(
        " " if char.isspace() else char for char in nfc(text) if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    return visible.rstrip() if keep else visible.strip()


_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset(["head", "script", "style", "template", "title", "noscript", "object", "svg"])
_CELLS = frozenset({"td", "th"})


class _Words(HTMLParser):
    """Keeps the words of a page and where its lines end; nothing in it is followed, loaded or run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen.append(tag)
        elif tag in _BLOCKS:
            self.kept.append("\n• " if tag == "li" else "\n")
        elif tag in _CELLS:
            self.kept.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            # A tag somebody forgot to close ends with the one around it.
            del self.unseen[self.unseen.index(tag) :]
        elif tag in _BLOCKS:
            self.kept.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.kept.append(re.sub(r"\s+", " ", data))


def html_as_text(html: str) -> str:
    """Return the words of an HTML body as lines."""
    words = _Words()
    try:
        words.feed(html[:MOST_HTML_CHARACTERS])
        words.close()
        found = "".join(words.kept)
    except _BROKEN:
        found = re.sub(r"<[^<>]{0,2000}>", " ", html[:MOST_HTML_CHARACTERS])
    lines = (" ".join(line.split()) for line in found.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
