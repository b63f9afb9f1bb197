"""Hot spots, and how many enterprises there are, as the catalogue shows them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import F, Q, Sum

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.dialogues import selectors, services
from danvan.dialogues.choices import Field, HotSpotState
from danvan.dialogues.web.kinds.keeping import DaysWithinReach, KeptForm, ReasonForm, days_within_reach
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.catalogue import ProvenForm, choice_filter, columns_given, date_year_filter, proven_kind
from danvan.petitions.selectors import petitions_visible_to
from danvan.ui.catalogue import (
    Act,
    CatalogueForm,
    Column,
    Empty,
    Filter,
    choice_column,
    date_column,
    one_value_each,
    text_column,
    whole_column,
)
from danvan.ui.forms import CountField, LongTextField, NfcCharField, VnDateField


class HotSpotForm(KeptForm):
    """Where many disagree, about what, since when, why."""

    document_kind = DocumentKind.REPORT

    title = NfcCharField(
        label="Vấn đề", max_length=400, help_text="Ví dụ: Giá bồi thường đất rừng ở công trình đường vào bản"
    )
    place = NfcCharField(label="Địa bàn", max_length=200, help_text="Ví dụ: bản Mẫu 1, bản Mẫu 2")
    field = forms.ChoiceField(label="Lĩnh vực", choices=Field.choices)
    happened_on = VnDateField(label="Ngày nêu")
    flagged_by = NfcCharField(label="Người, cơ quan nêu", max_length=200, help_text="Ví dụ: Mặt trận xã; trưởng bản")
    why = LongTextField(label="Vì sao nhiều người chưa đồng thuận", rows=4)
    people_concerned = CountField(label="Số người liên quan")


class LinkForm(CatalogueForm):
    """Which dialogues are about it."""

    dialogue_ids = forms.TypedMultipleChoiceField(
        label="Cuộc đối thoại", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        self.fields["dialogue_ids"].choices = selectors.dialogue_choices(self.actor, self.record.unit_id)


class LettersForm(CatalogueForm):
    """Which letters are about it."""

    codes = LongTextField(
        label="Mã đơn thư",
        rows=4,
        required=False,
        help_text="Mỗi dòng một mã, ví dụ KNPA-2026-00012. Chỉ mã được lưu ở đây, không có nội dung đơn. Đơn bạn không "
        "xem được mà người khác đã gắn thì giữ nguyên.",
    )


class CloseForm(DaysWithinReach):
    """How it ended."""

    closed_on = VnDateField(label="Ngày kết thúc")
    outcome = LongTextField(label="Kết quả", rows=4)


def _keeps(actor: Actor, row: Any) -> bool:
    return actor.may(row.write_right, row.unit_id)


def _ready(actor: Actor, rows: Sequence[Any]) -> None:
    for row in rows:
        row.due_on = selectors.hot_spot_due_on(row)
        row.wait_label = _waiting(row, actor.on)


def _waiting(row: Any, today: date) -> str:
    if row.dialogue_on and row.due_on:
        return f"đối thoại muộn {(row.dialogue_on - row.due_on).days} ngày" if row.dialogue_on > row.due_on else ""
    if row.hot_spot_state == HotSpotState.CLOSED or row.due_on is None:
        return ""
    return f"quá hạn đối thoại {(today - row.due_on).days} ngày" if today > row.due_on else "chưa đối thoại"


def _page(actor: Actor, row: Any) -> dict[str, Any]:
    seen = set(petitions_visible_to(actor).filter(pk__in=row.cases.values("case")).values_list("pk", flat=True))
    return {
        "dialogues": list(row.dialogues.order_by("planned_on", "pk")),
        "cases": [
            {"code": link.case.code, "is_open": link.case.is_open, "pk": link.case_id if link.case_id in seen else None}
            for link in row.cases.select_related("case").order_by("case__code")
        ],
    }


def _progress() -> Filter:
    waiting = Q(dialogue_on__isnull=True, hot_spot_state=HotSpotState.OPEN)
    choices = (
        ("qua_han", "quá hạn đối thoại"),
        ("cho", "chờ đối thoại"),
        ("dung_han", "đối thoại đúng hạn"),
        ("muon", "đối thoại muộn"),
    )

    def narrow(rows: Any, value: str, actor: Actor) -> Any:
        conditions = {
            "qua_han": waiting & Q(talk_due__lt=actor.on),
            "cho": waiting & Q(talk_due__gte=actor.on),
            "dung_han": Q(dialogue_on__lte=F("talk_due")),
            "muon": Q(dialogue_on__gt=F("talk_due")),
        }
        if value not in conditions:
            return rows.none()
        return rows.annotate(talk_due=selectors.hot_spot_due()).filter(conditions[value])

    return Filter("doi_thoai", "Đối thoại", lambda actor: choices, narrow)


def _codes(actor: Actor, row: Any) -> list[str]:
    seen = petitions_visible_to(actor).filter(pk__in=row.cases.values("case"))
    return list(seen.order_by("code").values_list("code", flat=True))


def _letters(actor: Actor, row: Any, given: Mapping[str, Any]) -> Any:
    return services.link_letters(row.pk, actor=actor, codes=given["codes"].replace(",", "\n").split())


_SPOT_SHEET = (
    text_column("title", "Vấn đề", most=400, example="Giá bồi thường đất rừng"),
    text_column("place", "Địa bàn", most=200, example="bản Mẫu 1"),
    choice_column("field", "Lĩnh vực", Field.choices, example=Field.LAND.label),
    date_column("happened_on", "Ngày nêu", example=date(2026, 3, 5)),
    text_column("flagged_by", "Người, cơ quan nêu", most=200, example="Mặt trận xã"),
    text_column("why", "Vì sao chưa đồng thuận", most=4_000, example="Chênh giá giữa hai đợt bồi thường"),
    whole_column("people_concerned", "Số người liên quan", lowest=0, highest=1_000_000, required=False, example=40),
)

HOT_SPOTS = proven_kind(
    code="hot_spot",
    area="dialogues",
    name="hot_spot",
    label="điểm nóng",
    label_plural="điểm nóng",
    right=Right.KEEP_RECEPTIONS,
    visible_to=selectors.hot_spots_visible_to,
    columns=(
        Column("title", "Vấn đề", order=("folded_title",), sub=lambda row: row.wait_label),
        Column("place", "Địa bàn", order=("place",)),
        Column("field", "Lĩnh vực", value=lambda row: row.get_field_display(), order=("field",)),
        Column("happened_on", "Ngày nêu", form="date", order=("happened_on",)),
        Column("flagged_by", "Người, cơ quan nêu"),
        Column("people_concerned", "Số người liên quan", form="number", total=Sum("people_concerned")),
        Column("due_on", "Hạn đối thoại", form="date"),
        Column("dialogue_on", "Đã đối thoại", form="date", order=("dialogue_on",)),
        Column("hot_spot_state", "Tình hình", value=lambda row: row.get_hot_spot_state_display()),
        Column("closed_on", "Kết thúc", form="date", order=("closed_on",)),
    ),
    filters=(
        date_year_filter(selectors.hot_spots_visible_to),
        _progress(),
        choice_filter("tinh_hinh", "Tình hình", HotSpotState.choices, "hot_spot_state"),
        choice_filter("linh_vuc", "Lĩnh vực", Field.choices, "field"),
    ),
    order="-happened_on",
    prepare=_ready,
    detail=_page,
    detail_template="dialogues/hot_spot.html",
    empty=Empty(
        "Chưa ghi điểm nóng nào",
        "Nơi hoặc việc còn nhiều người chưa đồng thuận thì ghi ở đây, đối thoại trong 30 ngày và theo dõi "
        "đến khi xong.",
        "Ghi điểm nóng đầu tiên",
    ),
    form=HotSpotForm,
    change=lambda actor, row, edition, given: services.change_hot_spot(
        row.pk, actor=actor, edition=edition, changes=columns_given(type(row), given)
    ),
    acts=(
        Act(
            name="link",
            address="doi-thoai/",
            label="Gắn cuộc đối thoại",
            done="Đã gắn cuộc đối thoại.",
            form=LinkForm,
            initial=lambda actor, row: {"dialogue_ids": list(row.dialogues.values_list("pk", flat=True))},
            run=lambda actor, row, given, at: services.link_dialogues(
                row.pk, actor=actor, dialogue_ids=given["dialogue_ids"]
            ),
            may=_keeps,
            is_main=True,
        ),
        Act(
            name="letters",
            address="don-thu/",
            label="Gắn đơn thư",
            done="Đã gắn đơn thư.",
            form=LettersForm,
            initial=lambda actor, row: {"codes": "\n".join(_codes(actor, row))},
            run=lambda actor, row, given, at: _letters(actor, row, given),
            may=_keeps,
        ),
        Act(
            name="close",
            address="ket-thuc/",
            label="Kết thúc theo dõi",
            done="Đã ghi kết quả.",
            form=CloseForm,
            initial=lambda actor, row: {"closed_on": actor.on},
            run=lambda actor, row, given, at: services.close_hot_spot(
                row.pk, actor=actor, closed_on=given["closed_on"], outcome=given["outcome"]
            ),
            may=lambda actor, row: _keeps(actor, row) and row.hot_spot_state == HotSpotState.OPEN,
        ),
        Act(
            name="reopen",
            address="theo-doi-lai/",
            label="Theo dõi lại",
            lede="Từ hôm nay điểm nóng lại chờ đối thoại, trong cùng số ngày; cuộc đối thoại trước không tính nữa.",
            done="Đã mở lại.",
            form=ReasonForm,
            run=lambda actor, row, given, at: services.reopen_hot_spot(row.pk, actor=actor, reason=given["reason"]),
            may=lambda actor, row: _keeps(actor, row) and row.hot_spot_state == HotSpotState.CLOSED,
        ),
    ),
    sheet=_SPOT_SHEET,
    checks=(
        days_within_reach(_SPOT_SHEET),
        one_value_each(
            "unit_id", "happened_on", "title", among=selectors.hot_spots_visible_to, message="Điểm nóng này đã có."
        ),
    ),
)

# --- enterprises ------------------------------------------------------------------------------------------------------


class EnterprisesForm(DaysWithinReach, ProvenForm):
    """How many enterprises and cooperatives were registered on a day."""

    document_kind = DocumentKind.REPORT

    title = NfcCharField(label="Nguồn số liệu", max_length=400, initial="Doanh nghiệp, hợp tác xã đăng ký tại địa bàn")
    happened_on = VnDateField(label="Tính đến ngày")
    enterprises = CountField(label="Số doanh nghiệp")
    cooperatives = CountField(label="Số hợp tác xã", help_text="Ghi 0 ở cả hai ô khi địa bàn thật sự không có.")


_COUNT_SHEET = (
    text_column("title", "Nguồn số liệu", most=400, example="Báo cáo của Sở Tài chính"),
    date_column("happened_on", "Tính đến ngày", example=date(2026, 6, 30)),
    whole_column("enterprises", "Số doanh nghiệp", lowest=0, highest=1_000_000, example=12),
    whole_column("cooperatives", "Số hợp tác xã", lowest=0, highest=1_000_000, example=3),
)

ENTERPRISES = proven_kind(
    code="local_enterprises",
    area="dialogues",
    name="enterprises",
    label="số doanh nghiệp, hợp tác xã",
    label_plural="số doanh nghiệp, hợp tác xã",
    visible_to=selectors.enterprises_visible_to,
    columns=(
        Column("title", "Nguồn số liệu", order=("folded_title",)),
        Column("happened_on", "Tính đến ngày", form="date", order=("happened_on",)),
        Column("enterprises", "Doanh nghiệp", form="number", total=Sum("enterprises")),
        Column("cooperatives", "Hợp tác xã", form="number", total=Sum("cooperatives")),
    ),
    filters=(date_year_filter(selectors.enterprises_visible_to),),
    order="-happened_on",
    empty=Empty(
        "Chưa có số liệu",
        "Số liệu này cho biết nơi nào phải đối thoại với doanh nghiệp. Nơi chưa có số liệu vẫn phải tính.",
        "Thêm số liệu",
    ),
    form=EnterprisesForm,
    sheet=_COUNT_SHEET,
    checks=(
        days_within_reach(_COUNT_SHEET),
        one_value_each(
            "unit_id",
            "happened_on",
            "title",
            among=selectors.enterprises_visible_to,
            message="Đơn vị đã có số liệu của ngày này từ nguồn này.",
        ),
    ),
)
