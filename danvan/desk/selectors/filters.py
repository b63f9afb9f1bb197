"""Filters a person kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from danvan.authority.rules.actor import Actor
from danvan.desk.models import SavedFilter


@dataclass(frozen=True)
class FiltersOfList:
    """The kept filters of one list, which of them is in use, and what it is filtered by now."""

    page: str
    query: str
    saved: Sequence[SavedFilter]
    current: SavedFilter | None


def filters_of(actor: Actor, page: str, query: str) -> FiltersOfList:
    """Return the actor's own filters of a list, by name.  One query."""
    saved = list(SavedFilter.objects.filter(person=actor.person_id, page=page).order_by("name"))
    return FiltersOfList(page, query, saved, next((each for each in saved if each.query == query), None))
