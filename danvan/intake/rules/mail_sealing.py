"""Sealing of mails that wait: whoever copies the database, or a backup of it, reads nothing of them.

The key comes from the platform's own secret; a mail is bound to the unit and
the mark it was sealed for.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from danvan.kernel import sealing


def seal_words(secret: str, words: Mapping[str, Any], *, place: str) -> bytes:
    """Return what a mail says, sealed."""
    return sealing.seal(_key(secret), json.dumps(dict(words)).encode(), place=place)


def unseal_words(secrets: Iterable[str], sealed: bytes, *, place: str) -> dict[str, Any]:
    """Return what a mail says, with the first secret that opens it.  Raises CannotUnseal."""
    found: dict[str, Any] = json.loads(_unseal(secrets, sealed, place))
    return found


def seal_file(secret: str, name: str, content_type: str, content: bytes, *, place: str) -> bytes:
    """Return a file with its name, sealed."""
    head = json.dumps([name, content_type]).encode()
    return sealing.seal(_key(secret), len(head).to_bytes(4, "big") + head + content, place=place)


def unseal_file(secrets: Iterable[str], sealed: bytes, *, place: str) -> tuple[str, str, bytes]:
    """Return the name of a file, its content type and its bytes.  Raises CannotUnseal."""
    plain = _unseal(secrets, sealed, place)
    end = 4 + int.from_bytes(plain[:4], "big")
    name, content_type = json.loads(plain[4:end])
    return name, content_type, plain[end:]


def _unseal(secrets: Iterable[str], sealed: bytes, place: str) -> bytes:
    for secret in secrets:
        try:
            return sealing.unseal(_key(secret), sealed, place=place)
        except sealing.CannotUnseal:
            continue
    raise sealing.CannotUnseal


def _key(secret: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"danvan waiting mail").derive(secret.encode())
