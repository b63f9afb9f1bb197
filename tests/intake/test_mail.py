"""Mails wait sealed at the desk they came to; nothing of them is written anywhere else, and nothing becomes a case."""

import imaplib
import json
import logging
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.casework.models import Case
from danvan.denunciations.models import Denunciation, SealedPaper
from danvan.denunciations.selectors.seals import NoSeals
from danvan.denunciations.services.register import Accused
from danvan.denunciations.services.vaults import make_key_ring, make_vault
from danvan.files.models import StoredFile
from danvan.intake.jobs import pass_on_mail_now
from danvan.intake.models import MailPaper, WaitingMail
from danvan.intake.selectors import count_waiting, mail_page, mail_paper, mails_visible_to
from danvan.intake.services import (
    fetch_mail,
    forget_old_mail,
    move_to_sealed_register,
    pass_on_mail,
    receive_mail,
    register_mail,
    set_aside,
    take_back,
)
from danvan.intake.services.mail import MailIsDecided, NotAMail, ReasonNeeded, WordsAreGone
from danvan.intake.services.mailboxes import BadMailboxes
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority, NotFound
from danvan.notices.models import Notice
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition, NewWriter
from tests.cast import TODAY, make_unit
from tests.files import samples
from tests.intake.mails import TEXT, mail
from tests.petitions.factories import at
from tests.schemes.factories import succeed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
NOW = at(TODAY)
ENDED_ON = date(2025, 7, 1)
CANARY = "chim-hoang-yen"
MAILS = "/don-thu/tiep-nhan/thu-dien-tu/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SEAL_KEYS = tmp_path / "seal-keys"


@pytest.fixture
def seals(files):
    make_key_ring(at=NOW)
    make_vault(needed=2, count=3, actor=system_actor(TODAY), at=NOW)


def _receive(cast, raw=None, **how):
    return receive_mail(
        raw if raw is not None else mail(**how), unit_id=cast.place.commune.pk, actor=system_actor(TODAY), at=NOW
    ).mail


def _letter(cast, **given):
    given = {"kind": "recommendation", "received_on": TODAY, "channel": "email", "summary": "Cầu hỏng.",
             "writers": [NewWriter("Vi Thị Ví Dụ", email="vi.du@thu.vi-du.vn")], **given}  # fmt: skip
    return NewPetition(unit_id=cast.place.commune.pk, **given)


def _everything_stored():
    """All rows of intake, the journal and notices, as text."""
    rows = [
        *WaitingMail.objects.values(),
        *MailPaper.objects.values(),
        *Entry.objects.values(),
        *Notice.objects.values(),
    ]
    return " ".join(
        f"{bytes(value) if isinstance(value, memoryview) else value}" for row in rows for value in row.values()
    )


# --- coming in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["..", ".", "", "/", "a/.."])
def test_a_file_whose_name_is_none_stops_no_mail(cast, name):
    received = _receive(cast, mail(files=[(name, samples.pdf(), "application/pdf")]))

    (kept,) = mail_page(cast.actor("lan"), received.pk).words["files"]
    assert kept["name"].endswith(".pdf")
    assert kept["name"].strip(". ")


def test_a_mail_waits_sealed_and_the_desk_is_told_without_a_word_of_it(cast, caplog):
    caplog.set_level(logging.DEBUG)
    found = _receive(cast, text=f"Lời {CANARY}", subject=CANARY, files=[(f"{CANARY}.png", samples.png(), "image/png")])

    assert (found.state, found.unit_id) == ("waiting", cast.place.commune.pk)
    assert CANARY not in _everything_stored()
    assert CANARY not in caplog.text
    assert not StoredFile.objects.exists()
    page = mail_page(cast.actor("lan"), found.pk)
    assert (page.words["subject"], page.words["text"]) == (CANARY, f"Lời {CANARY}")
    assert [file["name"] for file in page.words["files"]] == [f"{CANARY}.png"]
    told = Notice.objects.values_list("holding__person__username", "text")
    assert sorted(told) == [("lan", "Có thư điện tử chờ vào sổ."), ("minh", "Có thư điện tử chờ vào sổ.")]
    entry = Entry.objects.get(act="intake.receive_mail")
    assert (entry.subject_kind, entry.subject_id, entry.detail) == ("waiting_mail", found.pk, {})


