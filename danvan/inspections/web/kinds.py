"""Inspections and findings as the catalogue shows them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import F, Q

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence.choices import DocumentKind
from danvan.evidence.selectors import writable_units
from danvan.evidence.selectors.naming import names_of_units, unit_choices_of
from danvan.evidence.web.catalogue import (
    ProofFields,
    choice_filter,
    date_year_filter,
    proven_kind,
)
from danvan.evidence.web.forms import paper_of
from danvan.inspections import selectors, services
from danvan.inspections.choices import (
    FindingKind,
    FindingState,
    InspectionForm,
    InspectionState,
    Recipient,
    Seriousness,
)
from danvan.inspections.rules.checklist import starter_checklist
from danvan.inspections.selectors import findings_visible_to, inspections_visible_to
from danvan.kernel.text import format_date
from danvan.ui.catalogue import (
    Act,
    CatalogueForm,
    Column,
    Draft,
    Empty,
    Filter,
    LinesField,
    Problem,
    choice_column,
    date_column,
    one_value_each,
    text_column,
    truth_column,
    whole_column,
)
from danvan.ui.forms import LongTextField, NfcCharField, OneOfField, TruthField, VnDateField

TEAM = "Thành viên đoàn"
TEAM_LINES = (
    text_column("post", "Chức vụ, cơ quan", most=200),
    text_column("name", "Họ và tên", most=120, required=False),
    truth_column("is_lead", "Trưởng đoàn"),
)
CHECK_LINES = (
    text_column("item", "Nội dung", most=300),
    whole_column("score", "Mức (0 chưa, 1 một phần, 2 tốt)", lowest=0, highest=2, required=False),
    text_column("note", "Ghi chú", most=400, required=False),
)


def without_numbers(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return pasted lines as columns."""
    return [{name: value for name, value in line.items() if name != "line"} for line in lines or ()]


# --- inspections ------------------------------------------------------------------------------------------------------


class PlanForm(CatalogueForm):
    """An inspection as planned: where, by whom, when, how.  Another team nearby is told before it happens."""

    unit_id = forms.TypedChoiceField(label="Đơn vị được kiểm tra", coerce=int)
    inspecting_unit_id = forms.TypedChoiceField(label="Cơ quan kiểm tra", coerce=int)
    title = NfcCharField(
        label="Nội dung", max_length=400, help_text="Ví dụ: Kiểm tra công tác dân vận chính quyền năm 2026"
    )
    planned_on = VnDateField(label="Ngày dự kiến")
    inspection_form = OneOfField(InspectionForm.choices, label="Hình thức", initial=InspectionForm.ON_SITE)
    has_section = TruthField(
        label="Biên bản có phần riêng về dân vận", initial=True, help_text="Đoàn kết hợp chỉ được tính khi có phần này."
    )
    about_style = TruthField(label="Có kiểm tra tác phong, kỷ luật")
    period_examined = NfcCharField(label="Thời kỳ được kiểm tra", max_length=120, required=False)
    again = forms.BooleanField(
        label="Đã biết có đoàn khác gần ngày này, vẫn ghi", required=False, widget=forms.HiddenInput
    )

    def prepare(self) -> None:
        if self.record is not None:
            del self.fields["unit_id"]
        else:
            self.fields["unit_id"].choices = [
                ("", "– chọn đơn vị –"),
                *writable_units(self.actor, Right.KEEP_INSPECTIONS),
            ]
        bodies = unit_choices_of(["UC_STATE", "UC_PROV"], self.actor.on)
        own = self.actor.unit_id
        if own and all(pk != own for pk, _ in bodies):
            bodies = [(own, names_of_units([own], self.actor.on).get(own, "")), *bodies]
        self.fields["inspecting_unit_id"].choices = bodies
        if own:
            self.initial.setdefault("inspecting_unit_id", own)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        unit_id = self.record.unit_id if self.record else given.get("unit_id")
        if unit_id and given.get("planned_on"):
            clashes = selectors.clashes_of(
                unit_id,
                given["planned_on"],
                other_than=self.record.pk if self.record else None,
                day=self.actor.on,
            )
            if clashes:
                self.fields["again"].widget = forms.CheckboxInput()
                if not given.get("again"):
                    told = "; ".join(f"{each.team} ngày {format_date(each.on)}" for each in clashes)
                    self.add_error(
                        "again",
                        f"Trong vòng 30 ngày đơn vị này đã có đoàn kiểm tra: {told}. "
                        "Nên kết hợp hoặc đổi ngày; nếu vẫn cần, đánh dấu ô này rồi lưu.",
                    )
        return given


