"""Questions about petitions."""

from danvan.petitions.selectors.alike import Sought, Suggestion, old_numbers_of, similar_to, similar_to_each
from danvan.petitions.selectors.audience import AUDIENCE
from danvan.petitions.selectors.authority import given_to_unit_of, may_at, may_do
from danvan.petitions.selectors.conditions import NOBODY, Only
from danvan.petitions.selectors.facts import facts_of, facts_of_all
from danvan.petitions.selectors.following import FollowedLetter, FollowedPage, followed_page, papers_followed
from danvan.petitions.selectors.handing_over import HANDING_OVER, hand_overs_for, heirs_of
from danvan.petitions.selectors.inbox import (
    InboxPage,
    InboxRow,
    bulk_labels,
    chosen_petitions,
    inbox_page,
    officers_with_letters,
)
from danvan.petitions.selectors.oversight import GroupFigures, Overview, UnitFigures, overview
from danvan.petitions.selectors.pages import PetitionPage, petition_page, proposal_for
from danvan.petitions.selectors.petitions import (
    Tab,
    first_complaint_of,
    first_complaints_of,
    found_petitions,
    matching,
    officers_for,
    petitions_visible_to,
    tab_counts,
    work_list,
)
from danvan.petitions.selectors.published import PublishedLetters, published_letters
from danvan.petitions.selectors.tables import competence, state_label, table_of

__all__ = [
    "AUDIENCE",
    "HANDING_OVER",
    "NOBODY",
    "FollowedLetter",
    "FollowedPage",
    "GroupFigures",
    "InboxPage",
    "InboxRow",
    "Only",
    "Overview",
    "PetitionPage",
    "PublishedLetters",
    "Sought",
    "Suggestion",
    "Tab",
    "UnitFigures",
    "bulk_labels",
    "chosen_petitions",
    "competence",
    "facts_of",
    "facts_of_all",
    "first_complaint_of",
    "first_complaints_of",
    "followed_page",
    "found_petitions",
    "given_to_unit_of",
    "hand_overs_for",
    "heirs_of",
    "inbox_page",
    "matching",
    "may_at",
    "may_do",
    "officers_for",
    "officers_with_letters",
    "old_numbers_of",
    "overview",
    "papers_followed",
    "petition_page",
    "petitions_visible_to",
    "proposal_for",
    "published_letters",
    "similar_to",
    "similar_to_each",
    "state_label",
    "tab_counts",
    "table_of",
    "work_list",
]
