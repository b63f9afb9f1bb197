"""Making the vault, giving custodians its key, dividing it on paper, bringing it back, renewing it.

Nobody but a custodian with their passphrase, or k holders of paper shares
together, ever has the vault's private key; it is never written down opened.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.denunciations.models import Custodian, Rehearsal, ReleasedKey, SealedKey, Vault, VaultKey
from danvan.denunciations.rules import shares as paper
from danvan.denunciations.rules import vault as vaults
from danvan.denunciations.rules.keyring import new_key_ring, with_active_only, with_new_key, write_key_ring
from danvan.denunciations.rules.vault import LEAST_PASSPHRASE, LockedPair
from danvan.denunciations.selectors.seals import key_ring, vault_in_use
from danvan.denunciations.services.locking import hold_vault
from danvan.denunciations.services.sealing import place_of_key, place_of_vault
from danvan.journal.services import record_act
from danvan.kernel.errors import NoAuthority, RuleError
from danvan.kernel.sealing import CannotUnseal
from danvan.notices.services import Message, tell

LEAST_SHARES, MOST_SHARES = 2, 16


class AlreadyThere(RuleError):
    """A ring, a vault or a key that must not be made twice."""

    code = "already_there"
    message = "%(what)s đã có; làm lại sẽ mất những gì đã niêm phong."


class ShortPassphrase(RuleError):
    """The passphrase of a custodian is too short."""

    code = "short_passphrase"
    message = "Cụm mật khẩu giữ khóa cần ít nhất %(least)s ký tự."


class WrongPassphrase(RuleError):
    """It opens nothing."""

    code = "wrong_passphrase"
    message = "Cụm mật khẩu không đúng."


class WrongShares(RuleError):
    """The shares do not give the vault's key back."""

    code = "wrong_shares"
    message = "Các mảnh khóa không ghép được: thiếu mảnh, gõ sai, hoặc không thuộc kho niêm phong đang dùng."


class WrongNumbers(RuleError):
    """So many shares cannot be made."""

    code = "wrong_numbers"
    message = f"Số mảnh đủ để khôi phục ít nhất {LEAST_SHARES}, số mảnh in ra nhiều nhất {MOST_SHARES} và không ít hơn."


class NotACustodian(RuleError):
    """Whoever asks keeps no key of the vault in use."""

    code = "not_a_custodian"
    message = "Chưa giữ khóa của kho niêm phong đang dùng."


def make_key_ring(*, at: datetime) -> None:
    """Make the platform's own keys where the settings say.  Raises AlreadyThere."""
    if settings.SEAL_KEYS.exists():
        raise AlreadyThere(params={"what": "Tệp khóa của hệ thống"})
    write_key_ring(settings.SEAL_KEYS, new_key_ring(_name(at)))


@transaction.atomic
def make_vault(*, needed: int, count: int, actor: Actor, at: datetime) -> list[str]:
    """Make the vault and return its key in shares, once; no custodian has it until the shares are brought together.

    Raises NoAuthority, AlreadyThere.
    """
    require(actor, Right.RUN_SYSTEM)
    if Vault.objects.filter(ended_at=None).exists():
        raise AlreadyThere(params={"what": "Kho niêm phong"})
    private, public = vaults.new_pair()
    vault = Vault.objects.create(public_key=public, made_at=at, needed=needed, shares=count)
    _record("vault.made", actor, vault.pk)
    return paper.split(private, needed=needed, count=count)


@transaction.atomic
def make_custodian_key(passphrase: str, *, actor: Actor, at: datetime) -> Custodian:
    """Make the actor's own pair, in place of the one before, which then opens nothing more.

    The new one opens nothing either until the vault's key is handed to it.
    Raises NoAuthority, ShortPassphrase.
    """
    require(actor, Right.KEEP_SEALS)
    if len(passphrase) < LEAST_PASSPHRASE:
        raise ShortPassphrase(params={"least": LEAST_PASSPHRASE})
    if actor.holding_id is None:
        raise NoAuthority
    end_custodians(actor.holding_id, at=at)
    private, _public = vaults.new_pair()
    pair = vaults.lock_pair(private, passphrase)
    custodian = Custodian.objects.create(
        holding_id=actor.holding_id, public_key=pair.public, salt=pair.salt, locked_key=pair.locked, made_at=at
    )
    _record("vault.custodian", actor, custodian.pk)
    return custodian


