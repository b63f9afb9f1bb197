"""Forms of denunciations: taking one in, each act, asking for an identity, consenting."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from danvan.casework.choices import Channel, Retention
from danvan.casework.rules.acts import Act
from danvan.casework.web.forms import COMMON_FIELDS, CaseActForm, choice_field, line_field, truth_field, words_field
from danvan.denunciations.choices import (
    Complexity,
    Condition,
    GoOnGround,
    LongerCheck,
    NoHandling,
    Purpose,
    Sphere,
    StopGround,
    SuspensionGround,
    Verdict,
)
from danvan.denunciations.services.acts import part_of_files
from danvan.denunciations.services.opening import MOST_HOURS
from danvan.denunciations.services.register import NewDenunciation
from danvan.denunciations.services.vaults import LEAST_SHARES, MOST_SHARES
from danvan.denunciations.web.people import NumberedWriterRows, PeopleForm, accused_in, writers_in
from danvan.ui.forms import LongTextField, ManyFilesField, NfcCharField, OneOfField, SomeOfField, VnDateField

CHANNELS = [choice for choice in Channel.choices if choice[0] != Channel.PORTAL]


class TakeInForm(PeopleForm):
    """A denunciation on the desk: who is denounced, what the team may read, and who denounces, which is sealed."""

    extract = LongTextField(
        label=_("Bản trích nội dung"),
        rows=6,
        max_length=20_000,
        help_text=_(
            "Chỉ hành vi, thời gian, nơi xảy ra, chứng cứ. Không ghi gì để lộ ai tố cáo: tổ xác minh đọc phần này."
        ),
    )
    received_on = VnDateField(label=_("Ngày nhận"))
    channel = forms.ChoiceField(label=_("Nguồn"), choices=CHANNELS, initial=Channel.DESK)
    is_anonymous = forms.BooleanField(label=_("Không rõ người tố cáo (không tên, tên giả)"), required=False)
    people_count = forms.IntegerField(
        label=_("Số người tố cáo"),
        min_value=1,
        max_value=100_000,
        initial=1,
        help_text=_("Kể cả người không ghi tên ở trên."),
    )
    uploads = ManyFilesField(
        label=_("Bản quét đơn"),
        required=False,
        help_text=_("Có chữ viết tay của người tố cáo nên niêm phong cùng danh tính."),
    )
    first_code = NfcCharField(
        label=_("Số tố cáo trước"),
        max_length=24,
        required=False,
        help_text=_("Chỉ khi tố cáo tiếp, ví dụ: TC-2026-00012"),
    )
    token = forms.RegexField(r"[\w-]{20,64}", required=False, widget=forms.HiddenInput)

    WRITERS = NumberedWriterRows
    NAMES_ACCUSED = True
    MATTER = ("extract", "received_on", "channel", "first_code")
    WRITER = ("is_anonymous", "people_count", "uploads")

    @property
    def matter_fields(self) -> list[forms.BoundField]:
        """What is denounced, and how it came."""
        return [self[name] for name in self.MATTER]

    @property
    def writer_fields(self) -> list[forms.BoundField]:
        """What is asked once about all who denounce."""
        return [self[name] for name in self.WRITER]

    def check_people(self, given: dict[str, Any]) -> None:
        super().check_people(given)
        if not given["is_anonymous"] and not self.writers.kept:
            self.add_error("is_anonymous", _("Ghi họ tên người tố cáo, hoặc đánh dấu không rõ người tố cáo."))
        elif given["is_anonymous"] and self.writers.kept:
            self.add_error("is_anonymous", _("Đã ghi tên người tố cáo ở trên; bỏ đánh dấu này hoặc bỏ các dòng đó."))

    def denunciation(self, unit_id: int) -> NewDenunciation:
        """Return what was typed."""
        given = self.cleaned_data
        return NewDenunciation(
            unit_id=unit_id,
            received_on=given["received_on"],
            channel=given["channel"],
            accused=accused_in(self.accused),
            denouncers=[] if given["is_anonymous"] else writers_in(self.writers),
            is_formal=not given["is_anonymous"],
            extract=given["extract"],
            people_count=given["people_count"],
            first_code=given["first_code"],
        )


FIELDS: Mapping[str, Callable[[], forms.Field]] = {
    **COMMON_FIELDS,
    "extract": words_field(_("Bản trích nội dung"), rows=8),
    "safe_papers": lambda: SomeOfField(label=_("Tệp đưa cho tổ xác minh"), choices=[]),
    "writer_name": line_field(_("Họ tên người tố cáo"), 120),
    "writer_address": line_field(_("Địa chỉ"), 250),
    "writer_contact": line_field(_("Cách liên hệ"), 120),
    "writer_id": line_field(_("Số định danh"), 20),
    "competent": truth_field(_("Thuộc thẩm quyền giải quyết của đơn vị này")),
    "sphere": lambda: OneOfField(label=_("Tố cáo hành vi vi phạm trong"), choices=Sphere.choices),
    "conditions": lambda: SomeOfField(label=_("Điều kiện chưa đạt"), choices=Condition.choices),
    "longer_check": lambda: OneOfField(label=_("Vì sao"), choices=LongerCheck.choices),
    "no_handling": choice_field(_("Căn cứ"), NoHandling.choices),
    "leader": lambda: forms.TypedChoiceField(label=_("Tổ trưởng"), coerce=int, empty_value=None),
    "members": lambda: forms.TypedMultipleChoiceField(label=_("Thành viên"), coerce=int),
    "excluded": lambda: forms.TypedChoiceField(label=_("Người bị loại trừ"), coerce=int, empty_value=None),
    "complexity": lambda: OneOfField(label=_("Mức phức tạp"), choices=Complexity.choices),
    "suspension_ground": choice_field(_("Căn cứ tạm đình chỉ"), SuspensionGround.choices),
    "stop_ground": choice_field(_("Căn cứ đình chỉ"), StopGround.choices),
    "go_on_ground": choice_field(_("Vì sao giải quyết tiếp"), GoOnGround.choices),
    "verdict": lambda: OneOfField(label=_("Kết luận"), choices=Verdict.choices),
    "retention": choice_field(_("Thời hạn bảo quản"), Retention.choices),
}


class ActForm(CaseActForm):
    """One act on a denunciation."""

    FIELDS = FIELDS
    NOTE_LABELS = {
        "ask": _("Câu hỏi, tài liệu cần bổ sung"),
        "report": _("Kết quả xác minh và kiến nghị"),
        "conclude": _("Nội dung kết luận"),
    }
    FILES_NOTES = {
        "original": _("Vào phần gốc; muốn đưa cho tổ xác minh thì che từng trang trước (Che tài liệu)."),
        "identity": _("Có chữ ký, chữ viết của người tố cáo nên niêm phong cùng danh tính."),
        "stripped": _("Tổ xác minh đọc được. Không kèm giấy tờ của người tố cáo chưa che."),
    }
    TOLD_NOTE = _("Người tố cáo đọc được nội dung này qua mã theo dõi. Không ghi điều gì để lộ họ là ai.")

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, act=act, **kwargs)
        self.fields["uploads"].help_text = self.FILES_NOTES[part_of_files(act)]


class AskForm(forms.Form):
    """Why somebody needs to know who denounced, and for how long."""

    purpose = OneOfField(Purpose.choices, label=_("Để làm gì"))
    reason = LongTextField(
        label=_("Lý do cụ thể"), max_length=1_000, help_text=_("Người giữ khóa đọc lý do này, không đọc hồ sơ.")
    )
    hours = forms.IntegerField(label=_("Mở trong bao nhiêu giờ"), min_value=1, max_value=MOST_HOURS, initial=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in ("invalid", "min_value", "max_value"):
            self.fields["hours"].error_messages[code] = _("Cần một số giờ từ 1 đến 72.")


class PassphraseForm(forms.Form):
    """The custodian's passphrase."""

    passphrase = forms.CharField(
        label=_("Cụm mật khẩu giữ khóa"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class NewKeyForm(PassphraseForm):
    """A new key needs its passphrase twice."""

    again = forms.CharField(
        label=_("Gõ lại cụm mật khẩu"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("passphrase"):
            raise forms.ValidationError(_("Hai lần gõ không giống nhau."))
        return again


class RenewVaultForm(PassphraseForm):
    """What a new vault needs: in how many shares its key is printed, and that whoever does it knows what follows."""

    count = forms.IntegerField(label=_("In ra bao nhiêu mảnh"), initial=5)
    needed = forms.IntegerField(label=_("Cần mấy mảnh để khôi phục"), initial=3)
    knows = forms.BooleanField(
        label=_("Tôi đã đọc những việc xảy ra khi làm mới; những người giữ mảnh có mặt để nhận mảnh mới")
    )
    field_order = ("count", "needed", "passphrase", "knows")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["knows"].error_messages["required"] = _("Đánh dấu sau khi đã đọc và đã mời đủ người giữ mảnh.")
        for name in ("count", "needed"):
            for code in ("required", "invalid", "min_value", "max_value"):
                self.fields[name].error_messages[code] = _("Cần một số từ 2 đến 16.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("count", "needed"):
            if name in given and not LEAST_SHARES <= given[name] <= MOST_SHARES:
                self.add_error(name, _("Cần một số từ 2 đến 16."))
        if given.get("needed", 0) > given.get("count", MOST_SHARES):
            self.add_error("needed", _("Không nhiều hơn số mảnh in ra."))
        return given


class SharesForm(forms.Form):
    """Shares typed from the paper, to see that they were written down right."""

    shares = forms.CharField(
        label=_("Gõ lại đủ số mảnh, mỗi mảnh một dòng, từ giấy"),
        max_length=6_000,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )

    @property
    def typed(self) -> list[str]:
        """Each share."""
        return [line.strip() for line in self.cleaned_data["shares"].splitlines() if line.strip()]
