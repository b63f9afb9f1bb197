"""Questions about models, bright spots, their steps, and awards."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.choices import ProofState
from danvan.evidence.models import DocumentFile, Evidence
from danvan.evidence.selectors import records_visible_to
from danvan.evidence.selectors.dues import Due, due_record
from danvan.evidence.selectors.naming import names_of_units
from danvan.exemplars.choices import Stage
from danvan.exemplars.models import Award, EmulationLaunch, Exemplar, ExemplarStage, Milestone
from danvan.exemplars.rules.likeness import Described, likely_same, telling_words
from danvan.exemplars.rules.milestones import ASLEEP, is_asleep
from danvan.exemplars.rules.stages import WORKING
from danvan.kernel.text import shorten

CHOICES_SHOWN = 200
COMPARED = 2_000
PICTURES = ("image/jpeg", "image/png")


def exemplars_visible_to(actor: Actor) -> "QuerySet[Exemplar, Exemplar]":
    """Return the exemplars of units the actor may look into."""
    return records_visible_to(actor, Exemplar)


def milestones_visible_to(actor: Actor) -> "QuerySet[Milestone, Milestone]":
    """Return the steps of exemplars the actor may see, each with its exemplar."""
    return records_visible_to(actor, Milestone).select_related("exemplar")


def launches_visible_to(actor: Actor) -> "QuerySet[EmulationLaunch, EmulationLaunch]":
    """Return the launches of units the actor may look into."""
    return records_visible_to(actor, EmulationLaunch)


def awards_visible_to(actor: Actor) -> "QuerySet[Award, Award]":
    """Return the awards of units the actor may look into, each with its exemplar."""
    return records_visible_to(actor, Award).select_related("exemplar")


# --- the life of an exemplar ------------------------------------------------------------------------------------------


@dataclass
class Life:
    """How an exemplar stands on a day: when it was last heard of, what is due, who copied it."""

    last_heard: date | None = None
    late: int = 0
    next_due: date | None = None
    copies: int = 0
    asleep: bool = False


def lives_of(exemplars: Iterable[Exemplar], on: date) -> dict[int, Life]:
    """Return how each exemplar stands on a day.  Two queries."""
    rows = list(exemplars)
    keys = [each.pk for each in rows]
    found = {each.pk: Life(last_heard=each.happened_on) for each in rows}
    steps: Any = (
        Milestone.objects.filter(exemplar__in=keys)
        .order_by()
        .values("exemplar_id")
        .annotate(
            heard=Max("happened_on"),
            late=Count("pk", filter=Q(happened_on__isnull=True, due_on__lt=on)),
            coming=Min("due_on", filter=Q(happened_on__isnull=True, due_on__gte=on)),
        )
    )
    for step in steps:
        life = found[step["exemplar_id"]]
        life.late, life.next_due = step["late"], step["coming"]
        life.last_heard = max((day for day in (life.last_heard, step["heard"]) if day), default=None)
    copies: Any = Exemplar.objects.filter(copied_from__in=keys).order_by().values("copied_from_id")
    for row in copies.annotate(number=Count("pk")):
        found[row["copied_from_id"]].copies = row["number"]
    for each in rows:
        life = found[each.pk]
        life.asleep = each.stage in WORKING and is_asleep(life.last_heard, each.happened_on, on)
    return found


def stages_of(exemplar: Exemplar) -> list[ExemplarStage]:
    """Return the stages of an exemplar, oldest first."""
    return list(exemplar.stages.order_by("since", "pk"))


@dataclass
class YearOfSteps:
    """The steps of one year, in their order."""

    year: int
    steps: list[Milestone] = field(default_factory=list)


def years_of(exemplar: Exemplar) -> list[YearOfSteps]:
    """Return the steps of an exemplar by year, the newest year first.  One query."""
    found: dict[int, YearOfSteps] = {}
    for step in exemplar.milestones.order_by("-year", "due_on", "pk"):
        found.setdefault(step.year, YearOfSteps(step.year)).steps.append(step)
    return list(found.values())


def asleep() -> Q:
    """Return the condition that an exemplar at work may be asleep; `lives_of` tells for sure."""
    return Q(stage__in=WORKING)


def sleeping(actor: Actor) -> "QuerySet[Exemplar, Exemplar]":
    """Return the exemplars at work of which nothing was heard for too long on the actor's day."""
    limit = actor.on - ASLEEP
    heard = Milestone.objects.filter(happened_on__gte=limit).values("exemplar")
    return exemplars_visible_to(actor).filter(asleep(), happened_on__lt=limit).exclude(pk__in=heard)


# --- hints, trees, gallery --------------------------------------------------------------------------------------------


