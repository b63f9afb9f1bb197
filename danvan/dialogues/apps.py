"""Dialogues of heads with people and businesses, their questions, hot spots (T21, T22)."""

from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "danvan.dialogues"
    label = "dialogues"
