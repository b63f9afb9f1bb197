"""Documents that concern people, and the activities that bring them to people."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Sum

from danvan.activities.choices import Initiator, OutreachChannel
from danvan.activities.selectors import (
    activities_of,
    outreach_of,
    outreach_visible_to,
    people_document_choices,
    people_documents_visible_to,
    with_areas,
)
from danvan.authority.rules.actor import Actor
from danvan.evidence.choices import DocumentKind
from danvan.evidence.selectors.naming import names_of_units, unit_choices_of
from danvan.evidence.selectors.papers import number_of
from danvan.evidence.web.catalogue import ProvenForm, choice_filter, date_year_filter, proven_kind
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
from danvan.ui.forms import CountField, NfcCharField, OneOfField, SomeOfField, TruthField, VnDateField


class PeopleDocumentForm(ProvenForm):
    """The finding that a document concerns people, and whom it is to reach."""

    document_kind = DocumentKind.DECISION
    is_numbered = True
    new_only = ("areas",)

    title = NfcCharField(label="Trích yếu", max_length=400, help_text="Ví dụ: Quy định hỗ trợ học sinh bán trú")
    happened_on = VnDateField(label="Ngày ban hành")
    everywhere = TruthField(label="Áp dụng ở mọi xã, phường")
    areas = SomeOfField(
        (),
        label="Hoặc chỉ ở các địa bàn",
        required=False,
        help_text="Không chọn gì thì địa bàn là chính đơn vị ban hành hoặc triển khai.",
    )

    def prepare(self) -> None:
        super().prepare()
        if "areas" in self.fields:
            self.fields["areas"].choices = _communes(self.actor)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("everywhere") and given.get("areas"):
            self.add_error("areas", "Chọn mọi xã, phường hoặc từng địa bàn; không làm cả hai.")
        if self.record is None and given.get("document_id"):
            given["number"] = number_of(self.actor, given["document_id"])
        elif self.record is None and not given.get("number") and "number" not in self.errors:
            self.add_error("number", "Cần chọn văn bản đã có hoặc ghi số, ký hiệu của văn bản.")
        return given


def _communes(actor: Actor) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in unit_choices_of(["UC_GOV"], actor.on)]


def _keep_areas(actor: Actor, document: Any, given: Mapping[str, Any]) -> None:
    if chosen := given.get("areas"):
        document.areas.set([int(pk) for pk in chosen])


def _with_reach(actor: Actor, documents: Sequence[Any]) -> None:
    found = outreach_of(documents)
    names = names_of_units({area.pk for document in documents for area in document.areas.all()}, actor.on)
    for document in documents:
        told = found.get(document.pk, {})
        document.outreach, document.people = told.get("activities", 0), told.get("reach") or 0
        where = sorted(names[area.pk] for area in document.areas.all() if area.pk in names)
        document.where = "mọi xã, phường" if document.everywhere else "; ".join(where) or "đơn vị ghi"


PEOPLE_DOCUMENTS = proven_kind(
    code="people_document",
    area="activities",
    name="people_document",
    label="văn bản liên quan người dân",
    label_plural="văn bản liên quan người dân",
    visible_to=lambda actor: with_areas(people_documents_visible_to(actor)),
    columns=(
        Column("title", "Văn bản", order=("folded_title",), sub=lambda row: row.number),
        Column("happened_on", "Ngày ban hành", form="date", order=("happened_on",)),
        Column("where", "Địa bàn"),
        Column("outreach", "Hoạt động tuyên truyền", form="number", total=Count("activities")),
        Column("people", "Người tiếp cận", form="number"),
        Column("created_at", "Xác định ngày", value=lambda row: row.created_at.date(), form="date"),
    ),
    filters=(date_year_filter(people_documents_visible_to),),
    order="-happened_on",
    prepare=_with_reach,
    detail=lambda actor, document: {"activities": activities_of(document, actor)},
    detail_template="activities/people_document.html",
    empty=Empty(
        "Chưa xác định văn bản nào",
        "Văn bản, chủ trương liên quan trực tiếp đến người dân cần được tuyên truyền đến từng địa bàn trong 30 ngày. "
        "Người xác định và ngày xác định được lưu lại.",
        "Xác định văn bản đầu tiên",
    ),
    form=PeopleDocumentForm,
    parts=_keep_areas,
    sheet=(
        text_column("number", "Số, ký hiệu", most=80, example="15/2026/QĐ-UBND"),
        text_column("title", "Văn bản", most=400, example="Quy định hỗ trợ học sinh bán trú"),
        date_column("happened_on", "Ngày ban hành", example=date(2026, 4, 10)),
        truth_column("everywhere", "Mọi xã, phường", example="không"),
    ),
    checks=(
        one_value_each(
            "unit_id", "number", "happened_on", among=people_documents_visible_to, message="Văn bản này đã có."
        ),
    ),
)


class OutreachForm(ProvenForm):
    """One activity; a photograph is proof enough."""

    document_kind = DocumentKind.REPORT

    title = NfcCharField(label="Nội dung", max_length=400, help_text="Ví dụ: Họp bản Hòa Sơn phổ biến chính sách mới")
    channel = OneOfField(OutreachChannel.choices, label="Hình thức")
    happened_on = VnDateField(label="Ngày")
    reach = CountField(label="Số người tiếp cận")
    is_estimate = TruthField(label="Số người là ước tính", initial=True)
    place = NfcCharField(label="Địa điểm", max_length=200, required=False, help_text="Ví dụ: Nhà văn hóa bản Hòa Sơn")
    area_id = forms.TypedChoiceField(
        label="Địa bàn", required=False, coerce=int, empty_value=None, help_text="Để trống: địa bàn của chính đơn vị."
    )
    people_document_id = forms.TypedChoiceField(
        label="Thực hiện văn bản liên quan người dân", required=False, coerce=int, empty_value=None
    )
    initiator = OneOfField(Initiator.choices, label="Phối hợp", initial=Initiator.NOT_JOINT)

    def prepare(self) -> None:
        super().prepare()
        chosen = self.record.people_document_id if self.record else None
        self.fields["area_id"].choices = [("", "– địa bàn của đơn vị –"), *_communes(self.actor)]
        self.fields["people_document_id"].choices = [
            ("", "– không gắn với văn bản nào –"),
            *people_document_choices(self.actor, chosen=chosen),
        ]


def _carried_out(row: Any) -> str:
    return f"Thực hiện {row.people_document.number}" if row.people_document else ""


OUTREACH = proven_kind(
    code="outreach_activity",
    area="activities",
    name="outreach",
    label="hoạt động tuyên truyền",
    label_plural="hoạt động tuyên truyền",
    visible_to=outreach_visible_to,
    columns=(
        Column(
            "title",
            "Nội dung",
            order=("folded_title",),
            sub=lambda row: row.people_document.number if row.people_document else "",
        ),
        Column("channel", "Hình thức", value=lambda row: row.get_channel_display(), order=("channel",)),
        Column("happened_on", "Ngày", form="date", order=("happened_on",)),
        Column("reach", "Người tiếp cận", form="number", total=Sum("reach")),
        Column("initiator", "Phối hợp", value=lambda row: row.get_initiator_display(), order=("initiator",)),
    ),
    filters=(
        date_year_filter(outreach_visible_to),
        choice_filter("hinh_thuc", "Hình thức", OutreachChannel.choices, "channel"),
        choice_filter("phoi_hop", "Phối hợp", Initiator.choices, "initiator"),
    ),
    order="-happened_on",
    empty=Empty(
        "Chưa có hoạt động nào",
        "Cuộc họp, buổi phát thanh, bài đăng được ghi riêng từng loại, kèm ngày, nơi và số người tiếp cận.",
        "Ghi hoạt động đầu tiên",
    ),
    form=OutreachForm,
    initial=lambda actor, asked: {"people_document_id": asked.get("van_ban", "")},
    sheet=(
        text_column("title", "Nội dung", most=400, example="Họp bản phổ biến chính sách mới"),
        choice_column("channel", "Hình thức", OutreachChannel.choices, example=OutreachChannel.MEETING.label),
        date_column("happened_on", "Ngày", example=date(2026, 4, 20)),
        whole_column("reach", "Người tiếp cận", lowest=0, highest=4_000_000, required=False, example=85),
        truth_column("is_estimate", "Là ước tính"),
        text_column("place", "Địa điểm", most=200, required=False, example="Nhà văn hóa bản"),
        choice_column("initiator", "Phối hợp", Initiator.choices, required=False, example=Initiator.NOT_JOINT.label),
    ),
    checks=(
        one_value_each(
            "unit_id", "happened_on", "title", among=outreach_visible_to, message="Hoạt động này đã có trong hệ thống."
        ),
    ),
)
