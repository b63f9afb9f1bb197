"""Who has a case: its officer while they hold the post, otherwise whoever handles cases of the unit."""

from collections.abc import Collection
from datetime import date

from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.casework.models import Case
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import valid_on


def people_of(cases: Collection[Case], *, on: date) -> dict[int, set[int]]:
    """Return the holdings each case lies with, by case.  Two queries."""
    officers = {case.officer_id for case in cases if case.officer_id}
    standing = set(PostHolding.objects.filter(valid_on(on), pk__in=officers).values_list("pk", flat=True))
    handlers = holders_over(Right.HANDLE_CASES, {case.unit_id for case in cases}, on=on)
    return {
        case.pk: {case.officer_id} if case.officer_id in standing else set(handlers.get(case.unit_id, ()))
        for case in cases
    }
