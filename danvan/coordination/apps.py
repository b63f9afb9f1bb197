"""Agreements with the Front and the organisations, programmes and reviews (T19, T20)."""

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "danvan.coordination"
    label = "coordination"
