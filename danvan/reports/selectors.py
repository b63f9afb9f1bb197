"""What the one-page briefing of a unit and a year says."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.kernel.errors import NotFound
from danvan.kernel.figures import Status
from danvan.kernel.text import format_date, format_number, say_day
from danvan.orgs.models import UnitVersion
from danvan.orgs.rules.classes import TERRITORIAL_KINDS
from danvan.orgs.selectors import class_counts, governments_on, letterhead_in, names_on
from danvan.schemes.rules.wording import say_change, say_counts, say_figure, say_moment, say_units
from danvan.schemes.selectors import Scorecard, TargetLine, scorecard, version_in_force

SHORT = (Status.NOT_ACHIEVED, Status.NO_DATA)
UNKNOWN = (None, Status.NO_DATA, Status.NOT_APPLICABLE)
PENDING = "pending"
# Most targets bind every unit; then it is said how many those are.
ALL = "UC_ALL"


@dataclass(frozen=True)
class BriefingRow:
    """One target in the table."""

    number: int
    target: str
    name: str
    threshold: str
    result: str
    status: str
    status_code: str
    short: str


@dataclass(frozen=True)
class Briefing:
    """The paper, every field a text ready to print.  `results_hash` is over the figures in it."""

    unit_id: int | None
    year: int
    unit_name: str
    superior: str
    issuer: str
    symbol: str
    place: str
    day: str
    title: str
    as_of: str
    summary: str
    change: str
    rows: Sequence[BriefingRow]
    attention: Sequence[str]
    denominator: str
    manifest: str
    recipient: str
    signer_title: str
    counts: Mapping[str, int]
    results_hash: str


def briefing(actor: Actor, scheme: str, year: int, *, on: date, unit_id: int | None = None) -> Briefing:
    """Return the briefing of a unit, or of the province, for a year, with its manifest.

    The same figures give the same results hash.  Raises NotFound for a unit
    out of sight.
    """
    card = scorecard(actor, scheme, year, on=on, unit_id=unit_id)
    last_day = date(year, 12, 31)
    named = names_on({unit for unit in (card.unit_id, actor.unit_id) if unit}, min(on, last_day))
    unit = named.get(card.unit_id) if card.unit_id else None
    if card.unit_id and unit is None:
        raise NotFound
    writer = unit or named.get(actor.unit_id or 0)
    province = governments_on(min(on, last_day), level="province").first()
    head = letterhead_in(writer, min(on, last_day))
    sourced = {code: number for code, number in card.counts.items() if code != PENDING}
    shown = [line for line in card.lines if not line.is_pending and not line.asked.is_companion and line.status]
    results_hash = _hash(card)
    version = version_in_force(scheme)
    about = unit.full_name if unit else "toàn tỉnh"
    number = card.definition.scheme.number
    return Briefing(
        unit_id=card.unit_id,
        year=year,
        unit_name=about,
        superior=head.superior,
        issuer=head.issuer,
        symbol=head.symbol or "UBND",
        place=head.place or (province.name if province else ""),
        day=say_day(on),
        title=f"Kết quả thực hiện Đề án {number} năm {year} của {_told(unit) if unit else 'toàn tỉnh'}",
        as_of=format_date(on),
        summary=f"Năm {year}, {say_counts(sourced, sourced=sum(sourced.values()))}. {_pending_said(card)}".strip(),
        change=_change(shown, year) if card.is_closed or on > last_day else "",
        rows=[_row(position, line, card.unit_id is not None) for position, line in enumerate(shown, start=1)],
        attention=[
            _attention(line, card.unit_id is not None)
            for line in shown
            if line.status in SHORT or (line.units_short and card.unit_id is None)
        ],
        denominator=""
        if card.unit_id or ALL not in card.definition.unit_classes
        else f"Mẫu số là các đơn vị có hiệu lực ngày {format_date(last_day)}: "
        f"{say_units(class_counts(ALL, last_day))}. Chỉ tính hồ sơ có minh chứng đã xác minh.",
        manifest=f"{say_moment(_moment(card.computed_at), version.version, version.definition_hash)} "
        f"Mã băm kết quả {results_hash[:12]}.",
        recipient=_recipient(writer, province),
        signer_title=head.signer_title,
        counts=card.counts,
        results_hash=results_hash,
    )


def _row(number: int, line: TargetLine, is_one_unit: bool) -> BriefingRow:
    assert line.status is not None  # only lines with a verdict are shown
    said = say_figure(
        line.asked.value,
        line.numerator,
        line.denominator,
        threshold=line.threshold,
        counts=line.asked.own.counts,
        detail=line.detail,
    )
    return BriefingRow(
        number=number,
        target=line.id,
        name=f"{line.asked.name} (đề xuất)" if line.asked.target.proposed else line.asked.name,
        threshold=line.threshold_text,
        result=str(said),
        status=line.status.label,
        status_code=line.status.value,
        short="" if is_one_unit or not line.units_short else f"{format_number(line.units_short)} đơn vị",
    )


def _attention(line: TargetLine, is_one_unit: bool) -> str:
    assert line.status is not None  # only lines with a verdict are shown
    if is_one_unit or line.asked.is_published:
        why = line.reason or line.status.label
        return f"{line.id} {line.asked.name}: {why[:1].lower()}{why[1:].rstrip('.')}."
    missing = line.statuses.get(Status.NO_DATA, 0)
    more = f", trong đó {format_number(missing)} đơn vị chưa gửi gì" if missing else ""
    return f"{line.id} {line.asked.name}: còn {format_number(line.units_short)} đơn vị thiếu{more}."


def _change(lines: Sequence[TargetLine], year: int) -> str:
    pairs = [
        (line.status, point.status)
        for line in lines
        for point in line.trend
        if point.year == year - 1 and point.status not in UNKNOWN and line.status not in UNKNOWN
    ]
    if not pairs:
        return ""
    now, before = (sum(pair[side] is Status.ACHIEVED for pair in pairs) for side in (0, 1))
    return say_change(now, before, year - 1, len(pairs))


def _pending_said(card: Scorecard) -> str:
    waiting = card.counts.get(PENDING, 0)
    return f"{waiting} chỉ tiêu khác chưa có nguồn dữ liệu." if waiting else ""


def _hash(card: Scorecard) -> str:
    figures = [
        [line.id, line.status.value if line.status else None, line.numerator, line.denominator] for line in card.lines
    ]
    plain = json.dumps([card.year, card.unit_id, figures], separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _moment(computed_at: datetime | None) -> str:
    if computed_at is None:
        return "chưa tính lần nào"
    local = timezone.localtime(computed_at)
    return f"{local:%H:%M} {format_date(local.date())}"


# --- who writes, in the forms of Decree 30/2020 ---------------------------------------------------------------------


def _told(unit: UnitVersion) -> str:
    return f"UBND {unit.full_name}" if unit.kind in TERRITORIAL_KINDS else unit.full_name


def _recipient(writer: UnitVersion | None, province: UnitVersion | None) -> str:
    if province is None or writer is None or writer.unit_id == province.unit_id:
        return "Tỉnh ủy"
    return f"UBND {province.full_name}"
