"""Addresses of dialogues, their questions, hot spots and counts of enterprises."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.dialogues.selectors import dialogues_visible_to
from danvan.dialogues.web import views
from danvan.dialogues.web.kinds import DIALOGUES, ENTERPRISES, HOT_SPOTS, KINDS, QUESTIONS
from danvan.ui.catalogue import catalogue_urls
from danvan.ui.catalogue.examples import catalogue_examples

app_name = "dialogues"
urlpatterns = [
    *catalogue_urls(QUESTIONS, "doi-thoai/cau-hoi/"),
    *catalogue_urls(ENTERPRISES, "doi-thoai/so-doanh-nghiep/"),
    path("doi-thoai/<int:pk>/mo-dau/", views.opening, name="opening"),
    path("doi-thoai/<int:pk>/cong-khai/", views.publish, name="publish"),
    path("doi-thoai/<int:pk>/van-ban/<slug:slug>.<slug:form>", views.paper, name="paper"),
    *catalogue_urls(DIALOGUES, "doi-thoai/"),
    *catalogue_urls(HOT_SPOTS, "diem-nong/"),
]


def _newest(actor: Actor) -> dict[str, Any] | None:
    found = dialogues_visible_to(actor).order_by("-planned_on").first()
    return {"pk": found.pk} if found else None


def _held(actor: Actor) -> dict[str, Any] | None:
    scope = actor.scope(Right.PUBLISH_WORK)
    held = dialogues_visible_to(actor).filter(happened_on__isnull=False, cancelled=False)
    found = (held if scope.everything else held.filter(unit__in=scope.unit_ids)).order_by("-happened_on").first()
    return {"pk": found.pk} if found else None


EXAMPLES = {name: example for kind in (*KINDS, QUESTIONS) for name, example in catalogue_examples(kind).items()}
EXAMPLES |= {"opening": _newest, "publish": _held, "paper": lambda actor: None}
