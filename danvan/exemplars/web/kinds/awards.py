"""Emulation launches and awards."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Sum

from danvan.authority.rules.actor import Actor
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.catalogue import ProvenForm, choice_filter, date_year_filter, proven_kind
from danvan.exemplars.choices import AwardForm, AwardLevel, AwardOrigin, AwardStage, Recipient
from danvan.exemplars.selectors import awards_visible_to, exemplar_choices, launches_visible_to
from danvan.ui.catalogue import (
    Column,
    Draft,
    Empty,
    Problem,
    choice_column,
    date_column,
    one_value_each,
    text_column,
    whole_column,
)
from danvan.ui.forms import CountField, NfcCharField, OneOfField, VnDateField


class LaunchForm(ProvenForm):
    """One launch."""

    document_kind = DocumentKind.PLAN

    title = NfcCharField(
        label="Tên đợt phát động", max_length=400, help_text="Ví dụ: Phát động thi đua “Dân vận khéo” năm 2026"
    )
    happened_on = VnDateField(label="Ngày phát động")
    divisions = CountField(label="Số bộ phận được phát động", highest=10_000)
    registrations = CountField(label="Số đăng ký", highest=100_000)


LAUNCHES = proven_kind(
    code="emulation_launch",
    area="exemplars",
    name="launch",
    label="đợt phát động thi đua",
    label_plural="phát động thi đua",
    visible_to=launches_visible_to,
    columns=(
        Column("title", "Đợt phát động", order=("folded_title",)),
        Column("happened_on", "Ngày", form="date", order=("happened_on",)),
        Column("divisions", "Bộ phận", form="number", total=Sum("divisions")),
        Column("registrations", "Đăng ký", form="number", total=Sum("registrations")),
    ),
    filters=(date_year_filter(launches_visible_to),),
    order="-happened_on",
    empty=Empty(
        "Chưa có đợt phát động nào",
        "Ghi mỗi đợt phát động thi đua “Dân vận khéo” cùng số bộ phận và số đăng ký.",
        "Ghi đợt đầu tiên",
    ),
    form=LaunchForm,
    sheet=(
        text_column("title", "Đợt phát động", most=400, example="Phát động thi đua “Dân vận khéo” năm 2026"),
        date_column("happened_on", "Ngày", example=date(2026, 2, 15)),
        whole_column("divisions", "Bộ phận", lowest=0, highest=10_000, required=False, example=12),
        whole_column("registrations", "Đăng ký", lowest=0, highest=100_000, required=False, example=9),
    ),
    checks=(one_value_each("unit_id", "happened_on", "title", among=launches_visible_to, message="Đợt này đã có."),),
)


def award_faults(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return what does not fit together: a nil return honours nobody, everything else says whom."""
    is_nil = given.get("award_stage") == AwardStage.NIL
    if is_nil and given.get("recipient"):
        yield "recipient", "Khi không có đối tượng thì không ghi người được khen."
    if not is_nil and not given.get("recipient"):
        yield "recipient", "Ghi tập thể, cá nhân được khen hoặc được đề nghị."
    if not is_nil and given.get("award_form") == AwardForm.NONE:
        yield "award_form", "Hình thức này chỉ dùng khi không có đối tượng."


class AwardRecordForm(ProvenForm):
    """An award, a proposal, or the reasoned finding that there is nobody to honour."""

    document_kind = DocumentKind.DECISION

    award_stage = OneOfField(
        AwardStage.choices,
        label="Tình hình",
        initial=AwardStage.AWARDED,
        help_text="Không có đối tượng: ghi lý do ở mục nội dung, kèm biên bản; vẫn được tính là đã thực hiện.",
    )
    title = NfcCharField(
        label="Thành tích, hoặc lý do không có đối tượng",
        max_length=400,
        help_text="Ví dụ: Mô hình “Dân vận khéo” vận động hiến đất làm đường",
    )
    recipient = NfcCharField(label="Tập thể, cá nhân", max_length=200, required=False)
    recipient_kind = OneOfField(Recipient.choices, label="Đối tượng", initial=Recipient.COLLECTIVE)
    award_form = OneOfField(AwardForm.choices, label="Hình thức", initial=AwardForm.CERTIFICATE_LOWER)
    level = OneOfField(AwardLevel.choices, label="Cấp", initial=AwardLevel.COMMUNE)
    happened_on = VnDateField(label="Ngày quyết định, đề nghị hoặc biên bản")
    decision_number = NfcCharField(label="Số quyết định", max_length=80, required=False)
    exemplar_id = forms.TypedChoiceField(label="Mô hình, điểm sáng", required=False, coerce=int, empty_value=None)

    def prepare(self) -> None:
        super().prepare()
        chosen = self.record.exemplar_id if self.record else None
        self.fields["exemplar_id"].choices = [("", "– không gắn –"), *exemplar_choices(self.actor, chosen=chosen)]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("award_stage") == AwardStage.NIL:
            given["award_form"] = AwardForm.NONE
        for name, sentence in award_faults(given):
            if name not in self.errors:
                self.add_error(name, sentence)
        return given


