"""What falls due around dialogues: notice, publication, answers promised, dialogues at hot spots."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from danvan.authority.rules.rights import Right
from danvan.dialogues.choices import HotSpotState, QuestionState
from danvan.dialogues.models import Dialogue, DialogueQuestion, HotSpot
from danvan.dialogues.selectors.limits import calendar_if_any, communes_among, hot_spot_due_on, marks_of
from danvan.dialogues.selectors.visible import OWNED
from danvan.evidence.selectors.dues import Due
from danvan.kernel.text import shorten

# No limit of a dialogue lies further from its day than this.
AROUND = timedelta(days=45)


def dues(unit_ids: Collection[int] | None, start: date, end: date) -> Iterator[Due]:
    """Return notices and results to be published, the dialogues themselves, answers promised, hot spots.

    Five queries.
    """
    units: dict[str, Any] = {} if unit_ids is None else {"unit__in": unit_ids}
    yield from _of_dialogues(units, start, end)
    promised = DialogueQuestion.objects.filter(
        due_on__range=(start, end),
        state__in=OWNED,
        dialogue__cancelled=False,
    ).select_related("dialogue")
    if unit_ids is not None:
        promised = promised.filter(Q(dialogue__unit__in=unit_ids) | Q(owner_unit__in=unit_ids))
    for question in promised:
        yield from _of_promise(question, unit_ids, question.due_on or end)
    near = (start - AROUND, end)
    for spot in HotSpot.objects.filter(Q(happened_on__range=near) | Q(reopened_on__range=near), **units):
        due_on = hot_spot_due_on(spot)
        if due_on and start <= due_on <= end:
            is_done = spot.dialogue_on is not None or spot.hot_spot_state == HotSpotState.CLOSED
            yield _due(spot, due_on, f"Đối thoại về điểm nóng: {spot.title}", f"hot-spot-{spot.pk}", is_done=is_done)


def _of_promise(question: DialogueQuestion, unit_ids: Collection[int] | None, on: date) -> Iterator[Due]:
    """Tell whoever promised the answer, and the unit named to give it where that is another."""
    uid = f"dialogue-question-{question.pk}"
    told = {question.owner_unit_id or 0: f"{uid}-owner", question.dialogue.unit_id: uid}
    for unit_id, key in told.items():
        if unit_ids is None or unit_id in unit_ids:
            yield _due(
                question.dialogue,
                on,
                f"Trả lời câu hỏi số {question.position} đã hẹn tại đối thoại",
                key,
                is_done=question.state == QuestionState.ANSWERED,
                url=question.get_absolute_url(),
                unit_id=unit_id,
            )


def _of_dialogues(units: dict[str, Any], start: date, end: date) -> Iterator[Due]:
    first, last = start - AROUND, end + AROUND
    near = Q(planned_on__range=(first, last)) | Q(happened_on__range=(first, last))
    found = list(Dialogue.objects.filter(near, cancelled=False, **units))
    if not found:
        return
    communes, calendar = communes_among({each.unit_id for each in found}, end), calendar_if_any()
    for each in found:
        name = shorten(each.title, 90)
        if start <= each.planned_on <= end:
            yield _due(each, each.planned_on, f"Đối thoại: {name}", f"dialogue-{each.pk}", is_done=each.is_held)
        marks = marks_of(each, calendar, is_commune=each.unit_id in communes, today=end)
        told = marks.notice_due_on
        if told and start <= told <= end:
            is_done = each.noticed_on is not None or each.is_held
            yield _due(each, told, f"Thông báo trước đối thoại: {name}", f"dialogue-notice-{each.pk}", is_done=is_done)
        shown = marks.results_due_on
        if shown and start <= shown <= end:
            is_done = each.results_on is not None
            yield _due(
                each, shown, f"Công khai kết quả đối thoại: {name}", f"dialogue-results-{each.pk}", is_done=is_done
            )


def _due(
    record: Any, on: date, what: str, uid: str, *, is_done: bool, url: str = "", unit_id: int | None = None
) -> Due:
    return Due(
        on=on,
        unit_id=unit_id or record.unit_id,
        what=what,
        url=url or record.get_absolute_url(),
        uid=f"{uid}-{on:%Y%m%d}",
        is_done=is_done,
        right=Right.KEEP_RECEPTIONS,
    )
