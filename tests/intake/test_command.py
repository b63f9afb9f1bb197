"""Mailboxes and sheets of letters from a terminal."""

import json

import pytest

from danvan.config import cli
from danvan.intake.models import WaitingMail
from danvan.petitions.models import Petition
from tests.intake.mails import mail
from tests.intake.sheets import row, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar", "cast")]


@pytest.fixture
def call(capsys):
    """Return a function that runs a command, giving its code and what it said."""

    def run(*words):
        code = cli.run(cli.parser().parse_args(list(words)))
        return code, "".join(capsys.readouterr())

    return run


def test_mailboxes_are_read_at_once_and_a_fault_answers_one(call, settings, tmp_path):
    assert call("fetch-mail") == (0, "Chưa khai hộp thư nào: đặt DANVAN_MAILBOXES.\n")
    (tmp_path / "1.eml").write_bytes(mail())
    (tmp_path / "hop-thu.toml").write_text(f'[[mailbox]]\nunit = "17008"\npath = "{tmp_path}"', encoding="utf-8")
    settings.MAILBOXES = str(tmp_path / "hop-thu.toml")

    code, said = call("fetch-mail", "--format", "json")

    assert (code, json.loads(said)) == (0, [{"unit": "17008", "new": 1, "aside": 0, "known": 0, "problem": ""}])
    assert WaitingMail.objects.count() == 1
    settings.MAILBOXES = str(tmp_path / "khong-co.toml")
    assert call("fetch-mail")[0] == 3


def test_letters_come_from_a_sheet_at_the_desk_of_a_unit(cast, call, tmp_path):
    place = tmp_path / "so-don.xlsx"
    place.write_bytes(workbook(row()))

    assert call("import", "letter", str(place), "--unit", "17008", "--dry-run") == (0, "1 dòng sẽ được lưu.\n")
    assert not Petition.objects.exists()
    assert "ghi --unit" in call("import", "letter", str(place))[1]
    assert call("import", "letter", str(place), "--unit", "khong-co")[0] == 2
    assert call("import", "letter", str(place), "--unit", "xa-a") == (0, "1 dòng đã lưu.\n")
    assert Petition.objects.get().unit_id == cast.place.commune.pk


def test_a_denunciation_in_a_sheet_is_refused_without_a_word_of_it(call, tmp_path):
    place = tmp_path / "so-don.xlsx"
    place.write_bytes(workbook(row(kind="tố cáo", summary="chim-hoang-yen", name="chim-hoang-yen")))

    code, said = call("import", "letter", str(place), "--unit", "17008")

    assert code == 2
    assert "sổ niêm phong" in said
    assert "chim-hoang-yen" not in said
