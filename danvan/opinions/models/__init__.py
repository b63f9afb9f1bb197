"""Tables of voters' recommendations."""

from danvan.opinions.models.feedback import FeedbackReport
from danvan.opinions.models.meetings import CouncilSession, VoterMeeting
from danvan.opinions.models.recommendations import (
    OpinionBatch,
    RecommendationAct,
    RecommendationResponse,
    RepeatLink,
    ResponseFile,
    Routing,
    VoterRecommendation,
)

__all__ = [
    "CouncilSession",
    "FeedbackReport",
    "OpinionBatch",
    "RecommendationAct",
    "RecommendationResponse",
    "RepeatLink",
    "ResponseFile",
    "Routing",
    "VoterMeeting",
    "VoterRecommendation",
]
