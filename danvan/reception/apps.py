"""Citizen reception: the duty of heads, sessions, the book of visits (T34)."""

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "danvan.reception"
    label = "reception"
