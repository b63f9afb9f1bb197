"""Addresses of inspections and findings."""

from django.urls import path

from danvan.inspections.web import views
from danvan.inspections.web.kinds import FINDINGS, INSPECTIONS, KINDS
from danvan.ui.catalogue import catalogue_urls
from danvan.ui.catalogue.examples import catalogue_examples

app_name = "inspections"
urlpatterns = [
    path("lich-kiem-tra/", views.calendar, name="calendar"),
    *catalogue_urls(INSPECTIONS, "kiem-tra/"),
    *catalogue_urls(FINDINGS, "han-che/"),
]
EXAMPLES = {name: example for kind in KINDS for name, example in catalogue_examples(kind).items()}
