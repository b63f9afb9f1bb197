"""Reading a notice of conclusion: one proposal for each instruction, and what could not be read of it.

A notice in the official style numbers its instructions, names who does them
("Giao … chủ trì, phối hợp với …"), and by when ("trước ngày 15/12/2026",
"trong 10 ngày làm việc").  What is proposed is corrected by a person before
anything is issued, so a doubtful reading is proposed with a remark, and what
is left out is shown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from danvan.calendars.rules.working_days import WorkCalendar
from danvan.conclusions.rules.deadlines import due_day
from danvan.conclusions.rules.naming import Mention, Names, mentions
from danvan.kernel.text import nfc, shorten

MOST_ROWS = 60
# How many words into an instruction a unit may still be the one it is given to; later it is what the work is about.
_REACH = 14


@dataclass(frozen=True)
class Proposal:
    """One instruction as it was read; `remarks` say what could not be read, or is doubtful."""

    text: str
    unit_id: int | None
    coordinating: tuple[int, ...]
    due_on: date | None
    awaits_answer: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What was read of a notice: the instructions, and the parts that are none."""

    proposals: tuple[Proposal, ...]
    left_out: tuple[str, ...]


@dataclass
class _Item:
    mark: str
    text: str


def read_notice(text: str, *, on: date, names: Names, calendar: WorkCalendar) -> Reading:
    """Return what a notice of a day instructs.  At most MOST_ROWS proposals; the rest stands in `left_out`."""
    proposals: list[Proposal] = []
    left_out: list[str] = []
    for context, said in _instructions(_items(text), left_out):
        found = _proposal(context, said, on, names, calendar)
        # A part that gives nothing to nobody by no day is an instruction only when it begins with the work.
        says_nothing = not (found.unit_id or found.due_on or _ORDERS.search(said) or _CUES.match(said))
        if says_nothing or len(proposals) == MOST_ROWS:
            left_out.append(said)
        else:
            proposals.append(found)
    return Reading(tuple(proposals), tuple(left_out))


# --- parts --------------------------------------------------------------------------------------------------------

_MARK = re.compile(r"^\s*((?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,4})[.)](?!\d)|[-–—+•*●])\s*")
# After this the conclusions come; from there on the paper is about itself.
_BEGINS = re.compile(r"(kết luận|chỉ đạo|ý kiến|quyết định|yêu cầu|thống nhất)\b.{0,120}\bnhư sau\s*[:.]\s*$", re.I)
_ENDS = re.compile(
    r"^\s*(nơi nhận|trên đây là|thừa lệnh|kt\.|tl\.|(?:văn phòng|ubnd|ủy ban).{0,120}thông báo (?:để|đến|kết luận|nội"
    r" dung).{0,160}(?:biết|thực hiện|triển khai))",
    re.I,
)
_ORDERS = re.compile(
    r"\b(giao|yêu cầu|đề nghị|chỉ đạo|phân công|đồng ý giao|thống nhất giao)\s+(?!thông\b|đất\b|dịch\b)", re.I
)
_CUES = re.compile(
    r"\b(giao cho|chủ trì|có trách nhiệm|chịu trách nhiệm|khẩn trương|tham mưu|hoàn thành|báo cáo|kiểm tra|rà soát|"
    r"trả lời|bố trí|sửa chữa|khắc phục|xử lý|giải quyết|tổ chức|hướng dẫn|làm rõ|niêm yết|công khai|thực hiện)\b",
    re.I,
)
_SENTENCE = re.compile(
    r"(?<=[.;])\s+(?=(?:Giao|Yêu cầu|Đề nghị|Chỉ đạo|Phân công)\s|(?:Sở|UBND|Ủy ban|Phòng|Công an|Thanh tra|Văn phòng)"
    r"\s[^.;]{0,90}(?:chủ trì|có trách nhiệm|khẩn trương))"
)


