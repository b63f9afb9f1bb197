"""Under the code of the first letter a writer follows the matter to where it went, and sees nobody else's."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danvan.casework.models import Case
from danvan.casework.services import give_following, keys_of
from danvan.intake.services import register_letter, split_letter
from danvan.notices.models import Notice
from danvan.petitions.models import Petition
from danvan.petitions.rules.alike import Identity, are_all_among
from danvan.petitions.services import NewPetition, NewWriter
from tests.files import samples
from tests.pages import queries_of
from tests.petitions.factories import Story, at, register
from tests.portal.test_letters import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
DAY = date(2026, 9, 1)
ME = NewWriter("Nguyễn Văn Minh Họa", address="xóm 1", id_number="040199000111")


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def followed(cast):
    """Return a function that registers a letter and a browser that follows it."""

    def follow(petition, token="t" * 40):
        give_following(petition, token=token, at=at(DAY))
        client, pair = Client(), keys_of(token)
        client.post("/theo-doi/", {"code": pair.code, "secret": pair.secret})
        return client

    return follow


def page_of(client):
    response = client.get("/theo-doi/don/")
    assert response.status_code == 200
    return text_of(response)


def passed_on(cast, petition):
    """Pass a recommendation on to the department, and return it as it arrived there."""
    story = Story(cast, petition).do("classify", DAY, subject="works", competent=False)
    story.do("transfer", DAY, number="3/PC", addressee="Sở Tư pháp", to_unit=cast.place.neighbour.pk)
    return Petition.objects.get(transferred_from=petition)


def test_a_letter_passed_on_is_followed_where_it_lies_now(cast, followed):
    letter = register(cast, kind="recommendation", writers=[ME])
    client = followed(letter)
    arrived = passed_on(cast, letter)
    Story(cast, arrived).do("ask", DAY, by="tam", note="Cầu ở bản nào?")

    page = page_of(client)

    assert f'Đơn chuyển đến: kiến nghị, phản ánh <span class="nowrap">{arrived.code}</span>' in page
    assert "Cầu ở bản nào?" in page
    assert f'<a href="#letter-{arrived.code}">Có câu hỏi chờ trả lời ở đơn {arrived.code}</a>' in page
    assert "Sở Tư pháp" in page
    client.post(f"/theo-doi/don/{arrived.code}/supplement/", {"supplement-note": "Ở bản 3."})
    act = arrived.acts.get(act="supplement")
    assert (act.note, letter.acts.filter(act="supplement").exists()) == ("Ở bản 3.", False)
    assert Notice.objects.filter(
        holding=cast.actor("tam").holding_id, text=f"{arrived.code}: người viết bổ sung"
    ).exists()
    assert "Ở bản 3." in page_of(client)


def test_a_chain_is_followed_to_its_end(cast, followed):
    letter = register(cast, kind="recommendation", writers=[ME])
    client = followed(letter)
    arrived = passed_on(cast, letter)
    story = Story(cast, arrived).do("classify", DAY, by="tam", subject="works", competent=False)
    story.do("transfer", DAY, by="tam", number="4/PC", addressee="x", to_unit=cast.place.department.pk)

    assert [code in page_of(client) for code in Case.objects.values_list("code", flat=True)] == [True, True, True]


@pytest.fixture
def parts(cast):
    letter = register(cast, kind="mixed", writers=[ME])
    made = split_letter(
        letter.pk,
        [("complaint", "Về quyết định thu hồi đất."), ("recommendation", "Về con đường.")],
        actor=cast.actor("lan"),
        at=at(DAY),
        version=letter.version,
    )
    return Petition.objects.get(pk=letter.pk), *made


def test_each_part_of_a_split_letter_has_its_own_state_days_and_acts(cast, followed, parts):
    letter, complaint, recommendation = parts
    client = followed(letter)
    story = Story(cast, recommendation)
    story.do("classify", DAY, subject="works", competent=True).do("accept", DAY)
    story.do("answer", DAY, number="1", reply="explained", note="Sẽ sửa.")

    page = page_of(client)

    assert f'Phần tách riêng: khiếu nại <span class="nowrap">{complaint.code}</span>' in page
    assert "Đơn đã vào sổ, đang chờ xem xét, phân loại." in page
    assert "Đã có trả lời." in page
    assert f'action="/theo-doi/don/{recommendation.code}/contest/"' in page
    assert f'action="/theo-doi/don/{complaint.code}/contest/"' not in page
    client.post(f"/theo-doi/don/{recommendation.code}/contest/", {"contest-note": "Quá chậm."})
    assert Petition.objects.get(pk=recommendation.pk).state == "in_work"
    assert Petition.objects.get(pk=complaint.pk).state == "received"


def test_what_is_refused_stands_in_its_own_form_with_what_was_typed(followed, parts):
    letter, complaint, _recommendation = parts
    client = followed(letter)

    response = client.post(f"/theo-doi/don/{complaint.code}/supplement/", {"supplement-note": " "})

    page = text_of(response)
    assert page.count("Chưa lưu được") == 1
    assert f'id="id_{complaint.code}_supplement-note_error"' in page
    assert not complaint.acts.filter(act="supplement").exists()
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_part_with_a_code_of_its_own_is_opened_by_that_one_only(followed, parts):
    letter, complaint, recommendation = parts
    old, own = followed(letter), followed(complaint, token="u" * 40)
    own.post("/theo-doi/don/supplement/", {"supplement-note": "Lời chỉ mình tôi biết."})

    page = page_of(old)

    assert complaint.code in page
    assert "Đơn này đã được cấp mã riêng" in page
    assert "Lời chỉ mình tôi biết." not in page
    assert old.post(f"/theo-doi/don/{complaint.code}/supplement/", {"supplement-note": "x"}).status_code == 404
    assert complaint.acts.filter(act="supplement").count() == 1
    # The part's own code tells nothing of the letter it came from, nor of the other part.
    assert letter.code not in page_of(own)
    assert recommendation.code not in page_of(own)


def test_a_number_that_is_not_theirs_opens_nothing(cast, followed):
    mine, other = register(cast, writers=[ME]), register(cast, writers=[NewWriter("Người Khác")])
    client = followed(mine)

    for code in (other.code, "KN-2026-99999"):
        assert client.post(f"/theo-doi/don/{code}/supplement/", {"supplement-note": "x"}).status_code == 404
    assert not other.acts.filter(act="supplement").exists()


@pytest.mark.parametrize(
    ("writer", "is_seen"),
    [
        (ME, True),
        (NewWriter("nguyễn văn  minh họa", address="XÓM 1"), True),
        (NewWriter(ME.name, address="xóm 9"), False),
        (NewWriter(ME.name), False),
        (NewWriter(ME.name, address=ME.address, id_number="040199000222"), False),
        (NewWriter("Trần Thị Hàng Xóm", address="xóm 1"), False),
    ],
)
def test_a_linked_letter_tells_of_the_first_only_to_whoever_wrote_it(cast, followed, writer, is_seen):
    first = register(cast, kind="recommendation", writers=[writer])
    letter = register(cast, kind="recommendation", writers=[ME])
    Story(cast, first).do("classify", DAY, subject="works", competent=True).do("accept", DAY)
    Story(cast, first).do("ask", DAY, note="Câu hỏi riêng")
    Story(cast, letter).do("link", DAY, duplicate_of=first, note="Trùng.")
    client = followed(letter)

    page = page_of(client)

    assert "Đơn được ghép với đơn cùng nội dung đã có." in page
    assert (first.code in page) is is_seen
    assert ("Đang giải quyết." in page or "Đã thụ lý" in page) is is_seen
    assert "Câu hỏi riêng" not in page
    assert client.post(f"/theo-doi/don/{first.code}/supplement/", {"supplement-note": "x"}).status_code == 404


@pytest.mark.parametrize(("address", "is_seen"), [("xóm 1", True), ("xóm 9", False)])
def test_a_second_complaint_is_seen_by_its_writer_and_opened_by_its_own_receipt(cast, followed, address, is_seen):
    story = Story(cast, register(cast, writers=[NewWriter(ME.name, address="xóm 1")]))
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    story.do("decide", date(2026, 9, 20), number="1", verdict="wrong", remedy="keep", note="x")
    client = followed(story.petition)
    second = register_letter(
        NewPetition(kind="complaint", unit_id=cast.place.commune.pk, received_on=date(2026, 10, 1), channel="desk",
                    summary="Không đồng ý.", writers=[NewWriter(ME.name, address=address)], instance=2),
        actor=cast.actor("lan"), at=at(date(2026, 10, 1)), first_code=story.petition.code,
    )  # fmt: skip

    page = page_of(client)

    assert "Vụ việc đã chuyển sang khiếu nại lần hai." in page
    assert (second.code in page) is is_seen
    assert client.post(f"/theo-doi/don/{second.code}/supplement/", {"supplement-note": "x"}).status_code == 404


def test_papers_of_a_part_open_and_those_of_a_stranger_do_not(followed, parts):
    letter, complaint, _recommendation = parts
    client = followed(letter)
    photo = SimpleUploadedFile("anh.png", samples.png())
    client.post(f"/theo-doi/don/{complaint.code}/supplement/", {"supplement-note": "Ảnh.", "supplement-uploads": photo})
    paper = complaint.papers.get()

    assert f"/theo-doi/tep/{paper.pk}/" in page_of(client)
    opened = client.get(f"/theo-doi/tep/{paper.pk}/")
    assert b"".join(opened.streaming_content).startswith(b"\x89PNG")
    give_following(complaint, token="v" * 40, at=at(DAY))
    assert client.get(f"/theo-doi/tep/{paper.pk}/").status_code == 404


def test_each_letter_the_matter_went_on_in_costs_the_same(cast, followed):
    def costs(number):
        letter = register(cast, kind="mixed", writers=[ME])
        matters = [("recommendation", f"Việc {each}.") for each in range(number)]
        split_letter(letter.pk, matters, actor=cast.actor("lan"), at=at(DAY), version=letter.version)
        return queries_of(followed(letter, token=str(number) * 40), "/theo-doi/don/")

    two, three, four = costs(2), costs(3), costs(4)

    assert four - three == three - two <= 10


def test_being_among_the_writers_needs_somebody():
    me = Identity("Lê A", "xóm 1", "")

    assert are_all_among([me], [Identity("Trần B", "xóm 2", ""), me])
    assert not are_all_among([me, Identity("Trần B", "xóm 2", "")], [me])
    assert not are_all_among([], [me])
