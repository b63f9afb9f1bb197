"""A council's list from a spreadsheet: its columns, what is checked of a whole file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.selectors.naming import unit_finder
from danvan.evidence.web.catalogue import keep_spreadsheet
from danvan.files.services import open_content
from danvan.intake.rules.mail_reading import speaks_of_denunciation
from danvan.kernel.text import fold, format_date
from danvan.opinions import selectors, services
from danvan.opinions.choices import Competence, Field, VoterGroup
from danvan.opinions.rules.personal import looks_personal, said
from danvan.opinions.services import NewRecommendation
from danvan.ui.catalogue import (
    Draft,
    Empty,
    Kind,
    Problem,
    RowBelongsElsewhere,
    SheetColumn,
    choice_column,
    date_column,
    text_column,
    truth_column,
)
from danvan.ui.catalogue.cells import as_text

MOST_ROWS = 1_000
SESSION, MEETING, COMMUNE, PROPOSED = "Kỳ họp", "Cuộc tiếp xúc", "Xã, phường", "Đề xuất chuyển tới"


def _sessions(actor: Actor) -> dict[str, Any]:
    keeps = selectors.sight_of(actor).keeps
    return {str(each): each for each in selectors.sessions_visible_to(actor)[:40] if each.unit_id in keeps}


def _session_names(actor: Actor) -> list[str]:
    return list(_sessions(actor))


def _text(cell: Any) -> str:
    text = as_text(cell)
    if speaks_of_denunciation(text):
        raise RowBelongsElsewhere(
            "Dòng này có vẻ là tố cáo. Bỏ dòng khỏi tệp, giữ kín, và giao giấy ghi cho người tiếp nhận tố cáo."
        )
    if len(text) > 4_000:
        raise ValueError("Dài quá 4.000 ký tự.")
    return text


SHEET: tuple[SheetColumn, ...] = (
    SheetColumn("session", SESSION, as_text, str, choices=_session_names, width=40, help="chọn trong danh sách",
                example="kỳ họp thứ 3, Hội đồng nhân dân nhiệm kỳ 2026–2031"),
    SheetColumn("text", "Nội dung kiến nghị", _text, str, width=60,
                example="Đề nghị sửa cầu tràn qua suối ở bản, mùa mưa học sinh không đi học được."),
    truth_column("names_nobody", "Nội dung không nêu tên ai",
                 help="có: dùng luôn nội dung làm lời công khai"),
    text_column("public_text", "Lời không nêu tên", most=600, required=False, example="",
                help="lời cho mọi người đọc; để trống nếu cột bên trái ghi có"),
    choice_column("field", "Lĩnh vực", Field.choices, example="giao thông, hạ tầng"),
    date_column("received_on", "Ngày nhận", example=date(2026, 6, 20)),
    text_column("meeting", MEETING, most=260, required=False, example="Hội trường xã Mường Xén, 15/06/2026",
                help="địa điểm và ngày như đã ghi ở kỳ họp"),
    text_column("commune", COMMUNE, most=200, required=False, example="xã Mường Xén"),
    text_column("place", "Thôn, bản, khối", most=200, required=False, example="bản Hòa Sơn"),
    choice_column("voters", "Cử tri", VoterGroup.choices, required=False, example=""),
    choice_column("competence", "Thẩm quyền giải quyết", Competence.choices, required=False, example="tỉnh"),
    text_column("proposed", PROPOSED, most=200, required=False, example="Sở Xây dựng", help="tên hoặc mã đơn vị"),
)  # fmt: skip


def _resolve(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Turn names of sessions, meetings and units into what they mean.  Three queries for the file."""
    sessions = {fold(name): each for name, each in _sessions(actor).items()}
    meetings = {
        (each.session_id, fold(str(each))): each.pk
        for each in selectors.meetings_of([each.pk for each in sessions.values()])
    }
    finder, today = unit_finder(actor, None), timezone.localdate()
    for draft in drafts:
        values = draft.values
        on = values.get("received_on")
        if on and on > today:
            yield Problem(draft.number, "Ngày nhận", format_date(on), "Ngày nhận không thể sau hôm nay.")
        session = sessions.get(fold(values.get("session", "")))
        if values.get("session") and session is None:
            yield Problem(draft.number, SESSION, values["session"], "Không có kỳ họp này; chọn trong danh sách.")
        if session is not None:
            values["session_id"] = session.pk
            if on and on <= today and (why := selectors.why_not_counted(session.body, on)):
                yield Problem(draft.number, "Ngày nhận", format_date(on), why)
            if said := values.get("meeting"):
                values["meeting_id"] = meetings.get((session.pk, fold(said)))
                if values["meeting_id"] is None:
                    yield Problem(draft.number, MEETING, said, "Kỳ họp chưa có cuộc tiếp xúc này; ghi cuộc ấy trước.")
        for name, heading in (("commune", COMMUNE), ("proposed", PROPOSED)):
            if (said := values.get(name)) and on:
                try:
                    values[f"{name}_id"] = finder.find(said, on)
                except ValueError as error:
                    yield Problem(draft.number, heading, said, str(error))