def likely_duplicates(
    actor: Actor, *, unit_id: int, title: str, place: str, beneficiaries: str, other_than: int | None = None
) -> list[Any]:
    """Return exemplars that may be the one being registered, each with reasons (`reasons`) and its unit's name.

    Units re-register one another's models, so those of every unit are compared
    once they were handed in; of those one may not see only the title and the
    unit are told.  Two queries.
    """
    words = sorted(telling_words(title), key=len, reverse=True)[:6]
    if not words:
        return []
    condition = Q()
    for word in words:
        condition |= Q(folded_title__contains=word)
    handed_in = Q(state__in=(ProofState.SUBMITTED, ProofState.VERIFIED)) | Q(
        pk__in=exemplars_visible_to(actor).values("pk")
    )
    near = Exemplar.objects.filter(condition, handed_in).exclude(pk=other_than or 0).exclude(stage=Stage.CLOSED)
    rows: dict[int, Any] = {each.pk: each for each in near.order_by("-pk")[:COMPARED]}
    described = [Described(each.pk, each.unit_id, each.title, each.place, each.beneficiaries) for each in rows.values()]
    found = likely_same(Described(0, unit_id, title, place, beneficiaries), described)
    names = names_of_units({rows[each.key].unit_id for each in found}, actor.on)
    likely = []
    for each in found:
        exemplar = rows[each.key]
        exemplar.reasons, exemplar.unit_name = each.reasons, names.get(exemplar.unit_id, "")
        likely.append(exemplar)
    return likely


def exemplar_choices(actor: Actor, *, chosen: int | None = None, writable: bool = False) -> list[tuple[int, str]]:
    """Return exemplars as choices, newest first: those one may see, or those one may write for."""
    found = exemplars_visible_to(actor).order_by("-pk")
    scope = actor.scope(Right.WRITE_RECORDS)
    if writable and not scope.everything:
        found = found.filter(unit__in=scope.unit_ids)
    rows = list(found[:CHOICES_SHOWN])
    if chosen and all(row.pk != chosen for row in rows):
        rows += list(exemplars_visible_to(actor).filter(pk=chosen))
    names = names_of_units({row.unit_id for row in rows}, actor.on)
    return [(row.pk, f"{shorten(row.title, 90)} ({names.get(row.unit_id, '')})") for row in rows]


@dataclass
class Branch:
    """An exemplar in the tree of copies: whose it is, and who copied it.  One that may not be opened has no address."""

    exemplar: Exemplar
    unit_name: str
    may_open: bool
    copies: list["Branch"] = field(default_factory=list)


def family_of(exemplar: Exemplar, actor: Actor) -> Branch:
    """Return the whole tree an exemplar belongs to, from the first one down.  A query for each generation."""
    root = exemplar
    seen = {root.pk}
    while root.copied_from is not None and root.copied_from_id not in seen:
        root = root.copied_from
        seen.add(root.pk)
    members, generation = {root.pk: root}, [root.pk]
    while generation:
        children = [each for each in Exemplar.objects.filter(copied_from__in=generation) if each.pk not in members]
        members |= {each.pk: each for each in children}
        generation = [each.pk for each in children]
    names = names_of_units({each.unit_id for each in members.values()}, actor.on)
    branches = {
        pk: Branch(each, names.get(each.unit_id, ""), actor.may(Right.SEE_RECORDS, each.unit_id))
        for pk, each in members.items()
    }
    for pk, each in members.items():
        if pk != root.pk and each.copied_from_id in branches:
            branches[each.copied_from_id].copies.append(branches[pk])
    return branches[root.pk]


def pictures_of(exemplars: Iterable[Exemplar]) -> dict[int, int]:
    """Return one picture, as the key of its file, of each exemplar that has any among its proofs.  One query."""
    keys = [each.pk for each in exemplars]
    through = Evidence.documents.through.objects.exclude(evidence__state=ProofState.REJECTED).filter(
        Q(evidence__record__in=keys) | Q(evidence__record__as_milestone__exemplar__in=keys)
    )
    by_document: dict[int, set[int]] = {}
    rows = through.values_list("document_id", "evidence__record_id", "evidence__record__as_milestone__exemplar_id")
    for document_id, record_id, exemplar_id in rows:
        by_document.setdefault(document_id, set()).add(exemplar_id or record_id)
    found: dict[int, int] = {}
    for file in DocumentFile.objects.filter(document__in=by_document, file__content_type__in=PICTURES).order_by("pk"):
        for exemplar_id in by_document[file.document_id]:
            found.setdefault(exemplar_id, file.pk)
    return found


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return the steps due within some days, of exemplars that have not ended.  One query."""
    units: dict[str, Any] = {} if unit_ids is None else {"unit__in": unit_ids}
    steps = Milestone.objects.filter(due_on__range=(start, end), **units).exclude(exemplar__stage=Stage.CLOSED)
    for step in steps:
        yield due_record(step, step.due_on, step.title, is_done=step.happened_on is not None)


def gallery_of(actor: Actor, *, category: str = "", field: str = "") -> "QuerySet[Exemplar, Exemplar]":
    """Return the visible exemplars of a category and a field, those that lasted longest in mind first."""
    found = exemplars_visible_to(actor).exclude(stage=Stage.PROPOSED)
    if category:
        found = found.filter(category=category)
    if field:
        found = found.filter(field=field)
    return found.order_by("-happened_on", "-pk")


def unit_of_exemplar(actor: Actor, exemplar_id: int) -> int | None:
    """Return the unit of an exemplar one may see."""
    return exemplars_visible_to(actor).filter(pk=exemplar_id).values_list("unit_id", flat=True).first()


def exemplars_by_name(actor: Actor, unit_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """Return the exemplars of some units by unit and name.  One query."""
    rows = exemplars_visible_to(actor).filter(unit__in=set(unit_ids)).values_list("unit_id", "title", "pk")
    return {(unit_id, title): pk for unit_id, title, pk in rows}
