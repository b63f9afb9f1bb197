"""`danvan scorecard`, `explain`, `recompute`, `declare`."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.kernel.errors import InputError, InputErrors
from danvan.kernel.tabular import FORMATS, print_rows, to_json
from danvan.kernel.text import parse_date
from danvan.orgs.selectors import unit_by_code
from danvan.schemes import selectors, services
from danvan.schemes.rules.definition import LEADING, PENDING
from danvan.schemes.selectors import Declaration, Explanation, TargetLine, UnitLine


class BadArgument(InputErrors):
    """An argument that fits the form and means nothing."""


def commands(subparsers: Any) -> None:
    """Add this area's commands."""
    today = timezone.localdate()
    card = subparsers.add_parser("scorecard", help="bảng chỉ tiêu của một năm")
    _scheme(card)
    card.add_argument("--year", type=int, default=today.year, help="năm, mặc định là năm nay")
    _unit(card)
    card.set_defaults(act=scorecard)
    why = subparsers.add_parser("explain", help="đơn vị và hồ sơ làm nên một con số")
    _scheme(why)
    why.add_argument("--target", required=True, metavar="MÃ", help="mã chỉ tiêu, ví dụ T03")
    why.add_argument("--year", type=int, default=today.year, help="năm, mặc định là năm nay")
    _unit(why)
    why.set_defaults(act=explain)
    again = subparsers.add_parser("recompute", help="tính lại toàn bộ kết quả")
    _scheme(again)
    again.add_argument("--check", action="store_true", help="chỉ so sánh, không ghi; thoát với mã 1 khi có khác biệt")
    again.set_defaults(act=recompute)
    told = subparsers.add_parser("declare", help="nhập số liệu khai báo và in điều chưa khớp")
    _scheme(told)
    told.add_argument("file", metavar="TỆP", type=Path, help="tệp CSV hoặc XLSX")
    told.add_argument("--check-only", action="store_true", help="chỉ kiểm tra, không lưu")
    told.set_defaults(act=declare)


def _scheme(parser: Any) -> None:
    parser.add_argument("--scheme", default=LEADING, metavar="MÃ", help=f"mã đề án, mặc định {LEADING}")
    parser.add_argument("--format", choices=FORMATS, default="table", help="cách in")


def _unit(parser: Any) -> None:
    parser.add_argument("--unit", metavar="MÃ", help="mã đơn vị vào ngày của --on")
    parser.add_argument(
        "--on", type=_day, default=timezone.localdate(), metavar="NGÀY", help="ngày dạng 31/12/2025 hoặc 2025-12-31"
    )


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _unit_id(options: argparse.Namespace) -> int | None:
    if not options.unit:
        return None
    version = unit_by_code(options.unit, options.on)
    if version is None:
        raise BadArgument(
            [InputError("Không có đơn vị mã “%(code)s” ngày %(on)s.",
                        params={"code": options.unit, "on": f"{options.on:%d/%m/%Y}"})]
        )  # fmt: skip
    return version.unit_id


# --- scorecard ------------------------------------------------------------------------------------------------------

SCORECARD = {
    "target": "mã", "status": "kết quả", "numerator": "tử số", "denominator": "mẫu số", "value": "giá trị",
    "threshold": "ngưỡng", "provisional": "tạm tính", "declared": "khai báo", "flags": "dấu hiệu",
}  # fmt: skip


def scorecard(options: argparse.Namespace) -> int:
    """Print one row for each target."""
    card = selectors.scorecard(
        system_actor(options.on), options.scheme, options.year, on=options.on, unit_id=_unit_id(options)
    )
    print(print_rows([_line(line) for line in card.lines], SCORECARD, options.format))
    return 0


def _line(line: TargetLine) -> dict[str, Any]:
    return {
        "target": line.id,
        "name": line.asked.name,
        "status": line.status.value if line.status else (PENDING if line.is_pending else None),
        "numerator": line.numerator,
        "denominator": line.denominator,
        "value": line.share if line.share is not None else line.numerator if line.asked.is_published else None,
        "threshold": line.threshold_text,
        "provisional": _fraction(line.provisional_numerator, line.provisional_denominator),
        "provisional_status": line.provisional_status,
        "declared": _declared(line.declared),
        "gap": line.declared.gap if line.declared else None,
        "flags": sorted({*line.verdict_flags, *line.flags}),
        "flag_counts": {flag.value: number for flag, number in sorted(line.flags.items())},
        "units": line.units,
        "units_short": line.units_short,
        "closing": {
            "units": line.closing.units,
            "numerator": line.closing.numerator,
            "denominator": line.closing.denominator,
        }
        if line.closing
        else None,
        "computed_at": line.computed_at,
    }


def _fraction(numerator: int | None, denominator: int | None) -> str | None:
    if numerator is None:
        return None
    return str(numerator) if denominator is None else f"{numerator}/{denominator}"