def test_the_same_message_waits_once_and_one_that_borrows_its_id_waits_beside_it(cast):
    first = _receive(cast)
    again = _receive(cast, b"Received: from a by b; Fri, 20 Nov 2026 08:20:00 +0700\r\n" + mail())
    other = _receive(cast, text="Chuyện khác mang cùng mã thư.")
    nameless = [_receive(cast, mail(message_id="")).pk for _ in range(2)]

    assert again.pk == first.pk != other.pk
    assert len(set(nameless)) == 1
    assert WaitingMail.objects.count() == 3


def test_the_day_it_reached_the_mailbox_counts_but_never_one_to_come(cast):
    early = _receive(cast, b"Received: from a by b; Fri, 20 Nov 2026 08:20:00 +0700\r\n" + mail())
    forged = _receive(cast, b"Received: from a by b; Fri, 20 Nov 2099 08:20:00 +0700\r\n" + mail(text="khác"))

    assert timezone.localdate(early.arrived_at) == date(2026, 11, 20)
    assert forged.arrived_at == NOW


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("thu.exe", b"MZ\x90\0" * 100, "không thuộc loại được nhận"),
        ("hong.pdf", b"%PDF-1.7 cut", "bị hỏng"),
        ("bom.docx", samples.bomb(), "dung lượng bất thường"),
        ("rong.pdf", b"", "không có nội dung"),
        ("../../../etc/passwd", b"root:x:0:0", "không thuộc loại được nhận"),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_noted_beside_its_name(cast, name, content, why):
    found = _receive(
        cast, files=[(name, content, "application/octet-stream"), ("don.pdf", samples.pdf(), "application/pdf")]
    )

    words = mail_page(cast.actor("lan"), found.pk).words
    assert [file["name"] for file in words["files"]] == ["don.pdf"]
    assert words["refused"][0]["name"] == name
    assert why in words["refused"][0]["why"]


def test_answers_of_machines_are_set_aside_and_nobody_is_told(cast):
    found = _receive(cast, Auto_Submitted="auto-replied")

    assert (found.state, found.reason) == ("aside", "automatic")
    assert not Notice.objects.exists()
    assert count_waiting(cast.actor("lan")) == 0


def test_what_cannot_be_read_waits_too(cast):
    found = _receive(cast, b"\0\xff" * 900)

    assert found.state == "waiting"
    assert "mở hộp thư" in mail_page(cast.actor("lan"), found.pk).words["remarks"][0]


def test_a_lost_secret_is_said_and_an_older_one_still_opens(cast, settings):
    found = _receive(cast)
    settings.SECRET_KEY, old = "một khóa khác", settings.SECRET_KEY

    assert "khóa bí mật" in mail_page(cast.actor("lan"), found.pk).words["remarks"][0]
    settings.SECRET_KEY_FALLBACKS = [old]
    assert mail_page(cast.actor("lan"), found.pk).words["text"] == TEXT


# --- who sees it --------------------------------------------------------------------------------------------------


def test_only_who_takes_letters_in_at_the_unit_sees_it(cast):
    found = _receive(cast)

    seen = {name for name in ("lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa")
            if mails_visible_to(cast.actor(name)).exists()}  # fmt: skip
    assert seen == {"lan", "minh"}
    with pytest.raises(NotFound):
        mail_page(cast.actor("tam"), found.pk)


@pytest.mark.parametrize(
    "act",
    [
        lambda mail, actor: set_aside(mail.pk, "repeated", actor=actor, at=NOW),
        lambda mail, actor: take_back(mail.pk, actor=actor),
        lambda mail, actor: move_to_sealed_register(mail.pk, Accused(1, "staff", "A"), actor=actor, at=NOW),
        lambda mail, actor: receive_mail(b"", unit_id=mail.unit_id, actor=actor, at=NOW),
    ],
)
def test_the_desk_next_door_may_do_nothing_with_it(cast, act):
    found = _receive(cast)

    with pytest.raises(NoAuthority):
        act(found, cast.actor("tam"))
    found.refresh_from_db()
    assert found.state == "waiting"


# --- what becomes of it -------------------------------------------------------------------------------------------


