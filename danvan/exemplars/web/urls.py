"""Addresses of models, bright spots, launches and awards."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.exemplars.selectors import exemplars_visible_to
from danvan.exemplars.web import views
from danvan.exemplars.web.kinds import AWARDS, EXEMPLARS, KINDS, LAUNCHES, MILESTONES
from danvan.ui.catalogue import catalogue_urls
from danvan.ui.catalogue.examples import catalogue_examples

app_name = "exemplars"
urlpatterns = [
    path("mo-hinh/thu-vien/", views.gallery, name="gallery"),
    path("mo-hinh/<int:pk>/nhan-rong/", views.family, name="family"),
    *catalogue_urls(EXEMPLARS, "mo-hinh/"),
    *catalogue_urls(MILESTONES, "buoc-mo-hinh/"),
    *catalogue_urls(LAUNCHES, "phat-dong/"),
    *catalogue_urls(AWARDS, "khen-thuong/"),
]


def _copied(actor: Actor) -> dict[str, Any] | None:
    found = exemplars_visible_to(actor).order_by("-copied_from_id", "pk").first()
    return {"pk": found.pk} if found else None


EXAMPLES: dict[str, Any] = {
    **{name: example for kind in KINDS for name, example in catalogue_examples(kind).items()},
    "family": _copied,
}
