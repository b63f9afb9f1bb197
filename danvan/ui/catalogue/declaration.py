"""What a kind of records says about itself, once, for all its screens.

Nothing here knows an area: the functions of a declaration bring the rows an
actor may see, the acts on them and the words around them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Aggregate, OrderBy, Q, QuerySet
from django.http import HttpRequest

from danvan.kernel.text import fold
from danvan.ui.catalogue.cells import SheetColumn
from danvan.ui.catalogue.forms import CatalogueForm
from danvan.ui.forms import FileKeeper

Actor = Any
Rows = QuerySet[Any, Any]
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """One column of the list, of the export and of the facts on a page.

    `value` reads a row that `Kind.prepare` has made ready, and is the attribute
    `key` unless said otherwise.  `form` is how it looks: text, date, number or
    status.  `order` makes the heading sort.  `total` adds up over everything
    the view shows, not only over the page.
    """

    key: str
    label: str
    value: Callable[[Any], Any] | None = None
    form: str = "text"
    order: tuple[str | OrderBy, ...] | Callable[[Actor], tuple[str | OrderBy, ...]] = ()
    total: Aggregate | None = None
    sub: Callable[[Any], str] | None = None

    def of(self, row: Any) -> Any:
        """Return the value in a row."""
        return self.value(row) if self.value else attrgetter(self.key)(row)


@dataclass(frozen=True)
class Filter:
    """One way to narrow the list; `name` stands in the address."""

    name: str
    label: str
    choices: Callable[[Actor], Choices]
    narrow: Callable[[Rows, str, Actor], Rows]


@dataclass(frozen=True)
class Empty:
    """What an empty list says: why it is empty, and the first step for those who may take it."""

    title: str
    why: str
    step: str


@dataclass
class Draft:
    """A row of a spreadsheet on its way to becoming a record: where it stands, what it says, its values so far."""

    number: int
    said: tuple[str, ...]
    values: dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file: where, what stands there, and what to do about it."""

    row: int | None
    column: str
    found: str
    message: str


@dataclass(frozen=True)
class Hint:
    """Something to look at before a sound file is taken in: at which row, what, and where it leads."""

    row: int
    text: str
    links: tuple[tuple[str, str], ...] = ()


Check = Callable[[Actor, Sequence[Draft]], Iterable[Problem]]


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something done to one record beyond changing its columns: cancelled, held, concluded, lines added.

    `name` ends its URL name (`course_hold`), `address` its address.  `label` is
    the button and the heading, `done` what is said afterwards.  `run` gets what
    the form gave and raises RuleErrors; what it returns, if it has a page, is
    where the person goes next.  `may` hides the button from those whose post or
    whose record's state does not allow the act; `run` is what refuses it.
    """

    name: str
    address: str
    label: str
    done: str
    run: Callable[[Actor, Any, dict[str, Any], datetime], Any]
    may: Callable[[Actor, Any], bool]
    form: type[CatalogueForm] = CatalogueForm
    initial: Callable[[Actor, Any], Mapping[str, Any]] = lambda actor, row: {}
    lede: str = ""
    is_main: bool = False
    template: str = "ui/catalogue/act.html"


def _nothing(*_: Any) -> Any:
    return None


def _never(*_: Any) -> bool:
    return False


def _empty(*_: Any) -> tuple[()]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of records.

    `code` names it on the command line and in batches, `name` begins its URL
    names (`plan` gives plan_list, plan_detail …) in the namespace `area`.
    `checks` run over a whole file at once; they may fill in values and answer
    with problems.  Acts raise RuleErrors, which the screens show.

    `hints` are asked of a file nothing is wrong with; `notes` stand on a sheet
    of their own in the template, with what each column wants.  With
    `keeps_checked_only` an upload is checked before it is kept at all.
    `imported` says where what was taken in is looked at; `home` stands for the
    list of a kind that has none of its own.
    """

    code: str
    area: str
    name: str
    label: str
    label_plural: str

    may_see: Callable[[Actor], bool]
    visible_to: Callable[[Actor], Rows]
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    order: str = ""
    search: Callable[[str], Q] = lambda word: Q(folded_title__contains=word)
    prepare: Callable[[Actor, Sequence[Any]], None] = _nothing
    empty: Empty
    title: Callable[[Any], str] = str

    form: type[CatalogueForm] | None = None
    initial: Callable[[Actor, Mapping[str, str]], Mapping[str, Any]] = lambda actor, asked: {}
    change_form: type[CatalogueForm] | None = None
    form_template: str = "ui/catalogue/form.html"
    may_add: Callable[[Actor], bool] = _never
    may_change: Callable[[Actor, Any], bool] = _never
    may_delete: Callable[[Actor, Any], bool] = _never
    create: Callable[[Actor, dict[str, Any], datetime], Any] = _nothing
    change: Callable[[Actor, Any, int, dict[str, Any]], Any] = _nothing
    delete: Callable[[Actor, Any], None] = _nothing

    acts: tuple[Act, ...] = ()

    detail_template: str = "ui/catalogue/detail.html"
    detail: Callable[[Actor, Any], Mapping[str, Any]] = lambda actor, row: {}
    history: Callable[[Any], Sequence[Any]] = _empty

    sheet: tuple[SheetColumn, ...] = ()
    checks: tuple[Check, ...] = ()
    # What keeps the files of a refused form, for whoever sends the request.
    keeper: Callable[[HttpRequest], FileKeeper | None] = _nothing
    hints: Callable[[Actor, Sequence[Draft]], Iterable[Hint]] = _empty
    notes: tuple[str, ...] = ()
    most_rows: int = 0
    keeps_checked_only: bool = False
    saved_as: str = "sẽ được ghi ở dạng nháp"
    undo_note: str = "Chỉ thực hiện được khi chưa dòng nào được sửa, gắn minh chứng hoặc có hồ sơ khác gắn với nó."
    imported: Callable[[Any], str] = lambda batch: ""
    home: str = ""
    keep_upload: Callable[[UploadedFile], str] = _nothing
    open_kept: Callable[[str], IO[bytes] | None] = _nothing
    insert: Callable[[Actor, Sequence[dict[str, Any]], str, str], Any] = _nothing
    batches: Callable[[Actor], Sequence[Any]] = _empty
    undo: Callable[[Actor, int, str, datetime], int] = _nothing

    columns_by_key: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns_by_key", {column.key: column for column in self.columns})

    def url_name(self, page: str) -> str:
        """Return the full name of one of the kind's addresses."""
        return self.home if page == "list" and self.home else f"{self.area}:{self.name}_{page}"


def one_value_each(*fields: str, among: Callable[[Actor], Rows], message: str) -> Check:
    """Return the check that no two rows, in the file or already kept, agree in all of these fields.

    Texts are compared as they are searched, without accents.  One query.
    """

    def check(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
        whole = [draft for draft in drafts if all(name in draft.values for name in fields)]
        firsts = {draft.values[fields[0]] for draft in whole}
        kept = {
            tuple(map(_alike, row)) for row in among(actor).filter(**{f"{fields[0]}__in": firsts}).values_list(*fields)
        }
        seen: dict[tuple[Any, ...], int] = {}
        for draft in whole:
            mark = tuple(_alike(draft.values[name]) for name in fields)
            if mark in kept:
                yield Problem(draft.number, "", "", message)
            elif mark in seen:
                yield Problem(draft.number, "", "", f"Dòng này trùng với dòng {seen[mark]} trong tệp.")
            seen.setdefault(mark, draft.number)

    return check


def _alike(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value
