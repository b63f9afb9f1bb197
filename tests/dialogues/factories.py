"""The plainest dialogue and its questions."""

from datetime import date

from django.utils import timezone

from danvan.dialogues.models import Dialogue
from danvan.dialogues.services import NewQuestion, hold_dialogue, take_questions
from tests.kinds import make

HELD_ON = date(2026, 10, 15)


def planned(unit, **columns):
    """Return a dialogue that is planned."""
    given = {"planned_on": HELD_ON, "happened_on": None, "voters": 0, "state": "draft", **columns}
    return make(Dialogue, unit, **given)


def held(cast, unit=None, *, actor="lan", on=HELD_ON, **columns):
    """Return a dialogue its head chaired."""
    dialogue = planned(unit or cast.place.commune, planned_on=on, **columns)
    hold_dialogue(
        dialogue.pk,
        actor=cast.actor(actor),
        at=timezone.now(),
        happened_on=on,
        present={"voters": 40},
        chaired_by="head",
    )
    dialogue.refresh_from_db()
    return dialogue


def ask(cast, dialogue, text="Khi nào sửa đường vào bản Mẫu 2 bị sạt lở?", *, actor="lan", **said):
    """Return a question somebody asked."""
    (question,) = take_questions(dialogue.pk, [NewQuestion(text, **said)], actor=cast.actor(actor), at=timezone.now())
    return question
