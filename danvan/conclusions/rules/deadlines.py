"""By when an instruction is to be done, read from its words.

"Trước ngày D" ends the day before D; a number of days is counted from the
notice, its day left out (Civil Code 2015, art. 147); what ends on a day off
ends on the next working day (art. 148(5)), but never on or after a day, or
beyond a month, that was named as the bound.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from danvan.calendars.rules.working_days import OutsideWorkCalendar, WorkCalendar
from danvan.kernel.text import format_date

# Where a notice says nothing: Regulation 11-QĐi/TW is quoted with 30 days for a result; a person confirms the day.
USUAL_DAYS = 30

_DAY = (
    r"(?:ngày\s+)?(?P<day>\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(?P<month>\d{1,2})"
    r"(?:(?:\s*[/.-]\s*|\s+năm\s+)(?P<year>\d{4}))?(?!\d)"
)
_FIXED = re.compile(
    r"(?P<bound>trước(?:\s+\d{1,2}\s*(?:giờ|h)\s*\d{0,2}(?:\s*phút)?,?)?|"
    r"(?:chậm|muộn) nhất(?:\s+(?:là|đến|vào|trong))*(?:\s+hết)?|"
    r"đến hết|hết|trong|đến|vào|thời hạn(?:\s+hoàn thành)?\s*:?(?:\s+trước)?|"
    r"hạn(?:\s+hoàn thành)?\s*:?(?:\s+trước)?|xong)\s+" + _DAY,
    re.I,
)
_COUNTED = re.compile(
    r"(?:trong|không quá|chậm nhất|thời hạn|sau)\s+(?:(?:thời hạn|thời gian|vòng|là|sau)\s+)*(?P<number>\d{1,3})\s*"
    r"(?:\([^)]*\)\s*)?(?P<unit>ngày làm việc|ngày|tuần|tháng)(?!\s*/)\b"
    r"(?P<from>[^.;]{0,40}?(?:kể\s+)?từ\s+ngày\s+(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}))?",
    re.I,
)
_MONTH = re.compile(
    r"(?P<how>trong|cuối|hết|xong)\s+tháng\s+(?P<month>\d{1,2})(?!\d)(?:\s*(?:/|năm)\s*(?P<year>\d{4}))?", re.I
)
_BEFORE_MONTH = re.compile(r"trước\s+tháng\s+(?P<month>\d{1,2})(?!\d)(?:\s*(?:/|năm)\s*(?P<year>\d{4}))?", re.I)
_QUARTER = re.compile(
    r"(?:trong|cuối|hết)\s+quý\s+(?P<quarter>IV|III|II|I|[1-4])\b(?:\s*(?:/|năm)\s*(?P<year>\d{4}))?", re.I
)
_YEAR = re.compile(r"(?:trong|cuối|hết)\s+năm\s+(?P<year>\d{4})", re.I)
_THIS = re.compile(r"trong\s+(?P<unit>tuần|tháng|quý|năm)\s+(?:này|nay)", re.I)
_REGULAR = re.compile(r"\b(thường xuyên|hằng (?:ngày|tuần|tháng|quý)|hàng (?:ngày|tuần|tháng|quý)|định kỳ)\b", re.I)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True)
class _Deadline:
    said: str
    on: date
    may_move_on: bool


def due_day(said: str, on: date, calendar: WorkCalendar, remarks: list[str]) -> date | None:
    found = sorted(_deadlines(said, on, calendar, remarks), key=lambda each: each.on)
    later = [each for each in found if each.on >= on]
    if not later:
        if found:
            remarks.append(f"“{found[-1].said}” đã qua vào ngày thông báo; ghi lại hạn.")
        elif _REGULAR.search(said):
            remarks.append("Việc thường xuyên, không nêu ngày xong; chọn ngày báo cáo kết quả lần đầu.")
        else:
            usual = format_date(usual_due_on(on, calendar))
            remarks.append(f"Chưa nhận ra thời hạn; kết luận không ấn định thì thường là {USUAL_DAYS} ngày: {usual}.")
        return None
    last = later[-1]
    if len({each.on for each in later}) > 1:
        others = ", ".join(f"“{each.said}”" for each in later[:-1])
        remarks.append(f"Có nhiều mốc thời gian; lấy mốc cuối, còn {others}.")
    return _on_working_day(last, calendar, remarks)


def _deadlines(said: str, on: date, calendar: WorkCalendar, remarks: list[str]) -> Iterator[_Deadline]:
    """Yield every deadline the words name; what no calendar has, or ours not yet, becomes a remark."""
    for pattern, read in _READERS:
        for match in pattern.finditer(said):
            try:
                day, may_move_on = read(match, on, calendar)
            except OutsideWorkCalendar:
                remarks.append(f"“{match[0].strip()}” kết thúc ngoài lịch làm việc đã có; ghi hạn.")
            except (ValueError, OverflowError):
                remarks.append(f"“{match[0].strip()}” không có trong lịch.")
            else:
                yield _Deadline(match[0].strip(), day, may_move_on)


# The day a match names, and whether it may move on to a working day after it.  ValueError and OverflowError where
# there is no such day.
_Reader = Callable[[re.Match[str], date, WorkCalendar], tuple[date, bool]]


def _counted(match: re.Match[str], on: date, calendar: WorkCalendar) -> tuple[date, bool]:
    start = _day_of(match, on) if match["from"] else on
    number, unit = int(match["number"]), match["unit"].lower()
    if unit == "ngày làm việc":
        return calendar.add_working_days(start, number), True
    if unit == "tháng":
        month = start.month - 1 + number
        year, month = start.year + month // 12, month % 12 + 1
        return date(year, month, min(start.day, monthrange(year, month)[1])), True
    return start + timedelta(days=number * (7 if unit == "tuần" else 1)), True


def _fixed(match: re.Match[str], on: date, calendar: WorkCalendar) -> tuple[date, bool]:
    day = _day_of(match, on)
    # "Trước 17 giờ ngày 15" still is that day.
    is_before = match["bound"].lower().endswith("trước")
    return (day - timedelta(days=1) if is_before else day), not is_before


def _month(match: re.Match[str], on: date, calendar: WorkCalendar) -> tuple[date, bool]:
    month = int(match["month"])
    return _end_of_month(_year_of(match, on, month), month), False


def _before_month(match: re.Match[str], on: date, calendar: WorkCalendar) -> tuple[date, bool]:
    month = int(match["month"])
    return date(_year_of(match, on, month), month, 1) - timedelta(days=1), False


def _quarter(match: re.Match[str], on: date, calendar: WorkCalendar) -> tuple[date, bool]:
    month = _QUARTERS[match["quarter"].upper()] * 3
    return _end_of_month(_year_of(match, on, month), month), False


def _year(match: re.Match[str], on: date, calendar: WorkCalendar) -> tuple[date, bool]:
    return date(int(match["year"]), 12, 31), False


def _this(match: re.Match[str], on: date, calendar: WorkCalendar) -> tuple[date, bool]:
    return _end_of_this(match["unit"].lower(), on), False


_READERS: Sequence[tuple[re.Pattern[str], _Reader]] = (
    (_COUNTED, _counted),
    (_FIXED, _fixed),
    (_MONTH, _month),
    (_BEFORE_MONTH, _before_month),
    (_QUARTER, _quarter),
    (_YEAR, _year),
    (_THIS, _this),
)


def _day_of(match: re.Match[str], on: date) -> date:
    """Return the day a match names; without a year, the first such day from the notice on.  ValueError for none."""
    day, month = int(match["day"]), int(match["month"])
    for year in (int(match["year"]),) if match["year"] else (on.year, on.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if match["year"] or found >= on:
            return found
    raise ValueError(match[0])


def _year_of(match: re.Match[str], on: date, month: int) -> int:
    if match["year"]:
        return int(match["year"])
    return on.year if month >= on.month else on.year + 1


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _end_of_this(unit: str, on: date) -> date:
    if unit == "tuần":
        return on + timedelta(days=max(0, 4 - on.weekday()))
    if unit == "tháng":
        return _end_of_month(on.year, on.month)
    return _end_of_month(on.year, (on.month + 2) // 3 * 3) if unit == "quý" else date(on.year, 12, 31)


def _on_working_day(found: _Deadline, calendar: WorkCalendar, remarks: list[str]) -> date:
    try:
        day = calendar.roll_forward(found.on) if found.may_move_on else calendar.roll_back(found.on)
    except OutsideWorkCalendar:
        return found.on
    if day != found.on:
        remarks.append(f"“{found.said}” hết vào ngày nghỉ {format_date(found.on)}; đề xuất {format_date(day)}.")
    return day


def usual_due_on(on: date, calendar: WorkCalendar) -> date:
    """Return the day proposed where nothing is said: USUAL_DAYS after the notice, on a working day."""
    day = on + timedelta(days=USUAL_DAYS)
    try:
        return calendar.roll_forward(day)
    except OutsideWorkCalendar:
        return day
