"""What became of the last dialogue: the sheet the next one opens with."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from danvan.authority.rules.actor import Actor
from danvan.conclusions.choices import DONE, Origin, TaskState
from danvan.conclusions.selectors import followed, tasks_of_origin
from danvan.dialogues.choices import NOT_TAKEN
from danvan.dialogues.models import Dialogue
from danvan.dialogues.rules.personal import masked
from danvan.dialogues.rules.standing import Standing
from danvan.dialogues.selectors.questions import question_rows
from danvan.evidence.selectors.naming import names_of_units
from danvan.orgs.selectors import reach


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing that was asked or promised, and what became of it."""

    number: int
    what: str
    by: str
    due_on: date | None
    done_on: date | None
    standing: Standing
    result: str
    subject: Any = None

    @property
    def url(self) -> str:
        """Where it is followed."""
        return str(self.subject.get_absolute_url())


@dataclass(frozen=True)
class Opening:
    """The last dialogue of the same unit and audience, or of a unit before it, and what became of it."""

    dialogue: Dialogue
    unit_name: str
    questions: Sequence[Promise]
    tasks: Sequence[Promise]
    notices: Sequence[Any]

    @property
    def kept(self) -> int:
        """What was kept, in time or late."""
        return sum(each.standing in (Standing.KEPT, Standing.KEPT_LATE) for each in self._all)

    @property
    def open(self) -> int:
        """What is owed and not yet due."""
        return sum(each.standing == Standing.OPEN for each in self._all)

    @property
    def late(self) -> int:
        """What is owed and past its day, or was never promised a day."""
        return sum(each.standing in (Standing.LATE, Standing.UNANSWERED) for each in self._all)

    @property
    def by_whom(self) -> list[tuple[str, int]]:
        """Who still owes something, most first."""
        owing = Counter(each.by for each in self._all if not each.standing.is_over and each.by)
        return owing.most_common()

    @property
    def _all(self) -> list[Promise]:
        return [*self.questions, *self.tasks]


def dialogue_before(dialogue: Dialogue) -> Dialogue | None:
    """Return the last dialogue held before this one with part of its audience, by its unit or one before it."""
    units = reach(dialogue.unit_id, on=dialogue.takes_place_on, with_subtree=False)
    return (
        Dialogue.objects.filter(
            unit__in=units,
            cancelled=False,
            happened_on__lt=dialogue.takes_place_on,
            audiences__overlap=list(dialogue.audiences),
        )
        .exclude(pk=dialogue.pk)
        .order_by("-happened_on", "-pk")
        .first()
    )


def opening_of(actor: Actor, dialogue: Dialogue, *, on: date, is_paper: bool = False) -> Opening | None:
    """Return what became of the dialogue before this one; nothing when it is the first.  A fixed number of queries.

    On a paper nobody is named, neither in the questions nor in the tasks.
    """
    before = dialogue_before(dialogue)
    if before is None:
        return None
    asked = list(before.questions.exclude(state__in=NOT_TAKEN).select_related("dialogue", "case").order_by("position"))
    unit_name = names_of_units([before.unit_id], before.takes_place_on).get(before.unit_id, "")
    questions = [
        Promise(
            number=row.question.position,
            what=row.text,
            by=row.owner or row.question.answered_by or unit_name,
            due_on=row.question.due_on or (row.question.case.resolution_due_on if row.question.case else None),
            done_on=row.question.answered_on or (row.question.case.settled_on if row.question.case else None),
            standing=row.standing,
            result=row.answer or (f"Theo dõi trong sổ đơn thư: {row.case_code}" if row.case_code else ""),
            subject=row.question,
        )
        for row in question_rows(actor, asked, on=on, is_paper=is_paper)
    ]
    notices = followed(actor, Origin.DIALOGUE, [before.pk]).get(before.pk, [])
    return Opening(
        dialogue=before,
        unit_name=unit_name,
        questions=questions,
        tasks=_tasks(actor, before, on=on, is_paper=is_paper),
        notices=notices,
    )


def _tasks(actor: Actor, dialogue: Dialogue, *, on: date, is_paper: bool) -> list[Promise]:
    tasks = list(tasks_of_origin(actor, Origin.DIALOGUE, dialogue.pk))
    units = names_of_units({task.unit_id for task in tasks}, on)
    return [
        Promise(
            number=number,
            what=masked(task.text) if is_paper else task.text,
            by=units.get(task.unit_id, ""),
            due_on=task.due_on,
            done_on=task.done_on,
            standing=_standing_of(task, on),
            result=masked(task.result) if is_paper else task.result,
            subject=task,
        )
        for number, task in enumerate((task for task in tasks if task.state != TaskState.CANCELLED), start=1)
    ]


def _standing_of(task: Any, on: date) -> Standing:
    if task.state in DONE:
        return Standing.KEPT_LATE if task.done_on and task.done_on > task.due_on else Standing.KEPT
    return Standing.LATE if on > task.due_on else Standing.OPEN
