"""Documents that concern people and the activities that brought them to people (T31)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from danvan.activities.models import OutreachActivity, PeopleDocument
from danvan.orgs.choices import Level
from danvan.orgs.selectors import governments_on
from danvan.schemes.sources.facts import Wanted

DOCUMENT, ACTIVITY = PeopleDocument.kind_code(), OutreachActivity.kind_code()


@dataclass
class Carried:
    """A document, the areas it was for, and in which of them what was done when, by state of proof."""

    document: PeopleDocument
    year: int
    areas: frozenset[int]
    activities: list[OutreachActivity] = field(default_factory=list)

    def reached(self, states: tuple[str, ...], until: date) -> frozenset[int]:
        """Return the areas reached by a day, by activities in these states."""
        return self.areas & {
            activity.area_id or activity.unit_id
            for activity in self.activities
            if activity.state in states and activity.happened_on and activity.happened_on <= until
        }


def carried_out(wanted: Wanted) -> dict[tuple[int, int], list[Carried]]:
    """Return the documents of each unit and year with what carried them out.

    Three queries, and one for each day on which a document for all communes was issued.
    """
    documents = list(
        PeopleDocument.objects.filter(happened_on__year__in=wanted.years, **wanted.narrow())
        .prefetch_related("areas")
        .order_by("happened_on", "pk")
    )
    activities: dict[int | None, list[OutreachActivity]] = defaultdict(list)
    for activity in OutreachActivity.objects.filter(people_document__in=[each.pk for each in documents]):
        activities[activity.people_document_id].append(activity)
    communes: dict[date, frozenset[int]] = {}
    found: dict[tuple[int, int], list[Carried]] = defaultdict(list)
    for each in documents:
        day = each.happened_on
        assert day is not None, "the filter says so"
        if each.everywhere:
            if day not in communes:
                communes[day] = frozenset(governments_on(day, level=Level.COMMUNE).values_list("unit_id", flat=True))
            areas = communes[day]
        else:
            areas = frozenset(area.pk for area in each.areas.all()) or frozenset({each.unit_id})
        found[each.unit_id, day.year].append(Carried(each, day.year, areas, activities[each.pk]))
    return found
