"""Putting words and files under the keys of their compartment, and opening them; whoever calls has asked and recorded.

The words of the file and the extract have one key each, wrapped by the ring.
What tells who somebody is gets a key of its own each time, put into the vault
and forgotten: afterwards only a custodian can bring it back.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from danvan.casework.models import CaseAct
from danvan.denunciations.choices import Compartment, TextKind
from danvan.denunciations.models import (
    Denunciation,
    MaskedPage,
    SealedKey,
    SealedLetter,
    SealedPaper,
    SealedText,
    VaultKey,
)
from danvan.denunciations.rules import vault as vaults
from danvan.denunciations.rules.masks import Box, as_rows, from_rows
from danvan.denunciations.selectors.seals import key_ring, vault_in_use
from danvan.denunciations.services.locking import hold_vault
from danvan.kernel import sealing


@dataclass(frozen=True)
class Sheet:
    """A file to be sealed, or opened again."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Words:
    """One opened text: what it is, what it says, the act it came with."""

    kind: str
    said: Mapping[str, Any]
    act_id: int | None


class Deposit:
    """One key of a compartment, held while something is put under it."""

    def __init__(self, denunciation: Denunciation, compartment: Compartment) -> None:
        """Find the key of the compartment, or make one.  Raises NoSeals."""
        known = None
        if compartment != Compartment.IDENTITY:
            known = denunciation.keys.filter(compartment=compartment).first()
        self.row = known or SealedKey(denunciation=denunciation, compartment=compartment, bound_to=denunciation.pk)
        self.place = place_of_key(self.row)
        if known is not None:
            self._key = unwrapped(known)
            return
        self._key = sealing.new_key()
        if compartment == Compartment.IDENTITY:
            hold_vault()
            vault = vault_in_use()
            self.row.vault = vault
            self.row.wrapped = vaults.put_in(self._key, bytes(vault.public_key), place=self.place)
        else:
            self.row.wrapped_by, self.row.wrapped = key_ring().wrap(self._key, place=self.place)
        self.row.save()

    def text(self, kind: TextKind, said: Mapping[str, Any], act: CaseAct | None = None) -> SealedText:
        """Seal words."""
        plain = json.dumps(dict(said), ensure_ascii=False).encode()
        return SealedText.objects.create(
            key=self.row, act=act, kind=kind, sealed=sealing.seal(self._key, plain, place=f"{self.place} {kind}")
        )

    def letter(self, said: bytes) -> bytes:
        """Return what a paper that goes out says, sealed."""
        return sealed_letter(self.row, self._key, said)

    def name_of(self, paper: SealedPaper) -> str:
        """Return the name of a file that lies here already."""
        return opened_head(self.row, self._key, paper)[0]

    def paper(self, sheet: Sheet, act: CaseAct | None = None, *, made_from: SealedPaper | None = None) -> SealedPaper:
        """Seal a file, and its name and type apart, so that a list opens without the file."""
        head = json.dumps({"name": sheet.name, "type": sheet.content_type}, ensure_ascii=False).encode()
        return SealedPaper.objects.create(
            key=self.row,
            act=act,
            made_from=made_from,
            head=sealing.seal(self._key, head, place=f"{self.place} head"),
            sealed=sealing.seal(self._key, sheet.content, place=f"{self.place} paper"),
            size=len(sheet.content),
        )


def place_of_key(row: SealedKey) -> str:
    """Return what a key and everything under it is bound to."""
    return f"denunciation {row.bound_to} {row.compartment}"


def unwrapped(row: SealedKey) -> bytes:
    """Return the key of the words or the extract.  Raises NoSeals, CannotUnseal once destroyed."""
    return key_ring().unwrap(row.wrapped_by, bytes(row.wrapped), place=place_of_key(row))


def taken_out(row: SealedKey, custody: VaultKey, private: bytes) -> bytes:
    """Return the key of an identity with a custodian's private key.  Raises CannotUnseal."""
    opened = vaults.take_out(bytes(custody.sealed), private, place=place_of_vault(custody.vault_id))
    return vaults.take_out(bytes(row.wrapped), opened, place=place_of_key(row))


def place_of_vault(vault_id: int) -> str:
    """Return what a custodian's copy of the vault's key is bound to."""
    return f"vault {vault_id}"


def opened_texts(row: SealedKey, key: bytes, texts: Iterable[SealedText]) -> list[Words]:
    """Return the words under a key, in the order they were put there."""
    place = place_of_key(row)
    return [
        Words(text.kind, json.loads(sealing.unseal(key, bytes(text.sealed), place=f"{place} {text.kind}")), text.act_id)
        for text in texts
    ]


def sealed_letter(row: SealedKey, key: bytes, said: bytes) -> bytes:
    """Return what a paper that goes out says, sealed."""
    return sealing.seal(key, said, place=f"{place_of_key(row)} letter")


def opened_letter(row: SealedKey, key: bytes, letter: SealedLetter) -> bytes:
    """Return what a paper that goes out says."""
    return sealing.unseal(key, bytes(letter.sealed), place=f"{place_of_key(row)} letter")


def sealed_boxes(row: SealedKey, key: bytes, boxes: Sequence[Box]) -> bytes:
    """Return the black boxes of a page sealed."""
    return sealing.seal(key, json.dumps(as_rows(boxes)).encode(), place=f"{place_of_key(row)} boxes")


def opened_boxes(row: SealedKey, key: bytes, page: MaskedPage) -> list[Box]:
    """Return the black boxes of a page."""
    return from_rows(json.loads(sealing.unseal(key, bytes(page.boxes), place=f"{place_of_key(row)} boxes")))


def opened_head(row: SealedKey, key: bytes, paper: SealedPaper) -> tuple[str, str]:
    """Return the name and type of a sealed file."""
    head = json.loads(sealing.unseal(key, bytes(paper.head), place=f"{place_of_key(row)} head"))
    return head["name"], head["type"]


def opened_paper(row: SealedKey, key: bytes, paper: SealedPaper) -> Sheet:
    """Return a sealed file."""
    name, content_type = opened_head(row, key, paper)
    return Sheet(name, content_type, sealing.unseal(key, bytes(paper.sealed), place=f"{place_of_key(row)} paper"))
