"""What one may see: dialogues and hot spots as records, questions without who asked."""

from django.db.models import Q, QuerySet

from danvan.authority.rules.actor import EVERYTHING, Actor, Scope
from danvan.authority.rules.rights import Right
from danvan.dialogues.choices import NOT_TAKEN, QuestionState
from danvan.dialogues.models import Dialogue, DialogueQuestion, HotSpot, LocalEnterprises
from danvan.evidence.selectors import records_visible_to

# While it waits for the unit named to answer it, and once that answered.
OWNED = (QuestionState.DEFERRED, QuestionState.ANSWERED)


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
    """Return the questions of the dialogues the actor keeps, of those they may look into what was admitted, and what
    their unit was named to answer.
    """
    scope, kept = actor.scope(Right.SEE_RECORDS), actor.scope(Right.KEEP_RECEPTIONS)
    questions = DialogueQuestion.objects.select_related("dialogue", "case")
    if kept.everything:
        return questions
    looked_into = Q() if scope.everything else Q(dialogue__unit__in=scope.unit_ids)
    taken = ~Q(state__in=NOT_TAKEN) | Q(dialogue__unit__in=kept.unit_ids)
    owned = Q(state__in=OWNED, owner_unit__in=_answering(actor).unit_ids)
    return questions.filter(looked_into & taken | owned)


def answers_for(actor: Actor, question: DialogueQuestion) -> bool:
    """Whether a question waits for the actor's unit, which answers it without keeping the dialogue."""
    waits = question.state == QuestionState.DEFERRED and not question.dialogue.cancelled
    return waits and question.owner_unit_id in _answering(actor)


def _answering(actor: Actor) -> Scope:
    """Return the units in whose name one answers, with those that ended and that one alone follows."""
    scope = actor.scope(Right.KEEP_RECEPTIONS)
    return EVERYTHING if scope.everything else Scope(scope.unit_ids | actor.kept(Right.KEEP_RECEPTIONS))


def may_keep(actor: Actor, unit_id: int) -> bool:
    """Whether the actor keeps the dialogues of a unit, and so reads who asked."""
    return actor.may(Right.KEEP_RECEPTIONS, unit_id)
