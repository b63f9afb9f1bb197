"""Agreements, programmes and reviews as the catalogue shows them."""

from datetime import date
from typing import Any

from django.db.models import Sum

from danvan.coordination.choices import Party
from danvan.coordination.selectors import agreements_visible_to, programmes_visible_to, reviews_visible_to
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.catalogue import ProvenForm, date_year_filter, proven_kind, year_filter
from danvan.evidence.web.forms import YearField
from danvan.evidence.web.in_force import (
    InForceForm,
    end_act,
    in_force_columns,
    in_force_filter,
    in_force_sheet,
    say_holds,
)
from danvan.ui.catalogue import (
    Column,
    Empty,
    choices_column,
    date_column,
    one_value_each,
    text_column,
    truth_column,
    whole_column,
)
from danvan.ui.forms import CountField, LongTextField, NfcCharField, SomeOfField, TruthField, VnDateField


class AgreementForm(InForceForm):
    """A signed regulation and who signed it."""

    document_kind = DocumentKind.PROGRAMME

    title = NfcCharField(
        label="Tên quy chế, chương trình",
        max_length=400,
        help_text="Ví dụ: Quy chế phối hợp giữa UBND và Ủy ban MTTQ xã",
    )
    parties = SomeOfField(Party.choices, label="Các bên ký với UBND")
    names_organisations = TruthField(
        label="Văn bản nêu tên năm tổ chức chính trị - xã hội",
        help_text="Từ 01/07/2025, chữ ký của Mặt trận thay cho năm tổ chức khi văn bản nêu tên các tổ chức đó.",
    )
    has_supervision = TruthField(label="Có phần giám sát, phản biện xã hội")
    contents = LongTextField(label="Nội dung phối hợp", max_length=600, rows=2, required=False)


def _parties(row: Any) -> str:
    return "; ".join(str(Party(code).label) for code in row.parties)


AGREEMENTS = proven_kind(
    code="coordination_agreement",
    area="coordination",
    name="agreement",
    label="quy chế phối hợp",
    label_plural="quy chế phối hợp",
    visible_to=agreements_visible_to,
    columns=(
        Column("title", "Quy chế", order=("folded_title",)),
        Column("parties", "Các bên", value=_parties),
        Column("has_supervision", "Giám sát, phản biện", value=lambda row: "có" if row.has_supervision else "không"),
        *in_force_columns(),
    ),
    filters=(in_force_filter(),),
    order="-valid_from",
    prepare=say_holds,
    empty=Empty(
        "Chưa có quy chế nào",
        "UBND ký quy chế phối hợp với Mặt trận và năm tổ chức; xã, phường mới sau sắp xếp phải ký lại.",
        "Ghi quy chế đầu tiên",
    ),
    form=AgreementForm,
    acts=(end_act(),),
    sheet=(
        text_column("title", "Quy chế", most=400, example="Quy chế phối hợp giữa UBND và Ủy ban MTTQ xã"),
        choices_column("parties", "Các bên", Party.choices, example=Party.FRONT.label),
        truth_column("names_organisations", "Nêu tên năm tổ chức"),
        truth_column("has_supervision", "Giám sát, phản biện"),
        *in_force_sheet(),
        text_column("contents", "Nội dung phối hợp", most=600, required=False),
    ),
    checks=(
        one_value_each(
            "unit_id", "valid_from", "title", among=agreements_visible_to, message="Quy chế này đã có trong hệ thống."
        ),
    ),
)


class ProgrammeForm(ProvenForm):
    """The programme of one year."""

    document_kind = DocumentKind.PROGRAMME
    is_numbered = True

    year = YearField(label="Năm")
    title = NfcCharField(label="Tên chương trình", max_length=400, help_text="Ví dụ: Chương trình phối hợp năm 2026")
    happened_on = VnDateField(label="Ngày ký")


