"""The schedule of a month: list, table, what to publish; planning, writing down, importing, posting."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.documents.pdf import PDF_TYPE, to_pdf
from danvan.documents.reading import CannotReadPaper
from danvan.documents.word import WORD_TYPE, CannotWritePaper, write_word
from danvan.files.sending import send_content
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_date, parse_date
from danvan.orgs.selectors import names_on
from danvan.reception import selectors, services
from danvan.reception.papers import NOTICE, notice_fields
from danvan.reception.rules.planning import PlannedDay
from danvan.reception.web.forms import AdHocForm, PastForm, PlanForm, PublishManyForm, SessionForm, this_year
from danvan.reception.web.shown import SessionLine, lines_of
from danvan.ui.forms import show_refusal
from danvan.ui.pages import asked_month, asked_number, paginate, render_page
from danvan.ui.sheets import sheet

VIEWS = ("danh-sach", "thang")
MOST_NAMED = 6


@dataclass(frozen=True)
class DayCell:
    """One day of the month table."""

    on: date
    is_inside: bool
    is_off: bool
    lines: Sequence[SessionLine]


def require_watch(request: HttpRequest) -> None:
    """Raise 404 for whom receptions are out of sight."""
    if not request.actor.may(Right.SEE_RECEPTIONS):
        raise Http404


def own_unit(request: HttpRequest) -> int | None:
    """Return the one unit whose sessions the actor keeps: of the post, or of the role."""
    units = request.actor.scope(Right.KEEP_RECEPTIONS).unit_ids
    if request.actor.unit_id in units:
        return int(request.actor.unit_id)
    return min(units, default=None)


def kept_unit(request: HttpRequest) -> int:
    """Return the unit an act is for: ?don-vi= or the actor's own; 404 unless the actor keeps it."""
    unit_id = asked_number(request, "don-vi") or own_unit(request)
    if not selectors.may_keep(request.actor, unit_id):
        raise Http404
    assert unit_id is not None
    return unit_id


def _asked_units(request: HttpRequest, text: str) -> tuple[int | None, list[int] | None]:
    """Return the one unit a page is about, or nothing, and the units whose sessions it lists."""
    asked = asked_number(request, "don-vi")
    if asked is not None:
        if asked not in request.actor.scope(Right.SEE_RECEPTIONS):
            raise Http404
        return asked, [asked]
    if text:
        return None, [unit.unit_id for unit in selectors.units_with_head(request.actor, request.as_of, text=text)]
    if "don-vi" in request.GET or (own := own_unit(request)) is None:
        return None, None
    return own, [own]


@require_safe
def schedule(request: HttpRequest) -> HttpResponseBase:
    require_watch(request)
    first = asked_month(request, request.as_of)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    text = request.GET.get("q", "").strip()[:100]
    unit_id, unit_ids = _asked_units(request, text)
    on = timezone.localdate()
    view = request.GET.get("xem", VIEWS[0])
    found = selectors.sessions_between(request.actor, first, last, unit_ids=unit_ids)
    if view == "xlsx":
        return _sheet(request, list(found), first)
    if view not in VIEWS:
        raise Http404
    page = paginate(request, found, size=200)
    sessions = list(page.object_list)
    day = min(max(first, on), last)
    versions = names_on({each.unit_id for each in sessions} | ({unit_id} if unit_id else set()), day)
    mine = request.actor.scope(Right.KEEP_RECEPTIONS)
    lines = lines_of(sessions, versions, on, None if mine.everything else mine.unit_ids)
    here = reverse("reception:schedule")
    kept = {"don-vi": unit_id or "", **({"q": text} if text else {})}
    may_keep = selectors.may_keep(request.actor, unit_id)
    waiting = list(selectors.to_publish(request.actor, on=on)) if may_keep else []
    short = _short(unit_id, first, last, on) if unit_id else []
    return render_page(
        request,
        "reception/schedule.html",
        {
            "first": first,
            "view": view,
            "page": page,
            "lines": lines,
            "weeks": _weeks(first, lines) if view == "thang" else (),
            "unit_id": unit_id,
            "unit": versions.get(unit_id) if unit_id else None,
            "head": selectors.head_on(versions.get(unit_id), day) if unit_id else None,
            "short": short[:MOST_NAMED],
            "waiting": lines_of(waiting, versions, on, None),
            "waiting_ids": [each.pk for each in waiting],
            "late_ids": [each.pk for each in waiting if each.publish_by and each.publish_by < on],
            "may_keep": may_keep,
            "may_watch_more": request.actor.scope(Right.SEE_RECEPTIONS).everything or own_unit(request) is None,
            "text": text,
            "before_url": f"{here}?{urlencode({**kept, 'thang': f'{first - timedelta(days=1):%m/%Y}', 'xem': view})}",
            "after_url": f"{here}?{urlencode({**kept, 'thang': f'{first + timedelta(days=32):%m/%Y}', 'xem': view})}",
            "now_url": f"{here}?{urlencode({**kept, 'xem': view})}",
            "month": f"{first:%m/%Y}",
            "on": on,
        },
    )


