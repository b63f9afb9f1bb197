"""Definitions in force, kept results, declared figures, closings."""

from danvan.schemes.models.closings import ClosedResult, PeriodClosing
from danvan.schemes.models.declared import DeclaredFigure
from danvan.schemes.models.results import IndicatorSum, SchemeVersion, TargetResult

__all__ = ["ClosedResult", "DeclaredFigure", "IndicatorSum", "PeriodClosing", "SchemeVersion", "TargetResult"]
