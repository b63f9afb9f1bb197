"""Addresses of printable papers."""

from django.urls import path

from danvan.reports.web import views
from danvan.schemes.web.addresses import of_any_scheme

app_name = "reports"
urlpatterns = of_any_scheme(
    [
        path("ban-tom-tat/", views.briefing, name="briefing"),
        path("ban-tom-tat/tai-ve/", views.briefing_docx, name="briefing_docx"),
    ]
)
