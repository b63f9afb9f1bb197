"""Letters on a petition: drafted, looked at, numbered, kept; and by whom."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from docx import Document

from danvan.casework.models import Paper
from danvan.casework.selectors import next_outgoing_number
from danvan.casework.services import NumberTaken
from danvan.documents.pdf import to_pdf
from danvan.journal.models import Entry
from danvan.kernel.errors import Conflict, NoAuthority, NotFound
from danvan.letters.models import Letter
from danvan.letters.rules.kinds import BY_CODE, KINDS
from danvan.letters.selectors import case_letters, register, starting_text
from danvan.letters.services import (
    CannotIssue,
    change_letter,
    discard_letter,
    draft_letter,
    issue_letter,
    withdraw_letter,
    written,
)
from danvan.petitions.selectors import followed_page, table_of
from tests.cast import TODAY
from tests.documents.test_documents import text_of
from tests.petitions.factories import CLASSIFIED, Story, at
from tests.petitions.factories import register as take_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
SIGNER = ("CHỦ TỊCH", "Người Ký Giả Định")
SEP_3 = date(2026, 9, 3)


@pytest.fixture
def proposed(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    story = Story(cast, take_in(cast))
    return story.do("classify", SEP_3, **CLASSIFIED).do("propose", SEP_3)


def draft(cast, petition, kind="thong-bao-thu-ly", by="lan", **typed):
    start = starting_text(petition, BY_CODE[kind], on=TODAY)
    full = {name: text or "Nội dung." for name, text in {**start, **typed}.items()}
    return draft_letter(petition, kind, full, signer=SIGNER, actor=cast.actor(by))


def issue(cast, letter, number=1, symbol="TB-UBND", on=SEP_3, **how):
    return issue_letter(
        letter.pk, number=number, symbol=symbol, on=on, actor=cast.actor(how.get("by", "lan")), at=at(TODAY),
        version=how.get("version", letter.version),
    )  # fmt: skip


def words(content):
    paper = Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


# --- what letters say ----------------------------------------------------------------------------------------------


def test_a_letter_to_an_authority_does_not_start_with_the_writer(cast):
    petition = take_in(cast, kind="recommendation")

    assert starting_text(petition, BY_CODE["phieu-chuyen-don"], on=TODAY)["recipient"] == ""
    assert starting_text(petition, BY_CODE["van-ban-tra-loi"], on=TODAY)["recipient"].endswith("Nguyễn Văn Minh Họa")


def test_every_kind_goes_with_an_act_of_a_table():
    acts = {act for kind in ("complaint", "recommendation") for act in table_of(kind)}

    assert {kind.act for kind in KINDS} <= acts


@pytest.mark.parametrize("kind", [kind.code for kind in KINDS])
def test_every_kind_can_be_written_on_a_real_case(cast, kind):
    of = "recommendation" if BY_CODE[kind].act in ("transfer", "answer") else "complaint"
    petition = take_in(cast, kind=of)
    word = written(draft(cast, petition, kind), petition, on=date(2026, 11, 23))
    said = words(word)

    assert "Nguyễn Văn Minh Họa" in said
    assert petition.code in said
    assert "{" not in said
    assert ".." not in said.replace("……", "").replace("…", "")
    assert "ngày 23 tháng 11 năm 2026" in said
    assert "Nguyễn Văn Minh Họa" in text_of(to_pdf(word))


def test_a_decision_says_whose_it_is_and_what_it_rests_on(cast, story):
    story.until_verified(SEP_3, date(2026, 9, 20))
    said = words(written(draft(cast, story.petition, "quyet-dinh-giai-quyet"), story.petition, on=TODAY))

    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ ĐÔNG HIẾU" in said
    assert "Căn cứ Luật Khiếu nại ngày 11 tháng 11 năm 2011;" in said
    assert "Đã xác minh." in said
    assert "Điều 3. Không đồng ý với Quyết định này, người khiếu nại có quyền khiếu nại lần hai" in said


def test_the_limit_of_a_case_is_the_one_of_its_law(cast, proposed):
    assert starting_text(proposed.petition, BY_CODE["thong-bao-thu-ly"], on=TODAY)["limit"].startswith("30 ngày")
    proposed.petition.instance = 2
    assert starting_text(proposed.petition, BY_CODE["thong-bao-thu-ly"], on=TODAY)["limit"].startswith("45 ngày")


# --- number and day ------------------------------------------------------------------------------------------------


def test_a_number_is_suggested_given_once_and_starts_anew_each_year(cast, proposed):
    petition, unit = proposed.petition, proposed.petition.unit_id
    issue(cast, draft(cast, petition), number=7)

    assert next_outgoing_number(unit, "TB-UBND", 2026) == 8
    assert next_outgoing_number(unit, "TB-UBND", 2027) == 1
    assert next_outgoing_number(unit, "QĐ-UBND", 2026) == 1
    second = draft(cast, petition)
    with pytest.raises(NumberTaken, match="08"):
        issue(cast, second, number=7)
    second.refresh_from_db()
    assert second.is_draft
    assert Paper.objects.filter(number="07/TB-UBND").count() == 2
    assert issue(cast, second, number=8).number == 8


def test_what_went_out_is_kept_and_does_not_change(cast, proposed):
    letter = issue(cast, draft(cast, proposed.petition))

    assert "Số: 01/TB-UBND" in words(letter.word.stored and _kept(letter.word))
    assert "01/TB-UBND" in text_of(_kept(letter.pdf))
    with pytest.raises(CannotIssue, match="đã ban hành"):
        change_letter(letter.pk, {}, signer=SIGNER, actor=cast.actor("lan"), version=letter.version)
    with pytest.raises(CannotIssue, match="đã ban hành"):
        discard_letter(letter.pk, actor=cast.actor("lan"), version=letter.version)
    with pytest.raises(CannotIssue, match="đã ban hành"):
        issue(cast, letter)


def _kept(paper):
    from danvan.files.services import open_file

    with open_file(paper.stored) as kept:
        return kept.read()


@pytest.mark.parametrize(
    ("day", "why"), [(TODAY + timedelta(days=1), "tương lai"), (date(2026, 8, 31), "trước ngày nhận đơn")]
)
def test_the_day_of_a_letter_is_after_the_petition_and_not_to_come(cast, proposed, day, why):
    with pytest.raises(CannotIssue, match=why):
        issue(cast, draft(cast, proposed.petition), on=day)


def test_minutes_and_proposals_take_no_number(cast, proposed):
    letter = draft(cast, proposed.petition, "bien-ban-doi-thoai")

    assert issue(cast, letter, number=None, symbol="").number is None
    assert "Số:" not in words(_kept(Letter.objects.get().word))


def test_a_withdrawn_number_stays_given(cast, proposed):
    letter = issue(cast, draft(cast, proposed.petition))
    withdraw_letter(letter.pk, why="Sai căn cứ", actor=cast.actor("lan"), at=at(TODAY), version=letter.version)

    assert next_outgoing_number(letter.unit_id, "TB-UBND", 2026) == 2
    with pytest.raises(NumberTaken):
        issue(cast, draft(cast, proposed.petition), number=1)
    with pytest.raises(CannotIssue, match="chưa thu hồi"):
        withdraw_letter(letter.pk, why="Lần nữa", actor=cast.actor("lan"), at=at(TODAY), version=letter.version + 1)


def test_the_act_takes_the_files_that_went_out_under_its_number(cast, proposed):
    issue(cast, draft(cast, proposed.petition), number=3)
    proposed.do("accept", SEP_3, number="03/TB-UBND")

    act = proposed.petition.acts.get(act="accept")
    assert act.papers.count() == 2
    assert {paper.name for paper in followed_page(proposed.petition.case_ptr, on=TODAY).letter.papers} == {
        f"thong-bao-thu-ly-{proposed.petition.code}.docx",
        f"thong-bao-thu-ly-{proposed.petition.code}.pdf",
    }


def test_an_act_takes_no_withdrawn_letter_along(cast, proposed):
    letter = issue(cast, draft(cast, proposed.petition), number=3)
    withdraw_letter(letter.pk, why="Sai căn cứ", actor=cast.actor("lan"), at=at(TODAY), version=letter.version)
    proposed.do("accept", SEP_3, number="03/TB-UBND")

    assert not proposed.petition.acts.get(act="accept").papers.exists()


def test_what_no_act_tells_of_stays_with_the_office(cast, proposed):
    issue(cast, draft(cast, proposed.petition))

    assert not followed_page(proposed.petition.case_ptr, on=TODAY).letter.papers


# --- who -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["tam", "binh", "thanh", "quan", "hoa"])
def test_nobody_else_writes_or_reads(cast, proposed, who):
    letter = draft(cast, proposed.petition)

    with pytest.raises(NoAuthority):
        draft(cast, proposed.petition, by=who)
    with pytest.raises(NoAuthority):
        issue(cast, letter, by=who)
    with pytest.raises(NotFound):
        case_letters(cast.actor(who), proposed.petition.code)
    assert not register(cast.actor(who), year=2026)


def test_an_older_page_is_refused(cast, proposed):
    letter = draft(cast, proposed.petition)
    change_letter(letter.pk, {"content": "Mới"}, signer=SIGNER, actor=cast.actor("minh"), version=1)

    with pytest.raises(Conflict):
        change_letter(letter.pk, {"content": "Cũ"}, signer=SIGNER, actor=cast.actor("lan"), version=1)
    letter.refresh_from_db()
    assert letter.typed == {"content": "Mới"}


def test_a_draft_somebody_changed_meanwhile_is_not_thrown_away(cast, proposed, signed_in):
    letter = draft(cast, proposed.petition)
    change_letter(letter.pk, {"content": "Mới"}, signer=SIGNER, actor=cast.actor("minh"), version=1)
    page = reverse("letters:discard", args=[letter.pk])

    for posted in ({"version": "1"}, {}, {"version": "x"}):
        assert "vừa được" in signed_in("lan").post(page, posted, follow=True).content.decode()
    assert Letter.objects.filter(pk=letter.pk).exists()
    signed_in("lan").post(page, {"version": "2"})
    assert not Letter.objects.filter(pk=letter.pk).exists()


def test_a_letter_another_unit_verifies_for_is_not_in_its_register(cast, proposed):
    proposed.do("accept", SEP_3, number="01/TB-UBND")
    proposed.do("assign", SEP_3, officer=cast.actor("thanh").holding_id, officer_unit=cast.actor("thanh").unit_id)
    issue(cast, draft(cast, proposed.petition))

    assert case_letters(cast.actor("thanh"), proposed.petition.code).issued
    assert not case_letters(cast.actor("thanh"), proposed.petition.code).may_write
    assert not register(cast.actor("thanh"), year=2026)
    assert register(cast.actor("lan"), year=2026).count() == 1


def test_the_journal_knows_that_and_not_what(cast, proposed):
    letter = issue(cast, draft(cast, proposed.petition, content="Từ chỉ có trong văn bản này"))
    entries = list(Entry.objects.filter(act__startswith="letter.").order_by("pk"))

    assert [entry.act for entry in entries] == ["letter.drafted", "letter.issued"]
    assert "văn bản này" not in str([entry.detail for entry in entries])
    assert letter.pk == entries[0].subject_id


# --- pages ---------------------------------------------------------------------------------------------------------


def test_from_draft_to_the_act_on_the_screen(cast, proposed, signed_in):
    lan, code = signed_in("lan"), proposed.petition.code
    listed = lan.get(reverse("letters:case_letters", args=[code])).content.decode()
    assert "Thông báo thụ lý" in listed
    page = reverse("letters:draft", args=[code, "thong-bao-thu-ly"])
    start = lan.get(page).context["form"].initial
    refused = lan.post(page, {**start, "recipient": "", "limit": "30 ngày"})
    assert refused.context["form"].errors.keys() == {"recipient"}
    assert refused.context["form"]["limit"].value() == "30 ngày"

    made = lan.post(page, {**start, "signer_name": "Người Ký"}, follow=True)
    letter = Letter.objects.get()
    assert len(made.context["paper"].pictures) == 1
    picture = lan.get(reverse("letters:page_picture", args=[letter.pk, 1]))
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/png", "no-store, private")
    assert lan.get(reverse("letters:page_picture", args=[letter.pk, 2])).status_code == 404
    assert lan.get(reverse("letters:download", args=[letter.pk, "docx"])).status_code == 200
    assert lan.get(reverse("letters:download", args=[letter.pk, "pdf"])).content.startswith(b"%PDF")

    going_out = reverse("letters:issue", args=[letter.pk])
    given = dict(lan.get(going_out).context["form"].initial)
    bad = lan.post(going_out, {**given, "symbol": "tb ubnd!", "on": "31/02/2026", "number": "0"})
    assert bad.context["form"].errors.keys() == {"symbol", "on", "number"}
    shown = lan.post(going_out, {**given, "on": "03/09/2026"}, follow=True)
    assert "01/TB-UBND" in shown.content.decode()
    act = lan.get(shown.context["paper"].act_url) if shown.context["paper"].act_url else None
    assert act is None or act.status_code == 404  # accepting is the chair's
    chair = signed_in("minh").get(shown.context["paper"].act_url)
    assert chair.context["form"]["number"].value() == "01/TB-UBND"
    assert chair.context["form"]["on"].value() == "03/09/2026"
    assert "01/TB-UBND" in lan.get(reverse("letters:register")).content.decode()
    book = lan.get(reverse("letters:register") + "?xem=xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")
    book.close()


def test_minutes_ask_for_no_title(cast, proposed, signed_in):
    page = reverse("letters:draft", args=[proposed.petition.code, "bien-ban-doi-thoai"])
    form = signed_in("lan").get(page).context["form"]
    assert "signer_title" not in form.fields
    signed_in("lan").post(page, dict.fromkeys(form.fields, "Nội dung") | {"version": ""})

    assert Letter.objects.get().signer_title == ""


def test_the_pages_keep_what_was_typed_when_a_number_is_taken(cast, proposed, signed_in):
    issue(cast, draft(cast, proposed.petition))
    letter = draft(cast, proposed.petition)
    page = signed_in("lan").post(
        reverse("letters:issue", args=[letter.pk]),
        {"number": "1", "symbol": "TB-UBND", "on": "03/09/2026", "version": "1"},
    )

    assert "Số 01/TB-UBND năm 2026 đã cấp" in page.content.decode()
    assert page.context["form"]["number"].value() == "1"


@pytest.mark.parametrize("asked", ["?nam=1999", "?nam=x", "?nam=2999"])
def test_a_year_that_is_none_is_not_found(signed_in, asked):
    assert signed_in("lan").get(reverse("letters:register") + asked).status_code == 404


def test_the_pages_ask_the_database_a_fixed_number_of_times(cast, proposed, signed_in, django_assert_max_num_queries):
    for number in range(1, 6):
        issue(cast, draft(cast, proposed.petition), number=number)
    lan = signed_in("lan")
    for page in (reverse("letters:register"), reverse("letters:case_letters", args=[proposed.petition.code])):
        lan.get(page)
        with django_assert_max_num_queries(15):
            lan.get(page)