def _short(unit_id: int, first: date, last: date, on: date) -> list[selectors.Shortfall]:
    """Return where the schedule of a month, and of the next, falls short of the minimum."""
    following = last + timedelta(days=1)
    until = following.replace(day=monthrange(following.year, following.month)[1])
    found: dict[tuple[date, date], selectors.Shortfall] = {}
    for year in sorted({first.year, until.year}):
        duty = selectors.duty_in(year, [unit_id])
        for each in selectors.shortfalls(duty, unit_id, first, until, on=on):
            found[each.slot.first, each.slot.last] = each
    return list(found.values())


def _weeks(first: date, lines: Sequence[SessionLine]) -> list[list[DayCell]]:
    start = first - timedelta(days=first.weekday())
    calendar = selectors.works_on()
    weeks = []
    while start.replace(day=1) <= first:
        days = [start + timedelta(days=number) for number in range(7)]
        weeks.append(
            [
                DayCell(
                    day, day.month == first.month, not calendar(day), [line for line in lines if line.session.on == day]
                )
                for day in days
            ]
        )
        start += timedelta(days=7)
    return weeks


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the sessions that were ticked, or one."""
    _require_keeper(request)
    ids = [int(text) for text in request.POST.getlist("session") if text.isascii() and text.isdigit()][:500]
    visible = set(selectors.sessions_visible_to(request.actor).filter(pk__in=ids).values_list("pk", flat=True))
    try:
        done = services.publish_sessions(
            visible, actor=request.actor, at=timezone.now(), confirmed="confirmed" in request.POST
        )
    except services.ScheduleLooksPersonal as refusal:
        form = PublishManyForm(request.POST)
        show_refusal(form, refusal)
        words = [each.words for each in refusal.found]
        asked = [
            each
            for each in selectors.sessions_visible_to(request.actor).filter(pk__in=visible).order_by("on", "pk")
            if any(word in f"{each.subject}; {each.participants}" for word in words)
        ]
        context = {"form": form, "sessions": asked, "cancel": _back(request)}
        return render_page(request, "reception/publish.html", context)
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        late = sum(each.is_published_late for each in done)
        said = f"Đã công bố {len(done)} buổi tiếp."
        messages.success(request, f"{said} Trong đó {late} buổi công bố muộn." if late else said)
    return redirect(_back(request))


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Throw away the drafts that were ticked."""
    _require_keeper(request)
    ids = [int(text) for text in request.POST.getlist("session") if text.isascii() and text.isdigit()][:500]
    visible = set(selectors.sessions_visible_to(request.actor).filter(pk__in=ids).values_list("pk", flat=True))
    if not visible:
        messages.error(request, "Chưa chọn buổi tiếp nào.")
        return redirect(_back(request))
    try:
        gone = services.drop_sessions(visible, actor=request.actor)
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Đã xóa {gone} buổi chưa công bố khỏi lịch.")
    return redirect(_back(request))


