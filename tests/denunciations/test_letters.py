"""Papers of a sealed file: made from the extract alone, numbered without a word, read only by whom they are for."""

import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from danvan.casework.models import OutgoingNumber
from danvan.casework.selectors import next_outgoing_number
from danvan.casework.services import NumberTaken, take_outgoing_number
from danvan.denunciations.models import Denunciation, Reading, SealedLetter, SealedPaper
from danvan.denunciations.rules.letters import BY_CODE, KINDS
from danvan.denunciations.selectors import (
    act_table,
    issued_for,
    numbers_given,
    sealed_letter_of,
    sealed_letters,
    sealed_offers,
)
from danvan.denunciations.services import letters, opening
from danvan.documents.pdf import to_pdf
from danvan.journal.models import Entry
from danvan.kernel.errors import Conflict, NoAuthority, NotFound
from tests.cast import PASSWORD
from tests.denunciations.factories import EXTRACT, RECEIVED, WHO, Story, now, taken_in
from tests.denunciations.house import PASSPHRASE, confirmed
from tests.documents.test_documents import text_of

SIGNER = ("CHỦ TỊCH", "Người Ký Giả Định")
STORY = "Tôi là thủ quỹ, chỉ mình tôi thấy."
ACCUSED = "Trần Văn Bị Cáo"


def words(content):
    paper = Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def draft(house, row, code="tc-thu-ly", by="minh", **typed):
    start = letters.starting_words(row, code, actor=house.actor(by), at=now())
    start.pop("signer_title")
    full = {name: text or "Nội dung." for name, text in {**start, **typed}.items()}
    return letters.draft_letter(row, code, full, signer=SIGNER, actor=house.actor(by))


def issue(house, letter, by="minh", number=1, symbol="QĐ-UBND", on=RECEIVED, version=None):
    return letters.issue_letter(
        letter.pk, number=number, symbol=symbol, on=on, actor=house.actor(by), at=now(),
        version=version or letter.version,
    )  # fmt: skip


def said(house, letter, by="minh"):
    letter = sealed_letter_of(letter.denunciation, letter.pk, house.actor(by))
    return words(letters.opened(letter, actor=house.actor(by), at=now())[1])


@pytest.fixture
def written_about(house):
    """Return a case with a story, an extract and an open identity: everything a careless paper could say."""
    row = taken_in(house, story=STORY)
    request = opening.ask_for_identity(row, purpose="notify", reason="x", hours=5, actor=house.actor("minh"), at=now())
    opening.consent(request.pk, custodian=house.custodian, passphrase=PASSPHRASE, actor=house.actor("kim"), at=now())
    return row


# --- what papers say -----------------------------------------------------------------------------------------------


def test_kinds_go_with_acts_and_lie_in_a_part():
    assert {kind.act for kind in KINDS} <= set(act_table())
    assert {kind.part for kind in KINDS} == {"original", "stripped"}
    assert max(len(kind.code) for kind in KINDS) <= SealedLetter._meta.get_field("kind").max_length


@pytest.mark.parametrize("code", [kind.code for kind in KINDS])
def test_every_paper_is_made_from_the_extract_and_names_nobody_who_denounced(house, written_about, code):
    assert opening.open_part(written_about, "identity", actor=house.actor("minh"), at=now()).texts
    letter = draft(house, written_about, code)
    text = said(house, letter)
    assert not [word for word in (WHO.name, WHO.address, WHO.contact, WHO.id_number, STORY) if word in text]
    assert written_about.code in text or code == "tc-bao-nguoi-bi-to-cao" or code == "tc-giam-dinh"
    assert ACCUSED in text or code in ("tc-phieu-chuyen", "tc-khong-thu-ly", "tc-giam-dinh")
    assert "{" not in text
    assert text_of(to_pdf(letters.opened(letter, actor=house.actor("minh"), at=now())[1]))


def test_the_notice_to_the_denouncer_leaves_a_line_for_name_and_address(house, written_about):
    text = said(house, draft(house, written_about, "tc-bao-nguoi-to-cao"))
    assert "Kính gửi: ông (bà) …………" in text
    assert "Địa chỉ: …………" in text


def test_the_notice_to_the_accused_says_neither_the_day_it_came_nor_its_code(house, written_about):
    text = said(house, draft(house, written_about, "tc-bao-nguoi-bi-to-cao"))
    assert EXTRACT in text
    assert written_about.code not in text
    assert "01/09/2026" not in text


