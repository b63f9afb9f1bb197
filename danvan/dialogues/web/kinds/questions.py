"""Questions as the catalogue shows them, over all dialogues one may look into; who asked only to their keepers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.dialogues import selectors, services
from danvan.dialogues.choices import AskedHow, Field, Group, QuestionState
from danvan.dialogues.services.batches import KIND
from danvan.dialogues.web.kinds.keeping import DaysWithinReach, ReasonForm
from danvan.evidence.selectors.batches import batch_rows
from danvan.evidence.web.catalogue import (
    choice_filter,
    date_year_filter,
    keep_spreadsheet,
    name_units,
    unit_column,
    unit_sheet_column,
    units_by_name,
)
from danvan.files.services import open_content
from danvan.kernel.text import format_date, shorten
from danvan.orgs.selectors import unit_choices
from danvan.ui.catalogue import (
    Act,
    CatalogueForm,
    Column,
    Draft,
    Empty,
    Filter,
    Kind,
    Problem,
    choice_column,
    date_column,
    text_column,
    truth_column,
)
from danvan.ui.forms import LongTextField, NfcCharField, OneOfField, TruthField, VnDateField


class AnswerForm(DaysWithinReach):
    """What was answered, when, by whom."""

    text = LongTextField(label="Trả lời", rows=5)
    answered_on = VnDateField(label="Ngày trả lời")
    answered_by = NfcCharField(
        label="Người, cơ quan trả lời", max_length=160, required=False, help_text="Ví dụ: Chủ tịch UBND xã"
    )


class DeferForm(DaysWithinReach):
    """Who answers, by when."""

    owner_unit_id = forms.TypedChoiceField(label="Đơn vị trả lời", coerce=int)
    due_on = VnDateField(label="Hẹn trả lời")

    def prepare(self) -> None:
        own = self.record.dialogue.unit_id
        units = sorted(unit_choices(on=self.actor.on), key=lambda choice: choice[0] != own)
        self.fields["owner_unit_id"].choices = units


class RepeatForm(CatalogueForm):
    """Which earlier question it repeats; likely ones first, each with the reasons."""

    repeats_id = forms.TypedChoiceField(
        label="Lặp lại câu hỏi",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Hệ thống chỉ gợi ý, kèm lý do; người giữ sổ quyết định.",
    )

    def prepare(self) -> None:
        earlier = selectors.earlier_questions(self.record.dialogue)
        likely = selectors.suggestions_for(self.record, earlier)
        named = {each.question.pk for each in likely}
        choices = [(each.question.pk, f"{_brief(each.question)} ({'; '.join(each.reasons)})") for each in likely]
        choices += [(each.pk, _brief(each)) for each in earlier if each.pk not in named]
        self.fields["repeats_id"].choices = [("", "– không lặp lại –"), *choices]


class ChangeForm(CatalogueForm):
    """How it was written down."""

    text = LongTextField(label="Câu hỏi", rows=4)
    hamlet = NfcCharField(label="Thôn, khối, bản, doanh nghiệp", max_length=160, required=False)
    field = forms.ChoiceField(label="Lĩnh vực", choices=Field.choices)
    group = forms.ChoiceField(label="Nhóm", choices=Group.choices)
    asked_how = OneOfField(AskedHow.choices, label="Nguồn")
    asker = NfcCharField(label="Người hỏi", max_length=120, required=False)
    contact = NfcCharField(label="Liên hệ", max_length=160, required=False)
    wants_answer = TruthField(label="Muốn nhận trả lời riêng")


_WRITTEN = ("text", "hamlet", "field", "group", "asked_how", "asker", "contact", "wants_answer")


def _brief(question: Any) -> str:
    return f"{format_date(question.dialogue.takes_place_on)}, câu {question.position}: {shorten(question.text, 90)}"


def _keeps(actor: Actor, row: Any) -> bool:
    return selectors.may_keep(actor, row.dialogue.unit_id) and not row.dialogue.cancelled


def _in(*states: str) -> Any:
    return lambda actor, row: _keeps(actor, row) and row.state in states


def _version(given: Mapping[str, Any]) -> int | None:
    return given.get("edition") or None


def _ready(actor: Actor, rows: Sequence[Any]) -> None:
    for row in rows:
        row.unit_id = row.dialogue.unit_id
    name_units(actor, rows)
    for row, shown in zip(rows, selectors.question_rows(actor, rows, on=actor.on), strict=True):
        row.shown = shown
        row.text_shown, row.answer_shown = shown.text, shown.answer
        row.asker_shown, row.contact_shown = shown.asker, shown.contact
        row.owner_name, row.case_code = shown.owner, shown.case_code
        row.standing_label = shown.standing.label


def _page(actor: Actor, row: Any) -> dict[str, Any]:
    keeps = _keeps(actor, row)
    return {
        "keeps": keeps,
        "dialogue": row.dialogue,
        # The unit that only answers does not see the dialogue.
        "sees_dialogue": actor.may(Right.SEE_RECORDS, row.dialogue.unit_id),
        "answers": selectors.answers_for(actor, row) and not keeps,
        "suggestions": selectors.suggestions_for(row) if keeps and not row.repeats_id else [],
    }


def _dialogue_filter() -> Filter:
    def narrow(rows: Any, value: str, actor: Actor) -> Any:
        return rows.filter(dialogue=int(value)) if value.isdecimal() and len(value) < 18 else rows.none()

    return Filter(
        "cuoc",
        "Cuộc đối thoại",
        lambda actor: [(str(pk), label) for pk, label in selectors.dialogue_choices(actor)],
        narrow,
    )


def _find_dialogues(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Turn the unit and the day of a dialogue into the dialogue.  One query."""
    named = [draft for draft in drafts if "unit_id" in draft.values and draft.values.get("held_on")]
    known = selectors.dialogues_on(actor, {(draft.values["unit_id"], draft.values["held_on"]) for draft in named})
    for draft in named:
        day = draft.values.pop("held_on")
        found = known.get((draft.values["unit_id"], day), [])
        if len(found) == 1:
            draft.values["dialogue_id"] = found[0]
        else:
            few = "Không có cuộc đối thoại nào của đơn vị này vào ngày đó."
            why = f"Có {len(found)} cuộc đối thoại cùng ngày; dán câu hỏi ở trang của cuộc đối thoại." if found else few
            yield Problem(draft.number, "Ngày đối thoại", format_date(day), why)


