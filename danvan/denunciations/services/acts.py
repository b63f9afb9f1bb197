"""Doing an act of the table on a denunciation: every word of it goes under the keys of the case.

The timeline and the journal carry that the act happened, when and in which
post; numbers of documents, grounds in words and what was said stay sealed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from danvan.authority.rules.actor import Actor
from danvan.calendars.rules.due_dates import PauseKind
from danvan.casework import services as casework
from danvan.casework.choices import Channel, Stage
from danvan.casework.models import CaseAct
from danvan.casework.rules.acts import WRITER, Act
from danvan.denunciations.choices import Compartment, Protection, TextKind
from danvan.denunciations.models import (
    Denunciation,
    Exclusion,
    ReleasedKey,
    SealedKey,
    SealedLetter,
    SealedPaper,
    SealedText,
)
from danvan.denunciations.rules.acts import RECEIVE
from danvan.denunciations.rules.guards import why_not
from danvan.denunciations.selectors.authority import may_do
from danvan.denunciations.selectors.denunciations import (
    AUDIENCE,
    denunciations_visible_to,
    is_in_team,
    person_mark,
    team_of,
)
from danvan.denunciations.selectors.facts import asking_cases, facts_of, late_cases
from danvan.denunciations.selectors.letters import unrecorded_letters
from danvan.denunciations.selectors.seals import key_ring
from danvan.denunciations.selectors.tables import act_table
from danvan.denunciations.services.locking import locked
from danvan.denunciations.services.masking import give_masked
from danvan.denunciations.services.papers import sheets_of, stripped
from danvan.denunciations.services.register import open_row, tell_desk
from danvan.denunciations.services.sealing import Deposit, Sheet
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, NoAuthority, NotFound
from danvan.orgs.models import PostHolding

Given = Mapping[str, Any]
# What is said in an act, and sealed.
WORDS = ("number", "addressee", "note", "extract")
# What comes with these acts bears the denouncer's hand.
HANDWRITTEN = frozenset({"confirm", "waive", "withdraw", "withdraw_part", "go_on"})


@transaction.atomic
def perform(
    denunciation_id: int,
    act_code: str,
    given: Given,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    version: int | None = None,
    papers: "Sequence[UploadedFile[bytes]]" = (),
) -> Denunciation:
    """Do one act on a day, with the papers that came with it, and return the case as it stands.

    Raises NotFound for an act the table does not have or a case that does not
    exist for the actor, NoAuthority, Conflict, ActNotAllowed, CannotAct, NoSeals.
    """
    others = _REACHES.get(act_code, _nobody)
    locked([denunciation_id, *others(denunciation_id)])
    row = denunciations_visible_to(actor).filter(pk=denunciation_id).first()
    table = act_table()
    if row is None or act_code not in table:
        raise NotFound
    act = table[act_code]
    require_act(row, act, actor)
    if version is not None and version != row.version:
        raise Conflict
    casework.require_possible(row, act, table, on=on, at=at)
    facts = facts_of(row, given, on)
    casework.require_guards(act, lambda guard: why_not(guard, facts))
    sheets = sheets_of(papers)
    effect = _EFFECTS.get(act.code, _nothing)
    # Which papers went out for it is known before: passed on, they lie in another case.
    gone_out = unrecorded_letters(row, act.code).filter(issued_on__lte=on).values_list("word", "pdf")
    papers_of_it = [pk for pair in gone_out for pk in pair]
    written = casework.carry_out(row, act, table, lambda: effect(row, given, actor, on, at), actor=actor, on=on, at=at)
    SealedPaper.objects.filter(pk__in=papers_of_it).update(act=written)
    _seal_words(row, act, given, sheets, written)
    if act.code == "report_above":
        _send_above(row, act, given, sheets, actor, on, at)
    return row


def require_act(row: Denunciation, act: Act, actor: Actor) -> None:
    """Ask authority for an act; a team does what is the team's.  Raises NoAuthority."""
    if not may_do(row, act, actor, is_member=is_in_team(actor, row)):
        raise NoAuthority


