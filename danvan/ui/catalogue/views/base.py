"""What all screens of a kind share: the actor, the row one may see, the frame around the answer."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views import View

from danvan.kernel.text import shorten
from danvan.ui.catalogue.declaration import Kind
from danvan.ui.catalogue.forms import CatalogueForm
from danvan.ui.forms import keep_files
from danvan.ui.pages import render_page


class CatalogueView(View):
    """What all screens of a kind share."""

    kind: Kind = None  # type: ignore[assignment]  # given with the address

    @property
    def actor(self) -> Any:
        return self.request.actor  # type: ignore[attr-defined]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Who is not signed in is sent to do so by the middleware, after this.
        if self.actor is not None and not self.may_open():
            raise Http404

    def may_open(self) -> bool:
        return self.kind.may_see(self.actor)

    def row(self, pk: int) -> Any:
        """Return one row the actor may see, made ready for showing."""
        found = self.kind.visible_to(self.actor).filter(pk=pk).first()
        if found is None:
            raise Http404
        self.kind.prepare(self.actor, [found])
        return found

    def url(self, page: str, **kwargs: Any) -> str:
        return reverse(self.kind.url_name(page), kwargs=kwargs or None)

    def keeping_files(self, form: CatalogueForm) -> CatalogueForm:
        """Return a form that loses no file when it is refused."""
        keep_files(form, self.kind.keeper(self.request))
        return form

    def answer(
        self, template: str, context: Mapping[str, Any], *trail: tuple[str, str], status: int = 200
    ) -> HttpResponse:
        crumbs = [{"label": self.kind.label_plural, "url": self.url("list")}]
        crumbs += [{"label": shorten(label, 60), "url": url} for label, url in trail]
        for crumb in crumbs:
            crumb["label"] = crumb["label"][:1].upper() + crumb["label"][1:]
        return render_page(self.request, template, {"kind": self.kind, "crumbs": crumbs, **context}, status=status)


def cells_of(kind: Kind, row: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": column.label,
            "form": column.form,
            "value": column.of(row),
            "sub": column.sub(row) if column.sub else "",
        }
        for column in kind.columns
    ]
