"""Dialogues as the catalogue shows them: their list, their forms, the acts of their running order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import F, Q, Sum
from django.urls import reverse

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.dialogues import selectors, services
from danvan.dialogues.choices import AskedHow, Audience, Chair, Channel, DialogueState, Field, Group, Meeting
from danvan.dialogues.rules.quality import CHAIRED_BY_HEAD
from danvan.dialogues.services import GROUP_COLUMNS
from danvan.dialogues.web.kinds.keeping import (
    QUESTION_LINES,
    DaysWithinReach,
    KeptForm,
    ReasonForm,
    days_within_reach,
    question_of,
)
from danvan.dialogues.web.running import running_order
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.catalogue import ProofFields, choice_filter, date_year_filter, proven_kind
from danvan.evidence.web.forms import paper_of
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
    choices_column,
    date_column,
    one_value_each,
    text_column,
    truth_column,
    whole_column,
)
from danvan.ui.forms import CountField, LongTextField, NfcCharField, OneOfField, SomeOfField, TruthField, VnDateField

CHECKED = "Đã kiểm tra: lời công khai không có thông tin cá nhân"


class PlanForm(KeptForm):
    """A dialogue as it is planned; what came later has acts of its own."""

    document_kind = DocumentKind.PLAN

    title = NfcCharField(
        label="Nội dung",
        max_length=400,
        help_text="Ví dụ: Đối thoại giữa Chủ tịch UBND xã với Nhân dân năm 2026",
    )
    audiences = SomeOfField(
        Audience.choices, label="Đối tượng", help_text="Một hội nghị chung cho nhiều đối tượng thì chọn nhiều ô."
    )
    planned_on = VnDateField(label="Ngày dự kiến")
    starts_at = NfcCharField(label="Giờ bắt đầu", max_length=40, required=False, help_text="Ví dụ: 8 giờ 00 phút")
    meeting = OneOfField(Meeting.choices, label="Hình thức", initial=Meeting.IN_PERSON)
    place = NfcCharField(label="Địa điểm", max_length=200, required=False)
    topics = LongTextField(
        label="Nội dung đối thoại",
        rows=4,
        required=False,
        help_text="Mỗi dòng một nội dung, theo ý kiến đã tập hợp từ thôn, khối, bản, Mặt trận và đơn thư.",
    )
    plan_number = NfcCharField(label="Số kế hoạch", max_length=80, required=False, help_text="Ví dụ: 12/KH-UBND")
    plan_on = VnDateField(label="Ngày kế hoạch", required=False)

    def prepare(self) -> None:
        super().prepare()
        if self.record is None:
            # The minutes prove it once it was held.
            self.buttons = (("", "Lưu"),)
            for name in ("document_id", "number", "signer", "signer_title", "uploads", "link"):
                del self.fields[name]
        elif self.record.noticed_on or self.record.announced_at:
            # People were told this day: it is moved with a reason, and they are told anew.
            del self.fields["planned_on"]
            self.fields["starts_at"].help_text = "Ngày đã thông báo thì đổi bằng nút Hoãn, có ghi lý do."

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "audiences" in given:
            given["audiences"] = list(given["audiences"])
        return given


class NoticeForm(DaysWithinReach):
    """When and how people were told."""

    noticed_on = VnDateField(label="Ngày thông báo")
    channels = SomeOfField(Channel.choices, label="Kênh thông báo")
    notice_number = NfcCharField(label="Số thông báo", max_length=80, required=False, help_text="Ví dụ: 21/TB-UBND")


class AnnounceForm(DaysWithinReach):
    """The notice on the public page."""

    words = LongTextField(label="Lời thông báo công khai", rows=5, max_length=2_000)
    takes_questions = TruthField(label="Nhận câu hỏi gửi trước qua trang công khai", initial=True)
    questions_until = VnDateField(label="Nhận câu hỏi đến hết ngày", required=False)
    is_checked = TruthField(label=CHECKED)


class PostponeForm(DaysWithinReach):
    """To which day, and why."""

    planned_on = VnDateField(label="Ngày dự kiến mới")
    reason = LongTextField(label="Lý do", max_length=400)


class HoldForm(DaysWithinReach, ProofFields):
    """That it took place: when, under whom, with how many, with its minutes."""

    document_kind = DocumentKind.MINUTES

    happened_on = VnDateField(label="Ngày đối thoại")
    chair_holding_id = forms.TypedChoiceField(label="Người chủ trì", required=False, coerce=int, empty_value=None)
    chaired_by = forms.ChoiceField(
        label="Nếu không có trong danh sách, người chủ trì là",
        choices=[("", "– đã chọn ở trên –"), *Chair.choices],
        required=False,
    )
    chair_note = NfcCharField(
        label="Lý do người đứng đầu không chủ trì",
        max_length=400,
        required=False,
        help_text="Chỉ ghi khi cấp phó hoặc người khác chủ trì; cuộc đối thoại khi đó không tính cho người đứng đầu.",
    )
    with_secretary = TruthField(label="Có bí thư cấp ủy đồng chủ trì")
    voters = CountField(label="Cử tri, người dân")
    officials = CountField(label="Cán bộ, công chức, viên chức")
    enterprises = CountField(label="Doanh nghiệp")
    cooperatives = CountField(label="Hợp tác xã, hộ kinh doanh")
    youth = CountField(label="Thanh niên")
    others = CountField(label="Đối tượng khác")

    def prepare(self) -> None:
        super().prepare()
        chairs = selectors.chair_choices(self.record.unit_id)
        self.fields["chair_holding_id"].choices = [("", "– không có trong danh sách –"), *chairs]


class AskForm(CatalogueForm):
    """One question, as fast as it is said in the hall: its words first, the rest if there is time."""

    text = LongTextField(label="Câu hỏi", rows=4)
    hamlet = NfcCharField(label="Thôn, khối, bản, doanh nghiệp", max_length=160, required=False)
    field = forms.ChoiceField(label="Lĩnh vực", choices=Field.choices, initial=Field.OTHER)
    group = forms.ChoiceField(label="Nhóm", choices=Group.choices, initial=Group.VOTERS)
    asked_how = OneOfField(AskedHow.choices, label="Nguồn", initial=AskedHow.HALL)
    asker = NfcCharField(
        label="Người hỏi",
        max_length=120,
        required=False,
        help_text="Không bắt buộc. Chỉ người giữ sổ đối thoại của đơn vị đọc được tên và liên hệ.",
    )
    contact = NfcCharField(label="Liên hệ", max_length=160, required=False)
    wants_answer = TruthField(label="Muốn nhận trả lời riêng")


class PasteForm(CatalogueForm):
    """Many questions at once."""

    asked_how = OneOfField(AskedHow.choices, label="Nguồn", initial=AskedHow.BEFORE)
    lines = LinesField(label="Câu hỏi", columns=QUESTION_LINES, rows=12)


@dataclass(frozen=True)
class _Place:
    """Where a person goes after an act that is usually done again."""

    address: str

    def get_absolute_url(self) -> str:
        return self.address


def _hold(actor: Actor, row: Any, given: Mapping[str, Any], at: datetime) -> Any:
    return services.hold_dialogue(
        row.pk,
        actor=actor,
        at=at,
        happened_on=given["happened_on"],
        present={group: given[group] for group in GROUP_COLUMNS},
        chair_holding_id=given["chair_holding_id"],
        chaired_by=given["chaired_by"],
        chair_note=given["chair_note"],
        with_secretary=given["with_secretary"],
        paper=paper_of(given, kind=HoldForm.document_kind),
        submit=given["then"] == "submit",
    )


def _held_already(actor: Actor, row: Any) -> dict[str, Any]:
    kept = {group: getattr(row, group) or None for group in GROUP_COLUMNS}
    names = ("happened_on", "chair_holding_id", "chair_note", "with_secretary")
    kept |= {name: getattr(row, name) for name in names}
    kept["happened_on"] = row.happened_on or min(row.planned_on, actor.on)
    kept["chaired_by"] = "" if row.chair_holding_id else row.chaired_by
    return kept


def _ask(actor: Actor, row: Any, given: Mapping[str, Any], at: datetime) -> _Place:
    names = ("text", "hamlet", "field", "group", "asked_how", "asker", "contact", "wants_answer")
    services.take_questions(
        row.pk, [services.NewQuestion(**{name: given[name] for name in names})], actor=actor, at=at
    )  # fmt: skip
    # The next one is asked already.
    return _Place(reverse("dialogues:dialogue_ask", args=[row.pk]))


def _paste(actor: Actor, row: Any, given: Mapping[str, Any], at: datetime) -> Any:
    new = [question_of(line, asked_how=given["asked_how"]) for line in given["lines"]]
    return services.take_questions(row.pk, new, actor=actor, at=at) and row


def _notice_words(actor: Actor, row: Any) -> dict[str, Any]:
    place = f", tại {row.place}" if row.place else ""
    hour = f"{row.starts_at}, " if row.starts_at else ""
    kept = "" if row.notice_is_stale else row.public_notice
    words = kept or f"{row.title}: {hour}ngày {row.planned_on:%d/%m/%Y}{place}."
    if not kept and row.topics:
        words += f"\nNội dung:\n{row.topics}"
    return {
        "words": words,
        "takes_questions": row.takes_questions or row.announced_at is None,
        "questions_until": row.questions_until,
    }


def _keeps(actor: Actor, row: Any) -> bool:
    return actor.may(row.write_right, row.unit_id) and not row.cancelled


def _is_to_come(actor: Actor, row: Any) -> bool:
    return _keeps(actor, row) and not row.is_held


def _publishes(actor: Actor, row: Any) -> bool:
    return actor.may(Right.PUBLISH_WORK, row.unit_id) and not row.cancelled


def _ready(actor: Actor, rows: Sequence[Any]) -> None:
    """Say of each row how far it is, whether it counts for the head, and what was late."""
    communes = selectors.communes_among({row.unit_id for row in rows}, actor.on)
    calendar = selectors.calendar_if_any()
    for row in rows:
        row.marks = selectors.marks_of(row, calendar, is_commune=row.unit_id in communes, today=actor.on)
        row.state_label = DialogueState(row.dialogue_state).label
        row.audience_labels = "; ".join(str(Audience(code).label) for code in row.audiences)
        row.chair_label = _chair(row)
        row.late_label = "; ".join(_late_marks(row))


def _late_marks(row: Any) -> Iterator[str]:
    if row.marks.notice_is_late and (row.is_held or row.noticed_on):
        yield "thông báo muộn" if row.noticed_on else "không ghi thông báo trước"
    elif row.marks.notice_is_late:
        yield "quá ngày thông báo"
    if row.marks.results_are_late:
        yield "công khai muộn" if row.results_on else "quá hạn công khai kết quả"


def _chair(row: Any) -> str:
    if not row.chaired_by:
        return ""
    said = row.chair_holding.post.title if row.chair_holding else str(row.get_chaired_by_display())
    return f"{said} (được giao quyền)" if row.chair_holding and row.chaired_by == Chair.ACTING_HEAD else said


def _chair_sub(row: Any) -> str:
    if row.chaired_by and row.chaired_by not in CHAIRED_BY_HEAD:
        because = f": {row.chair_note}" if row.chair_note else ""
        return f"không tính cho người đứng đầu{because}"
    return "có bí thư cấp ủy đồng chủ trì" if row.with_secretary else ""


def _state_filter() -> Filter:
    conditions = {
        DialogueState.PLANNED: Q(happened_on__isnull=True, cancelled=False),
        DialogueState.HELD: Q(happened_on__isnull=False, cancelled=False),
        DialogueState.CANCELLED: Q(cancelled=True),
    }

    def narrow(rows: Any, value: str, actor: Actor) -> Any:
        return rows.filter(conditions[DialogueState(value)]) if value in conditions else rows.none()

    return Filter("tinh_hinh", "Tình hình", lambda actor: DialogueState.choices, narrow)


def _audience_filter() -> Filter:
    def narrow(rows: Any, value: str, actor: Actor) -> Any:
        return rows.filter(audiences__contains=[value]) if value in Audience.values else rows.none()

    return Filter("doi_tuong", "Đối tượng", lambda actor: Audience.choices, narrow)


def _whole_rows(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Refuse what the forms refuse: held by nobody or by a deputy without a reason, days that are still to come,
    results published before it was held.
    """
    for draft in drafts:
        held_on, shown_on = draft.values.get("happened_on"), draft.values.get("results_on")
        chair = draft.values.get("chaired_by")
        if held_on and not chair:
            yield Problem(draft.number, "Chủ trì", "", "Cuộc đối thoại đã tổ chức cần ghi ai chủ trì.")
        if held_on and chair and chair not in CHAIRED_BY_HEAD and not draft.values.get("chair_note"):
            yield Problem(draft.number, _HEADING["chair_note"], "", "Người đứng đầu không chủ trì thì cần ghi lý do.")
        for name in ("noticed_on", "happened_on", "results_on"):
            if (day := draft.values.get(name)) and day > actor.on:
                yield Problem(draft.number, _HEADING[name], format_date(day), "Ngày không thể sau ngày hôm nay.")
        if shown_on and (held_on is None or shown_on < held_on):
            yield Problem(
                draft.number, _HEADING["results_on"], format_date(shown_on), "Kết quả được công khai sau đối thoại."
            )


