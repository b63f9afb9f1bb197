"""Writing records down, changing them, what two people do at once, what history tells."""

import threading
from datetime import date

import pytest
from django.db import connection

from danvan.evidence import selectors, services
from danvan.evidence.models import Document, DocumentFile, Evidence, Record
from danvan.evidence.services import CannotChangeRecord, CannotDeleteRecord, RecordWasChanged
from danvan.files.models import StoredFile
from danvan.files.services import CannotStoreFile
from danvan.indices.models import IndexScore
from danvan.journal.models import Entry
from danvan.kernel.errors import InputErrors, NoAuthority, NotFound
from danvan.plans.models import Plan
from tests.evidence.factories import NOON, make_document, make_piece, make_plan, make_task, upload
from tests.files import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(cast):
    return cast.actor("lan")


@pytest.fixture
def binh(cast):
    return cast.actor("binh")


@pytest.fixture
def plan(place, lan):
    return make_plan(place.commune, actor=lan)


def test_a_record_starts_as_a_draft_of_its_kind(cast, plan, lan):
    assert (plan.kind, plan.state, plan.edition) == ("plan", "draft", 1)
    assert plan.created_by_id == lan.holding_id
    assert plan.folded_title == "ke hoach dan van nam 2026"
    assert plan.concrete == plan == Record.objects.get().concrete
    assert Entry.objects.get(act="evidence.create_record").subject_id == plan.pk


@pytest.mark.parametrize("name", ["tam", "thanh", "quan", "hoa"])
def test_refuses_a_record_for_a_unit_one_does_not_write_for(name, cast, place):
    with pytest.raises(NoAuthority):
        make_plan(place.commune, actor=cast.actor(name))
    assert not Record.objects.exists()


def test_takes_a_unit_by_its_key_as_forms_and_spreadsheets_give_it(place, lan):
    fields = {"title": "Kế hoạch", "plan_kind": "grassroots_democracy", "year": 2026}

    made = [services.create_record(Plan, actor=lan, **fields, **unit) for unit in (
        {"unit": place.commune}, {"unit": place.commune.pk}, {"unit_id": place.commune.pk},
    )]  # fmt: skip

    assert {plan.unit_id for plan in made} == {place.commune.pk}


def test_index_series_are_kept_by_the_standing_agency_alone(cast, place, binh):
    fields = {"index": "PAPI", "year": 2024, "rank": 12, "of_total": 63, "confidence": "official", "title": "PAPI 2024"}

    for name in ("dung", "lan"):
        with pytest.raises(NoAuthority):
            services.create_record(IndexScore, actor=cast.actor(name), unit=place.province, **fields)
    score = services.create_record(IndexScore, actor=binh, unit=place.province, **fields)
    assert score.counting_days() == [date(2024, 12, 31)]
    with pytest.raises(InputErrors, match="đã có dữ liệu"):
        services.create_record(IndexScore, actor=binh, unit=place.province, **fields)


def test_says_everything_wrong_at_once(place, lan):
    with pytest.raises(InputErrors) as refusal:
        services.create_record(Plan, actor=lan, unit=place.commune, title="", plan_kind="khác", year=1900)

    assert {error.field for error in refusal.value.errors} == {"nội dung", "về", ""}
    assert not Record.objects.exists()


def test_refuses_to_set_by_hand_what_the_services_keep(plan, lan):
    with pytest.raises(TypeError):
        services.change_record(plan.pk, actor=lan, edition=1, changes={"state": "verified"})


def test_a_form_opened_before_somebody_elses_save_is_refused_and_told_what_changed(cast, plan, lan):
    services.change_record(
        plan.pk, actor=cast.actor("minh"), edition=1, changes={"title": "Kế hoạch đã sửa", "year": 2025}
    )

    with pytest.raises(RecordWasChanged) as refusal:
        services.change_record(plan.pk, actor=lan, edition=1, changes={"title": "Kế hoạch của Lan"})

    assert "nội dung: Kế hoạch dân vận năm 2026 → Kế hoạch đã sửa" in str(refusal.value)
    assert "năm: 2026 → 2025" in str(refusal.value)
    assert Record.objects.get().title == "Kế hoạch đã sửa"


def test_saving_the_same_makes_no_new_edition(plan, lan):
    before = Entry.objects.count()

    services.change_record(plan.pk, actor=lan, edition=1, changes={"title": plan.title, "year": plan.year})

    assert Record.objects.get().edition == 1
    assert Entry.objects.count() == before


