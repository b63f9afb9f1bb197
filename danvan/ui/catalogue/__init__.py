"""Screens that alike kinds of records share: list, page, form, spreadsheet in and out.

A kind is declared once (`Kind`); everything that knows an area is handed in as
a function.  docs/adding-a-record-kind.md shows how.
"""

from danvan.ui.catalogue.cells import (
    RowBelongsElsewhere,
    SheetColumn,
    choice_column,
    choices_column,
    date_column,
    decimal_column,
    text_column,
    truth_column,
    whole_column,
)
from danvan.ui.catalogue.declaration import Act, Column, Draft, Empty, Filter, Hint, Kind, Problem, one_value_each
from danvan.ui.catalogue.forms import CatalogueForm
from danvan.ui.catalogue.importing import Checked, check_sheet
from danvan.ui.catalogue.pasting import LinesField
from danvan.ui.catalogue.urls import catalogue_urls

__all__ = [
    "Act",
    "CatalogueForm",
    "Checked",
    "Column",
    "Draft",
    "Empty",
    "Filter",
    "Hint",
    "Kind",
    "LinesField",
    "Problem",
    "RowBelongsElsewhere",
    "SheetColumn",
    "catalogue_urls",
    "check_sheet",
    "choice_column",
    "choices_column",
    "date_column",
    "decimal_column",
    "one_value_each",
    "text_column",
    "truth_column",
    "whole_column",
]
