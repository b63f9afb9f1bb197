"""Who has a case, and who is told of its limits."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.casework.models import Case
from danvan.casework.selectors.handing_over import seats_of_cases
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import valid_on

Readers = dict[int, set[int]]


@dataclass(frozen=True)
class Audience:
    """Who is told of the limits of cases of some kinds, and where they read of one; the areas above know.

    `people` and `heads` return the holdings by case; `decided_by` the cases
    somebody decides, each of which exists for them.
    """

    kinds: frozenset[str]
    people: Callable[[Collection[Case], date], Readers]
    heads: Callable[[Collection[Case], date], Readers]
    address: Callable[[Case], str]
    decided_by: "Callable[[Actor], QuerySet[Any, Any]]"


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
