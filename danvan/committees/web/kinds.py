"""Committees, assignments and evaluation as the catalogue shows them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Sum

from danvan.authority.rules.actor import Actor
from danvan.committees import selectors, services
from danvan.committees.choices import Duty, MemberRole
from danvan.committees.rules.heads import is_right_head, is_stale
from danvan.committees.selectors import (
    assignments_visible_to,
    committees_visible_to,
    schemes_visible_to,
    uses_visible_to,
)
from danvan.evidence.choices import DocumentKind
from danvan.evidence.web.catalogue import ProvenForm, choice_filter, proven_kind, year_filter
from danvan.evidence.web.forms import YearField
from danvan.evidence.web.in_force import (
    InForceForm,
    end_act,
    in_force_columns,
    in_force_filter,
    in_force_sheet,
    say_holds,
)
from danvan.orgs.choices import PostKind
from danvan.ui.catalogue import (
    Act,
    CatalogueForm,
    Column,
    Draft,
    Empty,
    LinesField,
    Problem,
    choice_column,
    date_column,
    one_value_each,
    text_column,
    truth_column,
    whole_column,
)
from danvan.ui.forms import CountField, LongTextField, NfcCharField, OneOfField, TruthField, VnDateField

HEADS = [(code, label) for code, label in PostKind.choices if code != PostKind.OFFICER]
MEMBERS = "Thành viên"
MEMBER_LINES = (
    choice_column("role", "Vai trò", MemberRole.choices),
    text_column("post", "Chức vụ, cơ quan", most=200),
    text_column("name", "Họ và tên", most=120, required=False),
)

# --- steering committees ----------------------------------------------------------------------------------------------


class CommitteeForm(InForceForm):
    """The decision on a committee; the post of its head is what counts."""

    new_only = ("members", "head_holding_id")

    title = NfcCharField(
        label="Tên quyết định", max_length=400, help_text="Ví dụ: Kiện toàn Ban chỉ đạo công tác dân vận chính quyền"
    )
    head_post = OneOfField(
        HEADS, label="Chức vụ của trưởng ban", help_text="Cấp xã: chủ tịch. Cấp tỉnh: chủ tịch hoặc phó chủ tịch."
    )
    head_name = NfcCharField(label="Trưởng ban", max_length=120, required=False)
    head_holding_id = forms.TypedChoiceField(
        label="Chức vụ của trưởng ban trong hệ thống",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Nếu chọn, hệ thống tự nhắc kiện toàn khi người đó thôi giữ chức vụ.",
    )
    members = LinesField(label=MEMBERS, columns=MEMBER_LINES, rows=5, required=False)

    def prepare(self) -> None:
        super().prepare()
        if "head_holding_id" in self.fields:
            holdings = selectors.holdings_of(self.actor.unit_id, self.actor.on) if self.actor.unit_id else []
            self.fields["head_holding_id"].choices = [("", "– không chọn –"), *holdings]


class MembersForm(CatalogueForm):
    """The members; what is typed replaces the list."""

    members = LinesField(label=MEMBERS, columns=MEMBER_LINES, rows=12, required=False)


class MeetingForm(CatalogueForm):
    """One meeting and its conclusions."""

    held_on = VnDateField(label="Ngày họp")
    subject = NfcCharField(label="Nội dung", max_length=300)
    conclusions = CountField(label="Số kết luận", highest=1_000)
    closed = CountField(label="Đã thực hiện xong", highest=1_000)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if (given.get("closed") or 0) > (given.get("conclusions") or 0):
            self.add_error("closed", "Không thể nhiều hơn số kết luận.")
        if given.get("held_on") and given["held_on"] > self.actor.on:
            self.add_error("held_on", "Ngày họp không thể sau ngày hôm nay.")
        return given


class HeadLeftForm(CatalogueForm):
    """From which day the head no longer holds the post."""

    left_on = VnDateField(label="Thôi giữ chức vụ từ ngày")
    reason = LongTextField(label="Lý do, căn cứ", max_length=400, rows=2, required=False)


def _members(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{name: value for name, value in line.items() if name != "line"} for line in given.get("members") or ()]


def _keep_members(actor: Actor, committee: Any, given: Mapping[str, Any]) -> None:
    if members := _members(given):
        services.name_members(committee.pk, members, actor=actor)


def _looked_at(actor: Actor, committees: Sequence[Any]) -> None:
    say_holds(actor, committees)
    levels = selectors.levels_of([committee.unit_id for committee in committees], actor.on)
    meetings = selectors.meetings_of(committees)
    for committee in committees:
        told = meetings.get(committee.pk, {})
        committee.met = told.get("meetings", 0)
        committee.conclusions = f"{told.get('done') or 0}/{told['made']}" if told.get("made") else ""
        committee.remark = _remark(committee, levels.get(committee.unit_id, ""), actor.on)


def _remark(committee: Any, level: str, on: date) -> str:
    if not is_right_head(committee.head_post, level):
        return "trưởng ban chưa đúng chức vụ quy định"
    if is_stale(committee.left_on, on, renewal_days=selectors.RENEWAL_DAYS):
        return "quá hạn kiện toàn sau khi trưởng ban thôi chức vụ"
    return "cần kiện toàn: trưởng ban đã thôi chức vụ" if committee.left_on and committee.left_on <= on else ""


def _may_write(actor: Actor, row: Any) -> bool:
    return actor.may(row.write_right, row.unit_id)


COMMITTEES = proven_kind(
    code="steering_committee",
    area="committees",
    name="committee",
    label="ban chỉ đạo",
    label_plural="ban chỉ đạo",
    visible_to=committees_visible_to,
    columns=(
        Column("title", "Quyết định", order=("folded_title",), sub=lambda row: row.remark),
        Column(
            "head_post",
            "Trưởng ban",
            value=lambda row: row.get_head_post_display(),
            sub=lambda row: row.head_name,
            order=("head_post",),
        ),
        *in_force_columns(),
        Column("met", "Số cuộc họp", form="number"),
        Column("conclusions", "Kết luận đã xong"),
    ),
    filters=(in_force_filter(), choice_filter("truong_ban", "Trưởng ban", HEADS, "head_post")),
    order="-valid_from",
    prepare=_looked_at,
    detail=lambda actor, row: {
        "members": selectors.members_of(row),
        "meetings": list(row.meetings.order_by("-held_on", "-pk")),
    },
    detail_template="committees/committee.html",
    empty=Empty(
        "Chưa có ban chỉ đạo nào",
        "UBND các cấp thành lập ban chỉ đạo công tác dân vận chính quyền; sau sắp xếp đơn vị phải có quyết định mới.",
        "Ghi quyết định đầu tiên",
    ),
    form=CommitteeForm,
    parts=_keep_members,
    acts=(
        Act(
            name="members",
            address="thanh-vien/",
            label="Ghi thành viên",
            lede="Ví dụ: phó trưởng ban thường trực; Phó Chủ tịch UBND xã; Nguyễn Văn A.",
            done="Đã ghi thành viên.",
            form=MembersForm,
            initial=lambda actor, row: {
                "members": "\n".join(
                    f"{member.get_role_display()}; {member.post}; {member.name}" for member in selectors.members_of(row)
                )
            },
            run=lambda actor, row, given, at: services.name_members(row.pk, _members(given), actor=actor),
            may=_may_write,
        ),
        Act(
            name="meeting",
            address="cuoc-hop/",
            label="Ghi cuộc họp",
            done="Đã ghi cuộc họp.",
            form=MeetingForm,
            run=lambda actor, row, given, at: services.add_meeting(
                row.pk,
                actor=actor,
                held_on=given["held_on"],
                subject=given["subject"],
                conclusions=given["conclusions"],
                closed=given["closed"],
            ),
            may=_may_write,
        ),
        Act(
            name="head_left",
            address="truong-ban-thoi-giu/",
            label="Trưởng ban thôi chức vụ",
            lede="Quá 30 ngày kể từ ngày này mà chưa có quyết định mới thì ban chỉ đạo không còn được tính.",
            done="Đã ghi. Cần có quyết định kiện toàn mới.",
            form=HeadLeftForm,
            run=lambda actor, row, given, at: services.head_left(
                row.pk, actor=actor, left_on=given["left_on"], reason=given["reason"]
            ),
            may=lambda actor, row: _may_write(actor, row) and row.left_on is None,
        ),
        end_act(),
    ),
    sheet=(
        text_column("title", "Quyết định", most=400, example="Kiện toàn Ban chỉ đạo công tác dân vận chính quyền"),
        choice_column("head_post", "Trưởng ban", HEADS, example=PostKind.CHAIR.label),
        text_column("head_name", "Họ tên trưởng ban", most=120, required=False),
        *in_force_sheet(),
    ),
    checks=(
        one_value_each("unit_id", "happened_on", "title", among=committees_visible_to, message="Quyết định này đã có."),
    ),
)

# --- assignments ------------------------------------------------------------------------------------------------------


class AssignmentForm(InForceForm):
    """Who answers for the work, and who does it."""

    title = NfcCharField(label="Tên văn bản", max_length=400, help_text="Ví dụ: Phân công phụ trách dân vận")
    duty = OneOfField(Duty.choices, label="Phân công về", initial=Duty.MOBILIZATION)
    leader_post = OneOfField(
        HEADS, label="Chức vụ của lãnh đạo chịu trách nhiệm", help_text="Thủ trưởng là người chịu trách nhiệm."
    )
    leader_name = NfcCharField(label="Lãnh đạo chịu trách nhiệm", max_length=120, required=False)
    deputy_name = NfcCharField(label="Cấp phó phụ trách hằng ngày", max_length=120, required=False)
    officer = NfcCharField(label="Cán bộ phụ trách", max_length=160, required=False)
    division = NfcCharField(label="Hoặc bộ phận phụ trách", max_length=160, required=False)
    staff = CountField(label="Số cán bộ được phân công", highest=10_000, initial=1)
    years_of_service = CountField(label="Số năm công tác", highest=60)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("officer") and not given.get("division"):
            self.add_error("officer", "Ghi cán bộ hoặc bộ phận phụ trách.")
        return given


ASSIGNMENTS = proven_kind(
    code="focal_assignment",
    area="committees",
    name="assignment",
    label="phân công phụ trách",
    label_plural="phân công phụ trách",
    visible_to=assignments_visible_to,
    columns=(
        Column("title", "Văn bản phân công", order=("folded_title",)),
        Column("duty", "Về", value=lambda row: row.get_duty_display(), order=("duty",)),
        Column(
            "leader_post",
            "Lãnh đạo chịu trách nhiệm",
            value=lambda row: row.get_leader_post_display(),
            sub=lambda row: row.leader_name,
        ),
        Column("officer", "Cán bộ, bộ phận phụ trách", value=lambda row: row.officer or row.division),
        Column("staff", "Số cán bộ", form="number", total=Sum("staff")),
        *in_force_columns(),
    ),
    filters=(in_force_filter(), choice_filter("ve", "Về", Duty.choices, "duty")),
    order="-valid_from",
    prepare=say_holds,
    empty=Empty(
        "Chưa có phân công nào",
        "Mỗi cơ quan phân công thủ trưởng chịu trách nhiệm và cán bộ hoặc bộ phận phụ trách công tác dân vận.",
        "Ghi phân công đầu tiên",
    ),
    form=AssignmentForm,
    acts=(end_act(),),
    sheet=(
        text_column("title", "Văn bản phân công", most=400, example="Phân công phụ trách công tác dân vận"),
        choice_column("duty", "Về", Duty.choices, example=Duty.MOBILIZATION.label),
        choice_column("leader_post", "Chức vụ lãnh đạo", HEADS, example=PostKind.HEAD.label),
        text_column("leader_name", "Lãnh đạo", most=120, required=False),
        text_column("officer", "Cán bộ phụ trách", most=160, required=False, example="Nguyễn Văn A"),
        text_column("division", "Bộ phận phụ trách", most=160, required=False, example="Văn phòng"),
        whole_column("staff", "Số cán bộ", lowest=0, highest=10_000, required=False, example=1),
        *in_force_sheet(),
    ),
    checks=(
        one_value_each(
            "unit_id", "duty", "valid_from", "title", among=assignments_visible_to, message="Phân công này đã có."
        ),
    ),
)

# --- evaluation -------------------------------------------------------------------------------------------------------


class SchemeForm(InForceForm):
    """Rules of evaluation: what matters is whether the work is a criterion."""

    title = NfcCharField(label="Tên quy định", max_length=400, help_text="Ví dụ: Quy chế đánh giá, xếp loại hằng năm")
    covers_collective = TruthField(label="Có tiêu chí dân vận khi đánh giá tập thể")
    covers_individual = TruthField(label="Có tiêu chí dân vận khi đánh giá cá nhân")


SCHEMES = proven_kind(
    code="evaluation_scheme",
    area="committees",
    name="scheme",
    label="quy định đánh giá",
    label_plural="quy định đánh giá",
    visible_to=schemes_visible_to,
    columns=(
        Column("title", "Quy định", order=("folded_title",)),
        Column("covers_collective", "Tập thể", value=lambda row: "có" if row.covers_collective else "không"),
        Column("covers_individual", "Cá nhân", value=lambda row: "có" if row.covers_individual else "không"),
        *in_force_columns(),
    ),
    filters=(in_force_filter(),),
    order="-valid_from",
    prepare=say_holds,
    empty=Empty(
        "Chưa có quy định nào",
        "Công tác dân vận là một tiêu chí đánh giá hằng năm, cho cả tập thể và cá nhân; "
        "ghi quy định rồi ghi việc áp dụng.",
        "Ghi quy định đầu tiên",
    ),
    form=SchemeForm,
    acts=(end_act(),),
    sheet=(
        text_column("title", "Quy định", most=400, example="Quy chế đánh giá, xếp loại hằng năm"),
        truth_column("covers_collective", "Tập thể"),
        truth_column("covers_individual", "Cá nhân"),
        *in_force_sheet(),
    ),
    checks=(
        one_value_each(
            "unit_id", "valid_from", "title", among=schemes_visible_to, message="Quy định này đã có trong hệ thống."
        ),
    ),
)


RATED_NOBODY = "Ghi số tập thể hoặc số cá nhân được đánh giá."


class UseForm(ProvenForm):
    """The evaluation of one year."""

    document_kind = DocumentKind.DECISION
    is_numbered = True

    year = YearField(label="Năm được đánh giá")
    title = NfcCharField(label="Tên văn bản", max_length=400, help_text="Ví dụ: Kết quả đánh giá, xếp loại năm 2026")
    happened_on = VnDateField(label="Ngày công nhận kết quả")
    collectives = CountField(label="Số tập thể được đánh giá")
    individuals = CountField(label="Số cá nhân được đánh giá")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("collectives") == 0 and given.get("individuals") == 0:
            self.add_error("individuals", RATED_NOBODY)
        return given


def _rated_somebody(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    for draft in drafts:
        if not (draft.values.get("collectives") or draft.values.get("individuals")):
            yield Problem(draft.number, "Cá nhân", "", RATED_NOBODY)


USES = proven_kind(
    code="evaluation_use",
    area="committees",
    name="use",
    label="lần áp dụng đánh giá",
    label_plural="áp dụng đánh giá",
    visible_to=uses_visible_to,
    columns=(
        Column("title", "Văn bản", order=("folded_title",)),
        Column("year", "Năm", order=("year",)),
        Column("happened_on", "Ngày", form="date", order=("happened_on",)),
        Column("collectives", "Tập thể", form="number", total=Sum("collectives")),
        Column("individuals", "Cá nhân", form="number", total=Sum("individuals")),
    ),
    filters=(year_filter(uses_visible_to),),
    order="-year",
    empty=Empty(
        "Chưa có lần áp dụng nào",
        "Mỗi năm ghi kết quả đánh giá theo quy định có tiêu chí dân vận: số tập thể, số cá nhân và văn bản.",
        "Ghi lần đầu tiên",
    ),
    form=UseForm,
    sheet=(
        whole_column("year", "Năm", lowest=2015, highest=2100, example=2026),
        text_column("title", "Văn bản", most=400, example="Kết quả đánh giá, xếp loại năm 2026"),
        date_column("happened_on", "Ngày", example=date(2026, 12, 20)),
        whole_column("collectives", "Tập thể", lowest=0, highest=100_000, required=False, example=6),
        whole_column("individuals", "Cá nhân", lowest=0, highest=100_000, required=False, example=45),
    ),
    checks=(
        one_value_each("unit_id", "year", "title", among=uses_visible_to, message="Lần đánh giá này đã có."),
        _rated_somebody,
    ),
)

KINDS = (COMMITTEES, ASSIGNMENTS, SCHEMES, USES)
