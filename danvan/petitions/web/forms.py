"""Forms of the acts: each is put together from the fields its line of the table names."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.casework.choices import CaseKind, Channel, Retention
from danvan.casework.web.forms import (
    COMMON_FIELDS,
    ActFields,
    CaseActForm,
    choice_field,
    line_field,
    truth_field,
)
from danvan.petitions.choices import (
    ComplexTest,
    FailedTest,
    RefusalGround,
    Remedy,
    Reply,
    Respondent,
    Satisfaction,
    State,
    StopGround,
    Subject,
    SuspensionGround,
    Verdict,
)
from danvan.petitions.selectors import NOBODY, Only
from danvan.ui.filters import ListFilter, one_day, one_of, words_sought
from danvan.ui.forms import ButtonChoice, OneOfField, SomeOfField, VnDateField

# How the register may be sorted, by what the address says.
SORTS = {
    "han": ("hạn gần nhất trước", "due"),
    "moi": ("mới nhận trước", "newest"),
    "cu": ("nhận lâu nhất trước", "oldest"),
}
INSTANCES = (("1", _("Lần đầu")), ("2", _("Lần hai")))

# What an act may ask for, by the names its line of the table uses.
FIELDS: Mapping[str, Callable[[], forms.Field]] = {
    **COMMON_FIELDS,
    "subject": choice_field(_("Lĩnh vực"), Subject.choices),
    "respondent_kind": choice_field(_("Khiếu nại quyết định, hành vi của"), Respondent.choices),
    "respondent_unit": lambda: forms.TypedChoiceField(label=_("Đơn vị bị khiếu nại"), coerce=int, empty_value=None),
    "respondent": line_field(_("Cơ quan, người bị khiếu nại"), 200, help_text=_("Ghi chức vụ, cơ quan như trong đơn")),
    "decision_ref": line_field(
        _("Quyết định bị khiếu nại"), 120, help_text=_("Số, ngày; ví dụ: 12/QĐ-UBND, 05/03/2026")
    ),
    "known_on": lambda: VnDateField(
        label=_("Ngày nhận hoặc biết quyết định, việc làm bị khiếu nại"),
        help_text=_("Để tính thời hiệu; khiếu nại lần hai thì ghi ngày nhận quyết định giải quyết lần đầu"),
    ),
    "instance": lambda: forms.TypedChoiceField(
        label=_("Khiếu nại"), choices=INSTANCES, coerce=int, widget=ButtonChoice, initial="1"
    ),
    "is_discipline": lambda: forms.BooleanField(label=_("Khiếu nại quyết định kỷ luật cán bộ, công chức")),
    "competent": truth_field(_("Thuộc thẩm quyền của đơn vị mình")),
    "failed_tests": lambda: SomeOfField(label=_("Điều kiện còn thiếu"), choices=FailedTest.choices),
    "has_originals": lambda: forms.BooleanField(label=_("Có bản gốc kèm theo (trả lại sau khi xử lý)")),
    "people_count": lambda: forms.IntegerField(label=_("Số người ký"), min_value=1, max_value=100_000),
    "representatives": lambda: SomeOfField(label=_("Người đại diện"), choices=[]),
    "all_signed": lambda: forms.BooleanField(label=_("Đủ chữ ký và văn bản cử người đại diện")),
    "complex_tests": lambda: SomeOfField(label=_("Dấu hiệu phức tạp"), choices=ComplexTest.choices),
    "remote_reason": line_field(
        _("Lý do là vùng sâu, vùng xa đi lại khó khăn"), 300, help_text=_("Để trống nếu không thuộc trường hợp này")
    ),
    "refusal_ground": choice_field(_("Căn cứ không thụ lý (Điều 11 Luật Khiếu nại)"), RefusalGround.choices),
    "suspension_ground": choice_field(_("Căn cứ tạm đình chỉ"), SuspensionGround.choices),
    "stop_ground": choice_field(_("Căn cứ đình chỉ"), StopGround.choices),
    "views_differ": truth_field(_("Yêu cầu của người khiếu nại còn khác kết quả xác minh")),
    "dialogue_on": lambda: VnDateField(label=_("Ngày đối thoại")),
    "was_absent": lambda: forms.BooleanField(label=_("Người khiếu nại vắng mặt không có lý do chính đáng")),
    "verdict": lambda: OneOfField(label=_("Kết luận"), choices=Verdict.choices),
    "remedy": lambda: OneOfField(label=_("Xử lý quyết định, hành vi bị khiếu nại"), choices=Remedy.choices),
    "decision_received_on": lambda: VnDateField(label=_("Ngày người khiếu nại nhận được")),
    "executor": line_field(_("Cơ quan, người thi hành"), 200),
    "execution_due_on": lambda: VnDateField(label=_("Thi hành xong trước ngày")),
    "agreed_on": lambda: VnDateField(label=_("Ngày hẹn trả lời")),
    "reply": lambda: OneOfField(label=_("Cách trả lời"), choices=Reply.choices),
    "satisfaction": lambda: forms.TypedChoiceField(
        label=_("Người viết đánh giá"), choices=[("", "—"), *Satisfaction.choices], coerce=int, empty_value=None
    ),
    "retention": choice_field(_("Thời hạn bảo quản"), Retention.choices),
    "duplicate_of": line_field(_("Mã đơn gốc"), 24, help_text=_("Ví dụ: KN-2026-00012")),
}
NOTE_LABELS = {
    "report": _("Kết quả xác minh và kiến nghị"),
    "dialogue": _("Nội dung và kết quả đối thoại"),
    "decide": _("Nội dung quyết định"),
    "answer": _("Nội dung trả lời"),
    "accept": _("Ghi chú"),
    "classify": _("Ghi chú"),
    "reopen": _("Ý kiến của người viết"),
    "ask": _("Câu hỏi, tài liệu cần bổ sung"),
    "execute": _("Nghĩa vụ phải thi hành"),
}


class OfPetitions(ActFields):
    """What acts on petitions ask for."""

    FIELDS = FIELDS
    NOTE_LABELS = NOTE_LABELS
    TOLD_NOTE = _("Người gửi đơn đọc được nội dung này qua mã theo dõi.")
    TOLD_FILES = _("Người gửi đơn tải được tệp này qua mã theo dõi.")


class ActForm(OfPetitions, CaseActForm):
    """One act on a petition."""


class BulkForm(OfPetitions):
    """One act on several petitions: what is the same for all of them; how each writer found it is not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("satisfaction", None)


