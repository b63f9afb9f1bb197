"""Questions about questions: who may read what of them, what they repeat, what became of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from danvan.authority.rules.actor import Actor
from danvan.dialogues.choices import NOT_TAKEN, Field, QuestionState
from danvan.dialogues.models import Dialogue, DialogueQuestion
from danvan.dialogues.rules.personal import masked
from danvan.dialogues.rules.repeats import Said, likely_repeats
from danvan.dialogues.rules.standing import Asked, Standing, standing
from danvan.dialogues.selectors.visible import may_keep
from danvan.evidence.selectors import HistoryLine, part_history
from danvan.evidence.selectors.naming import names_of_units
from danvan.orgs.selectors import reach

COMPARED = 400


def standing_of(question: DialogueQuestion, on: date) -> Standing:
    """Return what became of a question; its case is read along with it."""
    case = question.case
    asked = Asked(
        question.state,
        due_on=question.due_on,
        answered_on=question.answered_on,
        case_due_on=case.resolution_due_on or case.due_on if case else None,
        case_settled_on=case.settled_on if case else None,
        case_is_open=case.is_open if case else True,
    )
    return standing(asked, today=on)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as a page shows it: who asked, and names within it, only to the keepers of the unit."""

    question: DialogueQuestion
    standing: Standing
    text: str
    answer: str
    asker: str
    contact: str
    owner: str
    case_code: str

    @property
    def is_asked_by_name(self) -> bool:
        """Whether a name is shown."""
        return bool(self.asker)


def question_rows(
    actor: Actor, questions: Sequence[DialogueQuestion], *, on: date, is_paper: bool = False
) -> list[QuestionRow]:
    """Return questions ready for a page, or for a paper, which names nobody whoever prints it.  One query."""
    owners = names_of_units({each.owner_unit_id for each in questions if each.owner_unit_id}, on)
    rows = []
    for each in questions:
        keeps = not is_paper and may_keep(actor, each.dialogue.unit_id)
        rows.append(
            QuestionRow(
                each,
                standing_of(each, on),
                each.text if keeps else masked(each.text, asker=each.asker),
                each.answer if keeps else masked(each.answer, asker=each.asker),
                each.asker if keeps else "",
                each.contact if keeps else "",
                owners.get(each.owner_unit_id or 0, ""),
                each.case.code if each.case else "",
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An earlier question that may be the same, and why."""

    question: DialogueQuestion
    reasons: tuple[str, ...]


def earlier_questions(dialogue: Dialogue) -> "list[DialogueQuestion]":
    """Return the questions of earlier dialogues of the unit and of those before it, newest first.  Two queries."""
    units = reach(dialogue.unit_id, on=dialogue.takes_place_on, with_subtree=False)
    found = (
        DialogueQuestion.objects.filter(dialogue__unit__in=units, dialogue__happened_on__lt=dialogue.takes_place_on)
        .exclude(dialogue=dialogue.pk)
        .exclude(state__in=NOT_TAKEN)
        .select_related("dialogue", "case")
    )
    return list(found.order_by("-dialogue__happened_on", "position")[:COMPARED])


def suggestions_for(question: DialogueQuestion, earlier: Sequence[DialogueQuestion] | None = None) -> list[Suggestion]:
    """Return the earlier questions that look like this one, each with the reasons.  Two queries, or none."""
    known = {each.pk: each for each in (earlier_questions(question.dialogue) if earlier is None else earlier)}
    said = Said(question.pk, question.text, question.field, question.hamlet)
    others = [Said(each.pk, each.text, each.field, each.hamlet) for each in known.values()]
    return [Suggestion(known[each.key], each.reasons) for each in likely_repeats(said, others)]


def question_history(question: DialogueQuestion) -> list[HistoryLine]:
    """Return what was done with a question since it was asked, newest first.  Three queries."""
    asked = HistoryLine(question.asked_at, "ghi câu hỏi", question.get_asked_how_display(), "")
    return [*part_history(question.dialogue_id, "question", question.pk), asked]


@dataclass(frozen=True)
class Asking:
    """How the questions of a dialogue stand, in numbers, and what they are about."""

    total: int
    waiting: int
    by_standing: Counter[Standing]
    fields: list[tuple[str, int]]

    @property
    def unanswered(self) -> int:
        """Those nobody has answered or promised an answer to."""
        return self.by_standing[Standing.UNANSWERED]

    @property
    def open(self) -> int:
        """Those still owed."""
        return self.unanswered + self.by_standing[Standing.OPEN] + self.by_standing[Standing.LATE]

    @property
    def late(self) -> int:
        """Those owed and past their day."""
        return self.by_standing[Standing.LATE]


def asking_of(rows: Sequence[QuestionRow]) -> Asking:
    """Add up the questions of a dialogue."""
    taken = [row for row in rows if row.standing not in (Standing.NOT_TAKEN, Standing.WAITING)]
    fields = Counter(row.question.field for row in taken)
    return Asking(
        total=len(taken),
        waiting=sum(row.question.state == QuestionState.WAITING for row in rows),
        by_standing=Counter(row.standing for row in taken),
        fields=[(str(Field(code).label), number) for code, number in fields.most_common()],
    )