def _insert(actor: Actor, rows: Sequence[dict[str, Any]], name: str, sha256: str) -> Any:
    kept = [{key: value for key, value in row.items() if value not in (None, "")} for row in rows]
    return services.import_questions(kept, file_name=name, sha256=sha256, actor=actor, at=timezone.now())


def _run(service: Any, **fixed: Any) -> Any:
    def run(actor: Actor, row: Any, given: dict[str, Any], at: datetime) -> Any:
        said = {name: value for name, value in given.items() if name not in ("edition", "then")}
        service(row.pk, actor=actor, version=_version(given), **fixed, **said)
        return row

    return run


def _answer(actor: Actor, row: Any, given: dict[str, Any], at: datetime) -> Any:
    """Write down the answer of those who keep the dialogue, or of the unit it was put off to."""
    if selectors.may_keep(actor, row.dialogue.unit_id):
        return _run(services.answer)(actor, row, given, at)
    return _run(services.answer_as_owner, at=at)(actor, row, given, at)


QUESTIONS = Kind(
    code=KIND,
    area="dialogues",
    name="question",
    label="câu hỏi",
    label_plural="câu hỏi tại đối thoại",
    may_see=lambda actor: actor.may(Right.SEE_RECORDS),
    visible_to=selectors.questions_visible_to,
    columns=(
        Column("text", "Câu hỏi", value=lambda row: row.text_shown,
               sub=lambda row: f"câu {row.position}, {row.get_asked_how_display()}"),
        Column("hamlet", "Thôn, khối, bản, doanh nghiệp", order=("hamlet",)),
        Column("field", "Lĩnh vực", value=lambda row: row.get_field_display(), order=("field",)),
        Column("group", "Nhóm", value=lambda row: row.get_group_display()),
        Column("happened_on", "Ngày đối thoại", value=lambda row: row.dialogue.takes_place_on, form="date",
               order=("dialogue__planned_on", "position")),
        Column("state", "Tình trạng", value=lambda row: row.get_state_display(), sub=lambda row: row.standing_label),
        Column("owner_name", "Đơn vị trả lời"),
        Column("due_on", "Hẹn trả lời", form="date", order=("due_on",)),
        Column("answered_on", "Đã trả lời", form="date", order=("answered_on",)),
        Column("case_code", "Mã đơn"),
        Column("asker_shown", "Người hỏi"),
        Column("contact_shown", "Liên hệ"),
        unit_column(),
    ),
    filters=(
        _dialogue_filter(),
        date_year_filter(selectors.questions_visible_to, "dialogue__planned_on"),
        choice_filter("tinh_trang", "Tình trạng", QuestionState.choices, "state"),
        choice_filter("linh_vuc", "Lĩnh vực", Field.choices, "field"),
        choice_filter("nguon", "Nguồn", AskedHow.choices, "asked_how"),
    ),
    order="-happened_on",
    search=lambda word: Q(folded__contains=word),
    prepare=_ready,
    title=lambda row: f"Câu hỏi số {row.position}",
    detail=_page,
    detail_template="dialogues/question.html",
    history=selectors.question_history,
    empty=Empty(
        "Chưa có câu hỏi nào",
        "Câu hỏi được ghi ở trang của từng cuộc đối thoại: gửi trước, qua mạng, hoặc tại hội nghị.",
        "",
    ),
    may_add=lambda actor: actor.may(Right.KEEP_RECEPTIONS),
    acts=(
        Act(
            name="admit",
            address="duyet/",
            label="Đưa vào đối thoại",
            done="Đã đưa câu hỏi vào đối thoại.",
            run=_run(services.admit),
            may=_in(QuestionState.WAITING, QuestionState.SET_ASIDE),
            is_main=True,
        ),
        Act(
            name="answer",
            address="tra-loi/",
            label="Ghi trả lời",
            done="Đã ghi trả lời.",
            form=AnswerForm,
            initial=lambda actor, row: {
                "text": row.answer,
                "answered_on": row.answered_on or min(row.dialogue.happened_on or actor.on, actor.on),
                "answered_by": row.answered_by or ("" if _keeps(actor, row) else actor.unit_name),
            },
            run=_answer,
            may=lambda actor, row: (
                _in(QuestionState.OPEN, QuestionState.DEFERRED, QuestionState.ANSWERED)(actor, row)
                or selectors.answers_for(actor, row)
            ),
            is_main=True,
        ),
        Act(
            name="defer",
            address="hen/",
            label="Hẹn trả lời sau",
            lede="Đơn vị trả lời được báo, đọc câu hỏi không kèm tên người hỏi và tự ghi trả lời. Người hỏi có ghi họ "
            "tên và muốn nhận trả lời riêng thì dùng “Vào sổ đơn thư”; câu hỏi không tên được theo dõi bằng ngày hẹn.",
            done="Đã ghi lời hẹn.",
            form=DeferForm,
            initial=lambda actor, row: {
                "owner_unit_id": row.owner_unit_id or row.dialogue.unit_id,
                "due_on": row.due_on,
            },
            run=lambda actor, row, given, at: _run(services.defer, at=at)(actor, row, given, at),
            may=_in(QuestionState.OPEN, QuestionState.DEFERRED),
        ),
        Act(
            name="case",
            address="vao-so/",
            label="Vào sổ đơn thư",
            lede="Câu hỏi được ghi vào sổ đơn thư của đơn vị như một kiến nghị, phản ánh; thời hạn tính từ ngày đối "
            "thoại. Chỉ làm khi người hỏi có ghi họ tên và muốn nhận trả lời riêng.",
            done="Đã vào sổ đơn thư.",
            run=lambda actor, row, given, at: services.make_case(
                row.pk, actor=actor, at=at, version=_version(given)
            ) and row,
            may=lambda actor, row: (
                _in(QuestionState.OPEN, QuestionState.DEFERRED)(actor, row)
                and actor.may(Right.RECEIVE_CASES, row.dialogue.unit_id)
            ),
        ),
        Act(
            name="repeat",
            address="lap-lai/",
            label="Ghi lặp lại",
            done="Đã ghi.",
            form=RepeatForm,
            initial=lambda actor, row: {"repeats_id": row.repeats_id},
            run=_run(services.mark_repeat),
            may=_keeps,
        ),
        Act(
            name="change",
            address="sua/",
            label="Sửa câu hỏi",
            done="Đã lưu thay đổi.",
            form=ChangeForm,
            initial=lambda actor, row: {name: getattr(row, name) for name in _WRITTEN},
            run=lambda actor, row, given, at: services.change_question(
                row.pk,
                actor=actor,
                version=_version(given),
                changes={name: given[name] for name in _WRITTEN},
            ) and row,
            may=_keeps,
        ),
        Act(
            name="aside",
            address="de-ngoai/",
            label="Không đưa vào đối thoại",
            done="Đã để câu hỏi ngoài đối thoại.",
            form=ReasonForm,
            run=_run(services.set_aside),
            may=_in(QuestionState.WAITING, QuestionState.OPEN),
        ),
    ),
    sheet=(
        unit_sheet_column(Right.KEEP_RECEPTIONS),
        date_column("held_on", "Ngày đối thoại", value=lambda row: row.dialogue.takes_place_on,
                    example=date(2026, 10, 15)),
        text_column("text", "Câu hỏi", most=4_000, keeps_lines=True, value=lambda row: row.text_shown,
                    example="Khi nào sửa đường vào bản?"),
        text_column("hamlet", "Thôn, khối, bản, doanh nghiệp", most=160, required=False, example="bản Mẫu"),
        choice_column("field", "Lĩnh vực", Field.choices, required=False, example=Field.CONSTRUCTION.label),
        choice_column("group", "Nhóm", Group.choices, required=False, example=Group.VOTERS.label),
        choice_column("asked_how", "Nguồn", AskedHow.choices, required=False, example=AskedHow.BEFORE.label),
        text_column("asker", "Người hỏi", most=120, required=False, value=lambda row: row.asker_shown),
        text_column("contact", "Liên hệ", most=160, required=False, value=lambda row: row.contact_shown),
        truth_column("wants_answer", "Muốn trả lời riêng", example="không"),
    ),
    checks=(
        units_by_name(Right.KEEP_RECEPTIONS, lambda values: values.get("held_on")),
        _find_dialogues,
    ),
    saved_as="sẽ được ghi vào cuộc đối thoại",
    undo_note="Chỉ thực hiện được khi chưa câu nào được sửa, trả lời, hẹn hoặc vào sổ.",
    keep_upload=keep_spreadsheet,
    open_kept=open_content,
    insert=_insert,
    batches=lambda actor: batch_rows(actor, KIND),
    undo=lambda actor, batch, reason, at: services.undo_questions(batch, actor=actor, reason=reason),
)  # fmt: skip