class FilterForm(ListFilter):
    """What the register is narrowed and sorted by, as the address says it."""

    q = words_sought()
    loai = one_of("Loại đơn", [each for each in CaseKind.choices if each[0] != CaseKind.DENUNCIATION])
    ai = one_of("Phụ trách", [])
    trang_thai = one_of("Trạng thái", State.choices)
    linh_vuc = one_of("Lĩnh vực", Subject.choices)
    nguon = one_of("Nguồn", Channel.choices)
    rieng = one_of("Chỉ xem", Only.choices, empty="Mọi đơn")
    nhan_tu, nhan_den = one_day("Nhận từ ngày"), one_day("Nhận đến ngày")
    han_tu, han_den = one_day("Hạn từ ngày"), one_day("Hạn đến ngày")
    xep = one_of("Xếp theo", [(code, label) for code, (label, _sort) in SORTS.items()], empty="Như thường lệ")

    USUAL = ("q", "loai", "ai")
    SORT = "xep"
    STRETCHES = (("nhan_tu", "nhan_den"), ("han_tu", "han_den"))

    def __init__(self, data: Any, *, me: int | None, officers: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        self.officers = {"toi": me or NOBODY, "chua-giao": NOBODY, **{str(pk): pk for pk, _name in officers}}
        choices = [("", "Tất cả"), ("chua-giao", "Chưa giao"), *((str(pk), name) for pk, name in officers)]
        if me:
            choices.insert(1, ("toi", "Tôi"))
        ai: Any = self.fields["ai"]
        ai.choices = choices

    @property
    def asked(self) -> dict[str, Any]:
        """What the list is to be narrowed and sorted by."""
        given = self.cleaned_data
        return {
            "text": given.get("q", ""),
            "kind": given.get("loai", ""),
            "state": given.get("trang_thai", ""),
            "subject": given.get("linh_vuc", ""),
            "channel": given.get("nguon", ""),
            "officer": self.officers.get(given.get("ai", "")),
            "only": given.get("rieng", ""),
            "received_from": given.get("nhan_tu"),
            "received_until": given.get("nhan_den"),
            "due_from": given.get("han_tu"),
            "due_until": given.get("han_den"),
        }

    @property
    def sort(self) -> str:
        """How the list is to be sorted; empty for the usual way."""
        return SORTS[self.cleaned_data["xep"]][1] if self.cleaned_data.get("xep") else ""
