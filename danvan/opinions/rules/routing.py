"""Where a recommendation may go next: never back to whoever said it is not theirs, unless the keeper decided so.

After two bounces the keeper decides who is competent, and that binds: whoever
it is then sent to cannot send it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from danvan.kernel.text import fold, format_date

BOUNCES_BEFORE_DECISION = 2


@dataclass(frozen=True)
class Step:
    """One step of the way: to whom, when, what became of it."""

    unit_id: int | None
    body: str
    name: str
    on: date
    outcome: str
    outcome_on: date | None = None
    reason: str = ""


def said(steps: Sequence[Step]) -> str:
    """Return the way in words: "Sở Xây dựng (trả lại 05/03/2026) → UBND xã Đông Hiếu"."""
    return " → ".join(
        f"{step.name} (trả lại {format_date(step.outcome_on)})"
        if step.outcome == "bounced" and step.outcome_on
        else step.name
        for step in steps
    )


def bounces_of(steps: Sequence[Step]) -> int:
    """Return how often it was sent back."""
    return sum(step.outcome == "bounced" for step in steps)


def why_not_to(steps: Sequence[Step], *, unit_id: int | None, body: str, decides: bool) -> str:
    """Return why it cannot be sent there, with the way it went; empty when it can.

    `decides`: the keeper decides competence with it.
    """
    if decides and bounces_of(steps) < BOUNCES_BEFORE_DECISION:
        return (
            "Chỉ ấn định thẩm quyền khi kiến nghị đã bị trả lại từ hai lần. "
            "Lần này chuyển bình thường để cơ quan nhận xem xét."
        )
    if bounces_of(steps) >= BOUNCES_BEFORE_DECISION and not decides:
        return (
            f"Kiến nghị đã bị trả lại {bounces_of(steps)} lần ({said(steps)}). "
            "Cần ấn định thẩm quyền: đánh dấu “ấn định thẩm quyền” và ghi căn cứ."
        )
    # Who decides competence may name one that sent it back: that is what is decided.
    if not decides and any(step.outcome == "bounced" and _is_same(step, unit_id, body) for step in steps):
        return f"Nơi này đã trả lại kiến nghị: {said(steps)}. Chọn cơ quan khác."
    return ""


def _is_same(step: Step, unit_id: int | None, body: str) -> bool:
    if unit_id is not None:
        return step.unit_id == unit_id
    return step.unit_id is None and fold(step.body) == fold(body)
