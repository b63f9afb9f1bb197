"""Denunciations."""

from django.apps import AppConfig


class DenunciationsConfig(AppConfig):
    name = "danvan.denunciations"
    label = "denunciations"
