"""Addresses of the working calendar."""

from django.urls import path

from danvan.desk.web import calendar, moves

app_name = "calendar"
urlpatterns = [
    path("", calendar.days, name="days"),
    path("han-doi/", moves.by_unit, name="moves"),
    path("ngay/", calendar.day_set, name="day_set"),
    path("ngay/<int:day_id>/bo/", calendar.day_remove, name="day_remove"),
]

EXAMPLES = {"day_remove": lambda actor: {"day_id": calendar.any_day_id()}}