def _names(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Refuse to show everybody a wording that looks as if it named somebody."""
    for draft in drafts:
        values = draft.values
        is_shown = values.get("names_nobody") and not values.get("public_text")
        if is_shown and (found := looks_personal([values.get("text", "")])):
            why = (
                f"Nội dung có chỗ giống thông tin cá nhân: {said(found)}. Ghi “không” rồi viết ở cột “Lời không "
                "nêu tên”, hoặc để viết sau."
            )
            yield Problem(draft.number, "Nội dung không nêu tên ai", "có", why)


def _twice(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Refuse the same words twice at one session, in the file or in the list.  One query."""
    sessions = {draft.values["session_id"] for draft in drafts if "session_id" in draft.values}
    kept = {
        (session, fold(text)): number
        for session, text, number in selectors.recommendations_visible_to(actor)
        .filter(session__in=sessions)
        .values_list("session_id", "text", "number")
    }
    seen: dict[tuple[int, str], int] = {}
    for draft in drafts:
        values = draft.values
        if "session_id" not in values or not values.get("text"):
            continue
        mark = values["session_id"], fold(values["text"])
        if mark in kept:
            yield Problem(draft.number, "", "", f"Kiến nghị này đã có trong danh sách, số {kept[mark]}.")
        elif mark in seen:
            yield Problem(draft.number, "", "", f"Dòng này trùng với dòng {seen[mark]} trong tệp.")
        seen.setdefault(mark, draft.number)


def _insert(actor: Actor, rows: Sequence[Mapping[str, Any]], name: str, digest: str) -> Any:
    assert actor.unit_id is not None, "who may add sits in a unit"
    wanted = set(NewRecommendation.__dataclass_fields__)
    found = [
        NewRecommendation(**{key: value for key, value in row.items() if key in wanted and value not in (None, "")})
        for row in rows
    ]
    return services.import_list(
        found, unit_id=actor.unit_id, file_name=name, sha256=digest, actor=actor, at=timezone.now()
    )


def _undo(actor: Actor, batch: int, reason: str, at: datetime) -> int:
    return services.take_list_back(batch, reason=reason, actor=actor, at=at)


LISTS = Kind(
    code="voter_recommendation",
    area="opinions",
    name="list",
    label="kiến nghị cử tri",
    label_plural="kiến nghị cử tri",
    home="opinions:recommendation_list",
    may_see=lambda actor: actor.may(Right.KEEP_OPINIONS),
    may_add=lambda actor: bool(actor.unit_id and actor.may(Right.KEEP_OPINIONS, actor.unit_id)),
    visible_to=selectors.recommendations_visible_to,
    columns=(),
    empty=Empty("", "", ""),
    sheet=SHEET,
    notes=(
        "Mỗi dòng là một kiến nghị. Điền ở trang tính “Dữ liệu”, từ dòng 4; cột có dấu * phải điền. "
        "Còn một dòng sai thì không kiến nghị nào được ghi.",
        "Không ghi tên, địa chỉ nhà của cử tri. Khiếu nại, tố cáo nêu tại cuộc tiếp xúc là đơn, không ghi ở đây.",
    ),
    most_rows=MOST_ROWS,
    keeps_checked_only=True,
    saved_as="sẽ được ghi vào danh sách",
    undo_note="Chỉ thực hiện được khi chưa kiến nghị nào có việc làm hay được nối là lặp lại.",
    checks=(_resolve, _names, _twice),
    keep_upload=keep_spreadsheet,
    open_kept=open_content,
    insert=_insert,
    imported=lambda batch: reverse("opinions:recommendation_list"),
    batches=selectors.batch_rows,
    undo=_undo,
)
