"""Models, bright spots and the steps of their years."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.catalogue import (
    ProofFields,
    ProvenForm,
    choice_filter,
    columns_given,
    date_year_filter,
    proven_kind,
    year_filter,
)
from danvan.evidence.web.forms import YearField, paper_of
from danvan.exemplars import selectors, services
from danvan.exemplars.choices import Category, Field, ReplicationOutcome, Stage, Step
from danvan.exemplars.rules.stages import EXEMPLAR
from danvan.exemplars.selectors import exemplars_visible_to, milestones_visible_to
from danvan.kernel.text import format_date
from danvan.ui.catalogue import (
    Act,
    CatalogueForm,
    Column,
    Draft,
    Empty,
    Filter,
    Problem,
    choice_column,
    date_column,
    one_value_each,
    text_column,
    truth_column,
    whole_column,
)
from danvan.ui.forms import LongTextField, NfcCharField, OneOfField, TruthField, VnDateField

BRIGHT_SPOTS = [choice for choice in Category.choices if choice[0] != Category.SKILFUL_MOBILIZATION]


# --- exemplars --------------------------------------------------------------------------------------------------------


class ExemplarForm(ProvenForm):
    """The registration sheet; only the first fields are needed, the rest may follow."""

    document_kind = DocumentKind.OTHER
    new_only = ("again",)

    category = OneOfField(
        Category.choices, label="Loại", help_text="Một hồ sơ chỉ được tính cho một loại trong một năm."
    )
    title = NfcCharField(
        label="Tên mô hình, điểm sáng", max_length=400, help_text="Ví dụ: Vận động hiến đất làm đường bản"
    )
    field = OneOfField(Field.choices, label="Lĩnh vực")
    is_collective = TruthField(
        label="Của tập thể", initial=True, help_text="Điển hình cá nhân được hiển thị riêng, không quyết định chỉ tiêu."
    )
    happened_on = VnDateField(label="Ngày đăng ký", required=False, help_text="Để trống khi mới đề xuất.")
    place = NfcCharField(label="Nơi thực hiện", max_length=200, required=False, help_text="Ví dụ: bản Hòa Sơn")
    beneficiaries = NfcCharField(label="Đối tượng hưởng lợi", max_length=300, required=False)
    situation = LongTextField(label="Thực trạng, lý do", required=False)
    objectives = LongTextField(label="Mục tiêu, tiêu chí", required=False)
    methods = LongTextField(label="Nội dung, cách làm", required=False)
    forces = NfcCharField(label="Lực lượng: chủ trì, phối hợp, tham gia", max_length=400, required=False)
    resources = NfcCharField(label="Nguồn lực, thời gian", max_length=300, required=False)
    results = LongTextField(label="Kết quả kiểm chứng được", required=False)
    follows_uncle_ho = TruthField(label="Gắn với học tập và làm theo Bác")
    copied_from_id = forms.TypedChoiceField(
        label="Làm theo mô hình đã có", required=False, coerce=int, empty_value=None
    )
    again = forms.BooleanField(label="Đây là mô hình khác, vẫn đăng ký", required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        super().prepare()
        chosen = self.record.copied_from_id if self.record else None
        self.fields["copied_from_id"].choices = [
            ("", "– không –"),
            *selectors.exemplar_choices(self.actor, chosen=chosen),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("happened_on") and given["happened_on"] > self.actor.on:
            self.add_error("happened_on", "Ngày đăng ký không thể sau ngày hôm nay.")
        if self.record is None and given.get("title") and given.get("unit_id") and not given.get("copied_from_id"):
            self._hint(given)
        return given

    def _hint(self, given: Mapping[str, Any]) -> None:
        likely = selectors.likely_duplicates(
            self.actor,
            unit_id=given["unit_id"],
            title=given["title"],
            place=given.get("place", ""),
            beneficiaries=given.get("beneficiaries", ""),
        )
        if not likely:
            return
        self.fields["again"].widget = forms.CheckboxInput()
        if not given.get("again"):
            for each in likely:
                self.add_error(
                    "again", f"Có thể trùng với “{each.title}” của {each.unit_name}: {'; '.join(each.reasons)}."
                )
            self.add_error("again", "Đây chỉ là gợi ý. Nếu là mô hình khác, đánh dấu ô này rồi lưu.")


class MoveForm(CatalogueForm):
    """From which day, and why."""

    on = VnDateField(label="Từ ngày")
    reason = LongTextField(label="Căn cứ, lý do", max_length=400, rows=2, required=False)


class PromoteForm(CatalogueForm):
    """To which bright spot, from which day."""

    category = OneOfField(BRIGHT_SPOTS, label="Thành")
    on = VnDateField(label="Từ ngày")
    reason = LongTextField(label="Căn cứ", max_length=400, rows=2, required=False)


class YearForm(CatalogueForm):
    """Which year to open."""

    year = YearField(label="Năm")


def _register(actor: Actor, given: dict[str, Any], at: datetime) -> Any:
    return services.register(
        actor=actor,
        at=at,
        fields=columns_given(selectors.exemplars_visible_to(actor).model, given),
        paper=paper_of(given, kind=ExemplarForm.document_kind),
        link=given["link"],
        submit=given["then"] == "submit",
    )


def _alive(actor: Actor, exemplars: Sequence[Any]) -> None:
    lives = selectors.lives_of(exemplars, actor.on)
    for each in exemplars:
        each.life = lives[each.pk]
        each.copies_made, each.late = each.life.copies, each.life.late or None
        each.remark = _remark(each)


def _remark(exemplar: Any) -> str:
    said = []
    if exemplar.life.asleep:
        said.append(f"ngủ quên: không có hoạt động từ {format_date(exemplar.life.last_heard)}")
    if exemplar.promoted_on:
        said.append(f"nâng từ mô hình ngày {format_date(exemplar.promoted_on)}")
    if not exemplar.is_collective:
        said.append("cá nhân")
    return "; ".join(said)


def _page(actor: Actor, exemplar: Any) -> dict[str, Any]:
    return {
        "stages": selectors.stages_of(exemplar),
        "years": selectors.years_of(exemplar),
        "today": actor.on,
        "sheet": [
            (label, getattr(exemplar, name))
            for name, label in (
                ("situation", "Thực trạng, lý do"),
                ("objectives", "Mục tiêu, tiêu chí"),
                ("methods", "Nội dung, cách làm"),
                ("beneficiaries", "Đối tượng hưởng lợi"),
                ("forces", "Lực lượng"),
                ("resources", "Nguồn lực, thời gian"),
                ("results", "Kết quả kiểm chứng được"),
            )
            if getattr(exemplar, name)
        ],
        "may_write": _may(actor, exemplar),
        "has_family": exemplar.copied_from_id is not None or exemplar.life.copies > 0,
    }


def _may(actor: Actor, row: Any) -> bool:
    return actor.may(row.write_right, row.unit_id)


def _moves() -> Iterator[Act]:
    """Return an act for each line of the table of stages."""
    addresses = {
        "register": "dang-ky/", "start": "hoat-dong/", "suspend": "tam-dung/", "complete": "hoan-thanh/",
        "recognise": "cong-nhan/", "continue": "hoat-dong-tiep/", "replicate": "da-nhan-rong/", "close": "ket-thuc/",
    }  # fmt: skip

    def one(name: str) -> Act:
        label = EXEMPLAR.act_label(name)
        return Act(
            name=f"stage_{name}",
            address=addresses[name],
            label=label[:1].upper() + label[1:],
            done="Đã chuyển giai đoạn.",
            form=MoveForm,
            initial=lambda actor, row: {"on": actor.on},
            run=lambda actor, row, given, at: services.move(
                row.pk, name, actor=actor, on=given["on"], reason=given["reason"]
            ),
            may=lambda actor, row: _may(actor, row) and name in EXEMPLAR.allowed(row.stage),
            is_main=name in ("register", "start"),
        )

    for name in EXEMPLAR.acts:
        yield one(name)


def _asleep() -> Filter:
    def narrow(rows: Any, value: str, actor: Actor) -> Any:
        found = selectors.sleeping(actor).values("pk")
        if value == "co":
            return rows.filter(pk__in=found)
        return rows.exclude(pk__in=found) if value == "khong" else rows.none()

    return Filter(
        "ngu_quen",
        "Ngủ quên",
        lambda actor: (("co", "quá 120 ngày không có hoạt động"), ("khong", "còn hoạt động")),
        narrow,
    )


EXEMPLARS = proven_kind(
    code="exemplar",
    area="exemplars",
    name="exemplar",
    label="mô hình, điểm sáng",
    label_plural="mô hình, điểm sáng",
    visible_to=exemplars_visible_to,
    columns=(
        Column("title", "Tên", order=("folded_title",), sub=lambda row: row.remark),
        Column("category", "Loại", value=lambda row: row.get_category_display(), order=("category",)),
        Column("field", "Lĩnh vực", value=lambda row: row.get_field_display(), order=("field",)),
        Column("stage", "Giai đoạn", value=lambda row: row.get_stage_display(), order=("stage",)),
        Column("happened_on", "Đăng ký", form="date", order=("happened_on",)),
        Column("late", "Bước quá hạn", form="number"),
        Column("copies_made", "Nơi làm theo", form="number"),
    ),
    filters=(
        choice_filter("loai", "Loại", Category.choices, "category"),
        choice_filter("linh_vuc", "Lĩnh vực", Field.choices, "field"),
        choice_filter("giai_doan", "Giai đoạn", Stage.choices, "stage"),
        date_year_filter(exemplars_visible_to),
        _asleep(),
    ),
    order="-happened_on",
    prepare=_alive,
    detail=_page,
    detail_template="exemplars/exemplar.html",
    empty=Empty(
        "Chưa có mô hình, điểm sáng nào",
        "Đăng ký đầu năm, theo dõi năm bước: kế hoạch, sơ kết, tổng kết, đánh giá hiệu quả, nhân rộng.",
        "Đăng ký mô hình đầu tiên",
    ),
    form=ExemplarForm,
    create=_register,
    acts=(
        *_moves(),
        Act(
            name="continue_year",
            address="tiep-tuc/",
            label="Tiếp tục trong năm",
            lede="Mở năm bước của năm được chọn; mô hình tiếp tục cần kế hoạch và minh chứng mới của năm đó.",
            done="Đã mở các bước của năm.",
            form=YearForm,
            initial=lambda actor, row: {"year": actor.on.year},
            run=lambda actor, row, given, at: services.continue_year(row.pk, actor=actor, year=given["year"]),
            may=lambda actor, row: _may(actor, row) and row.happened_on is not None and row.stage != Stage.CLOSED,
        ),
        Act(
            name="promote",
            address="nang-thanh-diem-sang/",
            label="Nâng thành điểm sáng",
            lede="Từ năm này hồ sơ chỉ được tính là điểm sáng, không còn tính là mô hình “Dân vận khéo”.",
            done="Đã nâng thành điểm sáng.",
            form=PromoteForm,
            initial=lambda actor, row: {"on": actor.on},
            run=lambda actor, row, given, at: services.promote(
                row.pk, actor=actor, on=given["on"], category=given["category"], reason=given["reason"]
            ),
            may=lambda actor, row: _may(actor, row) and row.category == Category.SKILFUL_MOBILIZATION,
        ),
    ),
    sheet=(
        choice_column("category", "Loại", Category.choices, example=Category.SKILFUL_MOBILIZATION.label),
        text_column("title", "Tên", most=400, example="Vận động hiến đất làm đường bản"),
        choice_column("field", "Lĩnh vực", Field.choices, example=Field.ECONOMIC.label),
        truth_column("is_collective", "Của tập thể"),
        date_column("happened_on", "Đăng ký", example=date(2026, 2, 10)),
        text_column("place", "Nơi thực hiện", most=200, required=False, example="bản Hòa Sơn"),
        text_column("beneficiaries", "Đối tượng hưởng lợi", most=300, required=False, example="120 hộ dân"),
        text_column("objectives", "Mục tiêu", most=4_000, required=False),
        text_column("methods", "Cách làm", most=4_000, required=False),
        truth_column("follows_uncle_ho", "Gắn học tập và làm theo Bác", example="không"),
    ),
    checks=(
        one_value_each(
            "unit_id", "title", among=exemplars_visible_to, message="Đơn vị đã đăng ký mô hình, điểm sáng này."
        ),
    ),
)

# --- the steps of a year ----------------------------------------------------------------------------------------------


class MilestoneForm(CatalogueForm):
    """A step of a year: by when.  Most are written down when the exemplar is registered."""

    exemplar_id = forms.TypedChoiceField(label="Mô hình, điểm sáng", coerce=int)
    step = OneOfField(Step.choices, label="Bước")
    year = YearField(label="Năm")
    title = NfcCharField(label="Nội dung", max_length=400, help_text="Ví dụ: Sơ kết 6 tháng mô hình")
    due_on = VnDateField(label="Hạn")

    def prepare(self) -> None:
        if self.record is not None:
            for name in ("exemplar_id", "step", "year"):
                del self.fields[name]
            return
        choices = selectors.exemplar_choices(self.actor, writable=True)
        self.fields["exemplar_id"].choices = [("", "– chọn mô hình –"), *choices]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.record is None and given.get("exemplar_id"):
            given["unit_id"] = selectors.unit_of_exemplar(self.actor, given["exemplar_id"])
        return given


class FinishForm(ProofFields, CatalogueForm):
    """What came of a step, and what proves it."""

    document_kind = DocumentKind.REPORT

    happened_on = VnDateField(label="Ngày hoàn thành")
    result = LongTextField(label="Kết quả", help_text="Ví dụ: 120 hộ hiến 2.400 m² đất, mở rộng 1,8 km đường")
    replication = forms.ChoiceField(label="Quyết định nhân rộng", choices=ReplicationOutcome.choices, required=False)

    def prepare(self) -> None:
        super().prepare()
        if self.record and self.record.step != Step.REPLICATION:
            del self.fields["replication"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("happened_on") and given["happened_on"] > self.actor.on:
            self.add_error("happened_on", "Ngày hoàn thành không thể sau ngày hôm nay.")
        if "replication" in self.fields and not given.get("replication"):
            self.add_error("replication", "Chọn kết quả của bước nhân rộng.")
        return given


def _finish(actor: Actor, row: Any, given: Mapping[str, Any], at: datetime) -> Any:
    return services.finish_milestone(
        row.pk,
        actor=actor,
        at=at,
        edition=given["edition"] or 0,
        happened_on=given["happened_on"],
        result=given["result"],
        replication=given.get("replication", ""),
        paper=paper_of(given, kind=FinishForm.document_kind),
        link=given["link"],
        submit=given["then"] == "submit",
    )


def _late(actor: Actor, steps: Sequence[Any]) -> None:
    for step in steps:
        step.days_late = max(0, ((step.happened_on or actor.on) - step.due_on).days) or None


def _progress() -> Filter:
    choices = (("qua_han", "quá hạn"), ("con_han", "chưa xong, còn hạn"), ("xong", "đã xong"))

    def narrow(rows: Any, value: str, actor: Actor) -> Any:
        conditions = {
            "qua_han": Q(happened_on__isnull=True, due_on__lt=actor.on),
            "con_han": Q(happened_on__isnull=True, due_on__gte=actor.on),
            "xong": Q(happened_on__isnull=False),
        }
        return rows.filter(conditions[value]) if value in conditions else rows.none()

    return Filter("tien_do", "Tiến độ", lambda actor: choices, narrow)


def _find_exemplars(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Turn the unit and the name of an exemplar into the exemplar."""
    units = {draft.values["unit_id"] for draft in drafts if "unit_id" in draft.values}
    known = selectors.exemplars_by_name(actor, units)
    for draft in drafts:
        name = draft.values.pop("exemplar_title", None)
        if not name or "unit_id" not in draft.values:
            continue
        found = known.get((draft.values["unit_id"], name))
        if found is None:
            yield Problem(draft.number, "Mô hình, điểm sáng", name, "Đơn vị chưa đăng ký mô hình, điểm sáng tên này.")
        else:
            draft.values["exemplar_id"] = found


