"""Open cases of units that ended: whom they are proposed to, and their passing to another unit.

A unit changes, nothing else: the number, the clocks with their days, rules and
reasons, and what was done stay (deadlines.md section 11).  Each area knows whom
its cases belong to; nothing passes without a person.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.casework.events import announce_change
from danvan.casework.models import Case, HandOver
from danvan.casework.selectors.handing_over import province_unit
from danvan.casework.selectors.people import Audience, Readers
from danvan.casework.services.files import record_case_act
from danvan.casework.services.moving import IN_ONE_TRANSACTION
from danvan.journal.services import record_act
from danvan.kernel.errors import NoAuthority, RuleError
from danvan.kernel.text import format_date, format_number
from danvan.notices.services import Message, tell
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import EndedUnit, ended_units, governments_on, names_on, valid_on, version_on


class CannotHandOver(RuleError):
    """The case cannot pass to another unit like this."""

    code = "cannot_hand_over"
    message = "Không thể bàn giao %(code)s: %(why)s"


class NotWaiting(RuleError):
    """What was chosen is not, or no longer, the actor's to decide."""

    code = "not_waiting"
    message = "Có hồ sơ đã chọn không còn chờ bàn giao ở đây; đề nghị mở lại danh sách."


@dataclass(frozen=True)
class Proposed:
    """The unit a case should pass to and why; where that is not clear, the unit that decides."""

    unit_id: int
    is_clear: bool
    reason: str


@dataclass(frozen=True)
class Register:
    """How one register passes its cases on: to whom each should go, who decides, who is told, where they read of it.

    `propose` is asked of some cases at once: of which units that ended, which
    unit decides for the province, on which day.
    """

    audience: Audience
    deciders: Callable[[Collection[Case], date], Readers]
    propose: Callable[[Sequence[Case], dict[int, EndedUnit], int, date], dict[int, Proposed]]
    page: str


def propose_hand_overs(registers: Sequence[Register], *, at: datetime) -> int:
    """Propose for every open case of a unit that ended whom it should pass to; return how many wait now.

    A proposal that a person has sent back stays theirs to decide; the others
    follow what is known today, and one whose reason is gone goes too.  Some
    cases at a time; only those whose proposal changes are locked.
    """
    on = timezone.localdate(at)
    province = governments_on(on, level="province").first()
    if province is None:
        return 0
    units = Case.objects.filter(is_open=True).order_by().values_list("unit", flat=True).distinct()
    ended = ended_units(list(units), on)
    # A corrected list of units may say that one did not end after all.
    HandOver.objects.filter(Q(case__is_open=False) | ~Q(case__unit__in=ended), decided_at=None).delete()
    for register in registers:
        cases = Case.objects.filter(is_open=True, unit__in=ended, kind__in=register.audience.kinds).order_by("pk")
        keys = list(cases.values_list("pk", flat=True))
        for start in range(0, len(keys), IN_ONE_TRANSACTION):
            some = list(cases.filter(pk__in=keys[start : start + IN_ONE_TRANSACTION]))
            _propose(some, register, ended, province.unit_id, at)
        rows = HandOver.objects.filter(decided_at=None, case__kind__in=register.audience.kinds).select_related("case")
        said = "hồ sơ của đơn vị đã kết thúc hoạt động, chờ bàn giao"
        tell(_for_deciders(register, list(rows), "hand-over", said, on), at=at)
    return HandOver.objects.filter(decided_at=None).count()


def _propose(
    cases: Sequence[Case], register: Register, ended: dict[int, EndedUnit], province_unit: int, at: datetime
) -> None:
    """Write down what is proposed for these cases where it is not proposed yet."""
    known = _waiting(cases)
    undecided = [case for case in cases if case.pk not in known or not known[case.pk].is_declined]
    found = register.propose(undecided, ended, province_unit, timezone.localdate(at))
    new = {case.pk: case for case in undecided if not _says(known.get(case.pk), found[case.pk], ended[case.unit_id])}
    if new:
        _write(new, found, ended, at)


