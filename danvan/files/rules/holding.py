"""Whose a held file is, and what its secret is kept as."""

import hashlib
from dataclasses import dataclass


def hash_of(secret: str) -> str:
    """Return what a secret is kept as; the secret itself never is."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True)
class Holder:
    """Who may use a file they sent: a session, or a letter being written.

    `address` marks the network address of somebody without an account, so that
    one address cannot fill the disk under many names.
    """

    mark: str
    address: str = ""

    @classmethod
    def of(cls, kind: str, secret: str, *, address: str = "") -> "Holder":
        """Return the holder who has a secret of a kind; the same secret of another kind is another holder."""
        return cls(hash_of(f"{kind}:{secret}"), address)