def test_a_change_of_year_tells_both_years(plan, lan, announced):
    services.change_record(plan.pk, actor=lan, edition=1, changes={"year": 2025})

    assert [event.days for event in announced] == [("2025-12-31", "2026-12-31")]


def test_a_record_that_moves_to_another_unit_tells_both(cast, place, plan, binh, announced):
    services.change_record(plan.pk, actor=binh, edition=1, changes={"unit": place.neighbour})

    assert {event.unit_id for event in announced} == {place.commune.pk, place.neighbour.pk}


def test_nobody_moves_a_record_out_of_their_scope(place, plan, lan):
    with pytest.raises(NoAuthority):
        services.change_record(plan.pk, actor=lan, edition=1, changes={"unit": place.neighbour})
    assert Record.objects.get().unit == place.commune


@pytest.mark.parametrize("state", ["submitted", "verified"])
def test_what_evidence_holds_fast_is_not_changed(state, plan, lan, binh):
    piece = make_piece(plan, actor=lan, state="submitted")
    if state == "verified":
        services.verify_evidence(piece.pk, actor=binh, at=NOON)

    with pytest.raises(CannotChangeRecord):
        services.change_record(plan.pk, actor=lan, edition=1, changes={"title": "Khác"})
    with pytest.raises(CannotDeleteRecord):
        services.delete_draft(plan.pk, actor=lan)


def test_a_recalled_record_is_open_again(plan, lan, binh):
    piece = make_piece(plan, actor=lan, state="submitted")
    with pytest.raises(services.CannotRecallRecord):
        services.recall_verified(plan.pk, actor=lan, reason="Nhầm ngày.")
    services.verify_evidence(piece.pk, actor=binh, at=NOON)
    with pytest.raises(services.ReasonRequired):
        services.recall_verified(plan.pk, actor=lan, reason=" ")

    services.recall_verified(plan.pk, actor=lan, reason="Nhầm ngày.")

    assert Record.objects.get().state == "draft"
    assert services.change_record(plan.pk, actor=lan, edition=1, changes={"title": "Khác"}).edition == 2


def test_deletes_a_draft_and_remembers_its_title(plan, lan):
    make_piece(plan, actor=lan)

    services.delete_draft(plan.pk, actor=lan)

    assert not Record.objects.exists()
    assert not Evidence.objects.exists()
    assert Entry.objects.get(act="evidence.delete_draft").detail["title"] == plan.title


def test_keeps_a_draft_others_hang_on(plan, lan):
    make_task(plan, actor=lan)

    with pytest.raises(CannotDeleteRecord):
        services.delete_draft(plan.pk, actor=lan)
    assert Record.objects.count() == 2


def test_history_tells_who_what_and_why(cast, plan, lan, binh, django_assert_max_num_queries):
    services.change_record(plan.pk, actor=lan, edition=1, changes={"happened_on": date(2026, 1, 20), "year": 2025})
    piece = make_piece(plan, actor=lan, state="submitted")
    services.reject_evidence(piece.pk, actor=binh, at=NOON, reason="Thiếu dấu.")
    services.change_record(plan.pk, actor=lan, edition=2, changes={"plan_kind": "grassroots_democracy"})

    with django_assert_max_num_queries(6):
        history = selectors.record_history(Record.objects.select_related("as_plan").get())

    assert [line.label for line in history] == [
        "sửa hồ sơ", "trả lại", "nộp minh chứng", "gắn minh chứng", "sửa hồ sơ", "ghi hồ sơ",
    ]  # fmt: skip
    assert history[1].by == "Chuyên viên thường trực, Bình"
    assert history[1].reason == "Thiếu dấu."
    assert [str(change) for change in history[4].changes] == [
        "ngày của sự việc: 15/01/2026 → 20/01/2026", "năm: 2026 → 2025",
    ]  # fmt: skip
    assert [str(change) for change in history[0].changes] == [
        "về: công tác dân vận chính quyền → thực hiện dân chủ ở cơ sở"
    ]


# --- documents ----------------------------------------------------------------------------------------------------


