"""The view an address asks for: filtered, searched, sorted; as pages or as a spreadsheet."""

from typing import Any

from django.db.models import OrderBy
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from danvan.kernel.text import fold
from danvan.ui.catalogue import sheets
from danvan.ui.catalogue.declaration import Column, Filter
from danvan.ui.catalogue.views.base import CatalogueView, cells_of
from danvan.ui.pages import changed_query, paginate

SEARCH, SORT = "q", "xep"


class ViewOfRows(CatalogueView):
    """The rows an address asks for.  List and export read the address the same way."""

    def asked_filters(self) -> list[tuple[Filter, str]]:
        pairs = [(each, self.request.GET.get(each.name, "").strip()) for each in self.kind.filters]
        return [(each, value) for each, value in pairs if value]

    def sorting(self) -> tuple[Column | None, bool]:
        asked = self.request.GET.get(SORT, self.kind.order)
        column = self.kind.columns_by_key.get(asked.lstrip("-"))
        if column is None or not column.order:
            asked = self.kind.order
            column = self.kind.columns_by_key.get(asked.lstrip("-"))
        return column, asked.startswith("-")

    def rows(self) -> Any:
        found = self.kind.visible_to(self.actor)
        for each, value in self.asked_filters():
            found = each.narrow(found, value, self.actor)
        for word in fold(self.request.GET.get(SEARCH, "")).split():
            found = found.filter(self.kind.search(word))
        column, falling = self.sorting()
        order: list[Any] = []
        if column:
            terms = column.order(self.actor) if callable(column.order) else column.order
            order = [_turned(term) if falling else term for term in terms]
        return found.order_by(*order, "-pk" if falling or not column else "pk")


def _turned(term: str | OrderBy) -> str | OrderBy:
    if isinstance(term, OrderBy):
        turned = term.copy()
        turned.reverse_ordering()
        return turned
    return term.removeprefix("-") if term.startswith("-") else f"-{term}"


class ListView(ViewOfRows):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = self.rows()
        page = paginate(request, rows)
        shown = list(page.object_list)
        self.kind.prepare(self.actor, shown)
        chips, controls = self._filters()
        text = request.GET.get(SEARCH, "").strip()
        if text:
            chips.insert(0, {"label": f"Có chữ: {text}", "url": self._without(SEARCH)})
        return self.answer(
            "ui/catalogue/list.html",
            {
                "crumbs": [],
                "page": page,
                "rows": [
                    {"url": row.get_absolute_url(), "cells": cells_of(self.kind, row), "row": row} for row in shown
                ],
                "columns": self._headings(),
                "totals": self._totals(rows) if page.paginator.count else [],
                "filters": chips,
                "clear_url": self.url("list") if len(chips) > 1 else "",
                "controls": controls,
                "q": text,
                "sort": request.GET.get(SORT, ""),
                "list_url": self.url("list"),
                "add_url": self.url("add") if self.kind.form and self.kind.may_add(self.actor) else "",
                "import_url": self.url("import") if self.kind.sheet and self.kind.may_add(self.actor) else "",
                "export_urls": [
                    (label, f"{self.url('export', form=form)}?{changed_query(request)}")
                    for label, form in (("XLSX", "xlsx"), ("CSV", "csv"))
                ],
            },
        )

    def _filters(self) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
        asked = dict(self.asked_filters())
        chips, controls = [], []
        for each in self.kind.filters:
            choices = [(str(value), str(label)) for value, label in each.choices(self.actor)]
            chosen = asked.get(each, "")
            if len(choices) > 1 or chosen:
                controls.append({"name": each.name, "label": each.label, "choices": choices, "chosen": chosen})
            if chosen:
                chips.append(
                    {"label": f"{each.label}: {dict(choices).get(chosen, chosen)}", "url": self._without(each.name)}
                )
        return chips, controls

    def _headings(self) -> list[dict[str, Any]]:
        current, falling = self.sorting()
        found = []
        for column in self.kind.columns:
            is_current = column is current
            heading = {"label": column.label, "form": column.form, "url": "", "sorted": ""}
            if column.order:
                key = f"-{column.key}" if is_current and not falling else column.key
                heading["url"] = f"{self.url('list')}?{changed_query(self.request, **{SORT: key})}"
                heading["sorted"] = ("descending" if falling else "ascending") if is_current else ""
            found.append(heading)
        return found

    def _totals(self, rows: Any) -> list[dict[str, Any]]:
        wanted = {f"total_{column.key}": column.total for column in self.kind.columns if column.total}
        if not wanted:
            return []
        sums = rows.order_by().aggregate(**wanted)
        return [
            {"form": column.form, "value": sums.get(f"total_{column.key}"), "label": column.label}
            for column in self.kind.columns
        ]

    def _without(self, name: str) -> str:
        return f"{self.url('list')}?{changed_query(self.request, **{name: ''})}"


class ExportView(ViewOfRows):
    """Exactly the view of the list, all its pages."""

    def get(self, request: HttpRequest, form: str) -> HttpResponseBase:
        name = f"{fold(self.kind.label_plural).replace(' ', '-')}-{timezone.localdate():%Y-%m-%d}"
        headings = sheets.export_headings(self.kind)
        rows = sheets.export_rows(self.kind, self.actor, self.rows())
        if form == "csv":
            lines = StreamingHttpResponse(sheets.csv_lines(headings, rows), content_type="text/csv; charset=utf-8")
            lines.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
            return lines
        if form == "xlsx":
            return FileResponse(
                sheets.write_xlsx(headings, rows), as_attachment=True, filename=f"{name}.xlsx", content_type=sheets.XLSX
            )
        raise Http404
