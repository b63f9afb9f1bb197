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
from danvan.denunciations.selectors.facts import facts_of, kept_until
from danvan.denunciations.selectors.seals import NoSeals, custodian_of, may_seal, seals
from danvan.denunciations.selectors.tables import act_table, label_of

__all__ = [
    "AUDIENCE",
    "NoSeals",
    "act_table",
    "custodian_of",
    "denunciations_visible_to",
    "denunciations_watched_by",
    "excluded_holdings",
    "facts_of",
    "is_in_team",
    "kept_until",
    "label_of",
    "may_open",
    "may_seal",
    "seals",
    "team_of",
]
