"""Letters from a spreadsheet: its columns, what is checked of a whole file, what is suspected to be there already.

The screens are those of every import.  A denunciation is refused with the
sentence where it is taken in; nothing of its row is shown or kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.validators import EmailValidator, ValidationError
from django.urls import reverse
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.calendars.selectors import work_calendar
from danvan.casework.choices import FORWARDED, CaseKind, Channel
from danvan.evidence.web.catalogue import keep_spreadsheet
from danvan.files.services import open_content
from danvan.intake import selectors, services
from danvan.intake.rules.mail_reading import speaks_of_denunciation
from danvan.intake.services import SheetLetter
from danvan.intake.web.forms import NEVER_FORWARDED, OPEN_KINDS
from danvan.intake.web.reading import id_number, signers
from danvan.kernel.errors import InputError, InputErrors
from danvan.kernel.text import fold, format_date
from danvan.petitions.choices import Handled, Reply, Settled, Subject, Verdict
from danvan.petitions.rules.alike import likeness
from danvan.petitions.rules.old_register import NOT_ALONE, PastActs, misfits
from danvan.petitions.selectors import (
    Sought,
    first_complaints_of,
    old_numbers_of,
    petitions_visible_to,
    similar_to_each,
    table_of,
)
from danvan.petitions.services import NewPetition, NewWriter
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

# Registering one takes some twenty statements, and the number series of the year is held until the last.
MOST_LETTERS = 300
BELONGS_TO_SEALED = (
    "Dòng này ghi là tố cáo. Đơn tố cáo không nhập ở đây: bỏ dòng khỏi tệp, giữ kín, và nhập ở Tố cáo → Tiếp nhận "
    "(sổ niêm phong), do người được giao tiếp nhận tố cáo. Tệp không được lưu lại."
)
# Excel drops what it takes for a number's idle zeros.
LOST_ZERO = " Excel có thể đã bỏ số 0 ở đầu: đặt cột ở dạng văn bản."
OLD = "chỉ khi chuyển từ sổ cũ: "


def _kind(cell: Any) -> str:
    text = fold(as_text(cell))
    if "to cao" in text or text == "denunciation":
        raise RowBelongsElsewhere(BELONGS_TO_SEALED)
    return str(_KINDS.read(cell))


def _identity(cell: Any) -> str:
    try:
        return id_number(as_text(cell))
    except ValueError as error:
        raise ValueError(f"{error}{LOST_ZERO}") from error


def _email(cell: Any) -> str:
    text = as_text(cell)
    if text:
        try:
            EmailValidator()(text)
        except ValidationError as error:
            raise ValueError("Cần một địa chỉ thư điện tử, ví dụ ten@vi-du.vn.") from error
    return text


def _nothing(row: Any) -> str:
    return ""


_KINDS = choice_column("kind", "Loại đơn", OPEN_KINDS)
_OUTCOMES = [choice for choice in Handled.choices if choice[0] not in NOT_ALONE]


def _text(field: str, heading: str, most: int, **more: Any) -> SheetColumn:
    return text_column(field, heading, most=most, value=_nothing, **more)


def _choice(field: str, heading: str, choices: Any, **more: Any) -> SheetColumn:
    return choice_column(field, heading, choices, **more)


SHEET: tuple[SheetColumn, ...] = (
    SheetColumn("kind", "Loại đơn", _kind, _nothing, example="khiếu nại", choices=_KINDS.choices, width=26,
                help="chọn trong danh sách; đơn tố cáo không nhập ở đây mà ở sổ tố cáo niêm phong"),
    _text("name", "Họ và tên người viết", 120, example="Vi Thị Ví Dụ", help="đơn không tên ghi “không rõ tên”"),
    _text("address", "Địa chỉ", 250, required=False, example="bản Mẫu, xã Mường Xén"),
    _text("summary", "Nội dung", 20_000, keeps_lines=True, help="tóm tắt hoặc chép như đơn ghi",
          example="Không đồng ý với diện tích đo đạc khi thu hồi đất."),
    _text("request", "Yêu cầu", 10_000, required=False, keeps_lines=True, example="Đo lại thửa đất."),
    date_column("received_on", "Ngày nhận", value=_nothing, example=date(2026, 3, 5),
                help="ngày/tháng/năm; thời hạn tính từ ngày này"),
    _choice("channel", "Nguồn", Channel.choices, example="bưu chính"),
    _text("phone", "Điện thoại", 30, required=False, help="để ô ở dạng văn bản để không mất số 0"),
    SheetColumn("email", "Thư điện tử", _email, _nothing, required=False, width=24),
    SheetColumn("id_number", "Số định danh, hộ chiếu", _identity, _nothing, required=False, width=18,
                help="12 số, chứng minh cũ 9 số, hoặc số hộ chiếu; để ô ở dạng văn bản"),
    date_column("written_on", "Ngày ghi trên đơn", value=_nothing, required=False),
    date_column("posted_on", "Ngày dấu bưu điện", value=_nothing, required=False),
    whole_column("pages", "Số trang", lowest=1, highest=9_999, required=False, help="để trống là 1"),
    whole_column("people_count", "Số người ký", lowest=1, highest=100_000, required=False, help="để trống là 1"),
    _text("others", "Người cùng ký", 30_000, required=False, keeps_lines=True,
          help="mỗi người một dòng trong ô (Alt + Enter): họ tên; địa chỉ. Dấu * trước tên người đại diện"),
    truth_column("leads", "Người viết là người đại diện", example=""),
    truth_column("all_signed", "Đủ chữ ký và văn bản cử người đại diện", example=""),
    _text("forwarded_by", "Cơ quan chuyển", 200, required=False, help="cần có khi nguồn là nơi khác chuyển đến"),
    _text("forwarded_number", "Số văn bản chuyển", 80, required=False),
    whole_column("instance", "Lần khiếu nại", lowest=1, highest=2, required=False, help="1 hoặc 2; để trống là 1"),
    _text("first_code", "Mã khiếu nại lần đầu", 24, required=False,
          help="khi khiếu nại lần hai và lần đầu có trong hệ thống, ví dụ KN-2026-00012"),
    _text("respondent", "Cơ quan, người bị khiếu nại", 200, required=False),
    _text("decision_ref", "Quyết định bị khiếu nại", 120, required=False, help="số, ngày"),
    _choice("subject", "Lĩnh vực", Subject.choices, required=False),
    _text("old_number", "Số sổ cũ", 80, required=False,
          help=f"{OLD}số của đơn trong sổ trước đây; cần có khi ghi các cột sau"),
    _choice("handled", "Kết quả xử lý", _OUTCOMES, required=False, help=f"{OLD}chọn trong danh sách"),
    date_column("handled_on", "Ngày xử lý", value=_nothing, required=False,
                help=f"{OLD}ngày thụ lý, hướng dẫn, chuyển…"),
    _text("handled_number", "Số văn bản xử lý", 80, required=False, help=f"{OLD}ví dụ 21/TB-UBND"),
    _choice("settled", "Cách kết thúc", Settled.choices, required=False, help=f"{OLD}vụ việc đã thụ lý, nay đã xong"),
    date_column("settled_on", "Ngày kết thúc", value=_nothing, required=False,
                help=f"{OLD}ngày quyết định, trả lời, đình chỉ"),
    _text("settled_number", "Số văn bản kết thúc", 80, required=False, help=f"{OLD}ví dụ 35/QĐ-UBND"),
    _choice("verdict", "Kết luận", Verdict.choices, required=False, help=f"{OLD}khiếu nại đã có quyết định"),
    _choice("reply", "Cách trả lời", Reply.choices, required=False, help=f"{OLD}kiến nghị, phản ánh đã trả lời"),
    truth_column("is_over", "Hồ sơ đã lưu", example="",
                 help=f"{OLD}ghi “có” khi không còn việc gì phải làm; để trống thì các hạn sau quyết định vẫn chạy"),
)  # fmt: skip
_HEADINGS = {column.field: column.heading for column in SHEET}
_PAST = ("handled", "handled_on", "handled_number", "settled", "settled_on", "settled_number", "verdict", "reply",
         "is_over")  # fmt: skip


def past_of(values: Mapping[str, Any]) -> PastActs:
    """Return what a row says was done before."""
    return PastActs(**{name: values[name] for name in _PAST if values.get(name)})


def letter_of(values: Mapping[str, Any], unit_id: int) -> NewPetition:
    """Return a row as a letter of a unit."""
    first = NewWriter(
        values["name"],
        values.get("address", ""),
        values.get("phone", ""),
        values.get("id_number", ""),
        values.get("leads", False),
        values.get("email", ""),
    )
    writers = [first, *signers(values.get("others", ""))]
    return NewPetition(
        kind=values["kind"],
        unit_id=unit_id,
        received_on=values["received_on"],
        channel=values["channel"],
        summary=values["summary"],
        request=values.get("request", ""),
        writers=writers,
        written_on=values.get("written_on"),
        posted_on=values.get("posted_on"),
        pages=values.get("pages", 1),
        forwarded_by=values.get("forwarded_by", ""),
        forwarded_number=values.get("forwarded_number", ""),
        old_number=values.get("old_number", ""),
        people_count=max(values.get("people_count", 1), len(writers)),
        all_signed=values.get("all_signed", False),
        instance=2 if values.get("first_code") else values.get("instance", 1),
        respondent=values.get("respondent", ""),
        decision_ref=values.get("decision_ref", ""),
    )


# --- what must hold -----------------------------------------------------------------------------------------------


def _is_whole(draft: Draft) -> bool:
    return all(draft.values.get(column.field) not in (None, "") for column in SHEET if column.required)


def _rows(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Check each row by itself, with what a row of a letter has to agree with."""
    today, begins = timezone.localdate(), work_calendar().first_day
    for draft in filter(_is_whole, drafts):
        for field, sentence in _row(draft.values, today, begins):
            found = draft.said[[column.field for column in SHEET].index(field)]
            yield Problem(draft.number, _HEADINGS[field], found[:80], sentence)


