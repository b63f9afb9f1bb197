"""The code and the secret a writer follows a case with: made from a token, so that asking twice gives the same.

Letters and digits that are read and typed without mistakes (no I, L, O, U);
what looks alike is read as what was meant.  The code holds 65 bits, the
secret 40.
"""

import hashlib
import hmac
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH, SECRET_LENGTH = 13, 8
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


@dataclass(frozen=True)
class FollowKeys:
    """What is printed on a receipt, in groups."""

    code: str
    secret: str


def keys_from(token: str, *, key: bytes) -> FollowKeys:
    """Return what belongs to a token; without the platform's key nobody can tell it from the token."""
    return FollowKeys(
        code=_grouped(_letters(key, f"code {token}", CODE_LENGTH), (4, 4, 5)),
        secret=_grouped(_letters(key, f"secret {token}", SECRET_LENGTH), (4, 4)),
    )


def normalized(typed: str) -> str:
    """Return a code or secret as it was meant: without spaces and dashes, in capitals, look-alikes replaced."""
    return "".join(each for each in typed.upper() if each.isalnum()).translate(_MEANT)


def code_hash(code: str) -> str:
    """Return what a code is found by; 65 random bits need no salt."""
    return hashlib.sha256(normalized(code).encode()).hexdigest()


def _letters(key: bytes, text: str, length: int) -> str:
    number = int.from_bytes(hmac.digest(key, text.encode(), "sha256"), "big")
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(length))


def _grouped(letters: str, sizes: tuple[int, ...]) -> str:
    groups, start = [], 0
    for size in sizes:
        groups.append(letters[start : start + size])
        start += size
    return "-".join(groups)
