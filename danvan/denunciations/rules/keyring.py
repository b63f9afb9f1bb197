"""The keys of the platform itself: they wrap the key of each case, and are kept outside the database and its backups.

One file, a line for each: a name and the key in hexadecimal.  The last
wrapping key is the one in use; older ones open what they wrapped until
everything was wrapped anew.  `marks` makes the marks of exclusions.
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from danvan.kernel import sealing

MARKS = "marks"


class BadKeyRing(ValueError):
    """The file is not there, or not a key ring."""


@dataclass(frozen=True)
class KeyRing:
    """The keys by name."""

    keys: Mapping[str, bytes]

    @property
    def wrapping(self) -> list[str]:
        """The names of the wrapping keys, the one in use last."""
        return [name for name in self.keys if name != MARKS]

    @property
    def active(self) -> str:
        """The name of the wrapping key in use."""
        return self.wrapping[-1]

    def wrap(self, key: bytes, *, place: str) -> tuple[str, bytes]:
        """Return a key of a case sealed, with the name of what sealed it."""
        return self.active, sealing.seal(self.keys[self.active], key, place=place)

    def unwrap(self, name: str, wrapped: bytes, *, place: str) -> bytes:
        """Return a key of a case.  Raises CannotUnseal, also when the wrapping key is gone."""
        if name not in self.keys:
            raise sealing.CannotUnseal(name)
        return sealing.unseal(self.keys[name], wrapped, place=place)

    def mark(self, what: str) -> str:
        """Return a mark that tells nothing of what it marks to whoever lacks the key."""
        return hmac.digest(self.keys[MARKS], what.encode(), "sha256").hex()


def read_key_ring(path: Path) -> KeyRing:
    """Read the file.  Raises BadKeyRing; never says what stands in it."""
    try:
        lines = path.read_text(encoding="ascii").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadKeyRing(path.name) from error
    keys: dict[str, bytes] = {}
    for line in filter(None, lines):
        name, _space, text = line.partition(" ")
        try:
            key = bytes.fromhex(text)
        except ValueError:
            key = b""
        if len(key) != sealing.KEY_BYTES or name in keys:
            raise BadKeyRing(path.name)
        keys[name] = key
    if MARKS not in keys or len(keys) < 2:
        raise BadKeyRing(path.name)
    return KeyRing(keys)


def write_key_ring(path: Path, ring: KeyRing) -> None:
    """Write the file whole, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.writelines(f"{name} {key.hex()}\n" for name, key in ring.keys.items())
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def new_key_ring(name: str) -> KeyRing:
    """Return a ring with its first wrapping key."""
    return KeyRing({MARKS: sealing.new_key(), name: sealing.new_key()})


def with_new_key(ring: KeyRing, name: str) -> KeyRing:
    """Return the ring with another wrapping key, which is used from now on."""
    if name in ring.keys:
        raise ValueError(name)
    return KeyRing({**ring.keys, name: sealing.new_key()})


def with_active_only(ring: KeyRing) -> KeyRing:
    """Return the ring without the wrapping keys no longer in use; what only they open is lost for good."""
    return KeyRing({MARKS: ring.keys[MARKS], ring.active: ring.keys[ring.active]})
