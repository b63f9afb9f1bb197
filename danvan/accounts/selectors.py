"""Finding people."""

from django.db.models import Q, QuerySet

from danvan.accounts.models import Person


def people_matching(text: str = "") -> "QuerySet[Person, Person]":
    """Return people whose sign-in name or name holds the text, by name."""
    found = Person.objects.order_by("full_name", "pk")
    return found.filter(Q(username__icontains=text) | Q(full_name__icontains=text)) if text else found


def names_of(person_ids: set[int]) -> dict[int, str]:
    """Return the shown names of people, in one query."""
    return {person.pk: person.get_full_name() for person in Person.objects.filter(pk__in=person_ids)}
