"""Acts on definitions, results, declared figures and closings."""

from danvan.schemes.services.closings import CannotClosePeriod, CannotReopenPeriod, close_year, reopen_year
from danvan.schemes.services.declared import (
    CannotReadFile,
    Checked,
    PeriodIsClosed,
    Statement,
    declare_figure,
    findings_about,
    import_declared,
    withdraw_declared,
)
from danvan.schemes.services.definitions import load_definition, load_definitions
from danvan.schemes.services.indicators import sum_indicators, tasks_fed_by
from danvan.schemes.services.results import check, recompute, refresh, refresh_after
from danvan.schemes.services.settled import Difference, Settled

__all__ = [
    "CannotClosePeriod",
    "CannotReadFile",
    "CannotReopenPeriod",
    "Checked",
    "Difference",
    "PeriodIsClosed",
    "Settled",
    "Statement",
    "check",
    "close_year",
    "declare_figure",
    "findings_about",
    "import_declared",
    "load_definition",
    "load_definitions",
    "recompute",
    "refresh",
    "refresh_after",
    "reopen_year",
    "sum_indicators",
    "tasks_fed_by",
    "withdraw_declared",
]
