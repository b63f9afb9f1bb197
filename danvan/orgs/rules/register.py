"""The register of units as the dated files state it: who was what, when, and who followed whom.

The files are lists of codes at three dates.  A code is not an identity, so the
lists are read together with the successions and turned into identities with
versions:

* a unit whose row did not change, was left whole, or only took another name or
  kind goes on as itself;
* under Resolution 1243 (01/12/2024) communes were merged into ones that stayed,
  so a unit keeping its code, name and kind goes on as itself, with a new version;
* under Resolution 1678 (01/07/2025) every unit made of several is a new one, also
  when it took over the code and the name of one of them.

Party and Front committees follow the territory they belong to, by rule.
"""

import csv
import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from danvan.kernel.errors import InputError, InputErrors
from danvan.kernel.text import nfc
from danvan.orgs.rules.classes import COMMUNE_KINDS, DISTRICT_KINDS

SHIPPED = Path(__file__).parents[1] / "data"
SUCCESSIONS, VARIANTS, BODIES = "nghean_succession.csv", "nghean_name_variants.csv", "bodies.toml"
PROVINCE = "gso-40-2021"

KIND_OF_WORD = {
    "tỉnh": "province",
    "thành phố": "city",
    "thị xã": "town",
    "huyện": "district",
    "phường": "ward",
    "thị trấn": "township",
    "xã": "commune",
}
WORD_OF_KIND = {kind: word for word, kind in KIND_OF_WORD.items()}
PARTY_NAME = {
    "province": "Tỉnh ủy",
    "city": "Thành ủy",
    "town": "Thị ủy",
    "district": "Huyện ủy",
    "ward": "Đảng ủy phường",
    "township": "Đảng ủy thị trấn",
    "commune": "Đảng ủy xã",
}
CATALOGUE_BEGINS = date(2004, 8, 31)
REMARK_OF_BEGINNING = "Có từ ngày này hoặc sớm hơn."


@dataclass(frozen=True)
class Snapshot:
    """One list of codes: since when it holds, by which act, and whether a merger then left the receiver itself."""

    year: str
    since: date
    act: str = ""
    receiver_goes_on: bool = False

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"nghean_units_{self.year}.csv"


SNAPSHOTS = (
    Snapshot("2021", CATALOGUE_BEGINS),
    Snapshot("2024", date(2024, 12, 1), "1243/NQ-UBTVQH15", receiver_goes_on=True),
    Snapshot("2025", date(2025, 7, 1), "1678/NQ-UBTVQH15"),
)


@dataclass(frozen=True)
class Act:
    """A legal act, by its number."""

    number: str
    title: str
    issuer: str
    effective_on: date
    confidence: str


@dataclass(frozen=True)
class Version:
    """What a unit was during one stretch of time; `parent` is a key, `act` a number."""

    key: str
    name: str
    kind: str
    level: str
    parent: str
    valid_from: date
    valid_until: date | None
    code: str = ""
    in_scope: bool = True
    act: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Link:
    """One unit, or part of it, passing to another."""

    predecessor: str
    successor: str
    kind: str
    on: date
    act: str
    clause: str = ""


@dataclass(frozen=True)
class Register:
    """All the files say, as identities.  `keys` finds the identity behind (list, code)."""

    acts: tuple[Act, ...]
    versions: tuple[Version, ...]
    links: tuple[Link, ...]
    keys: Mapping[tuple[str, str], str]
    digest: str

    def up_to(self, day: date) -> "Register":
        """Return the register as it stood on a day: nothing later has begun, ended or passed on."""
        return replace(
            self,
            versions=tuple(_clip(version, day) for version in self.versions if version.valid_from <= day),
            links=tuple(link for link in self.links if link.on <= day),
        )


def _clip(version: Version, day: date) -> Version:
    ends_later = version.valid_until is not None and version.valid_until > day
    return replace(version, valid_until=None) if ends_later else version


