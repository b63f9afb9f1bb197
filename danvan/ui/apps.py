"""Base templates, components, tables and charts; knows no area."""

from django.apps import AppConfig
from django.forms import Field


class UiConfig(AppConfig):
    name = "danvan.ui"
    label = "ui"

    def ready(self) -> None:
        """Let every form say the same of what was left empty."""
        from danvan.ui.forms import REQUIRED

        Field.default_error_messages["required"] = REQUIRED