def test_papers_know_the_team_the_decision_and_the_report(house):
    story = Story(house, taken_in(house)).until_verifying()
    team = said(house, draft(house, story.row, "tc-to-xac-minh"))
    assert "Lan, Công chức Văn phòng (Tổ trưởng); Bình" in team
    assert "TB/1 ngày 03/09/2026" in team
    story.do("report", date(2026, 9, 20), note="Có hai lần thu sai.")
    conclusion = said(house, draft(house, story.row, "tc-ket-luan"))
    assert "Có hai lần thu sai." in conclusion
    assert f"ông (bà) {ACCUSED}, công chức địa chính, xã Đông Hiếu" in conclusion


def test_minutes_of_a_withdrawal_say_how_much_is_withdrawn_and_lead_to_that_act(house, written_about):
    whole, part = (said(house, draft(house, written_about, code)) for code in ("tc-rut", "tc-rut-mot-phan"))
    assert "đến rút toàn bộ tố cáo" in whole
    assert "đến rút một phần tố cáo" in part
    assert EXTRACT in whole
    # What is withdrawn of it is for whoever writes to say.
    assert EXTRACT not in part
    acts = {kind.code: kind.act for kind in KINDS}
    assert (acts["tc-rut"], acts["tc-rut-mot-phan"]) == ("withdraw", "withdraw_part")


# --- number and day ------------------------------------------------------------------------------------------------


def test_a_number_comes_from_the_series_of_the_unit_without_a_word(house, written_about):
    letter = issue(house, draft(house, written_about), number=7)
    unit = written_about.unit_id
    given = OutgoingNumber.objects.get()
    assert (given.unit_id, given.number, given.symbol, given.issued_on) == (unit, 7, "QĐ-UBND", RECEIVED)
    assert given.is_sealed
    # Whoever writes other papers there sees no number jump, and is refused none.
    assert next_outgoing_number(unit, "QĐ-UBND", 2026) == 1
    assert next_outgoing_number(unit, "QĐ-UBND", 2026, is_sealed=True) == 8
    take_outgoing_number(unit, "QĐ-UBND", 7, on=RECEIVED)
    second = draft(house, written_about)
    with pytest.raises(NumberTaken, match="08"):
        issue(house, second, number=7)
    second.refresh_from_db()
    assert second.is_draft
    assert not SealedPaper.objects.exclude(pk__in=[letter.word_id, letter.pdf_id]).exists()
    assert "Số: 07/QĐ-UBND" in said(house, letter)


def test_only_whoever_resolves_there_reads_the_numbers_of_cases_that_exist_for_them(house, written_about):
    issue(house, draft(house, written_about), number=7)
    for name in ("lan", "minh", "tam", "binh", "dung", "thanh", "quan", "son", "vy", "phuc", "kim"):
        found = [(each.number, each.code) for each in numbers_given(house.actor(name), year=2026)]
        assert found == ([("07/QĐ-UBND", written_about.code)] if name == "minh" else []), name
    minh = Client()
    minh.force_login(house.cast.minh)
    page = reverse("denunciations:numbers")
    assert "07/QĐ-UBND" in minh.get(page, {"nam": 2026}).content.decode()
    assert "07/QĐ-UBND" not in minh.get(reverse("letters:register"), {"nam": 2026}).content.decode()
    given = {"excluded": house.actor("minh").holding_id, "note": "Người thân."}
    Story(house, written_about).do("exclude", RECEIVED, by="platform", **given)
    assert not numbers_given(house.actor("minh"), year=2026)
    assert "chưa cấp số nào" in minh.get(page, {"nam": 2026}).content.decode()


def test_a_case_against_the_head_takes_no_number_where_the_head_reads(house):
    row = taken_in(house, standing="head")
    issue(house, draft(house, row, by="vy"), by="vy")
    assert OutgoingNumber.objects.get().unit_id == house.place.province.pk
    assert not numbers_given(house.actor("minh"), year=2026)


