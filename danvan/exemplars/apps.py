"""Models and bright spots through their life, emulation launches, awards (T15–T18, T28)."""

from django.apps import AppConfig


class ExemplarsConfig(AppConfig):
    name = "danvan.exemplars"
    label = "exemplars"
