"""Inspections, findings and their rectification (T38)."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "danvan.inspections"
    label = "inspections"
