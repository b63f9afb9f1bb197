"""Which act leads from where to where, and whose act it is.

One line an act.  The keeper is the council office or the commune's office that
keeps the list; the addressee is the unit it lies with.  A body outside the
platform (a ministry) acts through the keeper, who writes down what it sent.
"""

from dataclasses import dataclass

KEEPER, ADDRESSEE = "keeper", "addressee"
# Nothing more is owed there.
ENDS = frozenset({"closed", "merged", "withdrawn", "letter"})
ANSWERABLE = ("accepted", "studied")


@dataclass(frozen=True)
class Act:
    """One act; `to` is empty when the state stays or follows from what was given."""

    code: str
    label: str
    by: str
    states: tuple[str, ...]
    to: str = ""
    hint: str = ""
    is_main: bool = False


_UNROUTED = ("recorded", "bounced")
_OPEN = (*_UNROUTED, "routed", "accepted", "studied")
_ALL_OPEN = (*_OPEN, "answered")

ACTS: dict[str, Act] = {
    act.code: act
    for act in (
        Act("route", "chuyển tới cơ quan có thẩm quyền", KEEPER, _UNROUTED, "routed", is_main=True),
        Act("accept", "tiếp nhận", ADDRESSEE, ("routed",), "accepted", is_main=True),
        Act(
            "bounce",
            "trả lại vì không thuộc thẩm quyền",
            ADDRESSEE,
            ("routed",),
            "bounced",
            hint="Nêu lý do và cơ quan có thẩm quyền. Ai đã trả lại, vì sao, đều hiện trong đường đi của kiến nghị.",
            is_main=True,
        ),
        Act(
            "answer",
            "trả lời",
            ADDRESSEE,
            ANSWERABLE,
            is_main=True,
            hint="“Đang nghiên cứu” phải có ngày hẹn; kiến nghị còn mở và được theo dõi đến khi giải quyết xong.",
        ),
        Act(
            "promise",
            "hẹn ngày khác",
            ADDRESSEE,
            ("studied",),
            is_main=True,
            hint="Mỗi lần hẹn lại được đếm và hiện trong danh sách gửi kỳ họp sau.",
        ),
        Act("take_back", "thu hồi để chuyển nơi khác", KEEPER, ("routed", "accepted"), "bounced"),
        Act("pass_on", "chuyển sang đơn vị kế tục", KEEPER, ("routed", "accepted", "studied")),
        Act("close", "kết thúc", KEEPER, ("answered",), "closed", is_main=True),
        Act("reopen", "mở lại, yêu cầu trả lời thêm", KEEPER, ("answered", "closed"), "accepted"),
        Act("set_limit", "ghi hạn Thường trực Hội đồng nhân dân ấn định", KEEPER, _OPEN),
        Act("merge", "ghép với kiến nghị trùng", KEEPER, _OPEN, "merged"),
        Act("withdraw", "rút khỏi danh sách", KEEPER, _OPEN, "withdrawn"),
        Act("to_letter", "chuyển thành đơn", KEEPER, _UNROUTED, "letter"),
        Act("publish", "công khai trả lời", KEEPER, ("studied", "answered", "closed")),
        Act("unpublish", "ngừng công khai", KEEPER, ("accepted", "studied", "answered", "closed")),
    )
}


def acts_in(state: str) -> list[Act]:
    """Return what the table allows in a state, in its order."""
    return [act for act in ACTS.values() if state in act.states]
