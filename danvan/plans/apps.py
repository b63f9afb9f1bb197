"""Yearly plans and their tasks (T03, T04, T05)."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "danvan.plans"
    label = "plans"
