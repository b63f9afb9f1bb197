"""What the register kept before the platform may say of a letter, and whether it fits together.

Nothing of it is judged again: who was competent and on which form stands in the
old file.  But its days must follow each other, and its outcomes must be ones a
letter of that kind can have, or figures would count what cannot be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from danvan.casework.rules.acts import Act, ActTable
from danvan.kernel.text import format_date

# A letter linked or split has others it belongs to, which a line of a register does not tell.
NOT_ALONE = frozenset({"linked", "split"})
# Marks a line of a timeline, with the number there.
FROM_OLD_REGISTER = "old_register"
WITHDRAWN, STOPPED = "withdrawn", "stopped"


@dataclass(frozen=True)
class PastActs:
    """What was done with a letter before it came to the platform, as its old register has it."""

    handled: str = ""
    handled_on: date | None = None
    handled_number: str = ""
    settled: str = ""
    settled_on: date | None = None
    settled_number: str = ""
    verdict: str = ""
    reply: str = ""
    is_over: bool = False

    def __bool__(self) -> bool:
        return self != NOTHING


NOTHING = PastActs()


def handling_acts(table: ActTable) -> dict[str, Act]:
    """Return by outcome the acts that handle a letter of this kind."""
    return {act.handled: act for act in table.values() if act.handled and act.handled not in NOT_ALONE}


def settling_acts(table: ActTable) -> dict[str, Act]:
    """Return by outcome the acts that settle a case of this kind; a withdrawal is stopped like the others."""
    found = {act.settled: act for act in table.values() if act.settled}
    return {**found, **({WITHDRAWN: found[STOPPED]} if STOPPED in found else {})}


def misfits(past: PastActs, table: ActTable, *, received_on: date, today: date) -> Iterator[tuple[str, str]]:
    """Return what does not fit together, as the name of the value and a sentence in Vietnamese."""
    yield from _days("handled", past.handled, past.handled_on, received_on, "ngày nhận", today)
    yield from _days("settled", past.settled, past.settled_on, past.handled_on or received_on, "ngày xử lý", today)
    if past.handled and past.handled not in handling_acts(table):
        yield "handled", "Loại đơn này không có kết quả xử lý như vậy."
    if past.settled and past.handled != "accepted":
        yield "settled", "Chỉ vụ việc đã thụ lý mới có cách kết thúc; kết quả xử lý phải là thụ lý."
    elif past.settled and past.settled not in settling_acts(table):
        yield "settled", "Loại đơn này không kết thúc theo cách như vậy."
    if past.verdict and past.settled != "decided":
        yield "verdict", "Chỉ ghi kết luận khi kết thúc bằng quyết định giải quyết."
    if past.reply and past.settled != "answered":
        yield "reply", "Chỉ ghi cách trả lời khi kết thúc bằng trả lời."
    if past.is_over and not past.settled and past.handled in ("", "accepted"):
        yield "is_over", "Hồ sơ đã lưu thì phải có cách kết thúc, hoặc kết quả xử lý khác thụ lý."


def _days(name: str, outcome: str, on: date | None, after: date, called: str, today: date) -> Iterator[tuple[str, str]]:
    if outcome and on is None:
        yield f"{name}_on", "Có kết quả thì cần ghi ngày."
    elif on is not None and not outcome:
        yield name, "Có ngày thì cần ghi kết quả."
    elif on is not None and on > today:
        yield f"{name}_on", "Không ghi ngày ở tương lai."
    elif on is not None and on < after:
        yield f"{name}_on", f"Trước {called} {format_date(after)}."
