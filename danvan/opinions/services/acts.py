"""Doing an act of the table: one way in for every act, every door."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.conclusions.rules.publishing import Found
from danvan.files.rules.names import clean_name
from danvan.files.services import store_upload
from danvan.kernel.errors import Conflict, NotFound, RuleError
from danvan.kernel.text import format_date, nfc
from danvan.opinions.choices import ResultKind, RoutingState, State
from danvan.opinions.models import CouncilSession, RecommendationResponse, ResponseFile, Routing, VoterRecommendation
from danvan.opinions.rules.acts import ACTS, KEEPER, Act
from danvan.opinions.rules.personal import said
from danvan.opinions.rules.routing import Step, why_not_to
from danvan.opinions.selectors.facts import last_act_on
from danvan.opinions.selectors.publishing import what_to_look_at
from danvan.opinions.services.clocks import count, recount
from danvan.opinions.services.register import set_words
from danvan.opinions.services.repeats import settle_repeats
from danvan.opinions.services.writing import require_own, tell_unit, write_act
from danvan.orgs.selectors import alive_on, names_on, units_today

Given = Mapping[str, Any]


class ActNotAllowed(RuleError):
    """The table has no such act in this state."""

    code = "opinion_act_not_allowed"
    message = _("Không thể %(act)s khi kiến nghị đang ở tình trạng “%(state)s”.")


class CannotDo(RuleError):
    """Something stands against it; the sentence says what to do."""

    code = "opinion_act_refused"
    message = "%(why)s"


class MayNameSomebody(RuleError):
    """Something in the words for everybody looks like a name or a number of a person."""

    code = "opinion_may_name_somebody"
    message = _("Có chỗ giống thông tin cá nhân: %(words)s. Sửa lại, hoặc đánh dấu từng chỗ đã xem và giữ nguyên.")

    def __init__(self, found: Sequence[Found], *, field: str) -> None:
        super().__init__(params={"words": said(found)}, field=field)


@transaction.atomic
def perform(
    recommendation_id: int,
    code: str,
    given: Given,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    version: int | None = None,
    papers: "Sequence[UploadedFile[bytes]]" = (),
) -> VoterRecommendation:
    """Do one act on a day and return the recommendation as it stands.

    Raises NotFound for an act the table does not have, NoAuthority, Conflict
    when the page was older, ActNotAllowed for the state, CannotDo, and
    MayNameSomebody for words to be published that nobody looked at.
    """
    if code not in ACTS or code not in _EFFECTS:
        raise NotFound
    act = ACTS[code]
    if code == "merge":
        # Two merged into each other at once would leave neither: merges of one session go one after another.
        list(CouncilSession.objects.select_for_update(of=("self",)).filter(recommendations=recommendation_id))
    found = VoterRecommendation.objects.select_for_update(of=("self",)).select_related("session")
    row = found.get(pk=recommendation_id)
    require_authority(row, act, actor)
    if version is not None and version != row.version:
        raise Conflict
    if row.state not in act.states:
        raise ActNotAllowed(params={"act": act.label, "state": row.get_state_display()})
    _require_day(row, on, today=timezone.localdate(at))
    was, lay_with = row.state, row.addressee_id
    if act.to:
        row.state = act.to
    row.version += 1
    told = _EFFECTS[code](row, given, actor, on)
    row.is_open = row.state in (State.RECORDED, State.ROUTED, State.BOUNCED, State.ACCEPTED, State.STUDIED)
    row.save()
    if code in ("merge", "withdraw"):
        settle_repeats(row.pk)
        row.refresh_from_db(fields=["first_raised", "sessions_raised"])
    if code == "answer":
        _keep_files(row, papers)
    write_act(
        row,
        code,
        actor=actor,
        on=on,
        at=at,
        from_state=was,
        unit_id=row.addressee_id if act.by != KEEPER else row.unit_id,
        number=given.get("number") or "",
        note=nfc(given.get("note") or ""),
        detail=told,
    )
    _tell(row, code, lay_with, actor=actor, at=at)
    return row


def require_authority(row: VoterRecommendation, act: Act, actor: Actor) -> None:
    """Let whoever's act it is go on.  Raises NoAuthority."""
    if act.code in ("publish", "unpublish"):
        require_own(actor, Right.PUBLISH_WORK, row.unit_id)
    if act.by == KEEPER or row.addressee_id is None:
        # What a body outside the platform did is written down by whoever keeps the list.
        require_own(actor, Right.KEEP_OPINIONS, row.unit_id)
    else:
        require_own(actor, Right.ANSWER_OPINIONS, row.addressee_id)


