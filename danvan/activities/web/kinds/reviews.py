"""Interim and final reviews."""

from datetime import date
from typing import Any

from django.db.models import Sum

from danvan.activities.choices import ReviewKind
from danvan.activities.selectors import reviews_visible_to
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.catalogue import ProvenForm, choice_filter, proven_kind, year_filter
from danvan.evidence.web.forms import YearField
from danvan.ui.catalogue import (
    Column,
    Empty,
    choice_column,
    date_column,
    one_value_each,
    text_column,
    truth_column,
    whole_column,
)
from danvan.ui.forms import CountField, NfcCharField, OneOfField, TruthField, VnDateField


class ReviewForm(ProvenForm):
    """One review and its report."""

    document_kind = DocumentKind.REPORT
    is_numbered = True

    review_kind = OneOfField(ReviewKind.choices, label="Loại")
    year = YearField(label="Năm được sơ kết, tổng kết")
    title = NfcCharField(
        label="Tên hội nghị", max_length=400, help_text="Ví dụ: Tổng kết công tác dân vận chính quyền năm 2026"
    )
    happened_on = VnDateField(label="Ngày tổ chức")
    is_part = TruthField(label="Là một phần của hội nghị chung", help_text="Được tính khi có báo cáo riêng, có số.")
    present = CountField(label="Số người dự")

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("year", self.actor.on.year)


def _place(row: Any) -> str:
    return "phần riêng trong hội nghị chung" if row.is_part else ""


REVIEWS = proven_kind(
    code="review_conference",
    area="activities",
    name="review",
    label="hội nghị sơ kết, tổng kết",
    label_plural="sơ kết, tổng kết",
    visible_to=reviews_visible_to,
    columns=(
        Column("title", "Hội nghị", order=("folded_title",), sub=_place),
        Column("review_kind", "Loại", value=lambda row: row.get_review_kind_display(), order=("review_kind",)),
        Column("year", "Năm", order=("year",)),
        Column("happened_on", "Ngày", form="date", order=("happened_on",)),
        Column("present", "Số người dự", form="number", total=Sum("present")),
    ),
    filters=(year_filter(reviews_visible_to), choice_filter("loai", "Loại", ReviewKind.choices, "review_kind")),
    order="-happened_on",
    empty=Empty(
        "Chưa có sơ kết, tổng kết nào",
        "Tổng kết năm là bắt buộc; sơ kết 6 tháng được theo dõi thêm. Mỗi hội nghị kèm báo cáo có số.",
        "Ghi hội nghị đầu tiên",
    ),
    form=ReviewForm,
    sheet=(
        choice_column("review_kind", "Loại", ReviewKind.choices, example=ReviewKind.ANNUAL.label),
        whole_column("year", "Năm", lowest=2015, highest=2100, example=2026),
        text_column("title", "Hội nghị", most=400, example="Tổng kết công tác dân vận chính quyền năm 2026"),
        date_column("happened_on", "Ngày", example=date(2026, 12, 18)),
        truth_column("is_part", "Là phần của hội nghị chung", example="không"),
        whole_column("present", "Số người dự", lowest=0, highest=100_000, required=False, example=80),
    ),
    checks=(
        one_value_each(
            "unit_id", "review_kind", "year", "title", among=reviews_visible_to, message="Hội nghị này đã có."
        ),
    ),
)