def _declared(declared: Declaration | None) -> str | None:
    if declared is None:
        return None
    return _fraction(declared.numerator, declared.denominator) or declared.percent


# --- explain --------------------------------------------------------------------------------------------------------

EXPLANATION = {
    "unit": "đơn vị", "status": "kết quả", "reason": "vì sao", "record": "hồ sơ", "title": "nội dung",
    "happened_on": "ngày", "state": "tình trạng", "counted": "được tính", "why": "lý do",
}  # fmt: skip


def explain(options: argparse.Namespace) -> int:
    """Print the units behind a figure with their records: nested as JSON, one row a record otherwise."""
    unit_id = _unit_id(options)
    found = selectors.explanations(
        system_actor(options.on),
        options.scheme,
        options.target,
        options.year,
        units=None if unit_id is None else [unit_id],
    )
    if options.format == "json":
        print(to_json([_explained(each) for each in found]))
        return 0
    rows = []
    for each in found:
        unit = {"unit": each.line.unit_name, "status": each.line.status.label, "reason": each.line.reason}
        rows += [{**unit, **_exhibit(named)} for named in each.records] or [unit]
    print(print_rows(rows, EXPLANATION, options.format))
    return 0


def _explained(explanation: Explanation) -> dict[str, Any]:
    line: UnitLine = explanation.line
    return {
        "unit_id": line.unit_id,
        "unit": line.unit_name,
        "code": line.unit.code,
        "period": [line.period.start, line.period.end],
        "closing": line.is_closing,
        "status": line.status,
        "numerator": line.numerator,
        "denominator": line.denominator,
        "provisional": _fraction(line.provisional_numerator, line.provisional_denominator),
        "flags": list(line.flags),
        "reason": line.reason,
        "detail": line.detail,
        "records": [_exhibit(named) for named in explanation.records],
    }


def _exhibit(named: selectors.NamedExhibit) -> dict[str, Any]:
    record = named.record
    return {
        "record": record.record_id,
        "kind": record.kind,
        "title": record.title,
        "of_unit": named.unit_name,
        "happened_on": record.happened_on,
        "due_on": record.due_on,
        "state": record.state,
        "counted": record.is_counted,
        "provisional": record.is_provisional,
        "inherited": record.is_inherited,
        "why": record.why,
    }


# --- recompute ------------------------------------------------------------------------------------------------------

SHOWN = 20
DIFFERENCES = {
    "kind": "khác biệt", "target": "mã", "unit_id": "đơn vị", "year": "năm", "period_to": "đến ngày",
    "fields": "trường",
}  # fmt: skip


def recompute(options: argparse.Namespace) -> int:
    """Compute all results again, or compare them and answer 1 when any differs."""
    today = timezone.localdate()
    if options.check:
        found = services.check(options.scheme, on=today)
        rows = [{name: getattr(difference, name) for name in DIFFERENCES} for difference in found]
        if rows or options.format == "json":
            # A person needs a few to look at; a program asks for JSON or CSV and gets all.
            shown = rows[:SHOWN] if options.format == "table" else rows
            print(print_rows(shown, DIFFERENCES, options.format))
        message = f"{len(rows)} dòng kết quả khác với tính lại." if rows else "Kết quả đang giữ đúng với tính lại."
        print(message, file=sys.stderr)
        return 1 if rows else 0
    settled = services.recompute(options.scheme, on=today)
    row = {"added": settled.added, "changed": settled.changed, "removed": settled.removed}
    print(print_rows([row], {"added": "thêm", "changed": "sửa", "removed": "bỏ"}, options.format))
    return 0


# --- declare --------------------------------------------------------------------------------------------------------

FINDINGS = {
    "row": "dòng", "unit": "đơn vị", "target": "mã", "year": "năm", "severity": "mức", "code": "mã điều chưa khớp",
    "sentence": "điều chưa khớp",
}  # fmt: skip


def declare(options: argparse.Namespace) -> int:
    """Take a file of declared figures and print what does not fit in them; 1 when something does not."""
    checked = services.import_declared(
        options.scheme, options.file, actor=system_actor(timezone.localdate()), check_only=options.check_only
    )
    rows = [
        {
            "row": each.row,
            "unit": each.unit_name,
            "target": each.statement.target,
            "year": each.statement.year,
            "severity": finding.severity,
            "code": finding.code,
            "sentence": finding.sentence,
        }
        for each in checked
        for finding in each.findings
    ]
    if rows or options.format == "json":
        print(print_rows(rows, FINDINGS, options.format))
    done = "Đã kiểm tra" if options.check_only else "Đã lưu"
    print(f"{done} {len(checked)} số liệu khai; {len(rows)} điều chưa khớp.", file=sys.stderr)
    return 1 if rows else 0
