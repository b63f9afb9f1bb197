"""The reception book as somebody who keeps it reads it: one line a visit, four counts beside it.

Visitors' data are read in the one unit whose book one keeps; everybody else
gets counts (`selectors.counts`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet, Sum, TextChoices
from django.db.models.functions import Coalesce
from django.urls import reverse

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.conclusions.choices import Origin
from danvan.conclusions.selectors import Followed, followed
from danvan.evidence.selectors.dues import Due
from danvan.kernel.errors import NotFound
from danvan.kernel.text import fold
from danvan.orgs.selectors import names_on
from danvan.petitions.selectors import Sought, Suggestion, petitions_visible_to, similar_to
from danvan.reception.choices import ReceptionMode, SessionState, VisitOutcome
from danvan.reception.models import ReceptionSession, ReceptionVisit, VisitBatch, VisitChange
from danvan.reception.rules.refusals import Ground
from danvan.reception.rules.visits import Visitor, same_person
from danvan.reception.selectors.grounds import grounds
from danvan.ui.batches import BatchRow

_LOOKED_AT, _SHOWN = 200, 5
SHOWN_BATCHES = 20


class OnlyVisits(TextChoices):
    """Visits of a special sort."""

    UNFINISHED = "unfinished", "chưa ghi kết quả"
    OWED = "owed", "chờ thông báo từ chối"
    GROUP = "group", "đoàn đông người"
    REPEAT = "repeat", "tiếp nhiều lần"
    ONLINE = "online", "tiếp trực tuyến"


@dataclass(frozen=True)
class VisitConditions:
    """What a book is narrowed by; what is left empty does not narrow.  Both ends of a stretch of days belong to it."""

    first: date | None = None
    last: date | None = None
    kind: str = ""
    matter: str = ""
    outcome: str = ""
    only: str = ""
    id_number: str = ""
    session: int | None = None
    text: str = ""

    @property
    def q(self) -> Q:
        """The condition a visit has to meet."""
        asked = {
            "on__gte": self.first,
            "on__lte": self.last,
            "kind": self.kind,
            "matter": self.matter,
            "outcome": self.outcome,
            "id_number": self.id_number.replace(" ", "").upper(),
            "session": self.session,
        }
        found = Q(**{name: value for name, value in asked.items() if value})
        if self.text.strip():
            found &= Q(words=SearchQuery(fold(self.text), config="simple", search_type="plain"))
        return found & _ONLY[self.only] if self.only else found


_ONLY: Mapping[str, Q] = {
    OnlyVisits.UNFINISHED: Q(outcome=VisitOutcome.WAITING),
    OnlyVisits.OWED: Q(refusal_due_on__isnull=False, refused_in_writing_on=None),
    OnlyVisits.GROUP: Q(is_group=True),
    OnlyVisits.REPEAT: Q(is_repeat=True),
    OnlyVisits.ONLINE: Q(mode=ReceptionMode.ONLINE),
}


@dataclass(frozen=True)
class FourCounts:
    """What is never added up: visits (lượt), people (người), matters (vụ việc), groups (đoàn)."""

    visits: int = 0
    people: int = 0
    matters: int = 0
    groups: int = 0


# A matter is counted by its first visit.
COUNTS: Mapping[str, Any] = {
    "visits": Count("pk"),
    "people": Coalesce(Sum("people"), 0),
    "matters": Count(Coalesce("earlier", "pk"), distinct=True),
    "groups": Count("pk", filter=Q(is_group=True)),
}


def book_of(actor: Actor) -> int | None:
    """Return the unit whose book the actor keeps; nothing for those who keep none."""
    if actor.system:
        return actor.unit_id
    units = actor.scope(Right.KEEP_RECEPTIONS).unit_ids
    if not units:
        return None
    return actor.unit_id if actor.unit_id in units else min(units)


def visits_visible_to(actor: Actor) -> "QuerySet[ReceptionVisit, ReceptionVisit]":
    """Return the lines of the books the actor keeps."""
    scope = actor.scope(Right.KEEP_RECEPTIONS)
    visits = ReceptionVisit.objects.defer("folded", "words")
    # Everything is for the platform itself alone: the right reaches single units for everybody else.
    return visits if scope.everything else visits.filter(unit__in=scope.unit_ids)


def book(actor: Actor, conditions: VisitConditions) -> "QuerySet[ReceptionVisit, ReceptionVisit]":
    """Return the lines asked for, the newest first."""
    return visits_visible_to(actor).filter(conditions.q).select_related("case").order_by("-on", "-number")


def counts_of(visits: "QuerySet[ReceptionVisit, ReceptionVisit]") -> FourCounts:
    """Return the four counts of a view, in one query."""
    return FourCounts(**visits.order_by().aggregate(**COUNTS))


def kept_session(actor: Actor, session_id: int) -> ReceptionSession:
    """Return a session of a book the actor keeps.  Raises NotFound."""
    scope = actor.scope(Right.KEEP_RECEPTIONS)
    found = ReceptionSession.objects.filter(pk=session_id, unit__in=scope.unit_ids).first()
    if found is None:
        raise NotFound
    return found


def sessions_on(unit_id: int, days: Collection[date]) -> dict[tuple[date, str], ReceptionSession]:
    """Return the sessions of a unit that were opened on these days, by day and kind; the first of a kind."""
    rows = ReceptionSession.objects.filter(unit=unit_id, on__in=days, state__in=(SessionState.OPEN, SessionState.HELD))
    return {(each.on, each.kind): each for each in rows.order_by("-pk")}


def sessions_today(actor: Actor, on: date) -> Sequence[ReceptionSession]:
    """Return the sessions of the actor's book that take visitors on a day."""
    rows = ReceptionSession.objects.filter(unit=book_of(actor), on=on, state__in=(SessionState.OPEN, SessionState.HELD))
    return list(rows.order_by("kind", "starts_at", "pk"))


