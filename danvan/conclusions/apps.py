"""What a leader concluded, the tasks that follow, and what became of them (T35)."""

from django.apps import AppConfig


class ConclusionsConfig(AppConfig):
    name = "danvan.conclusions"
    label = "conclusions"