def part_of_files(act: Act) -> Compartment:
    """Return in which part of the file the files of an act lie.

    Those of a desk come from the denouncer as a rule, so they lie with the
    original and reach the team blackened or not at all; what the denouncer
    signed lies with their identity, what the team and the resolver add with the
    team's.
    """
    if act.code in HANDWRITTEN:
        return Compartment.IDENTITY
    return Compartment.ORIGINAL if act.right in (WRITER, RECEIVE) else Compartment.STRIPPED


def _seal_words(row: Denunciation, act: Act, given: Given, sheets: Sequence[Sheet], written: CaseAct) -> None:
    """Seal what was said: the team may read what the office wrote, not what the denouncer did."""
    said = {name: given[name] for name in WORDS if given.get(name)}
    if act.code == "dispose":
        return
    theirs = act.right == WRITER
    if said:
        deposit = Deposit(row, Compartment.ORIGINAL if theirs else Compartment.STRIPPED)
        deposit.text(TextKind.EXTRACT if act.code == "strip" else TextKind.ACT, said, written)
    if not sheets:
        return
    part = part_of_files(act)
    deposit = Deposit(row, part)
    for sheet in sheets:
        deposit.paper(stripped(sheet) if part == Compartment.STRIPPED else sheet, written)


def _nobody(denunciation_id: int) -> list[int]:
    return []


# Acts that change cases beside their own; all are held at once, so that two of them never wait for each other.
_REACHES: Mapping[str, Callable[[int], list[int]]] = {"demand": late_cases, "report_above": asking_cases}
Effect = Callable[[Denunciation, Given, Actor, date, datetime], dict[str, Any]]