def usual_place(unit_id: int) -> str:
    """Return where a unit received last, to be offered again."""
    rows = ReceptionSession.objects.filter(unit=unit_id).order_by("-on", "-pk")
    return rows.values_list("place", flat=True).first() or ""


@dataclass(frozen=True)
class SameVisitor:
    """An earlier visit that may be of the same person, and why."""

    visit: ReceptionVisit
    reasons: Sequence[str]


@dataclass(frozen=True)
class VisitPage:
    """One visit with what surrounds it."""

    visit: ReceptionVisit
    unit_name: str
    ground: Ground | None
    alike: Sequence[SameVisitor]
    on_matter: Sequence[ReceptionVisit]
    similar: Sequence[Suggestion]
    case_is_ours: bool
    case_visits: int
    concluded: Sequence[Followed]
    changes: Sequence[VisitChange]


def visit_page(actor: Actor, visit_id: int) -> VisitPage:
    """Return one visit with its surroundings, in a fixed number of queries.  Raises NotFound."""
    visit = (
        visits_visible_to(actor)
        .select_related("session", "case", "earlier", "refusal_file", "holding__person")
        .filter(pk=visit_id)
        .first()
    )
    if visit is None:
        raise NotFound
    first = visit.earlier or visit
    mine = visits_visible_to(actor).filter(Q(pk=first.pk) | Q(earlier=first)).exclude(pk=visit.pk)
    names: Any = names_on({visit.unit_id}, actor.on).get(visit.unit_id)
    similar = [] if visit.is_denunciation or visit.case_id else similar_to(actor, sought_of(visit))
    is_ours = bool(visit.case_id) and petitions_visible_to(actor).filter(pk=visit.case_id or 0).exists()
    return VisitPage(
        visit=visit,
        unit_name=names.full_name if names else "",
        ground=grounds().get(visit.refusal_ground, visit.on) if visit.refusal_ground else None,
        alike=() if visit.is_denunciation or visit.earlier_id else alike(actor, visit),
        on_matter=() if visit.is_denunciation else list(mine.order_by("on", "number")[:_LOOKED_AT]),
        similar=similar,
        case_is_ours=is_ours,
        case_visits=count_case_visits(actor, visit.case_id) if visit.case_id else 0,
        concluded=concluded_at(actor, visit.session_id),
        changes=list(visit.changes.select_related("holding__person")[:_LOOKED_AT]),
    )