def test_a_registered_mail_is_a_letter_with_its_words_as_a_paper_and_nothing_is_kept_here(cast):
    found = _receive(cast, files=[("ảnh.png", samples.png(), "image/png")])

    petition, is_new = register_mail(found.pk, _letter(cast), actor=cast.actor("lan"), at=NOW, token="t" * 30)
    again, is_new_again = register_mail(found.pk, _letter(cast), actor=cast.actor("lan"), at=NOW, token="t" * 30)

    found.refresh_from_db()
    assert (again.pk, is_new, is_new_again) == (petition.pk, True, False)
    assert (petition.channel, petition.writers.get().email) == ("email", "vi.du@thu.vi-du.vn")
    assert [paper.name for paper in petition.papers.order_by("pk")] == ["thu-dien-tu.pdf", "ảnh.png"]
    assert (found.state, found.case_id, found.sealed) == ("registered", petition.pk, None)
    assert not MailPaper.objects.exists()
    assert Entry.objects.get(act="intake.register_mail").detail == {"case": petition.pk}
    with pytest.raises(MailIsDecided):
        set_aside(found.pk, "repeated", actor=cast.actor("lan"), at=NOW)


def test_a_letter_that_is_refused_leaves_the_mail_waiting(cast):
    found = _receive(cast)

    with pytest.raises(Exception, match="tương lai"):
        register_mail(found.pk, _letter(cast, received_on=TODAY + timedelta(days=1)), actor=cast.actor("lan"), at=NOW)
    found.refresh_from_db()
    assert (found.state, found.sealed is None) == ("waiting", False)
    assert not Petition.objects.exists()


def test_a_mail_set_aside_can_be_taken_back_for_a_month_and_an_untouched_one_stays(cast):
    lan = cast.actor("lan")
    aside, waiting = (
        _receive(cast),
        _receive(cast, text="Thư khác.", files=[("a.pdf", samples.pdf(), "application/pdf")]),
    )
    with pytest.raises(ReasonNeeded):
        set_aside(aside.pk, "bounce", actor=lan, at=NOW)
    set_aside(aside.pk, "not_a_letter", actor=lan, at=NOW)

    assert forget_old_mail(at=NOW + timedelta(days=29)) == 0
    take_back(aside.pk, actor=lan)
    set_aside(aside.pk, "repeated", actor=lan, at=NOW)
    assert forget_old_mail(at=NOW + timedelta(days=400)) == 1
    with pytest.raises(WordsAreGone):
        take_back(aside.pk, actor=lan)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.papers.count()) == ("waiting", 1)
    assert mail_page(lan, aside.pk).words["text"] == ""


def test_a_denunciation_moves_to_the_sealed_register_and_leaves_no_word_behind(cast, seals):
    found = _receive(
        cast, text=f"Tố cáo {CANARY}", sender=f"{CANARY} <a@vi-du.vn>", files=[("a.png", samples.png(), "image/png")]
    )

    accused = Accused(cast.place.commune.pk, "staff", "Người bị nêu")
    move_to_sealed_register(found.pk, accused, actor=cast.actor("lan"), at=NOW)

    found.refresh_from_db()
    row = Denunciation.objects.get()
    assert (found.state, found.sealed, found.case_id) == ("moved", None, None)
    assert not MailPaper.objects.exists()
    assert (row.channel, row.is_formal, SealedPaper.objects.count()) == ("email", False, 1)
    assert CANARY not in _everything_stored()
    # What the open desk did tells not which sealed case it is.
    assert Entry.objects.get(act="intake.move_mail_to_sealed_register").detail == {}
    assert not StoredFile.objects.exists()
    assert (
        _receive(
            cast,
            text=f"Tố cáo {CANARY}",
            sender=f"{CANARY} <a@vi-du.vn>",
            files=[("a.png", samples.png(), "image/png")],
        ).pk
        == found.pk
    )
    assert Denunciation.objects.count() == 1


def test_without_seals_the_mail_waits_on(cast):
    found = _receive(cast)

    with pytest.raises(NoSeals):
        move_to_sealed_register(found.pk, Accused(cast.place.commune.pk, "staff", "A"), actor=cast.actor("lan"), at=NOW)
    found.refresh_from_db()
    assert (found.state, found.sealed is None) == ("waiting", False)
    assert not Case.objects.exists()


# --- of a unit that ended -----------------------------------------------------------------------------------------


@pytest.fixture
def ended(cast):
    """A commune that ended on 2025-07-01; lan's desk followed it."""
    unit = make_unit("keng-du", "Keng Đu", kind="commune", level="commune", parent=cast.place.province, until=ENDED_ON)
    succeed(unit, cast.place.commune, on=ENDED_ON)
    return unit


def _receive_at(unit, **how):
    return receive_mail(mail(**how), unit_id=unit.pk, actor=system_actor(TODAY), at=NOW).mail


