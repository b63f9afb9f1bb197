"""One record: its page, its form, the deletion of a draft, the acts on it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from danvan.kernel.errors import Conflict, NotFound, RuleError
from danvan.ui.catalogue.declaration import Act
from danvan.ui.catalogue.forms import CatalogueForm
from danvan.ui.catalogue.views.base import CatalogueView, cells_of
from danvan.ui.forms import show_refusal


class DetailView(CatalogueView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        title = self.kind.title(row)
        return self.answer(
            self.kind.detail_template,
            {
                "row": row,
                "title": title,
                "facts": cells_of(self.kind, row),
                "history": self.kind.history(row),
                "change_url": self.url("change", pk=pk)
                if self.kind.form and self.kind.may_change(self.actor, row)
                else "",
                "delete_url": self.url("delete", pk=pk)
                if self.kind.form and self.kind.may_delete(self.actor, row)
                else "",
                "acts": [
                    {"label": act.label, "url": self.url(act.name, pk=pk), "is_main": act.is_main}
                    for act in self.kind.acts
                    if act.may(self.actor, row)
                ],
                **self.kind.detail(self.actor, row),
            },
            (title, ""),
        )


class _SavingView(CatalogueView):
    """Shows a form, saves it, shows refusals with everything typed kept."""

    def show(
        self, form: CatalogueForm, heading: str, cancel: str, *trail: tuple[str, str], status: int = 200
    ) -> HttpResponse:
        return self.answer(
            self.kind.form_template,
            {"form": form, "heading": heading, "cancel": cancel},
            *trail,
            (heading, ""),
            status=status,
        )


class AddView(_SavingView):
    def may_open(self) -> bool:
        return self.kind.may_see(self.actor) and self.kind.may_add(self.actor)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(self._form(initial=dict(self.kind.initial(self.actor, request.GET.dict()))))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST, request.FILES)
        if form.is_valid():
            try:
                added = self.kind.create(self.actor, form.cleaned_data, timezone.now())
            except NotFound as error:
                raise Http404 from error
            except RuleError as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, f"Đã ghi {self.kind.label}.")
                return redirect(added.get_absolute_url())
        return self._show(form)

    def _form(self, *args: Any, **kwargs: Any) -> CatalogueForm:
        assert self.kind.form
        return self.keeping_files(self.kind.form(*args, actor=self.actor, **kwargs))

    def _show(self, form: CatalogueForm) -> HttpResponse:
        return self.show(form, f"Thêm {self.kind.label}", self.url("list"))


class ChangeView(_SavingView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        if not self.kind.may_change(self.actor, row):
            raise Http404
        form = self._form(row)
        form.initial = {
            **{name: getattr(row, name, None) for name in form.fields},
            **{name: getattr(row, f"{name}_id") for name in form.fields if hasattr(row, f"{name}_id")},
        }
        return self._show(form, row)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        form = self._form(row, request.POST, request.FILES)
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                self.kind.change(self.actor, row, given.pop("edition") or 0, given)
            except NotFound as error:
                raise Http404 from error
            except RuleError as refusal:
                show_refusal(form, refusal)
                if isinstance(refusal, Conflict):
                    # Told what changed, the person may save once more and means it.
                    form.save_over(row.edition)
            else:
                messages.success(request, "Đã lưu thay đổi.")
                return redirect(row.get_absolute_url())
        return self._show(form, row)

    def _form(self, row: Any, *args: Any) -> CatalogueForm:
        chosen = self.kind.change_form or self.kind.form
        assert chosen
        return self.keeping_files(chosen(*args, actor=self.actor, record=row))

    def _show(self, form: CatalogueForm, row: Any) -> HttpResponse:
        return self.show(form, "Sửa", row.get_absolute_url(), (self.kind.title(row), row.get_absolute_url()))


class DeleteView(CatalogueView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        if not self.kind.may_delete(self.actor, row):
            raise Http404
        title = self.kind.title(row)
        return self.answer(
            "ui/catalogue/delete.html",
            {"row": row, "title": title, "cancel": row.get_absolute_url()},
            (title, row.get_absolute_url()),
            ("Xóa", ""),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        back = row.get_absolute_url()
        try:
            self.kind.delete(self.actor, row)
        except NotFound as error:
            raise Http404 from error
        except RuleError as refusal:
            messages.error(request, str(refusal))
            return redirect(back)
        messages.success(request, f"Đã xóa bản nháp “{self.kind.title(row)}”.")
        return redirect(self.url("list"))


class ActView(CatalogueView):
    act: Act = None  # type: ignore[assignment]  # given with the address

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        if not self.act.may(self.actor, row):
            raise Http404
        form = self.keeping_files(self.act.form(actor=self.actor, record=row))
        form.initial = {"edition": row.edition, **self.act.initial(self.actor, row)}
        return self._show(form, row)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.row(pk)
        form = self.keeping_files(self.act.form(request.POST, request.FILES, actor=self.actor, record=row))
        if form.is_valid():
            try:
                came = self.act.run(self.actor, row, form.cleaned_data, timezone.now())
            except NotFound as error:
                raise Http404 from error
            except RuleError as refusal:
                show_refusal(form, refusal)
                if isinstance(refusal, Conflict):
                    form.save_over(row.edition)
            else:
                messages.success(request, self.act.done)
                return redirect((came if hasattr(came, "get_absolute_url") else row).get_absolute_url())
        return self._show(form, row)

    def _show(self, form: CatalogueForm, row: Any) -> HttpResponse:
        title, back = self.kind.title(row), row.get_absolute_url()
        return self.answer(
            self.act.template,
            {"form": form, "row": row, "title": title, "act": self.act, "heading": self.act.label, "cancel": back},
            (title, back),
            (self.act.label, ""),
        )
