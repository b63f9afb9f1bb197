"""Setting up: nothing is done twice, nothing half done counts, and what is missing is said with its remedy."""

import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections import namedtuple
from pathlib import Path

import pytest

WORDS = "danvan/config/locale/en/LC_MESSAGES/django.po"
SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "setup.py"
Usage = namedtuple("Usage", "total used free")


def program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """The script, pointed at a small project whose programs only write down that they were called."""
    spec = importlib.util.spec_from_file_location("project_setup", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    root = tmp_path / "dự án"
    for name in ("requirements/base.txt", "requirements/dev.txt", "package-lock.json", "frontend/build.mjs", WORDS):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(module, "VENV", root / ".venv")
    monkeypatch.setattr(module, "PYTHON", root / ".venv/bin/python")
    monkeypatch.setattr(module, "STAMPS", root / ".venv/stamps")
    record = f'echo "$(basename "$0") $*" >> "{root}/calls"'
    program(root / ".venv/bin/python", f'{record}; touch "{(root / WORDS).with_suffix(".mo")}"')
    program(root / ".venv/bin/npm", f'{record}; mkdir -p "{root}/node_modules"')
    dist = root / "danvan/ui/static/ui/dist"
    program(root / ".venv/bin/node", f'{record}; mkdir -p "{dist}"; touch "{dist}/danvan.css"')
    (root / ".venv/lib/python3.11/site-packages").mkdir(parents=True)
    module.done("environment", module.digest([]))
    # Only the node of the environment, as on a machine without one.
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    monkeypatch.setattr(sys, "argv", ["setup.py"])
    return module


def calls(setup):
    """Return what was called since the last time, without the options."""
    record = setup.ROOT / "calls"
    found = [" ".join(line.split()[:3]) for line in record.read_text().splitlines()] if record.exists() else []
    record.unlink(missing_ok=True)
    return found


PIP, NPM, BUILD = "python -m pip", "npm ci --no-audit", "node frontend/build.mjs"
SPEAK = "python -m babel.messages.frontend"


def test_does_every_step_once(setup):
    setup.main()
    assert calls(setup) == [PIP, NPM, BUILD, SPEAK]

    setup.main()
    assert calls(setup) == []


@pytest.mark.parametrize(
    ("changed", "redone"),
    [
        ("requirements/base.txt", [PIP]),
        ("requirements/dev.txt", []),
        ("frontend/build.mjs", [BUILD]),
        ("package-lock.json", [NPM, BUILD]),
        (WORDS, [SPEAK]),
    ],
)
def test_does_again_what_read_something_that_changed(setup, changed, redone):
    setup.main()
    calls(setup)

    (setup.ROOT / changed).write_text("another version")
    setup.main()

    assert calls(setup) == redone


def test_tools_for_development_are_added_and_cover_the_rest(setup, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["setup.py", "--dev"])
    setup.main()
    assert calls(setup) == [PIP, NPM, BUILD, SPEAK]

    monkeypatch.setattr(sys, "argv", ["setup.py"])
    setup.main()
    assert calls(setup) == []


def test_a_step_that_failed_is_tried_again(setup):
    program(setup.PYTHON, "echo 'no route to host'; exit 1")
    with pytest.raises(SystemExit, match="mất mạng"):
        setup.main()

    program(setup.PYTHON, f'echo "python $*" >> "{setup.ROOT}/calls"')
    setup.main()

    assert calls(setup)[0] == PIP


def test_shows_what_the_failing_program_said(setup, capsys):
    program(setup.PYTHON, "echo 'no route to host'; exit 1")

    with pytest.raises(SystemExit):
        setup.main()

    assert "no route to host" in capsys.readouterr().out


def test_the_command_runs_from_a_folder_with_spaces_and_passes_everything_on(setup):
    setup.main()
    calls(setup)

    subprocess.run([setup.VENV / "bin/danvan", "unit", "a b"], check=True)

    assert (setup.ROOT / "calls").read_text().strip() == "python -m danvan.config.cli unit a b"


def test_an_environment_left_half_made_or_moved_is_made_anew(setup, monkeypatch):
    made = []
    monkeypatch.setattr(venv.EnvBuilder, "create", lambda builder, place: made.append(builder.clear))
    (setup.STAMPS / "environment").write_text("of another folder")

    setup.make_environment()
    setup.make_environment()

    assert made == [True]


def test_a_python_without_venv_is_told_what_to_install(setup, monkeypatch):
    def fail(builder, place):
        raise subprocess.CalledProcessError(1, "ensurepip")

    monkeypatch.setattr(venv.EnvBuilder, "create", fail)
    (setup.STAMPS / "environment").unlink()

    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        setup.main()
    assert not setup.VENV.exists()


def test_an_old_python_is_refused(setup, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))

    with pytest.raises(SystemExit, match=r"cần Python 3\.11 trở lên"):
        setup.main()


def test_a_full_disk_is_refused_before_anything_is_written(setup, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(1, 1, 300 * 1024**2))

    with pytest.raises(SystemExit, match="ổ đĩa chỉ còn 300 MB"):
        setup.main()
    assert calls(setup) == []


def test_a_folder_that_cannot_be_written_is_refused(setup, monkeypatch):
    monkeypatch.setattr(os, "access", lambda place, mode: False)

    with pytest.raises(SystemExit, match="không có quyền ghi"):
        setup.main()


@pytest.mark.parametrize(("version", "used"), [("v22.1.0", "system"), ("v16.20.0", ".venv"), ("unknown", ".venv")])
def test_uses_the_systems_node_only_when_it_is_recent(setup, monkeypatch, tmp_path, version, used):
    for name in ("node", "npm"):
        program(tmp_path / "system" / name, f"echo {version}")
    monkeypatch.setattr(setup.shutil, "which", lambda name: str(tmp_path / "system" / name))

    assert all(used in place for place in setup.node())
