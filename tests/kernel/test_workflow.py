import pytest

from danvan.kernel.workflow import ActNotAllowed, Transition, Workflow

STATES = {
    "draft": "dự thảo",
    "submitted": "chờ thẩm định",
    "verified": "đã thẩm định",
    "rejected": "bị trả lại",
    "superseded": "đã thay thế",
}
TRANSITIONS = [
    Transition("submit", ["draft", "rejected"], "submitted", "gửi thẩm định"),
    Transition("verify", ["submitted"], "verified", "xác nhận"),
    Transition("reject", ["submitted", "verified"], "rejected", "trả lại"),
    Transition("supersede", ["verified"], "superseded", "thay thế"),
]


@pytest.fixture
def evidence():
    return Workflow(states=STATES, initial="draft", transitions=TRANSITIONS)


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("draft", ("submit",)),
        ("submitted", ("verify", "reject")),
        ("verified", ("reject", "supersede")),
        ("rejected", ("submit",)),
        ("superseded", ()),
    ],
)
def test_allows_the_acts_of_its_table(evidence, state, acts):
    assert evidence.allowed(state) == acts


def test_leads_where_the_table_says(evidence):
    assert evidence.target("rejected", "submit") == "submitted"
    assert evidence.target("verified", "reject") == "rejected"


def test_refuses_an_act_the_state_does_not_allow(evidence):
    with pytest.raises(ActNotAllowed) as refusal:
        evidence.target("draft", "verify")

    assert refusal.value.code == "act_not_allowed"
    assert str(refusal.value) == "Không thể xác nhận khi hồ sơ đang ở trạng thái “dự thảo”."


def test_names_states_and_acts_in_vietnamese(evidence):
    assert evidence.states == tuple(STATES)
    assert evidence.acts == ("submit", "verify", "reject", "supersede")
    assert evidence.label("rejected") == "bị trả lại"
    assert evidence.act_label("submit") == "gửi thẩm định"


def test_takes_an_unknown_state_or_act_for_a_fault(evidence):
    with pytest.raises(ValueError, match="unknown state: lost"):
        evidence.allowed("lost")
    with pytest.raises(ValueError, match="unknown act: burn"):
        evidence.target("draft", "burn")


@pytest.mark.parametrize(
    ("states", "initial", "transitions", "fault"),
    [
        ({"a": "A"}, "b", [], "unknown state: b"),
        ({"a": "A"}, "a", [Transition("go", ["a"], "b", "đi")], "unknown state: b"),
        ({"a": "A"}, "a", [Transition("go", ["b"], "a", "đi")], "unknown state: b"),
        ({"a": "A", "b": "B"}, "a", [], "no act leads to: b"),
        (
            {"a": "A", "b": "B", "c": "C"},
            "a",
            [Transition("go", ["b"], "c", "đi"), Transition("back", ["c"], "b", "về")],
            "no act leads to: b, c",
        ),
        (
            {"a": "A", "b": "B"},
            "a",
            [Transition("go", ["a"], "b", "đi"), Transition("go", ["a"], "a", "đi")],
            "answered twice",
        ),
        ({"a": "A", "b": "B"}, "a", [Transition("go", ["a", "a"], "b", "đi")], "answered twice"),
        (
            {"a": "A", "b": "B"},
            "a",
            [Transition("go", ["a"], "b", "đi"), Transition("go", ["b"], "a", "chạy")],
            "two names",
        ),
        ({"a": "A"}, "a", [Transition("go", [], "a", "đi")], "starts from no state"),
    ],
)
def test_refuses_a_table_that_does_not_hold_together(states, initial, transitions, fault):
    with pytest.raises(ValueError, match=fault):
        Workflow(states=states, initial=initial, transitions=transitions)


def test_refuses_one_text_where_a_list_of_states_is_meant():
    with pytest.raises(TypeError, match="list"):
        Transition("submit", "draft", "submitted", "gửi thẩm định")
