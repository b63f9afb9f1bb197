"""What the papers of a dialogue say.

They are read out and hung up, so nobody who asked is named in any of them,
also when whoever prints them may read the name.
"""

from datetime import date
from typing import Any

from danvan.authority.rules.actor import Actor
from danvan.dialogues.choices import NOT_TAKEN, AskedHow, Audience, Chair, QuestionState
from danvan.dialogues.models import Dialogue
from danvan.dialogues.rules.personal import names_somebody
from danvan.dialogues.rules.standing import Standing
from danvan.dialogues.selectors.opening import Opening, Promise, opening_of
from danvan.dialogues.selectors.questions import question_rows
from danvan.kernel.text import format_date, format_number
from danvan.orgs.selectors import letterhead_of

_GROUPS = (
    ("voters", "cử tri, người dân"),
    ("officials", "cán bộ, công chức, viên chức"),
    ("enterprises", "doanh nghiệp"),
    ("cooperatives", "hợp tác xã, hộ kinh doanh"),
    ("youth", "thanh niên"),
    ("others", "đối tượng khác"),
)
NOT_YET = "…"


def present_in_words(dialogue: Dialogue) -> str:
    """Return how many of each group were there; empty when nobody was counted."""
    return ", ".join(
        f"{format_number(getattr(dialogue, name))} {word}" for name, word in _GROUPS if getattr(dialogue, name)
    )


def paper_fields(actor: Actor, dialogue: Dialogue, *, on: date, ask_at: str = "") -> dict[str, Any]:
    """Return the fields every paper of a dialogue may use; `ask_at` says where questions are sent beforehand."""
    opening = opening_of(actor, dialogue, on=on, is_paper=True)
    asked = dialogue.questions.exclude(state__in=NOT_TAKEN)
    questions = list(asked.select_related("dialogue", "case").order_by("position"))
    return {
        **_head(dialogue, on),
        **_facts(dialogue, ask_at, on),
        "asked_before": format_number(sum(each.asked_how != AskedHow.HALL for each in questions)),
        "before": _before(opening),
        "conclusion": "……………………………………………………………………………………",
        **_opening(opening, on),
        "rows": [_line(row) for row in question_rows(actor, questions, on=on, is_paper=True)],
        "promises": [_promise(each) for each in ([*opening.questions, *opening.tasks] if opening else ())],
    }


def _head(dialogue: Dialogue, on: date) -> dict[str, Any]:
    head = letterhead_of(dialogue.unit_id, on)
    return {
        "superior": head.superior,
        "issuer": head.issuer,
        "issuer_said": head.said,
        "place": head.place,
        "day": f"ngày {on:%d} tháng {on:%m} năm {on.year}",
        "signer_title": head.signer_title,
        "number": dialogue.notice_number or f"{NOT_YET}/TB-{head.symbol}",
    }


def _facts(dialogue: Dialogue, ask_at: str, on: date) -> dict[str, Any]:
    hour = f"{dialogue.starts_at}, " if dialogue.starts_at else ""
    holding = dialogue.chair_holding
    chair = holding.post.title if holding else dialogue.get_chaired_by_display()
    if dialogue.chaired_by == Chair.ACTING_HEAD and holding:
        chair = f"{chair} (được giao quyền)"
    return {
        "title": dialogue.title,
        "when": f"{hour}ngày {format_date(dialogue.takes_place_on)}",
        "where": dialogue.place or NOT_YET,
        "meeting": dialogue.get_meeting_display(),
        "audience": ", ".join(str(Audience(code).label) for code in dialogue.audiences),
        "topics": [line.strip(" -") for line in dialogue.topics.splitlines() if line.strip()] or [NOT_YET],
        "asking": ask_at,
        "chair": chair or NOT_YET,
        "secretary": ", bí thư cấp ủy đồng chủ trì" if dialogue.with_secretary else "",
        "present": present_in_words(dialogue) or NOT_YET,
        "today": format_date(on),
    }


def _line(row: Any) -> dict[str, str]:
    question = row.question
    if question.state == QuestionState.DEFERRED:
        said = f"Hẹn trả lời ngày {format_date(question.due_on)}: {row.owner}"
    elif row.case_code:
        said = f"Vào sổ đơn thư: {row.case_code}"
    else:
        said = row.answer or NOT_YET
    hamlet = "" if names_somebody(question.hamlet, question.asker) else question.hamlet
    return {"number": str(question.position), "what": row.text, "hamlet": hamlet, "answer": said}


def _promise(each: Promise) -> dict[str, str]:
    done = f", ngày {format_date(each.done_on)}" if each.done_on else ""
    result = f": {each.result}" if each.result else ""
    return {
        "number": str(each.number),
        "what": each.what,
        "by": each.by,
        "due": format_date(each.due_on) if each.due_on else "",
        "result": f"{each.standing.label}{done}{result}",
    }


def _opening(opening: Opening | None, on: date) -> dict[str, str]:
    if opening is None:
        return {"before_title": NOT_YET, "before_on": NOT_YET, "summary": _before(None), "owing": ""}
    return {
        "before_title": opening.dialogue.title,
        "before_on": format_date(opening.dialogue.takes_place_on),
        "summary": _before(opening),
        "owing": "; ".join(f"{name} ({format_number(number)})" for name, number in opening.by_whom),
    }


def _before(opening: Opening | None) -> str:
    if opening is None:
        return "Chưa có kỳ đối thoại nào trước đây với đối tượng này được ghi trong hệ thống."
    total = len(opening.questions) + len(opening.tasks)
    late = sum(
        each.standing == Standing.KEPT_LATE for each in (*opening.questions, *opening.tasks)
    )  # fmt: skip
    return (
        f"Tại kỳ đối thoại ngày {format_date(opening.dialogue.takes_place_on)} có {format_number(total)} câu hỏi và "
        f"việc đã hứa: đã xong {format_number(opening.kept)} (trong đó muộn {format_number(late)}), "
        f"đang làm còn hạn {format_number(opening.open)}, chưa làm hoặc quá hẹn {format_number(opening.late)}."
    )