def _row(values: Mapping[str, Any], today: date, begins: date) -> Iterator[tuple[str, str]]:
    received_on, is_complaint = values["received_on"], values["kind"] == CaseKind.COMPLAINT
    if received_on > today:
        yield "received_on", "Ngày nhận không thể ở tương lai."
    if received_on < begins:
        yield "received_on", f"Lịch làm việc trong hệ thống có từ {format_date(begins)}; đơn cũ hơn giữ ở sổ giấy."
    for field in ("written_on", "posted_on"):
        if values.get(field) and values[field] > received_on:
            yield field, "Sau ngày nhận."
    if values["channel"] in FORWARDED and not values.get("forwarded_by"):
        yield "forwarded_by", "Đơn do nơi khác chuyển thì cần ghi cơ quan chuyển."
    if values.get("forwarded_number") and values["channel"] in NEVER_FORWARDED:
        yield "channel", "Có số văn bản chuyển thì nguồn là nơi chuyển đơn đến."
    for field in ("instance", "first_code"):
        if values.get(field) not in (None, "", 1) and not is_complaint:
            yield field, "Chỉ khiếu nại mới có lần hai."
    past = past_of(values)
    if past and not values.get("old_number"):
        yield "old_number", "Có việc đã làm theo sổ cũ thì cần số sổ cũ để đối chiếu."
    yield from misfits(past, table_of(values["kind"]), received_on=received_on, today=today)


