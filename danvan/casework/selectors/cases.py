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
from danvan.casework.models import Case, HandOver, Paper
from danvan.casework.selectors.reading import facts_known_to, handled_by, readable_by


def cases_visible_to(actor: Actor) -> "QuerySet[Case, Case]":
    """Return the cases whose file the actor may read."""
    return Case.objects.filter(readable_by(actor))


def facts_visible_to(actor: Actor) -> "QuerySet[Case, Case]":
    """Return the cases whose counting facts the actor may see: code, kind, unit, dates, state, outcome."""
    return Case.objects.filter(facts_known_to(actor))


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
    return cases_visible_to(actor).filter(handled_by(actor))


def papers_visible_to(actor: Actor) -> "QuerySet[Paper, Paper]":
    """Return the papers of the cases whose file the actor may read."""
    return Paper.objects.filter(case__in=cases_visible_to(actor)).select_related("stored")