class TeamForm(CatalogueForm):
    """Who is in the team; what is typed replaces the list."""

    lines = LinesField(label=TEAM, columns=TEAM_LINES, rows=8, required=False)


class ChecklistForm(CatalogueForm):
    """What was looked at; what is typed replaces the list."""

    lines = LinesField(label="Nội dung kiểm tra", columns=CHECK_LINES, rows=14, required=False)


class DoneForm(CatalogueForm):
    """When it was done."""

    happened_on = VnDateField(label="Ngày kiểm tra")
    has_section = TruthField(label="Biên bản có phần riêng về dân vận", initial=True)


class ConclusionForm(ProofFields, CatalogueForm):
    """The conclusion, with the document that carries it."""

    document_kind = DocumentKind.CONCLUSION
    is_numbered = True

    concluded_on = VnDateField(label="Ngày kết luận")
    conclusion = LongTextField(label="Nội dung kết luận", rows=6)


class ReasonForm(CatalogueForm):
    """Why."""

    reason = LongTextField(label="Lý do", max_length=600)


class CommendForm(CatalogueForm):
    """Whom a team proposes to commend."""

    recipient = NfcCharField(label="Tập thể, cá nhân", max_length=200)
    recipient_kind = OneOfField(Recipient.choices, label="Đối tượng", initial=Recipient.COLLECTIVE)
    reason = LongTextField(label="Lý do đề nghị biểu dương", max_length=400)


def _conclude(actor: Actor, row: Any, given: Mapping[str, Any], at: datetime) -> Any:
    return services.conclude_inspection(
        row.pk,
        actor=actor,
        at=at,
        concluded_on=given["concluded_on"],
        conclusion=given["conclusion"],
        paper=paper_of(given, kind=ConclusionForm.document_kind),
        submit=given["then"] == "submit",
    )


def _looked_at(actor: Actor, inspections: Sequence[Any]) -> None:
    remarks = selectors.remarks_on(inspections, actor.on)
    found = selectors.findings_of(inspections)
    teams = names_of_units({each.inspecting_unit_id for each in inspections}, actor.on)
    for each in inspections:
        told = found.get(each.pk, {})
        each.remark, each.team_name = remarks.get(each.pk, ""), teams.get(each.inspecting_unit_id, "")
        each.closed = f"{told.get('closed', 0)}/{told['made']}" if told.get("made") else ""


def _is(actor: Actor, row: Any, state: str) -> bool:
    return actor.may(row.write_right, row.unit_id) and row.inspection_state == state


def _checklist(actor: Actor, row: Any) -> dict[str, str]:
    kept = [
        f"{line.item}; {'' if line.score is None else line.score}; {line.note}" for line in row.checklist.order_by("pk")
    ]
    return {"lines": "\n".join(kept or [f"{item}; ;" for item in starter_checklist(row.planned_on)])}


def _team(actor: Actor, row: Any) -> dict[str, str]:
    lines = [
        f"{member.post}; {member.name}; {'có' if member.is_lead else 'không'}" for member in row.team.order_by("pk")
    ]
    return {"lines": "\n".join(lines)}


