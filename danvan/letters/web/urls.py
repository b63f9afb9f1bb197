"""Addresses of outgoing letters."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.letters import selectors
from danvan.letters.web import views
from danvan.petitions.selectors import petitions_visible_to

app_name = "letters"
urlpatterns = [
    path("van-ban-di/", views.register, name="register"),
    path("van-ban-di/<int:letter_id>/", views.letter, name="letter"),
    path("van-ban-di/<int:letter_id>/ban-hanh/", views.issue, name="issue"),
    path("van-ban-di/<int:letter_id>/thu-hoi/", views.withdraw, name="withdraw"),
    path("van-ban-di/<int:letter_id>/bo/", views.discard, name="discard"),
    path("van-ban-di/<int:letter_id>/tep/<slug:file_type>/", views.download, name="download"),
    path("van-ban-di/<int:letter_id>/trang/<int:number>/", views.page_picture, name="page_picture"),
    path("<slug:code>/van-ban/", views.case_letters, name="case_letters"),
    path("<slug:code>/van-ban/<slug:kind>/", views.draft, name="draft"),
]


def _case(actor: Actor) -> dict[str, Any] | None:
    found = petitions_visible_to(actor).filter(is_open=True).order_by("due_on", "pk").first()
    return {"code": found.code} if found else None


def _draft(actor: Actor) -> dict[str, Any] | None:
    found = _case(actor)
    if found is None:
        return None
    page = selectors.case_letters(actor, found["code"])
    return {**found, "kind": page.offers[0].kind.code} if page.offers and page.may_write else None


def _letter(actor: Actor) -> dict[str, Any] | None:
    found = selectors.letters_visible_to(actor).order_by("pk").first()
    return {"letter_id": found.pk} if found else None


EXAMPLES = {
    "case_letters": _case,
    "draft": _draft,
    "letter": _letter,
    "issue": lambda actor: None,
    "withdraw": lambda actor: None,
    "discard": lambda actor: None,
    "download": lambda actor: None,
    "page_picture": lambda actor: None,
}
