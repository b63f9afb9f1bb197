"""What units did: dissemination, cell sessions, training, reviews, outreach, visits."""

from danvan.activities.models.dissemination import Attendance, CellThematicSession, DisseminationEvent
from danvan.activities.models.outreach import OutreachActivity, PeopleDocument
from danvan.activities.models.reviews import ReviewConference
from danvan.activities.models.training import TrainingAttendance, TrainingCourse
from danvan.activities.models.visits import GrassrootsVisit, VisitProposal

__all__ = [
    "Attendance",
    "CellThematicSession",
    "DisseminationEvent",
    "GrassrootsVisit",
    "OutreachActivity",
    "PeopleDocument",
    "ReviewConference",
    "TrainingAttendance",
    "TrainingCourse",
    "VisitProposal",
]
