"""Units from a terminal: which there were on a day, and what became of one."""

import argparse
from datetime import date
from typing import Any

from django.utils import timezone

from danvan.kernel.errors import InputError, InputErrors
from danvan.kernel.tabular import FORMATS, print_rows, to_json
from danvan.kernel.text import format_date, parse_date
from danvan.orgs.choices import Level, UnitClass, UnitKind
from danvan.orgs.selectors import Passing, UnitRow, lineage, listed_units, unit_rows, units_on

HEADINGS = {
    "code": "Mã",
    "full_name": "Tên đơn vị",
    "kind": "Loại",
    "level": "Cấp",
    "parent": "Thuộc",
    "valid_from": "Từ ngày",
    "valid_to": "Đến hết ngày",
}
PASSING_HEADINGS = {
    "direction": "Chiều",
    "date": "Ngày",
    "code": "Mã",
    "full_name": "Tên đơn vị",
    "relation": "Cách kế thừa",
    "legal_act": "Căn cứ",
    "clause": "Điều khoản",
}


def commands(subparsers: Any) -> None:
    """Add the commands of this area."""
    units = subparsers.add_parser("units", help="các đơn vị có hiệu lực vào một ngày")
    units.add_argument("--on", type=_day, default=None, metavar="NGÀY", help="ngày hỏi (mặc định: hôm nay)")
    units.add_argument("--level", choices=Level.values, help="chỉ chính quyền của một cấp")
    units.add_argument("--class", dest="unit_class", choices=UnitClass.values, help="nhóm đối tượng của Đề án")
    units.add_argument("--kind", choices=UnitKind.values, help="loại đơn vị")
    units.add_argument("--format", choices=FORMATS, default="table", help="dạng in ra")
    units.set_defaults(act=_units)
    unit = subparsers.add_parser("unit", help="một đơn vị theo mã và ngày, với đơn vị trước và sau")
    unit.add_argument("code", metavar="MÃ", help="mã đơn vị; cùng một mã là đơn vị khác ở ngày khác")
    unit.add_argument("--on", type=_day, default=None, metavar="NGÀY", help="ngày hỏi (mặc định: hôm nay)")
    unit.add_argument("--format", choices=FORMATS, default="table", help="dạng in ra")
    unit.set_defaults(act=_unit)


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def _units(options: argparse.Namespace) -> int:
    on = options.on or timezone.localdate()
    found = listed_units(on, level=options.level or "", kind=options.kind or "", unit_class=options.unit_class or "")
    rows = [_row(row) for row in unit_rows(found, on)]
    print(print_rows(rows, HEADINGS, options.format))
    if options.format == "table":
        print(f"\n{len(rows)} đơn vị ngày {format_date(on)}.")
    return 0


def _unit(options: argparse.Namespace) -> int:
    on = options.on or timezone.localdate()
    rows = unit_rows(units_on(on).filter(code=options.code.strip()).exclude(code=""), on)
    if not rows:
        fault = InputError(
            "Không có đơn vị nào mang mã “%(code)s” ngày %(on)s.", params={"code": options.code, "on": format_date(on)}
        )
        raise InputErrors([fault])
    row = rows[0]
    line = lineage(row.unit_id)
    before = [_passing(each, each.predecessor) for each in line.before]
    after = [_passing(each, each.successor) for each in line.after]
    if options.format == "json":
        print(to_json({**_row(row), "on": on, "predecessors": before, "successors": after}))
        return 0
    if options.format == "table":
        print(print_rows([_row(row)], HEADINGS, "table"), end="\n\n")
    passings = [{"direction": "trước", **each} for each in before] + [{"direction": "sau", **each} for each in after]
    if passings or options.format == "csv":
        print(print_rows(passings, PASSING_HEADINGS, options.format))
    else:
        print("Không có đơn vị trước hay sau trong các đợt sắp xếp đã ghi.")
    return 0


def _row(row: UnitRow) -> dict[str, Any]:
    return {
        "id": row.unit_id,
        "code": row.code or None,
        "name": row.name,
        "full_name": row.full_name,
        "kind": row.kind,
        "level": row.level,
        "parent_code": row.parent_code or None,
        "parent": row.parent or None,
        "in_scope": row.in_scope,
        "classes": list(row.classes),
        "valid_from": row.valid_from,
        "valid_to": row.last_day,
        "legal_act": row.legal_act or None,
    }


def _passing(passing: Passing, other: Any) -> dict[str, Any]:
    return {
        "id": other.unit_id,
        "code": other.code or None,
        "name": other.name,
        "full_name": other.full_name,
        "kind": other.kind,
        "relation": passing.kind,
        "date": passing.on,
        "legal_act": passing.legal_act.number,
        "clause": passing.clause or None,
    }