MILESTONES = proven_kind(
    code="milestone",
    area="exemplars",
    name="milestone",
    label="bước của mô hình",
    label_plural="các bước của mô hình",
    visible_to=milestones_visible_to,
    columns=(
        Column("title", "Bước", order=("folded_title",), sub=lambda row: row.exemplar.title),
        Column("step", "Loại bước", value=lambda row: row.get_step_display(), order=("step",)),
        Column("year", "Năm", order=("year",)),
        Column("due_on", "Hạn", form="date", order=("due_on",)),
        Column("happened_on", "Hoàn thành", form="date", order=("happened_on",)),
        Column("days_late", "Số ngày muộn", form="number"),
    ),
    filters=(
        year_filter(milestones_visible_to),
        choice_filter("buoc", "Loại bước", Step.choices, "step"),
        _progress(),
    ),
    order="due_on",
    prepare=_late,
    detail_template="exemplars/milestone.html",
    empty=Empty(
        "Chưa có bước nào",
        "Các bước được mở khi đăng ký mô hình, mỗi bước có hạn; tiếp tục sang năm sau thì mở năm bước mới.",
        "Thêm bước đầu tiên",
    ),
    form=MilestoneForm,
    acts=(
        Act(
            name="finish",
            address="ket-qua/",
            label="Ghi kết quả",
            done="Đã ghi kết quả.",
            form=FinishForm,
            initial=lambda actor, row: {
                "happened_on": row.happened_on,
                "result": row.result,
                "replication": row.replication,
            },
            run=_finish,
            may=lambda actor, row: _may(actor, row) and row.state in ("draft", "rejected"),
            is_main=True,
        ),
    ),
    sheet=(
        text_column(
            "exemplar_title",
            "Mô hình, điểm sáng",
            most=400,
            value=lambda row: row.exemplar.title,
            example="Vận động hiến đất làm đường bản",
        ),
        choice_column("step", "Loại bước", Step.choices, example=Step.INTERIM_REVIEW.label),
        whole_column("year", "Năm", lowest=2015, highest=2100, example=2026),
        text_column("title", "Bước", most=400, example="Sơ kết 6 tháng mô hình"),
        date_column("due_on", "Hạn", example=date(2026, 7, 31)),
        date_column("happened_on", "Hoàn thành", required=False),
        text_column("result", "Kết quả", most=4_000, required=False),
    ),
    checks=(
        _find_exemplars,
        one_value_each(
            "exemplar_id", "step", "year", among=milestones_visible_to, message="Mô hình đã có bước này trong năm."
        ),
    ),
    day_of=lambda values: values.get("due_on"),
)
