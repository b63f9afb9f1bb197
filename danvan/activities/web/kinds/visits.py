"""Visits of leaders to the grassroots and what was proposed there."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, Q, Sum

from danvan.activities import services
from danvan.activities.choices import ProposalOutcome
from danvan.activities.selectors import proposals_of, visits_visible_to
from danvan.authority.rules.actor import Actor
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.catalogue import ProvenForm, date_year_filter, proven_kind
from danvan.ui.catalogue import (
    Act,
    CatalogueForm,
    Column,
    Empty,
    Filter,
    date_column,
    one_value_each,
    text_column,
    whole_column,
)
from danvan.ui.forms import CountField, LongTextField, NfcCharField, VnDateField

HEARD = "Đề xuất đã nghe, mỗi dòng một đề xuất"


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class VisitForm(ProvenForm):
    """A visit planned or made."""

    document_kind = DocumentKind.REPORT
    new_only = ("heard",)

    title = NfcCharField(label="Nội dung", max_length=400, help_text="Ví dụ: Làm việc với bản Hòa Sơn về nước sạch")
    leader_post = NfcCharField(label="Lãnh đạo đi (chức vụ)", max_length=160, help_text="Ví dụ: Chủ tịch UBND xã")
    planned_on = VnDateField(label="Ngày dự kiến", required=False)
    happened_on = VnDateField(label="Ngày đã đi", required=False, help_text="Để trống nếu mới lên kế hoạch.")
    hamlets = NfcCharField(label="Thôn, khối, bản đã đến", max_length=400, required=False)
    hamlets_reached = CountField(label="Số thôn, khối, bản", highest=1_000)
    heard = LongTextField(label=HEARD, rows=4, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("planned_on") and not given.get("happened_on") and not self.errors:
            self.add_error("planned_on", "Ghi ngày dự kiến hoặc ngày đã đi.")
        if given.get("happened_on") and given["happened_on"] > self.actor.on:
            self.add_error("happened_on", "Ngày đã đi không thể sau ngày hôm nay.")
        return given


class MadeForm(CatalogueForm):
    """What came of a planned visit."""

    happened_on = VnDateField(label="Ngày đã đi")
    hamlets = NfcCharField(label="Thôn, khối, bản đã đến", max_length=400, required=False)
    hamlets_reached = CountField(label="Số thôn, khối, bản", highest=1_000)
    heard = LongTextField(label=HEARD, rows=4, required=False)


class OutcomesForm(CatalogueForm):
    """What became of each proposal: two fields for each."""

    def prepare(self) -> None:
        for proposal in self.record.proposals.order_by("pk") if self.record else ():
            self.fields[f"outcome_{proposal.pk}"] = forms.ChoiceField(
                label=proposal.text, choices=ProposalOutcome.choices, initial=proposal.outcome
            )
            self.fields[f"follow_up_{proposal.pk}"] = NfcCharField(
                label="Văn bản, việc tiếp theo", max_length=400, required=False, initial=proposal.follow_up
            )


def outcomes_given(given: Mapping[str, Any]) -> dict[int, tuple[str, str]]:
    """Return the outcome and the follow-up given for each proposal."""
    return {
        int(name.removeprefix("outcome_")): (value, given[f"follow_up_{name.removeprefix('outcome_')}"])
        for name, value in given.items()
        if name.startswith("outcome_")
    }


def _with_proposals(actor: Actor, visits: Sequence[Any]) -> None:
    found = proposals_of(visits)
    for visit in visits:
        visit.heard, visit.settled = found.get(visit.pk, (0, 0))


def _keep_heard(actor: Actor, visit: Any, given: Mapping[str, Any]) -> None:
    services.add_proposals(visit, lines_of(given.get("heard") or ""))


def _was_made() -> Filter:
    choices = (("da_di", "đã đi"), ("du_kien", "mới dự kiến"))

    def narrow(rows: Any, value: str, _actor: Actor) -> Any:
        conditions = {"da_di": Q(happened_on__isnull=False), "du_kien": Q(happened_on__isnull=True)}
        return rows.filter(conditions[value]) if value in conditions else rows.none()

    return Filter("tinh_hinh", "Tình hình", lambda actor: choices, narrow)


def _may_write(actor: Actor, visit: Any) -> bool:
    return actor.may(visit.write_right, visit.unit_id)


VISITS = proven_kind(
    code="grassroots_visit",
    area="activities",
    name="visit",
    label="chuyến đi cơ sở",
    label_plural="chuyến đi cơ sở",
    visible_to=visits_visible_to,
    columns=(
        Column("title", "Nội dung", order=("folded_title",), sub=lambda visit: visit.leader_post),
        Column("planned_on", "Dự kiến", form="date", order=("planned_on",)),
        Column("happened_on", "Đã đi", form="date", order=("happened_on",)),
        Column("hamlets_reached", "Thôn, bản đã đến", form="number", total=Sum("hamlets_reached")),
        Column("heard", "Đề xuất đã nghe", form="number", total=Count("proposals")),
        Column("settled", "Đã có kết quả", form="number"),
    ),
    filters=(date_year_filter(visits_visible_to), _was_made()),
    order="-happened_on",
    prepare=_with_proposals,
    detail=lambda actor, visit: {"proposals": list(visit.proposals.order_by("pk"))},
    detail_template="activities/visit.html",
    empty=Empty(
        "Chưa có chuyến đi nào",
        "Ghi chuyến đi đã làm hoặc dự kiến; mỗi đề xuất nghe được có kết quả riêng để theo dõi.",
        "Ghi chuyến đi đầu tiên",
    ),
    form=VisitForm,
    parts=_keep_heard,
    acts=(
        Act(
            name="made",
            address="da-di/",
            label="Ghi chuyến đã đi",
            done="Đã ghi chuyến đi.",
            form=MadeForm,
            initial=lambda actor, visit: {
                "happened_on": visit.planned_on,
                "hamlets": visit.hamlets,
                "hamlets_reached": visit.hamlets_reached,
            },
            run=lambda actor, visit, given, at: services.make_visit(
                visit.pk,
                actor=actor,
                happened_on=given["happened_on"],
                hamlets=given["hamlets"],
                hamlets_reached=given["hamlets_reached"],
                proposals=lines_of(given["heard"]),
            ),
            may=lambda actor, visit: _may_write(actor, visit) and visit.happened_on is None,
            is_main=True,
        ),
        Act(
            name="proposals",
            address="de-xuat/",
            label="Ghi kết quả các đề xuất",
            done="Đã ghi kết quả các đề xuất.",
            form=OutcomesForm,
            run=lambda actor, visit, given, at: services.settle_proposals(visit.pk, outcomes_given(given), actor=actor),
            may=lambda actor, visit: _may_write(actor, visit) and visit.heard > 0,
        ),
    ),
    sheet=(
        text_column("title", "Nội dung", most=400, example="Làm việc với bản về nước sạch"),
        text_column("leader_post", "Lãnh đạo đi", most=160, example="Chủ tịch UBND xã"),
        date_column("planned_on", "Dự kiến", required=False, example=date(2026, 5, 10)),
        date_column("happened_on", "Đã đi", required=False, example=date(2026, 5, 12)),
        text_column("hamlets", "Thôn, bản", most=400, required=False, example="bản Hòa Sơn"),
        whole_column("hamlets_reached", "Thôn, bản đã đến", lowest=0, highest=1_000, required=False, example=1),
    ),
    checks=(
        one_value_each(
            "unit_id", "title", "leader_post", "happened_on", among=visits_visible_to, message="Chuyến đi này đã có."
        ),
    ),
    day_of=lambda values: values.get("happened_on") or values.get("planned_on"),
)