def test_a_refused_file_leaves_nothing_behind(place, lan):
    fields = {
        "kind": "plan",
        "number": "1/KH",
        "issued_on": date(2026, 1, 5),
        "title": "A",
        "issuer": "B",
        "signer": "C",
    }

    with pytest.raises(CannotStoreFile):
        services.add_document(
            place.commune.pk, actor=lan, uploads=[upload(), upload(samples.program(), "a.pdf")], **fields
        )
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_document_is_entered_once(place, lan):
    make_document(place.commune, actor=lan)

    with pytest.raises(InputErrors, match="đã có văn bản này"):
        make_document(place.commune, actor=lan)


def test_a_document_stands_still_while_it_proves(place, plan, lan, binh):
    document = make_document(place.commune, actor=lan)
    file = document.files.get()
    piece = make_piece(plan, actor=lan, document=document)
    services.change_document(document.pk, actor=lan, changes={"signer": "Trần Thị Lan"})
    services.submit_evidence(piece.pk, actor=lan, at=NOON)

    for _state in ("submitted", "verified"):
        with pytest.raises(services.DocumentIsProof):
            services.change_document(document.pk, actor=lan, changes={"signer": "Khác"})
        with pytest.raises(services.DocumentIsProof):
            services.attach_file(document.pk, upload=upload(samples.png(), "a.png"), actor=lan)
        with pytest.raises(services.DocumentIsProof):
            services.remove_file(file.pk, actor=lan)
        if _state == "submitted":
            services.verify_evidence(piece.pk, actor=binh, at=NOON)
    services.recall_verified(plan.pk, actor=lan, reason="Nhầm.")
    services.remove_file(file.pk, actor=lan)
    assert not DocumentFile.objects.exists()


def test_the_same_content_is_attached_to_a_document_once(place, lan):
    document = make_document(place.commune, actor=lan, files=0)
    services.attach_file(document.pk, upload=upload(), actor=lan)

    with pytest.raises(services.FileAttachedTwice):
        services.attach_file(document.pk, upload=upload(name="khác.pdf"), actor=lan)


@pytest.mark.parametrize("name", ["tam", "quan", "hoa"])
def test_acts_on_what_one_cannot_see_answer_as_if_it_were_not_there(name, cast, place, plan, lan):
    actor = cast.actor(name)
    document = make_document(place.commune, actor=lan)
    piece = make_piece(plan, actor=lan, document=document)

    for act in (
        lambda: services.change_record(plan.pk, actor=actor, edition=1, changes={"title": "X"}),
        lambda: services.delete_draft(plan.pk, actor=actor),
        lambda: services.recall_verified(plan.pk, actor=actor, reason="X"),
        lambda: services.attach_evidence(plan.pk, actor=actor, proves="X"),
        lambda: services.submit_evidence(piece.pk, actor=actor, at=NOON),
        lambda: services.verify_evidence(piece.pk, actor=actor, at=NOON),
        lambda: services.change_document(document.pk, actor=actor, changes={"title": "X"}),
        lambda: services.attach_file(document.pk, upload=upload(samples.png()), actor=actor),
        lambda: services.remove_file(document.files.get().pk, actor=actor),
    ):
        with pytest.raises(NotFound):
            act()


# --- two at once --------------------------------------------------------------------------------------------------


def in_parallel(*acts):
    """Run the acts at the same time, each on its own connection; return what each returned or refused."""
    outcomes, gate = [None] * len(acts), threading.Barrier(len(acts))

    def run(at, act):
        gate.wait()
        try:
            outcomes[at] = act()
        except Exception as error:
            outcomes[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_wins_and_the_other_is_told(cast, plan, lan):
    outcomes = in_parallel(
        *(
            lambda title=title: services.change_record(plan.pk, actor=lan, edition=1, changes={"title": title})
            for title in ("Bản một", "Bản hai")
        )
    )

    assert sum(isinstance(outcome, RecordWasChanged) for outcome in outcomes) == 1
    assert Record.objects.get().edition == 2


@pytest.mark.django_db(transaction=True)
def test_of_verifying_and_withdrawing_at_once_one_wins(cast, plan, lan, binh):
    piece = make_piece(plan, actor=lan, state="submitted")

    in_parallel(
        lambda: services.verify_evidence(piece.pk, actor=binh, at=NOON),
        lambda: services.withdraw_evidence(piece.pk, actor=lan),
    )

    state = Evidence.objects.get().state
    assert state in {"verified", "draft"}
    assert Record.objects.get().state == state
    assert Entry.objects.filter(act__in=["evidence.verify_evidence", "evidence.withdraw_evidence"]).count() == 1