def read_register(folder: Path = SHIPPED) -> Register:
    """Read and check the files of a folder.  Raises InputErrors, naming every bad row at once."""
    faults: list[InputError] = []
    lists = {snapshot.year: _rows(folder / snapshot.file, faults) for snapshot in SNAPSHOTS}
    successions = _rows(folder / SUCCESSIONS, faults)
    variants = _rows(folder / VARIANTS, faults)
    bodies = _toml(folder / BODIES, faults)
    _refuse(faults)
    for snapshot in SNAPSHOTS:
        faults += _faults_of_list(snapshot.file, lists[snapshot.year])
    _refuse(faults)
    by_code = {year: {row["code"]: row for row in rows} for year, rows in lists.items()}
    faults += _faults_of_successions(successions, by_code)
    _refuse(faults)

    keys = _identities(by_code, successions)
    spelled = {(row["snapshot"], row["code"]): row["variant"] for row in variants}
    territories = _territories(by_code, keys, spelled)
    links = _links(successions, keys)
    committees = [each for version in territories for each in _committees_of(version)]
    passing_on = [each for link in links for each in _committee_links_of(link)]
    acts, others, other_links = _bodies(bodies)
    versions = [*territories, *committees, *others]
    _refuse(_faults_of_whole(acts, versions, [*links, *other_links]))
    return Register(
        acts=tuple(acts),
        versions=tuple(versions),
        links=(*links, *passing_on, *other_links),
        keys=keys,
        digest=_digest(folder),
    )


# --- reading ------------------------------------------------------------------------------------------------------