def test_what_nobody_decided_waits_where_the_unit_went_and_opens_there(cast, ended):
    waiting = _receive_at(ended, text=f"Lời {CANARY}", files=[("ảnh.png", samples.png(), "image/png")])
    aside = _receive_at(ended, text="Tự động.", Auto_Submitted="auto-replied")
    lan = cast.actor("lan")

    assert pass_on_mail(at=NOW) == 2
    assert pass_on_mail(at=NOW) == 0

    page = mail_page(lan, waiting.pk)
    assert (page.words["text"], page.mail.unit_id, page.mail.state) == (
        f"Lời {CANARY}", cast.place.commune.pk, "waiting")  # fmt: skip
    assert mail_paper(lan, waiting.pk, MailPaper.objects.get().pk)[2] == samples.png()
    assert mail_page(lan, aside.pk).mail.state == "aside"
    assert Entry.objects.filter(act="intake.pass_on_mail").values_list("detail", flat=True)[0] == {"from": ended.pk}
    assert Notice.objects.filter(holding__person__username="lan", text="Có thư điện tử chờ vào sổ.").exists()
    assert CANARY not in _everything_stored()


def test_what_the_other_desk_has_already_does_not_wait_twice_and_what_is_decided_stays(cast, ended):
    twice = _receive_at(ended)
    known = _receive(cast)
    decided = _receive_at(ended, text="Đã xử lý.")
    WaitingMail.objects.filter(pk=decided.pk).update(state="registered", sealed=None)

    assert pass_on_mail(at=NOW) == 0

    assert set(WaitingMail.objects.values_list("pk", "unit")) == {
        (known.pk, cast.place.commune.pk), (decided.pk, ended.pk)}  # fmt: skip
    assert Entry.objects.get(act="intake.drop_mail_known_elsewhere").subject_id == twice.pk


def test_where_no_single_unit_followed_the_province_looks_at_it(cast, ended):
    succeed(ended, cast.place.neighbour, on=ENDED_ON)
    found = _receive_at(ended)

    pass_on_mail_now({})

    found.refresh_from_db()
    assert found.unit_id == cast.place.province.pk


def test_mail_whose_secret_is_gone_stays_as_it_is(cast, ended, settings):
    found = _receive_at(ended)
    settings.SECRET_KEY = "x" * 60

    assert pass_on_mail(at=NOW) == 0

    found.refresh_from_db()
    assert found.unit_id == ended.pk


# --- mailboxes ----------------------------------------------------------------------------------------------------


@pytest.fixture
def boxes(settings, tmp_path):
    """Return a function that writes the file of mailboxes."""

    def write(text):
        place = tmp_path / "hop-thu.toml"
        place.write_text(text, encoding="utf-8")
        settings.MAILBOXES = str(place)

    return write


def test_nothing_is_read_when_nothing_is_set():
    assert fetch_mail(at=NOW) == []


@pytest.mark.parametrize(
    "text",
    ["[[mailbox", '[[mailbox]]\nhost = "a"', '[[mailbox]]\nunit = "17008"', '[[mailbox]]\nunit = "17008"\nmay = 1',
     '[[mailbox]]\nunit = "17008"\nhost = "a"\nuser = "b"'],
)  # fmt: skip
def test_a_wrong_file_of_mailboxes_says_what_is_wrong(boxes, text):
    boxes(text)

    with pytest.raises(BadMailboxes, match="chưa dùng được"):
        fetch_mail(at=NOW)


@pytest.mark.parametrize("is_maildir", [True, False])
def test_a_folder_is_read_once_and_another_that_is_missing_does_not_stop_it(cast, boxes, tmp_path, is_maildir):
    folder = tmp_path / "thu"
    source = folder / "new" if is_maildir else folder
    source.mkdir(parents=True)
    (folder / "cur").mkdir() if is_maildir else None
    (source / "1.eml").write_bytes(mail())
    (source / "2.eml").write_bytes(mail(text="tự động", Auto_Submitted="auto-replied"))
    places = (("17009", tmp_path / "khong-co"), ("khong-co", folder), ("17008", folder))
    boxes("".join(f'[[mailbox]]\nunit = "{unit}"\npath = "{place}"\n' for unit, place in places))

    missing, unknown, first = fetch_mail(at=NOW)
    again = fetch_mail(at=NOW)[-1]

    assert "Không đọc được hộp thư" in missing.problem
    assert "khong-co" in unknown.problem
    assert (first.new, first.aside, first.known, first.problem) == (1, 1, 0, "")
    assert (again.new, again.aside, again.known) == (0, 0, 0)
    kept = folder / ("cur" if is_maildir else "da-nhan")
    assert sorted(each.name.split(":")[0] for each in kept.iterdir()) == ["1.eml", "2.eml"]


