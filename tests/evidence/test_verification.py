"""Handing in and deciding: every act in every state by everyone, and what follows from it."""

from datetime import date, timedelta

import pytest

from danvan.authority.services import assign_role
from danvan.evidence import selectors, services
from danvan.evidence.choices import ProofState
from danvan.evidence.models import Evidence, Record
from danvan.inspections.models import Inspection
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority, NotFound, RuleError
from danvan.kernel.workflow import ActNotAllowed
from danvan.orgs.choices import PostKind
from danvan.orgs.services import appoint, create_post
from tests.cast import SINCE, TODAY, make_unit
from tests.evidence.factories import NOON, PLATFORM, make_document, make_piece, make_plan, make_task
from tests.kinds import make

pytestmark = pytest.mark.django_db

EVERYONE = ("lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa")
ACTS = {
    "submit": lambda piece, actor: services.submit_evidence(piece.pk, actor=actor, at=NOON),
    "withdraw": lambda piece, actor: services.withdraw_evidence(piece.pk, actor=actor),
    "change": lambda piece, actor: services.change_evidence(
        piece.pk, actor=actor, proves="Khác", document_ids=piece.documents.values_list("pk", flat=True)
    ),
    "verify": lambda piece, actor: services.verify_evidence(piece.pk, actor=actor, at=NOON),
    "reject": lambda piece, actor: services.reject_evidence(piece.pk, actor=actor, at=NOON, reason="Thiếu dấu."),
}
# Who may do what with a piece of the commune that lan wrote, and where it leads.
WRITERS = {"lan", "minh", "binh", "dung"}
ALLOWED = {
    ("draft", "submit"): (WRITERS, "submitted"),
    ("draft", "change"): (WRITERS, "draft"),
    ("submitted", "withdraw"): (WRITERS, "draft"),
    ("submitted", "verify"): ({"binh"}, "verified"),
    ("submitted", "reject"): ({"binh"}, "rejected"),
    ("verified", "reject"): ({"binh"}, "rejected"),
}


@pytest.fixture
def lan(cast):
    return cast.actor("lan")


@pytest.fixture
def binh(cast):
    return cast.actor("binh")


@pytest.fixture
def plan(place, lan):
    return make_plan(place.commune, actor=lan)


def piece_in(state, plan, lan, binh):
    piece = make_piece(plan, actor=lan, state="draft" if state == "draft" else "submitted")
    if state in {"verified", "superseded"}:
        services.verify_evidence(piece.pk, actor=binh, at=NOON)
    if state == "rejected":
        services.reject_evidence(piece.pk, actor=binh, at=NOON, reason="Thiếu dấu.")
    if state == "superseded":
        services.recall_verified(plan.pk, actor=lan, reason="Ghi nhầm ngày.")
    return Evidence.objects.get(pk=piece.pk)


def record_state(record):
    return Record.objects.get(pk=record.pk).state


@pytest.mark.parametrize("state", ProofState.values)
def test_each_act_is_open_to_whom_the_table_says_and_nobody_else(state, cast, plan, lan, binh):
    from django.db import transaction

    piece = piece_in(state, plan, lan, binh)
    for act, do in ACTS.items():
        writers, leads_to = ALLOWED.get((state, act), (set(), ""))
        for name in EVERYONE:
            before = Entry.objects.count()
            with transaction.atomic():
                if name in writers:
                    do(piece, cast.actor(name))
                    assert Evidence.objects.get(pk=piece.pk).state == leads_to, (act, name)
                    assert record_state(plan) == leads_to
                    assert Entry.objects.count() == before + 1
                else:
                    with pytest.raises(RuleError):
                        do(piece, cast.actor(name))
                    assert Evidence.objects.get(pk=piece.pk).state == state, (act, name)
                    assert Entry.objects.count() == before
                transaction.set_rollback(True)


