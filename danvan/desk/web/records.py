"""Every kind of record in one place: what one can write down, what waits, where each list is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from danvan.activities.web import kinds as activities
from danvan.authority.rules.rights import Right
from danvan.committees.web import kinds as committees
from danvan.coordination.web import kinds as coordination
from danvan.dialogues.web import kinds as dialogues
from danvan.evidence.selectors import count_records
from danvan.exemplars.web import kinds as exemplars
from danvan.indices.web import kinds as indices
from danvan.inspections.web import kinds as inspections
from danvan.plans.web import kinds as plans
from danvan.ui.catalogue import Kind
from danvan.ui.pages import render_page


@dataclass(frozen=True)
class Group:
    """Kinds that belong together, and pages beside their lists: (label, name of the address)."""

    label: str
    kinds: tuple[Kind, ...]
    pages: tuple[tuple[str, str], ...] = ()


GROUPS = (
    Group("Kế hoạch", plans.KINDS),
    Group("Quán triệt, tập huấn, tuyên truyền, đi cơ sở, sơ kết, tổng kết", activities.KINDS),
    Group("Ban chỉ đạo, phân công, đánh giá", committees.KINDS),
    Group("Phối hợp với Mặt trận và các tổ chức", coordination.KINDS),
    Group("Mô hình, điểm sáng, thi đua, khen thưởng", exemplars.KINDS, (("Thư viện", "exemplars:gallery"),)),
    Group("Kiểm tra", inspections.KINDS, (("Lịch kiểm tra", "inspections:calendar"),)),
    Group("Đối thoại, điểm nóng", dialogues.KINDS, (("Câu hỏi tại các cuộc đối thoại", "dialogues:question_list"),)),
    Group("Chỉ số cấp tỉnh", indices.KINDS),
)
KINDS: dict[str, Kind] = {kind.code: kind for group in GROUPS for kind in group.kinds}


def records(request: HttpRequest) -> HttpResponse:
    """Show every kind with how many records there are, how many wait, and the way to add one."""
    actor: Any = request.actor
    if not actor.may(Right.SEE_RECORDS):
        raise Http404
    counts = count_records(actor)
    groups = [
        {
            "label": group.label,
            "kinds": [_line(kind, actor, counts) for kind in group.kinds if kind.may_see(actor)],
            "pages": [(label, reverse(name)) for label, name in group.pages],
        }
        for group in GROUPS
    ]
    return render_page(request, "desk/records.html", {"groups": [group for group in groups if group["kinds"]]})


# What is written down most often, in the order of the year's work.
QUICK = ("dissemination_event", "outreach_activity", "grassroots_visit", "exemplar", "plan", "training_course")


def quick_entries(actor: Any) -> list[tuple[str, str]]:
    """Return the kinds one writes most often, with the pages that take them."""
    return [(KINDS[code].label, reverse(KINDS[code].url_name("add"))) for code in QUICK if KINDS[code].may_add(actor)]


def _line(kind: Kind, actor: Any, counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    found = counts.get(kind.code, {})
    may_add = kind.form is not None and kind.may_add(actor)
    return {
        "label": kind.label_plural,
        "url": reverse(kind.url_name("list")),
        "total": sum(found.values()),
        "waiting": _waiting(kind, found),
        "add_url": reverse(kind.url_name("add")) if may_add else "",
        "import_url": reverse(kind.url_name("import")) if may_add and kind.sheet else "",
    }


def _waiting(kind: Kind, found: dict[str, int]) -> Iterable[dict[str, Any]]:
    """Return what is not verified yet, each with the list that shows it."""
    url = reverse(kind.url_name("list"))
    return [
        {"state": state, "count": found[state], "url": f"{url}?tinh_trang={state}"}
        for state in ("rejected", "draft", "submitted")
        if found.get(state)
    ]
