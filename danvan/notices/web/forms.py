"""Forms of notices."""

from django import forms

from danvan.notices.choices import Rhythm


class RhythmForm(forms.Form):
    """How often one wants letters."""

    rhythm = forms.ChoiceField(
        label="Gửi thông báo qua thư điện tử",
        choices=[(code, label.capitalize()) for code, label in Rhythm.choices],
        widget=forms.RadioSelect,
    )
