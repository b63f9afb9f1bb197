"""What a file is, found from its bytes.

The name and the browser's word prove nothing: a renamed program is still a
program.  The library reads the signature; because a signature can be pasted in
front of anything, each accepted kind must also end or be built as its format
says.  Word and Excel files are archives and are looked into without unpacking
more than a stated number of bytes.
"""

import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO
from urllib.parse import unquote
from xml.parsers import expat
from zlib import error as BrokenStream

import puremagic
import pypdfium2

from danvan.kernel.pdf import opened_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# An office file of the permitted upload size never holds more; a bomb does.
MOST_PARTS = 5_000
MOST_UNPACKED_BYTES = 300 * 1024**2
MOST_TIMES_PACKED = 200
SMALL_ENOUGH_BYTES = 1024**2
# The largest camera of a phone, and a little; a picture that says more fills the memory of whoever opens it.
MOST_PIXELS = 250_000_000
# Of all parts that say what belongs to what together; the largest sheet of links has two thirds of it.
MOST_RELATION_BYTES = 16 * 1024**2

# How an address of another machine begins, backslashes written as slashes; one on the writer's own disk does not.
_ELSEWHERE = re.compile(r"(?:https?:|ftps?:|mhtml:|//|file:(?://)?(?:[^/]|/{3,}[^/:]*/))", re.IGNORECASE)


class Flaw(StrEnum):
    """Why the bytes are not acceptable."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    BOMB = "bomb"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Finding:
    """The content type of a sound file, or its flaw."""

    content_type: str = ""
    flaw: Flaw | None = None


def inspect(stream: IO[bytes]) -> Finding:
    """Return what the bytes are; the stream is read wherever it must be and left at its start."""
    stream.seek(0)
    head = stream.read(8192)
    stream.seek(0)
    if not head:
        return Finding(flaw=Flaw.EMPTY)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Finding(flaw=_flaw_of_old_office(stream))
    for content_type in _claimed(head):
        if check := _CHECKS.get(content_type):
            try:
                finding = check(stream, content_type)
            finally:
                stream.seek(0)
            return finding
    return Finding(flaw=Flaw.UNKNOWN)


def _claimed(head: bytes) -> list[str]:
    if head.startswith(b"PK\x03\x04"):
        return ["application/zip"]
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []
    return [match.mime_type for match in matches]


def _flaw_of_old_office(stream: IO[bytes]) -> Flaw:
    """An Office file with a password is an old-style container holding an "EncryptedPackage"."""
    content = stream.read(1024**2)
    stream.seek(0)
    return Flaw.ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in content else Flaw.UNKNOWN


def _tail(stream: IO[bytes], size: int) -> bytes:
    end = stream.seek(0, 2)
    stream.seek(max(0, end - size))
    return stream.read()


def _ends_with(mark: bytes, *, within: int) -> Callable[[IO[bytes], str], Finding]:
    """Return a check that the mark of the format's end stands near the end; a cut-off file has none."""

    def check(stream: IO[bytes], content_type: str) -> Finding:
        return Finding(content_type) if mark in _tail(stream, within) else Finding(flaw=Flaw.BROKEN)

    return check


def _check_office(stream: IO[bytes], _content_type: str) -> Finding:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            return _look_into(archive)
    except (zipfile.BadZipFile, BrokenStream, NotImplementedError, EOFError, ValueError, OSError):
        return Finding(flaw=Flaw.BROKEN)


def _look_into(archive: zipfile.ZipFile) -> Finding:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS:
        return Finding(flaw=Flaw.BOMB)
    if any(part.flag_bits & 1 for part in parts):
        return Finding(flaw=Flaw.ENCRYPTED)
    if "[Content_Types].xml" not in names:
        return Finding(flaw=Flaw.UNKNOWN)
    if any(_leads_out(name) for name in names):
        return Finding(flaw=Flaw.BROKEN)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return Finding(flaw=Flaw.MACROS)
    packed = sum(part.compress_size for part in parts)
    unpacked = _unpacked_size(archive, parts)
    if unpacked > MOST_UNPACKED_BYTES or (unpacked > SMALL_ENOUGH_BYTES and unpacked > packed * MOST_TIMES_PACKED):
        return Finding(flaw=Flaw.BOMB)
    # Not by name: of two parts of the same name another program may read the other one.
    relations = [part for part in parts if part.filename.lower().endswith(".rels")]
    if flaw := _flaw_of_relations(archive, relations):
        return Finding(flaw=flaw)
    if "word/document.xml" in names:
        return Finding(DOCX)
    if "xl/workbook.xml" in names:
        return Finding(XLSX)
    return Finding(flaw=Flaw.UNKNOWN)


