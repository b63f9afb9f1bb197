"""Blackening scans: what is under a box is gone, and nothing goes out that nobody looked at."""

import io
from decimal import Decimal

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image, ImageDraw

from danvan.denunciations.models import MaskedPage, Reading, SealedPaper
from danvan.denunciations.rules.masks import Box, from_percent, from_rows
from danvan.denunciations.services import letters, masking, opening
from danvan.denunciations.services.acts import perform
from danvan.denunciations.services.papers import CannotStrip
from danvan.denunciations.services.sealing import Sheet
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority, NotFound
from tests.cast import PASSWORD, TODAY
from tests.denunciations.factories import RECEIVED, WHO, Story, now, taken_in
from tests.denunciations.house import PASSPHRASE, confirmed

RED = (220, 20, 20)
# The upper left quarter, where the red name stands.
QUARTER = Box(0, 0, 5000, 5000)
UNTOUCHED = Box(6000, 6000, 1000, 1000)


def page(width=400, height=600):
    """Return a white page with a red name in its upper left quarter."""
    picture = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(picture).rectangle((20, 20, 180, 60), fill=RED)
    return picture


def scan(pages=1, name="don-cua-Le-Thi-An.pdf"):
    made = io.BytesIO()
    first, *rest = [page() for _number in range(pages)]
    first.save(made, "PDF", save_all=True, append_images=rest, author=WHO.name, title=WHO.name)
    return SimpleUploadedFile(name, made.getvalue())


def photo():
    made, hidden = io.BytesIO(), Image.Exif()
    hidden[0x010E] = f"chụp bởi {WHO.name}"
    page().save(made, "JPEG", exif=hidden)
    return SimpleUploadedFile("anh-nha-toi.jpg", made.getvalue())


def is_red(pixel):
    return pixel[0] > 150 and pixel[1] < 120 and pixel[2] < 120


def reds(picture):
    # More than what JPEG makes of white and black.
    return sum(is_red(pixel) for pixel in picture.convert("RGB").get_flattened_data())


def drawn(content):
    """Return the pages of a PDF as pictures."""
    with pypdfium2.PdfDocument(content) as document:
        return [each.render(scale=1).to_pil().convert("RGB") for each in document]


@pytest.fixture
def scanned(house):
    """Return a case whose scan of two pages tells nothing of who wrote, but for the words in it."""
    return taken_in(house, papers=[scan(2)], papers_tell_who=False)


@pytest.fixture
def paper(scanned):
    return SealedPaper.objects.get(key__denunciation=scanned)


def at_work(house, by="son"):
    return {"actor": house.actor(by), "at": now()}


def cover(house, row, paper, number, boxes, began=(), by="son"):
    """Keep boxes on a page that had others, as whoever opened it saw."""
    return masking.save_boxes(row, paper.pk, number, boxes, seen=masking.name_of(began), **at_work(house, by))


def leave_out(house, row, paper, number, boxes=()):
    masking.leave_page_out(row, paper.pk, number, seen=masking.name_of(boxes), **at_work(house))


def check(house, row, paper, number, boxes=(QUARTER,), began=(), by="son"):
    """Cover a page, look at it, and say so."""
    cover(house, row, paper, number, list(boxes), began, by)
    seen = masking.page_to_mask(row, paper.pk, number, **at_work(house, by)).seen
    masking.check_page(row, paper.pk, number, seen=seen, **at_work(house, by))


def given(house, row, paper, by="son"):
    """Give a file to the team and return it as a verifier opens it."""
    Story(house, row, now=TODAY).do("give", row.received_on, by=by, safe_papers=[paper.pk])
    part = opening.open_part(row, "stripped", actor=house.actor("minh"), at=now())
    return opening.open_paper(row, part.papers[-1].paper.pk, actor=house.actor("minh"), at=now())


# --- boxes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        (("10", "20", "30", "40"), (1000, 2000, 3000, 4000)),
        (("0", "0", "100", "100"), (0, 0, 10_000, 10_000)),
        (("90", "95", "50", "50"), (9000, 9500, 1000, 500)),
        (("33.333", "0", "0.001", "1"), (3333, 0, 1, 100)),
    ],
)
def test_a_box_typed_in_percent_covers_no_less_than_meant(typed, box):
    made = from_percent(*(Decimal(side) for side in typed))
    assert (made.left, made.top, made.width, made.height) == box