def test_a_verifier_of_another_level_does_not_decide(cast, plan, lan):
    piece = make_piece(plan, actor=lan, state="submitted")

    with pytest.raises(services.NotTheVerifier):
        services.verify_evidence(piece.pk, actor=cast.actor("dung"), at=NOON)


def test_the_standing_agency_does_not_verify_itself(cast, place, binh):
    plan = make_plan(place.standing)
    piece = make_piece(plan, state="submitted")

    with pytest.raises(services.NotTheVerifier):
        services.verify_evidence(piece.pk, actor=binh, at=NOON)
    assert not selectors.evidence_to_verify(binh).exists()
    assert selectors.evidence_to_verify(cast.actor("dung")).get() == piece
    services.verify_evidence(piece.pk, actor=cast.actor("dung"), at=NOON)
    assert record_state(plan) == "verified"


def test_nobody_verifies_what_they_handed_in_even_from_another_post(cast, place, lan):
    """Lan also comes to hold a post at the standing agency."""
    plan = make_plan(place.commune, actor=lan)
    piece = make_piece(plan, actor=lan, state="submitted")
    post = create_post(
        unit_id=place.standing.pk, title="Chuyên viên", kind=PostKind.OFFICER, valid_from=SINCE, actor=PLATFORM
    )
    appoint(post.pk, person_id=cast.lan.pk, valid_from=SINCE, actor=PLATFORM)
    assign_role(
        post.pk, role="standing_office", unit_id=place.province.pk, with_subtree=True, valid_from=SINCE, actor=PLATFORM
    )
    from danvan.authority.selectors import actor_in, seats_of

    second = actor_in(seats_of(cast.lan.pk, on=TODAY)[1], person_id=cast.lan.pk, on=TODAY)
    assert "standing_office" in second.roles

    with pytest.raises(services.OwnEvidence):
        services.verify_evidence(piece.pk, actor=second, at=NOON)
    with pytest.raises(services.OwnEvidence):
        services.reject_evidence(piece.pk, actor=second, at=NOON, reason="Thiếu dấu.")
    assert selectors.count_to_verify(second) == 0
    assert not selectors.may_verify(second, piece)


@pytest.mark.parametrize("hand", ["create", "change", "attach", "submit"])
def test_whoever_had_a_hand_in_it_does_not_verify(hand, place, lan, binh):
    plan = make_plan(place.commune, actor=binh if hand == "create" else lan)
    if hand == "change":
        services.change_record(plan.pk, actor=binh, edition=1, changes={"title": "Kế hoạch sửa"})
    piece = make_piece(plan, actor=binh if hand == "attach" else lan)
    services.submit_evidence(piece.pk, actor=binh if hand == "submit" else lan, at=NOON)

    with pytest.raises(services.OwnEvidence):
        services.verify_evidence(piece.pk, actor=binh, at=NOON)
    assert selectors.count_to_verify(binh) == 0


def test_what_the_platform_loaded_may_be_verified(place, binh):
    piece = make_piece(make_plan(place.commune), state="submitted")

    assert selectors.count_to_verify(binh) == 1
    services.verify_evidence(piece.pk, actor=binh, at=NOON)


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_sending_back_needs_a_reason(reason, plan, lan, binh):
    piece = make_piece(plan, actor=lan, state="submitted")

    with pytest.raises(services.ReasonRequired):
        services.reject_evidence(piece.pk, actor=binh, at=NOON, reason=reason)
    assert record_state(plan) == "submitted"


def test_evidence_with_nothing_to_open_is_not_handed_in(place, plan, lan):
    empty = make_document(place.commune, actor=lan, files=0)
    piece = make_piece(plan, actor=lan, document=empty)

    with pytest.raises(services.NothingProves):
        services.submit_evidence(piece.pk, actor=lan, at=NOON)
    assert record_state(plan) == "draft"


def test_a_public_link_is_enough(plan, lan):
    piece = services.attach_evidence(plan.pk, actor=lan, proves="Đã đăng", link="https://nghean.example/ke-hoach")

    assert services.submit_evidence(piece.pk, actor=lan, at=NOON).state == "submitted"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://x.example/a", "ke-hoach"])
