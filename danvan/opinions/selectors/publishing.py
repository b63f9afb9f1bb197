"""What whoever publishes an answer is pointed at."""

from danvan.conclusions.rules.publishing import Found
from danvan.opinions.models import VoterRecommendation
from danvan.opinions.rules.personal import looks_personal


def record_of(row: VoterRecommendation) -> list[str]:
    """Return every text kept inside about a recommendation.  Two queries."""
    answers = row.responses.values_list("text", flat=True)
    notes = row.acts.exclude(note="").values_list("note", flat=True)
    return [text for text in (row.text, row.place, *answers, *notes) if text]


def what_to_look_at(row: VoterRecommendation, *public: str) -> list[Found]:
    """Return what in words for everybody looks personal, measured against what is kept inside."""
    return looks_personal(public, record_of(row))
