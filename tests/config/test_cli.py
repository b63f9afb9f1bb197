"""The command line: one Vietnamese sentence and a stable exit code for everything foreseen."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from danvan.config import cli
from danvan.kernel.errors import InputError, InputErrors, NoAuthority

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ("usage", "required", "invalid", "expected", "unrecognized", "show this help", "Traceback", "error:")


def call(*arguments):
    """Parse and run one command in this process."""
    return cli.run(cli.parser().parse_args(arguments))


def doing(act):
    return argparse.Namespace(act=act)


def process(*arguments, **environment):
    """Run the command as people do."""
    return subprocess.run(
        [sys.executable, "-m", "danvan.config.cli", *arguments],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def raising(problem):
    def act(options):
        raise problem

    return act


def test_every_command_of_every_area_is_there():
    commands = next(action for action in cli.parser()._actions if isinstance(action.choices, dict))

    assert set(commands.choices) == {
        "due", "time-limits", "moved-limits", "seals", "units", "unit", "scorecard", "explain", "recompute", "declare",
        "import", "verify-journal", "serve", "work", "upgrade", "demo", "demo-users", "doctor", "word-templates",
        "fetch-mail",
    }  # fmt: skip


def test_every_command_explains_itself_in_vietnamese(capsys):
    commands = next(action for action in cli.parser()._actions if isinstance(action.choices, dict))
    for name in commands.choices:
        with pytest.raises(SystemExit) as ended:
            call(name, "--help")
        said = capsys.readouterr().out
        assert ended.value.code == 0
        assert said.startswith("cách dùng: danvan")
        assert not [word for word in ENGLISH if word in said], said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "còn thiếu LỆNH"),
        (["units-and-more"], "không có trong danh sách"),
        (["units", "--on"], "cần một giá trị"),
        (["units", "--on", "30/02/2025"], "30/02/2025"),
        (["units", "--everything"], "không có tham số --everything"),
        (["units", "--format", "xml"], "không có trong danh sách"),
        (["scorecard", "--year", "năm nay"], "không phải số nguyên"),
        (["explain"], "còn thiếu --target"),
        (["demo", "--reset", "--stop"], "không dùng cùng"),
    ],
)
def test_a_wrong_call_is_one_sentence_and_2(capsys, arguments, said):
    with pytest.raises(SystemExit) as ended:
        call(*arguments)

    sentence = capsys.readouterr().err.splitlines()[-1]
    assert ended.value.code == 2
    assert said in sentence
    assert sentence.endswith(".")
    assert not sentence.endswith("..")
    assert not [word for word in ENGLISH if word in sentence]


def test_a_refusal_is_its_sentence_and_3(capsys):
    assert cli.run(doing(raising(NoAuthority()))) == 3
    assert capsys.readouterr().err == f"{NoAuthority()}\n"


def test_everything_wrong_with_an_input_is_said_at_once_and_2(capsys):
    problems = InputErrors([InputError("thiếu ngày", row=2), InputError("số âm", field="năm", row=7)])

    assert cli.run(doing(raising(problems))) == 2
    assert capsys.readouterr().err.splitlines() == ["Dòng 2: thiếu ngày", "Dòng 7, cột “năm”: số âm"]


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_named(capsys):
    assert call("import", "plan", "khong-co.xlsx") == 2
    assert "khong-co.xlsx" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_folder_given_for_a_file_is_named(capsys, tmp_path):
    assert call("import", "plan", str(tmp_path)) == 2
    assert str(tmp_path) in capsys.readouterr().err


@pytest.mark.django_db
def test_an_unknown_kind_names_those_there_are(capsys, tmp_path):
    assert call("import", "nhạc", str(tmp_path)) == 2
    assert "plan_task" in capsys.readouterr().err


@pytest.mark.django_db
def test_tables_that_are_missing_point_to_the_upgrade(capsys):
    def act(options):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM a_table_of_the_next_edition")

    assert cli.run(doing(act)) == 2
    assert "danvan upgrade" in capsys.readouterr().err


def test_a_fault_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        cli.run(doing(lambda options: 1 // 0))


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DATABASE_URL": "mysql://u:secret@host/name"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "Không kết nối được cơ sở dữ liệu"),
        ({"DANVAN_UPLOAD_MB": "nhiều"}, "DANVAN_UPLOAD_MB"),
    ],
)
def test_settings_that_cannot_be_used_are_one_sentence_and_2(environment, said):
    ended = process("units", **environment)

    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1
    assert said in ended.stderr
    assert "secret" not in ended.stderr


def test_a_reader_that_goes_away_is_no_error():
    running = subprocess.Popen(
        [sys.executable, "-m", "danvan.config.cli", "demo-users"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    running.stdout.close()
    said = running.stderr.read()
    running.stderr.close()

    assert (running.wait(), said) == (0, "")


@pytest.mark.django_db
def test_the_doctor_finds_this_machine_in_order(capsys):
    call("doctor", "--format", "json")

    found = {each["check"]: each for each in json.loads(capsys.readouterr().out)}
    assert found["Cơ sở dữ liệu"]["ok"]
    assert found["Các bảng"]["ok"]
    assert found["Python"]["ok"]


@pytest.mark.django_db
def test_the_doctor_says_what_to_do_and_1(capsys, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "secret_key").touch(mode=0o644)

    assert call("doctor", "--format", "json") == 1

    key = next(each for each in json.loads(capsys.readouterr().out) if each["check"] == "Khóa bí mật")
    assert not key["ok"]
    assert "chmod 600" in key["remedy"]