PROGRAMMES = proven_kind(
    code="coordination_programme",
    area="coordination",
    name="programme",
    label="chương trình phối hợp năm",
    label_plural="chương trình phối hợp năm",
    visible_to=programmes_visible_to,
    columns=(
        Column("title", "Chương trình", order=("folded_title",)),
        Column("year", "Năm", order=("year",)),
        Column("happened_on", "Ngày ký", form="date", order=("happened_on",)),
    ),
    filters=(year_filter(programmes_visible_to),),
    order="-year",
    empty=Empty(
        "Chưa có chương trình nào",
        "Mỗi năm UBND và Mặt trận thống nhất chương trình phối hợp theo quy chế đã ký.",
        "Ghi chương trình đầu tiên",
    ),
    form=ProgrammeForm,
    sheet=(
        whole_column("year", "Năm", lowest=2015, highest=2100, example=2026),
        text_column("title", "Chương trình", most=400, example="Chương trình phối hợp năm 2026"),
        date_column("happened_on", "Ngày ký", example=date(2026, 2, 10)),
    ),
    checks=(
        one_value_each("unit_id", "year", "title", among=programmes_visible_to, message="Chương trình này đã có."),
    ),
)


class ReviewForm(ProvenForm):
    """A joint conference and what it found."""

    document_kind = DocumentKind.MINUTES

    title = NfcCharField(
        label="Tên hội nghị", max_length=400, help_text="Ví dụ: Đánh giá việc thực hiện quy chế phối hợp năm 2026"
    )
    happened_on = VnDateField(label="Ngày tổ chức")
    is_conference = TruthField(
        label="Hội nghị chung, có biên bản",
        initial=True,
        help_text="Trao đổi bằng văn bản thì bỏ dấu; không được tính.",
    )
    is_part = TruthField(label="Là một phần của hội nghị cuối năm")
    sessions = CountField(label="Số buổi làm việc trong kỳ", highest=1_000)
    conclusions = CountField(label="Số kết luận chung", highest=1_000)
    overdue = CountField(label="Số kết luận quá hạn", highest=1_000)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if (given.get("overdue") or 0) > (given.get("conclusions") or 0):
            self.add_error("overdue", "Không thể nhiều hơn số kết luận chung.")
        return given


REVIEWS = proven_kind(
    code="coordination_review",
    area="coordination",
    name="review",
    label="hội nghị đánh giá phối hợp",
    label_plural="đánh giá phối hợp",
    visible_to=reviews_visible_to,
    columns=(
        Column(
            "title",
            "Hội nghị",
            order=("folded_title",),
            sub=lambda row: "" if row.is_conference else "trao đổi bằng văn bản nên không tính",
        ),
        Column("happened_on", "Ngày", form="date", order=("happened_on",)),
        Column("sessions", "Buổi làm việc", form="number", total=Sum("sessions")),
        Column("conclusions", "Kết luận chung", form="number", total=Sum("conclusions")),
        Column("overdue", "Quá hạn", form="number", total=Sum("overdue")),
    ),
    filters=(date_year_filter(reviews_visible_to),),
    order="-happened_on",
    empty=Empty(
        "Chưa có hội nghị nào",
        "Hằng năm UBND có quy chế phối hợp tổ chức hội nghị đánh giá, có biên bản.",
        "Ghi hội nghị đầu tiên",
    ),
    form=ReviewForm,
    sheet=(
        text_column("title", "Hội nghị", most=400, example="Đánh giá việc thực hiện quy chế phối hợp năm 2026"),
        date_column("happened_on", "Ngày", example=date(2026, 12, 10)),
        truth_column("is_conference", "Hội nghị chung"),
        truth_column("is_part", "Phần của hội nghị cuối năm", example="không"),
        whole_column("sessions", "Buổi làm việc", lowest=0, highest=1_000, required=False, example=4),
        whole_column("conclusions", "Kết luận chung", lowest=0, highest=1_000, required=False, example=6),
        whole_column("overdue", "Quá hạn", lowest=0, highest=1_000, required=False, example=1),
    ),
    checks=(
        one_value_each(
            "unit_id", "happened_on", "title", among=reviews_visible_to, message="Hội nghị này đã có trong hệ thống."
        ),
    ),
)

KINDS = (AGREEMENTS, PROGRAMMES, REVIEWS)