def _require_day(row: VoterRecommendation, on: date, *, today: date) -> None:
    if on > today:
        raise CannotDo(params={"why": "Ngày thực hiện không thể sau hôm nay."}, field="on")
    last = last_act_on(row) or row.received_on
    if on < last:
        why = f"Việc trước đó ghi ngày {format_date(last)}; ngày thực hiện không thể sớm hơn."
        raise CannotDo(params={"why": why}, field="on")


def steps_of(row: VoterRecommendation) -> list[Step]:
    """Return the way a recommendation took, with names.  Two queries."""
    steps = list(row.routings.all())
    names = names_on({step.unit_id for step in steps if step.unit_id}, date.max)
    return [
        Step(
            step.unit_id,
            step.body,
            names[step.unit_id].full_name if step.unit_id else step.body,
            step.on,
            step.state,
            step.outcome_on,
            step.reason,
        )
        for step in steps
    ]


Effect = Callable[[VoterRecommendation, Given, Actor, date], dict[str, Any]]


def _route(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    unit_id, body = given.get("to_unit"), nfc(given.get("to_body") or "").strip()
    if bool(unit_id) == bool(body):
        raise CannotDo(
            params={"why": "Chọn một đơn vị trong hệ thống, hoặc ghi tên một cơ quan ngoài hệ thống."}, field="to_unit"
        )
    if unit_id and unit_id not in alive_on([unit_id], on):
        raise CannotDo(
            params={"why": "Đơn vị này không hoạt động vào ngày chuyển. Chọn đơn vị kế tục."}, field="to_unit"
        )
    decides = bool(given.get("decides"))
    if why := why_not_to(steps_of(row), unit_id=unit_id, body=body, decides=decides):
        raise CannotDo(params={"why": why}, field="to_unit")
    if decides and not (given.get("note") or "").strip():
        raise CannotDo(params={"why": "Ấn định thẩm quyền cần ghi căn cứ."}, field="note")
    clock = count(row.session, on, row.set_by)
    Routing.objects.create(
        recommendation=row,
        position=row.routings.count() + 1,
        unit_id=unit_id,
        body=body,
        on=on,
        number=given.get("number") or "",
        is_binding=decides,
        due_on=clock.due_on,
        explanation=clock.explanation,
    )
    row.addressee_id, row.addressee_body = unit_id, body
    row.is_decided = decides
    row.rule, row.triggered_on, row.due_on = clock.rule, on, clock.due_on
    return {"to_unit": unit_id, "decides": decides}


def _standing(row: VoterRecommendation) -> Routing:
    return row.routings.get(until=None)


def _leave(row: VoterRecommendation, state: RoutingState, on: date, reason: str) -> Routing:
    """End the step it lies at: with nobody, it counts from the day its keeper received it."""
    step = _standing(row)
    step.state, step.outcome_on, step.until, step.reason = state, on, on, reason
    step.save()
    row.addressee_id, row.addressee_body, row.is_decided = None, "", False
    row.triggered_on, row.due_on = row.received_on, row.kept_due_on
    return step


def _accept(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    row.routings.filter(until=None).update(state=RoutingState.ACCEPTED, outcome_on=on, accepted_on=on)
    for step in row.routings.exclude(until=None).order_by("-position"):
        # Whoever follows a unit that ended accepts for it too.
        if step.state != RoutingState.PASSED_ON:
            break
        step.accepted_on = step.accepted_on or on
        step.save(update_fields=["accepted_on"])
    return {}


def _bounce(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    reason = nfc(given.get("note") or "").strip()
    named_unit, named_body = given.get("named_unit"), nfc(given.get("named_body") or "").strip()
    if row.is_decided:
        raise CannotDo(
            params={"why": "Cơ quan lập danh sách đã ấn định thẩm quyền nên không trả lại được. Tiếp nhận và trả lời."}
        )
    if not reason:
        raise CannotDo(params={"why": "Cần ghi vì sao không thuộc thẩm quyền."}, field="note")
    if not named_unit and not named_body:
        raise CannotDo(params={"why": "Cần nêu cơ quan có thẩm quyền."}, field="named_unit")
    if named_unit == row.addressee_id:
        raise CannotDo(params={"why": "Cơ quan có thẩm quyền phải là cơ quan khác."}, field="named_unit")
    step = _leave(row, RoutingState.BOUNCED, on, reason)
    step.named_unit_id, step.named_body = named_unit, named_body
    step.save(update_fields=["named_unit", "named_body"])
    row.bounces += 1
    return {"from_unit": step.unit_id, "named_unit": named_unit}


def _take_back(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    reason = nfc(given.get("note") or "").strip()
    if not reason:
        raise CannotDo(params={"why": "Cần ghi lý do thu hồi."}, field="note")
    step = _leave(row, RoutingState.TAKEN_BACK, on, reason)
    return {"from_unit": step.unit_id}


def _pass_on(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    """Let the unit that follows one that ended go on, with the same limit: a reorganisation gives no time."""
    if row.addressee_id is None or row.addressee_id in alive_on([row.addressee_id], on):
        raise CannotDo(params={"why": "Đơn vị đang giữ kiến nghị vẫn hoạt động. Cần chuyển nơi khác thì thu hồi."})
    heirs = {version.unit_id for version in units_today([row.addressee_id], on).get(row.addressee_id, [])}
    if given.get("to_unit") not in heirs:
        raise CannotDo(params={"why": "Đơn vị này không kế tục đơn vị đã kết thúc."}, field="to_unit")
    old = _standing(row)
    state = old.state
    old.state, old.until, old.outcome_on = RoutingState.PASSED_ON, on, old.outcome_on or on
    old.save()
    Routing.objects.create(
        recommendation=row,
        position=old.position + 1,
        unit_id=given["to_unit"],
        on=on,
        state=state,
        outcome_on=old.accepted_on,
        accepted_on=old.accepted_on,
        is_binding=old.is_binding,
        due_on=old.due_on,
        explanation=old.explanation,
    )
    row.addressee_id = given["to_unit"]
    return {"from_unit": old.unit_id, "to_unit": given["to_unit"]}


def _answer(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    kind, promised = ResultKind(given["kind"]), given.get("promised_on")
    text, number = nfc(given.get("note") or "").strip(), nfc(given.get("number") or "").strip()
    if not text or not number:
        raise CannotDo(params={"why": "Trả lời cần số văn bản và nội dung."}, field="note")
    if kind is ResultKind.STUDIED:
        _require_promise(promised, on)
        row.promises += 1
        row.state, row.promised_on = State.STUDIED, promised
        row.settled_on = row.over_on = None
    else:
        row.state, promised, row.promised_on = State.ANSWERED, None, None
        row.over_on = on
        row.settled_on = on if kind is ResultKind.SETTLED else None
    row.result = kind
    row.answered_on = row.answered_on or on
    # What was published said the answer before this one.
    row.published_at, row.public_answer = None, ""
    RecommendationResponse.objects.create(
        recommendation=row,
        unit_id=row.addressee_id,
        body=row.addressee_body,
        kind=kind,
        on=on,
        number=number,
        text=text,
        promised_on=promised,
        holding_id=actor.holding_id,
    )
    return {"kind": kind.value, "promised_on": promised.isoformat() if promised else None}


def _require_promise(promised: date | None, on: date) -> None:
    if promised is None:
        raise CannotDo(params={"why": "“Đang nghiên cứu” phải có ngày hẹn giải quyết."}, field="promised_on")
    if promised <= on:
        raise CannotDo(params={"why": "Ngày hẹn phải sau ngày trả lời."}, field="promised_on")


def _promise(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    promised, before = given.get("promised_on"), row.promised_on
    _require_promise(promised, on)
    if promised == before:
        raise CannotDo(params={"why": "Ngày hẹn này đã có."}, field="promised_on")
    if not (given.get("note") or "").strip():
        raise CannotDo(params={"why": "Hẹn ngày khác cần ghi lý do."}, field="note")
    row.promised_on, row.promises = promised, row.promises + 1
    return {"from": f"{before:%Y-%m-%d}", "to": f"{promised:%Y-%m-%d}"}


def _keep_files(row: VoterRecommendation, papers: "Sequence[UploadedFile[bytes]]") -> None:
    response = row.responses.latest("pk")
    for upload in papers:
        stored = store_upload(upload)
        ResponseFile.objects.create(
            response=response, stored=stored, name=clean_name(upload.name or "", stored.content_type)
        )


def _close(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    return {"result": row.result}


def _reopen(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    """Ask for a further answer: whoever answered has the whole limit again."""
    reason = nfc(given.get("note") or "").strip()
    if not reason:
        raise CannotDo(params={"why": "Cần ghi điều chưa được trả lời."}, field="note")
    old = _standing(row)
    if old.unit_id and old.unit_id not in alive_on([old.unit_id], on):
        raise CannotDo(params={"why": "Đơn vị đã trả lời không còn hoạt động. Ghi kiến nghị mới cho đơn vị kế tục."})
    clock = count(row.session, on, row.set_by)
    old.until = on
    old.save(update_fields=["until"])
    Routing.objects.create(
        recommendation=row,
        position=old.position + 1,
        unit_id=old.unit_id,
        body=old.body,
        on=on,
        state=RoutingState.ACCEPTED,
        outcome_on=on,
        accepted_on=on,
        is_binding=old.is_binding,
        due_on=clock.due_on,
        explanation=clock.explanation,
    )
    row.rule, row.triggered_on, row.due_on = clock.rule, on, clock.due_on
    row.result, row.answered_on, row.settled_on, row.over_on = "", None, None, None
    row.promised_on, row.published_at, row.public_answer = None, None, ""
    return {}


def _set_limit(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    day = given.get("set_by")
    if row.session.body != "council":
        raise CannotDo(
            params={"why": "Chỉ kiến nghị gửi Hội đồng nhân dân mới có hạn do Thường trực Hội đồng nhân dân ấn định."}
        )
    if day is None or day < row.triggered_on:
        raise CannotDo(params={"why": f"Hạn phải từ ngày {format_date(row.triggered_on)}."}, field="set_by")
    row.set_by = day
    recount(row, row.session)
    return {"set_by": day.isoformat()}


def _merge(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    wanted = VoterRecommendation.objects.select_for_update(of=("self",))
    into = wanted.filter(unit=row.unit_id, session=row.session_id, number=given.get("into") or 0).first()
    if into is None or into.pk == row.pk:
        raise CannotDo(params={"why": "Không tìm thấy kiến nghị mang số này trong cùng kỳ họp."}, field="into")
    if into.state in (State.MERGED, State.WITHDRAWN, State.LETTER):
        raise CannotDo(params={"why": "Kiến nghị mang số này không còn trong danh sách."}, field="into")
    _end_way(row, on)
    row.merged_into = into
    return {"into": into.pk}


def _withdraw(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    if not (given.get("note") or "").strip():
        raise CannotDo(params={"why": "Cần ghi lý do rút."}, field="note")
    _end_way(row, on)
    return {}


def _end_way(row: VoterRecommendation, on: date) -> None:
    row.routings.filter(until=None).update(until=on, state=RoutingState.TAKEN_BACK, outcome_on=on)


def _publish(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    words, answer = nfc(given.get("public_text") or "").strip(), nfc(given.get("public_answer") or "").strip()
    for name, text in (("public_text", words), ("public_answer", answer)):
        if not text:
            why = "Công khai cần lời kiến nghị và lời trả lời viết cho mọi người đọc."
            raise CannotDo(params={"why": why}, field=name)
    found = what_to_look_at(row, words, answer)
    shown = set(given.get("confirmed") or ())
    if unseen := [each for each in found if each.key not in shown]:
        raise MayNameSomebody(unseen, field="public_text" if unseen[0].words in words else "public_answer")
    set_words(row, row.text, words)
    row.public_answer, row.published_at = answer, timezone.make_aware(datetime.combine(on, time(12)))
    # Which kinds of places were kept; the words themselves must not live on where nothing is forgotten.
    return {"confirmed": [each.kind.value for each in found]}


def _unpublish(row: VoterRecommendation, given: Given, actor: Actor, on: date) -> dict[str, Any]:
    if row.published_at is None:
        raise CannotDo(params={"why": "Kiến nghị này chưa được công khai."})
    row.published_at, row.public_answer = None, ""
    return {}


_EFFECTS: dict[str, Effect] = {
    "route": _route,
    "accept": _accept,
    "bounce": _bounce,
    "take_back": _take_back,
    "pass_on": _pass_on,
    "answer": _answer,
    "promise": _promise,
    "close": _close,
    "reopen": _reopen,
    "set_limit": _set_limit,
    "merge": _merge,
    "withdraw": _withdraw,
    "publish": _publish,
    "unpublish": _unpublish,
}
_TOLD = {
    "route": "được chuyển tới đơn vị",
    "pass_on": "được chuyển tới đơn vị kế tục",
    "reopen": "được yêu cầu trả lời thêm",
    "set_limit": "có hạn trả lời mới",
    "take_back": "được thu hồi, đơn vị không phải trả lời nữa",
    "merge": "được ghép với kiến nghị trùng, đơn vị không phải trả lời riêng nữa",
    "withdraw": "được rút khỏi danh sách, đơn vị không phải trả lời nữa",
}
# These leave whoever had it without it: they are told, not whoever has it afterwards.
_LEAVES = frozenset({"take_back", "merge", "withdraw"})
_TOLD_KEEPER = {"bounce": "bị trả lại", "answer": "đã có trả lời", "promise": "được hẹn ngày khác"}


def _tell(row: VoterRecommendation, code: str, lay_with: int | None, *, actor: Actor, at: datetime) -> None:
    unit_id = lay_with if code in _LEAVES else row.addressee_id
    if code in _TOLD and unit_id:
        told = _TOLD[code]
        if code == "set_limit":
            told = f"{told}: {format_date(row.due_on)}"
        tell_unit(row, Right.ANSWER_OPINIONS, [unit_id], told, actor=actor, at=at)
    if code in _TOLD_KEEPER:
        tell_unit(row, Right.KEEP_OPINIONS, [row.unit_id], _TOLD_KEEPER[code], actor=actor, at=at)
