"""Due dates from a terminal: the same count that every case uses, with its derivation."""

import argparse
import sys
from datetime import date, datetime
from typing import Any

from django.db import OperationalError, ProgrammingError

from danvan.calendars.rules.due_dates import DueDate, Pause, PauseKind, due_date
from danvan.calendars.rules.time_limits import UnknownTimeLimit
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.calendars.selectors import has_calendar, shipped_calendar, time_limits, work_calendar
from danvan.kernel.errors import InputError, InputErrors
from danvan.kernel.tabular import FORMATS, print_rows, to_json
from danvan.kernel.text import format_date, parse_date

HEADINGS = {"code": "Bước", "on": "Đến ngày", "days": "Số ngày", "text": "Diễn giải"}
LIMIT_HEADINGS = {
    "id": "Mã",
    "name": "Việc",
    "days": "Số",
    "unit": "Đơn vị",
    "trigger": "Tính từ",
    "basis": "Căn cứ",
    "effective_from": "Từ ngày",
    "effective_to": "Đến hết ngày",
}
DATABASE, FILE = "database", "file"


def commands(subparsers: Any) -> None:
    """Add the commands of this area."""
    due = subparsers.add_parser("due", help="ngày hết hạn theo quy định, và vì sao là ngày đó")
    due.add_argument("rule", metavar="MÃ", help="mã thời hạn (KN-ACC1-V2), hoặc mã không kèm phiên bản (KN-ACC1)")
    due.add_argument(
        "--from",
        dest="trigger",
        type=_moment,
        required=True,
        metavar="NGÀY",
        help="ngày của việc làm phát sinh thời hạn",
    )
    for kind, text in (
        (PauseKind.SUSPENSION, "tạm đình chỉ: ngày quyết định..ngày quyết định tiếp tục"),
        (PauseKind.EXPERTISE, "giám định: ngày trưng cầu..ngày có kết quả"),
        (PauseKind.OBSTACLE, "trở ngại khách quan: ngày đầu..ngày cuối, kể cả hai ngày"),
    ):
        option = "--suspend" if kind is PauseKind.SUSPENSION else f"--{kind.value}"
        due.add_argument(option, dest=kind.value, type=_span, action="append", default=[], metavar="A..B", help=text)
    due.add_argument("--extensions", type=_count, default=0, metavar="N", help="số lần gia hạn")
    due.add_argument("--extended", action="store_true", help="áp dụng mức dài hơn khi có căn cứ")
    due.add_argument("--format", choices=FORMATS, default="table", help="dạng in ra")
    due.set_defaults(act=_due, works_without_database=True)
    limits = subparsers.add_parser("time-limits", help="các thời hạn theo quy định, mọi phiên bản")
    limits.add_argument("--on", type=_day, default=None, metavar="NGÀY", help="chỉ những thời hạn áp dụng ngày này")
    limits.add_argument("--format", choices=FORMATS, default="table", help="dạng in ra")
    limits.set_defaults(act=_limits, works_without_database=True)


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def _moment(text: str) -> date:
    if "T" not in text:
        return _day(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(f"“{text}” chưa đúng dạng ngày giờ, ví dụ 2026-09-10T08:00.") from problem


def _span(text: str) -> tuple[date, date | None]:
    first, dots, last = text.partition("..")
    if not dots:
        raise argparse.ArgumentTypeError(f"“{text}” chưa đúng dạng NGÀY..NGÀY, ví dụ 2026-08-03..2026-09-14.")
    return _day(first), _day(last) if last else None


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"“{text}” không phải số lần gia hạn")
    return int(text)


def _due(options: argparse.Namespace) -> int:
    limits = time_limits()
    calendar, source = _calendar()
    try:
        limit = limits.in_force(options.rule, _on(options.trigger))
    except UnknownTimeLimit as problem:
        raise InputErrors([InputError(str(problem))]) from problem
    extensions = limits.extension_days(limit, options.extensions)
    found = due_date(
        limits.extended(limit) if options.extended else limit,
        options.trigger,
        calendar=calendar,
        pauses=[Pause(kind, *span) for kind in PauseKind for span in getattr(options, kind.value)],
        extensions=extensions,
    )
    steps = _steps(found)
    if options.format == "json":
        print(to_json(_answer(found, options, source)))
    elif options.format == "csv":
        print(print_rows(steps, HEADINGS, "csv"))
    else:
        due = "đang dừng" if found.due_on is None else format_date(found.due_on)
        if found.due_at is not None:
            due = f"{found.due_at:%H:%M} ngày {due}"
        print(f"{found.limit.id}: {found.limit.name}\n{found.label}: {due}\n{found.explanation}")
    return 0


def _steps(found: DueDate) -> list[dict[str, Any]]:
    return [{"code": step.code, "on": step.on, "days": step.days, "text": step.text} for step in found.steps]


def _answer(found: DueDate, options: argparse.Namespace, source: str) -> dict[str, Any]:
    limit = found.limit
    return {
        "asked": options.rule,
        "rule": limit.id,
        "rule_version": limit.id,
        "family": limit.family,
        "name": limit.name,
        "trigger": limit.trigger,
        "trigger_on": found.trigger_on,
        "due_on": found.due_on,
        "due_at": found.due_at,
        "nominal_on": found.nominal_on,
        "days": limit.days,
        "day_kind": limit.unit,
        "mode": limit.mode,
        "extended": options.extended,
        "extensions": list(found.extensions),
        "excluded_days": found.excluded_days,
        "is_provisional": found.is_provisional,
        "basis": limit.basis,
        "confidence": limit.confidence,
        "effective_from": limit.effective_from,
        "effective_to": limit.effective_to,
        "calendar": source,
        "calendar_version": found.calendar_version,
        "explanation": found.explanation,
        "derivation": _steps(found),
    }


def _limits(options: argparse.Namespace) -> int:
    rows = [
        vars(limit) | {"family": limit.family}
        for limit in time_limits().values()
        if options.on is None or limit.is_in_force(options.on)
    ]
    print(print_rows(rows, LIMIT_HEADINGS, options.format))
    return 0


def _on(trigger: date) -> date:
    return trigger.date() if isinstance(trigger, datetime) else trigger


def _calendar() -> tuple[WorkCalendar, str]:
    """Return the calendar an administrator keeps, or the one that comes with the program where there is no database."""
    try:
        if has_calendar():
            return work_calendar(), DATABASE
    except (OperationalError, ProgrammingError):
        pass
    print("Chưa có lịch làm việc trong cơ sở dữ liệu: tính theo lịch kèm phần mềm.", file=sys.stderr)
    return shipped_calendar(), FILE
