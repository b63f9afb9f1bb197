"""Letters as they arrive."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "danvan.intake"
    label = "intake"
