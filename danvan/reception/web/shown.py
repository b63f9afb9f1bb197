"""Sessions as pages print them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from danvan.kernel.text import format_date, weekday_name
from danvan.reception.selectors import delegation_mark, head_on, online_marks, state_of

# How each state looks (ui.statuses), and its word.
LOOKS = {
    "unpublished": ("draft", "chưa công bố"),
    "planned": ("not_yet_due", "theo lịch"),
    "open": ("submitted", "đang tiếp"),
    "held": ("achieved", "đã tiếp"),
    "delegated": ("superseded", "ủy quyền"),
    "missed": ("not_achieved", "không ghi nhận"),
    "moved": ("superseded", "đã dời"),
    "cancelled": ("no_data", "không tổ chức"),
}
ACT_WORDS = {
    "on": "ngày tiếp",
    "place": "nơi tiếp",
    "starts_at": "từ giờ",
    "ends_at": "đến giờ",
    "subject": "nội dung dự kiến",
    "participants": "thành phần",
    "mode": "hình thức",
    "chaired_by": "ai tiếp",
    "chair": "người tiếp",
    "chair_name": "họ tên người tiếp",
    "minutes": "diễn biến",
    "recording": "nơi lưu bản ghi",
}


@dataclass(frozen=True)
class SessionLine:
    """One session in a list."""

    session: Any
    day: str
    unit_name: str
    receiver: str
    look: str
    word: str
    remark: str
    is_mine: bool
    may_publish: bool


def line_of(session: Any, version: Any, on: date, *, is_mine: bool) -> SessionLine:
    """Return a session as a list prints it."""
    state = state_of(session, on)
    look, word = LOOKS[state]
    remark = ""
    if session.state == "moved" and session.moved_to:
        remark = f"sang ngày {session.moved_to.on:%d/%m/%Y}"
    elif session.state == "cancelled":
        remark = session.get_cause_display()
    elif state == "delegated" and delegation_mark(session, version):
        remark = "luật không cho ủy quyền"
    elif session.is_published_late:
        remark = "công bố muộn"
    elif state in ("held", "delegated") and not session.published_on and session.kind == "periodic":
        remark = "chưa công bố trước"
    return SessionLine(
        session=session,
        day=f"{weekday_name(session.on)} {format_date(session.on)}",
        unit_name=version.full_name if version else "",
        receiver=head_on(version, session.on).title,
        look=look,
        word=word,
        remark="; ".join(filter(None, (remark, *online_marks(session)))),
        is_mine=is_mine,
        may_publish=is_mine and state == "unpublished",
    )


def lines_of(
    sessions: Sequence[Any], versions: Mapping[int, Any], on: date, mine: frozenset[int] | None
) -> list[SessionLine]:
    """Return sessions as a list prints them; `mine` are the units one keeps, None for all."""
    return [
        line_of(each, versions.get(each.unit_id), on, is_mine=mine is None or each.unit_id in mine) for each in sessions
    ]