def _rows(path: Path, faults: list[InputError]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{name: nfc(value or "").strip() for name, value in row.items()} for row in csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        faults.append(_fault("Không đọc được tệp %(file)s: %(problem)s.", file=path.name, problem=_said(problem)))
        return []


def _toml(path: Path, faults: list[InputError]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        faults.append(_fault("Không đọc được tệp %(file)s: %(problem)s.", file=path.name, problem=_said(problem)))
        return {}


def _said(problem: Exception) -> str:
    if isinstance(problem, OSError):
        return "không có tệp này hoặc không mở được"
    return "không phải văn bản UTF-8 đúng định dạng"


def _digest(folder: Path) -> str:
    names = [*(snapshot.file for snapshot in SNAPSHOTS), SUCCESSIONS, VARIANTS, BODIES]
    content = hashlib.sha256()
    for name in names:
        content.update((folder / name).read_bytes())
    return content.hexdigest()


def _fault(message: str, *, field: str = "", row: int | None = None, **params: object) -> InputError:
    return InputError(message, field=field, row=row, params=params)


def _refuse(faults: Iterable[InputError]) -> None:
    if found := tuple(faults):
        raise InputErrors(found)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _after(last_day: str) -> date | None:
    day = _day(last_day)
    return None if day is None else day + timedelta(days=1)


# --- checking -----------------------------------------------------------------------------------------------------

_LIST_COLUMNS = frozenset({"code", "name_vi", "kind", "level", "parent_code", "valid_from", "valid_to"})
_LEVEL_OF_KIND = (
    {"province": "province"} | dict.fromkeys(DISTRICT_KINDS, "district") | dict.fromkeys(COMMUNE_KINDS, "commune")
)


def _faults_of_list(file: str, rows: list[dict[str, str]]) -> Iterator[InputError]:
    if not rows or set(rows[0]) != _LIST_COLUMNS:
        yield _fault(
            "Tệp %(file)s phải có đúng các cột: %(columns)s.", file=file, columns=", ".join(sorted(_LIST_COLUMNS))
        )
        return
    codes = {row["code"] for row in rows}
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        where: dict[str, Any] = {"row": number, "file": file}
        kind = KIND_OF_WORD.get(row["kind"], "")
        if not row["code"] or row["code"] in seen:
            yield _fault("Tệp %(file)s: mã “%(code)s” trống hoặc đã có.", field="code", code=row["code"], **where)
        seen.add(row["code"])
        if not row["name_vi"]:
            yield _fault("Tệp %(file)s: chưa có tên đơn vị.", field="name_vi", **where)
        if not kind:
            yield _fault("Tệp %(file)s: không có loại đơn vị “%(kind)s”.", field="kind", kind=row["kind"], **where)
        elif row["level"] != _LEVEL_OF_KIND[kind]:
            yield _fault("Tệp %(file)s: cấp không hợp với loại “%(kind)s”.", field="level", kind=row["kind"], **where)
        if (row["parent_code"] == "") != (kind == "province") or row["parent_code"] not in codes | {""}:
            yield _fault(
                "Tệp %(file)s: không có đơn vị cấp trên mã “%(code)s”.",
                field="parent_code", code=row["parent_code"], **where,
            )  # fmt: skip
        yield from _faults_of_dates(row, where)


def _faults_of_dates(row: dict[str, str], where: dict[str, Any]) -> Iterator[InputError]:
    try:
        first, last = date.fromisoformat(row["valid_from"]), _day(row["valid_to"])
    except ValueError:
        yield _fault("Tệp %(file)s: ngày phải có dạng năm-tháng-ngày.", field="valid_from", **where)
        return
    if last is not None and last < first:
        yield _fault("Tệp %(file)s: ngày hết hiệu lực trước ngày có hiệu lực.", field="valid_to", **where)


def _faults_of_successions(
    rows: list[dict[str, str]], by_code: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> Iterator[InputError]:
    for number, row in enumerate(rows, start=2):
        where: dict[str, Any] = {"row": number, "file": SUCCESSIONS}
        steps = {snapshot.since.isoformat(): index for index, snapshot in enumerate(SNAPSHOTS) if index}
        if row.get("date") not in steps:
            yield _fault("Tệp %(file)s: không có đợt sắp xếp ngày này.", field="date", **where)
            continue
        index = steps[row["date"]]
        for field, year in (("from_code", SNAPSHOTS[index - 1].year), ("to_code", SNAPSHOTS[index].year)):
            if row.get(field) not in by_code[year]:
                yield _fault(
                    "Tệp %(file)s: danh mục %(year)s không có mã “%(code)s”.",
                    field=field, year=year, code=row.get(field), **where,
                )  # fmt: skip
        if row.get("kind") not in {"merge", "partial", "rename", "whole"}:
            yield _fault("Tệp %(file)s: không có cách kế thừa “%(kind)s”.", field="kind", kind=row.get("kind"), **where)


def _faults_of_whole(acts: list[Act], versions: list[Version], links: list[Link]) -> Iterator[InputError]:
    keys = {version.key for version in versions}
    numbers = {act.number for act in acts} | {""}
    for version in versions:
        if version.parent and version.parent not in keys:
            yield _fault("Đơn vị %(key)s có cấp trên chưa khai: %(parent)s.", key=version.key, parent=version.parent)
        if version.act not in numbers:
            yield _fault("Đơn vị %(key)s dẫn văn bản chưa khai: %(act)s.", key=version.key, act=version.act)
    for link in links:
        for key in {link.predecessor, link.successor} - keys:
            yield _fault("Kế thừa ngày %(on)s dẫn đơn vị chưa khai: %(key)s.", on=link.on.isoformat(), key=key)
        if link.act not in numbers - {""}:
            yield _fault("Kế thừa của %(key)s dẫn văn bản chưa khai: %(act)s.", key=link.predecessor, act=link.act)


# --- territories --------------------------------------------------------------------------------------------------

_List = Mapping[str, Mapping[str, str]]


def _identities(by_code: Mapping[str, _List], successions: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    """Return the key of the unit behind every (list, code)."""
    onto_itself = {(row["date"], row["from_code"]): row["kind"] for row in successions if _is_onto_itself(row)}
    keys: dict[tuple[str, str], str] = {}
    before: Snapshot | None = None
    for snapshot in SNAPSHOTS:
        for code, row in by_code[snapshot.year].items():
            earlier = None if before is None else by_code[before.year].get(code)
            kind = onto_itself.get((snapshot.since.isoformat(), code), "")
            if before and earlier and _goes_on(earlier, row, kind, snapshot):
                keys[snapshot.year, code] = keys[before.year, code]
            else:
                keys[snapshot.year, code] = f"gso-{code}-{snapshot.year}"
        before = snapshot
    return keys


def _is_onto_itself(row: Mapping[str, str]) -> bool:
    return row["from_code"] == row["to_code"]


def _goes_on(earlier: Mapping[str, str], row: Mapping[str, str], succession: str, snapshot: Snapshot) -> bool:
    if earlier == row or succession in ("whole", "rename"):
        return True
    stayed = earlier["name_vi"] == row["name_vi"] and earlier["kind"] == row["kind"]
    return bool(succession) and snapshot.receiver_goes_on and stayed


def _territories(
    by_code: Mapping[str, _List],
    keys: Mapping[tuple[str, str], str],
    spelled: Mapping[tuple[str, str], str],
) -> list[Version]:
    found: dict[tuple[str, date], Version] = {}
    for snapshot in SNAPSHOTS:
        for code, row in by_code[snapshot.year].items():
            valid_from = date.fromisoformat(row["valid_from"])
            remarks = [REMARK_OF_BEGINNING] if valid_from == CATALOGUE_BEGINS else []
            if variant := spelled.get((snapshot.year, code)):
                remarks.append(f"Danh mục thống kê ghi “{variant}”.")
            version = Version(
                key=keys[snapshot.year, code],
                name=row["name_vi"],
                kind=KIND_OF_WORD[row["kind"]],
                level=row["level"],
                parent=keys[snapshot.year, row["parent_code"]] if row["parent_code"] else "",
                valid_from=valid_from,
                valid_until=_after(row["valid_to"]),
                code=code,
                act=snapshot.act if valid_from == snapshot.since else "",
                remark=" ".join(remarks),
            )
            found.setdefault((version.key, version.valid_from), version)
    return list(found.values())


def _links(rows: list[dict[str, str]], keys: Mapping[tuple[str, str], str]) -> list[Link]:
    steps = {after.since.isoformat(): (before, after) for before, after in pairwise(SNAPSHOTS)}
    links = []
    for row in rows:
        before, after = steps[row["date"]]
        predecessor, successor = keys[before.year, row["from_code"]], keys[after.year, row["to_code"]]
        if predecessor != successor:
            clause = row["source"].partition(", ")[2]
            links.append(Link(predecessor, successor, row["kind"], after.since, after.act, clause))
    return links


def _committees_of(version: Version) -> Iterator[Version]:
    """The Party and the Front committee of a territory, with its dates."""
    follows = replace(version, parent=version.key, code="", remark="")
    yield replace(
        follows, key=f"party-{version.key}", kind="party_committee", name=f"{PARTY_NAME[version.kind]} {version.name}"
    )
    front = f"Ủy ban MTTQ Việt Nam {WORD_OF_KIND[version.kind]} {version.name}"
    yield replace(follows, key=f"front-{version.key}", kind="front", name=front)


def _committee_links_of(link: Link) -> Iterator[Link]:
    for body in ("party", "front"):
        yield replace(link, predecessor=f"{body}-{link.predecessor}", successor=f"{body}-{link.successor}")


# --- bodies -------------------------------------------------------------------------------------------------------


def _bodies(told: Mapping[str, Any]) -> tuple[list[Act], list[Version], list[Link]]:
    try:
        acts = [Act(**row) for row in told["act"]]
        versions = [version for group in told["group"] for version in _group(group, told)]
        links = [
            Link(predecessor, row["to"], row["kind"], row["on"], row["act"])
            for row in told["succession"]
            for predecessor in row["from"]
        ]
    except (KeyError, TypeError, AttributeError) as problem:
        fault = _fault("Tệp %(file)s thiếu hoặc thừa mục: %(problem)s.", file=BODIES, problem=problem)
        raise InputErrors([fault]) from problem
    return acts, versions, links


def _group(group: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[Version]:
    remarks = [group["remark"]] if "remark" in group else []
    if "valid_from" not in group:
        remarks.insert(0, told["known_since_remark"])
    for key, name in group["names"].items():
        yield Version(
            key=key,
            name=nfc(name),
            kind=group["kind"],
            level=group.get("level", "province"),
            parent=group["parent"],
            valid_from=group.get("valid_from", told["known_since"]),
            valid_until=group.get("valid_until"),
            in_scope=group.get("in_scope", True),
            act=group.get("act", ""),
            remark=" ".join(remarks),
        )
