"""The vault for identities: what is put in under its public key comes out only with a private key no operator holds.

The private key lies sealed to the key pair of each custodian, and each
custodian's private key under a passphrase only they know.  X25519 in HPKE
(RFC 9180), Argon2id (RFC 9106).
"""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from danvan.kernel import sealing
from danvan.kernel.sealing import CannotUnseal

SALT_BYTES, LEAST_PASSPHRASE = 16, 12
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PLACE = "custodian key"


@dataclass(frozen=True)
class LockedPair:
    """A key pair whose private half opens with a passphrase."""

    public: bytes
    salt: bytes
    locked: bytes


def new_pair() -> tuple[bytes, bytes]:
    """Return a new private and public key."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def lock_pair(private: bytes, passphrase: str) -> LockedPair:
    """Return the pair with its private key under a passphrase."""
    salt = os.urandom(SALT_BYTES)
    return LockedPair(public_of(private), salt, sealing.seal(_from_words(passphrase, salt), private, place=_PLACE))


def unlock(pair: LockedPair, passphrase: str) -> bytes:
    """Return the private key.  Raises CannotUnseal for another passphrase."""
    return sealing.unseal(_from_words(passphrase, pair.salt), pair.locked, place=_PLACE)


def put_in(key: bytes, public: bytes, *, place: str) -> bytes:
    """Return a key sealed so that only the private half of `public` opens it, and only for this place."""
    return _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(public), info=place.encode())


def take_out(sealed: bytes, private: bytes, *, place: str) -> bytes:
    """Return what was put in.  Raises CannotUnseal."""
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(private), info=place.encode())
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal from error


def _from_words(passphrase: str, salt: bytes) -> bytes:
    derivation = Argon2id(salt=salt, length=sealing.KEY_BYTES, iterations=3, lanes=4, memory_cost=64 * 1024)
    return derivation.derive(passphrase.encode())
