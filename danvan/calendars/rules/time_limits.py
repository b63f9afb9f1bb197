"""The time limits of the law, as dated data.

Each row of `data/time_limits.csv` is one limit in one version: how many days,
of which kind, counted how, from what, on which legal basis, in force from when
until when.  A row that was used is never edited; a change of the law is a new
row with a later `effective_from`, and the day of the event that starts a stage
decides which row applies to it.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from danvan.kernel.errors import InputError, InputErrors, RuleError
from danvan.kernel.text import format_date


class Unit(StrEnum):
    """What a limit is counted in."""

    CALENDAR = "C"
    WORKING = "W"
    HOUR = "H"
    MONTH = "M"


class Mode(StrEnum):
    """How a limit is meant.

    `max`: the last day on which the act is in time.  `cap`: the same, where a
    longer limit replaces a shorter one from the same event instead of being
    added.  `add`: added to a limit that runs.  `before`: the last day on which
    the act still lies far enough ahead of an event.  `min`: how long a state
    must last.  `effect`: the day from which something binds.
    """

    MAX = "max"
    CAP = "cap"
    ADD = "add"
    BEFORE = "before"
    MIN = "min"
    EFFECT = "effect"


class UnknownTimeLimit(RuleError):
    """No limit carries this id."""

    code = "unknown_time_limit"
    message = "Không có thời hạn nào mang mã “%(rule)s”."


class NotInForce(RuleError):
    """The limit exists, but not on that day."""

    code = "time_limit_not_in_force"
    message = "Thời hạn %(rule)s không áp dụng cho việc phát sinh ngày %(on)s: quy định đã hết hiệu lực."


class NoLongerLimit(RuleError):
    """The law gives no longer limit for this stage."""

    code = "no_longer_limit"
    message = "Thời hạn %(rule)s không có mức dài hơn: pháp luật không quy định căn cứ kéo dài."


class TooManyExtensions(RuleError):
    """More extensions than the law allows."""

    code = "too_many_extensions"
    message = "Thời hạn %(rule)s chỉ được gia hạn %(allowed)s lần."


@dataclass(frozen=True)
class TimeLimit:
    """One time limit in one version.

    `extended` is the limit that replaces this one on the ground
    `extended_ground`: a number of the same unit, or the id of another row.
    `extensions` are the ids of the rows that may be added one after another.
    Suspensions (tạm đình chỉ) stop the clock when decided on or after
    `suspension_from`, expert examinations (giám định) when requested on or
    after `expertise_from`; empty means the law knows none for this stage.
    Obstacles that kept a person from acting are left out where `has_obstacle`.
    """

    id: str
    procedure: str
    name: str
    trigger: str
    days: int
    unit: Unit
    mode: Mode
    extended: str
    extended_ground: str
    extensions: tuple[str, ...]
    suspension_from: date | None
    expertise_from: date | None
    has_obstacle: bool
    basis: str
    effective_from: date
    effective_to: date | None
    confidence: str

    @property
    def family(self) -> str:
        """The id without its version: KN-ACC1 for KN-ACC1-V2."""
        return _VERSION.sub("", self.id)

    @property
    def is_house_rule(self) -> bool:
        """Whether no law sets the number: the province's own default, which a fixed date replaces."""
        return self.confidence in ("D", "?")

    def is_in_force(self, on: date) -> bool:
        """Whether an event of that day starts this limit."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


class TimeLimits(Mapping[str, TimeLimit]):
    """All limits by id."""

    def __init__(self, rows: Iterable[TimeLimit]) -> None:
        self._rows = {row.id: row for row in rows}

    def __getitem__(self, rule: str) -> TimeLimit:
        return self._rows[rule]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def in_force(self, rule: str, on: date) -> TimeLimit:
        """Return the row for an id, or for a family in the version of that day.

        Raises UnknownTimeLimit, and NotInForce when no version, or another
        than the one asked for, applies to an event of that day.
        """
        asked = rule.strip().upper()
        versions = [row for row in self._rows.values() if asked in (row.id, row.family)]
        if not versions:
            raise UnknownTimeLimit(params={"rule": rule})
        for row in versions:
            if row.is_in_force(on):
                return row
        raise self._not_in_force(asked, versions[-1], on)

    def _not_in_force(self, asked: str, row: TimeLimit, on: date) -> NotInForce:
        named = {"rule": asked, "on": format_date(on), "basis": row.basis, "since": format_date(row.effective_from)}
        for other in self._rows.values():
            if other.family == row.family and other.is_in_force(on):
                return NotInForce(
                    message="Thời hạn %(rule)s không áp dụng cho việc phát sinh ngày %(on)s: "
                    "ngày đó áp dụng %(other)s (%(basis)s).",
                    params=named | {"other": other.id, "basis": other.basis},
                )
        if on < row.effective_from:
            return NotInForce(
                message="Thời hạn %(rule)s không áp dụng cho việc phát sinh ngày %(on)s: "
                "%(basis)s có hiệu lực từ ngày %(since)s.",
                params=named,
            )
        return NotInForce(params=named)

    def extended(self, limit: TimeLimit) -> TimeLimit:
        """Return the longer limit on the stated ground: another row, or this one with the other number.

        Raises NoLongerLimit.
        """
        if not limit.extended:
            raise NoLongerLimit(params={"rule": limit.id})
        if limit.extended.isdigit():
            return replace(limit, days=int(limit.extended), extended="")
        return self[limit.extended]

    def extension_days(self, limit: TimeLimit, count: int) -> tuple[int, ...]:
        """Return the full days of the first `count` extensions.  Raises TooManyExtensions."""
        if count > len(limit.extensions):
            never = "" if limit.extensions else "Thời hạn %(rule)s không được gia hạn."
            raise TooManyExtensions(message=never, params={"rule": limit.id, "allowed": len(limit.extensions)})
        return tuple(self[rule].days for rule in limit.extensions[:count])


COLUMNS = (
    "id",
    "procedure",
    "name",
    "trigger",
    "days",
    "unit",
    "mode",
    "extended",
    "extended_ground",
    "extensions",
    "suspension_from",
    "expertise_from",
    "obstacle",
    "basis",
    "effective_from",
    "effective_to",
    "confidence",
)
_VERSION = re.compile(r"-V[0-9]+$")


def read_time_limits(lines: Iterable[str]) -> TimeLimits:
    """Read a file of time limits (CSV with the columns `COLUMNS`).

    Raises InputErrors naming every bad row: an unreadable cell, an id given
    twice, a reference to a row that does not exist, and two versions of one
    family in force on the same day.
    """
    reader = csv.DictReader(lines, restkey="", restval="")
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
        raise InputErrors([InputError("Tệp thiếu cột này.", field=column) for column in missing])
    rows: dict[str, TimeLimit] = {}
    errors: list[InputError] = []
    for number, cells in enumerate(reader, start=2):
        try:
            row = _read_row(cells)
        except _BadCell as bad:
            errors.append(InputError(bad.message, bad.column, number))
            continue
        if row.id in rows:
            errors.append(InputError("Mã %(id)s đã có ở dòng trên.", "id", number, {"id": row.id}))
        rows[row.id] = row
    errors += _loose_ends(rows)
    if errors:
        raise InputErrors(errors)
    return TimeLimits(rows.values())


def _loose_ends(rows: dict[str, TimeLimit]) -> Iterator[InputError]:
    for row in rows.values():
        named = [*row.extensions, *([row.extended] if row.extended and not row.extended.isdigit() else [])]
        for other in named:
            if other not in rows:
                yield InputError("%(id)s dẫn tới %(other)s là mã không có.", "id", None, {"id": row.id, "other": other})
        for other_row in rows.values():
            if other_row.id > row.id and other_row.family == row.family and _overlap(row, other_row):
                yield InputError(
                    "%(id)s và %(other)s cùng có hiệu lực.", "id", None, {"id": row.id, "other": other_row.id}
                )


def _overlap(one: TimeLimit, other: TimeLimit) -> bool:
    return one.is_in_force(other.effective_from) or other.is_in_force(one.effective_from)


class _BadCell(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def _read_row(cells: dict[str, str]) -> TimeLimit:
    def day(column: str) -> date | None:
        text = cells[column]
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise _BadCell(column, "Ngày phải ghi theo dạng năm-tháng-ngày.") from error

    if "" in cells:
        raise _BadCell("", "Dòng này có nhiều ô hơn dòng tiêu đề.")
    for column in ("id", "procedure", "name", "trigger", "basis", "effective_from", "confidence"):
        if not cells[column].strip():
            raise _BadCell(column, "Ô này không được để trống.")
    if not cells["days"].isdigit() or int(cells["days"]) < 1:
        raise _BadCell("days", "Số ngày phải là số nguyên dương.")
    try:
        unit, mode = Unit(cells["unit"]), Mode(cells["mode"])
    except ValueError as error:
        raise _BadCell("unit", "Đơn vị tính hoặc cách tính không có trong danh mục.") from error
    effective_from = day("effective_from")
    assert effective_from is not None
    return TimeLimit(
        id=cells["id"],
        procedure=cells["procedure"],
        name=cells["name"],
        trigger=cells["trigger"],
        days=int(cells["days"]),
        unit=unit,
        mode=mode,
        extended=cells["extended"],
        extended_ground=cells["extended_ground"],
        extensions=tuple(cells["extensions"].split()),
        suspension_from=day("suspension_from"),
        expertise_from=day("expertise_from"),
        has_obstacle=cells["obstacle"] == "yes",
        basis=cells["basis"],
        effective_from=effective_from,
        effective_to=day("effective_to"),
        confidence=cells["confidence"],
    )
