"""Outgoing letters."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "danvan.letters"
    label = "letters"
