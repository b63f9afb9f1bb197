"""Writing a conclusion: begin it, paste the notice, correct the rows, issue it."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from danvan.authority.rules.rights import Right
from danvan.casework.selectors import next_outgoing_number
from danvan.casework.web.acting import attempt, was_moved_on
from danvan.conclusions import selectors, services
from danvan.conclusions.choices import Origin
from danvan.conclusions.rules.naming import Names
from danvan.conclusions.services import Head, Issue, Row, Source
from danvan.conclusions.web.conclusions import page_of
from danvan.conclusions.web.forms import HeadForm, IssueForm, PasteForm, RowForm, SourceForm
from danvan.documents.forms import DiscardForm
from danvan.evidence.selectors.naming import units_in_order
from danvan.files.keeping import session_keeper
from danvan.kernel.errors import RuleError
from danvan.orgs.selectors import letterhead_of, unit_choices
from danvan.ui.forms import keep_files
from danvan.ui.pages import render_page

RowSet = forms.formset_factory(RowForm, extra=0, can_delete=True)
SAVE, READ, ADD, ISSUE = "save", "read", "add", "issue"
# Buttons of one row: what is done, and the number of the row.
OF_A_ROW: Mapping[str, Callable[[Sequence[Row], int], list[Row]]] = {
    "merge": services.merged,
    "split": services.split_by_unit,
}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    units = units_in_order(request.actor.scope(Right.KEEP_CONCLUSIONS).unit_ids, request.actor.on)
    if not units:
        raise Http404
    form = SourceForm(request.POST or None, units=units, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        source = Source(Origin(given["origin"]), None, given["title"], given["day"], form.unit_id)
        begun = 0

        def begin() -> None:
            nonlocal begun
            draft, read = services.draft_and_read(source, given["text"], actor=request.actor, on=timezone.localdate())
            begun = draft.pk
            if read is not None:
                _tell_of(request, read)

        if attempt(form, begin, version=0):
            return redirect("conclusions:draft", conclusion_id=begun)
    return render_page(request, "conclusions/new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, conclusion_id: int) -> HttpResponse:
    """Show a draft and do what its one form asks: every button first keeps what was typed."""
    page = page_of(request, conclusion_id)
    if not page.is_draft:
        was_moved_on(request, page.conclusion.version)
        return redirect("conclusions:conclusion", conclusion_id=conclusion_id)
    found, today = page.conclusion, timezone.localdate()
    kept = services.rows_of(found)
    names = cache(lambda: selectors.names_for(found.unit_id, today))
    asked, _dash, place = request.POST.get("do", SAVE).partition("-")
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else -1
    data = _without_row(request.POST, number) if asked == "delete" else request.POST
    head = HeadForm(data or None, initial=_head_of(found, today))
    paste = PasteForm(data or None, initial={"read_on": today})
    rows = _row_set(data or None, kept, names, request)
    if request.method == "POST" and all([head.is_valid(), rows.is_valid(), asked != READ or paste.is_valid()]):
        given = head.cleaned_data
        typed = _rows_typed(rows, kept)
        said = Head(given["title"], given["day"], given["summary"], given["signer_title"], given["signer"])
        how: dict[str, Any] = {"actor": request.actor, "version": given["version"]}

        def write() -> None:
            if asked == READ:
                read = services.change_and_read(
                    found.pk, said, typed, paste.cleaned_data["text"], on=paste.cleaned_data["read_on"], **how
                )
                _tell_of(request, read)
            else:
                services.change_draft(found.pk, said, _changed(typed, asked, number), **how)

        if attempt(head, write, version=found.version):
            if asked == SAVE:
                messages.success(request, "Đã lưu dự thảo.")
            if asked == ISSUE:
                return redirect("conclusions:issue", conclusion_id=found.pk)
            return redirect(f"{reverse('conclusions:draft', args=[found.pk])}{_where(asked, number, len(typed))}")
    return render_page(
        request,
        "conclusions/draft.html",
        {
            "page": page,
            "conclusion": found,
            "head": head,
            "paste": paste,
            "rows": rows,
            "forms": [head, *rows.forms, *([paste] if asked == READ else [])],
            "units": unit_choices(on=today),
            "discard": DiscardForm(initial={"version": found.version}),
        },
    )


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, conclusion_id: int) -> HttpResponse:
    page = page_of(request, conclusion_id)
    found, today = page.conclusion, timezone.localdate()
    if not page.is_draft:
        was_moved_on(request, found.version)
        return redirect("conclusions:conclusion", conclusion_id=conclusion_id)
    symbol = f"TB-{letterhead_of(found.unit_id, today).symbol}"
    form = IssueForm(
        request.POST or None,
        request.FILES or None,
        initial={
            "numbering": IssueForm.OWN,
            "number": next_outgoing_number(found.unit_id, symbol, today.year),
            "symbol": symbol,
            "on": today,
            "signer_title": found.signer_title or letterhead_of(found.unit_id, today).signer_title,
            "signer": found.signer,
            "version": found.version,
        },
    )
    keep_files(form, session_keeper(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        is_own = given["numbering"] == IssueForm.OWN

        def go_out() -> None:
            services.issue_conclusion(
                found.pk,
                Issue(
                    on=given["on"],
                    signer_title=given["signer_title"],
                    signer=given["signer"],
                    number=given["number"] if is_own else None,
                    symbol=given["symbol"] if is_own else "",
                    other_number="" if is_own else given["other_number"],
                ),
                actor=request.actor,
                at=timezone.now(),
                version=given["version"],
                notice=next(iter(given["uploads"]), None),
            )

        if attempt(form, go_out, version=found.version):
            messages.success(request, "Đã ban hành; các đơn vị được giao đã được báo.")
            return redirect("conclusions:conclusion", conclusion_id=found.pk)
    return render_page(
        request, "conclusions/issue.html", {"form": form, "conclusion": found, "rows": services.rows_of(found)}
    )


@require_POST
def discard(request: HttpRequest, conclusion_id: int) -> HttpResponse:
    page_of(request, conclusion_id)
    form = DiscardForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        services.discard_draft(conclusion_id, actor=request.actor, version=version)
    except RuleError as refusal:
        messages.error(request, str(refusal))
        return redirect("conclusions:conclusion", conclusion_id=conclusion_id)
    messages.success(request, "Đã bỏ dự thảo.")
    return redirect("conclusions:task_list")


def _tell_of(request: HttpRequest, read: services.Read) -> None:
    """Say how much of a pasted notice became rows, and what did not."""
    if read.why_nothing:
        messages.warning(request, read.why_nothing)
        return
    messages.success(request, f"Đã đề xuất {read.proposed} nhiệm vụ; đối chiếu từng dòng rồi ban hành.")
    if read.left_out:
        messages.info(request, "Không thành nhiệm vụ: " + " · ".join(f"“{each}”" for each in read.left_out[:10]))


def _without_row(data: QueryDict, number: int) -> QueryDict:
    """Return what was sent with one row struck out: what stands in it is not looked at any more."""
    changed = data.copy()
    changed[f"rows-{number}-DELETE"] = "on"
    return changed


def _head_of(found: Any, today: Any) -> dict[str, Any]:
    return {
        "title": found.origin_title,
        "day": found.origin_on,
        "summary": found.summary,
        "signer_title": found.signer_title or letterhead_of(found.unit_id, today).signer_title,
        "signer": found.signer,
        "version": found.version,
    }


def _row_set(data: QueryDict | None, kept: Sequence[Row], names: Callable[[], Names], request: HttpRequest) -> Any:
    units = {unit for row in kept for unit in (row.unit_id, *row.coordinating) if unit}
    said = dict(units_in_order(units, request.actor.on))
    initial = [
        {
            "pk": row.pk,
            "text": row.text,
            "unit": said.get(row.unit_id or 0, ""),
            "coordinating": "; ".join(said[unit] for unit in row.coordinating),
            "due_on": row.due_on,
            "awaits_answer": row.awaits_answer,
        }
        for row in kept
    ]
    remarks = {row.pk: row.remarks.splitlines() for row in kept}
    return RowSet(data, initial=initial, prefix="rows", form_kwargs={"names": names, "remarks": remarks})


def _rows_typed(rows: Any, kept: Sequence[Row]) -> list[Row]:
    """Return the rows as they were typed; what was said of a row that was changed since no longer holds."""
    before = {row.pk: row for row in kept}
    typed = []
    for form in rows.forms:
        given = form.cleaned_data
        if given.get("DELETE"):
            continue
        old = before.get(given.get("pk"))
        row = Row(
            text=given.get("text", ""),
            unit_id=given.get("unit"),
            due_on=given.get("due_on"),
            coordinating=tuple(given.get("coordinating") or ()),
            awaits_answer=bool(given.get("awaits_answer")),
            pk=old.pk if old else None,
        )
        if old is not None and _says_the_same(old, row):
            row = old
        if row.text or row.unit_id or row.due_on or row.pk:
            typed.append(row)
    return typed


def _says_the_same(old: Row, row: Row) -> bool:
    return (old.text, old.unit_id, old.due_on, set(old.coordinating)) == (
        row.text,
        row.unit_id,
        row.due_on,
        set(row.coordinating),
    ) and old.awaits_answer == row.awaits_answer


def _changed(rows: list[Row], asked: str, number: int) -> list[Row]:
    if asked == ADD:
        return [*rows, Row("")]
    if asked in OF_A_ROW and 0 <= number < len(rows) and (asked != "merge" or number):
        return OF_A_ROW[asked](rows, number)
    return rows


def _where(asked: str, number: int, rows: int) -> str:
    """Return the part of the page one was at."""
    if asked in OF_A_ROW or asked == "delete":
        return f"#row-{max(0, number - (asked != 'split'))}"
    return f"#row-{rows}" if asked == ADD else "#rows" if asked == READ else ""
