"""What one may see: conclusions one's unit issued or watches, tasks it issued, carries out or takes part in."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.conclusions.choices import ConclusionState
from danvan.conclusions.models import Conclusion, ConclusionTask, Coordination


def tasks_visible_to(actor: Actor) -> "QuerySet[ConclusionTask, ConclusionTask]":
    """Return the tasks one's units issued, carry out or take part in."""
    scope = actor.scope(Right.SEE_CONCLUSIONS)
    if scope.everything:
        # Whoever watches the whole province narrows by nothing.
        return ConclusionTask.objects.filter(Q())
    takes_part = Exists(Coordination.objects.filter(task=OuterRef("pk"), unit__in=scope.unit_ids))
    return ConclusionTask.objects.filter(Q(keeper__in=scope.unit_ids) | Q(unit__in=scope.unit_ids) | takes_part)


def conclusions_visible_to(actor: Actor) -> "QuerySet[Conclusion, Conclusion]":
    """Return the issued conclusions of units one watches, those with a task of one's units, and one's own drafts."""
    scope = actor.scope(Right.SEE_CONCLUSIONS)
    own_drafts = Q(state=ConclusionState.DRAFT, unit__in=actor.scope(Right.KEEP_CONCLUSIONS).unit_ids)
    issued = ~Q(state=ConclusionState.DRAFT)
    if not scope.everything:
        with_us = Q(Exists(tasks_visible_to(actor).filter(conclusion=OuterRef("pk"))))
        issued &= Q(unit__in=scope.unit_ids) | with_us
    return Conclusion.objects.filter(issued | own_drafts)


def keeps(actor: Actor, conclusion: Conclusion) -> bool:
    """Whether a conclusion is the actor's to keep: issued by its unit, or by one that ended and whose tasks it follows.

    One query where it is not its own.
    """
    own = actor.scope(Right.KEEP_CONCLUSIONS)
    if conclusion.unit_id in own or conclusion.unit_id in actor.kept(Right.KEEP_CONCLUSIONS):
        return True
    return conclusion.tasks.filter(keeper__in=own.unit_ids).exists()