def _nothing(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    return {}


def _give(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    """Pass files on to the team, blackened page by page before (`masking`)."""
    copies = give_masked(row, [int(each) for each in given["safe_papers"]], actor=actor, at=at)
    return {"papers": [copy.pk for copy in copies], "made_from": [copy.made_from_id for copy in copies]}


def _confirm(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    row.is_formal, row.is_anonymous = True, False
    Deposit(row, Compartment.IDENTITY).text(
        TextKind.WRITER,
        {
            "name": given["writer_name"],
            "address": given["writer_address"],
            "contact": given["writer_contact"],
            "id_number": given.get("writer_id") or "",
        },
    )
    return {}


def _check(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    row.is_competent, row.sphere = given["competent"], given["sphere"]
    row.conditions = "".join(sorted(given.get("conditions") or ()))
    if row.is_competent:
        casework.end_clock(row, Stage.FORWARDING, on=on)
    return {"competent": row.is_competent, "conditions": row.conditions}


def _lengthen(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.lengthen_clock(row, Stage.ACCEPTANCE)
    return {"ground": given["longer_check"]}


def _transfer(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    """Pass it on; inside the platform the sealed file arrives at once, and leaves here."""
    limit = row.clocks.filter(stage=Stage.FORWARDING).first()
    if limit is not None:
        # What is passed on is judged by the shorter limit (reports.md section 4).
        row.handling_due_on = limit.due_on
    if not given.get("to_unit"):
        return {}
    # What one unit passes on arrives at the other without anybody there having to take it in.
    arrived, _act = open_row(
        actor=replace(actor, system=True),
        at=at,
        unit_id=given["to_unit"],
        received_on=on,
        channel=Channel.AGENCY,
        is_formal=row.is_formal,
        is_anonymous=row.is_anonymous,
        people_count=row.people_count,
        transferred_from=row,
        invented=row.invented,
    )
    marks = row.exclusions.values_list("mark", flat=True)
    Exclusion.objects.bulk_create(Exclusion(denunciation=arrived, mark=mark) for mark in marks)
    # The sealed file goes with its keys, so that nobody here can open it any more.
    row.keys.update(denunciation=arrived)
    # Its papers too; what was only drafted here is not the other unit's.
    row.sealed_letters.filter(issued_on=None).delete()
    row.sealed_letters.update(denunciation=arrived)
    row.followings.filter(ended_at=None).update(case=arrived)
    return {"arrived_as": arrived.code}


def _reasons(name: str) -> Effect:
    """Return the effect of an act whose ground is kept as a code."""

    def effect(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
        return {"ground": given[name]}

    return effect


def _refuse(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    row.conditions = "".join(sorted(given["conditions"]))
    return {"conditions": row.conditions}


def _accept(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    row.accepted_on = on
    casework.start_clock(row, Stage.RESOLUTION, rule="TC-RES", on=on)
    casework.start_clock(row, Stage.NOTICE, rule="TC-ACC-NOTE", on=on)
    return {}


def _team(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    leader = given["leader"]
    members = {*given["members"], leader}
    team_of(row).exclude(holding__in=members).update(until=on)
    for holding_id in sorted(members):
        row.team.update_or_create(
            holding_id=holding_id,
            until=None,
            defaults={"leads": holding_id == leader},
            create_defaults={"leads": holding_id == leader, "since": on},
        )
    row.officer_id = leader
    tell_desk(row, sorted(members), "được cử vào tổ xác minh", AUDIENCE.address(row), at=at)
    return {"members": len(members)}


def _exclude(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    holding = PostHolding.objects.get(pk=given["excluded"])
    Exclusion.objects.get_or_create(denunciation=row, mark=person_mark(key_ring(), holding.person_id))
    row.team.filter(holding__person=holding.person_id, until=None).update(until=on)
    if row.officer_id == holding.pk:
        row.officer_id = None
    return {}


def _extend(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    row.complexity = given["complexity"]
    clock = casework.extend_clock(row, Stage.RESOLUTION)
    return {"complexity": row.complexity, "number": clock.extensions}


def _suspend(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.start_pause(row, Stage.RESOLUTION, PauseKind.SUSPENSION, on=on)
    casework.end_clock(row, Stage.SEND_SUSPENSION, on=on)
    casework.start_clock(row, Stage.SEND_SUSPENSION, rule="TC-SUSP-SEND", on=on)
    return {"ground": given["suspension_ground"]}


def _go_on_counting(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.end_pause(row, Stage.RESOLUTION, on=on)
    return {}


def _expertise(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.start_pause(row, Stage.RESOLUTION, PauseKind.EXPERTISE, on=on)
    return {}


def _stop(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.start_clock(row, Stage.SEND_STOP, rule="TC-SUSP-SEND", on=on)
    return {"ground": given["stop_ground"]}


def _conclude(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    row.verdict = given["verdict"]
    for stage, rule in (
        (Stage.SEND_CONCLUSION, "TC-CONC-SEND"), (Stage.ACTING, "TC-ACT"), (Stage.PUBLISH_CONCLUSION, "TC-PUB"),
    ):  # fmt: skip
        casework.start_clock(row, stage, rule=rule, on=on)
    return {"verdict": row.verdict}


def _act_on(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.end_clock(row, Stage.ACTING_REPORT, on=on)
    casework.start_clock(row, Stage.ACTING_REPORT, rule="TC-ACT-REP", on=on)
    return {}


def _publish(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.start_clock(row, Stage.POSTING, rule="TC-PUB-MIN", on=on)
    return {"how": given["publication"]}


def _demand(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    """Ask the unit that is late; inside the platform it is told at once, of its own case and nothing of this one."""
    casework.start_clock(row, Stage.LATE_REPORT, rule="TC-LATE-REP", on=on)
    late = next(iter(locked(late_cases(row.pk))), None)
    if late is None:
        return {"reached": False}
    casework.end_clock(late, Stage.REPORT_ABOVE, on=on)
    casework.start_clock(late, Stage.REPORT_ABOVE, rule="TC-LATE-REP", on=on)
    casework.settle(late)
    late.version += 1
    late.save()
    written = casework.record_case_act(late, "demanded", actor=actor, on=on, at=at)
    Deposit(late, Compartment.STRIPPED).text(TextKind.ACT, {"number": given["number"]}, written)
    told = AUDIENCE.people([late], on)[late.pk] | AUDIENCE.heads([late], on)[late.pk]
    tell_desk(late, sorted(told), "cấp trên yêu cầu báo cáo vụ việc quá hạn", AUDIENCE.address(late), at=at)
    return {"reached": True}


def _send_above(
    row: Denunciation, act: Act, given: Given, sheets: Sequence[Sheet], actor: Actor, on: date, at: datetime
) -> None:
    """Put the report into the sealed file of whoever asked for it; the unit that reports does not see that file.

    It arrives whatever has become of the demand meanwhile: a case that was
    accepted or passed on above no longer waits for it, and is read all the same.
    """
    asking = locked(asking_cases(row.pk))
    if not asking:
        why = "hồ sơ của cấp trên không còn trong hệ thống để nhận; đề nghị gửi báo cáo bằng văn bản kín."
        raise casework.CannotAct(params={"act": act.label, "why": why})
    for above in asking:
        casework.end_clock(above, Stage.LATE_REPORT, on=on)
        casework.settle(above)
        above.version += 1
        if above.is_open:
            above.last_act_on = max(above.last_act_on, on)
        above.save()
        written = casework.record_case_act(above, "late_report", actor=actor, on=on, at=at)
        deposit = Deposit(above, Compartment.STRIPPED)
        deposit.text(TextKind.ACT, {name: given[name] for name in ("number", "note") if given.get(name)}, written)
        for sheet in sheets:
            deposit.paper(stripped(sheet), written)
        people = AUDIENCE.people([above], on)[above.pk]
        tell_desk(above, sorted(people), "đã có báo cáo vụ việc quá hạn", AUDIENCE.address(above), at=at)


def _waive(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    row.waived_on = on
    return {}


def _protection(state: Protection) -> Effect:
    def effect(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
        row.protection = state
        return {}

    return effect


def _archive(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    row.retention = given["retention"]
    row.team.filter(until=None).update(until=on)
    return {"retention": row.retention}


def _dispose(row: Denunciation, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    """Destroy the keys and what they sealed; what may be counted stays (TC art. 39)."""
    ReleasedKey.objects.filter(key__denunciation=row).delete()
    SealedLetter.objects.filter(denunciation=row).delete()
    SealedPaper.objects.filter(key__denunciation=row).delete()
    row.identity_requests.filter(decided_at=None).update(decided_at=at, is_granted=False)
    SealedText.objects.filter(key__denunciation=row).exclude(kind=TextKind.REASON).delete()
    destroyed = SealedKey.objects.filter(denunciation=row).update(wrapped=b"", destroyed_at=at)
    row.followings.filter(ended_at=None).update(ended_at=at)
    record_act("denunciation.keys_destroyed", actor=actor, subject_kind="case", subject_id=row.pk,
               unit_id=row.unit_id, detail={"keys": destroyed})  # fmt: skip
    return {"keys": destroyed}


_EFFECTS: dict[str, Effect] = {
    "give": _give,
    "confirm": _confirm,
    "check": _check,
    "lengthen": _lengthen,
    "transfer": _transfer,
    "not_handle": _reasons("no_handling"),
    "refuse": _refuse,
    "accept": _accept,
    "team": _team,
    "exclude": _exclude,
    "extend": _extend,
    "suspend": _suspend,
    "continue": _go_on_counting,
    "expertise": _expertise,
    "expertise_done": _go_on_counting,
    "go_on": _reasons("go_on_ground"),
    "stop": _stop,
    "conclude": _conclude,
    "act_on": _act_on,
    "publish": _publish,
    "demand": _demand,
    "waive": _waive,
    "ask_protection": _protection(Protection.ASKED),
    "protect": _protection(Protection.GIVEN),
    "end_protection": _protection(Protection.ENDED),
    "archive": _archive,
    "dispose": _dispose,
}