def _require_keeper(request: HttpRequest) -> None:
    if not request.actor.may(Right.KEEP_RECEPTIONS):
        raise Http404


def _back(request: HttpRequest) -> str:
    """Return the month the act was asked from."""
    month, unit = request.POST.get("thang", ""), request.POST.get("don-vi", "")
    try:
        first = parse_date(f"1/{month}")
    except ValueError:
        return reverse("reception:schedule")
    kept = {"thang": f"{first:%m/%Y}", **({"don-vi": unit} if unit.isascii() and unit.isdigit() else {})}
    return f"{reverse('reception:schedule')}?{urlencode(kept)}"


# --- writing the schedule ---------------------------------------------------------------------------------------------


def _page(request: HttpRequest, form: Any, unit_id: int, title: str, submit: str, lede: str) -> HttpResponse:
    version = names_on([unit_id], timezone.localdate()).get(unit_id)
    return render_page(
        request,
        "reception/write.html",
        {
            "form": form,
            "title": title,
            "submit": submit,
            "lede": lede,
            "unit": version,
            "head": selectors.head_on(version, timezone.localdate()),
            "cancel": reverse("reception:schedule"),
        },
    )


def _usual(unit_id: int) -> dict[str, Any]:
    """Return place, hours and the like as the unit's newest session has them."""
    return selectors.usual_details(unit_id)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    unit_id = kept_unit(request)
    form = PlanForm(request.POST or None, initial={**this_year(timezone.localdate()), **_usual(unit_id)})
    if request.method == "POST" and form.is_valid():
        try:
            done = services.plan_sessions(
                unit_id, form.pattern, first=form.cleaned_data["first"], last=form.cleaned_data["last"],
                details=form.details, actor=request.actor, at=timezone.now(),
            )  # fmt: skip
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _planned_said(done))
            kept = {"don-vi": unit_id, "thang": f"{done.sessions[0].on:%m/%Y}"}
            return redirect(f"{reverse('reception:schedule')}?{urlencode(kept)}")
    return _page(
        request, form, unit_id, "Lập lịch tiếp công dân", "Lập lịch",
        "Lịch được lập ở dạng dự thảo; người dân chỉ thấy sau khi công bố.",
    )  # fmt: skip


def _planned_said(done: services.Planned) -> str:
    said = [f"Đã lên lịch {len(done.sessions)} buổi tiếp, chưa công bố."]
    moved = [each for each in done.days if each.instead_of and each.on]
    gone = [each for each in done.days if each.on is None]
    if moved:
        said.append(f"Dời vì ngày nghỉ: {_named(moved)}.")
    if gone:
        said.append(f"Bỏ vì ngày nghỉ: {_named(gone)}.")
    if done.standing:
        said.append(f"{len(done.standing)} ngày đã có buổi tiếp nên giữ nguyên.")
    return " ".join(said)


