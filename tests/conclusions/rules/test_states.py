"""The table of acts: whole, and every guard it names is answered."""

import pytest

from danvan.conclusions.choices import TaskState
from danvan.conclusions.rules.guards import guards
from danvan.conclusions.rules.states import STATES, TABLE


def test_every_guard_has_an_answer_and_every_answer_a_use():
    assert {guard for act in TABLE.values() for guard in act.guards} == guards()


def test_the_states_are_those_a_task_can_have():
    assert {state: STATES[state] for state in STATES if state != "issued"} == dict(TaskState.choices)


@pytest.mark.parametrize(
    ("state", "next_act"),
    [
        ("assigned", "accept"), ("accepted", "report"), ("in_progress", "report"), ("reported", "verify"),
        ("returned", "reassign"), ("verified", "answer"),
    ],
)  # fmt: skip
def test_each_open_state_has_its_next_step(state, next_act):
    following = TABLE.next_step(state, lambda act: "")

    assert following is not None
    assert following[0].code == next_act


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_what_ended_moves_on_only_by_being_opened_again(state):
    assert {act.code for act in TABLE.possible(state) if act.to_state not in ("", state)} <= {"reopen"}
