"""What every proven kind adds to the catalogue: its unit, its state, its evidence, its acts, its spreadsheet.

`proven_kind` takes what is the kind's own and returns the whole declaration.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.evidence import selectors, services
from danvan.evidence.choices import DocumentKind, ProofState
from danvan.evidence.selectors import naming
from danvan.evidence.selectors.batches import batch_rows, foresee, model_of
from danvan.evidence.web.forms import SUBMIT, DocumentFields, paper_of
from danvan.files.keeping import session_keeper
from danvan.files.rules.content import XLSX
from danvan.files.services import CannotStoreFile, WrongContent, open_content, store_upload
from danvan.kernel.errors import InputError, InputErrors
from danvan.ui.catalogue import CatalogueForm, Column, Draft, Filter, Kind, Problem, SheetColumn
from danvan.ui.catalogue.cells import as_text
from danvan.ui.catalogue.importing import NotASpreadsheet

Rows = Any
UNIT = "Đơn vị"


def unit_column() -> Column:
    """Return the column naming the record's unit, as `name_units` prepared it."""
    return Column("unit_name", UNIT, order=naming.by_unit_name)


def state_column() -> Column:
    """Return the column with the state of the proof."""
    return Column("state", "Tình trạng", form="status", order=("state",))


def unit_filter(visible_to: Callable[[Actor], Rows]) -> Filter:
    """Return the filter by unit, offering those that have records."""

    def choices(actor: Actor) -> list[tuple[str, str]]:
        ids = visible_to(actor).order_by().values_list("unit", flat=True).distinct()
        return [(str(pk), name) for pk, name in naming.units_in_order(ids, actor.on)]

    def narrow(rows: Rows, value: str, _actor: Actor) -> Rows:
        return rows.filter(unit=int(value)) if value.isdecimal() and len(value) < 18 else rows.none()

    return Filter("don_vi", UNIT, choices, narrow)


def state_filter() -> Filter:
    """Return the filter by the state of the proof."""
    states = [(code, label) for code, label in ProofState.choices if code != ProofState.SUPERSEDED]
    return choice_filter("tinh_trang", "Tình trạng", states, "state")


def choice_filter(name: str, label: str, choices: Sequence[tuple[str, Any]], lookup: str) -> Filter:
    """Return a filter by a column with few values."""
    known = {str(code) for code, _label in choices}

    def narrow(rows: Rows, value: str, _actor: Actor) -> Rows:
        return rows.filter(**{lookup: value}) if value in known else rows.none()

    return Filter(name, label, lambda actor: [(str(code), str(text)) for code, text in choices], narrow)


def year_filter(visible_to: Callable[[Actor], Rows], lookup: str = "year", name: str = "nam") -> Filter:
    """Return the filter by a year column, offering the years there are, newest first."""

    def choices(actor: Actor) -> list[tuple[str, str]]:
        years = visible_to(actor).order_by(f"-{lookup}").values_list(lookup, flat=True).distinct()
        return [(str(year), str(year)) for year in years]

    def narrow(rows: Rows, value: str, _actor: Actor) -> Rows:
        return rows.filter(**{lookup: int(value)}) if value.isdecimal() and len(value) == 4 else rows.none()

    return Filter(name, "Năm", choices, narrow)


def date_year_filter(visible_to: Callable[[Actor], Rows], lookup: str = "happened_on", name: str = "nam") -> Filter:
    """Return the filter by the year of a day, offering the years there are, newest first."""

    def choices(actor: Actor) -> list[tuple[str, str]]:
        years = visible_to(actor).filter(**{f"{lookup}__isnull": False}).dates(lookup, "year", order="DESC")
        return [(str(day.year), str(day.year)) for day in years]

    def narrow(rows: Rows, value: str, _actor: Actor) -> Rows:
        return rows.filter(**{f"{lookup}__year": int(value)}) if value.isdecimal() and len(value) == 4 else rows.none()

    return Filter(name, "Năm", choices, narrow)


def name_units(actor: Actor, rows: Sequence[Any]) -> None:
    """Give every row the name of its unit; one query."""
    names = naming.names_of_units({row.unit_id for row in rows}, actor.on)
    for row in rows:
        row.unit_name = names.get(row.unit_id, "")


def unit_sheet_column(right: Right = Right.WRITE_RECORDS) -> SheetColumn:
    """Return the spreadsheet column with the unit's name or code; `units_by_name` reads it on its date."""
    return SheetColumn(
        "unit",
        UNIT,
        as_text,
        lambda row: row.unit_name,
        example="xã Đông Hiếu",
        help="tên hoặc mã, như vào ngày của sự việc",
        choices=lambda actor: [name for _pk, name in selectors.writable_units(actor, right)],
        width=28,
    )