def _fits(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    headings = {"recipient": "Tập thể, cá nhân", "award_form": "Hình thức"}
    for draft in drafts:
        if draft.values.get("award_stage") == AwardStage.NIL:
            draft.values["award_form"] = AwardForm.NONE
        for name, sentence in award_faults(draft.values):
            yield Problem(draft.number, headings[name], str(draft.values.get(name, "")), sentence)


AWARDS = proven_kind(
    code="award",
    area="exemplars",
    name="award",
    label="khen thưởng, biểu dương",
    label_plural="khen thưởng, biểu dương",
    visible_to=awards_visible_to,
    columns=(
        Column(
            "title",
            "Thành tích",
            order=("folded_title",),
            sub=lambda row: f"Mô hình: {row.exemplar.title}" if row.exemplar else "",
        ),
        Column(
            "recipient", "Tập thể, cá nhân", sub=lambda row: row.get_recipient_kind_display() if row.recipient else ""
        ),
        Column("award_stage", "Tình hình", value=lambda row: row.get_award_stage_display(), order=("award_stage",)),
        Column("award_form", "Hình thức", value=lambda row: row.get_award_form_display()),
        Column("level", "Cấp", value=lambda row: row.get_level_display(), order=("level",)),
        Column("happened_on", "Ngày", form="date", order=("happened_on",)),
        Column("decision_number", "Số quyết định"),
        Column("origin", "Nguồn đề nghị", value=lambda row: row.get_origin_display()),
    ),
    filters=(
        date_year_filter(awards_visible_to),
        choice_filter("tinh_hinh", "Tình hình", AwardStage.choices, "award_stage"),
        choice_filter("cap", "Cấp", AwardLevel.choices, "level"),
        choice_filter("nguon", "Nguồn đề nghị", AwardOrigin.choices, "origin"),
    ),
    order="-happened_on",
    empty=Empty(
        "Chưa có khen thưởng nào",
        "Ghi khen thưởng, đề nghị khen thưởng, hoặc biên bản nêu lý do không có đối tượng; "
        "không đặt chỉ tiêu số lượng.",
        "Ghi khen thưởng đầu tiên",
    ),
    form=AwardRecordForm,
    sheet=(
        choice_column("award_stage", "Tình hình", AwardStage.choices, example=AwardStage.AWARDED.label),
        text_column("title", "Thành tích hoặc lý do", most=400, example="Vận động hiến đất làm đường"),
        text_column("recipient", "Tập thể, cá nhân", most=200, required=False, example="Bản Hòa Sơn"),
        choice_column("recipient_kind", "Đối tượng", Recipient.choices, example=Recipient.COLLECTIVE.label),
        choice_column("award_form", "Hình thức", AwardForm.choices, example=AwardForm.CERTIFICATE_LOWER.label),
        choice_column("level", "Cấp", AwardLevel.choices, example=AwardLevel.COMMUNE.label),
        date_column("happened_on", "Ngày", example=date(2026, 10, 15)),
        text_column("decision_number", "Số quyết định", most=80, required=False, example="120/QĐ-UBND"),
    ),
    checks=(
        _fits,
        one_value_each(
            "unit_id",
            "happened_on",
            "recipient",
            "title",
            among=awards_visible_to,
            message="Khen thưởng này đã có trong hệ thống.",
        ),
    ),
)
