"""Questions about dialogues, their questions and hot spots."""

from danvan.dialogues.selectors.choosing import chair_choices, dialogue_choices, dialogues_on, hot_spots_of
from danvan.dialogues.selectors.dues import dues
from danvan.dialogues.selectors.limits import (
    Marks,
    calendar_if_any,
    communes_among,
    hot_spot_due,
    hot_spot_due_on,
    marks_of,
)
from danvan.dialogues.selectors.opening import Opening, Promise, dialogue_before, opening_of
from danvan.dialogues.selectors.public import (
    PublicDialogue,
    PublicPage,
    coming_dialogues,
    past_dialogues,
    public_page,
    public_rows,
)
from danvan.dialogues.selectors.questions import (
    Asking,
    QuestionRow,
    Suggestion,
    asking_of,
    earlier_questions,
    question_history,
    question_rows,
    standing_of,
    suggestions_for,
)
from danvan.dialogues.selectors.visible import (
    answers_for,
    dialogues_visible_to,
    enterprises_visible_to,
    hot_spots_visible_to,
    may_keep,
    questions_visible_to,
)

__all__ = [
    "Asking",
    "Marks",
    "Opening",
    "Promise",
    "PublicDialogue",
    "PublicPage",
    "QuestionRow",
    "Suggestion",
    "answers_for",
    "asking_of",
    "calendar_if_any",
    "chair_choices",
    "coming_dialogues",
    "communes_among",
    "dialogue_before",
    "dialogue_choices",
    "dialogues_on",
    "dialogues_visible_to",
    "dues",
    "earlier_questions",
    "enterprises_visible_to",
    "hot_spot_due",
    "hot_spot_due_on",
    "hot_spots_of",
    "hot_spots_visible_to",
    "marks_of",
    "may_keep",
    "opening_of",
    "past_dialogues",
    "public_page",
    "public_rows",
    "question_history",
    "question_rows",
    "questions_visible_to",
    "standing_of",
    "suggestions_for",
]
