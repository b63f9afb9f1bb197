"""Addresses of the year calendar."""

from django.urls import path

from danvan.desk.web import agenda

app_name = "agenda"
urlpatterns = [
    path("", agenda.agenda, name="month"),
    path("dia-chi/", agenda.new_address, name="new_address"),
    path("dia-chi/bo/", agenda.drop_address, name="drop_address"),
    path("rieng.ics", agenda.feed, name="feed"),
]
