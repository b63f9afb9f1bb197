"""Acts on voters' recommendations."""

from danvan.opinions.services.acts import ActNotAllowed, CannotDo, MayNameSomebody, perform
from danvan.opinions.services.batches import CannotTakeBack, ListIsKnown, import_list, take_list_back
from danvan.opinions.services.feedback import CannotKeepFeedback, Heard, NothingHeard, record_feedback, why_not
from danvan.opinions.services.letters import forget_denunciation, turn_into_letter
from danvan.opinions.services.register import (
    CannotRecord,
    MeetingIsKept,
    NamesSomebody,
    NewRecommendation,
    SessionIsKept,
    SpeaksOfDenunciation,
    add_meeting,
    change_words,
    record_many,
    record_recommendation,
    save_session,
)
from danvan.opinions.services.repeats import say_repeat
from danvan.opinions.services.writing import record_export

__all__ = [
    "ActNotAllowed",
    "CannotDo",
    "CannotKeepFeedback",
    "CannotRecord",
    "CannotTakeBack",
    "Heard",
    "ListIsKnown",
    "MayNameSomebody",
    "MeetingIsKept",
    "NamesSomebody",
    "NewRecommendation",
    "NothingHeard",
    "SessionIsKept",
    "SpeaksOfDenunciation",
    "add_meeting",
    "change_words",
    "forget_denunciation",
    "import_list",
    "perform",
    "record_export",
    "record_feedback",
    "record_many",
    "record_recommendation",
    "save_session",
    "say_repeat",
    "take_list_back",
    "turn_into_letter",
    "why_not",
]
