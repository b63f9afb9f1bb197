"""Targets, measures, results, closings."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    name = "danvan.schemes"
    label = "schemes"