_GROUP_LABELS = {
    "voters": "Cử tri, người dân",
    "officials": "Cán bộ, công chức",
    "enterprises": "Doanh nghiệp",
    "cooperatives": "Hợp tác xã, hộ kinh doanh",
    "youth": "Thanh niên",
    "others": "Đối tượng khác",
}

_SHEET = (
    text_column("title", "Nội dung", most=400, example="Đối thoại với Nhân dân năm 2026"),
    choices_column("audiences", "Đối tượng", Audience.choices, example=Audience.PEOPLE.label),
    date_column("planned_on", "Dự kiến", example=date(2026, 10, 15)),
    text_column("place", "Địa điểm", most=200, required=False, example="Hội trường UBND xã"),
    choice_column("meeting", "Hình thức", Meeting.choices, required=False, example=Meeting.IN_PERSON.label),
    text_column("plan_number", "Số kế hoạch", most=80, required=False, example="12/KH-UBND"),
    date_column("noticed_on", "Ngày thông báo", required=False, example=date(2026, 10, 5)),
    date_column("happened_on", "Ngày đã tổ chức", required=False, example=date(2026, 10, 15)),
    choice_column("chaired_by", "Chủ trì", Chair.choices, required=False, example=Chair.HEAD.label),
    text_column("chair_note", "Lý do người đứng đầu không chủ trì", most=400, required=False),
    truth_column("with_secretary", "Bí thư đồng chủ trì", example="không"),
    *(
        whole_column(name, f"{_GROUP_LABELS[name]} dự", lowest=0, highest=1_000_000, required=False)
        for name in GROUP_COLUMNS
    ),
    date_column("results_on", "Ngày công khai kết quả", required=False, example=date(2026, 10, 22)),
)

