"""Doing an act of the tables: one way in for every act, every door.

The row is locked, the page's version compared, authority asked, the table and
its guards consulted; then what the act says is written, its clocks end and
start, the timeline and the journal get their line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.authority.selectors import unit_of_holding
from danvan.calendars.rules.due_dates import PauseKind
from danvan.calendars.selectors import time_limits
from danvan.casework import services as casework
from danvan.casework.choices import FORWARDED, Channel, PaperKind, Stage, Task
from danvan.casework.rules.acts import WRITER, Act
from danvan.kernel.errors import Conflict, NoAuthority, NotFound
from danvan.notices.services import Message, tell
from danvan.petitions.choices import Settled, StopGround
from danvan.petitions.models import Petition
from danvan.petitions.rules.clocks import (
    acceptance_rule,
    effect_rule,
    resolution_rule,
    second_complaint_rule,
    sending_rule,
)
from danvan.petitions.rules.guards import Facts, why_not
from danvan.petitions.selectors import facts_of, given_to_unit_of, may_do, table_of
from danvan.petitions.services.register import register_again, start_handling, words_of

Given = Mapping[str, Any]
# What gives a petition to somebody.
GIVING = ("entrust", "assign")


@transaction.atomic
def perform(
    petition_id: int,
    act_code: str,
    given: Given,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    version: int | None = None,
    papers: "Sequence[UploadedFile[bytes]]" = (),
) -> Petition:
    """Do one act on a day, keep the papers that came with it, and return the petition as it stands.

    Raises NotFound for an act the table does not have, NoAuthority, Conflict
    when the page was older than the case, ActNotAllowed for the state, and
    CannotAct for a guard; nothing is changed then.
    """
    petition = Petition.objects.select_for_update().get(pk=petition_id)
    given = with_unit_of_officer(given)
    act = weigh(
        petition,
        act_code,
        lambda: facts_of(petition, given, on, today=timezone.localdate(at)),
        actor=actor,
        given_to=petition.pk in given_to_unit_of(actor, [petition]),
        version=version,
        on=on,
        at=at,
    )
    effect = _EFFECTS.get(act.code, _nothing)
    written = casework.carry_out(
        petition,
        act,
        table_of(petition.kind),
        lambda: effect(petition, given, actor, on, at),
        actor=actor,
        on=on,
        at=at,
        number=given.get("number") or "",
        note=given.get("note") or "",
    )
    if act.code in GIVING:
        _tell_officer(petition, act, actor=actor, at=at)
    kind = PaperKind.ISSUED if given.get("number") else PaperKind.PROOF
    if act.right == WRITER:
        kind = PaperKind.ATTACHMENT
    for upload in papers:
        casework.add_paper(petition, upload, kind=kind, act=written)
    return petition


def weigh(
    petition: Petition,
    act_code: str,
    facts: Callable[[], Facts],
    *,
    actor: Actor,
    given_to: bool,
    version: int | None,
    on: date,
    at: datetime,
) -> Act:
    """Return the act as the table of this petition has it when it may be done; raises what `perform` does."""
    table = table_of(petition.kind)
    if act_code not in table:
        raise NotFound
    act = table[act_code]
    if not may_do(petition, act, actor, given_to=given_to):
        raise NoAuthority
    if version is not None and version != petition.version:
        raise Conflict
    casework.require_possible(petition, act, table, on=on, at=at)
    if act.guards:
        known = facts()
        casework.require_guards(act, lambda guard: why_not(guard, known))
    return act


def with_unit_of_officer(given: Given) -> Given:
    """Return what an act is given, with the unit of whoever it is given to."""
    officer = given.get("officer")
    return {**given, "officer_unit": unit_of_holding(officer)} if officer else given


def _tell_officer(petition: Petition, act: Act, *, actor: Actor, at: datetime) -> None:
    """Say to whom a petition was given, by its code alone, unless they gave it to themselves."""
    if petition.officer_id and petition.officer_id != actor.holding_id:
        key = f"case-{petition.pk}-version-{petition.version}"
        text = f"{petition.code}: được {act.label}"
        tell([Message(petition.officer_id, key, text, petition.get_absolute_url())], at=at)


Effect = Callable[[Petition, Given, Actor, date, datetime], dict[str, Any]]


def _nothing(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    return {}


def _classify(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.subject = given["subject"]
    petition.is_competent = given["competent"]
    petition.failed_tests = list(given.get("failed_tests") or [])
    petition.has_originals = bool(given.get("has_originals"))
    petition.people_count = given.get("people_count") or petition.people_count
    if "all_signed" in given:
        petition.all_signed = bool(given["all_signed"])
    leads = given.get("representatives")
    if leads is not None:
        petition.writers.update(is_representative=Q(pk__in=[int(each) for each in leads]))
    if "known_on" in given:
        petition.decision_received_on = given["known_on"]
    if "respondent_kind" in given:
        was = (petition.instance, petition.is_discipline)
        petition.respondent_kind = given["respondent_kind"]
        petition.respondent = given.get("respondent") or ""
        petition.respondent_unit_id = given.get("respondent_unit")
        petition.decision_ref = given.get("decision_ref") or ""
        petition.instance = given["instance"]
        petition.is_discipline = bool(given.get("is_discipline"))
        if was != (petition.instance, petition.is_discipline):
            rule = acceptance_rule(instance=petition.instance, is_discipline=petition.is_discipline)
            casework.change_rule(petition, Stage.ACCEPTANCE, rule=rule)
    petition.folded = words_of(petition, petition.writers.values_list("name", flat=True))
    return {"competent": petition.is_competent, "failed_tests": petition.failed_tests}


def _accept(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.accepted_on = on
    if petition.kind == "complaint":
        petition.complex_tests = list(given.get("complex_tests") or [])
        petition.remote_reason = given.get("remote_reason") or ""
        petition.is_remote = bool(petition.remote_reason) and not petition.is_discipline
        clock = casework.start_clock(petition, Stage.RESOLUTION, rule=resolution_rule_of(petition), on=on)
    else:
        clock = casework.start_clock(
            petition, Stage.RESOLUTION, rule="KNPA-RES", on=on, agreed_on=given.get("agreed_on")
        )
    return {"rule": clock.rule}


def resolution_rule_of(petition: Petition) -> str:
    """Return the limit for resolving a complaint as it stands."""
    return resolution_rule(
        instance=petition.instance,
        is_discipline=petition.is_discipline,
        is_complex=petition.is_complex,
        is_remote=petition.is_remote,
    )


def _declare(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    if "complex_tests" in given:
        petition.complex_tests = list(given["complex_tests"])
    if "remote_reason" in given:
        petition.is_remote, petition.remote_reason = not petition.is_discipline, given["remote_reason"]
    clock = casework.change_rule(petition, Stage.RESOLUTION, rule=resolution_rule_of(petition))
    return {"rule": clock.rule, "complex_tests": petition.complex_tests}


def _extend(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.agree_on(petition, Stage.RESOLUTION, given["agreed_on"])
    return {"agreed_on": given["agreed_on"].isoformat()}


def _entrust(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    return _give(petition, Task.HANDLE, given, on)


def _assign(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    return _give(petition, Task.VERIFY if petition.kind == "complaint" else Task.HANDLE, given, on)


def _give(petition: Petition, task: Task, given: Given, on: date) -> dict[str, Any]:
    petition.officer_id = given["officer"]
    casework.assign(petition, task, unit_id=given["officer_unit"], holding_id=given["officer"], on=on)
    return {"holding": given["officer"], "unit": given["officer_unit"]}


def _suspend(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.start_pause(petition, Stage.RESOLUTION, PauseKind.SUSPENSION, on=on)
    casework.start_clock(petition, Stage.SEND_SUSPENSION, rule="KN-SUSP-SEND", on=on)
    return {"ground": given["suspension_ground"]}


def _pause_decision(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.decision_paused_on = on
    return {}


def _resume_decision(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.decision_paused_on = None
    return {}


def _return_originals(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.has_originals = False
    return {}


def _continue(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.end_pause(petition, Stage.RESOLUTION, on=on)
    casework.start_clock(petition, Stage.SEND_CONTINUATION, rule="KN-CONT-SEND", on=on)
    return {}


def _report(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.views_differ = given["views_differ"]
    given_to = casework.end_assignment(petition, Task.VERIFY, on=on)
    if given_to is not None and given_to.unit_id != petition.unit_id:
        # Back to whoever of the unit handled it before another unit verified.
        before = petition.assignments.filter(task=Task.HANDLE, until=None).first()
        petition.officer_id = before.holding_id if before else None
    return {"views_differ": petition.views_differ}


def _invite(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    return {"dialogue_on": given["dialogue_on"].isoformat()}


def _dialogue(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    return {"was_absent": bool(given.get("was_absent"))}


def _decide(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.verdict, petition.remedy = given["verdict"], given["remedy"]
    # Pausing what was complained of lasts no longer than the resolution (Law on Complaints, art. 35).
    petition.decision_paused_on = None
    start_clocks_of_decision(petition, on)
    owe_outcome(petition, on)
    return {"verdict": petition.verdict, "remedy": petition.remedy}


def start_clocks_of_decision(petition: Petition, on: date) -> None:
    """Start what a decision of this day has to be followed by."""
    sending = sending_rule(instance=petition.instance, is_discipline=petition.is_discipline)
    casework.start_clock(petition, Stage.SEND_DECISION, rule=sending, on=on)
    if not _is_challenged(petition):
        casework.start_clock(
            petition, Stage.EFFECT, rule=effect_rule(instance=petition.instance), on=on, is_extended=petition.is_remote
        )
    if petition.instance == 2:
        casework.start_clock(petition, Stage.PUBLICATION, rule="KN-PUB2", on=on)


def _is_challenged(petition: Petition) -> bool:
    """Say whether a second complaint runs already, because the first was not decided in time."""
    return petition.followers.exists()


def _stop(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.decision_paused_on = None
    if given["stop_ground"] == StopGround.WITHDRAWN:
        petition.settled = Settled.WITHDRAWN
    if on >= time_limits()["KN-SUSP-SEND"].effective_from:
        casework.start_clock(petition, Stage.SEND_STOP, rule="KN-SUSP-SEND", on=on)
    owe_outcome(petition, on)
    return {"ground": given["stop_ground"]}


def _send(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    received = given["decision_received_on"]
    if petition.instance == 1 and not _is_challenged(petition):
        casework.start_clock(
            petition,
            Stage.SECOND_COMPLAINT,
            rule=second_complaint_rule(is_discipline=petition.is_discipline),
            on=received,
            is_extended=petition.is_remote and not petition.is_discipline,
        )
    return {"received_on": received.isoformat()}


def _publish(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.start_clock(petition, Stage.POSTING, rule="KN-PUB2-MIN", on=on)
    return {"how": given["publication"]}


def _execute(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    casework.start_agreed_clock(petition, Stage.EXECUTION, on=on, due_on=given["execution_due_on"])
    return {"executor": given["executor"], "due_on": given["execution_due_on"].isoformat()}


def _link(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.duplicate_of = given["duplicate_of"]
    return {"duplicate_of": given["duplicate_of"].code}


def _unlink(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.duplicate_of = None
    petition.handled, petition.handled_on = "", None
    start_handling(petition)
    return {}


def _refuse(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    return {"ground": given["refusal_ground"]}


def _guide(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    return {"addressee": given["addressee"]}


def _transfer(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    """Pass a recommendation on; to a unit of the platform it arrives at once, with its number and its chain."""
    if not given.get("to_unit"):
        return {"addressee": given["addressee"]}
    arrived = register_again(
        petition,
        unit_id=given["to_unit"],
        received_on=on,
        channel=Channel.AGENCY,
        forwarded_by=actor.unit_name,
        forwarded_number=given["number"],
        old_number="",
        # What one unit passes on arrives at the other without anybody there having to take it in.
        actor=replace(actor, system=True),
        at=at,
        links={"transferred_from_id": petition.pk},
    )
    return {"addressee": given["addressee"], "arrived_as": arrived.code}


def _answer(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.reply = given["reply"]
    casework.end_assignment(petition, Task.HANDLE, on=on)
    owe_outcome(petition, on)
    return {"reply": petition.reply}


def owe_outcome(petition: Petition, on: date) -> None:
    """Whoever passed the letter on is owed its outcome (Law on Citizen Reception, art. 27.2)."""
    if petition.channel in FORWARDED:
        casework.start_clock(petition, Stage.OUTCOME, rule="TCD-OUT", on=on)


def _tell_sender(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    """Say that the sender knows; a unit of the platform reads it on the letter it passed on."""
    sent = petition.transferred_from
    if sent is None:
        return {}
    # Its own desk did nothing: the line comes from where the letter went.
    writer = replace(actor, holding_id=None, system=True)
    casework.record_case_act(
        sent,
        "outcome_told",
        actor=writer,
        on=on,
        at=at,
        number=given["number"],
        note=str(Settled(petition.settled).label),
        is_told=True,
    )
    return {"told_on": sent.code}


def _reopen(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.settled, petition.settled_on, petition.reply = "", None, ""
    petition.resolution_first_due_on = None
    casework.end_clock(petition, Stage.OUTCOME, on=on)
    casework.start_clock(petition, Stage.RESOLUTION, rule="KNPA-RES", on=on)
    return {}


def _close(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    # What the writer said themselves stands.
    petition.satisfaction = petition.satisfaction or given.get("satisfaction")
    return {}


def _rate(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.satisfaction = given["satisfaction"]
    return {"satisfaction": petition.satisfaction}


def _archive(petition: Petition, given: Given, actor: Actor, on: date, at: datetime) -> dict[str, Any]:
    petition.retention = given["retention"]
    return {"retention": petition.retention}


_EFFECTS: dict[str, Effect] = {
    "classify": _classify,
    "accept": _accept,
    "declare_complex": _declare,
    "declare_remote": _declare,
    "extend": _extend,
    "entrust": _entrust,
    "assign": _assign,
    "suspend": _suspend,
    "pause_decision": _pause_decision,
    "resume_decision": _resume_decision,
    "return_originals": _return_originals,
    "continue": _continue,
    "report": _report,
    "invite": _invite,
    "dialogue": _dialogue,
    "decide": _decide,
    "stop": _stop,
    "send": _send,
    "publish": _publish,
    "execute": _execute,
    "link": _link,
    "unlink": _unlink,
    "refuse": _refuse,
    "guide": _guide,
    "transfer": _transfer,
    "tell_sender": _tell_sender,
    "answer": _answer,
    "reopen": _reopen,
    "contest": _reopen,
    "rate": _rate,
    "close": _close,
    "archive": _archive,
}
