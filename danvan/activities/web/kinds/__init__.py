"""Kinds of activities as the catalogue shows them."""

from danvan.activities.web.kinds.dissemination import CELL_SESSIONS, EVENTS
from danvan.activities.web.kinds.outreach import OUTREACH, PEOPLE_DOCUMENTS
from danvan.activities.web.kinds.reviews import REVIEWS
from danvan.activities.web.kinds.training import COURSES
from danvan.activities.web.kinds.visits import VISITS

KINDS = (EVENTS, CELL_SESSIONS, COURSES, PEOPLE_DOCUMENTS, OUTREACH, VISITS, REVIEWS)
