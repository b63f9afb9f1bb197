"""Addresses of printable papers."""

from django.urls import path

from danvan.reports.web import views

app_name = "reports"
urlpatterns = [
    path("ban-tom-tat/", views.briefing, name="briefing"),
    path("ban-tom-tat/tai-ve/", views.briefing_docx, name="briefing_docx"),
]
