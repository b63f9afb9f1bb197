"""What falls due around dialogues: notice, publication, answers promised, dialogues at hot spots."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from danvan.authority.rules.rights import Right
from danvan.dialogues.choices import HotSpotState, QuestionState
from danvan.dialogues.models import Dialogue, DialogueQuestion, HotSpot
from danvan.dialogues.selectors.limits import calendar_if_any, communes_among, hot_spot_due_on, marks_of
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
        state__in=(QuestionState.DEFERRED, QuestionState.ANSWERED),
        **{f"dialogue__{name}": value for name, value in units.items()},
    ).select_related("dialogue")
    for question in promised:
        yield _due(
            question.dialogue,
            question.due_on or end,
            f"Trả lời câu hỏi số {question.position} đã hẹn tại đối thoại",
            f"dialogue-question-{question.pk}",
            is_done=question.state == QuestionState.ANSWERED,
            url=question.get_absolute_url(),
        )
    near = (start - AROUND, end)
    for spot in HotSpot.objects.filter(Q(happened_on__range=near) | Q(reopened_on__range=near), **units):
        due_on = hot_spot_due_on(spot)
        if due_on and start <= due_on <= end:
            is_done = spot.dialogue_on is not None or spot.hot_spot_state == HotSpotState.CLOSED
            yield _due(spot, due_on, f"Đối thoại về điểm nóng: {spot.title}", f"hot-spot-{spot.pk}", is_done=is_done)


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


def _due(record: Any, on: date, what: str, uid: str, *, is_done: bool, url: str = "") -> Due:
    return Due(
        on=on,
        unit_id=record.unit_id,
        what=what,
        url=url or record.get_absolute_url(),
        uid=f"{uid}-{on:%Y%m%d}",
        is_done=is_done,
        right=Right.KEEP_RECEPTIONS,
    )