def test_a_link_is_an_address_of_the_web(link, plan, lan):
    with pytest.raises(RuleError):
        services.attach_evidence(plan.pk, actor=lan, proves="Đã đăng", link=link)


def test_a_fact_without_its_day_is_not_handed_in(plan, lan):
    task = make_task(plan, actor=lan, happened_on=None)
    piece = make_piece(task, actor=lan)

    with pytest.raises(services.FactNotDated):
        services.submit_evidence(piece.pk, actor=lan, at=NOON)


def test_a_fact_still_to_come_is_not_handed_in(plan, lan):
    task = make_task(plan, actor=lan, happened_on=TODAY + timedelta(days=1))

    with pytest.raises(services.FactNotYetThere):
        make_piece(task, actor=lan)


def test_one_piece_at_a_time(plan, lan):
    make_piece(plan, actor=lan)

    with pytest.raises(services.PieceOnItsWay):
        services.attach_evidence(plan.pk, actor=lan, proves="Thứ hai")
    assert Evidence.objects.count() == 1


def test_a_document_out_of_sight_proves_nothing(cast, place, plan, lan):
    foreign = make_document(place.neighbour, actor=cast.actor("tam"))

    with pytest.raises(NotFound):
        services.attach_evidence(plan.pk, actor=lan, proves="Của người khác", document_ids=[foreign.pk])


def test_the_verified_piece_holds_until_its_replacement_is_verified(plan, lan, binh):
    old = piece_in("verified", plan, lan, binh)
    new = services.attach_evidence(plan.pk, actor=lan, proves="Bản có dấu", link="https://nghean.example/1")
    assert record_state(plan) == "verified"
    services.submit_evidence(new.pk, actor=lan, at=NOON)
    assert record_state(plan) == "verified"
    assert Evidence.objects.get(pk=old.pk).state == "verified"

    services.verify_evidence(new.pk, actor=binh, at=NOON)

    assert Evidence.objects.get(pk=old.pk).state == "superseded"
    assert Evidence.objects.get(pk=new.pk).state == "verified"
    assert record_state(plan) == "verified"


def test_sending_a_replacement_back_leaves_the_verified_piece(plan, lan, binh):
    piece_in("verified", plan, lan, binh)
    new = services.attach_evidence(plan.pk, actor=lan, proves="Bản có dấu", link="https://nghean.example/1")
    services.submit_evidence(new.pk, actor=lan, at=NOON)

    services.reject_evidence(new.pk, actor=binh, at=NOON, reason="Mờ.")

    assert record_state(plan) == "verified"
    assert selectors.returned_to(lan).get() == new


def test_a_returned_piece_is_superseded_by_the_one_that_answers_it(plan, lan, binh):
    old = piece_in("rejected", plan, lan, binh)
    assert selectors.returned_to(lan).get() == old
    assert not selectors.returned_to(binh).exists()

    new = services.attach_evidence(plan.pk, actor=lan, proves="Đã bổ sung", link="https://nghean.example/1")
    services.submit_evidence(new.pk, actor=lan, at=NOON)

    assert Evidence.objects.get(pk=old.pk).state == "superseded"
    assert Evidence.objects.get(pk=old.pk).reason == "Thiếu dấu."
    assert not selectors.returned_to(lan).exists()


def test_each_act_tells_the_figures_in_its_own_transaction(plan, lan, binh, announced):
    piece = make_piece(plan, actor=lan, state="submitted")
    announced.clear()

    services.reject_evidence(piece.pk, actor=binh, at=NOON, reason="Mờ.")

    (event,) = announced
    assert (event.record_id, event.kind, event.unit_id) == (plan.pk, "plan", plan.unit_id)
    assert event.days == ("2026-12-31",)
    assert event.payload()["days"]