def _named(days: Sequence[PlannedDay]) -> str:
    named = [
        f"{each.instead_of:%d/%m} → {each.on:%d/%m}" if each.on else f"{each.instead_of:%d/%m}"
        for each in days[:MOST_NAMED]
    ]
    more = f" và {len(days) - MOST_NAMED} ngày khác" if len(days) > MOST_NAMED else ""
    return ", ".join(named) + more


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    unit_id = kept_unit(request)
    form = SessionForm(request.POST or None, initial=_usual(unit_id))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_session(
                unit_id, form.cleaned_data["on"], details=form.details, actor=request.actor, at=timezone.now()
            )
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã thêm buổi tiếp ngày {format_date(made.on)}, chưa công bố.")
            return redirect(made)
    return _page(
        request, form, unit_id, "Thêm một buổi tiếp định kỳ", "Thêm vào lịch",
        "Buổi tiếp được thêm ở dạng dự thảo; công bố ít nhất 5 ngày làm việc trước ngày tiếp.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def ad_hoc(request: HttpRequest) -> HttpResponse:
    unit_id = kept_unit(request)
    form = AdHocForm(request.POST or None, initial={**_usual(unit_id), "on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.call_ad_hoc(
                unit_id, given["on"], ground=given["ground"], details=form.details, reason=given["reason"],
                actor=request.actor, at=timezone.now(),
            )  # fmt: skip
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã lập buổi tiếp đột xuất.")
            return redirect(made)
    return _page(
        request, form, unit_id, "Tiếp công dân đột xuất", "Lập buổi tiếp",
        "Người đứng đầu tiếp ngoài lịch khi vụ việc thuộc Điều 18.3; không tính vào số ngày định kỳ tối thiểu.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def past(request: HttpRequest) -> HttpResponse:
    unit_id = kept_unit(request)
    # Who may have received is known once the day is.
    form = PastForm(
        request.POST or None, initial=_usual(unit_id), chairs=selectors.chairs_of(unit_id, _day_sent(request))
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.record_past_session(
                unit_id, given["on"], details=form.details, published_on=given["published_on"],
                chaired_by=given["chaired_by"], chair_holding_id=given["chair"], chair_name=given["chair_name"],
                minutes=given["minutes"], recording=given["recording"], actor=request.actor, at=timezone.now(),
                confirmed=given["confirmed"],
            )  # fmt: skip
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã ghi buổi tiếp ngày {format_date(made.on)}.")
            return redirect(made)
    return _page(
        request, form, unit_id, "Ghi buổi tiếp đã qua", "Ghi",
        "Dùng cho buổi tiếp đã diễn ra trước khi có trên hệ thống; diễn biến của buổi tiếp ghi rõ là ghi bổ sung.",
    )  # fmt: skip


def _day_sent(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.POST.get("on", ""))
    except ValueError:
        return None


# --- taking it away ---------------------------------------------------------------------------------------------------


def _sheet(request: HttpRequest, sessions: Sequence[Any], first: date) -> HttpResponseBase:
    on = timezone.localdate()
    versions = names_on({each.unit_id for each in sessions}, max(first, on))
    lines = lines_of(list(sessions), versions, on, None)
    return sheet(
        f"lich-tiep-cong-dan-{first:%Y-%m}.xlsx",
        title=f"Lịch tiếp công dân tháng {first:%m/%Y}",
        note=f"Số liệu đến ngày {format_date(on)}.",
        columns=[
            ("Đơn vị", 30), ("Người có trách nhiệm tiếp", 36), ("Ngày tiếp", 12), ("Từ giờ", 9), ("Đến giờ", 9),
            ("Nơi tiếp", 40), ("Nội dung dự kiến", 36), ("Thành phần", 36), ("Loại", 12), ("Hình thức", 12),
            ("Tình trạng", 16), ("Ngày công bố", 14), ("Ghi chú", 26),
        ],
        rows=(
            (
                line.unit_name, line.receiver, format_date(line.session.on),
                f"{line.session.starts_at:%H:%M}" if line.session.starts_at else "",
                f"{line.session.ends_at:%H:%M}" if line.session.ends_at else "",
                line.session.place, line.session.subject, line.session.participants,
                line.session.get_kind_display(), line.session.get_mode_display(), line.word,
                format_date(line.session.published_on) if line.session.published_on else "", line.remark,
            )
            for line in lines
        ),
    )  # fmt: skip


@require_safe
def notice(request: HttpRequest, file_type: str) -> HttpResponse:
    """Answer the schedule of a month as the paper posted at the reception place."""
    unit_id = kept_unit(request)
    first = asked_month(request, request.as_of)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    sessions = list(selectors.sessions_between(request.actor, first, last, unit_ids=[unit_id]))
    try:
        word = write_word(NOTICE, notice_fields(unit_id, first, sessions, on=timezone.localdate()))
        content = to_pdf(word) if file_type == "pdf" else word
    except (CannotWritePaper, CannotReadPaper) as refusal:
        messages.error(request, str(refusal))
        return redirect("reception:schedule")
    kind = PDF_TYPE if file_type == "pdf" else WORD_TYPE
    return send_content(request, content, f"lich-tiep-cong-dan-{first:%Y-%m}.{file_type}", kind)