def _old_numbers(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Refuse a line of the old register that was brought over before, or stands twice in the file.  One query."""
    with_number = [draft for draft in filter(_is_whole, drafts) if draft.values.get("old_number")]
    known = old_numbers_of(actor, [draft.values["old_number"] for draft in with_number])
    desk, seen = selectors.desk_of(actor), dict[tuple[str, str, date], int]()
    for draft in with_number:
        number, on, kind = draft.values["old_number"], draft.values["received_on"], draft.values["kind"]
        same = [
            petition
            for petition in known.get(number, [])
            if (petition.unit_id, petition.received_on, petition.kind) == (desk, on, kind)
        ]
        heading = _HEADINGS["old_number"]
        if same:
            yield Problem(draft.number, heading, number, f"Số này của cùng ngày nhận đã được nhập: {same[0].code}.")
        elif (number, kind, on) in seen:
            yield Problem(draft.number, heading, number, f"Trùng số và ngày nhận với dòng {seen[number, kind, on]}.")
        seen.setdefault((number, kind, on), draft.number)


def _first_complaints(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Refuse a code of no first complaint of the same writer that is decided or past its limit.  Two queries."""
    asked = [draft for draft in filter(_is_whole, drafts) if draft.values.get("first_code")]
    if not asked:
        return
    names = [
        [draft.values["name"], *(each.name for each in signers(draft.values.get("others", "")))] for draft in asked
    ]
    codes = [draft.values["first_code"] for draft in asked]
    days = [draft.values["received_on"] for draft in asked]
    for draft, first in zip(asked, first_complaints_of(zip(codes, names, days, strict=True)), strict=True):
        if first is None:
            yield Problem(
                draft.number,
                _HEADINGS["first_code"],
                draft.values["first_code"],
                "Không có khiếu nại lần đầu nào của người viết này mang mã ấy mà đã có quyết định hoặc đã quá hạn "
                "giải quyết.",
            )
        elif codes.count(draft.values["first_code"]) > 1:
            yield Problem(draft.number, _HEADINGS["first_code"], draft.values["first_code"], "Mã này đứng ở hai dòng.")


def _numbers_of_rows(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Let every row know where it stands, for what is refused when it is written."""
    for draft in drafts:
        draft.values["row"] = draft.number
    return iter(())


# --- what should be looked at -------------------------------------------------------------------------------------


def _sought(values: Mapping[str, Any]) -> Sought:
    others = signers(values.get("others", ""))
    return Sought(
        names=[values["name"], *(each.name for each in others)],
        id_numbers=[values.get("id_number", "")],
        text=values["summary"],
        respondent=values.get("respondent", ""),
        forwarded_by=values.get("forwarded_by", ""),
        forwarded_number=values.get("forwarded_number", ""),
    )


def _hints(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Hint]:
    """Say which rows may be letters there are already, or one another, and why; two queries for the whole file."""
    letters = [_sought(draft.values) for draft in drafts]
    for draft, suggestions in zip(drafts, similar_to_each(actor, letters), strict=True):
        for each in suggestions:
            reasons = "; ".join(each.likeness.reasons)
            yield Hint(
                draft.number,
                f"Có thể trùng đơn đã có, nhận {format_date(each.petition.received_on)}: {reasons}.",
                ((each.petition.code, each.petition.get_absolute_url()),),
            )
    yield from _alike_within(drafts, letters)
    for draft in drafts:
        if speaks_of_denunciation(draft.values["summary"]):
            yield Hint(
                draft.number,
                "Nội dung có nhắc đến tố cáo: nếu là đơn tố cáo thì bỏ dòng này khỏi tệp và nhập ở sổ niêm phong.",
            )


def _alike_within(drafts: Sequence[Draft], letters: Sequence[Sought]) -> Iterator[Hint]:
    """Compare each row with the earlier ones of the same writer."""
    earlier: dict[str, list[int]] = defaultdict(list)
    for place, sought in enumerate(letters):
        marks = {*(f"name {name}" for name in sought.folded_names), *(f"id {number}" for number in sought.numbers)}
        for other in sorted({known for mark in marks for known in earlier[mark]})[:5]:
            like = likeness(
                same_name=bool(sought.folded_names & letters[other].folded_names),
                same_id_number=bool(sought.numbers & letters[other].numbers),
                same_respondent=bool(sought.respondent) and fold(sought.respondent) == fold(letters[other].respondent),
                same_paper=bool(sought.paper) and sought.paper == letters[other].paper,
                runs=sought.runs,
                other_runs=letters[other].runs,
            )
            if like:
                reasons = "; ".join(like.reasons)
                yield Hint(drafts[place].number, f"Có thể trùng dòng {drafts[other].number} trong tệp: {reasons}.")
        for mark in marks:
            earlier[mark].append(place)


# --- the kind -----------------------------------------------------------------------------------------------------


def _insert(actor: Actor, rows: Sequence[Mapping[str, Any]], name: str, sha256: str) -> Any:
    desk = selectors.desk_of(actor)
    if desk is None:
        raise InputErrors([InputError("Chưa rõ đơn của đơn vị nào: ghi --unit cùng mã hoặc khóa của đơn vị.")])
    letters = [
        SheetLetter(row["row"], letter_of(row, desk), past_of(row), row.get("subject", ""), row.get("first_code", ""))
        for row in rows
    ]
    return services.import_letters(letters, unit_id=desk, file_name=name, sha256=sha256, actor=actor, at=timezone.now())


LETTERS = Kind(
    code="letter",
    area="intake",
    name="letter",
    label="đơn thư",
    label_plural="đơn thư",
    home="petitions:petition_list",
    may_see=lambda actor: actor.may(Right.RECEIVE_CASES),
    may_add=lambda actor: actor.may(Right.RECEIVE_CASES),
    visible_to=petitions_visible_to,
    columns=(),
    empty=Empty("", "", ""),
    sheet=SHEET,
    notes=(
        "Mỗi dòng là một đơn. Điền ở trang tính “Dữ liệu”, từ dòng 4; cột có dấu * phải điền. "
        "Còn một dòng sai thì không đơn nào vào sổ.",
        "Đơn tố cáo không nhập bằng bảng tính: giữ kín và nhập ở Tố cáo → Tiếp nhận (sổ niêm phong).",
        "Sổ các năm trước: ghi ngày nhận như sổ cũ, số sổ cũ, và nếu biết thì kết quả, ngày xử lý, ngày kết thúc. "
        "Thời hạn được tính theo luật của ngày ấy; mỗi việc mang dấu “theo sổ cũ”.",
    ),
    most_rows=MOST_LETTERS,
    keeps_checked_only=True,
    saved_as="sẽ được vào sổ",
    undo_note="Chỉ thực hiện được khi chưa đơn nào có việc làm, tài liệu, mã theo dõi hay đơn khác gắn với. "
    "Số đã cấp không dùng lại.",
    checks=(_numbers_of_rows, _rows, _old_numbers, _first_complaints),
    hints=_hints,
    keep_upload=keep_spreadsheet,
    open_kept=open_content,
    insert=_insert,
    imported=lambda batch: reverse("intake:batch", args=[batch.pk]),
    batches=selectors.batch_rows,
    undo=lambda actor, batch, reason, at: services.take_letters_back(batch, reason=reason, actor=actor, at=at),
)
