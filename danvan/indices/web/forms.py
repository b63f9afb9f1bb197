"""The form of one year of an index."""

from typing import Any

from django import forms

from danvan.indices.choices import Confidence, IndexName
from danvan.ui.catalogue import CatalogueForm
from danvan.ui.forms import ButtonChoice, VnDateField, VnDecimalField


class ScoreForm(CatalogueForm):
    """Rank of how many, with its source; the title follows from index and year."""

    index = forms.ChoiceField(label="Chỉ số", choices=IndexName.choices, widget=ButtonChoice)
    year = forms.IntegerField(
        label="Năm chỉ số",
        min_value=2005,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        help_text="Năm được đánh giá, không phải năm công bố.",
    )
    score = VnDecimalField(
        label="Điểm", required=False, min_value=0, max_value=1000, decimal_places=2, help_text="Ví dụ: 87,39"
    )
    rank = forms.IntegerField(
        label="Thứ hạng",
        min_value=1,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    of_total = forms.IntegerField(
        label="Trong tổng số tỉnh",
        min_value=1,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        help_text="Ví dụ: 63; từ năm 2025 là 34",
    )
    happened_on = VnDateField(label="Ngày công bố", required=False)
    source_url = forms.URLField(
        label="Nguồn",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Địa chỉ trang công bố hoặc bài báo.",
        error_messages={"invalid": "Đường dẫn cần đủ dạng https://…"},
    )
    confidence = forms.ChoiceField(label="Độ tin cậy", choices=Confidence.choices, widget=ButtonChoice)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField):
                field.error_messages["invalid"] = "Cần một số nguyên."
                for code, bound in (("min_value", field.min_value), ("max_value", field.max_value)):
                    field.error_messages[code] = f"Cần một số {'từ' if code == 'min_value' else 'không quá'} {bound}."

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("rank") and given.get("of_total") and given["rank"] > given["of_total"]:
            self.add_error("rank", "Thứ hạng không thể lớn hơn tổng số tỉnh được xếp hạng.")
        return given
