"""The keys as they stand: the ring, the vault, the custodians."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.denunciations.models import Custodian, Rehearsal, SealedKey, Vault, VaultKey
from danvan.denunciations.rules.keyring import BadKeyRing, KeyRing, read_key_ring
from danvan.kernel.errors import RuleError

REHEARSED_EVERY = timedelta(days=365)


class NoSeals(RuleError):
    """There is no key ring or no vault: nothing can be sealed, nothing may be taken in."""

    code = "no_seals"
    message = (
        "Kho niêm phong chưa được lập hoặc không đọc được khóa, nên chưa nhận tố cáo trên hệ thống. "
        "Giữ kín bản giấy và báo quản trị hệ thống."
    )


def key_ring() -> KeyRing:
    """Return the key ring.  Raises NoSeals."""
    try:
        return read_key_ring(settings.SEAL_KEYS)
    except BadKeyRing as error:
        raise NoSeals from error


def vault_in_use() -> Vault:
    """Return the vault identities are put in.  Raises NoSeals."""
    vault = Vault.objects.filter(ended_at=None).first()
    if vault is None:
        raise NoSeals
    return vault


def may_seal() -> bool:
    """Whether a denunciation can be taken in now."""
    try:
        key_ring()
        vault_in_use()
    except NoSeals:
        return False
    return True


def custodian_of(actor: Actor) -> Custodian | None:
    """Return the actor's own key; nothing for whoever keeps none."""
    if not actor.may(Right.KEEP_SEALS) or actor.holding_id is None:
        return None
    return Custodian.objects.filter(holding=actor.holding_id, ended_at=None).first()


def custodians_without_vault(actor: Actor) -> "QuerySet[Custodian, Custodian]":
    """Return the custodians who made a key and still wait for the vault's; for those who keep seals themselves."""
    if not actor.may(Right.KEEP_SEALS):
        return Custodian.objects.none()
    waiting = Custodian.objects.filter(ended_at=None, vault_keys=None)
    return waiting.select_related("holding__person", "holding__post").order_by("pk")


def custodians(actor: Actor) -> "QuerySet[Custodian, Custodian]":
    """Return who keeps a key now, each with `opens`: whether it opens the vault in use; for those who keep one."""
    if not actor.may(Right.KEEP_SEALS):
        return Custodian.objects.none()
    opens = VaultKey.objects.filter(custodian=OuterRef("pk"), vault__ended_at=None)
    standing = Custodian.objects.filter(ended_at=None).annotate(opens=Exists(opens))
    return standing.select_related("holding__person", "holding__post").order_by("made_at", "pk")


@dataclass(frozen=True)
class Seals:
    """How the keys stand, for those who run the platform: names and numbers, never a key."""

    has_ring: bool
    wrapping: int
    made_at: datetime | None
    custodians: int
    rehearsed_at: datetime | None
    old_wraps: int
    shares: int | None = None
    needed: int | None = None

    @property
    def is_ready(self) -> bool:
        """Whether denunciations can be taken in, and somebody can open the vault."""
        return self.has_ring and self.made_at is not None and bool(self.custodians)

    def is_overdue(self, at: datetime) -> bool:
        """Whether recovery should be tried again."""
        since = self.rehearsed_at or self.made_at
        return since is not None and at - since > REHEARSED_EVERY


def seals() -> Seals:
    """Return how the keys stand.  Four queries."""
    try:
        ring = key_ring()
    except NoSeals:
        ring = None
    vault = Vault.objects.filter(ended_at=None).first()
    rehearsed = Rehearsal.objects.filter(vault=vault, succeeded=True).order_by("-at").first() if vault else None
    old = SealedKey.objects.filter(vault=None, destroyed_at=None)
    return Seals(
        has_ring=ring is not None,
        wrapping=len(ring.wrapping) if ring else 0,
        made_at=vault.made_at if vault else None,
        custodians=Custodian.objects.filter(ended_at=None, vault_keys__vault=vault).count() if vault else 0,
        rehearsed_at=rehearsed.at if rehearsed else None,
        old_wraps=old.exclude(wrapped_by=ring.active).count() if ring else old.count(),
        shares=vault.shares if vault else None,
        needed=vault.needed if vault else None,
    )
