"""What every page's frame shows: the menu by what people do, the day the figures are of, the post one acts in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, translate_url
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.denunciations.selectors import denunciations_visible_to
from danvan.desk.selectors.filters import filters_of
from danvan.desk.web.filters import conditions_of
from danvan.evidence.selectors import count_to_verify
from danvan.kernel.text import format_date, parse_date
from danvan.notices.selectors import count_unread

AS_OF = "as_of"
EARLIEST = date(2021, 1, 1)


def choose_day(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put `request.as_of` on every request: the day in ?ngay=, else the one chosen before, else today.

    An unreadable or impossible day is not an error: the chosen one stays, and
    `request.bad_day` tells the frame to say so beside the selector.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        request.as_of, request.bad_day = timezone.localdate(), ""
        if kept := request.session.get(AS_OF):
            request.as_of = date.fromisoformat(kept)
        if (typed := request.GET.get("ngay")) is not None:
            try:
                request.as_of = _acceptable(parse_date(typed)) if typed.strip() else timezone.localdate()
            except ValueError:
                request.bad_day = typed
            else:
                if request.as_of == timezone.localdate():
                    request.session.pop(AS_OF, None)
                else:
                    request.session[AS_OF] = request.as_of.isoformat()
        return get_response(request)

    return respond


def _acceptable(day: date) -> date:
    if not EARLIEST <= day <= date(timezone.localdate().year + 1, 12, 31):
        raise ValueError(day)
    return day


@dataclass(frozen=True)
class Item:
    """One line of the side menu, or one of the tabs of such a line."""

    label: str
    url: str
    active: bool
    badge: int = 0
    hot: bool = False


@dataclass(frozen=True)
class Place:
    """A page the menu leads to, the addresses it covers by their beginning, the rights of which one is needed.

    A line with `tabs` leads to the first of them one may open, and they stand above every page of theirs.
    """

    label: str
    page: str = ""
    prefix: str = ""
    rights: tuple[Right, ...] = ()
    tabs: tuple["Place", ...] = ()


_RECEPTIONS = (Right.KEEP_RECEPTIONS, Right.SEE_RECEPTIONS)
MENU: tuple[Place, ...] = (
    Place("Việc của tôi", "desk:home", "/viec-cua-toi/"),
    Place("Lịch", "agenda:month", "/lich/", (Right.SEE_RECORDS,)),
    Place("Đề án", "schemes:scorecard", "/de-an/", (Right.SEE_RESULTS,)),
    Place("Hồ sơ công việc", "records:index", "/ho-so/", (Right.SEE_RECORDS,)),
    Place("Đơn thư", "petitions:petition_list", "/don-thu/", (
        Right.SEE_CASES, Right.HANDLE_CASES, Right.SEE_CASE_FIGURES,
    )),
    Place("Tố cáo", "denunciations:list", "/to-cao/", (
        Right.RECEIVE_DENUNCIATIONS, Right.RESOLVE_DENUNCIATIONS, Right.WATCH_DENUNCIATIONS, Right.KEEP_SEALS,
        Right.HANDLE_CASES,
    )),
    Place("Tiếp dân, đối thoại", tabs=(
        Place("Lịch tiếp công dân", "reception:schedule", "/tiep-dan/", _RECEPTIONS),
        Place("Sổ tiếp công dân", "reception:book", "/tiep-dan/so/", (Right.KEEP_RECEPTIONS,)),
        Place("Số liệu tiếp", "reception:counts", "/tiep-dan/so-lieu/", (Right.SEE_RECEPTIONS,)),
        Place("Người đứng đầu tiếp dân", "reception:duty", "/tiep-dan/trach-nhiem/", _RECEPTIONS),
        Place("Đối thoại", "dialogues:dialogue_list", "/doi-thoai/", (Right.SEE_RECORDS,)),
        Place("Điểm nóng", "dialogues:hot_spot_list", "/diem-nong/", (Right.SEE_RECORDS,)),
        Place("Kết luận", "conclusions:task_list", "/ket-luan/", (Right.SEE_CONCLUSIONS,)),
        Place("Kiến nghị cử tri", "opinions:recommendation_list", "/kien-nghi-cu-tri/", (Right.SEE_OPINIONS,)),
    )),
    Place("Văn bản", "evidence:document_list", "/minh-chung/van-ban/", (Right.SEE_RECORDS,)),
    Place("Xác minh", "evidence:queue", "/minh-chung/xac-minh/", (Right.VERIFY_EVIDENCE,)),
    Place("Đơn vị", "units:directory", "/don-vi/"),
    Place("Quản trị", "authority:index", "/quan-tri/", (
        Right.MANAGE_PEOPLE, Right.MANAGE_CALENDAR, Right.READ_JOURNAL, Right.RUN_SYSTEM,
    )),
)  # fmt: skip


def _menu_of(actor: Actor, path: str, waiting: int) -> tuple[list[Item], list[Item]]:
    """Return the menu as the actor has it, and the tabs of the line one is in."""
    menu, tabs = [], []
    for place in MENU:
        own = [each for each in place.tabs or (place,) if not each.rights or any(map(actor.may, each.rights))]
        if not own:
            continue
        # Of two that cover an address the longer one is meant.
        here = max(
            (each for each in own if path.startswith(each.prefix)), key=lambda each: len(each.prefix), default=None
        )
        count = waiting if place.page == "evidence:queue" else 0
        menu.append(Item(place.label, reverse(own[0].page), here is not None, count, hot=bool(count)))
        if here and place.tabs:
            tabs = [Item(each.label, reverse(each.page), each is here) for each in own]
    return menu, tabs


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the context of the frame; pages without a signed-in person get only the demo mark."""
    context: dict[str, object] = {
        "demo_data": settings.DEMO_DATA,
        "today": timezone.localdate(),
        "as_of": getattr(request, "as_of", timezone.localdate()),
        "as_of_text": format_date(getattr(request, "as_of", timezone.localdate())),
        "bad_day": getattr(request, "bad_day", ""),
        "languages": _languages(request),
    }
    actor = getattr(request, "actor", None)
    if actor is None:
        return context
    waiting = count_to_verify(actor)
    menu, tabs = _menu_of(actor, request.path, waiting)
    seats = getattr(request, "seats", [])
    context |= {"menu": menu, "tabs_of_line": tabs, "actor": actor, "seats": seats, "unread": count_unread(actor)}
    # Asked only where a page shows it: the open register of letters may not know of the sealed one.
    context["sealed_waiting"] = lambda: denunciations_visible_to(actor).filter(is_open=True).count()
    match = request.resolver_match
    if match and (match.url_name or "").endswith("_list"):
        context["saved_filters"] = filters_of(actor, match.view_name, conditions_of(request.GET))
    return context


@dataclass(frozen=True)
class Language:
    """A public page in one language: where it is, as links on the page and as others are told."""

    code: str
    name: str
    path: str
    address: str


def _languages(request: HttpRequest) -> list[Language]:
    """Return the languages of a public page; none for what was sent, which going to another address would lose."""
    match = request.resolver_match
    if request.method != "GET" or match is None or match.namespace != "portal":
        return []
    here = request.get_full_path()
    paths = [(code, name, translate_url(here, code)) for code, name in settings.LANGUAGES]
    return [Language(code, name, path, request.build_absolute_uri(path)) for code, name, path in paths]
