"""Fields read what officials type, and say in Vietnamese beside the field what they could not read."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils.translation import override

from danvan.kernel.errors import InputError, InputErrors, RuleError
from danvan.ui.forms import ButtonChoice, NfcCharField, VnDateField, VnDecimalField, show_refusal


class PlanForm(forms.Form):
    number = NfcCharField(label="Số, ký hiệu", help_text="Ví dụ: 125/KH-UBND")
    on = VnDateField(label="Ngày ban hành")
    share = VnDecimalField(label="Tỷ lệ", required=False, max_value=100)
    kind = forms.ChoiceField(label="Loại", choices=[("a", "Dân vận"), ("b", "Dân chủ")], widget=ButtonChoice)
    is_public = forms.BooleanField(label="Đã công khai", required=False)


def drawn(form):
    return Template(
        '{% load ui %}{% include "ui/_form_errors.html" %}{% for f in form %}{% field f %}{% endfor %}'
    ).render(Context({"form": form}))


@pytest.mark.parametrize("typed", ["05/03/2026", "5/3/2026", "2026-03-05", " 05/03/2026 "])
def test_reads_the_day_first(typed):
    assert VnDateField().clean(typed) == date(2026, 3, 5)


@pytest.mark.parametrize("typed", ["31/02/2026", "03/13/2026", "hôm qua", "5-3-2026"])
def test_refuses_a_day_that_is_none_and_repeats_it(typed):
    with pytest.raises(ValidationError, match=re.escape(typed)):
        VnDateField().clean(typed)


def test_shows_a_stored_day_as_it_is_typed():
    assert PlanForm(initial={"on": date(2026, 3, 5)})["on"].value() == "05/03/2026"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("66,5", "66.5"),
        ("66.5", "66.5"),
        ("18.402,25", "18402.25"),
        ("1.234.567", "1234567"),
        ("1 234", "1234"),
        ("-3", "-3"),
        ("0,0001", "0.0001"),
    ],
)
def test_reads_the_decimal_comma(typed, expected):
    assert VnDecimalField().clean(typed) == Decimal(expected)


@pytest.mark.parametrize("typed", ["1.234", "12,3,4", "1.23,4", "NaN", "1e5", "mười", "5 %"])
def test_refuses_what_is_no_number_or_two_numbers(typed):
    with pytest.raises(ValidationError):
        VnDecimalField().clean(typed)


def test_limits_still_hold_after_reading():
    with pytest.raises(ValidationError):
        VnDecimalField(max_value=100).clean("100,5")


def test_text_has_one_unicode_form():
    assert NfcCharField().clean("Nghe\u0323\u0302 An") == "Nghệ An"


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_beside_each_field():
    form = PlanForm({"number": "125/KH", "on": "31/02/2026", "share": "1.234"})

    with override("vi"):
        text = drawn(form)

    assert 'value="31/02/2026"' in text
    assert 'value="1.234"' in text
    assert 'aria-invalid="true"' in text
    assert "Không có ngày “31/02/2026” trong lịch." in text


def test_every_link_and_description_of_a_refused_form_leads_to_something():
    text = drawn(PlanForm({}))
    ids = re.findall(r'\bid="([^"]+)"', text)
    targets = re.findall(r'href="#([^"]+)"', text)
    described = [name for names in re.findall(r'aria-describedby="([^"]+)"', text) for name in names.split()]

    assert len(ids) == len(set(ids))
    assert set(targets) == {"id_number", "id_on", "id_kind"}
    assert {"id_number_helptext", "id_number_error", "id_kind_error"} <= set(described)
    assert set(targets) | set(described) <= set(ids)


@pytest.mark.parametrize(
    ("refusal", "where"),
    [
        (RuleError("to_come", "Ngày chưa tới."), {"__all__": ["Ngày chưa tới."]}),
        (RuleError("to_come", "Ngày chưa tới.", field="on"), {"on": ["Ngày chưa tới."]}),
        (RuleError("to_come", "Ngày chưa tới.", field="elsewhere"), {"__all__": ["Ngày chưa tới."]}),
        (InputErrors([InputError("Chưa ghi.", field="number")]), {"number": ["Chưa ghi."]}),
        (InputErrors([InputError("Chưa ghi.", field="số, ký hiệu")]), {"number": ["Chưa ghi."]}),
        (InputErrors([InputError("Chưa ghi.", field="Người ký")]), {"__all__": ["Người ký: Chưa ghi."]}),
        (InputErrors([InputError("Sai."), InputError("Thiếu.", field="on")]), {"__all__": ["Sai."], "on": ["Thiếu."]}),
    ],
)
def test_a_refusal_stands_beside_the_input_it_names_otherwise_on_top(refusal, where):
    form = PlanForm({"number": "1/KH", "on": "05/03/2026", "kind": "a"})
    assert form.is_valid()

    show_refusal(form, refusal)

    assert form.errors == where


def test_few_choices_are_buttons_in_a_named_group():
    text = drawn(PlanForm())

    assert "<legend>Loại</legend>" in text
    assert text.count('type="radio"') == 2
