"""An earlier reception book from a spreadsheet: its columns, what is checked of a whole file.

The screens are those of every import.  Of a denunciation only the day and how
many came are taken over, on a row that says so; a row that just says
"denunciation" is refused, and nothing of it is shown or kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.web.catalogue import keep_spreadsheet
from danvan.files.services import open_content
from danvan.intake.rules.mail_reading import speaks_of_denunciation
from danvan.intake.web.reading import id_number
from danvan.kernel.errors import InputError, InputErrors
from danvan.kernel.text import fold, format_date
from danvan.petitions.choices import Subject
from danvan.reception.choices import MatterKind, ReceptionKind, VisitOutcome
from danvan.reception.rules.visits import Visitor, same_person
from danvan.reception.selectors.grounds import grounds
from danvan.reception.selectors.visits import (
    book_of,
    sessions_on,
    usual_place,
    visit_batch_rows,
    visits_visible_to,
)
from danvan.reception.services.batches import OldVisit, import_visits, take_book_back
from danvan.reception.services.visits import TYPED, NewVisit
from danvan.ui.catalogue import (
    Draft,
    Empty,
    Hint,
    Kind,
    Problem,
    RowBelongsElsewhere,
    SheetColumn,
    choice_column,
    date_column,
    text_column,
    truth_column,
    whole_column,
)
from danvan.ui.catalogue.cells import as_text

MOST_VISITS = 5_000
FIRST_DAY = date(2014, 7, 1)
COUNT_ONLY = "tố cáo, chỉ số đếm"
BELONGS_TO_SEALED = (
    "Dòng này ghi là tố cáo. Sổ chỉ giữ số đếm: xóa mọi ô của dòng trừ ngày tiếp, loại buổi tiếp, số người, và ghi "
    f"loại việc là “{COUNT_ONLY}”; việc tố cáo tiếp nhận ở sổ niêm phong. Tệp không được lưu lại."
)
NO_WORDS = "Dòng chỉ số đếm không ghi gì ở cột này."
_OUTCOMES = [choice for choice in VisitOutcome.choices if choice[0] not in (VisitOutcome.SEALED, VisitOutcome.WAITING)]


def _identity(cell: Any) -> str:
    try:
        return id_number(as_text(cell))
    except ValueError as error:
        raise ValueError(f"{error} Excel có thể đã bỏ số 0 ở đầu: đặt cột ở dạng văn bản.") from error


_MATTERS = choice_column(
    "matter",
    "Loại việc",
    [(code, COUNT_ONLY if code == MatterKind.DENUNCIATION else label) for code, label in MatterKind.choices],
)


def _matter(cell: Any) -> str:
    text = fold(as_text(cell))
    if text != fold(COUNT_ONLY) and ("to cao" in text or text == MatterKind.DENUNCIATION):
        raise RowBelongsElsewhere(BELONGS_TO_SEALED)
    return str(_MATTERS.read(cell))


def _nothing(row: Any) -> str:
    return ""


def _text(field: str, heading: str, most: int, **more: Any) -> SheetColumn:
    return text_column(field, heading, most=most, value=_nothing, required=more.pop("required", False), **more)


_WORDS: tuple[SheetColumn, ...] = (
    _text("name", "Họ và tên", 120, example="Vi Thị Ví Dụ", help="phải ghi, trừ dòng tố cáo"),
    _text("address", "Địa chỉ", 250, example="bản Mẫu, xã Mường Xén"),
    SheetColumn("id_number", "Số giấy tờ", _identity, _nothing, required=False, width=18,
                help="để ô ở dạng văn bản; sổ cũ không có thì để trống"),
    _text("phone", "Điện thoại", 30, help="để ô ở dạng văn bản để không mất số 0"),
    _text("representatives", "Người cùng đến", 20_000, keeps_lines=True,
          help="mỗi người một dòng trong ô: họ tên; địa chỉ"),
    _text("content", "Nội dung trình bày", 20_000, keeps_lines=True, help="phải ghi, trừ dòng tố cáo",
          example="Hỏi về việc cấp giấy chứng nhận."),
    _text("handled_before", "Đã giải quyết", 20_000, keeps_lines=True),
    _text("request", "Yêu cầu", 20_000, keeps_lines=True),
    choice_column("subject", "Lĩnh vực", Subject.choices, required=False),
    choice_column("outcome", "Kết quả", _OUTCOMES, required=False, example="trả lời tại chỗ"),
    _text("answer", "Đã trả lời, hướng dẫn", 20_000, keeps_lines=True),
    _text("refusal", "Căn cứ từ chối", 30, help="mã căn cứ, khi kết quả là từ chối tiếp; ví dụ closed"),
    _text("old_number", "Số trong sổ cũ", 40),
)  # fmt: skip
SHEET: tuple[SheetColumn, ...] = (
    date_column("on", "Ngày tiếp", value=_nothing, example=date(2025, 3, 5)),
    choice_column("kind", "Loại buổi tiếp", ReceptionKind.choices, example="thường xuyên"),
    SheetColumn("matter", "Loại việc", _matter, _nothing, example="kiến nghị", choices=_MATTERS.choices, width=26,
                help="chọn trong danh sách; dòng tố cáo chỉ ghi số đếm"),
    whole_column("people", "Số người", lowest=1, highest=100_000, required=False, help="để trống là 1"),
    truth_column("is_repeat", "Tiếp nhiều lần", example=""),
    *_WORDS,
)  # fmt: skip
_HEADINGS = {column.field: column.heading for column in SHEET}


def old_visit_of(values: Mapping[str, Any]) -> OldVisit:
    """Return a row as a line of the book."""
    given = {name: values[name] for name in TYPED if values.get(name) not in (None, "")}
    is_denunciation = values["matter"] == MatterKind.DENUNCIATION
    outcome = VisitOutcome.SEALED if is_denunciation else values.get("outcome") or VisitOutcome.ANSWERED
    ground = values.get("refusal", "") if outcome == VisitOutcome.REFUSED else ""
    new = NewVisit(**{**given, "outcome": outcome, "people": given.get("people", 1), "refusal_ground": ground})
    return OldVisit(values["on"], values["kind"], values.get("old_number", ""), new)


def _rows(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Check each row by itself."""
    today = timezone.localdate()
    for draft in drafts:
        for field, sentence in _row(draft.values, today):
            found = draft.said[[column.field for column in SHEET].index(field)]
            yield Problem(draft.number, _HEADINGS[field], "" if sentence is NO_WORDS else found[:80], sentence)


