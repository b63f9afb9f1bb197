"""The screens of a catalogue.  Each is a short class around one question: what does this address answer?"""

from danvan.ui.catalogue.views.base import CatalogueView
from danvan.ui.catalogue.views.lists import ExportView, ListView
from danvan.ui.catalogue.views.records import ActView, AddView, ChangeView, DeleteView, DetailView
from danvan.ui.catalogue.views.spreadsheets import ImportView, ProblemsView, TemplateView, UndoView

__all__ = [
    "ActView",
    "AddView",
    "CatalogueView",
    "ChangeView",
    "DeleteView",
    "DetailView",
    "ExportView",
    "ImportView",
    "ListView",
    "ProblemsView",
    "TemplateView",
    "UndoView",
]
