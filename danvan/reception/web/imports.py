"""A schedule from a spreadsheet: days to come become drafts, days past become sessions written down afterwards.

The cells are read and checked as every import does; what is taken in is a draft
that can be thrown away again, so there is no second step.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.kernel.errors import RuleError
from danvan.orgs.selectors import names_on
from danvan.reception import services
from danvan.reception.choices import ChairedBy, ReceptionMode
from danvan.reception.selectors import sessions_visible_to
from danvan.reception.web.forms import ConfirmForm, HourField
from danvan.reception.web.schedule import kept_unit
from danvan.ui.catalogue import (
    Draft,
    Empty,
    Kind,
    Problem,
    SheetColumn,
    check_sheet,
    choice_column,
    date_column,
    text_column,
)
from danvan.ui.catalogue.cells import as_text
from danvan.ui.catalogue.sheets import XLSX
from danvan.ui.catalogue.sheets import template as blank_sheet
from danvan.ui.forms import show_refusal
from danvan.ui.pages import render_page

MOST_SESSIONS = 200
_CHAIRS = [(each.value, each.label) for each in (ChairedBy.HEAD, ChairedBy.DELEGATED)]
_PAST = "chỉ với buổi đã qua: "


def _nothing(row: Any) -> str:
    return ""


def _hour(field: str, heading: str, example: str) -> SheetColumn:
    def read(cell: Any) -> Any:
        if hasattr(cell, "hour"):
            return cell.time() if hasattr(cell, "time") else cell
        try:
            return HourField().clean(as_text(cell)) if as_text(cell) else None
        except forms.ValidationError as error:
            raise ValueError("Cần giờ như 8:00 hoặc 13:30.") from error

    return SheetColumn(field, heading, read, _nothing, required=False, example=example, width=10)


def _sound(actor: Any, drafts: Sequence[Draft]) -> list[Problem]:
    """Find what cannot be: hours turned round, two rows of one day and hour, past rows without what they need."""
    found = []
    seen: dict[tuple[Any, Any], int] = {}
    today = timezone.localdate()
    for draft in drafts:
        values = draft.values
        start, end = values.get("starts_at"), values.get("ends_at")
        if start and end and end <= start:
            found.append(Problem(draft.number, "Đến giờ", str(end), "Giờ kết thúc phải sau giờ bắt đầu."))
        key = (values.get("on"), start)
        if key[0] and key in seen:
            found.append(Problem(draft.number, "Ngày tiếp", "", f"Trùng ngày và giờ với dòng {seen[key]}."))
        seen.setdefault(key, draft.number)
        if not values.get("on"):
            continue
        if values["on"] < today and not (values.get("chaired_by") and values.get("minutes")):
            found.append(Problem(draft.number, "Ai đã tiếp", "", "Buổi đã qua cần ghi ai đã tiếp và diễn biến."))
        if values["on"] >= today and values.get("chaired_by"):
            found.append(Problem(draft.number, "Ai đã tiếp", "", "Buổi chưa diễn ra thì để trống cột này."))
    return found


SESSIONS = Kind(
    code="reception_session",
    area="reception",
    name="session",
    label="lịch tiếp công dân",
    label_plural="lịch tiếp công dân",
    home="reception:schedule",
    may_see=lambda actor: actor.may(Right.KEEP_RECEPTIONS),
    may_add=lambda actor: actor.may(Right.KEEP_RECEPTIONS),
    visible_to=sessions_visible_to,
    columns=(),
    empty=Empty("", "", ""),
    most_rows=MOST_SESSIONS,
    sheet=(
        date_column("on", "Ngày tiếp", value=_nothing, help="ngày/tháng/năm"),
        _hour("starts_at", "Từ giờ", "8:00"),
        _hour("ends_at", "Đến giờ", "11:30"),
        text_column("place", "Nơi tiếp", most=200, value=_nothing, example="Phòng tiếp công dân, trụ sở UBND xã"),
        choice_column("mode", "Hình thức", ReceptionMode.choices, required=False, help="để trống là trực tiếp"),
        text_column("subject", "Nội dung dự kiến", most=300, value=_nothing, required=False,
                    help="được công bố: không ghi tên người dân", example="đất đai, giải phóng mặt bằng"),
        text_column("participants", "Thành phần", most=300, value=_nothing, required=False, example="Công an xã"),
        date_column("published_on", "Ngày công bố", value=_nothing, required=False,
                    help=f"{_PAST}ngày lịch được niêm yết; để trống thì không được tính"),
        choice_column("chaired_by", "Ai đã tiếp", _CHAIRS, required=False, help=f"{_PAST}chọn trong danh sách"),
        text_column("chair_name", "Họ tên, chức vụ người tiếp", most=200, value=_nothing, required=False,
                    help=f"{_PAST}cần khi ủy quyền"),
        text_column("minutes", "Diễn biến", most=20_000, value=_nothing, required=False, keeps_lines=True,
                    help=f"{_PAST}không có công dân đến thì ghi rõ"),
        text_column("recording", "Nơi lưu bản ghi", most=300, value=_nothing, required=False,
                    help=f"{_PAST}cần với buổi trực tuyến"),
    ),
    notes=(
        "Mỗi dòng là một buổi tiếp định kỳ của đơn vị. Còn một dòng sai thì không dòng nào được ghi.",
        "Buổi chưa diễn ra vào lịch ở dạng chưa công bố; buổi đã qua được ghi là đã tiếp, có dấu ghi bổ sung.",
    ),
    checks=(_sound,),
)  # fmt: skip


class FileForm(ConfirmForm):
    """One spreadsheet."""

    field_order = ["file", "confirmed"]
    file = forms.FileField(
        label="Tệp XLSX theo mẫu",
        help_text=f"Nhiều nhất {MOST_SESSIONS} dòng. Tệp được kiểm tra từng ô; còn một dòng sai thì không ghi gì.",
        error_messages={"required": "Chưa chọn tệp.", "empty": "Tệp không có nội dung."},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


@require_safe
def template(request: HttpRequest) -> FileResponse:
    kept_unit(request)
    name = "mau-lich-tiep-cong-dan.xlsx"
    return FileResponse(blank_sheet(SESSIONS, request.actor), as_attachment=True, filename=name, content_type=XLSX)


@require_http_methods(["GET", "POST"])
def import_schedule(request: HttpRequest) -> HttpResponse:
    unit_id = kept_unit(request)
    form = FileForm(request.POST or None, request.FILES or None)
    problems: Sequence[Problem] = ()
    if request.method == "POST" and form.is_valid():
        try:
            checked = check_sheet(SESSIONS, form.cleaned_data["file"], request.actor)
            problems = checked.problems
            if not problems:
                planned, held = services.take_in_schedule(
                    unit_id,
                    checked.rows,
                    actor=request.actor,
                    at=timezone.now(),
                    confirmed=form.cleaned_data["confirmed"],
                )
                messages.success(request, f"Đã nhập {planned} buổi theo lịch, {held} buổi đã tiếp.")
                return redirect(f"{reverse('reception:schedule')}?don-vi={unit_id}")
        except services.ScheduleLooksPersonal as refusal:
            show_refusal(form, refusal)
            form.add_error("file", "Chọn lại tệp sau khi đã xem.")
        except RuleError as refusal:
            form.add_error("file", str(refusal))
    return render_page(
        request,
        "reception/import.html",
        {
            "form": form,
            "problems": problems,
            "unit": names_on([unit_id], timezone.localdate()).get(unit_id),
            "cancel": reverse("reception:schedule"),
        },
    )
