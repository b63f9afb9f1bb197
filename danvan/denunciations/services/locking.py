"""Holding sealed cases while they change: by the row every case shares, which hand-overs and moved limits hold too.

And the vault, while identities are put into it or it is renewed.
"""

from collections.abc import Collection

from django.db import connection

from danvan.casework.models import Case
from danvan.denunciations.models import Denunciation

VAULT_LOCK = 720_411


def locked(denunciation_ids: Collection[int]) -> list[Denunciation]:
    """Return denunciations as they stand, held until the end of the transaction; always in the order of their keys.

    Read after the lock is had: what was done meanwhile is in them.  The row of
    the sealed register itself needs none, since nobody writes it without this.
    """
    held = Case.objects.select_for_update().filter(pk__in=denunciation_ids).order_by("pk")
    return list(Denunciation.objects.filter(pk__in=[case.pk for case in held]).order_by("pk"))


def hold_vault(*, alone: bool = False) -> None:
    """Keep the vault in use from being renewed until the end of the transaction; many may at once, who renews alone.

    Asked for before the vault is read: whoever waited for a renewal then finds the new one.
    """
    with connection.cursor() as cursor:
        if alone:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [VAULT_LOCK])
        else:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [VAULT_LOCK])
