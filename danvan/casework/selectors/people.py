"""Who has a case, and who is told of its limits."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.casework.models import Case
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import valid_on

Readers = dict[int, set[int]]


@dataclass(frozen=True)
class Audience:
    """Who is told of the limits of cases of some kinds, and where they read of one; the areas above know.

    `people` and `heads` return the holdings by case.
    """

    kinds: frozenset[str]
    people: Callable[[Collection[Case], date], Readers]
    heads: Callable[[Collection[Case], date], Readers]
    address: Callable[[Case], str]


def people_of(cases: Collection[Case], on: date) -> Readers:
    """Return the holdings each case lies with, by case.  Two queries.

    Its officer while they hold the post, otherwise whoever handles cases of the unit.
    """
    officers = {case.officer_id for case in cases if case.officer_id}
    standing = set(PostHolding.objects.filter(valid_on(on), pk__in=officers).values_list("pk", flat=True))
    handlers = holders_over(Right.HANDLE_CASES, {case.unit_id for case in cases}, on=on)
    return {
        case.pk: {case.officer_id} if case.officer_id in standing else set(handlers.get(case.unit_id, ()))
        for case in cases
    }


def heads_of(cases: Collection[Case], on: date) -> Readers:
    """Return the holdings that decide in the unit each case lies with, by case.  One query."""
    heads = holders_over(Right.DECIDE_CASES, {case.unit_id for case in cases}, on=on)
    return {case.pk: set(heads.get(case.unit_id, ())) for case in cases}
