"""The seals from a terminal."""

import io

import pytest

from danvan.config import cli
from danvan.denunciations.models import Custodian, Rehearsal, Vault, VaultKey
from danvan.denunciations.services.vaults import make_custodian_key
from tests.cast import actor_of, seat
from tests.denunciations.factories import now, taken_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(settings, tmp_path, monkeypatch, capsys):
    """Return a function that runs `danvan seals …` with lines typed, giving its code and what it said."""
    settings.SEAL_KEYS = tmp_path / "ring"

    def run(*words, typed=()):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        code = cli.run(cli.parser().parse_args(["seals", *words]))
        return code, "".join(capsys.readouterr())

    return run


def shares_in(said):
    """Return the shares as they were printed."""
    return [line for line in said.splitlines() if len(line.split()) >= 20 and line == line.lower()]


def test_made_once_rehearsed_recovered_and_rotated(cast, calendar, call):
    assert call("status")[0] == 1
    code, said = call("make", "--shares", "3", "--needed", "2")
    pieces = shares_in(said)
    assert (code, len(pieces)) == (0, 3)
    code, said = call("make")
    assert code == 3
    assert "đã có" in said
    kim = seat("kim", "Kim", cast.place.adviser, title="Giữ khóa", kind="officer", role="seal_keeper",
               over=cast.place.province, subtree=False)  # fmt: skip
    assert call("recover", "kim", typed=pieces[:2])[0] == 3
    make_custodian_key("một cụm mật khẩu", actor=actor_of(kim), at=now())
    assert call("recover", "kim", typed=pieces[:1])[0] == 3
    assert not VaultKey.objects.exists()
    assert call("recover", "kim", typed=pieces[:2])[0] == 0
    assert VaultKey.objects.get().custodian == Custodian.objects.get()
    assert call("rehearse", typed=pieces[:1])[0] == 1
    assert call("rehearse", typed=pieces[1:])[0] == 0
    assert Rehearsal.objects.count() == 2
    assert call("status")[0] == 0
    assert call("rotate")[0] == 0


@pytest.mark.parametrize(("shares", "needed"), [("1", "1"), ("3", "4"), ("99", "2")])
def test_numbers_of_shares_that_cannot_be_are_refused(call, shares, needed):
    assert call("make", "--shares", shares, "--needed", needed)[0] == 2
    assert not Vault.objects.exists()


def test_rotation_says_how_many(house, call, settings, tmp_path):
    settings.SEAL_KEYS = tmp_path / "seal-keys"
    taken_in(house)
    code, said = call("rotate")
    assert (code, "2 khóa hồ sơ" in said) == (0, True)
