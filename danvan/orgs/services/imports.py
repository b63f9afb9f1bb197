"""Bringing the register of units into the database, showing first what would change.

The files state everything that is known; the database is made to agree with
them.  Units the files do not know are left alone.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from danvan.journal.services import Doer, announce, record_act
from danvan.kernel.errors import RuleError
from danvan.kernel.ranges import ValidRange
from danvan.kernel.text import fold, format_date, sort_key
from danvan.orgs.choices import SuccessionKind
from danvan.orgs.events import UnitsImported
from danvan.orgs.models import Boundary, LegalAct, Succession, Unit, UnitImport, UnitVersion
from danvan.orgs.rules.outlines import Outline, read_outlines
from danvan.orgs.rules.register import SHIPPED, WORD_OF_KIND, Act, Link, Register, Version, read_register

_LOCK = 720_408
_BATCH = 1_000


class CannotImportUnits(RuleError):
    """The files are readable, but what they say does not fit together or with what is stored."""

    code = "cannot_import_units"
    message = _("Không nhập được danh mục đơn vị: %(problem)s.")


@dataclass(frozen=True)
class Difference:
    """What an import changes, as sentences by heading; all empty when the database already agrees."""

    added: tuple[str, ...] = ()
    new_versions: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    successions: tuple[str, ...] = ()
    boundaries: tuple[str, ...] = ()
    import_id: int | None = None

    HEADINGS: ClassVar[dict[str, str]] = {
        "added": "thêm đơn vị",
        "new_versions": "thêm phiên bản",
        "changed": "sửa phiên bản",
        "ended": "kết thúc hiệu lực",
        "removed": "bỏ phiên bản",
        "acts": "văn bản",
        "successions": "kế thừa",
        "boundaries": "ranh giới",
    }

    @property
    def counts(self) -> dict[str, int]:
        """Return how many changes stand under each heading."""
        return {name: len(getattr(self, name)) for name in self.HEADINGS}

    @property
    def is_empty(self) -> bool:
        return not any(self.counts.values())

    @property
    def summary(self) -> str:
        """Return the counts as one sentence."""
        if self.is_empty:
            return "Danh mục đơn vị đã khớp, không có thay đổi."
        parts = [f"{self.HEADINGS[name]} {count}" for name, count in self.counts.items() if count]
        return f"{', '.join(parts).capitalize()}."


@transaction.atomic
def import_units(*, actor: Doer, folder: Path = SHIPPED, on: date | None = None, dry_run: bool = False) -> Difference:
    """Make units, versions, successions and outlines agree with the dated files, and return what that changes.

    With `on`, only what had happened by that day is looked at and brought in.
    A dry run computes the same difference and writes nothing.  Raises
    InputErrors naming every bad row, and CannotImportUnits when versions would
    overlap, a parent be missing on some day, or units form a circle.
    """
    register = read_register(folder)
    outlines = read_outlines(register, folder)
    if on is not None:
        register = register.up_to(on)
        outlines = tuple(_clip_outline(outline, on) for outline in outlines if outline.valid_from <= on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    work = _Work(register, outlines, on)
    difference = work.difference()
    if dry_run or difference.is_empty:
        return difference
    try:
        with transaction.atomic():
            work.apply()
            with connection.cursor() as cursor:
                # Thousands of new rows: without fresh statistics the checks and questions that follow are slow.
                cursor.execute("ANALYZE orgs_unit, orgs_unitversion, orgs_succession, orgs_boundary")
                # The rules on parents and circles are checked now, while a refusal can still be said in words.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as problem:
        raise CannotImportUnits(params={"problem": _problem_of(problem)}) from problem
    kept = UnitImport.objects.create(
        digest=register.digest, difference={name: getattr(difference, name) for name in Difference.HEADINGS}
    )
    record_act(
        "orgs.import_units", actor=actor, subject_kind="unit_import", subject_id=kept.pk, detail=difference.counts
    )
    announce(UnitsImported(import_id=kept.pk))
    return replace(difference, import_id=kept.pk)


def _problem_of(problem: IntegrityError) -> str:
    said = str(problem)
    if "never_overlap" in said:
        return str(_("hai phiên bản của một đơn vị chồng lên nhau về thời gian"))
    if "parent is not" in said:
        return str(_("có đơn vị còn hiệu lực khi đơn vị cấp trên đã hết hiệu lực"))
    if "above itself" in said:
        return str(_("có đơn vị là cấp trên của chính mình"))
    return str(_("dữ liệu trái với ràng buộc đã đặt"))


def _clip_outline(outline: Outline, on: date) -> Outline:
    ends_later = outline.valid_until is not None and outline.valid_until > on
    return replace(outline, valid_until=None) if ends_later else outline


_Key = TypeVar("_Key", bound=Hashable)
_Row = TypeVar("_Row")


@dataclass(frozen=True)
class _Compared(Generic[_Key, _Row]):
    """Rows of one kind, wanted against present."""

    added: dict[_Key, _Row]
    changed: dict[_Key, _Row]
    gone: set[_Key]

    @classmethod
    def of(cls, wanted: Mapping[_Key, _Row], present: Mapping[_Key, _Row]) -> "_Compared[_Key, _Row]":
        return cls(
            added={key: row for key, row in wanted.items() if key not in present},
            changed={key: row for key, row in wanted.items() if key in present and present[key] != row},
            gone=present.keys() - wanted.keys(),
        )


class _Work:
    """The files against the database: both as the same plain rows, so that comparing them is an equals sign."""

    def __init__(self, register: Register, outlines: tuple[Outline, ...], on: date | None) -> None:
        self.horizon = on or date.max
        self.wanted = {(version.key, version.valid_from): version for version in register.versions}
        self.keys = {version.key for version in register.versions}
        self.unit_ids = dict(Unit.objects.filter(key__in=self.keys).values_list("key", "pk"))
        self.key_of = {pk: key for key, pk in self.unit_ids.items()}
        self.new_keys = [key for key in dict.fromkeys(v.key for v in register.versions) if key not in self.unit_ids]
        in_order = sorted(register.versions, key=lambda version: version.valid_from)
        self.last = {version.key: version for version in in_order}
        self.first = {version.key: version for version in reversed(in_order)}
        self.version_ids: dict[tuple[str, date], int] = {}
        self.present = self._present_versions()
        self.versions = _Compared.of(self.wanted, self.present)
        self.acts = _Compared.of({act.number: act for act in register.acts}, self._present_acts())
        self.links = _Compared.of(
            {(link.predecessor, link.successor, link.on): link for link in register.links}, self._present_links()
        )
        self.outlines = _Compared.of(
            {(outline.key, outline.valid_from): outline for outline in outlines}, self._present_outlines()
        )

    # -- what is stored, in the words of the register

    def _until(self, valid_until: date | None) -> date | None:
        return None if valid_until is None or valid_until > self.horizon else valid_until

    def _present_versions(self) -> dict[tuple[str, date], Version]:
        present = {}
        rows = UnitVersion.objects.filter(unit__key__in=self.keys, valid_from__lte=self.horizon)
        for row in rows.select_related("unit", "parent", "legal_act"):
            place = (row.unit.key, row.valid_from)
            self.version_ids[place] = row.pk
            present[place] = Version(
                key=row.unit.key,
                name=row.name,
                kind=row.kind,
                level=row.level,
                parent=row.parent.key if row.parent else "",
                valid_from=row.valid_from,
                valid_until=self._until(row.valid_until),
                code=row.code,
                in_scope=row.in_scope,
                act=row.legal_act.number if row.legal_act else "",
                remark=row.remark,
            )
        return present

    def _present_acts(self) -> dict[str, Act]:
        return {
            row.number: Act(row.number, row.title, row.issuer, row.effective_on, row.confidence)
            for row in LegalAct.objects.all()
        }

    def _present_links(self) -> dict[tuple[str, str, date], Link]:
        rows = Succession.objects.filter(
            predecessor__in=self.key_of, successor__in=self.key_of, on__lte=self.horizon
        ).select_related("legal_act")
        links = [
            Link(
                self.key_of[row.predecessor_id],
                self.key_of[row.successor_id],
                row.kind,
                row.on,
                row.legal_act.number,
                row.clause,
            )
            for row in rows
        ]
        return {(link.predecessor, link.successor, link.on): link for link in links}

    def _present_outlines(self) -> dict[tuple[str, date], Outline]:
        rows = Boundary.objects.filter(unit__in=self.key_of, valid_from__lte=self.horizon)
        outlines = [
            Outline(self.key_of[row.unit_id], row.valid_from, self._until(row.valid_until), row.geometry, row.area_km2)
            for row in rows
        ]
        return {(outline.key, outline.valid_from): outline for outline in outlines}

    # -- what would change, in words

    def difference(self) -> Difference:
        ends = {
            place
            for place, version in self.versions.changed.items()
            if replace(version, valid_until=None) == self.present[place]
        }
        new = set(self.new_keys)
        return Difference(
            added=_sorted(_told(self.first[key]) for key in self.new_keys),
            new_versions=_sorted(_told(v) for v in self.versions.added.values() if v.key not in new),
            changed=_sorted(_told(v) for place, v in self.versions.changed.items() if place not in ends),
            ended=_sorted(_told_end(v) for place, v in self.versions.changed.items() if place in ends),
            removed=_sorted(_told(self.present[place]) for place in self.versions.gone),
            acts=tuple(act.number for act in [*self.acts.added.values(), *self.acts.changed.values()]),
            successions=_sorted(
                [self._told_link(link) for link in [*self.links.added.values(), *self.links.changed.values()]]
                + [f"bỏ: {predecessor} → {successor}" for predecessor, successor, _ in self.links.gone]
            ),
            boundaries=_sorted(
                [self._told_outline(place) for place in [*self.outlines.added, *self.outlines.changed]]
                + [f"bỏ: {self._told_outline(place)}" for place in self.outlines.gone]
            ),
        )

    def _told_link(self, link: Link) -> str:
        before, after = _name(self.last[link.predecessor]), _name(self.first[link.successor])
        return f"{before} → {after} ({SuccessionKind(link.kind).label}, {format_date(link.on)})"

    def _told_outline(self, place: tuple[str, date]) -> str:
        key, valid_from = place
        return f"{_name(self.first[key])} từ {format_date(valid_from)}"

    # -- writing

    def apply(self) -> None:
        LegalAct.objects.bulk_create(
            [LegalAct(**asdict(act)) for act in [*self.acts.added.values(), *self.acts.changed.values()]],
            update_conflicts=True,
            unique_fields=["number"],
            update_fields=["title", "issuer", "effective_on", "confidence"],
        )
        act_ids = dict(LegalAct.objects.values_list("number", "pk"))
        for unit in Unit.objects.bulk_create([Unit(key=key) for key in self.new_keys], batch_size=_BATCH):
            self.unit_ids[unit.key] = unit.pk
        self._write_versions(act_ids)
        self._write_links(act_ids)
        self._write_outlines()

    def _write_versions(self, act_ids: Mapping[str, int]) -> None:
        UnitVersion.objects.filter(pk__in=[self.version_ids[place] for place in self.versions.gone]).delete()
        changed = [self._row(version, act_ids) for version in self.versions.changed.values()]
        # Ends first, so that no version meets the next one on the way.
        changed.sort(key=lambda row: row.valid_until or date.max)
        fields = ["name", "folded_name", "sort_name", "kind", "level", "code", "parent", "in_scope"]
        fields += ["valid_until", "legal_act", "remark"]
        UnitVersion.objects.bulk_update(changed, fields, batch_size=_BATCH)
        added = [self._row(version, act_ids) for version in self.versions.added.values()]
        UnitVersion.objects.bulk_create(added, batch_size=_BATCH)

    def _row(self, version: Version, act_ids: Mapping[str, int]) -> UnitVersion:
        return UnitVersion(
            pk=self.version_ids.get((version.key, version.valid_from)),
            unit_id=self.unit_ids[version.key],
            name=version.name,
            folded_name=fold(version.name),
            sort_name=sort_key(version.name),
            kind=version.kind,
            level=version.level,
            code=version.code,
            parent_id=self.unit_ids[version.parent] if version.parent else None,
            in_scope=version.in_scope,
            valid_from=version.valid_from,
            valid_until=version.valid_until,
            legal_act_id=act_ids[version.act] if version.act else None,
            remark=version.remark,
        )

    def _write_links(self, act_ids: Mapping[str, int]) -> None:
        for predecessor, successor, day in self.links.gone:
            Succession.objects.filter(
                predecessor=self.unit_ids[predecessor], successor=self.unit_ids[successor], on=day
            ).delete()
        Succession.objects.bulk_create(
            [
                Succession(
                    predecessor_id=self.unit_ids[link.predecessor],
                    successor_id=self.unit_ids[link.successor],
                    kind=link.kind,
                    on=link.on,
                    legal_act_id=act_ids[link.act],
                    clause=link.clause,
                )
                for link in [*self.links.added.values(), *self.links.changed.values()]
            ],
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["predecessor", "successor", "on"],
            update_fields=["kind", "legal_act", "clause"],
        )

    def _write_outlines(self) -> None:
        for key, valid_from in [*self.outlines.gone, *self.outlines.changed]:
            Boundary.objects.filter(unit=self.unit_ids[key], valid_from=valid_from).delete()
        Boundary.objects.bulk_create(
            [
                Boundary(
                    unit_id=self.unit_ids[outline.key],
                    valid_from=outline.valid_from,
                    valid_until=outline.valid_until,
                    geometry=outline.geometry,
                    area_km2=outline.area_km2,
                )
                for outline in [*self.outlines.added.values(), *self.outlines.changed.values()]
            ]
        )


def _name(version: Version) -> str:
    word = WORD_OF_KIND.get(version.kind, "")
    return f"{word} {version.name}".strip()


def _told(version: Version) -> str:
    code = f" ({version.code})" if version.code else ""
    return f"{_name(version)}{code}, từ {format_date(version.valid_from)}"


def _told_end(version: Version) -> str:
    last_day = ValidRange(version.valid_from, version.valid_until).last_day
    code = f" ({version.code})" if version.code else ""
    return f"{_name(version)}{code}, đến hết {format_date(last_day) if last_day else ''}"


def _sorted(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(sentences, key=sort_key))
