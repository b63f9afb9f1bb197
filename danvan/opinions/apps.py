"""Voters' recommendations, their answers, and what voters think of them (T23, T24)."""

from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "danvan.opinions"
    label = "opinions"
