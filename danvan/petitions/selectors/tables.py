"""The tables of acts and of competence, read once."""

import tomllib
from functools import cache
from pathlib import Path

from danvan.casework.choices import CaseKind
from danvan.casework.rules.acts import ActTable
from danvan.petitions.choices import State
from danvan.petitions.rules.acts import complaint_acts, mixed_acts, recommendation_acts
from danvan.petitions.rules.competence import CompetenceRule, read_competence

DATA = Path(__file__).parent.parent / "data"


@cache
def _tables() -> dict[str, ActTable]:
    states = {state.value: str(state.label) for state in State}
    recommendation = recommendation_acts(states)
    return {
        CaseKind.COMPLAINT: complaint_acts(states),
        CaseKind.RECOMMENDATION: recommendation,
        CaseKind.REGULATION: recommendation,
        CaseKind.MIXED: mixed_acts(states),
    }


def table_of(kind: str) -> ActTable:
    """Return the table of acts of one kind of petition."""
    return _tables()[kind]


def every_table() -> list[ActTable]:
    """Return the tables of all kinds, each once."""
    return list({id(table): table for table in _tables().values()}.values())


@cache
def competence() -> list[CompetenceRule]:
    """Return who resolves complaints."""
    return read_competence(tomllib.loads((DATA / "competence.toml").read_text(encoding="utf-8"))["rule"])


# What is written on a timeline and stands in no table of acts.
BESIDES = {
    "register": "tiếp nhận đơn",
    "renew_following": "cấp mã theo dõi mới",
    "outcome_told": "nơi nhận đơn báo kết quả giải quyết",
    "move_due": "dời hạn theo lịch làm việc",
    "hand_over": "bàn giao hồ sơ",
}


def label_of(table: ActTable, act: str) -> str:
    """Return an act of a timeline in words."""
    return table[act].label if act in table else BESIDES[act]


def state_label(state: str) -> str:
    """Return a state in words."""
    return str(State(state).label)
