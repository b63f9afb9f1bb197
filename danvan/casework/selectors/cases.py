"""Which cases somebody may see, and how much of them.

A file is read in full by those who receive, handle, decide or watch it in its
own unit, by a unit it was given to for a task while that lasts, and by the
unit that is asked to take it over from one that ended.  Everybody
who answers for a wider area sees the counting facts only.  A denunciation is
in none of these: that one exists is already more than most may know, and its
own area says who may.
"""

from django.db.models import Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.choices import CaseKind
from danvan.casework.models import Assignment, Case, HandOver, Paper


def cases_visible_to(actor: Actor) -> "QuerySet[Case, Case]":
    """Return the cases whose file the actor may read."""
    scope = actor.scope(Right.SEE_CASES)
    # Everything is for the platform itself alone: the right reaches single units for everybody else.
    mine = Q()
    if not scope.everything:
        waiting = HandOver.objects.filter(decided_at=None, to_unit__in=scope.unit_ids)
        mine = Q(unit__in=scope.unit_ids) | Q(pk__in=waiting.values("case"))
    if not scope.everything and actor.may(Right.HANDLE_CASES) and actor.unit_id is not None:
        standing = Assignment.objects.filter(unit=actor.unit_id, until=None).values("case")
        mine |= Q(pk__in=standing)
    return Case.objects.filter(mine).exclude(kind=CaseKind.DENUNCIATION)


def facts_visible_to(actor: Actor) -> "QuerySet[Case, Case]":
    """Return the cases whose counting facts the actor may see: code, kind, unit, dates, state, outcome."""
    scope = actor.scope(Right.SEE_CASE_FIGURES)
    # Some posts watch the whole province, counting facts only.
    watched = Q() if scope.everything else Q(unit__in=scope.unit_ids) | Q(pk__in=cases_visible_to(actor).values("pk"))
    return Case.objects.filter(watched).exclude(kind=CaseKind.DENUNCIATION)


def cases_counted_for(actor: Actor) -> "QuerySet[Case, Case]":
    """Return the cases that stand in the actor's figures, denunciations among them; for sums, never to be listed."""
    scope = actor.scope(Right.SEE_CASE_FIGURES)
    return Case.objects.filter(Q() if scope.everything else Q(unit__in=scope.unit_ids))


def hand_overs_counted_for(actor: Actor) -> "QuerySet[HandOver, HandOver]":
    """Return the hand-overs that stand in the actor's figures: from or to units they watch."""
    scope = actor.scope(Right.SEE_CASE_FIGURES)
    watched = Q() if scope.everything else Q(from_unit__in=scope.unit_ids) | Q(to_unit__in=scope.unit_ids)
    return HandOver.objects.filter(watched, decided_at__isnull=False)


def cases_handled_by(actor: Actor) -> "QuerySet[Case, Case]":
    """Return the open cases that lie with the actor: theirs by name, or their unit's and nobody's yet."""
    units = actor.scope(Right.HANDLE_CASES).unit_ids | actor.scope(Right.DECIDE_CASES).unit_ids
    nobodys = Q(officer=None, unit__in=units)
    return cases_visible_to(actor).filter(is_open=True).filter(nobodys | Q(officer=actor.holding_id or 0))


def papers_visible_to(actor: Actor) -> "QuerySet[Paper, Paper]":
    """Return the papers of the cases whose file the actor may read."""
    return Paper.objects.filter(case__in=cases_visible_to(actor)).select_related("stored")