def _page(actor: Actor, row: Any) -> dict[str, Any]:
    return {
        "team": list(row.team.order_by("-is_lead", "pk")),
        "checklist": list(row.checklist.order_by("pk")),
        "findings": list(row.findings.order_by("due_on", "pk")),
        "clashes": selectors.clashes_of(
            row.unit_id, row.happened_on or row.planned_on, other_than=row.pk, day=actor.on
        ),
        "may_find": actor.may(row.write_right, row.unit_id),
    }


def _inspecting_units(actor: Actor, drafts: Sequence[Draft]) -> Any:
    """Turn the names of inspecting bodies into units; the actor's own where none is named."""
    finder = selectors.body_finder(actor)
    for draft in drafts:
        text = draft.values.pop("inspecting_unit", "")
        if not text and actor.unit_id:
            draft.values["inspecting_unit_id"] = actor.unit_id
            continue
        try:
            draft.values["inspecting_unit_id"] = finder.find(text, draft.values.get("planned_on") or actor.on)
        except ValueError as refusal:
            yield Problem(draft.number, "Cơ quan kiểm tra", text, str(refusal))


INSPECTIONS = proven_kind(
    code="inspection",
    area="inspections",
    name="inspection",
    label="cuộc kiểm tra",
    label_plural="cuộc kiểm tra",
    right=Right.KEEP_INSPECTIONS,
    visible_to=inspections_visible_to,
    columns=(
        Column("title", "Nội dung", order=("folded_title",), sub=lambda row: row.remark),
        Column("team_name", "Cơ quan kiểm tra"),
        Column("inspection_form", "Hình thức", value=lambda row: row.get_inspection_form_display()),
        Column("planned_on", "Dự kiến", form="date", order=("planned_on",)),
        Column("happened_on", "Đã kiểm tra", form="date", order=("happened_on",)),
        Column("inspection_state", "Tình hình", value=lambda row: row.get_inspection_state_display()),
        Column("closed", "Hạn chế đã khắc phục"),
    ),
    filters=(
        date_year_filter(inspections_visible_to, "planned_on"),
        choice_filter("tinh_hinh", "Tình hình", InspectionState.choices, "inspection_state"),
        choice_filter("hinh_thuc", "Hình thức", InspectionForm.choices, "inspection_form"),
    ),
    order="-planned_on",
    prepare=_looked_at,
    detail=_page,
    detail_template="inspections/inspection.html",
    empty=Empty(
        "Chưa có cuộc kiểm tra nào",
        "Cơ quan cấp trên lên lịch kiểm tra; lịch dùng chung để hai đoàn không đến một đơn vị trong cùng tháng.",
        "Lên lịch cuộc đầu tiên",
    ),
    form=PlanForm,
    acts=(
        Act(
            name="do",
            address="da-kiem-tra/",
            label="Ghi đã kiểm tra",
            done="Đã ghi ngày kiểm tra.",
            form=DoneForm,
            initial=lambda actor, row: {"happened_on": row.planned_on, "has_section": row.has_section},
            run=lambda actor, row, given, at: services.do_inspection(
                row.pk, actor=actor, happened_on=given["happened_on"], has_section=given["has_section"]
            ),
            may=lambda actor, row: _is(actor, row, InspectionState.PLANNED),
            is_main=True,
        ),
        Act(
            name="conclude",
            address="ket-luan/",
            label="Ghi kết luận",
            done="Đã ghi kết luận.",
            form=ConclusionForm,
            run=_conclude,
            may=lambda actor, row: _is(actor, row, InspectionState.DONE),
            is_main=True,
        ),
        Act(
            name="close",
            address="ket-thuc/",
            label="Kết thúc cuộc kiểm tra",
            lede="Chỉ kết thúc khi mọi hạn chế đã được xác nhận khắc phục.",
            done="Đã kết thúc cuộc kiểm tra.",
            run=lambda actor, row, given, at: services.close_inspection(row.pk, actor=actor),
            may=lambda actor, row: _is(actor, row, InspectionState.CONCLUDED),
        ),
        Act(
            name="team",
            address="doan/",
            label="Ghi đoàn kiểm tra",
            lede="Ví dụ: Phó Giám đốc Sở Nội vụ; Nguyễn Văn A; có.",
            done="Đã ghi thành viên đoàn.",
            form=TeamForm,
            initial=_team,
            run=lambda actor, row, given, at: services.name_team(row.pk, without_numbers(given["lines"]), actor=actor),
            may=lambda actor, row: actor.may(row.write_right, row.unit_id),
        ),
        Act(
            name="check",
            address="noi-dung/",
            label="Ghi nội dung kiểm tra",
            lede="Mức: 0 chưa làm, 1 làm một phần, 2 làm tốt. Bỏ trống khi chưa kiểm tra nội dung đó.",
            done="Đã ghi nội dung kiểm tra.",
            form=ChecklistForm,
            initial=_checklist,
            run=lambda actor, row, given, at: services.keep_checklist(
                row.pk, without_numbers(given["lines"]), actor=actor
            ),
            may=lambda actor, row: actor.may(row.write_right, row.unit_id),
        ),
        Act(
            name="commend",
            address="bieu-duong/",
            label="Đề nghị biểu dương",
            done="Đã gửi đề nghị biểu dương vào mục Khen thưởng.",
            form=CommendForm,
            run=lambda actor, row, given, at: services.commend(
                row.pk,
                actor=actor,
                recipient=given["recipient"],
                recipient_kind=given["recipient_kind"],
                reason=given["reason"],
            ),
            may=lambda actor, row: actor.may(row.write_right, row.unit_id) and row.concluded_on is not None,
        ),
        Act(
            name="cancel",
            address="huy/",
            label="Hủy cuộc kiểm tra",
            done="Đã hủy cuộc kiểm tra.",
            form=ReasonForm,
            run=lambda actor, row, given, at: services.cancel_inspection(row.pk, actor=actor, reason=given["reason"]),
            may=lambda actor, row: _is(actor, row, InspectionState.PLANNED),
        ),
    ),
    sheet=(
        text_column(
            "inspecting_unit",
            "Cơ quan kiểm tra",
            most=200,
            required=False,
            value=lambda row: row.team_name,
            help="để trống thì là cơ quan của bạn",
        ),
        text_column("title", "Nội dung", most=400, example="Kiểm tra công tác dân vận chính quyền năm 2026"),
        date_column("planned_on", "Dự kiến", example=date(2026, 10, 15)),
        choice_column("inspection_form", "Hình thức", InspectionForm.choices, example=InspectionForm.ON_SITE.label),
        truth_column("has_section", "Có phần riêng về dân vận"),
        truth_column("about_style", "Có kiểm tra tác phong", example="không"),
        text_column("period_examined", "Thời kỳ được kiểm tra", most=120, required=False, example="9 tháng năm 2026"),
    ),
    checks=(
        _inspecting_units,
        one_value_each(
            "unit_id", "planned_on", "title", among=inspections_visible_to, message="Cuộc kiểm tra này đã có."
        ),
    ),
    day_of=lambda values: values.get("planned_on"),
)

