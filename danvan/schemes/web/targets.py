"""One target: what it asks, where it stands, unit by unit, down to the records."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from danvan.evidence.selectors import evidence_visible_to
from danvan.kernel.errors import NotFound
from danvan.kernel.figures import Status
from danvan.kernel.text import format_date, format_number
from danvan.orgs.choices import UnitKind
from danvan.schemes import selectors
from danvan.schemes.measures import SPECS, regulations_of
from danvan.schemes.roster import Asked, deciding
from danvan.schemes.rules.definition import SchemeDefinition, Setting, SettingInForce, ValueKind
from danvan.schemes.rules.wording import NOTHING_SAID, say_span
from danvan.schemes.selectors import NamedExhibit, TargetLine, UnitLine, YearPoint
from danvan.schemes.web.asked import address, asked_choice, asked_year, board, moment_said, require_results, years
from danvan.schemes.web.drawing import Point, curve
from danvan.schemes.web.rows import (
    REGISTERS,
    Fact,
    Paper,
    declared_of,
    exhibit_addresses,
    fact_of,
    figure_of,
    marks_of,
    provisional_of,
    row_of,
    target_url,
    unit_row,
    unit_url,
)
from danvan.ui.pages import paginate, render_page
from danvan.ui.sheets import sheet

SHORT = "thieu"
RECORDS = 100
SORTS = ("trang-thai", "-trang-thai", "ten", "-ten", "ket-qua", "-ket-qua")
# What needs somebody's attention comes first.
URGENCY = (Status.NOT_ACHIEVED, Status.NO_DATA, Status.NOT_YET_DUE, Status.ACHIEVED, Status.NOT_APPLICABLE)


@dataclass(frozen=True)
class UnitRow:
    """One unit in the list of a target."""

    name: str
    kind: str
    url: str
    status: str
    marks: tuple[str, ...]
    result: str
    provisional: str
    declared: str
    reason: str


@dataclass(frozen=True)
class Chip:
    """A filter that is on or off."""

    label: str
    url: str
    on: bool
    count: int


@dataclass(frozen=True)
class SettingRow:
    """A reading in force on the last day of the year."""

    label: str
    said: str
    mark: str
    note: str


@dataclass(frozen=True)
class Column:
    """The head of a column; those with an address can be sorted by."""

    label: str
    url: str = ""
    order: str = ""
    is_number: bool = False


@require_safe
def target(request: HttpRequest, scheme: str, target: str) -> HttpResponseBase:
    definition = require_results(request, scheme)
    year = asked_year(request)
    asked = _asked(definition, target)
    status = asked_choice(request, "trang-thai", [*Status, SHORT])
    kind = asked_choice(request, "loai", UnitKind.values)
    order = asked_choice(request, "xep", SORTS) or SORTS[0]
    closing = asked_choice(request, "ky", ["dong"]) == "dong"
    text = request.GET.get("q", "").strip()[:100]
    # A year whose verdict is read from a companion is opened unit by unit under that companion.
    own = asked if closing else deciding(asked, year)
    everybody = selectors.target_units(request.actor, scheme, own.id, year, closing=closing)
    lines = [
        line
        for line in selectors.narrowed(everybody, text=text, kinds=[kind] if kind else [])
        if not status or line.status == status or (status == SHORT and line.is_short)
    ]
    lines = _sorted(lines, order)
    card = selectors.scorecard(request.actor, scheme, year, on=request.as_of)
    moment = moment_said(definition, card.computed_at)
    if request.GET.get("xem") == "xlsx":
        return _sheet(own, year, lines, moment)
    shown = next((line for line in card.lines if line.id == asked.id), TargetLine(asked, year))
    points = [_point(asked, point) for point in shown.trend]
    page = paginate(request, lines)
    page.object_list = [_unit_row(own, line) for line in page.object_list]
    here = address(scheme, "target", target=asked.id)
    kept = {"nam": year, **({"q": text} if text else {}), **({"loai": kind} if kind else {})}
    kept |= {"ky": "dong"} if closing else {}
    kinds = {line.unit.kind for line in everybody}
    return render_page(
        request,
        "schemes/target.html",
        {
            "crumbs": [board(definition, year), {"label": asked.id, "url": ""}],
            "target": asked.target,
            "asked": asked,
            "row": row_of(shown, year, is_one_unit=card.unit_id is not None),
            "judged_by": own if own.id != asked.id else None,
            "year": year,
            "years": years(),
            "is_closing": closing,
            "span_said": say_span(date(year, 1, 1), date(year, 12, 31)),
            "due_said": _due(asked, year),
            "pending_why": "Phần ghi nhận hồ sơ của chỉ tiêu này chưa được đưa vào sử dụng nên chưa có gì để tính.",
            "curve": curve(points, asked.threshold),
            "curve_said": "; ".join(f"{point.year}: {point.said}" for point in points if point.value is not None),
            "points": points,
            "settings": _settings(asked, year),
            "companions": [row_of(line, year) for line in card.lines if _is_companion_of(line, asked)],
            "chips": _chips(everybody, status, here, kept),
            "map_url": f"{address(scheme, 'map')}?nam={year}&chi-tieu={asked.id}" if _is_mapped(asked) else "",
            "kind_choices": [(code, label) for code, label in UnitKind.choices if code in kinds],
            "kept": {"q": text, "loai": kind, "trang_thai": status, "xep": order, "ky": "dong" if closing else ""},
            "columns": _columns(order, here, {**kept, **({"trang-thai": status} if status else {})}),
            "page": page,
            "plain_url": f"{here}?nam={year}",
            "moment_said": moment,
        },
    )


@require_safe
def target_unit(request: HttpRequest, scheme: str, target: str, unit: int) -> HttpResponse:
    definition = require_results(request, scheme)
    year = asked_year(request)
    asked = _asked(definition, target)
    try:
        found = selectors.explain(request.actor, scheme, asked.id, year, unit)
    except NotFound:
        raise Http404 from None
    line = found.line
    # What counts, then what does not; a year of letters is more than one page.
    records = sorted(found.records, key=lambda each: not each.record.is_counted)
    number = sum(each.record.is_counted for each in records)
    page = paginate(request, records, size=RECORDS)
    facts = _facts(request, list(page.object_list))
    shown = max(0, min(len(facts), number - (page.number - 1) * RECORDS))
    return render_page(
        request,
        "schemes/target_unit.html",
        {
            "crumbs": [
                board(definition, year),
                {"label": asked.id, "url": target_url(scheme, asked.id, year)},
                {"label": line.unit_name, "url": ""},
            ],
            "target": asked.target,
            "asked": asked,
            "unit_name": line.unit_name,
            "unit_page": reverse("units:unit", args=[unit]),
            "row": unit_row(asked, line),
            "year": year,
            "years": years(),
            "verdict_said": line.reason,
            "findings": line.declared.findings if line.declared else (),
            "span_said": say_span(line.period.start, line.period.last_day),
            "is_closing": line.is_closing,
            "due_said": _due(asked, year),
            "counted": facts[:shown],
            "counted_number": number,
            "left_out": facts[shown:],
            "left_out_number": len(records) - number,
            "page": page,
            "hidden": found.hidden,
            "moment_said": moment_said(definition, line.computed_at),
        },
    )


def _asked(definition: SchemeDefinition, target: str) -> Asked:
    try:
        return selectors.asked_target(definition, target)
    except NotFound:
        raise Http404 from None


def _is_mapped(asked: Asked) -> bool:
    return not asked.is_pending and not asked.is_companion and asked.value is ValueKind.SHARE


def _is_companion_of(line: TargetLine, asked: Asked) -> bool:
    return line.asked.is_companion and line.asked.target.id == asked.target.id and line.id != asked.id


def _due(asked: Asked, year: int) -> str:
    if asked.target.due is None:
        return ""
    proposed = " (đề xuất, chờ tỉnh quyết định)" if asked.target.due.proposed else ""
    return f"{format_date(asked.target.due_on(year))}{proposed}"


def _point(asked: Asked, point: YearPoint) -> Point:
    value = None
    # A year without data is a gap in the line, never a zero.
    if point.numerator is not None and point.status not in (None, Status.NO_DATA):
        if asked.value is not ValueKind.SHARE:
            value = Fraction(point.numerator)
        elif point.share is not None:
            value = point.share * 100
    said = NOTHING_SAID if value is None else figure_of(asked, point.numerator, point.denominator)
    return Point(point.year, value, point.status.value if point.status else "no_data", said)


def _settings(asked: Asked, year: int) -> list[SettingRow]:
    """Return the readings the target follows on the last day of the year, its own before those of the scheme."""
    scheme = asked.definition.scheme.settings
    read = SPECS[asked.target.measure].settings if asked.target.measure in SPECS else frozenset()
    chosen: list[Setting] = [
        *asked.target.settings.values(),
        *(setting for key, setting in scheme.items() if key in read and key not in asked.target.settings),
    ]
    rows = []
    for setting in chosen:
        current = setting.in_force(date(year, 12, 31))
        rows.append(SettingRow(current.label, _say_value(current), current.mark, current.note))
    for each in regulations_of(asked, year):
        since = f" từ {format_date(each.since)}" if each.since else ""
        until = f" đến hết {format_date(each.last_day)}" if each.last_day else ""
        rows.append(
            SettingRow(each.label, f"{each.said}{since}{until}", "" if each.is_sure else "cần đối chiếu", each.basis)
        )
    return rows


def _say_value(setting: SettingInForce) -> str:
    value = setting.value
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int):
        return format_number(value)
    try:
        return setting.threshold.label
    except ValueError:
        return str(value)


def _chips(lines: Sequence[UnitLine], status: str, here: str, kept: dict[str, object]) -> list[Chip]:
    counts = Counter(line.status for line in lines)
    chips = [
        Chip("Tất cả", f"{here}?{urlencode(kept)}", not status, len(lines)),
        Chip(
            "Còn thiếu",
            f"{here}?{urlencode({**kept, 'trang-thai': SHORT})}",
            status == SHORT,
            sum(line.is_short for line in lines),
        ),
    ]
    for each in Status:
        if counts[each]:
            label = each.label[:1].upper() + each.label[1:]
            chips.append(Chip(label, f"{here}?{urlencode({**kept, 'trang-thai': each})}", status == each, counts[each]))
    return chips


def _columns(order: str, here: str, kept: dict[str, object]) -> list[Column]:
    def column(label: str, key: str, *, is_number: bool = False) -> Column:
        turned = f"-{key}" if order == key else key
        state = {key: "ascending", f"-{key}": "descending"}.get(order, "")
        return Column(label, f"{here}?{urlencode({**kept, 'xep': turned})}", state, is_number)

    return [
        column("Đơn vị", "ten"),
        column("Trạng thái", "trang-thai"),
        column("Đã xác minh", "ket-qua", is_number=True),
        Column("Tạm tính", is_number=True),
        Column("Vì sao"),
        Column("Đơn vị khai", is_number=True),
    ]


def _sorted(lines: Sequence[UnitLine], order: str) -> list[UnitLine]:
    key = order.removeprefix("-")
    if key == "ten":
        ordered = sorted(lines, key=lambda line: line.unit.sort_name)
    elif key == "ket-qua":
        ordered = sorted(lines, key=lambda line: (line.share or Fraction(line.numerator or 0), line.unit.sort_name))
    else:
        ordered = sorted(lines, key=lambda line: (URGENCY.index(line.status), line.unit.sort_name))
    return ordered[::-1] if order.startswith("-") else ordered


def _unit_row(asked: Asked, line: UnitLine) -> UnitRow:
    return UnitRow(
        name=line.unit_name,
        kind=line.unit.get_kind_display(),
        url=unit_url(asked.definition.scheme.id, asked.id, line.unit_id, line.year),
        status=line.status.value,
        marks=marks_of(line.flags),
        result=str(figure_of(asked, line.numerator, line.denominator, line.detail)),
        provisional=provisional_of(asked, line),
        declared=declared_of(asked, line.declared)[0],
        reason=line.reason,
    )


def _facts(request: HttpRequest, records: Sequence[NamedExhibit]) -> list[Fact]:
    """Return the records with their addresses and documents, as far as the actor may open them.  Five queries."""
    ids = [each.record.record_id for each in records if each.record.kind not in REGISTERS]
    addresses = exhibit_addresses(request.actor, (each.record for each in records))
    papers: dict[int, dict[int, Paper]] = {}
    pieces = evidence_visible_to(request.actor).filter(record__in=ids).prefetch_related("documents")
    for piece in pieces:
        for document in piece.documents.all():
            label = f"{document.number} ngày {format_date(document.issued_on)}"
            papers.setdefault(piece.record_id, {})[document.pk] = Paper(
                label, reverse("evidence:document", args=[document.pk])
            )
    return [
        fact_of(
            each, addresses, () if each.record.kind in REGISTERS else papers.get(each.record.record_id, {}).values()
        )
        for each in records
    ]


def _sheet(asked: Asked, year: int, lines: Collection[UnitLine], moment: str) -> HttpResponseBase:
    columns = [
        ("Mã đơn vị", 10), ("Đơn vị", 36), ("Loại", 18), ("Trạng thái", 18), ("Tử số", 10), ("Mẫu số", 10),
        ("Tử số tạm tính", 10), ("Mẫu số tạm tính", 10), ("Vì sao", 60), ("Dấu hiệu", 30), ("Đơn vị khai", 22),
        ("Từ ngày", 12), ("Đến ngày", 12),
    ]  # fmt: skip
    rows = (
        (line.unit.code, line.unit_name, line.unit.get_kind_display(), line.status.label, line.numerator,
         line.denominator, line.provisional_numerator, line.provisional_denominator, line.reason,
         "; ".join(flag.label for flag in line.flags), declared_of(asked, line.declared)[0],
         format_date(line.period.start), format_date(line.period.last_day))
        for line in lines
    )  # fmt: skip
    return sheet(
        f"{asked.id}-{year}.xlsx",
        title=f"{asked.id} {asked.name}, năm {year}",
        note=moment,
        columns=columns,
        rows=rows,
    )
