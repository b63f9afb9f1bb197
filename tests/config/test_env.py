"""A setting that cannot be used stops the program with a sentence; it is never guessed."""

import pytest

from danvan.config import env


@pytest.mark.parametrize(("found", "meant"), [("1", True), ("yes", True), ("ON", True), ("0", False), ("false", False)])
def test_reads_yes_and_no(monkeypatch, found, meant):
    monkeypatch.setenv("X", found)

    assert env.flag("X") is meant


@pytest.mark.parametrize(("read", "found"), [(env.flag, "maybe"), (lambda n: env.whole(n, 1), "1.5")])
def test_an_unreadable_value_names_the_variable(monkeypatch, read, found):
    monkeypatch.setenv("X", found)

    with pytest.raises(SystemExit, match="X = "):
        read("X")


def test_an_empty_value_means_the_default(monkeypatch):
    monkeypatch.setenv("X", "")

    assert env.whole("X", 7) == 7
    assert env.flag("X", default=True)


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("bí mật\n")
    monkeypatch.setenv("X_FILE", str(tmp_path / "key"))

    assert env.secret("X") == "bí mật"


def test_a_missing_secret_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("X_FILE", str(tmp_path / "none"))

    with pytest.raises(SystemExit, match="X_FILE"):
        env.secret("X")


def test_lists_have_no_empty_items(monkeypatch):
    monkeypatch.setenv("X", " a, ,b,")

    assert env.words("X") == ["a", "b"]