def _row(values: Mapping[str, Any], today: date) -> Iterator[tuple[str, str]]:
    if on := values.get("on"):
        if on > today:
            yield "on", "Ngày tiếp không thể ở tương lai."
        if on < FIRST_DAY:
            yield "on", f"Luật Tiếp công dân có hiệu lực từ {format_date(FIRST_DAY)}; sổ cũ hơn giữ ở bản giấy."
    if not values.get("matter"):
        return
    if values["matter"] == MatterKind.DENUNCIATION:
        yield from ((column.field, NO_WORDS) for column in _WORDS if values.get(column.field))
        return
    if not values.get("name"):
        yield "name", "Chưa nhập mục này."
    if not values.get("content"):
        yield "content", "Chưa nhập mục này."
    if on and values.get("outcome") == VisitOutcome.REFUSED:
        codes = [ground.code for ground in grounds().on(on)]
        if values.get("refusal") not in codes:
            yield "refusal", f"Cần một trong các mã căn cứ có hiệu lực ngày ấy: {', '.join(codes)}."


def _heads_sessions(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Refuse lines of sessions of the head that do not stand here.  One query."""
    asked = [each for each in drafts if each.values.get("on") and each.values.get("kind") not in (None, "", "regular")]
    unit_id = book_of(actor)
    if not asked or unit_id is None:
        return
    standing = sessions_on(unit_id, {each.values["on"] for each in asked})
    for draft in asked:
        if (draft.values["on"], draft.values["kind"]) not in standing:
            yield Problem(
                draft.number,
                _HEADINGS["kind"],
                draft.said[1],
                "Ngày này chưa có buổi tiếp của người đứng đầu trong hệ thống. Ghi buổi tiếp đã qua trước.",
            )


def _hints(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Hint]:
    """Say which rows may stand in the book already, and which speak of a denunciation.  One query."""
    days = {draft.values["on"] for draft in drafts}
    known: dict[date, list[Any]] = {}
    for visit in visits_visible_to(actor).filter(on__in=days).exclude(name=""):
        known.setdefault(visit.on, []).append(visit)
    for draft in drafts:
        values = draft.values
        who = Visitor(values.get("name", ""), values.get("address", ""), values.get("id_number", ""))
        for visit in known.get(values["on"], []):
            if reasons := same_person(who, Visitor(visit.name, visit.address, visit.id_number)):
                label = f"{visit.number}/{visit.year}"
                yield Hint(
                    draft.number,
                    f"Có thể đã có trong sổ, cùng ngày: {'; '.join(reasons)}.",
                    ((label, visit.get_absolute_url()),),
                )
        if speaks_of_denunciation(values.get("content", ""), values.get("request", "")):
            yield Hint(draft.number, "Nội dung có nhắc đến tố cáo: nếu là tố cáo thì chỉ giữ số đếm của dòng này.")


def _insert(actor: Actor, rows: Sequence[Mapping[str, Any]], name: str, sha256: str) -> Any:
    unit_id = book_of(actor)
    if unit_id is None:
        raise InputErrors([InputError("Chưa rõ sổ của đơn vị nào: ghi --unit cùng mã hoặc khóa của đơn vị.")])
    return import_visits(
        [old_visit_of(row) for row in rows],
        unit_id=unit_id,
        place=usual_place(unit_id) or "Nơi tiếp công dân (theo sổ cũ)",
        file_name=name,
        sha256=sha256,
        actor=actor,
        at=timezone.now(),
    )


VISITS = Kind(
    code="reception_visit",
    area="reception",
    name="visit",
    label="sổ tiếp công dân",
    label_plural="sổ tiếp công dân",
    home="reception:book",
    may_see=lambda actor: actor.may(Right.KEEP_RECEPTIONS),
    may_add=lambda actor: actor.may(Right.KEEP_RECEPTIONS),
    visible_to=visits_visible_to,
    columns=(),
    empty=Empty("", "", ""),
    sheet=SHEET,
    notes=(
        "Mỗi dòng là một lượt tiếp. Điền ở trang tính “Dữ liệu”, từ dòng 4; cột có dấu * phải điền. "
        "Còn một dòng sai thì không lượt nào vào sổ. Số thứ tự được đánh liền theo ngày; số cũ ghi ở cột riêng.",
        f"Lượt tố cáo ghi loại việc là “{COUNT_ONLY}” và chỉ ghi ngày tiếp, loại buổi tiếp, số người.",
    ),
    most_rows=MOST_VISITS,
    keeps_checked_only=True,
    saved_as="sẽ được vào sổ",
    undo_note="Chỉ thực hiện được khi các lượt ấy còn ở cuối sổ của năm và chưa lượt nào được sửa hay gắn với lượt "
    "khác; số được đánh lại để sổ liền số.",
    checks=(_rows, _heads_sessions),
    hints=_hints,
    keep_upload=keep_spreadsheet,
    open_kept=open_content,
    insert=_insert,
    imported=lambda batch: reverse("reception:book") + "?tu=",
    batches=visit_batch_rows,
    undo=lambda actor, batch, reason, at: take_book_back(batch, reason=reason, actor=actor, at=at),
)
