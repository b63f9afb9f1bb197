"""Base templates, components, tables and charts; knows no area."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "danvan.ui"
    label = "ui"
