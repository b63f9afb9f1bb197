"""What one may see: dialogues and hot spots as records, questions without who asked."""

from django.db.models import Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.dialogues.choices import NOT_TAKEN
from danvan.dialogues.models import Dialogue, DialogueQuestion, HotSpot, LocalEnterprises
from danvan.evidence.selectors import records_visible_to


def dialogues_visible_to(actor: Actor) -> "QuerySet[Dialogue, Dialogue]":
    """Return the dialogues of units the actor may look into."""
    return records_visible_to(actor, Dialogue).select_related("chair_holding__post")


def hot_spots_visible_to(actor: Actor) -> "QuerySet[HotSpot, HotSpot]":
    """Return the hot spots of units the actor may look into."""
    return records_visible_to(actor, HotSpot)


def enterprises_visible_to(actor: Actor) -> "QuerySet[LocalEnterprises, LocalEnterprises]":
    """Return the counts of enterprises of units the actor may look into."""
    return records_visible_to(actor, LocalEnterprises)


def questions_visible_to(actor: Actor) -> "QuerySet[DialogueQuestion, DialogueQuestion]":
    """Return the questions of the dialogues the actor keeps, and of those they may look into what was admitted."""
    scope = actor.scope(Right.SEE_RECORDS)
    questions = DialogueQuestion.objects.select_related("dialogue", "case")
    if not scope.everything:
        questions = questions.filter(dialogue__unit__in=scope.unit_ids)
    kept = actor.scope(Right.KEEP_RECEPTIONS)
    if kept.everything:
        return questions
    untaken = Q(state__in=NOT_TAKEN)
    return questions.filter(~untaken | Q(dialogue__unit__in=kept.unit_ids))


def may_keep(actor: Actor, unit_id: int) -> bool:
    """Whether the actor keeps the dialogues of a unit, and so reads who asked."""
    return actor.may(Right.KEEP_RECEPTIONS, unit_id)