class _Server:
    """As much of an IMAP server as is asked."""

    box: dict[str, bytes] = {}
    seen: list[str] = []
    wrong_password = False

    def __init__(self, host, port, *, ssl_context, timeout):
        assert ssl_context.verify_mode.name == "CERT_REQUIRED"
        assert timeout

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def login(self, user, password):
        if self.wrong_password:
            raise imaplib.IMAP4.error(f"no: {user} {password}")
        assert password == "mật"

    def select(self, folder):
        return ("OK", [b"2"])

    def uid(self, command, *given):
        if command == "search":
            return ("OK", [" ".join(uid for uid in self.box if uid not in self.seen).encode()])
        if command == "store":
            self.seen.append(given[0])
            return ("OK", [None])
        if "SIZE" in given[1]:
            return ("OK", [f"1 (UID {given[0]} RFC822.SIZE {len(self.box[given[0]])})".encode()])
        raw = self.box[given[0]]
        return ("OK", [(b"1 (BODY[] {9}", raw.split(b"\n\n")[0] if "HEADER" in given[1] else raw), b")"])


def test_an_imap_mailbox_is_read_and_marked(cast, boxes, tmp_path, monkeypatch):
    (tmp_path / "mat-khau").write_text("mật\n", encoding="utf-8")
    boxes(
        f'[[mailbox]]\nunit = "17008"\nhost = "thu.vi-du.vn"\nuser = "xa@vi-du.vn"\n'
        f'password_file = "{tmp_path}/mat-khau"'
    )
    _Server.box, _Server.seen = {"7": mail(), "9": mail(text="Của mình.", sender="xa@vi-du.vn")}, []
    monkeypatch.setattr(imaplib, "IMAP4_SSL", _Server)

    (found,) = fetch_mail(at=NOW)

    assert (found.new, found.aside, found.problem) == (1, 1, "")
    assert _Server.seen == ["7", "9"]
    monkeypatch.setattr(_Server, "wrong_password", True)
    (refused,) = fetch_mail(at=NOW)
    assert "Không đọc được hộp thư" in refused.problem
    assert "mật" not in refused.problem.replace("mật khẩu", "")


