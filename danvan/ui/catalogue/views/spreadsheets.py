"""Spreadsheets coming in: the template, the check, the confirmation, the list of faults, the way back."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.text import fold, format_number
from danvan.ui.catalogue import sheets
from danvan.ui.catalogue.declaration import Kind
from danvan.ui.catalogue.importing import Checked, check_sheet
from danvan.ui.catalogue.views.base import CatalogueView
from danvan.ui.forms import NfcCharField, show_refusal

SHOWN_PROBLEMS, SHOWN_ROWS = 200, 20
ONE_DAY = 24 * 60 * 60


class _ImportingView(CatalogueView):
    def may_open(self) -> bool:
        return self.kind.may_see(self.actor) and self.kind.may_add(self.actor)


class TemplateView(_ImportingView):
    def get(self, request: HttpRequest) -> FileResponse:
        name = f"mau-{fold(self.kind.label).replace(' ', '-')}.xlsx"
        file = sheets.template(self.kind, self.actor)
        return FileResponse(file, as_attachment=True, filename=name, content_type=sheets.XLSX)


class UploadForm(forms.Form):
    """One spreadsheet."""

    file = forms.FileField(
        label="Tệp XLSX theo mẫu",
        help_text="Tệp được kiểm tra trước; chưa có gì được lưu ở bước này.",
        error_messages={"required": "Chưa chọn tệp.", "empty": "Tệp không có nội dung. Đề nghị điền vào tệp mẫu."},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        max_length=200,
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = format_number(kind.most_rows or sheets.MOST_ROWS)
        self.fields["file"].help_text = f"Nhiều nhất {most} dòng. {self.fields['file'].help_text}"


class ImportView(_ImportingView):
    """First the check of a chosen file, then, if nothing is wrong, exactly that file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(UploadForm(kind=self.kind))

    def post(self, request: HttpRequest) -> HttpResponse:
        if token := request.POST.get("tep"):
            return self._confirm(token)
        form = UploadForm(request.POST, request.FILES, kind=self.kind)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                digest = "" if self.kind.keeps_checked_only else self.kind.keep_upload(upload)
                checked = check_sheet(self.kind, upload, self.actor)
                if self.kind.keeps_checked_only and checked.may_be_kept:
                    upload.seek(0)
                    digest = self.kind.keep_upload(upload)
            except RuleError as refusal:
                form.add_error("file", str(refusal))
            else:
                token = self._token(digest, upload.name or "") if digest else ""
                return self._show(form, checked, token, upload.name or "")
        return self._show(form)

    def _confirm(self, token: str) -> HttpResponse:
        digest, name = self._read_token(token)
        kept = self.kind.open_kept(digest)
        if kept is None:
            messages.error(self.request, "Tệp đã kiểm tra không còn được giữ. Đề nghị chọn lại tệp.")
            return redirect(self.url("import"))
        with kept:
            try:
                checked = check_sheet(self.kind, kept, self.actor)
                if checked.problems:
                    return self._show(UploadForm(kind=self.kind), checked, token, name)
                batch = self.kind.insert(self.actor, checked.rows, name, digest)
            except RuleError as refusal:
                messages.error(self.request, str(refusal))
                return redirect(self.url("import"))
        messages.success(self.request, f"Đã nhập {len(checked.rows)} dòng từ tệp {name}.")
        return redirect(self.kind.imported(batch) or self.url("import"))

    def _show(self, form: UploadForm, checked: Checked | None = None, token: str = "", name: str = "") -> HttpResponse:
        context: dict[str, Any] = {
            "form": form,
            "template_url": self.url("template"),
            "batches": [] if checked else self.kind.batches(self.actor),
            "cancel": self.url("list"),
            "area": self.kind.url_name("undo"),
        }
        if checked:
            shown = checked.said[:SHOWN_ROWS]
            # Columns nobody filled in would only push the others off the screen.
            filled = [place for place in range(len(self.kind.sheet)) if any(said[place] for said in shown)]
            context |= {
                "checked": checked,
                "total": len(checked.rows),
                "problems": checked.problems[:SHOWN_PROBLEMS],
                "unshown": max(0, len(checked.problems) - SHOWN_PROBLEMS),
                "problems_url": f"{self.url('problems')}?tep={token}",
                "headings": [self.kind.sheet[place].heading for place in filled],
                "preview": [[said[place] for place in filled] for said in shown],
                "hints": checked.hints[:SHOWN_PROBLEMS],
                "unshown_hints": max(0, len(checked.hints) - SHOWN_PROBLEMS),
                "token": token,
                "file_name": name,
            }
        trail = [("Nhập từ bảng tính", "")]
        return self.answer("ui/catalogue/import.html", context, *trail)

    def _token(self, digest: str, name: str) -> str:
        return signing.dumps({"kind": self.kind.code, "who": self.request.user.pk, "digest": digest, "name": name})

    def _read_token(self, token: str) -> tuple[str, str]:
        try:
            given = signing.loads(token, max_age=ONE_DAY)
        except signing.BadSignature as error:
            raise Http404 from error
        if given["kind"] != self.kind.code or given["who"] != self.request.user.pk:
            raise Http404
        return given["digest"], given["name"]


class ProblemsView(ImportView):
    """Everything wrong with a checked file, as a spreadsheet to work through."""

    def get(self, request: HttpRequest) -> HttpResponse:
        digest, name = self._read_token(request.GET.get("tep", ""))
        kept = self.kind.open_kept(digest)
        if kept is None:
            raise Http404
        with kept:
            checked = check_sheet(self.kind, kept, self.actor)
        rows = ([each.row, each.column, each.found, each.message] for each in checked.problems)
        file = sheets.write_xlsx(["Dòng", "Cột", "Giá trị", "Điều cần sửa"], rows)
        answer = FileResponse(file, as_attachment=True, filename=f"loi-{name}", content_type=sheets.XLSX)
        return cast(HttpResponse, answer)

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.http_method_not_allowed(request)


class UndoForm(forms.Form):
    """Why a batch is taken back."""

    reason = NfcCharField(
        label="Lý do hoàn tác",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: Chọn nhầm tệp của năm trước.",
        error_messages={"required": "Cần ghi lý do.", "max_length": "Dài quá 500 ký tự."},
    )


class UndoView(_ImportingView):
    def get(self, request: HttpRequest, batch: int) -> HttpResponse:
        return self._show(batch, UndoForm())

    def post(self, request: HttpRequest, batch: int) -> HttpResponse:
        form = UndoForm(request.POST)
        if form.is_valid() and self._batch(batch):
            try:
                removed = self.kind.undo(self.actor, batch, form.cleaned_data["reason"], timezone.now())
            except NotFound as error:
                raise Http404 from error
            except RuleError as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, f"Đã hoàn tác: {removed} dòng được gỡ khỏi hệ thống.")
                return redirect(self.url("import"))
        return self._show(batch, form)

    def _show(self, batch: int, form: UndoForm) -> HttpResponse:
        return self.answer(
            "ui/catalogue/undo.html",
            {"batch": self._batch(batch), "form": form, "cancel": self.url("import")},
            ("Nhập từ bảng tính", self.url("import")),
            ("Hoàn tác", ""),
        )

    def _batch(self, pk: int) -> Any:
        found = next((each for each in self.kind.batches(self.actor) if each.pk == pk), None)
        if found is None or found.is_undone:
            raise Http404
        return found
