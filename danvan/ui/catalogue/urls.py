"""The addresses of one kind, all alike."""

from django.urls import URLPattern, path

from danvan.ui.catalogue import views
from danvan.ui.catalogue.declaration import Kind


def catalogue_urls(kind: Kind, prefix: str) -> list[URLPattern]:
    """Return the addresses of a kind below `prefix`: those its declaration has a use for."""

    def at(place: str, view: type[views.CatalogueView], page: str) -> URLPattern:
        return path(f"{prefix}{place}", view.as_view(kind=kind), name=f"{kind.name}_{page}")

    found = [at("", views.ListView, "list"), at("xuat/<str:form>/", views.ExportView, "export")]
    if kind.form:
        found += [
            at("them/", views.AddView, "add"),
            at("<int:pk>/sua/", views.ChangeView, "change"),
            at("<int:pk>/xoa/", views.DeleteView, "delete"),
        ]
    if kind.sheet:
        found += [
            at("mau.xlsx", views.TemplateView, "template"),
            at("nhap/", views.ImportView, "import"),
            at("nhap/loi/", views.ProblemsView, "problems"),
            at("nhap/<int:batch>/hoan-tac/", views.UndoView, "undo"),
        ]
    found += [
        path(
            f"{prefix}<int:pk>/{act.address}", views.ActView.as_view(kind=kind, act=act), name=f"{kind.name}_{act.name}"
        )
        for act in kind.acts
    ]
    return [*found, at("<int:pk>/", views.DetailView, "detail")]
