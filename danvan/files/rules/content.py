"""What a file is, found from its bytes.

The name and the browser's word prove nothing: a renamed program is still a
program.  The library reads the signature; because a signature can be pasted in
front of anything, each accepted kind must also end or be built as its format
says.  Word and Excel files are archives and are looked into without unpacking
more than a stated number of bytes.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO
from zlib import error as BrokenStream

import puremagic

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# An office file of the permitted upload size never holds more; a bomb does.
MOST_PARTS = 5_000
MOST_UNPACKED_BYTES = 300 * 1024**2
MOST_TIMES_PACKED = 200
SMALL_ENOUGH_BYTES = 1024**2


class Flaw(StrEnum):
    """Why the bytes are not acceptable."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    BOMB = "bomb"


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
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return Finding(flaw=Flaw.MACROS)
    packed = sum(part.compress_size for part in parts)
    unpacked = _unpacked_size(archive, parts)
    if unpacked > MOST_UNPACKED_BYTES or (unpacked > SMALL_ENOUGH_BYTES and unpacked > packed * MOST_TIMES_PACKED):
        return Finding(flaw=Flaw.BOMB)
    if "word/document.xml" in names:
        return Finding(DOCX)
    if "xl/workbook.xml" in names:
        return Finding(XLSX)
    return Finding(flaw=Flaw.UNKNOWN)


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
    "application/pdf": _ends_with(b"%%EOF", within=2_048),
    "image/png": _ends_with(b"IEND\xaeB`\x82", within=1_024),
    # Cameras write previews and notes behind the end mark.
    "image/jpeg": _ends_with(b"\xff\xd9", within=65_536),
    "application/zip": _check_office,
}