def _leads_out(name: str) -> bool:
    """Whether a part, unpacked by somebody careless, would land outside its folder."""
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _flaw_of_relations(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Flaw | None:
    """Return what is wrong with the parts that say what belongs to what; nothing for most files."""
    left = MOST_RELATION_BYTES
    for part in parts:
        with archive.open(part) as content:
            text = content.read(left + 1)
        left -= len(text)
        if left < 0:
            return Flaw.BOMB
        try:
            if _fetches(text):
                return Flaw.OUTSIDE
        except (expat.ExpatError, LookupError, ValueError):
            return Flaw.BROKEN
    return None


def _fetches(text: bytes) -> bool:
    """Whether opening the file fetches something from elsewhere; links one has to follow by hand do not.

    Read as XML, in whatever encoding: the bytes say "http:" in many ways.
    Raises ExpatError, LookupError and ValueError for what is no XML, and for
    one that declares words of its own, which no office program writes.
    """
    found = []

    def start(tag: str, given: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship" and given.get("TargetMode", "").strip().lower() == "external":
            target = unquote(given.get("Target", "")).strip().replace("\\", "/")
            if not given.get("Type", "").strip().endswith("/hyperlink") and _ELSEWHERE.match(target):
                found.append(target)

    def refuse(*_declared: object) -> None:
        raise ValueError("a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(text, True)
    return bool(found)


def _check_pdf(stream: IO[bytes], content_type: str) -> Finding:
    """A PDF ends as one, and opens without a password; one that only forbids printing does."""
    if b"%%EOF" not in _tail(stream, 2_048):
        return Finding(flaw=Flaw.BROKEN)
    stream.seek(0)
    content = stream.read()
    if b"/Encrypt" in content:
        try:
            with opened_pdf(content) as document:
                if not len(document):
                    return Finding(flaw=Flaw.BROKEN)
        except pypdfium2.PdfiumError as error:
            return Finding(flaw=Flaw.ENCRYPTED if "password" in str(error).lower() else Flaw.BROKEN)
    return Finding(content_type)


def _picture(
    is_whole: Callable[[IO[bytes], str], Finding], size: Callable[[IO[bytes]], tuple[int, int]]
) -> Callable[[IO[bytes], str], Finding]:
    """Return a check that a picture is whole and says a size a picture can have."""

    def check(stream: IO[bytes], content_type: str) -> Finding:
        finding = is_whole(stream, content_type)
        if finding.flaw:
            return finding
        stream.seek(0)
        width, height = size(stream)
        return Finding(flaw=Flaw.BOMB) if width * height > MOST_PIXELS else finding

    return check


def _png_size(stream: IO[bytes]) -> tuple[int, int]:
    head = stream.read(24)
    return struct.unpack(">II", head[16:24]) if len(head) == 24 else (0, 0)


def _jpeg_size(stream: IO[bytes]) -> tuple[int, int]:
    """Return the largest size any frame of the photo states; small previews stand in segments of their own."""
    stream.seek(2)
    largest = (0, 0)
    while (mark := stream.read(2)) and mark[:1] == b"\xff" and mark not in (b"\xff\xda", b"\xff\xd9"):
        length = int.from_bytes(stream.read(2), "big")
        part = stream.read(max(0, length - 2))
        if mark[1] in range(0xC0, 0xD0) and mark[1] not in (0xC4, 0xC8, 0xCC) and len(part) >= 5:
            height, width = struct.unpack(">HH", part[1:5])
            largest = max(largest, (width, height), key=lambda each: each[0] * each[1])
    return largest


def _unpacked_size(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> int:
    """Return how many bytes really come out, stopping as soon as it is too many: the stated sizes may lie."""
    total = sum(part.file_size for part in parts)
    if total > MOST_UNPACKED_BYTES:
        return total
    total = 0
    for part in parts:
        # Python would stop at the stated size, other readers go on to the real end.
        part.file_size = 2 * MOST_UNPACKED_BYTES
        with archive.open(part) as content:
            while chunk := content.read(1024**2):
                total += len(chunk)
                if total > MOST_UNPACKED_BYTES:
                    return total
    return total


_CHECKS: dict[str, Callable[[IO[bytes], str], Finding]] = {
    "application/pdf": _check_pdf,
    "image/png": _picture(_ends_with(b"IEND\xaeB`\x82", within=1_024), _png_size),
    # Cameras write previews and notes behind the end mark.
    "image/jpeg": _picture(_ends_with(b"\xff\xd9", within=65_536), _jpeg_size),
    "application/zip": _check_office,
}
