"""What everybody reads was looked at by whoever publishes it."""

from datetime import date

import pytest

from danvan.journal.models import Entry
from danvan.opinions import services
from danvan.opinions.models import VoterRecommendation
from danvan.opinions.services import MayNameSomebody, NamesSomebody
from tests.cast import TODAY
from tests.opinions.factories import answered, do, make_recommendation, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
LIST = "/kien-nghi-cu-tri/"
AT = moment(TODAY)
SEP_7, SEP_14 = date(2026, 9, 7), date(2026, 9, 14)
NAME, PHONE = "Lò Thị Chim Vàng", "0912 345 678"
WORDS = "Đề nghị sửa cầu."


@pytest.fixture
def told(kept, hai, son, place):
    """A recommendation that names somebody, answered, with words that do not."""
    row = make_recommendation(
        kept, text=f"Bà {NAME} đề nghị sửa cầu.", names_nobody=False, public_text=WORDS, actor=hai
    )
    do(row, "route", SEP_7, actor=hai, to_unit=place.department.pk)
    do(row, "accept", SEP_7, actor=son)
    return answered(row, SEP_14, actor=son, note=f"Trả lời bà {NAME}.")


def publish(row, hai, **given):
    return do(row, "publish", SEP_14, actor=hai, **{"public_text": WORDS, "public_answer": "Đã sửa cầu.", **given})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"public_text": f"Bà {NAME} đề nghị sửa cầu."}, "public_text"),
        ({"public_answer": f"Đã sửa cầu, liên hệ {PHONE}."}, "public_answer"),
        ({"public_answer": "Đã trả lời Vàng."}, "public_answer"),
        ({"public_answer": f"Đã sửa cầu, liên hệ {PHONE}.", "confirmed": ["so khac"]}, "public_answer"),
    ],
)
def test_what_looks_personal_is_not_published_unseen(told, hai, given, field):
    with pytest.raises(MayNameSomebody) as refused:
        publish(told, hai, **given)

    assert refused.value.field == field
    row = VoterRecommendation.objects.get(pk=told.pk)
    assert (row.published_at, row.public_text, row.version) == (None, WORDS, told.version)


def test_the_form_shows_each_place_and_takes_a_mark_for_that_place_alone(client, more, told):
    client.force_login(more["hai"][0])
    address = f"{LIST}{told.pk}/publish/"
    typed = {"public_text": WORDS, "public_answer": f"Đã sửa cầu, liên hệ {PHONE}.", "on": "14/09/2026",
             "version": told.version}  # fmt: skip
    assert "confirmed" not in client.get(address).context["form"].fields

    page = client.post(address, typed)

    assert page.context["form"].errors["public_answer"]
    assert [value for value, _label in page.context["form"].fields["confirmed"].choices] == [PHONE]
    assert "giống số điện thoại" in page.content.decode()
    other = client.post(address, {**typed, "confirmed": PHONE, "public_answer": "Đã sửa, gọi 0987 654 321."})
    assert other.context["form"].errors["public_answer"], "what was kept is that number, no other"
    assert client.post(address, {**typed, "confirmed": [PHONE, "so da sua"]}).status_code == 302
    row = VoterRecommendation.objects.get(pk=told.pk)
    assert row.published_at is not None
    assert row.acts.latest("pk").detail == {"confirmed": ["phone"]}
    # The whole journal, whoever may read it: it says of what kind was kept, never what.
    assert not any(PHONE in f"{said}" for said in Entry.objects.values_list("detail", "reason"))


def change(row, hai, **given):
    row.refresh_from_db()
    given = {"text": row.text, "public_text": row.public_text, **given}
    return services.change_words(row.pk, given, actor=hai, on=TODAY, at=AT, version=row.version)


@pytest.mark.parametrize(
    ("given", "is_public"),
    [
        ({"field": "health"}, True),
        ({"public_text": "Sửa cầu khác."}, False),
        ({"text": "Kéo điện.", "public_text": "", "names_nobody": True}, False),
        ({"public_text": ""}, False),
    ],
)
def test_public_words_are_not_changed_under_everybodys_eyes(told, hai, client, given, is_public):
    publish(told, hai)

    row = change(told, hai, **given)

    assert (row.published_at is not None, bool(row.public_answer)) == (is_public, is_public)
    assert (row.acts.latest("pk").act == "unpublish") is not is_public
    assert ("Đã sửa cầu." in client.get("/tra-loi-cu-tri/").content.decode()) is is_public


def test_what_names_somebody_is_not_its_own_public_wording(told, kept, hai):
    for refused in (
        lambda: make_recommendation(kept, text=f"Bà {NAME} xin làm đường.", names_nobody=True, actor=hai),
        lambda: change(told, hai, public_text="", names_nobody=True),
    ):
        with pytest.raises(NamesSomebody, match=NAME) as told_why:
            refused()
        assert told_why.value.field == "names_nobody"
    assert VoterRecommendation.objects.count() == 1

    # A road with such a name is said in words written for everybody.
    road = "Sửa đường Nguyễn Sỹ Sách."
    assert make_recommendation(kept, text=road, public_text=road, actor=hai).public_text == road
