"""The project itself: management commands that combine areas, and the wiring of events."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "danvan.config"
    label = "config"

    def ready(self) -> None:
        from danvan.config.wiring import wire

        wire()
