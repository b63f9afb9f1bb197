"""The way of a piece of evidence, as a table."""

import pytest

from danvan.evidence.choices import ProofState
from danvan.evidence.rules.states import EVIDENCE, record_state
from danvan.kernel.workflow import ActNotAllowed

WAY = {
    ("draft", "change"): "draft",
    ("draft", "submit"): "submitted",
    ("submitted", "withdraw"): "draft",
    ("submitted", "verify"): "verified",
    ("submitted", "reject"): "rejected",
    ("verified", "reject"): "rejected",
    ("verified", "replace"): "superseded",
    ("rejected", "replace"): "superseded",
}


@pytest.mark.parametrize("state", ProofState.values)
@pytest.mark.parametrize("act", EVIDENCE.acts)
def test_each_state_allows_exactly_these_acts(state, act):
    if (state, act) in WAY:
        assert EVIDENCE.target(state, act) == WAY[state, act]
    else:
        with pytest.raises(ActNotAllowed):
            EVIDENCE.target(state, act)


def test_names_the_states_as_the_choices_do():
    assert {state: EVIDENCE.label(state) for state in EVIDENCE.states} == dict(ProofState.choices)


@pytest.mark.parametrize(
    ("pieces", "state", "why"),
    [
        ([], "draft", "nothing handed in yet"),
        (["draft"], "draft", "being prepared"),
        (["submitted"], "submitted", "waiting"),
        (["verified", "draft"], "verified", "the old proof holds while the new one is prepared"),
        (["verified", "submitted"], "verified", "and while it waits"),
        (["verified", "rejected"], "verified", "and when it is sent back"),
        (["superseded", "verified"], "verified", "the new one took over"),
        (["rejected"], "rejected", "sent back"),
        (["rejected", "draft"], "draft", "being mended"),
        (["superseded", "submitted"], "submitted", "handed in again"),
        (["superseded"], "draft", "recalled"),
    ],
)
def test_a_record_stands_as_the_piece_in_force(pieces, state, why):
    assert record_state(pieces) == state, why