_HEADING = {column.field: column.heading for column in _SHEET}

DIALOGUES = proven_kind(
    code="dialogue",
    area="dialogues",
    name="dialogue",
    label="cuộc đối thoại",
    label_plural="cuộc đối thoại",
    right=Right.KEEP_RECEPTIONS,
    visible_to=selectors.dialogues_visible_to,
    columns=(
        Column("title", "Nội dung", order=("folded_title",), sub=lambda row: row.late_label),
        Column("audience_labels", "Đối tượng"),
        Column("planned_on", "Dự kiến", form="date", order=("planned_on",)),
        Column("happened_on", "Đã tổ chức", form="date", order=("happened_on",)),
        Column("state_label", "Tình hình", sub=lambda row: row.reason),
        Column("chair_label", "Chủ trì", sub=_chair_sub),
        Column(
            "voters",
            "Người dân",
            value=lambda row: row.voters if row.is_held else None,
            form="number",
            total=Sum("voters"),
        ),
        Column(
            "businesses",
            "Doanh nghiệp, hợp tác xã",
            value=lambda row: row.enterprises + row.cooperatives if row.is_held else None,
            form="number",
            total=Sum(F("enterprises") + F("cooperatives")),
        ),
        Column("results_on", "Công khai kết quả", form="date", order=("results_on",)),
    ),
    filters=(
        date_year_filter(selectors.dialogues_visible_to, "planned_on"),
        _audience_filter(),
        _state_filter(),
        choice_filter("chu_tri", "Chủ trì", Chair.choices, "chaired_by"),
    ),
    order="-planned_on",
    prepare=_ready,
    detail=running_order,
    detail_template="dialogues/dialogue.html",
    empty=Empty(
        "Chưa có cuộc đối thoại nào",
        "Mỗi năm người đứng đầu chính quyền đối thoại ít nhất một lần với người dân và một lần với doanh nghiệp.",
        "Lập cuộc đối thoại đầu tiên",
    ),
    form=PlanForm,
    acts=(
        Act(
            name="notice",
            address="thong-bao/",
            label="Ghi đã thông báo",
            lede="Ghi ngày và kênh đã báo cho Nhân dân. Với cấp xã, thông báo trước ít nhất 7 ngày.",
            done="Đã ghi thông báo.",
            form=NoticeForm,
            initial=lambda actor, row: {
                "noticed_on": row.noticed_on or actor.on,
                "channels": row.channels,
                "notice_number": row.notice_number,
            },
            run=lambda actor, row, given, at: services.give_notice(
                row.pk,
                actor=actor,
                noticed_on=given["noticed_on"],
                channels=given["channels"],
                number=given["notice_number"],
            ),
            may=_keeps,
        ),
        Act(
            name="announce",
            address="dang-thong-bao/",
            label="Đăng thông báo công khai",
            lede="Lời này hiện trên trang công khai, ai cũng đọc được. Câu hỏi gửi trước chờ duyệt, "
            "không hiện ra ngoài.",
            done="Đã đăng thông báo trên trang công khai.",
            form=AnnounceForm,
            initial=_notice_words,
            run=lambda actor, row, given, at: services.announce_dialogue(
                row.pk,
                actor=actor,
                at=at,
                words=given["words"],
                takes_questions=given["takes_questions"],
                questions_until=given["questions_until"],
                is_checked=given["is_checked"],
            ),
            may=lambda actor, row: _publishes(actor, row) and not row.is_held,
        ),
        Act(
            name="ask",
            address="ghi-cau-hoi/",
            label="Ghi câu hỏi",
            lede="Ghi xong, trang này mở lại để ghi câu tiếp theo.",
            done="Đã ghi câu hỏi. Mời ghi câu tiếp theo.",
            form=AskForm,
            initial=lambda actor, row: {
                "asked_how": AskedHow.HALL if row.takes_place_on <= actor.on else AskedHow.BEFORE,
                "field": Field.OTHER,
                "group": Group.ENTERPRISES if row.audiences == [Audience.BUSINESS] else Group.VOTERS,
            },
            run=_ask,
            may=_keeps,
        ),
        Act(
            name="paste",
            address="dan-cau-hoi/",
            label="Dán nhiều câu hỏi",
            lede="Chép bảng câu hỏi từ Word hoặc Excel rồi dán vào đây.",
            done="Đã ghi các câu hỏi.",
            form=PasteForm,
            run=_paste,
            may=_keeps,
        ),
        Act(
            name="hold",
            address="da-to-chuc/",
            label="Ghi đã tổ chức",
            lede="Ghi số người dự của từng nhóm: một hội nghị chung chỉ tính cho cả người dân và doanh nghiệp khi "
            "cả hai nhóm cùng dự và được ghi.",
            done="Đã ghi cuộc đối thoại.",
            form=HoldForm,
            initial=_held_already,
            run=_hold,
            may=_keeps,
        ),
        Act(
            name="conclude",
            address="ket-luan/",
            label="Lập thông báo kết luận",
            lede="Mở bản dự thảo thông báo kết luận để giao từng việc cho từng đơn vị, có hạn.",
            done="Đã mở dự thảo kết luận.",
            run=lambda actor, row, given, at: services.begin_conclusion(row.pk, actor=actor),
            may=lambda actor, row: row.is_held and actor.may(Right.KEEP_CONCLUSIONS, row.unit_id),
        ),
        Act(
            name="postpone",
            address="hoan/",
            label="Hoãn",
            lede="Thông báo đã gửi và lời thông báo công khai nói ngày cũ: hoãn xong, ghi lại việc thông báo, viết lại "
            "lời công khai. Trong lúc chờ, trang công khai chỉ báo đã chuyển ngày.",
            done="Đã ghi ngày dự kiến mới. Đề nghị thông báo lại.",
            form=PostponeForm,
            run=lambda actor, row, given, at: services.postpone(
                row.pk, actor=actor, planned_on=given["planned_on"], reason=given["reason"]
            ),
            may=_is_to_come,
        ),
        Act(
            name="cancel",
            address="huy/",
            label="Hủy",
            lede="Nếu đã đăng thông báo, trang công khai sẽ ghi cuộc đối thoại này đã hủy; lý do chỉ đọc được ở đây.",
            done="Đã hủy cuộc đối thoại.",
            form=ReasonForm,
            run=lambda actor, row, given, at: services.cancel(row.pk, actor=actor, reason=given["reason"]),
            may=_is_to_come,
        ),
        Act(
            name="withdraw",
            address="go-cong-khai/",
            label="Gỡ khỏi trang công khai",
            done="Đã gỡ khỏi trang công khai.",
            form=ReasonForm,
            run=lambda actor, row, given, at: services.withdraw_publication(
                row.pk, actor=actor, reason=given["reason"]
            ),
            may=lambda actor, row: (
                actor.may(Right.PUBLISH_WORK, row.unit_id) and bool(row.announced_at or row.published_at)
            ),
        ),
    ),
    sheet=_SHEET,
    checks=(
        days_within_reach(_SHEET),
        _whole_rows,
        one_value_each(
            "unit_id",
            "planned_on",
            "title",
            among=selectors.dialogues_visible_to,
            message="Cuộc đối thoại này đã có.",
        ),
    ),
    day_of=lambda values: values.get("happened_on") or values.get("planned_on"),
)
