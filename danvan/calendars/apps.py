"""Working days of state agencies."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "danvan.calendars"
    label = "calendars"