def concluded_at(actor: Actor, session_id: int) -> Sequence[Followed]:
    """Return the notices of what was concluded at a session, as far as the actor sees them."""
    return followed(actor, Origin.RECEPTION, [session_id]).get(session_id, [])


def sought_of(visit: ReceptionVisit) -> Sought:
    """Return what petitions like a visit are looked for by."""
    return Sought(names=[visit.name], id_numbers=[visit.id_number], text=visit.content)


def alike(actor: Actor, visit: ReceptionVisit) -> list[SameVisitor]:
    """Return earlier visits that may be of the same person, newest first, with the reasons.  One query."""
    marks = Q(pk=None)
    if visit.id_number:
        marks |= Q(id_number=visit.id_number) & ~Q(id_number="")
    if visit.folded_name:
        marks |= Q(folded_name=visit.folded_name) & ~Q(folded_name="")
    before = Q(on__lt=visit.on) | Q(on=visit.on, number__lt=visit.number)
    visitor = Visitor(visit.name, visit.address, visit.id_number)
    found = []
    rows = visits_visible_to(actor).filter(marks, before).select_related("case").order_by("-on", "-number")
    for each in rows[:_LOOKED_AT]:
        if reasons := same_person(visitor, Visitor(each.name, each.address, each.id_number)):
            found.append(SameVisitor(each, reasons))
    return sorted(found, key=lambda each: each.reasons[0] != "cùng số giấy tờ")[:_SHOWN]


def visits_of_session(actor: Actor, session_id: int) -> "QuerySet[ReceptionVisit, ReceptionVisit]":
    """Return the visits of a session, for who keeps the book, in the order of their numbers."""
    return visits_visible_to(actor).filter(session=session_id).select_related("case").order_by("number")


def count_case_visits(actor: Actor, case_id: int) -> int:
    """Return how often people came about a case, as far as the actor keeps the book.  One query."""
    return visits_visible_to(actor).filter(case=case_id).count()


def count_owed(actor: Actor, on: date) -> tuple[int, int]:
    """Return how many written refusals are still to be given, and how many of them are late.  One query."""
    owed = visits_visible_to(actor).filter(_ONLY[OnlyVisits.OWED]).order_by()
    found = owed.aggregate(all=Count("pk"), late=Count("pk", filter=Q(refusal_due_on__lt=on)))
    return found["all"], found["late"]


def visit_dues(unit_ids: Collection[int] | None, first: date, last: date) -> Iterator[Due]:
    """Return the written refusals due within some days.  One query."""
    rows = ReceptionVisit.objects.filter(refusal_due_on__range=(first, last)).order_by("refusal_due_on", "pk")
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    for visit in rows.only("unit_id", "number", "year", "refusal_due_on", "refused_in_writing_on"):
        assert visit.refusal_due_on is not None  # asked for
        yield Due(
            on=visit.refusal_due_on,
            unit_id=visit.unit_id,
            what=f"Thông báo từ chối tiếp công dân, lượt số {visit.number}/{visit.year}",
            url=reverse("reception:visit", args=[visit.pk]),
            uid=f"reception-refusal-{visit.pk}",
            is_done=visit.refused_in_writing_on is not None,
            right=Right.KEEP_RECEPTIONS,
        )


def batches_visible_to(actor: Actor) -> "QuerySet[VisitBatch, VisitBatch]":
    """Return the old books brought over to the books the actor keeps."""
    scope = actor.scope(Right.KEEP_RECEPTIONS)
    found = VisitBatch.objects.order_by("-imported_at", "-pk")
    return found if scope.everything else found.filter(unit__in=scope.unit_ids)


def visit_batch_rows(actor: Actor) -> list[BatchRow]:
    """Return the latest old books brought over, in one query."""
    return [
        BatchRow(
            pk=batch.pk,
            file_name=batch.file_name,
            rows=batch.rows,
            imported_at=batch.imported_at,
            by=batch.person.get_full_name() if batch.person else "hệ thống",
            is_undone=batch.undone_at is not None,
            url=reverse("reception:book"),
        )
        for batch in batches_visible_to(actor).select_related("person")[:SHOWN_BATCHES]
    ]
