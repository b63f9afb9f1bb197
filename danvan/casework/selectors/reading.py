"""Who may read the file of a case, as a condition on the row itself.

The condition names only columns of the case and one list of keys, worked out
once, so that the database finds the few rows somebody may read through their
indexes and in their order, however many there are besides.
"""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.expressions import Col

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.choices import CaseKind
from danvan.casework.models import Assignment, Case, HandOver


def readable_by(actor: Actor) -> Q:
    """Return the condition that the actor may read the file; for rows of cases and of the areas above alike.

    Their unit's, those of units that ended and that theirs alone follows, what
    it is asked to take over, and what was given to it.
    """
    scope = actor.scope(Right.SEE_CASES)
    # Everything is for the platform itself alone: the right reaches single units for everybody else.
    mine = Q()
    if not scope.everything:
        waiting = HandOver.objects.filter(decided_at=None, to_unit__in=scope.unit_ids)
        mine = Q(unit__in=scope.unit_ids | actor.kept(Right.SEE_CASES)) | Q(_IsAmong(waiting.values("case")))
    if not scope.everything and actor.may(Right.HANDLE_CASES) and actor.unit_id is not None:
        # What lies with its own unit is among "mine" already; the list stays short.
        at_home = Case.objects.filter(pk=OuterRef("case"), unit__in=scope.unit_ids, is_open=True)
        lent = Assignment.objects.filter(~Exists(at_home), unit=actor.unit_id, until=None)
        mine |= Q(_IsAmong(lent.values("case")))
    return mine & ~Q(kind=CaseKind.DENUNCIATION)


def facts_known_to(actor: Actor) -> Q:
    """Return the condition that the actor may see the counting facts: code, kind, unit, dates, state, outcome."""
    scope = actor.scope(Right.SEE_CASE_FIGURES)
    # Some posts watch the whole province, counting facts only.
    watched = Q() if scope.everything else Q(unit__in=scope.unit_ids) | readable_by(actor)
    return watched & ~Q(kind=CaseKind.DENUNCIATION)


def handled_by(actor: Actor) -> Q:
    """Return the condition that an open case lies with the actor: theirs by name, or their unit's and nobody's yet."""
    units = actor.scope(Right.HANDLE_CASES).unit_ids | actor.scope(Right.DECIDE_CASES).unit_ids
    nobodys = Q(officer=None, unit__in=units)
    return Q(is_open=True) & (nobodys | Q(officer=actor.holding_id or 0))


class _CaseKey(F):
    """The key of the case, read from the case.

    Django would read it from the table of the area above, which shares it, and
    no index can answer "this unit, or one of these keys" over two tables.
    """

    def __init__(self) -> None:
        super().__init__("code")

    def resolve_expression(self, *arguments: Any, **named: Any) -> Any:
        found: Any = super().resolve_expression(*arguments, **named)
        return Col(found.alias, Case._meta.pk)


class _IsAmong(Func):
    """Whether the key is in a list of keys that is worked out before the rows are looked for.

    `IN (SELECT …)` beside an OR is asked of each row in turn instead.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, keys: "QuerySet[Any, Any]") -> None:
        super().__init__(_CaseKey(), ArraySubquery(keys))