def test_what_cannot_be_marked_as_read_stops_no_other_mailbox_and_is_known_the_next_time(cast, boxes, tmp_path):
    for name in ("mot", "hai"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.eml").write_bytes(mail(text=f"Đơn ở hộp thư {name}."))
    # Where what was read should go lies a file.
    (tmp_path / "mot" / "da-nhan").write_bytes(b"")
    boxes("".join(f'[[mailbox]]\nunit = "17008"\npath = "{tmp_path / name}"\n' for name in ("mot", "hai")))

    stuck, other = fetch_mail(at=NOW)

    assert (stuck.new, other.new, other.problem) == (1, 1, "")
    assert "Không đọc được hộp thư" in stuck.problem
    assert fetch_mail(at=NOW)[0].known == 1
    assert WaitingMail.objects.count() == 2


@pytest.mark.parametrize("fault", [ValueError, LookupError, NotAMail])
def test_a_message_that_cannot_be_kept_stays_in_its_mailbox_and_those_behind_it_come_in(
    cast, boxes, tmp_path, monkeypatch, fault
):
    for name in ("1.eml", "2.eml"):
        (tmp_path / name).write_bytes(mail(text=f"Đơn {name}."))
    boxes(f'[[mailbox]]\nunit = "17008"\npath = "{tmp_path}"')

    def first_fails(raw, **given):
        if "1.eml" in raw.decode():
            raise fault
        return receive_mail(raw, **given)

    monkeypatch.setattr("danvan.intake.services.mailboxes.receive_mail", first_fails)

    (found,) = fetch_mail(at=NOW)

    assert (found.new, found.problem) == (1, "1 thư không nhận được, còn nằm trong hộp thư.")
    assert [each.name for each in tmp_path.glob("*.eml")] == ["1.eml"]


# --- pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def lan(cast, client):
    client.force_login(cast.lan)
    return client


def _typed(page, **given):
    form = page.context["form"]
    typed = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    filled = {**typed, "kind": "recommendation", **given}
    return {
        name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value
        for name, value in filled.items()
        if value not in (None, False)
    }


def test_the_form_is_filled_in_from_the_mail_and_the_writer_is_answered_with_the_code(cast, lan, mailoutbox):
    found = _receive(cast, text=f"Lời {CANARY}")
    address = f"{MAILS}{found.pk}/"
    page = lan.get(address)
    assert page.context["form"]["name"].value() == "Vi Thị Ví Dụ"
    assert page.context["form"]["summary"].value() == f"Lời {CANARY}"

    wrong = lan.post(address, _typed(page, received_on="31/02/2026", address="bản Mẫu"))
    assert "Không có ngày" in wrong.content.decode()
    assert "bản Mẫu" in wrong.content.decode()
    done = lan.post(address, _typed(page, acknowledge="1"), follow=True)

    petition = Petition.objects.get()
    assert done.redirect_chain[-1][0] == f"/don-thu/{petition.code}/bien-nhan/"
    (sent,) = mailoutbox
    assert (sent.to, sent.extra_headers["Auto-Submitted"]) == (["vi.du@thu.vi-du.vn"], "auto-replied")
    assert petition.code in sent.subject
    assert CANARY not in sent.body + sent.subject
    assert "Mật khẩu:" in sent.body
    # Sent twice, it is the same letter, and nobody is written to again.
    lan.post(address, _typed(page, acknowledge="1"))
    assert (Petition.objects.count(), len(mailoutbox)) == (1, 1)


def test_an_acknowledgement_that_cannot_leave_does_not_lose_the_letter(cast, lan, monkeypatch):
    found = _receive(cast)
    page = lan.get(f"{MAILS}{found.pk}/")

    def refuse(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr("danvan.intake.services.mail.mail_to", refuse)
    done = lan.post(f"{MAILS}{found.pk}/", _typed(page, acknowledge="1"), follow=True)

    assert Petition.objects.count() == 1
    assert "Chưa gửi được thư xác nhận" in done.content.decode()


def test_messages_are_uploaded_many_at_once(lan):
    files = [SimpleUploadedFile(f"{number}.eml", mail(text=f"Thư {number}")) for number in range(3)]

    done = lan.post(MAILS, {"uploads": [*files, SimpleUploadedFile("lai.eml", mail(text="Thư 1"))]}, follow=True)
    wrong = lan.post(
        MAILS,
        {"uploads": [SimpleUploadedFile("anh.eml", samples.png()), SimpleUploadedFile("1.eml", mail(text="Thư 1"))]},
    )
    nothing = lan.post(MAILS, {})

    assert "Đã nhận 3 thư mới. 1 thư đã có từ trước." in done.content.decode()
    said = wrong.content.decode()
    assert "Không phải là tệp thư" in said
    assert "đề nghị chọn lại" not in said
    assert "Chưa chọn tệp nào." in nothing.content.decode()
    assert WaitingMail.objects.count() == 3


def test_a_denunciation_is_pointed_to_the_sealed_register_and_moved_from_its_page(cast, lan, seals):
    found = _receive(cast, text="Đơn tố cáo cán bộ.")
    address = f"{MAILS}{found.pk}/niem-phong/"
    assert address in lan.get(f"{MAILS}{found.pk}/").content.decode()

    wrong = lan.post(address, {})
    done = lan.post(
        address, {"accused_unit": cast.place.commune.pk, "standing": "staff", "accused_name": "A"}, follow=True
    )

    assert "Chưa nhập" in wrong.content.decode()
    assert "không còn lời thư" in done.content.decode()
    gone = lan.get(f"{MAILS}{found.pk}/")
    assert "Đơn tố cáo cán bộ" not in gone.content.decode()
    assert gone.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert lan.get(address).status_code == 404


def test_the_list_costs_the_same_however_many_wait(cast, lan):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert lan.get(MAILS).status_code == 200
        return len(found)

    _receive(cast)
    few = queries()
    for number in range(5):
        _receive(cast, text=f"Thư {number}", files=[("a.png", samples.png(), "image/png")])

    assert queries() == few


def test_a_file_of_a_mail_is_shown_alone_and_kept_nowhere(cast, lan):
    found = _receive(cast, files=[("ảnh.png", samples.png(), "image/png")])
    paper = MailPaper.objects.get()

    shown = lan.get(f"{MAILS}{found.pk}/tep/{paper.pk}/?xem")
    other = lan.get(f"{MAILS}{found.pk + 1}/tep/{paper.pk}/")

    assert (shown.content, shown.headers["Content-Type"]) == (samples.png(), "image/png")
    assert "no-store" in shown.headers["Cache-Control"]
    assert other.status_code == 404
    assert json.dumps("ảnh.png").encode() not in bytes(paper.sealed)
