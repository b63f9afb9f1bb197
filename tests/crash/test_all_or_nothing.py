"""Killed before any one of its statements, an act leaves nothing; done again, it is done once.

The rehearsal with real processes is `make crash`; here each step of each act is
cut off in turn, inside one process.
"""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from danvan.casework.models import Case, NumberSeries
from danvan.casework.services import new_token, remind_of_cases
from danvan.denunciations.models import Denunciation
from danvan.denunciations.services.writing import act_as_denouncer, send_in
from danvan.desk.selectors import AUDIENCES
from danvan.intake.services import add_draft_paper, register_letter, save_draft, send_draft, split_letter
from danvan.letters import services as letters
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition, NewWriter, act_as_writer, perform
from tests.denunciations.factories import new_case
from tests.files import samples
from tests.fingerprint import difference, fingerprint
from tests.petitions.factories import CLASSIFIED, LETTER, Story, at, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
DAY = date(2026, 11, 23)
ENDS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


class Killed(BaseException):
    """The process is gone."""


class Assassin:
    """Lets statements through and kills before the one it waits for."""

    def __init__(self, before):
        self.left = before

    def __call__(self, execute, sql, params, many, context):
        if not str(sql).startswith(ENDS):
            self.left -= 1
            if self.left == 0:
                raise Killed
        return execute(sql, params, many, context)


def kill_everywhere(act):
    """Cut an act off before each of its statements in turn; return what it gives, and how many statements it has."""
    before = fingerprint()
    number = 0
    while True:
        number += 1
        assassin = Assassin(number)
        try:
            with connection.execute_wrapper(assassin):
                done = act()
        except Killed:
            assert not difference(before, fingerprint()), f"killed before statement {number}"
        else:
            assert assassin.left > 0
            return done, number - 1


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def paper(name="don.pdf"):
    return SimpleUploadedFile(name, samples.pdf(name))


def letter(cast, **how):
    given = {"kind": "complaint", "unit_id": cast.place.commune.pk, "received_on": DAY, "channel": "desk",
             "summary": LETTER, "writers": [NewWriter("Nguyễn Văn Minh Họa", "xóm 1")]}  # fmt: skip
    return NewPetition(**{**given, **how})


def test_a_letter_at_the_desk(cast):
    token = new_token()

    def take_in():
        return register_letter(letter(cast), actor=cast.actor("lan"), at=at(DAY), papers=[paper()], token=token)

    petition, statements = kill_everywhere(take_in)

    assert statements > 15
    assert take_in().pk == petition.pk
    assert (Petition.objects.count(), petition.papers.count(), petition.acts.count()) == (1, 1, 1)
    assert NumberSeries.objects.get(name="KN 2026").last == 1


def test_a_letter_sent_online(cast):
    token = new_token()
    given = {"kind": "recommendation", "unit": cast.place.commune.pk, "summary": LETTER, "name": "Vi Thị Ví Dụ"}
    draft = save_draft(token, given)
    add_draft_paper(draft, paper())

    petition, statements = kill_everywhere(lambda: send_draft(token, given, at=at(DAY)))

    assert statements > 15
    assert send_draft(token, given, at=at(DAY)).pk == petition.pk
    assert (Petition.objects.count(), petition.papers.count()) == (1, 1)


def test_a_sealed_letter(house):
    token = new_token()

    def send():
        new = new_case(house, story="Việc đã xảy ra.", channel="portal", received_on=DAY, papers_tell_who=False)
        return send_in(new, at=at(DAY), papers=[paper()], token=token)

    row, statements = kill_everywhere(send)

    assert statements > 15
    assert send().pk == row.pk
    assert Denunciation.objects.count() == 1


def test_the_acts_of_a_complaint(cast):
    story = Story(cast, register(cast, on=DAY), now=DAY)
    for act, given in (
        ("classify", CLASSIFIED),
        ("propose", {}),
        ("accept", {"number": "01/TB-UBND"}),
        ("assign", {"officer": story.officer}),
        ("report", {"note": "Đã xác minh.", "views_differ": False}),
        ("decide", {"number": "02/QĐ-UBND", "verdict": "partly", "remedy": "amend", "note": "Sửa."}),
        ("send", {"decision_received_on": DAY}),
    ):
        who = cast.actor(Story.WHO.get(act, "lan"))
        version = Petition.objects.get().version

        def do(act=act, given=given, who=who, version=version):
            papers = [paper(f"{act}.pdf")]
            return perform(story.petition.pk, act, given, actor=who, on=DAY, at=at(DAY), version=version, papers=papers)

        petition, _statements = kill_everywhere(do)
        assert petition.version == version + 1

    assert list(petition.acts.values_list("act", flat=True)) == [
        "register", "classify", "propose", "accept", "assign", "report", "decide", "send",
    ]  # fmt: skip


def test_what_a_writer_adds(cast, house):
    petition = register(cast, on=DAY, kind="recommendation")
    sealed = send_in(new_case(house, story="Việc.", channel="portal"), at=at(DAY), papers=[], token=new_token())

    for writes, case in ((act_as_writer, petition), (act_as_denouncer, sealed)):
        known = Case.objects.get(pk=case.pk)

        def add(writes=writes, known=known):
            return writes(known, "supplement", {"note": "Thêm."}, at=at(DAY), papers=[paper()])

        kill_everywhere(add)
        assert case.acts.filter(act="supplement").count() == 1


def test_splitting_and_passing_on(cast):
    mixed = register(cast, on=DAY, kind="mixed")
    parts = [("complaint", "Một"), ("recommendation", "Hai")]
    made, _statements = kill_everywhere(
        lambda: split_letter(mixed.pk, parts, actor=cast.actor("lan"), at=at(DAY), version=mixed.version)
    )
    given = {"number": "3/PC", "addressee": "Xã Hòa Sơn", "to_unit": cast.place.neighbour.pk}
    Story(cast, made[1], now=DAY).do("classify", DAY, subject="works", competent=False)
    kill_everywhere(
        lambda: perform(made[1].pk, "transfer", given, actor=cast.actor("lan"), on=DAY, at=at(DAY), version=2)
    )

    assert Petition.objects.count() == 4


def test_a_letter_that_goes_out_takes_its_number_once(cast, monkeypatch):
    monkeypatch.setattr(letters, "to_pdf", lambda word: samples.pdf())
    petition = register(cast, on=DAY)
    Story(cast, petition, now=DAY).do("classify", DAY, **CLASSIFIED).do("propose", DAY)
    drafted = letters.draft_letter(
        petition, "thong-bao-thu-ly", {}, signer=("CHỦ TỊCH", "Tên"), actor=cast.actor("lan")
    )

    issued, _statements = kill_everywhere(
        lambda: letters.issue_letter(
            drafted.pk, number=7, symbol="TB-UBND", on=DAY, actor=cast.actor("lan"), at=at(DAY), version=1
        )
    )

    assert (issued.number, petition.papers.count()) == (7, 2)


def test_reminding(cast):
    register(cast, on=date(2026, 10, 1))

    run, _statements = kill_everywhere(lambda: remind_of_cases(at=timezone.now(), audiences=AUDIENCES))

    assert run.told == 1


def test_the_killing_notices_what_is_not_one_transaction(cast):
    def careless():
        with transaction.atomic():
            NumberSeries.objects.create(name="một", last=1)
        with transaction.atomic():
            NumberSeries.objects.create(name="hai", last=1)

    with pytest.raises(AssertionError, match="killed before statement 2"):
        kill_everywhere(careless)
