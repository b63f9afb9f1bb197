"""Killed before any one of its statements, an act leaves nothing; done again, it is done once.

The rehearsal with real processes is `make crash`; here each step of each act is
cut off in turn, inside one process.
"""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.calendars.services import set_day
from danvan.casework.models import Case, CaseAct, ClockMove, HandOver, NumberSeries
from danvan.casework.services import confirm_moves, list_moves, new_token, propose_hand_overs, remind_of_cases
from danvan.denunciations.models import Denunciation
from danvan.denunciations.services.writing import act_as_denouncer, send_in
from danvan.desk.jobs import REGISTERS
from danvan.desk.selectors import AUDIENCES
from danvan.intake.models import MailPaper
from danvan.intake.services import (
    SheetLetter,
    add_draft_paper,
    import_letters,
    receive_mail,
    register_letter,
    register_mail,
    save_draft,
    send_draft,
    split_letter,
)
from danvan.intake.services.batches import FileIsKnown
from danvan.letters import services as letters
from danvan.petitions.models import Petition
from danvan.petitions.services import (
    NewPetition,
    NewWriter,
    act_as_writer,
    hand_over_petitions,
    perform,
    perform_many,
    register_petition,
)
from tests.cast import make_unit
from tests.denunciations.factories import new_case
from tests.files import samples
from tests.fingerprint import difference, fingerprint
from tests.intake.mails import mail
from tests.petitions.factories import CLASSIFIED, LETTER, Story, at, register
from tests.schemes.factories import PLATFORM, end, succeed

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


def test_letters_of_a_sheet(cast):
    letters_of_it = [SheetLetter(row, letter(cast, summary=f"{LETTER} Lần {row}.")) for row in (2, 3)]

    def take_in():
        return import_letters(
            letters_of_it, unit_id=cast.place.commune.pk, file_name="so-don.xlsx", sha256="0" * 64,
            actor=cast.actor("lan"), at=at(DAY),
        )  # fmt: skip

    batch, statements = kill_everywhere(take_in)

    assert statements > 30
    with pytest.raises(FileIsKnown):
        take_in()
    assert (batch.lines.count(), Petition.objects.count()) == (2, 2)
    assert NumberSeries.objects.get(name="KN 2026").last == 2


def test_a_mail_that_becomes_a_letter(cast, monkeypatch):
    monkeypatch.setattr("danvan.intake.services.mail.mail_as_pdf", lambda *words, **how: samples.pdf())
    token, raw = new_token(), mail(files=[("cau.png", samples.png(), "image/png")])

    def receive():
        return receive_mail(raw, unit_id=cast.place.commune.pk, actor=system_actor(DAY), at=at(DAY))

    def take_in():
        new = letter(cast, kind="recommendation", channel="email")
        return register_mail(received.mail.pk, new, actor=cast.actor("lan"), at=at(DAY), token=token)

    received, _statements = kill_everywhere(receive)
    assert not receive().is_new
    (petition, is_new), statements = kill_everywhere(take_in)

    assert (is_new, statements > 30) == (True, True)
    assert take_in() == (petition, False)
    assert (Petition.objects.count(), petition.papers.count()) == (1, 2)
    assert not MailPaper.objects.exists()


def test_an_act_on_many_letters(cast):
    chosen = [register(cast, on=DAY), register(cast, on=DAY, kind="recommendation")]
    versions = {each.pk: each.version for each in chosen}
    given = {"officer": cast.actor("minh").holding_id}

    done, statements = kill_everywhere(
        lambda: perform_many(versions, "entrust", given, actor=cast.actor("lan"), on=DAY, at=at(DAY))
    )

    assert statements > 20
    assert {(each.version, each.officer_id) for each in done} == {(2, given["officer"])}


def test_handing_over(cast):
    gone = make_unit("dong-cu", "Đông Cũ", kind="commune", level="commune", parent=cast.place.province)
    for _ in range(2):
        register_petition(letter(cast, unit_id=gone.pk, received_on=date(2026, 11, 2)), actor=PLATFORM, at=at(DAY))
    end(gone, date(2026, 11, 10))
    succeed(gone, cast.place.commune, on=date(2026, 11, 10))
    propose_hand_overs(REGISTERS, at=at(DAY))
    waiting = list(HandOver.objects.values_list("pk", flat=True))

    moved, statements = kill_everywhere(
        lambda: hand_over_petitions(waiting, to_unit=None, on=DAY, number="1/BB", actor=cast.actor("minh"), at=at(DAY))
    )

    assert statements > 20
    assert {case.unit_id for case in moved} == {cast.place.commune.pk}
    assert (len(moved), CaseAct.objects.filter(act="hand_over").count()) == (2, 2)


def test_limits_that_a_day_off_moves(cast):
    for _ in range(2):
        register(cast, on=date(2026, 11, 10), kind="recommendation")
    remind_of_cases(at=at(DAY), audiences=AUDIENCES)
    set_day(DAY, kind="compensation", name="Nghỉ bù", decision="1/TB", status="decided", actor=PLATFORM,
            reason="Có thông báo")  # fmt: skip

    kill_everywhere(lambda: list_moves(at=at(DAY), audiences=AUDIENCES, address="/"))
    moves = list(ClockMove.objects.values_list("pk", flat=True))
    done, statements = kill_everywhere(
        lambda: confirm_moves(moves, actor=cast.actor("minh"), at=at(DAY), audiences=AUDIENCES)
    )

    assert statements > 10
    assert (done.applied, CaseAct.objects.filter(act="move_due").count()) == (2, 2)


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
