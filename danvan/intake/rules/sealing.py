"""Sealing what somebody types with a token only their browser keeps."""

import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


class CannotUnseal(ValueError):
    """The token does not open it, or it was tampered with."""


def hash_of(token: str) -> str:
    """Return what a draft is found by; the token itself is never kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal(given: Mapping[str, Any], token: str) -> bytes:
    """Return the data encrypted under the token (AES-256-GCM)."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_key(token)).encrypt(nonce, json.dumps(dict(given)).encode(), None)


def unseal(sealed: bytes, token: str) -> dict[str, Any]:
    """Return the data.  Raises CannotUnseal."""
    try:
        opened = AESGCM(_key(token)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except InvalidTag as error:
        raise CannotUnseal from error
    found: dict[str, Any] = json.loads(opened)
    return found


def _key(token: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"danvan online draft").derive(token.encode())
