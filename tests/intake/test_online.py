"""A letter written online: kept while it is written, sealed, sent once."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from danvan.casework.services import keys_of, new_token
from danvan.intake.models import DraftPaper, OnlineDraft
from danvan.intake.rules.sealing import seal, unseal
from danvan.intake.selectors import draft_of
from danvan.intake.services import (
    TooManyPapers,
    add_draft_paper,
    discard_draft,
    drop_old_drafts,
    register_letter,
    renew_following,
    save_draft,
    send_draft,
)
from danvan.kernel.errors import NoAuthority
from danvan.kernel.sealing import CannotUnseal
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition, NewWriter
from tests.files import samples
from tests.petitions.factories import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
TODAY = date(2026, 11, 23)


@pytest.fixture
def given(cast):
    return {
        "kind": "recommendation", "unit": cast.place.commune.pk, "summary": "Cầu hỏng bí mật.", "request": "",
        "name": "Vi Thị Ví Dụ", "address": "bản 1", "phone": "", "id_number": "",
    }  # fmt: skip


def test_a_draft_is_read_only_with_its_token(given):
    token = new_token()
    draft = save_draft(token, given)

    assert draft_of(token)[1] == given
    assert draft_of(new_token()) == (None, {})
    assert "bí mật".encode() not in bytes(draft.sealed)
    assert token not in str(OnlineDraft.objects.values().get())
    with pytest.raises(CannotUnseal):
        unseal(seal(given, token), new_token())


def test_a_letter_is_sent_once_however_often_it_is_sent(given, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    token = new_token()
    add_draft_paper(save_draft(token, given), SimpleUploadedFile("anh.png", samples.png()))

    first = send_draft(token, given, at=at(TODAY))
    again = send_draft(token, given, at=at(TODAY))

    assert first.pk == again.pk
    assert Petition.objects.count() == 1
    assert (first.channel, first.received_on) == ("portal", TODAY)
    assert [paper.name for paper in first.papers.all()] == ["anh.png"]
    assert not OnlineDraft.objects.exists()


def test_a_complaint_keeps_whom_and_what_it_is_about(given):
    told = {**given, "kind": "complaint", "respondent": "Chủ tịch UBND xã", "decision_ref": "12/QĐ-UBND",
            "decision_received_on": "2026-11-02"}  # fmt: skip

    found = send_draft(new_token(), told, at=at(TODAY))

    assert (found.respondent, found.decision_ref, found.decision_received_on) == (
        "Chủ tịch UBND xã", "12/QĐ-UBND", date(2026, 11, 2),
    )  # fmt: skip


def test_a_draft_takes_ten_files_and_no_more(given, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = save_draft(new_token(), given)
    for number in range(10):
        add_draft_paper(draft, SimpleUploadedFile(f"{number}.pdf", samples.pdf(str(number))))

    with pytest.raises(TooManyPapers):
        add_draft_paper(draft, SimpleUploadedFile("11.pdf", samples.pdf()))


def test_drafts_are_forgotten_after_a_week_or_when_asked(given):
    old, kept, mine = new_token(), new_token(), new_token()
    for token in (old, kept, mine):
        save_draft(token, given)
    OnlineDraft.objects.filter(pk=draft_of(old)[0].pk).update(changed_at=timezone.now() - timedelta(days=8))

    drop_old_drafts(at=timezone.now())
    discard_draft(mine)

    assert [draft_of(token)[0] is None for token in (old, kept, mine)] == [True, False, True]
    assert not DraftPaper.objects.exists()


def test_the_desk_takes_a_letter_in_once_when_the_button_is_pressed_twice(cast):
    new = NewPetition(kind="complaint", unit_id=cast.place.commune.pk, received_on=TODAY, channel="desk",
                      summary="Nội dung", writers=[NewWriter("A")])  # fmt: skip
    token = new_token()

    letters = {register_letter(new, actor=cast.actor("lan"), at=at(TODAY), token=token).pk for _ in range(2)}

    assert len(letters) == 1


def test_only_the_desk_of_the_unit_gives_a_new_code(cast, story):
    with pytest.raises(NoAuthority):
        renew_following(story.petition.pk, actor=cast.actor("tam"), token=new_token(), at=at(TODAY))

    renew_following(story.petition.pk, actor=cast.actor("lan"), token=(token := new_token()), at=at(TODAY))

    assert story.petition.followings.get(ended_at=None).code_hash
    assert keys_of(token).code not in str(story.petition.followings.values())
