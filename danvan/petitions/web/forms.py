"""Forms of the acts: each is put together from the fields its line of the table names."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.petitions.choices import (
    ComplexTest,
    FailedTest,
    RefusalGround,
    Remedy,
    Reply,
    Respondent,
    Retention,
    Satisfaction,
    StopGround,
    Subject,
    SuspensionGround,
    Verdict,
)
from danvan.petitions.rules.acts import Act
from danvan.ui.forms import (
    REQUIRED,
    ButtonChoice,
    ManyFilesField,
    NfcCharField,
    OneOfField,
    SomeOfField,
    VnDateField,
)

YES_NO = (("1", _("Có")), ("0", _("Không")))
INSTANCES = (("1", _("Lần đầu")), ("2", _("Lần hai")))
PUBLICATIONS = (
    ("posting", _("Niêm yết tại trụ sở")),
    ("website", _("Đăng trên trang thông tin điện tử")),
    ("press", _("Thông báo trên báo chí")),
    ("meeting", _("Họp công bố")),
)


def _words(label: Any, rows: int = 4, **how: Any) -> Callable[[], forms.Field]:
    return lambda: NfcCharField(label=label, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows}), **how)


def _line(label: Any, length: int, **how: Any) -> Callable[[], forms.Field]:
    return lambda: NfcCharField(label=label, max_length=length, **how)


def _choice(label: Any, choices: Any, **how: Any) -> Callable[[], forms.Field]:
    return lambda: forms.ChoiceField(label=label, choices=[("", "—"), *choices], **how)


def _truth(label: Any) -> Callable[[], forms.Field]:
    return lambda: forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda value: value == "1", widget=ButtonChoice, empty_value=None
    )


# What an act may ask for, by the names its line of the table uses.
FIELDS: Mapping[str, Callable[[], forms.Field]] = {
    "subject": _choice(_("Lĩnh vực"), Subject.choices),
    "respondent_kind": _choice(_("Khiếu nại quyết định, hành vi của"), Respondent.choices),
    "respondent_unit": lambda: forms.TypedChoiceField(label=_("Đơn vị bị khiếu nại"), coerce=int, empty_value=None),
    "respondent": _line(_("Cơ quan, người bị khiếu nại"), 200, help_text=_("Ghi chức vụ, cơ quan như trong đơn")),
    "decision_ref": _line(_("Quyết định bị khiếu nại"), 120, help_text=_("Số, ngày; ví dụ: 12/QĐ-UBND, 05/03/2026")),
    "instance": lambda: forms.TypedChoiceField(
        label=_("Khiếu nại"), choices=INSTANCES, coerce=int, widget=ButtonChoice, initial="1"
    ),
    "is_discipline": lambda: forms.BooleanField(label=_("Khiếu nại quyết định kỷ luật cán bộ, công chức")),
    "competent": _truth(_("Thuộc thẩm quyền của đơn vị mình")),
    "failed_tests": lambda: SomeOfField(label=_("Điều kiện còn thiếu"), choices=FailedTest.choices),
    "has_originals": lambda: forms.BooleanField(label=_("Có bản gốc kèm theo (trả lại sau khi xử lý)")),
    "people_count": lambda: forms.IntegerField(label=_("Số người ký"), min_value=1, max_value=100_000),
    "representatives": lambda: SomeOfField(label=_("Người đại diện"), choices=[]),
    "all_signed": lambda: forms.BooleanField(label=_("Đủ chữ ký và văn bản cử người đại diện")),
    "note": _words(_("Nội dung")),
    "number": _line(_("Số văn bản"), 80, help_text=_("Ví dụ: 15/TB-UBND")),
    "addressee": _line(_("Cơ quan nhận"), 200),
    "to_unit": lambda: forms.TypedChoiceField(
        label=_("Chuyển thẳng tới đơn vị trong hệ thống"), coerce=int, empty_value=None
    ),
    "complex_tests": lambda: SomeOfField(label=_("Dấu hiệu phức tạp"), choices=ComplexTest.choices),
    "remote_reason": _line(
        _("Lý do là vùng sâu, vùng xa đi lại khó khăn"), 300, help_text=_("Để trống nếu không thuộc trường hợp này")
    ),
    "refusal_ground": _choice(_("Căn cứ không thụ lý (Điều 11 Luật Khiếu nại)"), RefusalGround.choices),
    "suspension_ground": _choice(_("Căn cứ tạm đình chỉ"), SuspensionGround.choices),
    "stop_ground": _choice(_("Căn cứ đình chỉ"), StopGround.choices),
    "views_differ": _truth(_("Yêu cầu của người khiếu nại còn khác kết quả xác minh")),
    "dialogue_on": lambda: VnDateField(label=_("Ngày đối thoại")),
    "was_absent": lambda: forms.BooleanField(label=_("Người khiếu nại vắng mặt không có lý do chính đáng")),
    "verdict": lambda: OneOfField(label=_("Kết luận"), choices=Verdict.choices),
    "remedy": lambda: OneOfField(label=_("Xử lý quyết định, hành vi bị khiếu nại"), choices=Remedy.choices),
    "decision_received_on": lambda: VnDateField(label=_("Ngày người khiếu nại nhận được")),
    "publication": _choice(_("Hình thức công khai"), PUBLICATIONS),
    "executor": _line(_("Cơ quan, người thi hành"), 200),
    "execution_due_on": lambda: VnDateField(label=_("Thi hành xong trước ngày")),
    "agreed_on": lambda: VnDateField(label=_("Ngày hẹn trả lời")),
    "reply": lambda: OneOfField(label=_("Cách trả lời"), choices=Reply.choices),
    "satisfaction": lambda: forms.TypedChoiceField(
        label=_("Người viết đánh giá"), choices=[("", "—"), *Satisfaction.choices], coerce=int, empty_value=None
    ),
    "retention": _choice(_("Thời hạn bảo quản"), Retention.choices),
    "officer": lambda: forms.TypedChoiceField(label=_("Giao cho"), coerce=int, empty_value=None),
    "duplicate_of": _line(_("Mã đơn gốc"), 24, help_text=_("Ví dụ: KN-2026-00012")),
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


class ActForm(forms.Form):
    """One act: its day, and what its line of the table asks for."""

    def __init__(
        self,
        *args: Any,
        act: Act,
        today: date,
        choices: Mapping[str, list[tuple[int, str]]],
        known: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = VnDateField(label=_("Ngày"), initial=today)
        for name in (*act.needs, *act.may):
            field = FIELDS[name]()
            field.required = name in act.needs
            if isinstance(field, forms.ChoiceField) and name in choices:
                many = isinstance(field, forms.MultipleChoiceField)
                field.choices = choices[name] if many else [("", "—"), *choices[name]]
            if name == "note":
                field.label = NOTE_LABELS.get(act.code, field.label)
                if act.told:
                    field.help_text = _("Người gửi đơn đọc được nội dung này qua mã theo dõi.")
            if name in known:
                field.initial = known[name]
            if not isinstance(field, VnDateField):
                field.error_messages["required"] = REQUIRED
            self.fields[name] = field
        self.fields["uploads"] = ManyFilesField(
            label=_("Tệp kèm theo"),
            required=False,
            help_text=_("Người gửi đơn tải được tệp này qua mã theo dõi.") if act.told else "",
        )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=known["version"])
