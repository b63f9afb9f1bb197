"""Holding sealed cases while they change: by the row every case shares, which hand-overs and moved limits hold too."""

from collections.abc import Collection

from danvan.casework.models import Case
from danvan.denunciations.models import Denunciation


def locked(denunciation_ids: Collection[int]) -> list[Denunciation]:
    """Return denunciations as they stand, held until the end of the transaction; always in the order of their keys.

    Read after the lock is had: what was done meanwhile is in them.  The row of
    the sealed register itself needs none, since nobody writes it without this.
    """
    held = Case.objects.select_for_update().filter(pk__in=denunciation_ids).order_by("pk")
    return list(Denunciation.objects.filter(pk__in=[case.pk for case in held]).order_by("pk"))
