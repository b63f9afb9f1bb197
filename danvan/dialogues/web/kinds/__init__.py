"""Dialogues, their questions, hot spots and enterprises as the catalogue shows them."""

from danvan.dialogues.web.kinds.dialogues import DIALOGUES
from danvan.dialogues.web.kinds.hot_spots import ENTERPRISES, HOT_SPOTS
from danvan.dialogues.web.kinds.questions import QUESTIONS

# Records; questions are below their dialogue and are no record of their own.
KINDS = (DIALOGUES, HOT_SPOTS, ENTERPRISES)

__all__ = ["DIALOGUES", "ENTERPRISES", "HOT_SPOTS", "KINDS", "QUESTIONS"]