def _items(text: str) -> list[_Item]:
    """Return the numbered parts of the conclusions; a line without a mark goes on with the part before it."""
    lines = [" ".join(nfc(line).split()) for line in text.splitlines()]
    start = next((place + 1 for place, line in enumerate(lines) if _BEGINS.search(line)), 0)
    found: list[_Item] = []
    for line in lines[start:]:
        if _ENDS.match(line):
            break
        if not line:
            continue
        mark = _MARK.match(line)
        if mark:
            found.append(_Item(mark[1], line[mark.end() :]))
        elif not found or _ORDERS.match(line) or _is_over(found[-1]):
            found.append(_Item("", line))
        else:
            found[-1].text += f" {line}"
    return found


def _is_over(item: _Item) -> bool:
    """Whether a line after this part is a part of its own: it ended, or is the title of a section."""
    return item.text.endswith((".", ";", ":")) or _level(item.mark) == 0


def _instructions(items: Sequence[_Item], left_out: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each instruction with the heading it stands under."""
    headings: list[tuple[int, str]] = []
    for place, item in enumerate(items):
        level = _level(item.mark)
        headings = [each for each in headings if each[0] < level]
        following = items[place + 1] if place + 1 < len(items) else None
        if following is not None and _level(following.mark) > level and _is_heading(item.text):
            headings.append((level, item.text.rstrip(" :.;")))
            continue
        # The titles of sections say where one is in the paper, not what an instruction is about.
        context = headings[-1][1] if headings and headings[-1][0] else ""
        for sentence in _SENTENCE.split(item.text):
            if _ORDERS.search(sentence) or _CUES.search(sentence):
                yield context, sentence.strip()
            elif sentence.strip():
                left_out.append(sentence.strip())


def _level(mark: str) -> int:
    if not mark:
        return 9
    body = mark.rstrip(".)")
    if body.isdigit() or "." in body:
        return 1 + body.count(".")
    if body[0] in "IVX":
        return 0
    return 5 if body[0].isalpha() else 6


def _is_heading(text: str) -> bool:
    return text.endswith(":") or not (_ORDERS.search(text) or _CUES.search(text))


# --- one instruction ----------------------------------------------------------------------------------------------

_ANSWER = re.compile(
    r"\b(trả lời|thông báo|phúc đáp)\b[^.;]{0,80}\b(công dân|ông|bà|hộ|gia đình|người dân|nhân dân|"
    r"cử tri|người kiến nghị)",
    re.I,
)
_PERSON = re.compile(r"\b(?:ông|bà|anh|chị)\s+(?:\([^)]*\)\s*)?[A-ZĐÀ-Ỹ][a-zà-ỹ]+\s+[A-ZĐÀ-Ỹ][a-zà-ỹ]+")
_GROUPS = re.compile(
    r"\b(các (?:sở|ban|ngành|phòng|đơn vị|cơ quan|địa phương|xã|phường|thôn|bản)[^,;.]{0,40}(?:liên quan|có liên quan)|"
    r"các sở, ban, ngành|các sở, ngành|(?:ubnd )?các xã, phường|(?:các )?(?:cơ quan|đơn vị) (?:có )?liên quan)",
    re.I,
)
_INSIDE = re.compile(
    r"\b(phòng [a-zà-ỹ]|văn phòng (?:hđnd|hội đồng nhân dân)|công an (?:xã|phường)|ban chỉ huy quân sự|công chức|"
    r"trưởng (?:thôn|bản|xóm|khối)|ban quản lý (?:thôn|bản|xóm|khối)|trung tâm|trạm y tế|bộ phận|đồng chí)",
    re.I,
)


def _proposal(context: str, said: str, on: date, names: Names, calendar: WorkCalendar) -> Proposal:
    remarks: list[str] = []
    unit_id, coordinating = _who(said, names, remarks)
    due_on = due_day(said, on, calendar, remarks)
    if _PERSON.search(said) or _PERSON.search(context):
        remarks.append("Có thể có tên công dân; nên viết lại không nêu tên.")
    text = f"{context}: {said}" if context else said
    return Proposal(
        text=text[:1].upper() + text[1:].rstrip(" ;"),
        unit_id=unit_id,
        coordinating=tuple(coordinating),
        due_on=due_on,
        awaits_answer=bool(_ANSWER.search(said)),
        remarks=tuple(remarks),
    )


_TAKING_PART = re.compile(r"\b(phối hợp|cùng với|với sự tham gia)\b", re.I)
# What ends the names of those that take part: the work itself begins.
_WORK_BEGINS = re.compile(
    r"[;.]|\b(để|kiểm tra|rà soát|tham mưu|báo cáo|xử lý|giải quyết|khẩn trương|tổ chức|xác minh|sửa|hướng dẫn|làm rõ|"
    r"thực hiện|hoàn thành|trả lời|bố trí|khắc phục|"
    r"xây dựng phương án|đo đạc|đối thoại|thẩm định|vận động|công khai)\b",
    re.I,
)


def _who(said: str, names: Names, remarks: list[str]) -> tuple[int | None, list[int]]:
    leading, helping = _halves(said, names)
    order = _ORDERS.search(leading)
    leaders = mentions(leading[order.end() :] if order else leading, names)
    lead = leaders[:1] if leaders and leaders[0].words_before <= _REACH else []
    for each in leaders[len(lead) :] if lead else ():
        # A unit that is answered or reported to stands further on, not in the list.
        if not each.goes_on:
            break
        lead.append(each)
    helpers = mentions(helping, names)
    remarks += [remark for each in (*lead, *helpers) for remark in each.remarks]
    units = [each.unit_id for each in lead if each.unit_id]
    inside = _INSIDE.search(leading)
    if not lead and inside:
        remarks.append(
            f"“{_up_to_work(leading[inside.start() :])}” là bộ phận của {names.home_said}: "
            "giao người phụ trách sau khi ban hành."
        )
        units = [names.home_id]
    elif not lead:
        remarks.append("Chưa nhận ra đơn vị thực hiện.")
    if len(units) > 1:
        remarks.append("Giao nhiều đơn vị: đề xuất đơn vị nêu đầu chủ trì, có thể tách mỗi đơn vị một dòng.")
    groups = list(dict.fromkeys(found[0] for found in _GROUPS.finditer(f"{leading} {helping}")))
    remarks += [f"“{group}” là nhóm đơn vị; chọn từng đơn vị nếu cần theo dõi." for group in groups]
    if unread := _unread(helping, helpers):
        remarks.append(f"Chưa nhận ra đơn vị phối hợp: {', '.join(f'“{each}”' for each in unread)}.")
    first = units[0] if units else None
    others = [*units[1:], *(each.unit_id for each in helpers if each.unit_id)]
    return first, [unit for unit in dict.fromkeys(others) if unit != first]


def _halves(said: str, names: Names) -> tuple[str, str]:
    """Return the part of an instruction that says who leads, and the one that says who takes part."""
    part = _TAKING_PART.search(said)
    if part is None:
        return said, ""
    rest = said[part.end() :]
    begins = next((found for found in _WORK_BEGINS.finditer(rest) if not _inside_name(rest, found)), None)
    helping = rest[: begins.start()] if begins else rest
    leading = said[: part.start()]
    if not leading.strip(" ,") or not (mentions(leading, names) or _INSIDE.search(leading)):
        leading = f"{leading} {rest[len(helping) :]}"
    return leading, helping


def _up_to_work(text: str) -> str:
    begins = _WORK_BEGINS.search(text)
    return shorten(re.split(r",| chủ trì", text[: begins.start()] if begins else text)[0], 60)


def _unread(helping: str, helpers: Sequence[Mention]) -> list[str]:
    """Return the names among those taking part that no unit was found for."""
    rest = helping
    for each in reversed(helpers):
        rest = rest[: each.start] + "," + rest[each.end :]
    parts = [
        re.sub(r"^(với|cùng)\s+", "", part.strip(" :;-")) for part in re.split(r",|;|\bvà\b", _GROUPS.sub(",", rest))
    ]
    return [
        shorten(part, 60) for part in parts if len(part.split()) > 1 and part.lower() not in ("với các", "ubnd các")
    ]


def _inside_name(text: str, found: re.Match[str]) -> bool:
    """Whether a word of work is part of a name: Sở Xây dựng, Trung tâm Tổ chức sự kiện."""
    return found[0][:1].isupper() and bool(re.search(r"(sở|phòng|ban|trung tâm)\s+$", text[: found.start()], re.I))