def test_a_decision_on_what_was_handed_in_again_is_refused(plan, lan, binh):
    piece = make_piece(plan, actor=lan, state="submitted")
    services.withdraw_evidence(piece.pk, actor=lan)
    services.submit_evidence(piece.pk, actor=lan, at=NOON + timedelta(minutes=5))

    with pytest.raises(services.EvidenceWasChanged):
        services.verify_evidence(piece.pk, actor=binh, at=NOON, seen_submitted_at=NOON)
    assert record_state(plan) == "submitted"


# --- closed periods -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "submitted", "verified"])
def test_nothing_moves_in_a_closed_period(state, cast, plan, lan, binh):
    piece = piece_in(state, plan, lan, binh)
    services.lock_days(scheme="da04", first_day=date(2026, 1, 1), last_day=date(2026, 12, 31), at=NOON)

    for (at, act), (names, _leads_to) in ALLOWED.items():
        if at == state:
            for name in names:
                with pytest.raises(services.PeriodIsLocked, match="từ 01/01/2026 đến 31/12/2026"):
                    ACTS[act](piece, cast.actor(name))
    assert record_state(plan) == state


def test_a_period_opened_again_lets_acts_through(plan, lan):
    piece = make_piece(plan, actor=lan)
    days = {"scheme": "da04", "first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}
    services.lock_days(**days, at=NOON)
    with pytest.raises(services.CannotLockPeriod):
        services.lock_days(**days, at=NOON)

    services.unlock_days(**days, at=NOON, reason="Sai số liệu.")

    assert services.submit_evidence(piece.pk, actor=lan, at=NOON).state == "submitted"
    with pytest.raises(services.CannotLockPeriod):
        services.unlock_days(**days, at=NOON, reason="Lần nữa.")


def test_a_plan_counts_in_its_year_and_a_task_by_its_days(place, lan):
    services.lock_days(scheme="da04", first_day=date(2026, 1, 1), last_day=date(2026, 6, 30), at=NOON)

    plan = make_plan(place.commune, actor=lan, happened_on=date(2026, 1, 15))
    with pytest.raises(services.PeriodIsLocked):
        make_task(plan, actor=lan, due_on=date(2026, 6, 30))
    with pytest.raises(services.PeriodIsLocked):
        make_task(plan, actor=lan, due_on=date(2026, 7, 1), happened_on=date(2026, 6, 30))
    make_task(plan, actor=lan, due_on=date(2026, 7, 1), happened_on=date(2026, 7, 1))


def test_the_platform_does_not_verify(plan, lan):
    piece = make_piece(plan, actor=lan, state="submitted")

    with pytest.raises(NoAuthority):
        services.verify_evidence(piece.pk, actor=PLATFORM, at=NOON)
    with pytest.raises(ActNotAllowed):
        services.submit_evidence(piece.pk, actor=lan, at=NOON)


def test_an_ended_unit_is_judged_by_what_it_was_last(cast, place, binh):
    old = make_unit("xa-cu", "Xã cũ", kind="commune", level="commune", parent=place.province, until=date(2025, 7, 1))
    piece = make_piece(make_plan(old), state="submitted")

    assert selectors.evidence_to_verify(binh).get() == piece
    services.verify_evidence(piece.pk, actor=binh, at=NOON)


def test_records_wait_for_the_unit_they_are_about(cast, plan, lan):
    assert selectors.records_answered_for(lan).get().pk == plan.pk
    assert selectors.records_answered_for(cast.actor("minh")).get().pk == plan.pk
    for name in ("tam", "binh", "thanh", "quan", "hoa"):
        assert not selectors.records_answered_for(cast.actor(name)).exists(), name


def test_what_is_written_about_others_waits_for_whom_wrote_it(cast, place, lan):
    thanh = cast.actor("thanh")
    inspection = make(Inspection, place.commune, state="draft", created_by_id=thanh.holding_id)

    assert selectors.records_answered_for(thanh).get().pk == inspection.pk
    assert not selectors.records_answered_for(lan).exists()
    assert not selectors.records_answered_for(cast.actor("binh")).exists(), "another unit's inspection"
