"""What units did: dissemination, cell sessions, training, outreach, visits, reviews (T01, T02, T25–T27, T29, T31)."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "danvan.activities"
    label = "activities"
