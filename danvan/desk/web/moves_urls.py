"""Addresses of limits that a corrected calendar moves."""

from django.urls import path

from danvan.desk.web import moves

app_name = "moves"
urlpatterns = [path("han-doi/", moves.moves, name="list")]
