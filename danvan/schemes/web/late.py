"""What is late, and whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from danvan.kernel.text import fold, format_number
from danvan.schemes import selectors
from danvan.schemes.rules.wording import say_lateness
from danvan.schemes.selectors import LateItem
from danvan.schemes.web.asked import address, asked_choice, asked_year, frame_of, require_results, years
from danvan.schemes.web.rows import record_addresses, target_url, unit_card_url, unit_url
from danvan.ui.pages import asked_number, paginate, render_page

LIMIT = 5_000
SPANS = {
    "": ("Mọi mức", 1),
    "7": ("quá 7 ngày trở lên", 7),
    "30": ("quá 30 ngày trở lên", 30),
    "90": ("quá 90 ngày trở lên", 90),
}


@dataclass(frozen=True)
class Item:
    """One late thing."""

    title: str
    url: str
    lateness: str
    due_on: date
    owner: str
    next_step: str
    target: str
    target_url: str


@dataclass(frozen=True)
class Group:
    """The late things of one unit."""

    name: str
    url: str
    said: str
    items: Sequence[Item]


@require_safe
def late(request: HttpRequest, scheme: str) -> HttpResponse:
    definition = require_results(request, scheme)
    year = asked_year(request)
    span = asked_choice(request, "muc", list(SPANS))
    what = asked_choice(request, "loai", ["chi-tieu", "nhiem-vu"])
    unit_id = asked_number(request, "don-vi")
    text = request.GET.get("q", "").strip()[:100]
    on = request.as_of
    found = selectors.late_items(request.actor, scheme, year, on=on, unit_id=unit_id, limit=LIMIT)
    words = fold(text).split()
    items = [
        item
        for item in found.items
        if item.days >= SPANS[span][1]
        and (not what or (what == "chi-tieu") == bool(item.target))
        and all(word in f"{item.unit.folded_name} {fold(item.what)}" for word in words)
    ]
    by_unit = sorted(items, key=lambda item: (item.unit.sort_name, item.unit_id, -item.days))
    groups = [(unit, list(its)) for unit, its in groupby(by_unit, key=lambda item: item.unit_id)]
    # The unit with the most to mend stands first.
    groups.sort(key=lambda group: (-len(group[1]), group[1][0].unit.sort_name))
    page = paginate(request, groups, size=20)
    shown = [item.record_id for _, its in page.object_list for item in its if item.record_id]
    addresses = record_addresses(request.actor, shown)
    page.object_list = [_group(scheme, its, year, on, addresses) for _, its in page.object_list]
    return render_page(
        request,
        "schemes/late.html",
        {
            **frame_of(definition, "late", year=year),
            "year": year,
            "years": years(),
            "said": _said(found.duties, found.tasks, len(groups), len(items), year),
            "span_choices": [(code, label) for code, (label, _) in SPANS.items()],
            "kept": {"q": text, "muc": span, "loai": what, "don_vi": unit_id},
            "page": page,
            "empty_title": (
                "Không có việc nào chậm khớp bộ lọc." if found.total else f"Không có việc nào chậm trong năm {year}."
            ),
            "empty_why": "Chỉ những việc đã qua hạn mà chưa có kết quả mới nằm ở đây.",
            "plain_url": f"{address(scheme, 'late')}?nam={year}",
        },
    )


def _said(duties: int, tasks: int, units: int, shown: int, year: int) -> str:
    if not duties + tasks:
        return f"Năm {year} không có chỉ tiêu hay nhiệm vụ nào quá hạn trong phạm vi được xem."
    return (
        f"Năm {year}: {format_number(duties)} chỉ tiêu của đơn vị và {format_number(tasks)} nhiệm vụ trong kế hoạch đã "
        f"quá hạn. Đang xem {format_number(shown)} việc của {format_number(units)} đơn vị; đơn vị còn nhiều việc nhất "
        "đứng trước."
    )


def _group(scheme: str, items: Sequence[LateItem], year: int, on: date, addresses: dict[int, str]) -> Group:
    first = items[0]
    return Group(
        name=first.unit_name,
        url=unit_card_url(scheme, first.unit_id, year),
        said=f"{format_number(len(items))} việc · lâu nhất quá {format_number(max(item.days for item in items))} ngày",
        items=[_item(scheme, item, year, on, addresses) for item in items],
    )


def _item(scheme: str, item: LateItem, year: int, on: date, addresses: dict[int, str]) -> Item:
    if item.target:
        step = "bổ sung hồ sơ còn thiếu" if item.has_data else "ghi hồ sơ và nộp minh chứng"
        return Item(
            title=item.what,
            url=unit_url(scheme, item.target, item.unit_id, year),
            lateness=say_lateness(item.due_on, on),
            due_on=item.due_on,
            owner="Thủ trưởng đơn vị",
            next_step=f"Việc tiếp theo: {step}",
            target=item.target,
            target_url=target_url(scheme, item.target, year),
        )
    return Item(
        title=item.what,
        url=addresses.get(item.record_id or 0, ""),
        lateness=say_lateness(item.due_on, on),
        due_on=item.due_on,
        owner=item.owner,
        next_step="Việc tiếp theo: ghi kết quả và nộp minh chứng",
        target="",
        target_url="",
    )
