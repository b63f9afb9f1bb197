"""Who verifies what, and what waits for whom.

The table of verifiers names, for a kind of unit, the rows in order; the first
that fits decides.  Here the same table becomes one SQL condition, so that a
queue and its number cost one query however many units there are.
"""

from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from danvan.authority.models import RoleAssignment
from danvan.authority.rules.actor import Actor, Grant
from danvan.authority.rules.rights import RIGHTS, Right
from danvan.authority.rules.verification import Verifier, load_verifiers
from danvan.evidence.choices import DECIDING, ProofState
from danvan.evidence.models import Evidence, Record
from danvan.evidence.selectors.visibility import evidence_visible_to, records_visible_to
from danvan.journal.models import Entry
from danvan.orgs.choices import UnitKind
from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import reach, valid_on


@cache
def verifiers() -> tuple[Verifier, ...]:
    """Return the table of verifiers in force on this installation."""
    return load_verifiers(settings.VERIFIERS_FILE)


def units_verified_by(actor: Actor, *, table: Sequence[Verifier] | None = None) -> "QuerySet[UnitVersion, int]":
    """Return the ids of the units whose records the actor's post verifies on the actor's day.

    A unit that has ended is judged by what it was last.
    """
    rows = verifiers() if table is None else table
    condition = Q(pk__in=[])
    for grant in actor.grants:
        if Right.VERIFY_EVIDENCE in RIGHTS.get(grant.role, frozenset()) and grant.scope:
            condition |= _units_of(grant, rows, actor)
    later = UnitVersion.objects.filter(
        unit=OuterRef("unit"), valid_from__gt=OuterRef("valid_from"), valid_from__lte=actor.on
    )
    return UnitVersion.objects.filter(condition, ~Exists(later), valid_from__lte=actor.on).values_list(
        "unit_id", flat=True
    )


def _units_of(grant: Grant, rows: Sequence[Verifier], actor: Actor) -> Q:
    condition = Q(pk__in=[])
    for kind in UnitKind.values:
        earlier = Q()
        for row in rows:
            if kind not in row.units or not row.valid.contains(actor.on):
                continue
            excepted = _seats(row.except_unit_of_role, actor) if row.except_unit_of_role else Q(pk__in=[])
            if row.role == grant.role:
                condition |= Q(kind=kind) & earlier & ~excepted
            earlier &= excepted
    return condition if grant.scope.everything else condition & Q(unit__in=grant.scope.unit_ids)


def _seats(role: str, actor: Actor) -> Q:
    seated = RoleAssignment.objects.filter(valid_on(actor.on), role=role)
    return Q(unit__in=seated.values("post__unit"))


def authored_by(actor: Actor, *, record: str = "record") -> Q:
    """Return the condition that this person, in whatever post, had a hand in the record or its evidence."""
    hand = Entry.objects.filter(
        subject_kind="record", subject_id=OuterRef(f"{record}_id"), person_id=actor.person_id
    ).exclude(act__in=DECIDING)
    named = Q(submitted_by__person=actor.person_id) | Q(**{f"{record}__created_by__person": actor.person_id})
    return named | Q(Exists(hand))


def evidence_to_verify(actor: Actor) -> "QuerySet[Evidence, Evidence]":
    """Return the submitted evidence this actor may decide on, oldest first."""
    return (
        evidence_visible_to(actor)
        .filter(state=ProofState.SUBMITTED, record__unit__in=units_verified_by(actor))
        .exclude(authored_by(actor))
        .order_by("submitted_at", "pk")
    )


def count_to_verify(actor: Actor) -> int:
    """Return how much waits for this actor, in one query; none for somebody who verifies nothing."""
    return evidence_to_verify(actor).count() if actor.may(Right.VERIFY_EVIDENCE) else 0


def may_verify(actor: Actor, piece: Evidence) -> bool:
    """Say whether this actor may decide on this piece, were its state to allow it."""
    return (
        actor.may(Right.VERIFY_EVIDENCE, piece.record.unit_id)
        and units_verified_by(actor).filter(unit=piece.record.unit_id).exists()
        and not Evidence.objects.filter(authored_by(actor), pk=piece.pk).exists()
    )


def records_answered_for(actor: Actor) -> "QuerySet[Record, Record]":
    """Return the records the actor's unit answers for and the actor may write.

    Those about the unit itself and its predecessors; of a kind that is written
    about others (an inspection, an index score) those its posts wrote down.
    """
    if actor.unit_id is None:
        return Record.objects.none()
    units = reach(actor.unit_id, on=actor.on, with_subtree=False)
    answered = Q(pk__in=())
    for right, kinds in Record.kinds_by_right().items():
        if right is Right.WRITE_RECORDS and actor.may(right, actor.unit_id):
            answered |= Q(kind__in=kinds, unit__in=units)
        elif right is not Right.WRITE_RECORDS and actor.may(right):
            answered |= Q(kind__in=kinds, created_by__post__unit__in=units)
    return records_visible_to(actor).filter(answered)


def returned_to(actor: Actor) -> "QuerySet[Evidence, Evidence]":
    """Return the evidence of records the actor answers for, sent back and not followed by a new piece, newest first."""
    newer = Evidence.objects.filter(record=OuterRef("record"), pk__gt=OuterRef("pk"))
    return (
        evidence_visible_to(actor)
        .filter(~Exists(newer), record__in=records_answered_for(actor), state=ProofState.REJECTED)
        .select_related("record")
        .order_by("-decided_at", "-pk")
    )
