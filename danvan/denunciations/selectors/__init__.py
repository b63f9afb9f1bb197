"""Questions about denunciations."""

from danvan.denunciations.selectors.denunciations import (
    AUDIENCE,
    denunciations_visible_to,
    denunciations_watched_by,
    excluded_holdings,
    is_in_team,
    may_open,
    team_of,
)
from danvan.denunciations.selectors.facts import facts_of, has_reached_nobody, kept_until
from danvan.denunciations.selectors.following import FollowedDenunciation, followed_denunciation
from danvan.denunciations.selectors.handing_over import HANDING_OVER, hand_overs_for
from danvan.denunciations.selectors.letters import (
    is_numbered_here,
    issued_for,
    may_draft,
    may_issue,
    numbers_given,
    sealed_letter_of,
    sealed_letters,
    sealed_offers,
)
from danvan.denunciations.selectors.pages import (
    DenunciationPage,
    denunciation_page,
    desk_units,
    unit_names,
    work_list,
)
from danvan.denunciations.selectors.seals import (
    NoSeals,
    Seals,
    custodian_of,
    custodians,
    custodians_without_vault,
    may_seal,
    seals,
)
from danvan.denunciations.selectors.tables import act_table, label_of

__all__ = [
    "AUDIENCE",
    "HANDING_OVER",
    "DenunciationPage",
    "FollowedDenunciation",
    "NoSeals",
    "Seals",
    "act_table",
    "custodian_of",
    "custodians",
    "custodians_without_vault",
    "denunciation_page",
    "denunciations_visible_to",
    "denunciations_watched_by",
    "desk_units",
    "excluded_holdings",
    "facts_of",
    "followed_denunciation",
    "hand_overs_for",
    "has_reached_nobody",
    "is_in_team",
    "is_numbered_here",
    "issued_for",
    "kept_until",
    "label_of",
    "may_draft",
    "may_issue",
    "may_open",
    "may_seal",
    "numbers_given",
    "sealed_letter_of",
    "sealed_letters",
    "sealed_offers",
    "seals",
    "team_of",
    "unit_names",
    "work_list",
]