@pytest.mark.parametrize("typed", [("100", "0", "10", "10"), ("0", "0", "0", "10"), ("-50", "0", "20", "10")])
def test_a_box_that_covers_nothing_is_refused(typed):
    with pytest.raises(ValueError, match="outside"):
        from_percent(*(Decimal(side) for side in typed))


def test_the_pixels_of_a_box_are_rounded_outwards():
    assert Box(3333, 3333, 1, 1).in_pixels(10, 10) == (3, 3, 3, 3)
    assert Box(0, 0, 10_000, 10_000).in_pixels(7, 9) == (0, 0, 6, 8)
    assert Box(1500, 0, 1001, 10).in_pixels(100, 100) == (15, 0, 25, 0)
    with pytest.raises(ValueError, match="outside"):
        from_rows([[9_000, 0, 2_000, 10]])


# --- what goes out -------------------------------------------------------------------------------------------------


def test_what_is_under_a_box_is_gone_from_the_file_and_its_name_with_it(house, scanned, paper):
    assert reds(drawn(opening.open_paper(scanned, paper.pk, **at_work(house)).content)[0]) > 1000
    check(house, scanned, paper, 1)
    check(house, scanned, paper, 2, boxes=[UNTOUCHED])
    sheet = given(house, scanned, paper)
    first, second = drawn(sheet.content)
    assert reds(first) == 0
    assert first.getpixel((first.width // 4, first.height // 4))[0] < 30
    assert first.getpixel((first.width * 3 // 4, first.height // 4))[0] > 225
    assert reds(second) > 1000
    assert sheet.name == "tài liệu 1.pdf"
    with pypdfium2.PdfDocument(sheet.content) as document:
        told = document.get_metadata_dict()
        assert not any(each.get_textpage().get_text_bounded() for each in document)
        # A picture and nothing else: no box lies over anything.
        assert [[part.type for part in each.get_objects()] for each in document] == [[3], [3]]
    assert WHO.name not in str(told)
    assert WHO.name.encode() not in sheet.content


def test_a_photo_keeps_no_hidden_part_and_no_pixel_under_a_box(house):
    row = taken_in(house, papers=[photo()], papers_tell_who=False)
    paper = SealedPaper.objects.get(key__denunciation=row)
    check(house, row, paper, 1)
    sheet = given(house, row, paper)
    picture = Image.open(io.BytesIO(sheet.content))
    assert (sheet.name, sheet.content_type) == ("tài liệu 1.jpg", "image/jpeg")
    assert not picture.getexif()
    assert reds(picture) == 0


def test_a_page_left_out_is_in_no_file(house, scanned, paper):
    leave_out(house, scanned, paper, 1)
    check(house, scanned, paper, 2)
    assert len(drawn(given(house, scanned, paper).content)) == 1


def test_the_original_stays_as_it_was(house, scanned, paper):
    before = bytes(paper.sealed)
    check(house, scanned, paper, 1)
    leave_out(house, scanned, paper, 2)
    given(house, scanned, paper)
    paper.refresh_from_db()
    assert bytes(paper.sealed) == before
    assert paper.key.compartment == "original"


def test_a_file_given_again_takes_the_place_of_its_former_copy(house, scanned, paper):
    for number in (1, 2):
        check(house, scanned, paper, number, boxes=[])
    before = given(house, scanned, paper)
    former = SealedPaper.objects.get(made_from=paper)
    assert reds(drawn(before.content)[0]) > 1000
    assert [each.is_given for each in masking.papers_to_mask(scanned, **at_work(house))] == [True]
    check(house, scanned, paper, 1)
    after = given(house, scanned, paper)
    assert (after.name, reds(drawn(after.content)[0])) == (before.name, 0)
    part = opening.open_part(scanned, "stripped", **at_work(house, "minh"))
    copy = SealedPaper.objects.get(made_from=paper)
    assert [each.paper for each in part.papers] == [copy]
    with pytest.raises(NotFound):
        opening.open_paper(scanned, former.pk, **at_work(house, "minh"))
    details = [act.detail for act in scanned.acts.filter(act="give").order_by("pk")]
    assert details == [{"papers": [each], "made_from": [paper.pk]} for each in (former.pk, copy.pk)]


def test_papers_of_the_office_need_no_blackening_and_shift_no_name(house, scanned, paper):
    minh = house.actor("minh")
    for kind in ("tc-phieu-chuyen", "tc-thu-ly"):
        letter = letters.draft_letter(scanned, kind, {}, signer=("CHỦ TỊCH", ""), actor=minh)
        letter = letters.issue_letter(letter.pk, number=1, symbol=f"{kind[3:5].upper()}-UBND", on=RECEIVED,
                                      version=1, **at_work(house, "minh"))  # fmt: skip
        assert [each.pk for each in masking.papers_to_mask(scanned, **at_work(house))] == [paper.pk]
        for own in (letter.word_id, letter.pdf_id):
            with pytest.raises(NotFound):
                masking.page_to_mask(scanned, own, 1, **at_work(house))
    check(house, scanned, paper, 1)
    leave_out(house, scanned, paper, 2)
    Story(house, scanned, now=TODAY).do("give", RECEIVED, by="minh", safe_papers=[paper.pk])
    copy = SealedPaper.objects.get(made_from=paper)
    assert opening.open_paper(scanned, copy.pk, **at_work(house, "minh")).name == "tài liệu 1.pdf"


# --- nothing goes out that nobody looked at ------------------------------------------------------------------------


def test_a_file_with_a_page_nobody_looked_at_is_not_given(house, scanned, paper):
    for prepare in (
        lambda: None,
        lambda: check(house, scanned, paper, 1),
        lambda: cover(house, scanned, paper, 2, [QUARTER]),
    ):
        prepare()
        with pytest.raises(masking.CannotMask, match="chưa soát"):
            Story(house, scanned).do("give", RECEIVED, safe_papers=[paper.pk])
    leave_out(house, scanned, paper, 1, boxes=[QUARTER])
    leave_out(house, scanned, paper, 2, boxes=[QUARTER])
    with pytest.raises(masking.CannotMask, match="không có gì"):
        Story(house, scanned).do("give", RECEIVED, safe_papers=[paper.pk])
    assert not SealedPaper.objects.filter(key__denunciation=scanned, key__compartment="stripped").exists()


def test_what_was_looked_at_is_what_goes_out(house, scanned, paper):
    cover(house, scanned, paper, 1, [QUARTER])
    seen = masking.page_to_mask(scanned, paper.pk, 1, **at_work(house)).seen
    cover(house, scanned, paper, 1, [UNTOUCHED], began=[QUARTER])
    with pytest.raises(masking.CannotMask, match="đã thay đổi"):
        masking.check_page(scanned, paper.pk, 1, seen=seen, **at_work(house))
    assert MaskedPage.objects.get(number=1).treatment == "open"
    check(house, scanned, paper, 1, began=[UNTOUCHED])
    assert not cover(house, scanned, paper, 1, [QUARTER], began=[QUARTER])
    assert MaskedPage.objects.get(number=1).treatment == "checked"
    cover(house, scanned, paper, 1, [], began=[QUARTER])
    assert MaskedPage.objects.get(number=1).treatment == "open"


def test_boxes_of_a_page_opened_before_others_were_kept_are_refused(house, scanned, paper):
    cover(house, scanned, paper, 1, [QUARTER], by="minh")
    entries = Entry.objects.count()
    with pytest.raises(masking.BoxesChanged) as refusal:
        cover(house, scanned, paper, 1, [UNTOUCHED])
    assert refusal.value.now == (QUARTER,)
    with pytest.raises(masking.BoxesChanged):
        leave_out(house, scanned, paper, 1)
    assert masking.page_to_mask(scanned, paper.pk, 1, **at_work(house)).boxes == [QUARTER]
    assert MaskedPage.objects.get(number=1).treatment == "open"
    # The look just now is the only thing written down.
    assert Entry.objects.count() == entries + 1
    # Sent again because no answer came, the same boxes are no others.
    assert not cover(house, scanned, paper, 1, [QUARTER])


def test_the_look_shows_the_page_as_it_goes_out(house, scanned, paper):
    cover(house, scanned, paper, 1, [QUARTER])
    work = masking.page_to_mask(scanned, paper.pk, 1, **at_work(house))
    assert reds(Image.open(io.BytesIO(work.before))) > 1000
    assert reds(Image.open(io.BytesIO(work.after))) == 0


def test_a_file_that_cannot_be_drawn_is_not_masked(house):
    row = taken_in(house, papers=[scan()], papers_tell_who=False)
    paper = SealedPaper.objects.get(key__denunciation=row)
    with pytest.raises(NotFound):
        masking.page_to_mask(row, paper.pk, 2, **at_work(house))
    with pytest.raises(NotFound):
        cover(house, row, paper, 9, [])
    with pytest.raises(CannotStrip):
        masking.masked(Sheet("a.docx", "application/zip", b"PK"), {1: ()}, "x")
    with pytest.raises(masking.CannotMask, match="nhiều nhất"):
        cover(house, row, paper, 1, [QUARTER] * 81)


@pytest.mark.parametrize(
    ("act", "given", "part"),
    [
        ("ask", {"note": "Ở đâu?"}, "stripped"),
        ("check", {"competent": True, "sphere": "duty", "conditions": []}, "original"),
        ("waive", {"note": "Có văn bản ký."}, "identity"),
    ],
)
def test_files_of_an_act_lie_by_whose_hand_is_in_them(house, act, given, part):
    row = taken_in(house)
    perform(row.pk, act, given, actor=house.actor("son"), on=RECEIVED, at=now(), papers=[scan()])
    assert SealedPaper.objects.get(key__denunciation=row).key.compartment == part


# --- who -----------------------------------------------------------------------------------------------------------


def test_only_whoever_writes_the_extract_sees_the_scan(house, scanned, paper):
    story = Story(house, scanned).until_verifying()
    for name in ("lan", "binh", "son", "phuc", "tam", "thanh", "quan", "kim", "dung"):
        for attempt in (
            lambda actor: masking.papers_to_mask(story.row, actor=actor, at=now()),
            lambda actor: masking.page_to_mask(story.row, paper.pk, 1, actor=actor, at=now()),
            lambda actor: masking.save_boxes(story.row, paper.pk, 1, [], seen="", actor=actor, at=now()),
            lambda actor: masking.leave_page_out(story.row, paper.pk, 1, seen="", actor=actor, at=now()),
        ):
            with pytest.raises((NoAuthority, NotFound)):
                attempt(house.actor(name))
    assert not MaskedPage.objects.exists()
    check(house, story.row, paper, 1, by="minh")


def test_no_paper_of_another_case_or_of_the_team_is_opened(house, scanned, paper):
    other = taken_in(house)
    with pytest.raises(NotFound):
        masking.page_to_mask(other, paper.pk, 1, **at_work(house))
    check(house, scanned, paper, 1)
    leave_out(house, scanned, paper, 2)
    given(house, scanned, paper)
    theirs = SealedPaper.objects.get(key__compartment="stripped")
    with pytest.raises(NotFound):
        masking.page_to_mask(scanned, theirs.pk, 1, **at_work(house))


def test_a_scan_under_the_identity_is_covered_only_while_it_is_open(house):
    row = taken_in(house, papers=[scan()])
    paper = SealedPaper.objects.get(key__denunciation=row)
    assert masking.papers_to_mask(row, **at_work(house, "minh")) == []
    assert masking.waits_for_consent(row, house.actor("minh"), now())
    with pytest.raises(NoAuthority):
        masking.page_to_mask(row, paper.pk, 1, **at_work(house, "minh"))
    request = opening.ask_for_identity(
        row, purpose="blacken", reason="Che bút tích.", hours=1, actor=house.actor("minh"), at=now()
    )
    opening.consent(request.pk, custodian=house.custodian, passphrase=PASSPHRASE, actor=house.actor("kim"), at=now())
    check(house, row, paper, 1, by="minh")
    assert not masking.waits_for_consent(row, house.actor("minh"), now())
    # Somebody else's consent opens nothing for the desk.
    with pytest.raises(NoAuthority):
        masking.page_to_mask(row, paper.pk, 1, **at_work(house))
    assert reds(drawn(given(house, row, paper, by="minh").content)[0]) == 0


def test_every_look_is_a_reading_and_every_decision_an_entry(house, scanned, paper):
    check(house, scanned, paper, 1)
    leave_out(house, scanned, paper, 2)
    assert Reading.objects.filter(paper_id=paper.pk).count() == 1
    acts = Entry.objects.filter(act__startswith="denunciation.page_", subject_id=scanned.pk).order_by("pk")
    assert [entry.act.rpartition("_")[2] for entry in acts] == ["open", "checked", "out"]
    assert bytes(MaskedPage.objects.get(number=1).boxes).find(b"5000") == -1


def test_the_end_of_keeping_takes_the_boxes_along(house):
    row = taken_in(house, papers=[scan()], papers_tell_who=False)
    check(house, row, SealedPaper.objects.get(key__denunciation=row), 1)
    story = Story(house, row).do("not_handle", RECEIVED, no_handling="copied", note="Gửi nhiều nơi.")
    story.do("archive", RECEIVED, retention="1y")
    story.now = RECEIVED.replace(year=2028)
    story.do("dispose", RECEIVED.replace(year=2028), number="TH/1")
    assert not MaskedPage.objects.exists()


# --- the pages -----------------------------------------------------------------------------------------------------


@pytest.fixture
def son(house):
    client = Client()
    client.post(reverse("account_login"), {"login": "son", "password": PASSWORD})
    return client


def rows(*boxes, **how):
    sent = {"box-TOTAL_FORMS": len(boxes), "box-INITIAL_FORMS": 0, **how}
    for index, sides in enumerate(boxes):
        sent |= {
            f"box-{index}-{name}": side for name, side in zip(("left", "top", "width", "height"), sides, strict=True)
        }
    return sent


def test_a_page_is_covered_without_a_script_checked_and_given(house, scanned, paper, son):
    address = reverse("denunciations:mask", args=[scanned.code, paper.pk, 1])
    shown = confirmed(son, address)
    assert "no-store" in shown.headers["Cache-Control"]
    assert "script-src 'self';" in shown.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in shown.headers["Content-Security-Policy"]
    assert "data:image/jpeg;base64," in shown.content.decode()
    began = shown.context["seen"]
    assert son.post(address, rows(("0", "0", "50", "50"), ("", "", "", ""), do="save", seen=began)).status_code == 302
    work = son.get(address)
    assert work.context["work"].boxes == [QUARTER]
    again = rows(("0", "0", "50", "50"), do="check", seen=work.context["seen"])
    assert son.post(address, again).url == reverse("denunciations:mask", args=[scanned.code, paper.pk, 2])
    second = reverse("denunciations:mask", args=[scanned.code, paper.pk, 2])
    assert son.post(second, rows(do="leave_out", seen=began)).url == reverse("denunciations:masks", args=[scanned.code])
    listed = son.get(reverse("denunciations:masks", args=[scanned.code])).content.decode()
    assert "đã soát mọi trang" in listed
    act = reverse("denunciations:act", args=[scanned.code, "give"])
    form = {"on": "02/09/2026", "safe_papers": [paper.pk], "version": scanned.version}
    assert son.post(act, form).status_code == 302
    assert SealedPaper.objects.filter(key__compartment="stripped").count() == 1


def test_a_box_drawn_but_not_saved_is_never_passed_over(house, scanned, paper, son):
    address = reverse("denunciations:mask", args=[scanned.code, paper.pk, 1])
    seen = confirmed(son, address).context["seen"]
    answer = son.post(address, rows(("0", "0", "50", "50"), do="check", seen=seen), follow=True)
    assert "Xem lại trang sau khi che" in answer.content.decode()
    assert MaskedPage.objects.get(number=1).treatment == "open"
    assert answer.context["work"].boxes == [QUARTER]


def test_two_at_the_same_page_lose_no_box_of_either(house, scanned, paper, son):
    address = reverse("denunciations:mask", args=[scanned.code, paper.pk, 1])
    began = confirmed(son, address).context["seen"]
    cover(house, scanned, paper, 1, [QUARTER], by="minh")
    for does in ("save", "check", "leave_out"):
        answer = son.post(address, rows(("60", "60", "10", "10"), do=does, seen=began))
        assert answer.status_code == 200
        assert "Người khác vừa lưu ô che khác" in answer.content.decode()
        assert "Có ô che chưa lưu." in answer.content.decode()
        assert [form.initial for form in answer.context["rows"].initial_forms] == [
            {"left": 0, "top": 0, "width": 50, "height": 50}, {"left": 60, "top": 60, "width": 10, "height": 10}
        ]  # fmt: skip
        assert MaskedPage.objects.get(number=1).treatment == "open"
        assert answer.context["work"].boxes == [QUARTER]
    both = rows(("0", "0", "50", "50"), ("60", "60", "10", "10"), do="save", seen=answer.context["seen"])
    assert son.post(address, both).status_code == 302
    assert son.get(address).context["work"].boxes == [QUARTER, UNTOUCHED]


def test_boxes_sent_by_somebody_who_left_their_screen_are_put_beside_the_others_too(house, scanned, paper):
    cover(house, scanned, paper, 1, [QUARTER], by="minh")
    client = Client()
    client.force_login(house.people["son"])
    address = reverse("denunciations:mask", args=[scanned.code, paper.pk, 1])
    answer = client.post(address, rows(("60", "60", "10", "10"), do="save", seen=masking.name_of([])))
    assert "data:image" not in answer.content.decode()
    assert len(answer.context["rows"].initial_forms) == 2
    both = rows(("0", "0", "50", "50"), ("60", "60", "10", "10"), do="save", seen=answer.context["seen"])
    assert client.post(address, both).status_code == 302


def test_more_boxes_than_a_page_bears_come_back_as_they_were_sent(house, scanned, paper, son):
    address = reverse("denunciations:mask", args=[scanned.code, paper.pk, 1])
    seen = confirmed(son, address).context["seen"]
    answer = son.post(address, rows(*[("60", str(each), "1", "1") for each in range(81)], do="save", seen=seen))
    assert "nhiều nhất 80 ô che" in answer.content.decode()
    assert len(answer.context["rows"].forms) == 81
    assert not MaskedPage.objects.exists()


def test_the_size_a_page_is_looked_at_stays_from_page_to_page(house, scanned, paper, son):
    address = reverse("denunciations:mask", args=[scanned.code, paper.pk, 1]) + "?phong=150"
    shown = confirmed(son, address)
    assert f'action="{address}"' in shown.content.decode()
    sent = rows(("0", "0", "50", "50"), do="save", seen=shown.context["seen"])
    assert son.post(address, sent).url == address
    seen = son.get(address).context["seen"]
    following = son.post(address, rows(("0", "0", "50", "50"), do="check", seen=seen)).url
    assert following == reverse("denunciations:mask", args=[scanned.code, paper.pk, 2]) + "?phong=150"


def test_the_list_asks_as_much_for_many_files_as_for_one(house, django_assert_num_queries):
    few = taken_in(house, papers=[scan()], papers_tell_who=False)
    many = taken_in(house, papers=[scan(name=f"{number}.pdf") for number in range(4)], papers_tell_who=False)
    with CaptureQueriesContext(connection) as asked:
        masking.papers_to_mask(few, **at_work(house))
    with django_assert_num_queries(len(asked)):
        assert len(masking.papers_to_mask(many, **at_work(house))) == 4


def test_numbers_that_are_none_stay_where_they_were_typed(house, scanned, paper, son):
    address = reverse("denunciations:mask", args=[scanned.code, paper.pk, 1])
    answer = son.post(address, rows(("mười", "0", "50", "50"), ("10", "", "5", "5"), ("100", "0", "5", "5"), do="save"))
    text = answer.content.decode()
    assert 'value="mười"' in text
    assert "Chưa nhập số này." in text
    assert "không che được phần nào" in text
    assert not MaskedPage.objects.exists()


def test_whoever_left_their_screen_gets_no_picture(house, scanned, paper):
    client = Client()
    client.force_login(house.people["son"])
    for address in (
        reverse("denunciations:masks", args=[scanned.code]),
        reverse("denunciations:mask", args=[scanned.code, paper.pk, 1]),
    ):
        assert client.get(address).url.startswith(reverse("account_reauthenticate"))
    wrong = client.post(
        reverse("denunciations:mask", args=[scanned.code, paper.pk, 1]), rows(("mười", "0", "5", "5"), do="save")
    )
    assert "data:image" not in wrong.content.decode()
    assert 'value="mười"' in wrong.content.decode()
    assert not Reading.objects.exists()


def test_others_do_not_find_the_pages(house, scanned, paper):
    for person in (house.cast.lan, house.cast.tam, house.cast.quan, house.people["kim"]):
        client = Client()
        client.force_login(person)
        for method in (client.get, client.post):
            assert method(reverse("denunciations:mask", args=[scanned.code, paper.pk, 1])).status_code == 404
        assert client.get(reverse("denunciations:masks", args=[scanned.code])).status_code == 404