def test_a_paper_belongs_to_one_act(house):
    story = Story(house, taken_in(house)).until_verifying()
    first = issue(house, draft(house, story.row, "tc-gia-han"), number=3, on=date(2026, 9, 10))
    second = issue(house, draft(house, story.row, "tc-gia-han"), number=5, on=date(2026, 9, 11))
    assert issued_for(story.row, "extend") == {"number": "03/QĐ-UBND", "on": "10/09/2026"}
    story.do("extend", date(2026, 9, 10), number="03/QĐ-UBND", complexity="special", note="x")
    act = story.row.acts.get(act="extend")
    assert set(SealedPaper.objects.filter(act=act)) == {first.word, first.pdf}
    assert issued_for(story.row, "extend") == {"number": "05/QĐ-UBND", "on": "11/09/2026"}
    story.do("extend", date(2026, 9, 11), number="05/QĐ-UBND", complexity="special", note="x")
    assert issued_for(story.row, "extend") == {}
    client = Client()
    client.post(reverse("account_login"), {"login": "minh", "password": PASSWORD})
    look = reverse("denunciations:letter", args=[story.row.code, second.pk])
    assert "Ghi việc gia hạn" not in confirmed(client, look).content.decode()


def test_a_paper_passed_on_is_not_proposed_again_nor_withdrawn_by_another_unit(house):
    row = taken_in(house)
    slip = issue(house, draft(house, row, "tc-phieu-chuyen", by="son"), by="son", symbol="PC-UBND")
    Story(house, row).do("check", RECEIVED, competent=False, sphere="duty", conditions=["c"]).do(
        "transfer", RECEIVED, number="1", addressee="UBND tỉnh", to_unit=house.place.province.pk
    )
    arrived = Denunciation.objects.get(transferred_from=row)
    assert issued_for(arrived, "transfer") == {}
    assert SealedPaper.objects.get(pk=slip.word_id).act == row.acts.get(act="transfer")
    how = {"actor": house.actor("vy"), "at": now(), "version": slip.version}
    with pytest.raises(letters.CannotIssueSealed, match="đơn vị đó thu hồi"):
        letters.withdraw_letter(slip.pk, why="x", **how)
    assert [each.code for each in numbers_given(house.actor("minh"), year=2026)] == [row.code]
    assert not numbers_given(house.actor("vy"), year=2026)


def test_what_went_out_is_sealed_in_its_part_and_does_not_change(house, written_about):
    letter = issue(house, draft(house, written_about))
    assert letter.word.key.compartment == letter.pdf.key.compartment == "stripped"
    assert issue(house, draft(house, written_about, "tc-bao-nguoi-to-cao"), number=2).word.key.compartment == "original"
    minh = house.actor("minh")
    how = {"actor": minh, "at": now(), "version": letter.version}
    for attempt in (
        lambda: letters.change_letter(letter.pk, {}, signer=SIGNER, **how),
        lambda: letters.discard_letter(letter.pk, **how),
        lambda: issue(house, letter, number=9),
    ):
        with pytest.raises(letters.CannotIssueSealed, match="đã ban hành"):
            attempt()
    gone = letters.withdraw_letter(letter.pk, why="Sai tên đơn vị.", **how)
    assert gone.number.number == 1
    with pytest.raises(letters.CannotIssueSealed, match="chưa thu hồi"):
        letters.withdraw_letter(letter.pk, why="x", actor=minh, at=now(), version=gone.version)
    assert letters.words_of(gone, actor=minh, at=now()).withdrawn_why == "Sai tên đơn vị."


@pytest.mark.parametrize("on", [date(2026, 8, 31), date(2026, 11, 24)])
def test_a_day_that_cannot_be_is_refused(house, written_about, on):
    with pytest.raises(letters.CannotIssueSealed, match="Ngày ban hành"):
        issue(house, draft(house, written_about), on=on)
    assert not OutgoingNumber.objects.exists()


def test_an_older_page_changes_nothing(house, written_about):
    letter = draft(house, written_about)
    how = {"signer": SIGNER, "actor": house.actor("minh"), "at": now()}
    letters.change_letter(letter.pk, {"content": "Lần một."}, version=1, **how)
    with pytest.raises(Conflict):
        letters.change_letter(letter.pk, {"content": "Lần hai."}, version=1, **how)
    letter.refresh_from_db()
    assert letters.words_of(letter, actor=house.actor("minh"), at=now()).typed == {"content": "Lần một."}
    with pytest.raises(letters.CannotIssueSealed, match="Cần số"):
        issue(house, letter, number=None)


# --- who -----------------------------------------------------------------------------------------------------------


