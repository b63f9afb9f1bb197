"""Figures units declare: taken as they are, checked for arithmetic sense, never used for a verdict."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.journal.services import record_act
from danvan.kernel.errors import InputError, InputErrors, NotFound, RuleError
from danvan.kernel.periods import Period
from danvan.kernel.text import fold, nfc, parse_date
from danvan.orgs.selectors import is_root, names_on, subtree, units_on
from danvan.schemes.models import DeclaredFigure
from danvan.schemes.roster import Asked, Roster
from danvan.schemes.rules.declared import Declared, Expected, Finding, Part, findings_of
from danvan.schemes.selectors.closings import closing_in_force
from danvan.schemes.selectors.definitions import asked_target, scheme_in_force


class PeriodIsClosed(RuleError):
    """The figures of the year are frozen."""

    code = "period_is_closed"
    message = _("Kỳ năm %(year)d đã đóng nên không nhận thêm số liệu khai.")


class CannotReadFile(InputErrors):
    """The file is none we can read, or a needed column is missing."""

    code = "cannot_read_file"


@dataclass(frozen=True)
class Statement:
    """What a unit declares about one target and year; without a window it is about the whole period."""

    unit_id: int
    target: str
    year: int
    window: Period | None = None
    numerator: int | None = None
    denominator: int | None = None
    percent: str = ""
    units_counted: int | None = None
    parts: tuple[Part, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Checked:
    """A statement with what does not fit in it, and the row of the file it came from."""

    statement: Statement
    unit_name: str
    findings: tuple[Finding, ...]
    row: int | None = None


# --- one figure -----------------------------------------------------------------------------------------------------


@transaction.atomic
def declare_figure(scheme: str, statement: Statement, *, actor: Actor) -> DeclaredFigure:
    """Take down what a unit declares; a new statement replaces the one before, whose history is kept.

    What does not fit is kept with the figure and refuses nothing.  Raises
    NoAuthority, NotFound, PeriodIsClosed, InputErrors.
    """
    require(actor, Right.DECLARE_FIGURES, unit_id=statement.unit_id)
    asked = asked_target(scheme_in_force(scheme), statement.target)
    if problems := list(_problems(asked, statement, actor)):
        raise InputErrors(problems)
    return _keep(scheme, asked, statement, _findings(asked, statement, Roster()), actor)


@transaction.atomic
def withdraw_declared(figure_id: int, *, actor: Actor) -> None:
    """Take a declared figure back.  Raises NotFound, NoAuthority, PeriodIsClosed."""
    figure = DeclaredFigure.objects.select_for_update().filter(pk=figure_id).first()
    if figure is None or not actor.may(Right.SEE_RESULTS, figure.unit_id):
        raise NotFound
    require(actor, Right.DECLARE_FIGURES, unit_id=figure.unit_id)
    _refuse_closed(figure.scheme, figure.year)
    _journal("withdraw_declared", figure, actor)
    figure.delete()


def findings_about(scheme: str, statement: Statement) -> list[Finding]:
    """Return what does not fit in a statement, writing nothing.  Raises NotFound for an unknown target."""
    return list(_findings(asked_target(scheme_in_force(scheme), statement.target), statement, Roster()))


def _problems(asked: Asked, statement: Statement, actor: Actor) -> Iterator[InputError]:
    if not asked.applies_in(statement.year) or statement.year > actor.on.year:
        yield InputError(_("Chỉ tiêu %(id)s không có kỳ năm %(year)d."), field="năm",
                         params={"id": asked.id, "year": statement.year})  # fmt: skip
    if statement.numerator is None and not statement.percent.strip():
        yield InputError(_("Cần khai tử số hoặc tỷ lệ."), field="tử số")
    for label, number in (("tử số", statement.numerator), ("mẫu số", statement.denominator)):
        if number is not None and abs(number) > 10**12:
            yield InputError(_("Số quá lớn."), field=label)
    if statement.units_counted is not None and not 0 <= statement.units_counted <= 10**6:
        yield InputError(_("Số đơn vị phải từ 0 đến 1.000.000."), field="số đơn vị")
    if len(statement.percent) > 20:
        yield InputError(_("Tỷ lệ dài quá 20 ký tự."), field="tỷ lệ")
    if len(statement.source) > 300:
        yield InputError(_("Nguồn dài quá 300 ký tự."), field="nguồn")


def _findings(asked: Asked, statement: Statement, roster: Roster) -> tuple[Finding, ...]:
    period = Period.year(statement.year)
    declared = Declared(
        window=statement.window or period,
        numerator=statement.numerator,
        denominator=statement.denominator,
        percent=statement.percent,
        units_counted=statement.units_counted,
        parts=statement.parts,
    )
    units = None
    if statement.units_counted is not None:
        units = _units_on_last_day(asked, statement.unit_id, period, roster)
    return tuple(findings_of(declared, Expected(period, units, asked.threshold)))


def _units_on_last_day(asked: Asked, unit_id: int, period: Period, roster: Roster) -> int:
    """Return how many units the target binds on the last day, of those below the declaring unit."""
    members = {seat.unit_id for seat in roster.seats(asked, period.start.year) if not seat.is_closing}
    if is_root(unit_id):
        return len(members)
    return len(members & {version.unit_id for version in subtree(unit_id, period.last_day)})


def _keep(scheme: str, asked: Asked, statement: Statement, findings: Iterable[Finding], actor: Actor) -> DeclaredFigure:
    _refuse_closed(scheme, statement.year)
    window = statement.window or Period.year(statement.year)
    figure, _is_new = DeclaredFigure.objects.update_or_create(
        scheme=scheme,
        target=asked.id,
        unit_id=statement.unit_id,
        year=statement.year,
        defaults={
            "period_from": window.start,
            "period_to": window.end,
            "numerator": statement.numerator,
            "denominator": statement.denominator,
            "percent": statement.percent.strip(),
            "units_counted": statement.units_counted,
            "parts": [
                {"label": part.label, "numerator": part.numerator, "denominator": part.denominator}
                for part in statement.parts
            ],
            "findings": [
                {"code": finding.code, "severity": finding.severity.value, "sentence": finding.sentence}
                for finding in findings
            ],
            "source": nfc(statement.source).strip(),
            "declared_by_id": actor.holding_id,
        },
    )
    _journal("declare_figure", figure, actor)
    return figure


def _refuse_closed(scheme: str, year: int) -> None:
    if closing_in_force(scheme, year) is not None:
        raise PeriodIsClosed(params={"year": year})


def _journal(act: str, figure: DeclaredFigure, actor: Actor) -> None:
    record_act(
        f"schemes.{act}",
        actor=actor,
        subject_kind="declared_figure",
        subject_id=figure.pk,
        unit_id=figure.unit_id,
        detail={
            "scheme": figure.scheme,
            "target": figure.target,
            "year": figure.year,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "findings": [finding["code"] for finding in figure.findings],
        },
    )


# --- a file of figures ----------------------------------------------------------------------------------------------

COLUMNS = (
    "đơn vị", "chỉ tiêu", "năm", "từ ngày", "đến ngày", "tử số", "mẫu số", "tỷ lệ", "số đơn vị", "các phần", "nguồn",
)  # fmt: skip
NEEDED = ("đơn vị", "chỉ tiêu", "năm")
_PART = re.compile(r"(?P<label>[^:;]+):\s*(?P<numerator>-?[0-9]+)?\s*(?:/\s*(?P<denominator>-?[0-9]+))?")
_LIMIT = 20_000


@dataclass
class _Reader:
    """Turns the rows of a file into statements, collecting everything that is wrong."""

    scheme: str
    actor: Actor
    problems: list[InputError] = field(default_factory=list)
    _units: dict[date, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.definition = scheme_in_force(self.scheme)

    def read(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, Statement]]:
        seen: dict[tuple[int, str, int], int] = {}
        for number, row in enumerate(rows, start=2):
            if not any(str(value).strip() for value in row.values()):
                continue
            before = len(self.problems)
            statement = self._statement(number, row)
            if statement is None or len(self.problems) > before:
                continue
            key = (statement.unit_id, statement.target, statement.year)
            if key in seen:
                self._wrong(number, "", _("Trùng đơn vị, chỉ tiêu và năm với dòng %(row)d."), row=seen[key])
                continue
            seen[key] = number
            yield number, statement

    def _statement(self, number: int, row: Mapping[str, Any]) -> Statement | None:
        year = self._number(number, row, "năm")
        target = _text(row.get("chỉ tiêu"))
        start, end = self._day(number, row, "từ ngày"), self._day(number, row, "đến ngày")
        counts = {name: self._number(number, row, name) for name in ("tử số", "mẫu số", "số đơn vị")}
        parts = self._parts(number, row)
        try:
            asked = asked_target(self.definition, target)
        except NotFound:
            self._wrong(number, "chỉ tiêu", _("Đề án không có chỉ tiêu “%(found)s”."), found=target)
            return None
        if year is None or not 2000 <= year <= 2100:
            self._wrong(number, "năm", _("Cần ghi năm, ví dụ 2025."))
            return None
        window = None
        if start or end:
            if not (start and end) or end < start:
                self._wrong(number, "đến ngày", _("Cần ghi cả hai ngày, ngày sau không trước ngày đầu."))
                return None
            window = Period(start, end)
        unit_id = self._unit(number, row, (window or Period.year(year)).last_day)
        if unit_id is None:
            return None
        statement = Statement(
            unit_id,
            asked.id,
            year,
            window,
            counts["tử số"],
            counts["mẫu số"],
            _percent(row.get("tỷ lệ")),
            counts["số đơn vị"],
            parts,
            _text(row.get("nguồn")),
        )
        for problem in _problems(asked, statement, self.actor):
            self.problems.append(InputError(problem.message, field=problem.field, row=number, params=problem.params))
        return statement

    def _unit(self, number: int, row: Mapping[str, Any], on: date) -> int | None:
        if on not in self._units:
            by_name: dict[str, int] = {}
            for version in units_on(on):
                by_name[fold(version.full_name)] = version.unit_id
                if version.code:
                    by_name[fold(version.code)] = version.unit_id
            self._units[on] = by_name
        asked = _text(row.get("đơn vị"))
        found = self._units[on].get(fold(asked))
        if found is None:
            self._wrong(number, "đơn vị", _("Không có đơn vị mã hoặc tên “%(found)s” ngày %(on)s."),
                        found=asked, on=f"{on:%d/%m/%Y}")  # fmt: skip
        elif not self.actor.may(Right.DECLARE_FIGURES, found):
            self._wrong(number, "đơn vị", _("Vị trí hiện tại không khai số liệu của “%(found)s”."), found=asked)
            return None
        return found

    def _number(self, number: int, row: Mapping[str, Any], name: str) -> int | None:
        value = row.get(name)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        text = _text(value).replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", _text(value)) else _text(value)
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,15}", text):
            self._wrong(number, name, _("“%(found)s” không phải là số nguyên."), found=text)
            return None
        return int(text)

    def _day(self, number: int, row: Mapping[str, Any], name: str) -> date | None:
        value = row.get(name)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if not _text(value):
            return None
        try:
            return parse_date(_text(value))
        except ValueError:
            self._wrong(number, name, _("“%(found)s” không phải là ngày dạng 31/12/2025."), found=_text(value))
            return None

    def _parts(self, number: int, row: Mapping[str, Any]) -> tuple[Part, ...]:
        parts = []
        for piece in filter(None, (each.strip() for each in _text(row.get("các phần")).split(";"))):
            match = _PART.fullmatch(piece)
            if match is None:
                self._wrong(number, "các phần", _("“%(found)s” chưa đúng dạng, ví dụ Cấp xã: 95/130."), found=piece)
                continue
            counts = [None if match[name] is None else int(match[name]) for name in ("numerator", "denominator")]
            parts.append(Part(match["label"].strip(), counts[0], counts[1]))
        return tuple(parts)

    def _wrong(self, number: int, column: str, message: object, **params: object) -> None:
        self.problems.append(InputError(message, field=column, row=number, params=params))


@transaction.atomic
def import_declared(
    scheme: str, path: Path, *, actor: Actor, name: str = "", check_only: bool = False
) -> list[Checked]:
    """Take a CSV or XLSX file of declared figures, all of it or nothing, and return what does not fit in each.

    Raises CannotReadFile, InputErrors with every row at fault, PeriodIsClosed.
    """
    reader = _Reader(scheme, actor)
    statements = list(reader.read(_rows_of(path, name or path.name)))
    if reader.problems:
        raise InputErrors(reader.problems)
    if not statements:
        raise CannotReadFile([InputError(_("Tệp không có dòng số liệu nào."))])
    roster = Roster()
    names = names_on({statement.unit_id for _row, statement in statements}, actor.on)
    checked = []
    for row, statement in statements:
        asked = asked_target(reader.definition, statement.target)
        findings = _findings(asked, statement, roster)
        if not check_only:
            _keep(scheme, asked, statement, findings, actor)
        checked.append(Checked(statement, names[statement.unit_id].full_name, findings, row))
    return checked


def _rows_of(path: Path, name: str) -> list[Mapping[str, Any]]:
    try:
        table: Sequence[Sequence[Any]]
        if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")):
            table = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        else:
            text = path.read_text(encoding="utf-8-sig")
            first = text.partition("\n")[0]
            table = list(csv.reader(text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ","))
    except (UnicodeDecodeError, csv.Error, python_calamine.CalamineError):
        raise CannotReadFile([InputError(_("Không đọc được tệp; cần tệp CSV (UTF-8) hoặc XLSX."))]) from None
    if not table:
        raise CannotReadFile([InputError(_("Tệp trống."))])
    known = {fold(column): column for column in COLUMNS}
    heads = [known.get(fold(_text(cell)), "") for cell in table[0]]
    missing = [column for column in NEEDED if column not in heads]
    if missing:
        raise CannotReadFile(
            [InputError(_("Thiếu cột “%(column)s” ở dòng đầu."), params={"column": column}) for column in missing]
        )
    if len(table) > _LIMIT:
        raise CannotReadFile([InputError(_("Tệp có hơn %(limit)d dòng."), params={"limit": _LIMIT})])
    return [{head: cell for head, cell in zip(heads, row, strict=False) if head} for row in table[1:]]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return nfc(str(value)).strip()


def _percent(value: Any) -> str:
    """A spreadsheet cell holds a percentage as typed, or as a number formatted as one."""
    if isinstance(value, float) and 0 < value <= 1:
        return f"{value * 100:.10g}".replace(".", ",") + " %"
    return _text(value).replace(".", ",") if isinstance(value, float) else _text(value)
