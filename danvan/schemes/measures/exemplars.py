"""Measures over exemplars."""

from danvan.schemes.measures.base import Measure

MEASURES: dict[str, Measure] = {}
