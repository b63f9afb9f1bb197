"""Addresses of citizen reception."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.reception import selectors
from danvan.reception.web import duty, imports, schedule, sessions
from danvan.reception.web.visit_urls import BOOK, BOOK_EXAMPLES

app_name = "reception"
urlpatterns = [
    # Before the acts on a session, which would take their addresses.
    *BOOK,
    path("", schedule.schedule, name="schedule"),
    path("lap-lich/", schedule.plan, name="plan"),
    path("them/", schedule.add, name="add"),
    path("dot-xuat/", schedule.ad_hoc, name="ad_hoc"),
    path("da-qua/", schedule.past, name="past"),
    path("nhap/", imports.import_schedule, name="import"),
    path("nhap/mau/", imports.template, name="import_template"),
    path("cong-bo/", schedule.publish, name="publish"),
    path("xoa/", schedule.drop, name="drop"),
    path("niem-yet/docx/", schedule.notice, {"file_type": "docx"}, name="notice_word"),
    path("niem-yet/pdf/", schedule.notice, {"file_type": "pdf"}, name="notice_pdf"),
    path("trach-nhiem/", duty.duty, name="duty"),
    path("trach-nhiem/<int:unit_id>/", duty.duty_unit, name="duty_unit"),
    path("buoi/<int:session_id>/", sessions.session, name="session"),
    path("buoi/<int:session_id>/<slug:slug>/", sessions.act, name="act"),
]


def _session(actor: Actor) -> dict[str, Any] | None:
    found = selectors.sessions_visible_to(actor).exclude(kind="regular").order_by("pk").first()
    return {"session_id": found.pk} if found else None


def _act(actor: Actor) -> dict[str, Any] | None:
    scope = actor.scope(Right.KEEP_RECEPTIONS)
    kept = selectors.sessions_visible_to(actor).filter(unit__in=scope.unit_ids, state="planned", kind="periodic")
    found = kept.order_by("pk").first()
    return {"session_id": found.pk, "slug": "sua"} if found else None


def _unit(actor: Actor) -> dict[str, Any] | None:
    found = next(iter(selectors.units_with_head(actor, actor.on)), None)
    return {"unit_id": found.unit_id} if found else None


EXAMPLES = {**BOOK_EXAMPLES, "session": _session, "act": _act, "duty_unit": _unit}
