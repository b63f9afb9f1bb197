"""What happened to a record: the acts of the journal, each with the fields it changed.

The journal knows who and why, the row history knows what; the edition number
of the record joins the two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

import pghistory.core
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from danvan.accounts.models import Person
from danvan.evidence.choices import ACTS
from danvan.evidence.models import Document, Record
from danvan.journal.models import Entry
from danvan.journal.selectors import acts_on
from danvan.kernel.text import format_date, format_number
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import names_on

_NOT_SAID = frozenset({"id", "record_ptr", "kind", "state", "folded_title", "edition", "changed_at", "created_at"})


@dataclass(frozen=True)
class FieldChange:
    """One field, before and after, in the words of the screen."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label}: {self.old or '(trống)'} → {self.new or '(trống)'}"


@dataclass(frozen=True)
class HistoryLine:
    """One act: when, what, by whom in which post, why, and the fields it changed."""

    at: datetime
    label: str
    by: str
    reason: str
    changes: tuple[FieldChange, ...] = ()


def record_history(record: Record) -> list[HistoryLine]:
    """Return the acts on a record, newest first, in a fixed number of queries.

    The caller has established that the record may be seen.
    """
    entries = list(acts_on("record", record.pk))
    if record.batch_id:
        entries += acts_on("batch", record.batch_id).filter(act="evidence.import_batch")
    return _lines(entries, _editions(record.concrete))


def part_history(record_id: int, part: str, key: int) -> list[HistoryLine]:
    """Return the acts on one part of a record, which the journal names so, newest first.

    The caller has established that it may be seen.
    """
    return _lines(list(acts_on("record", record_id).filter(**{f"detail__{part}": key})), {})


def document_history(document: Document) -> list[HistoryLine]:
    """Return the acts on a document, newest first.  The caller has established that it may be seen."""
    return _lines(list(acts_on("document", document.pk)), {})


def changes_since(record: Record, edition: int) -> list[FieldChange]:
    """Return how the record differs from an earlier edition of it."""
    editions = _editions(record.concrete)
    return _difference(editions[edition], editions[max(editions)]) if edition in editions else []


def _lines(entries: Sequence[Entry], editions: "dict[int, _Cells]") -> list[HistoryLine]:
    names = _names(entries)
    lines = []
    for entry in entries:
        edition = entry.detail.get("edition", 0)
        changes: Iterable[FieldChange] = ()
        if edition in editions and edition - 1 in editions:
            changes = _difference(editions[edition - 1], editions[edition])
        by = names.get((entry.person_id, entry.holding_id), "Hệ thống")
        lines.append(HistoryLine(entry.at, str(ACTS.get(entry.act, entry.act)), by, entry.reason, tuple(changes)))
    return lines


def _names(entries: Sequence[Entry]) -> dict[tuple[int | None, int | None], str]:
    """Return "Công chức Văn phòng, Lan" for whoever acted, in two queries."""
    holdings = PostHolding.objects.select_related("post").in_bulk({e.holding_id for e in entries if e.holding_id})
    people = Person.objects.in_bulk({e.person_id for e in entries if e.person_id})
    named = {}
    for person_id, holding_id in {(e.person_id, e.holding_id) for e in entries}:
        parts = []
        if holding_id in holdings:
            parts.append(holdings[holding_id].post.title)
        if person_id in people:
            parts.append(people[person_id].full_name or people[person_id].username)
        if parts:
            named[person_id, holding_id] = ", ".join(parts)
    return named


# --- editions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Cell:
    """A value with the field it belongs to; put into words only when it is shown."""

    field: "models.Field[Any, Any]" = dataclass_field(compare=False)
    value: Any

    def __str__(self) -> str:
        if self.value is None or self.value == "":
            return ""
        if isinstance(self.field, ArrayField):
            return "; ".join(str(_Cell(self.field.base_field, each)) for each in self.value)
        if self.field.choices:
            return str(dict(cast(Any, self.field).flatchoices).get(self.value, self.value))
        if isinstance(self.value, bool):
            return "có" if self.value else "không"
        if isinstance(self.value, datetime):
            return f"{timezone.localtime(self.value):%H:%M %d/%m/%Y}"
        if isinstance(self.field, models.ForeignKey):
            return _named(self.field, self.value)
        if isinstance(self.value, date):
            return format_date(self.value)
        if isinstance(self.value, Decimal):
            return format_number(self.value)
        # Years and ranks are written without a separator of thousands.
        return str(self.value)


_Cells = dict[str, _Cell]


def _editions(record: Record) -> dict[int, _Cells]:
    """Return the fields of every edition of the record.

    A save writes the common columns first and those of the kind right after, so
    what the kind said in an edition is its last row before the next edition's.
    """
    own = _rows(type(record), record)
    starts: dict[int, datetime] = {}
    found: dict[int, _Cells] = {}
    for row in _rows(Record, record):
        starts.setdefault(row.edition, row.pgh_created_at)
        found[row.edition] = _cells(row, Record)
    for edition, cells in found.items():
        following = starts.get(edition + 1)
        valid = [row for row in own if following is None or row.pgh_created_at < following]
        if valid:
            cells.update(_cells(valid[-1], type(record)))
    return found


def _rows(model: type[models.Model], record: Record) -> list[Any]:
    (events,) = pghistory.core.event_models(tracks_model=model)
    return list(cast(Any, events).objects.filter(pgh_obj_id=record.pk).order_by("pgh_id"))


def _cells(row: Any, model: type[models.Model]) -> _Cells:
    return {
        str(field.verbose_name): _Cell(field, getattr(row, field.attname))
        for field in model._meta.local_concrete_fields
        if field.name not in _NOT_SAID
    }


def _difference(before: _Cells, after: _Cells) -> list[FieldChange]:
    changed = [label for label in after if label in before and before[label] != after[label]]
    return [FieldChange(label, str(before[label]), str(after[label])) for label in changed]


def _named(field: "models.ForeignKey[Any, Any]", key: int) -> str:
    target: Any = field.related_model
    if target._meta.label == "orgs.Unit":
        version = names_on([key], date.max).get(key)
        return version.full_name if version else ""
    if target is PostHolding:
        holding = PostHolding.objects.select_related("post", "person").get(pk=key)
        return f"{holding.post.title}, {holding.person.full_name or holding.person.username}"
    found = target.objects.filter(pk=key).first()
    return getattr(found, "title", "") or str(found or "")
