"""The vault's private key on paper, in words: any k of n shares give it back, fewer tell nothing (SLIP-0039)."""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from danvan.kernel.sealing import CannotUnseal


def split(private: bytes, *, needed: int, count: int) -> list[str]:
    """Return `count` shares of which `needed` give the key back.  Raises ValueError for other than 2 ≤ k ≤ n ≤ 16."""
    if not 2 <= needed <= count <= 16:
        raise ValueError(f"{needed} of {count}")
    shares: list[str] = generate_mnemonics(1, [(needed, count)], private, extendable=True)[0]
    return shares


def combine(shares: Sequence[str]) -> bytes:
    """Return the key.  Raises CannotUnseal when the shares are too few, misspelt, or of different splits."""
    try:
        private: bytes = combine_mnemonics([" ".join(share.lower().split()) for share in shares])
    except (MnemonicError, ValueError) as error:
        raise CannotUnseal(str(error)) from error
    return private
