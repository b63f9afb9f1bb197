"""Addresses of the journal."""

from django.urls import path

from danvan.desk.web import journal

app_name = "journal"
urlpatterns = [
    path("", journal.entries, name="entries"),
    path("kiem-tra/", journal.check, name="check"),
]