# --- findings ---------------------------------------------------------------------------------------------------------


class FindingForm(CatalogueForm):
    """A fault, how bad, and by when it is to be put right; earlier ones like it are shown as a hint."""

    inspection_id = forms.TypedChoiceField(label="Cuộc kiểm tra", coerce=int)
    title = NfcCharField(
        label="Hạn chế, khuyết điểm", max_length=400, help_text="Ví dụ: Chưa niêm yết kết quả đối thoại với nhân dân"
    )
    finding_kind = OneOfField(FindingKind.choices, label="Về")
    seriousness = OneOfField(Seriousness.choices, label="Mức độ", initial=Seriousness.MEDIUM)
    due_on = VnDateField(label="Hạn khắc phục")
    repeats_id = forms.TypedChoiceField(
        label="Lặp lại hạn chế đã nêu",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Hệ thống chỉ gợi ý; người kiểm tra quyết định.",
    )
    seen = forms.BooleanField(label="Không phải hạn chế lặp lại", required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        units = [self.record.unit_id] if self.record else None
        self.fields["repeats_id"].choices = [("", "– không –"), *selectors.repeat_choices(self.actor, units)]
        if self.record is not None:
            del self.fields["inspection_id"]
            return
        chosen = self.initial.get("inspection_id") or None
        choices = selectors.inspection_choices(self.actor, chosen=chosen)
        self.fields["inspection_id"].choices = [("", "– chọn cuộc kiểm tra –"), *choices]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.record is not None or not given.get("inspection_id") or not given.get("title"):
            return given
        unit_id = selectors.unit_of_inspection(self.actor, given["inspection_id"])
        given["unit_id"] = unit_id
        alike = selectors.likely_repeats(self.actor, unit_id, given["title"]) if unit_id else []
        if alike and not given.get("repeats_id"):
            self.fields["seen"].widget = forms.CheckboxInput()
            if not given.get("seen"):
                told = "; ".join(f"“{each.title}” (cùng có: {each.shared})" for each in alike[:3])
                self.add_error(
                    "repeats_id",
                    f"Đơn vị từng có hạn chế gần giống: {told}. Chọn hạn chế đó nếu lặp lại, hoặc đánh dấu ô bên dưới.",
                )
        return given


class ReportForm(CatalogueForm):
    """What the unit did about it."""

    text = LongTextField(label="Đã khắc phục thế nào", max_length=600)


class AcceptForm(CatalogueForm):
    """When it was put right, as the team found."""

    rectified_on = VnDateField(label="Ngày đã khắc phục")
    text = LongTextField(label="Nhận xét", max_length=600, required=False)


def _late(actor: Actor, findings: Sequence[Any]) -> None:
    for finding in findings:
        until = finding.happened_on or actor.on
        finding.days_late = max(0, (until - finding.due_on).days) or None


def _progress() -> Filter:
    choices = (
        ("qua_han", "quá hạn"),
        ("con_han", "còn hạn"),
        ("dung_han", "khắc phục đúng hạn"),
        ("muon", "khắc phục muộn"),
    )

    def narrow(rows: Any, value: str, actor: Actor) -> Any:
        conditions = {
            "qua_han": Q(happened_on__isnull=True, due_on__lt=actor.on),
            "con_han": Q(happened_on__isnull=True, due_on__gte=actor.on),
            "dung_han": Q(happened_on__lte=F("due_on")),
            "muon": Q(happened_on__gt=F("due_on")),
        }
        return rows.filter(conditions[value]) if value in conditions else rows.none()

    return Filter("tien_do", "Tiến độ", lambda actor: choices, narrow)


def _find_inspections(actor: Actor, drafts: Sequence[Draft]) -> Any:
    """Turn the unit and the day of an inspection into the inspection."""
    known: dict[tuple[int, date], list[int]] = {}
    units = {draft.values["unit_id"] for draft in drafts if "unit_id" in draft.values}
    for pk, unit_id, day in selectors.inspection_days(actor, units):
        known.setdefault((unit_id, day), []).append(pk)
    for draft in drafts:
        day = draft.values.pop("inspected_on", None)
        if day is None or "unit_id" not in draft.values:
            continue
        found = known.get((draft.values["unit_id"], day), [])
        if len(found) == 1:
            draft.values["inspection_id"] = found[0]
        else:
            why = "Không có cuộc kiểm tra nào ở đơn vị này vào ngày đó."
            message = f"Có {len(found)} cuộc kiểm tra cùng ngày; ghi trên trang của cuộc kiểm tra." if found else why
            yield Problem(draft.number, "Ngày kiểm tra", format_date(day), message)


def _inspection_from_link(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    number = asked.get("cuoc", "")
    return {"inspection_id": int(number)} if number.isdecimal() and len(number) < 18 else {}


FINDINGS = proven_kind(
    code="inspection_finding",
    area="inspections",
    name="finding",
    label="hạn chế, khuyết điểm",
    label_plural="hạn chế, khuyết điểm",
    right=Right.KEEP_INSPECTIONS,
    visible_to=findings_visible_to,
    columns=(
        Column(
            "title",
            "Hạn chế",
            order=("folded_title",),
            sub=lambda row: f"lặp lại: {row.repeats.title}" if row.repeats else "",
        ),
        Column("finding_kind", "Về", value=lambda row: row.get_finding_kind_display(), order=("finding_kind",)),
        Column("seriousness", "Mức độ", value=lambda row: row.get_seriousness_display()),
        Column("due_on", "Hạn", form="date", order=("due_on",)),
        Column("happened_on", "Khắc phục", form="date", order=("happened_on",)),
        Column("finding_state", "Tình hình", value=lambda row: row.get_finding_state_display()),
        Column("days_late", "Số ngày muộn", form="number"),
    ),
    filters=(
        date_year_filter(findings_visible_to, "due_on"),
        _progress(),
        choice_filter("ve", "Về", FindingKind.choices, "finding_kind"),
    ),
    order="due_on",
    prepare=_late,
    detail=lambda actor, row: {"actions": list(row.actions.order_by("pk"))},
    detail_template="inspections/finding.html",
    empty=Empty(
        "Chưa nêu hạn chế nào",
        "Kiểm tra phải chỉ ra hạn chế, có hạn khắc phục; đơn vị báo cáo, đoàn kiểm tra xác nhận.",
        "Ghi hạn chế đầu tiên",
    ),
    form=FindingForm,
    initial=_inspection_from_link,
    acts=(
        Act(
            name="report",
            address="bao-cao/",
            label="Báo cáo đã khắc phục",
            done="Đã báo cáo. Đoàn kiểm tra sẽ xác nhận.",
            form=ReportForm,
            run=lambda actor, row, given, at: services.report_rectified(row.pk, actor=actor, text=given["text"]),
            may=lambda actor, row: (
                actor.may(Right.WRITE_RECORDS, row.unit_id) and row.finding_state == FindingState.OPEN
            ),
            is_main=True,
        ),
        Act(
            name="accept",
            address="xac-nhan/",
            label="Xác nhận đã khắc phục",
            done="Đã xác nhận.",
            form=AcceptForm,
            initial=lambda actor, row: {"rectified_on": actor.on},
            run=lambda actor, row, given, at: services.accept_rectified(
                row.pk, actor=actor, rectified_on=given["rectified_on"], text=given["text"]
            ),
            may=lambda actor, row: (
                actor.may(row.write_right, row.unit_id) and row.finding_state == FindingState.REPORTED
            ),
            is_main=True,
        ),
        Act(
            name="reopen",
            address="lam-lai/",
            label="Yêu cầu khắc phục lại",
            done="Đã yêu cầu khắc phục lại.",
            form=ReasonForm,
            run=lambda actor, row, given, at: services.reopen_finding(row.pk, actor=actor, reason=given["reason"]),
            may=lambda actor, row: actor.may(row.write_right, row.unit_id) and row.finding_state != FindingState.OPEN,
        ),
    ),
    sheet=(
        date_column(
            "inspected_on",
            "Ngày kiểm tra",
            example=date(2026, 10, 15),
            value=lambda row: row.inspection.happened_on or row.inspection.planned_on,
        ),
        text_column("title", "Hạn chế", most=400, example="Chưa niêm yết kết quả đối thoại"),
        choice_column("finding_kind", "Về", FindingKind.choices, example=FindingKind.DEMOCRACY.label),
        choice_column("seriousness", "Mức độ", Seriousness.choices, required=False, example=Seriousness.MEDIUM.label),
        date_column("due_on", "Hạn", example=date(2026, 12, 15)),
    ),
    checks=(
        _find_inspections,
        one_value_each(
            "inspection_id", "title", among=findings_visible_to, message="Cuộc kiểm tra đã nêu hạn chế này."
        ),
    ),
    day_of=lambda values: values.get("inspected_on"),
)

KINDS = (INSPECTIONS, FINDINGS)
