"""The page of one session, and what may be done there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.calendars.selectors import work_calendar
from danvan.casework.web.acting import attempt, was_moved_on
from danvan.kernel.text import format_date, parse_date
from danvan.orgs.selectors import names_on
from danvan.reception import selectors, services
from danvan.reception.choices import ChairedBy, NotHeldCause, ReceptionMode, SessionState
from danvan.reception.rules.states import ACT_LABELS, SESSION
from danvan.reception.selectors import visits as book
from danvan.reception.web.forms import (
    ChairForm,
    ChangeForm,
    CorrectForm,
    MoveForm,
    PublishForm,
    ReasonForm,
    VersionForm,
)
from danvan.reception.web.shown import ACT_WORDS, line_of
from danvan.ui.pages import render_page


@dataclass(frozen=True)
class Act:
    """One thing that may be done: its address, what it is called, what the page says of it."""

    slug: str
    act: str
    label: str
    title: str
    submit: str
    said: str
    tone: str = "go"


ACTS = {
    each.slug: each
    for each in (
        Act("cong-bo", "publish", "Công bố", "Công bố buổi tiếp này?", "Công bố",
            "Người dân thấy ngày, giờ, nơi tiếp, nội dung dự kiến và thành phần ngay sau khi công bố."),
        Act("mo", "open", "Mở buổi tiếp", "Mở buổi tiếp công dân?", "Mở buổi tiếp", "Từ lúc này ghi được lượt tiếp."),
        Act("ket-thuc", "close", "Kết thúc", "Kết thúc buổi tiếp", "Kết thúc buổi tiếp",
            "Ghi ai đã trực tiếp tiếp và diễn biến chung. Nội dung từng lượt tiếp ghi ở sổ tiếp công dân."),
        Act("sua", "change", "Sửa lịch", "Sửa lịch của buổi tiếp", "Lưu", ""),
        Act("doi", "move", "Dời ngày", "Dời buổi tiếp sang ngày khác", "Dời buổi tiếp",
            "Buổi đã công bố: ngày mới được công bố ngay, buổi cũ vẫn hiện là đã dời (Điều 24.4 Luật Tiếp công dân). "
            "Lý do không hiện ra công khai."),
        Act("khong-to-chuc", "cancel", "Không tổ chức", "Ghi buổi tiếp không tổ chức", "Ghi không tổ chức",
            "Buổi tiếp không được tính là ngày đã tiếp. Lý do không hiện ra công khai.", "stop"),
        Act("dinh-chinh", "correct", "Đính chính", "Đính chính buổi tiếp", "Lưu đính chính",
            "Nội dung trước khi đính chính vẫn đọc được trong diễn biến."),
        Act("xoa", "drop", "Xóa khỏi lịch", "Xóa buổi tiếp chưa công bố này?", "Xóa khỏi lịch",
            "Buổi tiếp biến mất khỏi lịch; nhật ký giữ lại việc xóa.", "stop"),
    )
}  # fmt: skip


# What a change replaced is shown to those who only watch where it is a fact of the schedule.  Subject and participants
# are not among it: words put right there may have named somebody.
IN_SCHEDULE = frozenset({"on", "place", "starts_at", "ends_at", "mode", "chaired_by"})


def _offers(session: Any, on: date) -> list[Act]:
    """Return what may be done with a session today, the next step first."""
    possible = set(SESSION.allowed(session.state))
    is_regular = session.kind == "regular"
    if session.published_on or session.kind != "periodic" or session.on < on:
        possible.discard("publish")
    if session.published_on or is_regular:
        possible.discard("drop")
    if session.on > on:
        possible.discard("open")
    if is_regular:
        possible -= {"move", "cancel", "change"}
    if session.state == "open":
        possible.discard("correct")
    return [act for act in ACTS.values() if act.act in possible]


def _found(request: HttpRequest, session_id: int) -> Any:
    session = selectors.session_of(request.actor, session_id)
    if session is None:
        raise Http404
    return session


@require_safe
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    found = _found(request, session_id)
    on = timezone.localdate()
    version = names_on([found.unit_id], found.on).get(found.unit_id)
    may_keep = selectors.may_keep(request.actor, found.unit_id)
    may_read = selectors.may_read_minutes(request.actor, found)
    head = selectors.head_on(version, found.on)
    took_place = found.state in (SessionState.OPEN, SessionState.HELD)
    visits = list(book.visits_of_session(request.actor, found.pk)) if may_keep and took_place else []
    return render_page(
        request,
        "reception/session.html",
        {
            "session": found,
            "line": line_of(found, version, on, is_mine=may_keep),
            "unit": version,
            "head": head,
            "offers": [
                {"act": act, "url": reverse("reception:act", args=[found.pk, act.slug])} for act in _offers(found, on)
            ]
            if may_keep
            else [],
            "may_keep": may_keep,
            "may_read": may_read,
            "delegation": selectors.delegation_mark(found, version),
            "counted": _counted(found, on),
            "marks": selectors.online_marks(found),
            "steps": selectors.online_steps(found.on, found.starts_at, work_calendar())
            if found.mode == ReceptionMode.ONLINE and not took_place
            else [],
            "history": _history(found, may_read=may_read),
            "visits": visits,
            "counts": book.counts_of(book.visits_of_session(request.actor, found.pk))
            if may_keep and took_place
            else None,
            "sheet_url": reverse("reception:sheet", args=[found.pk]) if may_keep and took_place else "",
            "concluded": book.concluded_at(request.actor, found.pk),
            "may_conclude": took_place and request.actor.may(Right.KEEP_CONCLUSIONS, found.unit_id),
        },
    )


def _counted(session: Any, on: date) -> str:
    """Say whether a periodic session is a day on which the head received."""
    if session.kind != "periodic":
        return ""
    fact = selectors.fact_of(session)
    why = fact.why(on)
    return f"Được tính: {why}." if fact.counts else f"Chưa được tính: {why}."


def _history(session: Any, *, may_read: bool) -> list[dict[str, Any]]:
    rows = []
    for each in selectors.history_of(session):
        by = ""
        if each.holding:
            by = f"{each.holding.person.get_full_name()}, {each.holding.post.title}"
        rows.append(
            {
                "at": each.at,
                "label": ACT_LABELS.get(each.act, each.act).capitalize(),
                "by": by,
                "reason": each.reason if may_read else "",
                "changes": _changes(each.detail, may_read=may_read),
            }
        )
    return rows


def _changes(detail: dict[str, Any], *, may_read: bool) -> list[str]:
    said = []
    if detail.get("to"):
        said.append(f"Sang ngày {format_date(parse_date(detail['to']))}")
    if detail.get("from"):
        said.append(f"Từ ngày {format_date(parse_date(detail['from']))}")
    if detail.get("cause") in NotHeldCause.values:
        said.append(f"Loại lý do: {NotHeldCause(detail['cause']).label}")
    if detail.get("late") is True:
        said.append("Sau thời hạn")
    for name, value in (detail.get("before") or {}).items():
        if not may_read and name not in IN_SCHEDULE:
            continue
        said.append(f"Trước đó, {ACT_WORDS.get(name, name)}: {_before(name, value) or 'để trống'}")
    return said


def _before(name: str, value: Any) -> str:
    text = str(value or "")
    if name == "on" and text:
        return format_date(parse_date(text))
    if name == "chaired_by" and text in ChairedBy.values:
        return str(ChairedBy(text).label)
    if name == "mode" and text in ReceptionMode.values:
        return str(ReceptionMode(text).label)
    if name in ("starts_at", "ends_at"):
        return text[:5]
    if name == "chair":
        return "người khác trong danh sách" if text else ""
    return text


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, session_id: int, slug: str) -> HttpResponse:
    found = _found(request, session_id)
    asked = ACTS.get(slug)
    if asked is None or not selectors.may_keep(request.actor, found.unit_id):
        raise Http404
    if asked not in _offers(found, timezone.localdate()):
        if was_moved_on(request, found.version):
            return redirect(found)
        raise Http404
    form = _form(request, found, asked)
    if request.method == "POST" and form.is_valid() and attempt(form, _doing(request, found, form, asked),
                                                                version=found.version):  # fmt: skip
        messages.success(request, _done(asked, found))
        return redirect("reception:schedule") if asked.act == "drop" else redirect(found)
    version = names_on([found.unit_id], found.on).get(found.unit_id)
    return render_page(
        request,
        "reception/act.html",
        {"form": form, "act": asked, "session": found, "unit": version, "head": selectors.head_on(version, found.on)},
    )


def _form(request: HttpRequest, session: Any, asked: Act) -> forms.Form:
    data = request.POST or None
    start: dict[str, Any] = {"version": session.version}
    hours = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    match asked.act:
        case "close" | "correct":
            chair = {"chaired_by": session.chaired_by, "chair": session.chair_id, "chair_name": session.chair_name}
            chair |= {"minutes": session.minutes, "recording": session.recording}
            chairs = selectors.chairs_of(session.unit_id, session.on)
            kind = ChairForm if asked.act == "close" else CorrectForm
            more = {} if asked.act == "close" else hours
            return kind(data, chairs=chairs, is_regular=session.kind == "regular", initial={**start, **chair, **more})
        case "change":
            details = vars(services.details_of(session))
            return ChangeForm(data, initial={**start, **details, "on": session.on})
        case "move":
            return MoveForm(data, initial={**start, **hours})
        case "cancel":
            return ReasonForm(data, initial=start)
        case "publish":
            return PublishForm(data, initial=start)
    return VersionForm(data, initial=start)


def _doing(request: HttpRequest, session: Any, form: Any, asked: Act) -> Callable[[], object]:
    given: dict[str, Any] = form.cleaned_data
    who: dict[str, Any] = {"actor": request.actor, "at": timezone.now()}
    old: dict[str, Any] = {**who, "version": given.get("version")}

    def do() -> object:
        match asked.act:
            case "publish":
                return services.publish_sessions([session.pk], confirmed=given["confirmed"], **who)
            case "open":
                return services.open_session(session.pk, **old)
            case "close":
                return services.close_session(session.pk, **form.chair_facts, **old)
            case "correct":
                hours = {"starts_at": given["starts_at"], "ends_at": given["ends_at"]}
                return services.correct_session(session.pk, **form.chair_facts, **hours, reason=given["reason"], **old)
            case "change":
                return services.change_session(
                    session.pk,
                    on=given["on"],
                    details=form.details,
                    reason=given["reason"],
                    confirmed=given["confirmed"],
                    **old,
                )
            case "move":
                details = services.details_at(session, given["starts_at"], given["ends_at"])
                return services.move_session(
                    session.pk, to=given["on"], cause=given["cause"], reason=given["reason"], details=details, **old
                )
            case "cancel":
                return services.cancel_session(session.pk, cause=given["cause"], reason=given["reason"], **old)
        return services.drop_sessions([session.pk], actor=request.actor)

    return do


def _done(asked: Act, session: Any) -> str:
    day = format_date(session.on)
    return {
        "publish": f"Đã công bố buổi tiếp ngày {day}.",
        "open": "Đã mở buổi tiếp.",
        "close": "Đã kết thúc buổi tiếp.",
        "change": "Đã lưu lịch của buổi tiếp.",
        "move": f"Đã dời buổi tiếp ngày {day}.",
        "cancel": f"Đã ghi buổi tiếp ngày {day} không tổ chức.",
        "correct": "Đã lưu đính chính.",
        "drop": f"Đã xóa buổi tiếp ngày {day} khỏi lịch.",
    }[asked.act]
