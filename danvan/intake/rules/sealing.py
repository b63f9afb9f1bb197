"""Sealing what somebody types with a token only their browser keeps."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from danvan.kernel import sealing

PLACE = "online draft"


def hash_of(token: str) -> str:
    """Return what a draft is found by; the token itself is never kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal(given: Mapping[str, Any], token: str) -> bytes:
    """Return the data sealed under the token."""
    return sealing.seal(_key(token), json.dumps(dict(given)).encode(), place=PLACE)


def unseal(sealed: bytes, token: str) -> dict[str, Any]:
    """Return the data.  Raises CannotUnseal."""
    found: dict[str, Any] = json.loads(sealing.unseal(_key(token), sealed, place=PLACE))
    return found


def _key(token: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"danvan online draft").derive(token.encode())
