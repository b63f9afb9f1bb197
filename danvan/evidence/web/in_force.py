"""What every paper that holds over years adds to its declaration: its days, whether it holds, the act that ends it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.evidence import services
from danvan.evidence.choices import DocumentKind
from danvan.evidence.selectors.naming import living_units
from danvan.evidence.web.catalogue import ProvenForm
from danvan.ui.catalogue import Act, CatalogueForm, Column, Filter, SheetColumn, date_column
from danvan.ui.forms import NfcCharField, VnDateField


class InForceForm(ProvenForm):
    """A decision or an agreement: issued on a day, in force from a day, perhaps to a day."""

    document_kind = DocumentKind.DECISION
    is_numbered = True

    happened_on = VnDateField(label="Ngày ký, ban hành")
    valid_from = VnDateField(label="Có hiệu lực từ ngày", required=False, help_text="Để trống thì lấy ngày ký.")
    ends_on = VnDateField(label="Có hiệu lực đến hết ngày", required=False, help_text="Để trống nếu chưa định.")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "valid_from" not in self.errors:
            given["valid_from"] = given.get("valid_from") or given.get("happened_on")
        if given.get("ends_on") and given.get("valid_from") and given["ends_on"] < given["valid_from"]:
            self.add_error("ends_on", "Ngày hết hiệu lực không thể trước ngày có hiệu lực.")
        return given


class EndForm(CatalogueForm):
    """The last day a paper holds, and why."""

    ends_on = VnDateField(label="Có hiệu lực đến hết ngày")
    reason = NfcCharField(label="Lý do", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


def end_act() -> Act:
    """Return the act of ending a paper in force."""
    return Act(
        name="end",
        address="het-hieu-luc/",
        label="Ghi hết hiệu lực",
        done="Đã ghi ngày hết hiệu lực.",
        form=EndForm,
        initial=lambda actor, row: {"ends_on": row.ends_on},
        run=lambda actor, row, given, at: services.end_in_force(
            row.pk, actor=actor, ends_on=given["ends_on"], reason=given["reason"]
        ),
        may=lambda actor, row: actor.may(row.write_right, row.unit_id),
    )


def in_force_columns() -> tuple[Column, ...]:
    """Return the columns saying from when to when a paper holds, and whether it does on the actor's day."""
    return (
        Column("valid_from", "Hiệu lực từ", form="date", order=("valid_from",)),
        Column("ends_on", "Đến hết ngày", form="date", order=("ends_on",)),
        Column("holds", "Hiệu lực"),
    )


def in_force_filter() -> Filter:
    """Return the filter by whether a paper holds on the actor's day."""
    choices = (("con", "đang có hiệu lực"), ("het", "đã hết hiệu lực"), ("chua", "chưa có hiệu lực"))

    def narrow(rows: Any, value: str, actor: Actor) -> Any:
        if value == "chua":
            return rows.filter(valid_from__gt=actor.on)
        ended = Q(ends_on__lt=actor.on) | ~Q(unit__in=living_units(actor.on))
        if value == "het":
            return rows.filter(ended)
        return rows.filter(valid_from__lte=actor.on).exclude(ended) if value == "con" else rows.none()

    return Filter("hieu_luc", "Hiệu lực", lambda actor: choices, narrow)


def in_force_sheet() -> tuple[SheetColumn, ...]:
    """Return the spreadsheet columns of the days of a paper."""
    return (
        date_column("happened_on", "Ngày ký", example=date(2026, 1, 20)),
        date_column("valid_from", "Hiệu lực từ", example=date(2026, 1, 20)),
        date_column("ends_on", "Đến hết ngày", required=False),
    )


def say_holds(actor: Actor, rows: Sequence[Any]) -> None:
    """Say of every paper in words whether it holds on the actor's day; a paper ends with its unit.  One query."""
    living = set(living_units(actor.on, [row.unit_id for row in rows]))
    for row in rows:
        if row.unit_id not in living:
            row.holds = "hết hiệu lực cùng đơn vị"
        elif row.in_force_on(actor.on):
            row.holds = "đang có hiệu lực"
        else:
            row.holds = "chưa có hiệu lực" if row.valid_from > actor.on else "đã hết hiệu lực"
