"""Sealing bytes with a key: AES-256-GCM, a fresh nonce each time, bound to the place it belongs to."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES, NONCE_BYTES = 32, 12


class CannotUnseal(ValueError):
    """The key does not open it, it belongs elsewhere, or it was tampered with."""


def new_key() -> bytes:
    """Return a key nobody has."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plain: bytes, *, place: str) -> bytes:
    """Return the bytes sealed; whoever moves them to another place cannot open them there."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Return what was sealed.  Raises CannotUnseal."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal from error
