"""Letters from a spreadsheet: all or none, every wrong cell said, duplicates shown, taken back while untouched."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from danvan.casework.models import Case, Clock, HandOver
from danvan.casework.rules.ratios import Resolution
from danvan.casework.selectors import count_handling, count_resolution, letters_and_cases
from danvan.casework.services import give_following, new_token
from danvan.files.models import StoredFile
from danvan.intake.models import BatchLine, LetterBatch
from danvan.intake.services.batches import (
    AlreadyTakenBack,
    CannotTakeBack,
    FileIsKnown,
    TakingBackNeedsReason,
    take_letters_back,
)
from danvan.intake.web.kinds import BELONGS_TO_SEALED, LETTERS
from danvan.journal.models import Entry
from danvan.kernel.errors import InputErrors, NoAuthority, NotFound
from danvan.petitions.models import Petition
from danvan.petitions.selectors import found_petitions, petition_page
from danvan.ui.catalogue import check_sheet
from tests.cast import TODAY
from tests.events import waiting_jobs
from tests.intake.sheets import HEADINGS, old_row, row, workbook
from tests.petitions.factories import CLASSIFIED, Story, at, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
PAGE = "/don-thu/tiep-nhan/bang-tinh/"
CANARY = "chim-hoang-yen"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lan(cast, client):
    client.force_login(cast.lan)
    return client


def _checked(cast, *rows, who="lan"):
    return check_sheet(LETTERS, io.BytesIO(workbook(*rows)), cast.actor(who))


def _take_in(cast, *rows, who="lan", sha256="0" * 64):
    checked = _checked(cast, *rows, who=who)
    assert not checked.problems, checked.problems
    return LETTERS.insert(cast.actor(who), checked.rows, "so-don.xlsx", sha256)


def _upload(client, *rows):
    return client.post(PAGE, {"file": SimpleUploadedFile("so-don.xlsx", workbook(*rows))})


# --- the check ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "field", "why"),
    [
        ({"kind": "đơn lạ"}, "kind", "Cần một trong các giá trị"),
        ({"name": ""}, "name", "Chưa nhập"),
        ({"received_on": "31/02/2026"}, "received_on", "Không có ngày"),
        ({"received_on": date(2026, 11, 24)}, "received_on", "tương lai"),
        ({"received_on": date(2019, 1, 1)}, "received_on", "Lịch làm việc"),
        ({"written_on": date(2026, 11, 21)}, "written_on", "Sau ngày nhận"),
        ({"channel": "Mặt trận Tổ quốc chuyển"}, "forwarded_by", "cần ghi cơ quan chuyển"),
        ({"forwarded_number": "15/MTTQ"}, "channel", "nguồn là nơi chuyển"),
        ({"id_number": "4009900001"}, "id_number", "bỏ số 0"),
        ({"email": "không phải"}, "email", "ten@vi-du.vn"),
        ({"pages": "nhiều"}, "pages", "số nguyên"),
        ({"kind": "kiến nghị, phản ánh", "instance": 2}, "instance", "Chỉ khiếu nại"),
        ({"first_code": "KN-2026-99999"}, "first_code", "Không có khiếu nại lần đầu"),
        ({"handled": "thụ lý", "handled_on": date(2026, 11, 21)}, "old_number", "cần số sổ cũ"),
        ({"old_number": "1", "handled": "thụ lý"}, "handled_on", "cần ghi ngày"),
        ({"old_number": "1", "handled": "chuyển", "handled_on": date(2026, 11, 21)}, "handled", "không có kết quả"),
    ],
)
def test_every_wrong_cell_is_said_by_row_and_column(cast, given, field, why):
    checked = _checked(cast, row(), row(**given))

    (problem,) = checked.problems
    assert (problem.row, problem.column) == (3, HEADINGS[field].removesuffix(" *"))
    assert why in problem.message


def test_all_wrong_rows_are_said_at_once_and_nothing_is_written(lan):
    answer = _upload(lan, row(name=""), row(), row(channel="bồ câu", received_on="hôm qua"))

    said = answer.content.decode()
    assert "3 điểm cần sửa" in said
    assert "ở 2 dòng" in said
    assert not Petition.objects.exists()
    assert not Entry.objects.filter(act__startswith="intake.").exists()


def test_a_denunciation_is_refused_without_a_word_of_it_said_or_kept(lan, caplog):
    rows = (row(), row(kind="Đơn tố cáo", name=CANARY, summary=CANARY, received_on=CANARY, pages=CANARY))
    answer = _upload(lan, *rows)

    said = answer.content.decode()
    assert BELONGS_TO_SEALED in said
    assert CANARY not in said + caplog.text
    assert "1 điểm cần sửa" in said
    assert 'name="tep"' not in said
    assert not StoredFile.objects.exists()
    assert default_storage.listdir("")[0] == []


def test_a_formula_and_a_line_of_the_template_are_no_letters(cast):
    checked = _checked(cast, row(summary="=1+1"), row())

    assert [problem.row for problem in checked.problems] in ([2], [])
    assert _checked(cast).problems[0].message.startswith("Tệp chưa có dòng dữ liệu")


def test_more_letters_than_one_file_takes_are_refused(lan, monkeypatch):
    monkeypatch.setitem(LETTERS.__dict__, "most_rows", 2)

    assert "mỗi lần nhập nhiều nhất 2 dòng" in _upload(lan, row(), row(), row()).content.decode()


def test_suspected_duplicates_are_shown_with_reasons_in_the_file_and_in_the_register(cast):
    known = register(cast, channel="front", forwarded_by="MTTQ tỉnh", forwarded_number="15/MTTQ")
    register(cast, unit=cast.place.neighbour, by="tam")
    checked = _checked(
        cast,
        row(name="Nguyễn Văn Minh Họa"),
        row(name="Lô Văn Mẫu", channel="Mặt trận Tổ quốc chuyển", forwarded_by="mttq tỉnh", forwarded_number="15/MTTQ"),
        row(name="Kha Thị Thử", summary="Một chuyện."),
        row(name="kha thi thu", summary="Chuyện khác hẳn, có tố cáo."),
    )

    said = [(hint.row, hint.text, hint.links) for hint in checked.hints]
    link = ((known.code, known.get_absolute_url()),)
    assert [(number, links) for number, _text, links in said] == [(2, link), (3, link), (5, ()), (5, ())]
    assert "cùng họ tên người viết" in said[0][1]
    assert "cùng cơ quan chuyển và số văn bản chuyển" in said[1][1]
    assert "trùng dòng 4 trong tệp" in said[2][1]
    assert "nhắc đến tố cáo" in said[3][1]


def test_a_check_costs_the_same_however_long_the_file(cast):
    register(cast)
    lan = cast.actor("lan")

    def queries(count):
        content = workbook(*(old_row(name=f"Người {number}") | {"old_number": str(number)} for number in range(count)))
        with CaptureQueriesContext(connection) as found:
            assert not check_sheet(LETTERS, io.BytesIO(content), lan).problems
        return len(found)

    assert queries(2) == queries(30)


# --- taken in -----------------------------------------------------------------------------------------------------


def test_a_file_is_looked_at_then_taken_in_whole_with_numbers_clocks_and_receipts(cast, lan):
    preview = _upload(
        lan, row(others="* Lô Văn Mẫu; bản 2\nKha Thị Thử"), row(kind="kiến nghị, phản ánh", name="Lô Thị Mẫu")
    )
    token = preview.context["token"]
    assert "2 dòng đúng, sẽ được vào sổ" in preview.content.decode()
    assert not Petition.objects.exists()

    done = lan.post(PAGE, {"tep": token}, follow=True)

    batch = LetterBatch.objects.get()
    first, second = Petition.objects.order_by("pk")
    assert done.redirect_chain[-1][0] == f"{PAGE}{batch.pk}/"
    assert (first.code, second.code) == ("KN-2026-00001", "KNPA-2026-00001")
    assert [writer.name for writer in first.writers.order_by("pk")] == ["Vi Thị Ví Dụ", "Lô Văn Mẫu", "Kha Thị Thử"]
    assert (first.people_count, first.unit_id, first.channel) == (3, cast.place.commune.pk, "post")
    assert first.clocks.filter(ended_on=None).count() == 2
    assert Entry.objects.filter(act="case.register").count() == 2
    entry = Entry.objects.get(act="intake.import_letters")
    assert (entry.subject_id, entry.detail["rows"], "so-don" in str(entry.detail)) == (batch.pk, 2, False)
    receipts = lan.get(f"{PAGE}{batch.pk}/bien-nhan/").content.decode()
    assert receipts.count("Biên nhận đơn") == 2
    again = lan.post(PAGE, {"tep": token}, follow=True)
    assert "Tệp này đã được nhập" in again.content.decode()
    assert Petition.objects.count() == 2


def test_a_row_refused_while_writing_leaves_none(cast, monkeypatch):
    rows = _checked(cast, row(), row(name="Lô Văn Mẫu")).rows
    rows[1]["received_on"] = TODAY + timedelta(days=2)

    with pytest.raises(InputErrors, match="Dòng 3"):
        LETTERS.insert(cast.actor("lan"), rows, "so-don.xlsx", "0" * 64)
    assert not Petition.objects.exists()
    assert not LetterBatch.objects.exists()


def test_nobody_takes_letters_in_elsewhere_or_without_the_right(cast):
    rows = _checked(cast, row()).rows

    _take_in(cast, row(), who="tam")
    assert Petition.objects.get().unit_id == cast.place.neighbour.pk
    with pytest.raises((NoAuthority, InputErrors)):
        LETTERS.insert(cast.actor("binh"), rows, "so-don.xlsx", "1" * 64)


def test_a_second_complaint_goes_on_from_the_first(cast, story):
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    story.do("decide", date(2026, 9, 20), number="1", verdict="wrong", remedy="keep", note="x")

    _take_in(cast, row(name="Nguyễn Văn Minh Họa", first_code=story.petition.code))

    second = Petition.objects.latest("pk")
    assert (second.follows_id, second.instance) == (story.petition.pk, 2)
    assert Case.objects.get(pk=story.petition.pk).state == "appealed"


# --- the register of earlier years --------------------------------------------------------------------------------


def test_an_old_case_counts_in_its_own_years_and_says_where_it_comes_from(cast):
    _take_in(cast, old_row())
    petition = Petition.objects.get()
    cases = letters_and_cases(["complaint"])
    unit = cast.place.commune.pk

    assert petition.code == "KN-2024-00001"
    assert found_petitions(cast.actor("lan"), "sổ 12/2024") == []
    assert found_petitions(cast.actor("lan"), "12 thu hoi dat") == [petition]
    assert (petition.state, petition.is_open, petition.due_on) == ("archived", False, None)
    assert (petition.handled, petition.accepted_on) == ("accepted", date(2024, 3, 8))
    assert (petition.settled, petition.settled_on, petition.verdict) == ("decided", date(2024, 4, 5), "wrong")
    assert (petition.handling_due_on, petition.resolution_due_on) == (date(2024, 3, 11), date(2024, 4, 8))
    assert not Clock.objects.filter(ended_on=None).exists()
    assert count_handling(cases, HandOver.objects.none(), 2024, on=TODAY)[unit].in_time == 1
    assert count_resolution(cases, HandOver.objects.none(), 2024, on=TODAY).of({unit}).in_time == 1
    assert count_resolution(cases, HandOver.objects.none(), 2026, on=TODAY).of({unit}) == Resolution()
    timeline = petition_page(cast.actor("lan"), petition.code, on=TODAY).timeline
    assert [(each.act.act, each.act.on, each.form) for each in reversed(timeline)] == [
        ("register", date(2024, 3, 1), "theo sổ cũ, số 12"),
        ("accept", date(2024, 3, 8), "theo sổ cũ, số 12"),
        ("decide", date(2024, 4, 5), "theo sổ cũ, số 12"),
        ("archive", date(2024, 4, 5), "theo sổ cũ, số 12"),
    ]
    assert {act.number for act in petition.acts.all()} == {"", "21/TB-UBND", "35/QĐ-UBND"}


def test_an_old_case_still_open_goes_on_through_the_usual_acts(cast):
    _take_in(
        cast,
        old_row() | {"settled": None, "settled_on": None, "settled_number": None, "verdict": None, "is_over": None},
    )
    petition = Petition.objects.get()

    assert (petition.state, petition.is_open, petition.due_stage) == ("accepted", True, "resolution")
    story = Story(cast, petition).do("assign", date(2026, 11, 1), officer=cast.actor("lan").holding_id)
    assert story.petition.state == "verifying"


def test_a_decision_of_which_something_is_still_to_be_done_keeps_its_clocks(cast):
    _take_in(cast, old_row() | {"is_over": None})
    petition = Petition.objects.get()

    assert (petition.state, petition.is_open) == ("decided", True)
    assert set(petition.clocks.filter(ended_on=None).values_list("stage", flat=True)) == {"send_decision", "effect"}


def test_the_same_line_of_an_old_register_is_brought_over_once(cast):
    _take_in(cast, old_row())

    (again,) = _checked(cast, old_row()).problems
    (twice,) = _checked(cast, old_row() | {"old_number": "13"}, old_row() | {"old_number": "13"}).problems
    other_year = _checked(cast, old_row() | {"received_on": date(2024, 3, 4)})

    assert "đã được nhập: KN-2024-00001" in again.message
    assert "với dòng 2" in twice.message
    assert not other_year.problems


# --- taken back ---------------------------------------------------------------------------------------------------


def test_untouched_letters_are_taken_back_with_a_reason_and_their_numbers_are_not_given_again(cast, lan):
    batch = _take_in(cast, old_row(), row(name="Lô Văn Mẫu"))
    with pytest.raises(TakingBackNeedsReason):
        take_letters_back(batch.pk, reason=" ", actor=cast.actor("lan"), at=timezone.now())

    waiting_jobs()
    with CaptureQueriesContext(connection) as queries:
        done = lan.post(f"{PAGE}{batch.pk}/hoan-tac/", {"reason": "Nhầm tệp."}, follow=True)

    # Held by the row acts and hand-overs change, so that neither is undone unseen.
    assert any('OF "petitions_petition", "casework_case"' in each["sql"] for each in queries)
    assert "2 dòng được gỡ" in done.content.decode()
    assert not Petition.objects.exists()
    assert not Case.objects.exists()
    assert {job["name"] for task, job in waiting_jobs() if task == "deliver_event"} == {"CaseChanged"}
    assert Entry.objects.get(act="intake.take_letters_back").reason == "Nhầm tệp."
    assert [line.code for line in BatchLine.objects.order_by("row")] == ["KN-2024-00001", "KN-2026-00001"]
    assert "số không cấp lại" in lan.get(f"{PAGE}{batch.pk}/").content.decode()
    with pytest.raises(AlreadyTakenBack):
        take_letters_back(batch.pk, reason="x", actor=cast.actor("lan"), at=timezone.now())
    # The file may come again; the number goes on.
    _take_in(cast, old_row())
    assert Petition.objects.get().code == "KN-2024-00002"


def _classify(cast, petition):
    Story(cast, petition).do("classify", TODAY, **CLASSIFIED)


def _give_code(cast, petition):
    give_following(petition, token=new_token(), at=at(TODAY))


def _link(cast, petition):
    other = register(cast, on=TODAY)
    Case.objects.filter(pk=other.pk).update(duplicate_of=petition.pk)


@pytest.mark.parametrize("touch", [_classify, _give_code, _link])
def test_once_something_was_done_with_one_none_is_taken_back(cast, touch):
    batch = _take_in(cast, row(), row(name="Lô Văn Mẫu"))
    touch(cast, Petition.objects.earliest("pk"))
    count = Petition.objects.count()

    with pytest.raises(CannotTakeBack, match="1 trong 2"):
        take_letters_back(batch.pk, reason="Nhầm", actor=cast.actor("lan"), at=timezone.now())
    assert Petition.objects.count() == count
    batch.refresh_from_db()
    assert batch.undone_at is None


def test_the_desk_next_door_sees_no_batch_and_takes_none_back(cast, signed_in):
    batch = _take_in(cast, row())

    with pytest.raises(NotFound):
        take_letters_back(batch.pk, reason="x", actor=cast.actor("tam"), at=timezone.now())
    for name, status in (("minh", 200), ("tam", 404), ("binh", 404), ("thanh", 404), ("quan", 404), ("hoa", 404)):
        assert signed_in(name).get(f"{PAGE}{batch.pk}/").status_code == status
        assert signed_in(name).get(f"{PAGE}{batch.pk}/bien-nhan/").status_code == status


def test_the_page_of_a_batch_costs_the_same_however_long(cast, lan):
    def queries(batch):
        with CaptureQueriesContext(connection) as found:
            assert lan.get(f"{PAGE}{batch.pk}/").status_code == 200
        return len(found)

    few = _take_in(cast, row())
    many = _take_in(cast, *(row(name=f"Người {number}") for number in range(6)), sha256="2" * 64)

    assert queries(few) == queries(many)


def test_the_template_explains_every_column_and_its_example_is_no_letter(cast, lan):
    template = lan.get(f"{PAGE}mau.xlsx").getvalue()

    checked = check_sheet(LETTERS, io.BytesIO(template), cast.actor("lan"))
    assert [problem.message for problem in checked.problems] == ["Tệp chưa có dòng dữ liệu nào dưới dòng tiêu đề."]


def test_the_same_file_twice_is_one_batch(cast):
    _take_in(cast, row())

    with pytest.raises(FileIsKnown):
        _take_in(cast, row())