@transaction.atomic
def _write(seen: dict[int, Case], found: dict[int, Proposed], ended: dict[int, EndedUnit], at: datetime) -> None:
    cases = list(Case.objects.select_for_update().filter(pk__in=seen, is_open=True).order_by("pk"))
    known = _waiting(cases)
    for case in cases:
        row, unit, proposed = known.get(case.pk), ended[seen[case.pk].unit_id], found[case.pk]
        # Handed over or sent back meanwhile.
        if case.unit_id != seen[case.pk].unit_id or (row is not None and row.is_declined):
            continue
        if row is None:
            row = HandOver(case=case, from_unit_id=case.unit_id, before_id=case.handed_over_id, made_at=at)
        row.to_unit_id, row.is_clear, row.reason = proposed.unit_id, proposed.is_clear, proposed.reason
        row.since, row.legal_act = unit.ended_on, unit.legal_act
        row.save()


def _waiting(cases: Sequence[Case]) -> dict[int, HandOver]:
    return {row.case_id: row for row in HandOver.objects.filter(decided_at=None, case__in=[case.pk for case in cases])}


def _says(row: HandOver | None, proposed: Proposed, unit: EndedUnit) -> bool:
    """Whether a proposal is written down as it is found now."""
    if row is None:
        return False
    legal_act = unit.legal_act.pk if unit.legal_act else None
    written = (row.to_unit_id, row.is_clear, row.reason, row.since, row.legal_act_id)
    return written == (proposed.unit_id, proposed.is_clear, proposed.reason, unit.ended_on, legal_act)


def _for_deciders(register: Register, rows: Sequence[HandOver], matter: str, said: str, on: date) -> Iterator[Message]:
    """Tell everybody with whom cases wait how many; again only when there are others."""
    cases = [row.case for row in rows]
    deciders = register.deciders(cases, on)
    numbers: Counter[int] = Counter()
    newest: dict[int, int] = {}
    for row in rows:
        for holding_id in deciders[row.case_id]:
            numbers[holding_id] += 1
            newest[holding_id] = max(row.pk, newest.get(holding_id, 0))
    for holding_id, number in sorted(numbers.items()):
        yield Message(
            holding_id, f"{matter}-{newest[holding_id]}", f"{format_number(number)} {said}", reverse(register.page)
        )


def hand_over(
    waiting: "QuerySet[HandOver, HandOver]",
    chosen: Collection[int],
    *,
    to_unit: int | None,
    on: date,
    number: str,
    actor: Actor,
    at: datetime,
    register: Register,
    chooses: bool,
    checked: Callable[[Case, int], str] = lambda case, unit: "",
) -> list[Case]:
    """Let cases pass by a record of a day, with the number of its minutes where there are any: all of them or none.

    `waiting` is what the actor may decide, `to_unit` another unit than the
    proposed one, for whoever `chooses`: where some are clear and some are not,
    it is for those that are not.  `checked` says what else stands against
    a case going to a unit.  Those of the new unit are told.  Raises NoAuthority,
    NotWaiting, CannotHandOver.
    """
    with transaction.atomic():
        cases = Case.objects.select_for_update().filter(hand_overs__in=waiting.filter(pk__in=chosen)).order_by("pk")
        by_id = {case.pk: case for case in cases}
        rows = list(waiting.filter(pk__in=chosen).select_for_update(of=("self",)))
        if not rows or len(rows) != len(set(chosen)):
            raise NotWaiting
        is_mixed = len({row.is_clear for row in rows}) > 1
        for row in rows:
            case = by_id[row.case_id]
            unit = row.to_unit_id if to_unit is None or (is_mixed and row.is_clear) else to_unit
            if unit != row.to_unit_id and not chooses:
                raise NoAuthority
            why = checked(case, unit) or ("" if row.is_clear or to_unit else "chưa chọn đơn vị nhận.")
            if why := why or _why_not(case, row, unit, on, at):
                raise CannotHandOver(params={"code": case.code, "why": why})
            _pass_on(case, row, unit, on, number, actor, at)
        moved = [by_id[row.case_id] for row in rows]
        tell(_for_the_new_unit(rows, moved, register.audience, actor, on), at=at)
    return moved


