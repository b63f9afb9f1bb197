"""What the book of receptions asks of a visit, and whether two visits look like the same person's.

Law on Citizen Reception 2013, articles 25.2 and 29; Decree 154/2026/NĐ-CP,
articles 12.1, 14.1 and 20.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from danvan.kernel.text import fold

# From how many people on the same matter a visit is that of a group (đoàn đông người).
GROUP = 5
ID_SINCE = date(2026, 7, 1)
ONLINE_SINCE = date(2026, 7, 1)
DENUNCIATION = "denunciation"


def is_group(people: int) -> bool:
    """Whether so many people on one matter are a group."""
    return people >= GROUP


def asks_for_id(on: date) -> bool:
    """Whether the book of that day holds the number of an identity paper."""
    return on >= ID_SINCE


@dataclass(frozen=True)
class Asked:
    """What a visit is weighed by, besides what was typed."""

    on: date
    is_online: bool
    # Grounds of refusal that hold on the day, and whether the outcome follows from an act already done.
    grounds: frozenset[str]
    is_settled: bool = False


def missing(typed: Mapping[str, object], asked: Asked) -> list[tuple[str, str]]:
    """Return what has to be added or put right before a visit may stand in the book: field and sentence.

    Nothing about a frail visitor blocks: who has no paper at hand is written down with the reason.
    """
    if typed["matter"] == DENUNCIATION:
        return []
    found = []

    def need(field: str, sentence: str, *, unless: object = None) -> None:
        if not (unless if unless is not None else typed[field]):
            found.append((field, sentence))

    need("name", "Ghi họ và tên người đến.")
    if typed["outcome"] != "refused":
        need("content", "Ghi nội dung trình bày.")
    if asks_for_id(asked.on):
        sentence = "Ghi số giấy tờ; người đến không mang theo hoặc không có thì ghi lý do ở mục bên dưới."
        need("id_number", sentence, unless=bool(typed["id_number"] or typed["no_id_reason"]))
    if asked.is_online and asked.on >= ONLINE_SINCE:
        need("online_ground", "Chọn lý do tiếp trực tuyến (Điều 20 Nghị định 154/2026/NĐ-CP).")
    if asked.is_settled:
        return found
    if typed["outcome"] in ("answered", "guided"):
        need("answer", "Ghi nội dung đã trả lời, hướng dẫn.")
    if typed["outcome"] == "refused" and typed["refusal_ground"] not in asked.grounds:
        found.append(("refusal_ground", "Chọn căn cứ từ chối theo quy định có hiệu lực ngày tiếp."))
    return found


@dataclass(frozen=True)
class Visitor:
    """What a visit tells of who came."""

    name: str
    address: str = ""
    id_number: str = ""


def same_person(one: Visitor, other: Visitor) -> tuple[str, ...]:
    """Return why two visits may be of one person, the strongest reason first; nothing when they are not alike.

    A name alone, which many share, is not enough; other numbers speak against it.
    """
    if one.id_number and one.id_number == other.id_number:
        return ("cùng số giấy tờ", *(["cùng họ tên"] if fold(one.name) == fold(other.name) else []))
    if one.id_number and other.id_number:
        return ()
    same_address = bool(fold(one.address)) and fold(one.address) == fold(other.address)
    if fold(one.name) and fold(one.name) == fold(other.name) and same_address:
        return ("cùng họ tên, địa chỉ",)
    return ()