def test_the_team_drafts_what_is_made_of_the_extract_and_issues_what_is_its_own(house):
    story = Story(house, taken_in(house)).until_verifying()
    lan = house.actor("lan")
    assert {offer.kind.part for offer in sealed_offers(story.row, lan)} == {"stripped"}
    with pytest.raises(NoAuthority):
        letters.draft_letter(story.row, "tc-bao-nguoi-to-cao", {}, signer=SIGNER, actor=lan)
    hidden = draft(house, story.row, "tc-bao-nguoi-to-cao")
    assert hidden not in sealed_letters(story.row, lan)
    with pytest.raises(NotFound):
        sealed_letter_of(story.row, hidden.pk, lan)
    conclusion = draft(house, story.row, "tc-ket-luan", by="lan")
    with pytest.raises(NoAuthority):
        issue(house, conclusion, by="lan", symbol="KL-UBND", on=date(2026, 9, 3))
    assert not OutgoingNumber.objects.exists()
    assert issue(house, draft(house, story.row, "tc-bao-cao", by="lan"), by="lan", symbol="BC-UBND").number
    assert issue(house, conclusion, symbol="KL-UBND", on=date(2026, 9, 3)).number


@pytest.mark.parametrize("name", ["lan", "tam", "binh", "dung", "thanh", "quan", "son", "phuc", "kim", "vy"])
def test_others_neither_see_nor_touch_them(house, name):
    story = Story(house, taken_in(house)).until_accepted()
    letter = draft(house, story.row)
    actor = house.actor(name)
    for attempt in (
        lambda: letters.starting_words(story.row, "tc-thu-ly", actor=actor, at=now()),
        lambda: letters.draft_letter(story.row, "tc-thu-ly", {}, signer=SIGNER, actor=actor),
        lambda: letters.opened(letter, actor=actor, at=now()),
        lambda: letters.change_letter(letter.pk, {}, signer=SIGNER, actor=actor, at=now(), version=1),
        lambda: issue(house, letter, by=name),
        lambda: letters.discard_letter(letter.pk, actor=actor, at=now(), version=1),
    ):
        with pytest.raises((NotFound, NoAuthority)):
            attempt()
    assert SealedLetter.objects.get().version == 1


def test_every_look_is_a_reading_and_the_journal_has_no_word(house, written_about):
    Reading.objects.all().delete()
    letter = issue(house, draft(house, written_about, content="Chuyện Zuwanhi."))
    assert Reading.objects.filter(compartment="stripped").count() == 2
    said(house, letter)
    assert Reading.objects.filter(compartment="stripped", paper_id=letter.word_id).count() == 1
    acts = list(Entry.objects.filter(act__startswith="sealed_letter.").order_by("pk").values_list("act", flat=True))
    assert acts == ["sealed_letter.drafted", "sealed_letter.issued"]
    assert b"Zuwanhi" not in bytes(SealedLetter.objects.get().sealed)
    assert not Entry.objects.filter(detail__icontains="Zuwanhi").exists()


def test_the_pdf_that_went_out_is_served_and_read_as_that_file(house, written_about, monkeypatch):
    letter = issue(house, draft(house, written_about))
    minh = Client()
    minh.post(reverse("account_login"), {"login": "minh", "password": PASSWORD})
    monkeypatch.setattr("danvan.documents.pdf.to_pdf", lambda word: pytest.fail("drawn again"))
    before = set(Reading.objects.values_list("pk", flat=True))
    content = confirmed(minh, reverse("denunciations:letter_file", args=[written_about.code, letter.pk, "pdf"])).content
    assert list(Reading.objects.exclude(pk__in=before).values_list("paper_id", flat=True)) == [letter.pdf_id]
    sealed = opening.open_paper(written_about, letter.pdf_id, actor=house.actor("minh"), at=now())
    assert content == sealed.content


def test_a_pdf_that_could_not_be_made_is_not_offered(house, written_about):
    letter = issue(house, draft(house, written_about))
    SealedLetter.objects.update(pdf=None)
    minh = Client()
    minh.post(reverse("account_login"), {"login": "minh", "password": PASSWORD})
    address = reverse("denunciations:letter_file", args=[written_about.code, letter.pk, "pdf"])
    assert minh.get(address).status_code == 404


