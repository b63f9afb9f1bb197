"""Petitions that may be one and the same: looked for among those the asker may read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.kernel.text import fold
from danvan.petitions.models import Petition, Writer
from danvan.petitions.rules.alike import Likeness, likeness, runs_of
from danvan.petitions.selectors.petitions import petitions_visible_to

_LOOKED_AT, _SHOWN = 200, 5


@dataclass(frozen=True)
class Suggestion:
    """A petition that may be the same, and why."""

    petition: Petition
    likeness: Likeness


def similar_to(
    actor: Actor,
    *,
    names: Iterable[str],
    id_numbers: Iterable[str],
    text: str,
    respondent: str = "",
    leaving_out: int = 0,
) -> list[Suggestion]:
    """Return the petitions most like a text and its writers, likest first, in two queries."""
    folded = {fold(name) for name in names if name.strip()}
    numbers = {number.strip() for number in id_numbers if number.strip()}
    same_writer = Writer.objects.filter(Q(folded_name__in=folded) | (Q(id_number__in=numbers) & ~Q(id_number="")))
    candidates = (
        petitions_visible_to(actor)
        .filter(pk__in=same_writer.values("petition"), duplicate_of=None)
        .exclude(pk=leaving_out)
        .prefetch_related("writers")
        .order_by("-received_on", "-pk")[:_LOOKED_AT]
    )
    runs, about = runs_of(text), fold(respondent)
    found = []
    for petition in candidates:
        writers = list(petition.writers.all())
        like = likeness(
            same_name=any(writer.folded_name in folded for writer in writers),
            same_id_number=any(writer.id_number and writer.id_number in numbers for writer in writers),
            same_respondent=bool(about) and fold(petition.respondent) == about,
            runs=runs,
            other_runs=runs_of(petition.summary),
        )
        if like is not None:
            found.append(Suggestion(petition, like))
    return sorted(found, key=lambda each: (-each.likeness.weight, -each.petition.pk))[:_SHOWN]
