"""Who has a case, and who is told of its limits."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.casework.models import Case, ClockMove, HandOver
from danvan.casework.selectors.handing_over import seats_of_cases
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import valid_on

Readers = dict[int, set[int]]


@dataclass(frozen=True)
class Audience:
    """Who is told of the limits of cases of some kinds, and where they read of one; the areas above know.

    `people` and `heads` return the holdings by case; `decided_by` the cases
    somebody decides, each of which exists for them; `waiting_for_heads` how many
    of some moved limits wait for each holding that decides.
    """

    kinds: frozenset[str]
    people: Callable[[Collection[Case], date], Readers]
    heads: Callable[[Collection[Case], date], Readers]
    address: Callable[[Case], str]
    decided_by: "Callable[[Actor], QuerySet[Any, Any]]"
    waiting_for_heads: "Callable[[QuerySet[ClockMove, ClockMove], date], Mapping[int, int]]"


def people_of(cases: Collection[Case], on: date) -> Readers:
    """Return the holdings each case lies with, by case.  Three queries.

    Its officer while they hold the post, otherwise whoever handles cases of the
    unit, or of the one that is to take it over.
    """
    officers = {case.officer_id for case in cases if case.officer_id}
    standing = set(PostHolding.objects.filter(valid_on(on), pk__in=officers).values_list("pk", flat=True))
    seats = seats_of_cases(cases)
    handlers = holders_over(Right.HANDLE_CASES, set(seats.values()), on=on)
    return {
        case.pk: {case.officer_id} if case.officer_id in standing else set(handlers.get(seats[case.pk], ()))
        for case in cases
    }


def deciders_of(cases: Collection[Case], rights: Iterable[Right], on: date) -> Readers:
    """Return by case who has one of the rights for the unit it lies with, or waits for.  A query for each right."""
    seats = seats_of_cases(cases)
    holders = [holders_over(right, set(seats.values()), on=on) for right in rights]
    return {case.pk: {pk for each in holders for pk in each.get(seats[case.pk], ())} for case in cases}


def heads_of(cases: Collection[Case], on: date) -> Readers:
    """Return the holdings that decide in the unit each case lies with, or that is to take it over.  Two queries."""
    return deciders_of(cases, [Right.DECIDE_CASES], on)


def waiting_in_seats(moves: "QuerySet[ClockMove, ClockMove]", on: date) -> Counter[int]:
    """Return how many of these limits wait for each holding that decides in the unit the case lies with.

    As `heads_of`, without a row for each case.  Two queries.
    """
    case = "clock__case"
    asked = HandOver.objects.filter(decided_at=None, case=OuterRef(case)).values("to_unit")
    seat = Coalesce(Subquery(asked), F(f"{case}__unit"), output_field=BigIntegerField())
    seats: dict[int, int] = dict(moves.order_by().values_list(seat).annotate(Count("pk")))
    waiting: Counter[int] = Counter()
    for unit_id, heads in holders_over(Right.DECIDE_CASES, set(seats), on=on).items():
        waiting.update(dict.fromkeys(heads, seats[unit_id]))
    return waiting
