"""Targets that fall due, for the year calendar: one entry for each unit and day, naming what is still short."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from danvan.evidence.selectors.dues import Due
from danvan.kernel.errors import NotFound
from danvan.kernel.figures import Status
from danvan.schemes.models import TargetResult
from danvan.schemes.roster import asked_of, deciding
from danvan.schemes.selectors.definitions import loaded_schemes, scheme_in_force
from danvan.schemes.selectors.results import closed_years

NAMED = 6


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return the targets due within some days by unit and day; done when none of them is short.

    Two queries for each scheme.
    """
    for scheme in loaded_schemes():
        yield from _dues_of(scheme, unit_ids, start, end)


def _dues_of(scheme: str, unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    try:
        definition = scheme_in_force(scheme)
    except NotFound:
        return
    asked = {
        each.id: each
        for each in asked_of(definition)
        if each.threshold is not None and not (each.is_pending or each.is_companion or each.is_published)
    }
    years = range(start.year - 1, end.year + 1)
    # A target is due under the result its verdict is read from that year.
    read = {(deciding(each, year).id, year): each for each in asked.values() for year in years}
    rows = TargetResult.objects.filter(
        scheme=scheme, year__in=years, closing=False, target__in={target for target, _ in read}
    ).exclude(status=Status.NOT_APPLICABLE)
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    # Nothing more can be done about a closed year.
    rows = rows.exclude(year__in=closed_years(scheme))
    short: dict[tuple[int, date, int], list[str]] = defaultdict(list)
    for target, unit_id, year, status, detail in rows.values_list("target", "unit_id", "year", "status", "detail"):
        if (target, year) not in read:
            continue
        told = detail.get("due_on")
        due_on = date.fromisoformat(told) if told else read[target, year].target.due_on(year)
        # A paper that holds for years is due once, in the year of its day.
        if start <= due_on <= end and (not told or due_on.year == year):
            missing = short[unit_id, due_on, year]
            if status != Status.ACHIEVED:
                missing.append(read[target, year].id)
    # The targets of the leading scheme are known by their numbers.
    whose = "" if definition.scheme.is_leading else f" (Đề án {definition.scheme.number})"
    address = reverse("schemes:scorecard", kwargs={"scheme": scheme})
    for (unit_id, due_on, year), targets in short.items():
        query = {"nam": year, "don-vi": unit_id, "loc": "chua-dat"}
        yield Due(
            on=due_on,
            unit_id=unit_id,
            what=_said(sorted(targets), asked[targets[0]].name if targets else "", year) + whose,
            url=f"{address}?{urlencode(query)}",
            uid=f"targets-{scheme}-{unit_id}-{due_on:%Y%m%d}",
            is_done=not targets,
        )


def _said(targets: list[str], name: str, year: int) -> str:
    if not targets:
        return f"Các chỉ tiêu đến hạn của năm {year} đều đạt"
    if len(targets) == 1:
        return f"Chỉ tiêu {targets[0]} {name} năm {year} chưa đạt"
    more = f" và {len(targets) - NAMED} chỉ tiêu khác" if len(targets) > NAMED else ""
    return f"{len(targets)} chỉ tiêu năm {year} chưa đạt: {', '.join(targets[:NAMED])}{more}"