def end_custodians(holding_id: int, *, at: datetime) -> None:
    """Take the vault's key back from whoever kept it in a post."""
    ended = Custodian.objects.filter(holding=holding_id, ended_at=None)
    VaultKey.objects.filter(custodian__in=ended).delete()
    ended.update(ended_at=at)


@transaction.atomic
def hand_over(custodian: Custodian, own: Custodian, passphrase: str, *, actor: Actor) -> None:
    """Let another custodian have the vault's key: one who has it opens it and seals it to them.

    Raises NoAuthority, NotACustodian, WrongPassphrase.
    """
    require(actor, Right.KEEP_SEALS)
    custody = custody_of(own)
    give_vault_key(custody.vault, custodian, opened_vault_key(own, custody, passphrase))
    _record("vault.handed_over", actor, custodian.pk)


@transaction.atomic
def recover(given: Sequence[str], custodian: Custodian, *, actor: Actor) -> None:
    """Give a custodian the vault's key from the shares on paper.  Raises NoAuthority, WrongShares, NoSeals."""
    require(actor, Right.RUN_SYSTEM)
    vault = vault_in_use()
    give_vault_key(vault, custodian, _from_shares(given, vault))
    _record("vault.recovered", actor, custodian.pk, shares=len(given))


@transaction.atomic
def rehearse(given: Sequence[str], *, actor: Actor, at: datetime) -> bool:
    """Bring shares together, see that they open the vault, forget them; return whether they did.

    Raises NoAuthority, NoSeals.
    """
    require(actor, Right.RUN_SYSTEM)
    vault = vault_in_use()
    try:
        succeeded = bool(_from_shares(given, vault))
    except WrongShares:
        succeeded = False
    Rehearsal.objects.create(vault=vault, at=at, shares=len(given), succeeded=succeeded)
    _record("vault.rehearsed", actor, vault.pk, shares=len(given), succeeded=succeeded)
    return succeeded


@transaction.atomic
def prove_shares(given: Sequence[str], *, actor: Actor, at: datetime) -> None:
    """Bring new shares together once, typed from the paper, before the vault is trusted; kept as a rehearsal.

    Raises NoAuthority, WrongShares, NoSeals.
    """
    require(actor, Right.KEEP_SEALS)
    vault = vault_in_use()
    _from_shares(given, vault)
    Rehearsal.objects.create(vault=vault, at=at, shares=len(given), succeeded=True)
    _record("vault.shares_proved", actor, vault.pk, shares=len(given))


@transaction.atomic
def rotate_key_ring(*, actor: Actor, at: datetime) -> int:
    """Wrap every key of every case anew under a fresh key of the ring, and forget the older ones; return how many.

    What older backups hold then opens with nothing.  Raises NoAuthority, NoSeals.
    """
    require(actor, Right.RUN_SYSTEM)
    ring = with_new_key(key_ring(), _name(at))
    # Both are in the file before the first key is wrapped anew, so that a fall in between loses nothing.
    write_key_ring(settings.SEAL_KEYS, ring)
    rows = SealedKey.objects.select_for_update().filter(vault=None, destroyed_at=None).order_by("pk")
    released = ReleasedKey.objects.select_for_update().select_related("key").order_by("pk")
    changed: list[SealedKey | ReleasedKey] = [*rows, *released]
    for row in changed:
        place = place_of_key(row if isinstance(row, SealedKey) else row.key)
        opened = ring.unwrap(row.wrapped_by, bytes(row.wrapped), place=place)
        row.wrapped_by, row.wrapped = ring.wrap(opened, place=place)
        row.save(update_fields=["wrapped", "wrapped_by"])
    _record("seals.rotated", actor, None, keys=len(changed))
    transaction.on_commit(lambda: write_key_ring(settings.SEAL_KEYS, with_active_only(ring)))
    return len(changed)