def _pass_on(case: Case, row: HandOver, unit: int, on: date, number: str, actor: Actor, at: datetime) -> None:
    """Change the unit and nothing of the clocks; what stood with people who no longer hold their posts ends."""
    old_unit = case.unit_id
    for assignment in case.assignments.filter(until=None):
        if assignment.unit_id == old_unit or not _stands(assignment.holding_id, old_unit, on):
            assignment.until = on
            assignment.save(update_fields=["until"])
    if not _stands(case.officer_id, old_unit, on):
        case.officer = None
    row.to_unit_id, row.on, row.number = unit, on, number
    row.holding_id, row.decided_at = actor.holding_id, at
    row.save()
    case.unit_id, case.handed_over = unit, row
    # Whatever the new unit does, it does after it began to have the case.
    case.last_act_on = max(case.last_act_on, row.since)
    case.version += 1
    case.save()
    record_case_act(
        case,
        "hand_over",
        actor=actor,
        on=on,
        at=at,
        from_state=case.state,
        number=number,
        note=_said(row),
        detail={"from": old_unit, "to": unit, "since": row.since.isoformat()},
        is_told=True,
    )
    announce_change(case, unit_id=old_unit)


def _for_the_new_unit(
    rows: Sequence[HandOver], cases: Sequence[Case], audience: Audience, actor: Actor, on: date
) -> Iterator[Message]:
    people, heads = audience.people(cases, on), audience.heads(cases, on)
    for row, case in zip(rows, cases, strict=True):
        for holding_id in sorted((people[case.pk] | heads[case.pk]) - {actor.holding_id or 0}):
            said = f"Nhận bàn giao: {case.code}, {case.get_kind_display()}"
            yield Message(holding_id, f"handed-over-{row.pk}", said, audience.address(case))


@transaction.atomic
def decline(
    waiting: "QuerySet[HandOver, HandOver]",
    chosen: Collection[int],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    register: Register,
) -> None:
    """Send proposals back: whoever decides for the province is told, and finds the unit.

    Raises NotWaiting, CannotHandOver.
    """
    rows = list(waiting.filter(pk__in=chosen).select_for_update(of=("self",)))
    province = province_unit(actor)
    if not rows or len(rows) != len(set(chosen)) or province is None:
        raise NotWaiting
    for row in rows:
        if row.to_unit_id == province:
            why = "hồ sơ đang chờ chính cấp tỉnh chọn đơn vị."
            raise CannotHandOver(params={"code": row.case.code, "why": why})
        asked = row.to_unit_id
        name = names_on({asked}, actor.on)[asked].full_name
        row.reason = f"{row.reason} {name[0].upper()}{name[1:]} trả lại: {reason}"
        row.to_unit_id, row.is_clear, row.is_declined = province, False, True
        row.save()
        record_act(
            "case.decline_hand_over",
            actor=actor,
            subject_kind="case",
            subject_id=row.case_id,
            unit_id=asked,
            detail={"unit": asked},
        )
    said = "hồ sơ bị trả lại, chờ cấp tỉnh chọn đơn vị"
    tell(_for_deciders(register, rows, "hand-over-declined", said, actor.on), at=at)


def _why_not(case: Case, waiting: HandOver, to_unit: int, on: date, at: datetime) -> str:
    if waiting.decided_at is not None or not case.is_open or case.unit_id != waiting.from_unit_id:
        return "hồ sơ không còn chờ bàn giao."
    if on > timezone.localdate(at):
        return "ngày bàn giao không thể ở tương lai."
    if on < waiting.since:
        return f"đơn vị cũ còn hoạt động đến hết ngày trước ngày {format_date(waiting.since)}."
    if version_on(waiting.from_unit_id, on) is not None:
        return f"đơn vị đang giữ hồ sơ vẫn hoạt động vào ngày {format_date(on)}."
    if to_unit == waiting.from_unit_id or version_on(to_unit, on) is None:
        return f"đơn vị nhận không hoạt động vào ngày {format_date(on)}."
    return ""


def _stands(holding_id: int | None, old_unit: int, on: date) -> bool:
    """Whether somebody still holds the post they were given the case in, and that is not a post of the old unit."""
    standing = PostHolding.objects.filter(valid_on(on), valid_on(on, "post__"), pk=holding_id or 0)
    return standing.filter(~Q(post__unit=old_unit)).exists()


def _said(row: HandOver) -> str:
    names = names_on({row.from_unit_id, row.to_unit_id}, row.on or row.since)
    basis = f" Căn cứ {row.legal_act.number}." if row.legal_act else ""
    return (
        f"Từ {names[row.from_unit_id].full_name} sang {names[row.to_unit_id].full_name}.{basis} "
        "Số hồ sơ, thời hạn và quy định áp dụng giữ nguyên."
    )