def test_papers_go_along_when_it_is_passed_on_and_end_with_the_keys(house):
    row = taken_in(house)
    issue(house, draft(house, row, "tc-phieu-chuyen", by="son"), by="son", symbol="PC-UBND")
    draft(house, row, "tc-thu-ly")
    Story(house, row).do("check", RECEIVED, competent=False, sphere="duty", conditions=["c"]).do(
        "transfer", RECEIVED, number="1", addressee="UBND tỉnh", to_unit=house.place.province.pk
    )
    arrived = Denunciation.objects.get(transferred_from=row)
    assert [letter.kind for letter in arrived.sealed_letters.all()] == ["tc-phieu-chuyen"]
    assert not row.sealed_letters.exists()
    story = Story(house, arrived).do("not_handle", RECEIVED, by="phuc", no_handling="copied", note="x")
    story.do("archive", RECEIVED, by="vy", retention="1y")
    story.now = date(2028, 2, 1)
    story.do("dispose", date(2028, 1, 3), by="vy", number="TH/1")
    assert not SealedLetter.objects.exists()
    assert not SealedPaper.objects.exists()
    assert OutgoingNumber.objects.count() == 1


# --- the pages -----------------------------------------------------------------------------------------------------


def test_a_paper_from_draft_to_its_act(house):
    row = taken_in(house)
    Story(house, row).do("check", RECEIVED, competent=True, sphere="duty", conditions=[])
    minh = Client()
    minh.post(reverse("account_login"), {"login": "minh", "password": PASSWORD})
    assert "Quyết định thụ lý" in minh.get(reverse("denunciations:letters", args=[row.code])).content.decode()
    address = reverse("denunciations:letter_draft", args=[row.code, "tc-thu-ly"])
    page = confirmed(minh, address)
    assert EXTRACT in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    typed = {**page.context["form"].initial, "signer_name": "Minh"}
    missing = minh.post(address, {**typed, "content": ""}).content.decode()
    assert "Chưa nhập mục này." in missing
    assert ACCUSED in missing
    assert minh.post(address, typed).status_code == 302
    letter = SealedLetter.objects.get()
    look = reverse("denunciations:letter", args=[row.code, letter.pk])
    assert "data:image/png;base64," in minh.get(look).content.decode()
    assert minh.post(look, {**typed, "content": "Việc khác.", "version": 1}).status_code == 302
    issuing = reverse("denunciations:letter_issue", args=[row.code, letter.pk])
    wrong = minh.post(issuing, {"number": 0, "symbol": "qd!", "on": "01/09/2026", "version": 2}).content.decode()
    assert "Cần số từ 1 đến 999999." in wrong
    assert "Ký hiệu gồm chữ in hoa" in wrong
    start = minh.get(issuing).context["form"].initial
    assert (start["number"], start["symbol"]) == (1, "QĐ-UBND")
    sent = {"number": 1, "symbol": "QĐ-UBND", "on": "02/09/2026", "version": 2}
    assert minh.post(issuing, sent).status_code == 302
    for address, again in ((issuing, sent), (look, {**typed, "content": "Việc khác nữa.", "version": 2})):
        assert "Diễn biến bên dưới cho biết." in minh.post(address, again, follow=True).content.decode()
        assert minh.post(address, {**again, "version": 3}).status_code == 404
    assert OutgoingNumber.objects.count() == 1
    shown = minh.get(look).content.decode()
    assert "Ghi việc thụ lý tố cáo" in shown
    act = minh.get(reverse("denunciations:act", args=[row.code, "accept"])).content.decode()
    assert 'value="01/QĐ-UBND"' in act
    assert 'value="02/09/2026"' in act
    for file_type, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        file = minh.get(reverse("denunciations:letter_file", args=[row.code, letter.pk, file_type]))
        assert file.content.startswith(start)
        assert "no-store" in file.headers["Cache-Control"]
    withdraw = reverse("denunciations:letter_withdraw", args=[row.code, letter.pk])
    assert "Cần ghi lý do" in minh.post(withdraw, {"version": 3}, follow=True).content.decode()
    assert "Lý do thu hồi: Sai." in minh.post(withdraw, {"version": 3, "why": "Sai."}, follow=True).content.decode()


def test_whoever_left_their_screen_reads_no_paper(house):
    row = taken_in(house)
    letter = draft(house, row)
    Reading.objects.all().delete()
    client = Client()
    client.force_login(house.cast.minh)
    for name, rest in (("letter_draft", ["tc-thu-ly"]), ("letter", [letter.pk]), ("letter_file", [letter.pk, "pdf"])):
        response = client.get(reverse(f"denunciations:{name}", args=[row.code, *rest]))
        assert response.url.startswith(reverse("account_reauthenticate"))
    assert not Reading.objects.exists()
    assert BY_CODE["tc-thu-ly"].part == "stripped"
