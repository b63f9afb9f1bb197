"""Limits that a corrected calendar moves: who may decide which, how many where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, F, Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.choices import CaseKind
from danvan.casework.models import ClockMove, MoveListing
from danvan.casework.selectors.people import Audience
from danvan.orgs.selectors import names_on

EARLIER = Q(new_on__lt=F("old_on")) | Q(old_on=None)


@dataclass(frozen=True)
class UnitMoves:
    """How many limits of a unit wait, earlier and later."""

    unit_id: int
    name: str
    earlier: int
    later: int


@dataclass(frozen=True)
class MoveCounts:
    """What waits in the whole province, by unit; of sealed cases one number only, so that none is told of."""

    units: Sequence[UnitMoves]
    sealed: int
    listing: MoveListing | None

    @property
    def total(self) -> int:
        """Limits that wait."""
        return self.sealed + sum(unit.earlier + unit.later for unit in self.units)


def moves_shown_to(actor: Actor, audiences: Sequence[Audience]) -> "QuerySet[ClockMove, ClockMove]":
    """Return the open proposals of the cases the actor decides: those they may read, case by case."""
    decided = reduce(or_, (Q(clock__case__in=each.decided_by(actor)) for each in audiences))
    return ClockMove.objects.filter(decided, decided_at=None).select_related("clock__case")


def moves_decided_by(actor: Actor, audiences: Sequence[Audience]) -> "QuerySet[ClockMove, ClockMove]":
    """Return the open proposals the actor may confirm: their own, or all of them for whoever keeps the calendar.

    The second knows them by number only.
    """
    if actor.may(Right.MANAGE_CALENDAR):
        return ClockMove.objects.filter(decided_at=None)
    return moves_shown_to(actor, audiences)


def moves_of_units(actor: Actor, unit_id: int | None) -> list[int]:
    """Return the keys of the proposals that whoever keeps the calendar confirms at once: of a unit, or of everybody.

    Sealed cases go with everybody, never with a unit.
    """
    if not actor.may(Right.MANAGE_CALENDAR):
        return []
    waiting = ClockMove.objects.filter(decided_at=None)
    if unit_id is not None:
        waiting = waiting.filter(clock__case__unit=unit_id).exclude(clock__case__kind=CaseKind.DENUNCIATION)
    return list(waiting.values_list("pk", flat=True))


def move_counts(*, on: date) -> MoveCounts:
    """Return what waits, in three queries; for whoever keeps the calendar."""
    waiting = ClockMove.objects.filter(decided_at=None)
    rows = (
        waiting.exclude(clock__case__kind=CaseKind.DENUNCIATION)
        .values("clock__case__unit")
        .annotate(all=Count("pk"), earlier=Count("pk", filter=EARLIER))
        .order_by()
    )
    counted = {row["clock__case__unit"]: (row["earlier"], row["all"] - row["earlier"]) for row in rows}
    names = names_on(counted, on)
    units = sorted(
        (UnitMoves(unit_id, names[unit_id].full_name, *numbers) for unit_id, numbers in counted.items()),
        key=lambda unit: (-unit.earlier, names[unit.unit_id].sort_name),
    )
    return MoveCounts(
        units=units,
        sealed=waiting.filter(clock__case__kind=CaseKind.DENUNCIATION).count(),
        listing=MoveListing.objects.order_by("-at", "-pk").first(),
    )