@transaction.atomic
def renew_vault(own: Custodian, passphrase: str, *, needed: int, count: int, actor: Actor, at: datetime) -> list[str]:
    """Make a new vault, move every identity's key into it, and return the new shares; the older vault opens nothing.

    The custodian who does it has the new key; the others get it from them.
    Raises NoAuthority, NotACustodian, WrongPassphrase, WrongNumbers.
    """
    require(actor, Right.KEEP_SEALS)
    if own.holding_id != actor.holding_id:
        raise NoAuthority
    if not LEAST_SHARES <= needed <= count <= MOST_SHARES:
        raise WrongNumbers
    # Two custodians renewing at once would each leave the other with a key to nothing; and what is put in meanwhile
    # would stay in the old vault.
    hold_vault(alone=True)
    custody = custody_of(own)
    former, private = custody.vault, opened_vault_key(own, custody, passphrase)
    fresh, public = vaults.new_pair()
    former.ended_at = at
    former.save(update_fields=["ended_at"])
    vault = Vault.objects.create(public_key=public, made_at=at, needed=needed, shares=count)
    moved = SealedKey.objects.select_for_update().filter(vault=former, destroyed_at=None).order_by("pk")
    for row in moved:
        key = vaults.take_out(bytes(row.wrapped), private, place=place_of_key(row))
        row.vault, row.wrapped = vault, vaults.put_in(key, public, place=place_of_key(row))
        row.save(update_fields=["vault", "wrapped"])
    VaultKey.objects.filter(vault=former).delete()
    give_vault_key(vault, own, fresh)
    _record("vault.renewed", actor, vault.pk, keys=len(moved))
    others = Custodian.objects.filter(ended_at=None).exclude(pk=own.pk).values_list("holding", flat=True)
    text = "Kho niêm phong đã được làm mới; người giữ khóa mở lại được sau khi được giao khóa kho."
    tell((Message(holding, f"vault-{vault.pk}", text, reverse("denunciations:seals")) for holding in others), at=at)
    return paper.split(fresh, needed=needed, count=count)


def custody_of(custodian: Custodian) -> VaultKey:
    """Return a custodian's copy of the key of the vault in use.  Raises NotACustodian, NoSeals."""
    custody = VaultKey.objects.filter(custodian=custodian, vault=vault_in_use()).select_related("vault").first()
    if custody is None:
        raise NotACustodian
    return custody


def opened_vault_key(custodian: Custodian, custody: VaultKey, passphrase: str) -> bytes:
    """Return the vault's private key.  Raises WrongPassphrase."""
    private = opened_pair(custodian, passphrase)
    return vaults.take_out(bytes(custody.sealed), private, place=place_of_vault(custody.vault_id))


def opened_pair(custodian: Custodian, passphrase: str) -> bytes:
    """Return a custodian's own private key.  Raises WrongPassphrase."""
    pair = LockedPair(bytes(custodian.public_key), bytes(custodian.salt), bytes(custodian.locked_key))
    try:
        return vaults.unlock(pair, passphrase)
    except CannotUnseal as error:
        raise WrongPassphrase from error


def give_vault_key(vault: Vault, custodian: Custodian, private: bytes) -> None:
    """Seal the vault's private key to a custodian."""
    sealed = vaults.put_in(private, bytes(custodian.public_key), place=place_of_vault(vault.pk))
    VaultKey.objects.update_or_create(vault=vault, custodian=custodian, defaults={"sealed": sealed})


def _from_shares(given: Sequence[str], vault: Vault) -> bytes:
    try:
        private = paper.combine(given)
    except CannotUnseal as error:
        raise WrongShares from error
    if vaults.public_of(private) != bytes(vault.public_key):
        raise WrongShares
    return private


def _name(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S%f}"


def _record(act: str, actor: Actor, subject_id: int | None, **detail: int | bool) -> None:
    record_act(act, actor=actor, subject_kind="vault", subject_id=subject_id, detail=detail)
