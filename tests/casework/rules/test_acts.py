"""What a table of acts proposes as the next step."""

import pytest

from danvan.casework.rules.acts import FOLLOWS, PREVIOUS, SAME, WRITER, Act, ActTable

STATES = {"received": "mới nhận", "verifying": "đang mở", "suspended": "tạm đình chỉ", "done": "xong"}
TABLE = ActTable(
    STATES,
    (
        Act("contest", "người viết không đồng ý", ("verifying",), "received", WRITER),
        Act("appeal", "khiếu nại tiếp", ("verifying",), "done", FOLLOWS),
        Act("ask", "hỏi", ("received", "verifying"), SAME, "handle"),
        Act("link", "ghép", ("received",), "done", "handle", detour=True),
        Act("open", "mở", ("received", "verifying"), "verifying", "handle"),
        Act("send", "ghi đã gửi", ("verifying", "suspended"), SAME, "handle", ends=("send",)),
        Act("suspend", "tạm đình chỉ", ("verifying",), "suspended", "decide", rare=True),
        Act("continue", "tiếp tục", ("suspended",), PREVIOUS, "decide"),
        Act("finish", "xong", ("verifying",), "done", "handle"),
        Act("finish_else", "xong cách khác", ("verifying",), "done", "handle"),
    ),
)
SEND_BLOCKED = {"send": "không có gì chờ gửi"}


@pytest.mark.parametrize(
    ("state", "blocked", "following"),
    [
        ("received", {}, ("open", "")),
        ("verifying", {}, ("send", "")),
        ("verifying", SEND_BLOCKED, ("finish", "")),
        ("verifying", {**SEND_BLOCKED, "finish": "chưa được"}, ("finish_else", "")),
        ("verifying", {**SEND_BLOCKED, "finish": "chưa", "finish_else": "phải chờ"}, ("finish_else", "phải chờ")),
        ("suspended", SEND_BLOCKED, ("continue", "")),
        ("done", {}, None),
    ],
)
def test_the_first_act_that_leads_on_and_may_be_done_comes_next(state, blocked, following):
    found = TABLE.next_step(state, lambda act: blocked.get(act.code, ""))

    assert (found and (found[0].code, found[1])) == following


def test_an_act_is_done_by_either_of_its_rights_and_the_writers_are_not_the_offices():
    act = Act("entrust", "giao", ("received",), SAME, "receive", or_right="decide")

    assert act.rights == ("receive", "decide")
    assert TABLE["open"].rights == ("handle",)
    assert {code for code, act in TABLE.items() if not act.is_of_the_office} == {"contest", "appeal"}