def units_by_name(right: Right, day_of: Callable[[Mapping[str, Any]], date | None]) -> Callable[..., Iterator[Problem]]:
    """Return the check that turns the names of a file into units the actor may write for, each on its row's day."""

    def check(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
        finder = naming.unit_finder(actor, right)
        for draft in drafts:
            if not (text := draft.values.pop("unit", None)):
                continue
            try:
                draft.values["unit_id"] = finder.find(text, day_of(draft.values) or actor.on)
            except ValueError as refusal:
                yield Problem(draft.number, UNIT, text, str(refusal))

    return check


def _foreseen(code: str, headings: Mapping[str, str]) -> Callable[..., Iterator[Problem]]:
    """Return the last check: what the database or a closed period would refuse, said before anything is written."""

    def check(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
        fields = [field for field in model_of(code)._meta.concrete_fields if not field.primary_key]
        # What leads to the record above is no column of this one; what it led to is.
        required = {field.name for field in fields if headings.get(field.name, "").endswith("*")}
        required |= {field.name for field in fields if field.is_relation and not field.null}
        whole = [draft for draft in drafts if required <= {*draft.values, *_written(draft)}]
        for draft, foresight in zip(whole, foresee(code, [draft.values for draft in whole]), strict=True):
            for name, label, sentence in foresight.flaws:
                heading = headings[name].removesuffix(" *") if name in headings else label
                yield Problem(draft.number, heading, str(draft.values.get(name, ""))[:80], sentence)
            if foresight.locked:
                message = f"Kỳ {foresight.locked} đã khóa số liệu nên không nhận thêm hồ sơ của kỳ này."
                yield Problem(draft.number, "", "", message)

    return check


def _written(draft: Draft) -> Iterable[str]:
    return (name.removesuffix("_id") for name in draft.values)


def keep_spreadsheet(upload: UploadedFile) -> str:
    """Keep an upload until it is confirmed or swept away, and return its hash.  Raises RuleErrors of `files`."""
    try:
        return store_upload(upload, allowed={XLSX}).sha256
    except WrongContent as error:
        raise NotASpreadsheet from error
    except CannotStoreFile as error:
        if error.code == "file_broken":
            raise NotASpreadsheet from error
        raise


class RecordForm(CatalogueForm):
    """A form of a proven record: the unit comes first and is set already where there is no choice.

    A record keeps its unit; the field is only there while it is new.
    """

    unit_id = forms.TypedChoiceField(label=UNIT, coerce=int)

    def prepare(self) -> None:
        if self.record is not None:
            del self.fields["unit_id"]
            return
        units = selectors.writable_units(self.actor)
        field: Any = self.fields["unit_id"]
        field.choices = units if len(units) == 1 else [("", "– chọn đơn vị –"), *units]
        if len(units) == 1:
            field.widget = forms.HiddenInput()
        if units and units[0][0] == self.actor.unit_id:
            self.initial.setdefault("unit_id", self.actor.unit_id)
        elif len(units) == 1:
            self.initial.setdefault("unit_id", units[0][0])


class ProofFields(DocumentFields):
    """What proves a fact, below the fields about the fact: a document with its files, or a public address."""

    buttons: tuple[tuple[str, str], ...] = SUBMIT
    document_kind: ClassVar[DocumentKind] = DocumentKind.MINUTES
    # Decisions and agreements have a number; minutes and photographs need none.
    is_numbered: ClassVar[bool] = False

    link = forms.URLField(
        label="Hoặc đường dẫn công khai",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Đường dẫn cần đủ dạng https://…"},
    )

    def prepare(self) -> None:
        super().prepare()  # type: ignore[misc]
        form: Any = self
        form.order_fields([name for name in form.fields if name not in PROOF])
        form.fields["document_id"].choices = [("", "– văn bản mới hoặc chưa có –"), *selectors.papers(form.actor)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "uploads" in self.fields:
            self.check_document(given, is_numbered=self.is_numbered)
        return given


class ProvenForm(ProofFields, RecordForm):
    """A form that takes the fact and what proves it at once.

    Its own fields come first.  Those that are no column of the kind go to the
    `parts` of its declaration.  A record there is already keeps its proof and
    parts; then only the columns are asked, without what `new_only` names.
    """

    new_only: ClassVar[tuple[str, ...]] = ()

    def prepare(self) -> None:
        super().prepare()
        if self.record is not None:
            for name in (*PROOF, *self.new_only):
                del self.fields[name]
            self.buttons = CatalogueForm.buttons


PROOF = (*DocumentFields.base_fields, "link")


def columns_given(model: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is given for the columns of a kind."""
    known = {name for field in model._meta.concrete_fields if field.editable for name in (field.name, field.attname)}
    return {name: value for name, value in given.items() if name in known}


def proven_kind(
    *,
    code: str,
    visible_to: Callable[[Actor], Rows],
    columns: Sequence[Column],
    filters: Sequence[Filter] = (),
    sheet: Sequence[SheetColumn] = (),
    checks: Sequence[Callable[..., Iterable[Problem]]] = (),
    day_of: Callable[[Mapping[str, Any]], date | None] = lambda values: values.get("happened_on"),
    prepare: Callable[[Actor, Sequence[Any]], None] | None = None,
    detail: Callable[[Actor, Any], Mapping[str, Any]] = lambda actor, row: {},
    parts: Callable[[Actor, Any, dict[str, Any]], None] | None = None,
    proves: Callable[[Any], str] = lambda record: "",
    create: Callable[[Actor, dict[str, Any], datetime], Any] | None = None,
    change: Callable[[Actor, Any, int, dict[str, Any]], Any] | None = None,
    right: Right = Right.WRITE_RECORDS,
    has_units: bool = True,
    **rest: Any,
) -> Kind:
    """Return the declaration of a proven kind.

    The list begins with the kind's own columns, then the unit and the state;
    the filters likewise.  `checks` of the kind run after its units are known.
    `parts` writes, from what the form gave, what belongs to a new record beside
    its columns; `proves` says what its proof shows, otherwise its title does.
    `has_units` is False for what concerns the province alone.
    """
    own_sheet = ((unit_sheet_column(right),) if has_units else ()) + tuple(sheet)
    headings = {column.field: column.heading + (" *" if column.required else "") for column in own_sheet}

    def make_ready(actor: Actor, rows: Sequence[Any]) -> None:
        name_units(actor, rows)
        if prepare:
            prepare(actor, rows)

    def shown_beside(actor: Actor, row: Any) -> Mapping[str, Any]:
        return {"panel": _panel(actor, row), **detail(actor, row)}

    def write(actor: Actor, given: dict[str, Any], at: datetime) -> Any:
        model: Any = model_of(code)
        return services.record_with_proof(
            model,
            actor=actor,
            at=at,
            fields=columns_given(model, given),
            paper=paper_of(given, kind=getattr(rest.get("form"), "document_kind", None)),
            link=given.get("link", ""),
            proves=proves,
            submit=given.get("then") == "submit",
            after=(lambda record: parts(actor, record, given)) if parts else None,
        )

    def rewrite(actor: Actor, row: Any, edition: int, given: dict[str, Any]) -> Any:
        return services.change_record(
            row.pk, actor=actor, edition=edition, changes=columns_given(model_of(code), given)
        )

    rest.setdefault("detail_template", "evidence/catalogue/record.html")
    rest.setdefault("may_add", lambda actor: actor.may(right))
    return Kind(
        code=code,
        may_see=lambda actor: actor.may(Right.SEE_RECORDS),
        visible_to=visible_to,
        columns=(*columns, *((unit_column(),) if has_units else ()), state_column()),
        filters=(*filters, *((unit_filter(visible_to),) if has_units else ()), state_filter()),
        search=lambda word: naming.titled_or_of_unit(word),
        prepare=make_ready,
        title=lambda row: row.title,
        may_change=lambda actor, row: actor.may(right, row.unit_id) and _panel(actor, row).may_change_record,
        may_delete=lambda actor, row: actor.may(right, row.unit_id) and _panel(actor, row).may_delete_record,
        create=create or write,
        change=change or rewrite,
        delete=lambda actor, row: services.delete_draft(row.pk, actor=actor),
        detail=shown_beside,
        history=selectors.record_history,
        sheet=own_sheet if sheet else (),
        checks=(
            *((units_by_name(right, day_of),) if has_units else ()),
            *checks,
            _foreseen(code, headings),
        ),
        keeper=session_keeper,
        keep_upload=keep_spreadsheet,
        open_kept=open_content,
        insert=lambda actor, rows, name, sha256: services.import_batch(
            model_of(code), rows, file_name=name, sha256=sha256, actor=actor
        ),
        batches=lambda actor: batch_rows(actor, code),
        undo=lambda actor, batch, reason, at: services.undo_batch(batch, reason=reason, actor=actor, at=at),
        **rest,
    )


def _panel(actor: Actor, row: Any) -> Any:
    """Return the evidence panel of a row, asked once per request."""
    if not hasattr(row, "_panel"):
        row._panel = selectors.evidence_panel(row, actor=actor)
    return row._panel


def units_of_lines(actor: Actor, lines: Sequence[Mapping[str, Any]], on: date | None, *, label: str) -> list[int]:
    """Return the unit each pasted line names, whoever's it is.  Raises InputErrors with every wrong line."""
    finder = naming.unit_finder(actor, None)
    found: list[int] = []
    wrong: list[InputError] = []
    for line in lines:
        try:
            found.append(finder.find(line["unit"], on or actor.on))
        except ValueError as refusal:
            wrong.append(InputError(f"Dòng {line['line']}: {line['unit']}: {refusal}", field=label))
    if wrong:
        raise InputErrors(wrong)
    return found
