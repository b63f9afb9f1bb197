"""The private database starts by itself, survives a killing, is shared politely and leaves nothing behind."""

import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from danvan.config.private_postgres import CannotStartDatabase, private_postgres

ROOT = Path(__file__).resolve().parents[2]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as somebody else")


@pytest.fixture
def server(home):
    found = private_postgres(home, forgetful=True)
    yield found
    found.remove()


def answer(url):
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 40 + 2").fetchone()[0]


def postmaster(server):
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def test_runs_while_it_is_used_and_stops_afterwards(server):
    with server.in_use() as url:
        assert answer(url) == 42

    assert not server.is_running()


def test_two_users_share_one_server_and_the_last_one_stops_it(server):
    with server.in_use() as url:
        with private_postgres(server.home, forgetful=True).in_use() as same:
            assert same == url
        assert answer(url) == 42

    assert not server.is_running()


def test_loses_nothing_when_the_server_is_killed(home):
    server = private_postgres(home)
    try:
        with server.in_use() as url:
            connection = psycopg.connect(url, autocommit=True)
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
            os.kill(postmaster(server), signal.SIGKILL)
            time.sleep(0.5)
            connection.close()

        with server.in_use() as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone()[0] == 42
    finally:
        server.remove()


def test_adopts_a_server_whose_owner_was_killed(server):
    program = (
        "import sys, time; from pathlib import Path\n"
        "from danvan.config.private_postgres import private_postgres\n"
        "with private_postgres(Path(sys.argv[1]), forgetful=True).in_use():\n"
        "    print('up', flush=True); time.sleep(60)\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", program, str(server.home)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout.readline().strip() == "up"
    owner.kill()
    owner.wait()
    owner.stdout.close()
    number = postmaster(server)

    with server.in_use() as url:
        assert postmaster(server) == number
        assert answer(url) == 42
    assert not server.is_running()


def test_a_path_too_long_for_a_socket_gets_a_short_place_for_it(home):
    deep = home.parent / ("rat-dai-" * 12)
    deep.mkdir()
    found = private_postgres(deep / "pg", forgetful=True)
    try:
        assert len(str(found.sockets)) < 90
        with found.in_use() as url:
            assert answer(url) == 42
    finally:
        found.remove()


def test_only_its_owner_may_enter_the_folder(server):
    assert server.home.stat().st_mode & 0o777 == 0o700


def test_an_unfinished_first_start_is_begun_anew(server):
    (server.home / "data").mkdir()

    with server.in_use() as url:
        assert answer(url) == 42


@needs_root
def test_root_runs_it_as_an_unprivileged_account_and_changes_no_other_folder(server):
    before = {place: place.stat().st_mode for place in server.home.parents}

    with server.in_use():
        process = Path(f"/proc/{postmaster(server)}")
        assert process.stat().st_uid == pwd.getpwnam("nobody").pw_uid

    assert {place: place.stat().st_mode for place in server.home.parents} == before


@needs_root
def test_a_folder_that_account_cannot_reach_is_left_alone(home):
    closed = home.parent / "closed"
    closed.mkdir(mode=0o700)
    found = private_postgres(closed / "pg", forgetful=True)
    try:
        assert closed not in found.home.parents
        assert closed.stat().st_mode & 0o777 == 0o700
        with found.in_use() as url:
            assert answer(url) == 42
    finally:
        found.remove()


@needs_root
def test_data_stays_where_it_is_when_the_way_to_it_opens_or_closes(home):
    way = home.parent / "way"
    way.mkdir(mode=0o700)
    apart = private_postgres(way / "pg", forgetful=True)
    apart.create()
    way.chmod(0o755)
    try:
        assert private_postgres(way / "pg", forgetful=True).home == apart.home
    finally:
        apart.remove()

    inside = private_postgres(way / "pg", forgetful=True)
    inside.create()
    assert inside.home == way / "pg"
    way.chmod(0o700)
    with pytest.raises(CannotStartDatabase, match="không còn vào được"):
        private_postgres(way / "pg", forgetful=True)


@needs_root
def test_an_ordinary_user_runs_it_as_themselves(home):
    program = (
        "import sys, os; from pathlib import Path\n"
        "from danvan.config.private_postgres import private_postgres\n"
        "server = private_postgres(Path(sys.argv[1]), forgetful=True)\n"
        "with server.in_use() as url:\n"
        "    import psycopg; psycopg.connect(url).close()\n"
        "print('done', (server.data).stat().st_uid); server.remove()\n"
    )
    account = pwd.getpwnam("nobody")
    place = home.parent / "theirs"
    place.mkdir()
    os.chown(place, account.pw_uid, account.pw_gid)
    if not os.access(ROOT, os.X_OK) or ROOT.stat().st_mode & 0o005 != 0o005:
        pytest.skip("the project itself is closed to ordinary users here")

    try:
        subprocess.run([sys.executable, "-c", ""], user=account.pw_uid, check=True)
    except PermissionError:
        pytest.skip("Python itself is closed to ordinary users here")
    ended = subprocess.run(
        [sys.executable, "-c", program, str(place / "pg")],
        cwd=ROOT, user=account.pw_uid, group=account.pw_gid, extra_groups=[], capture_output=True, text=True,
        env={"PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ["PATH"]}, check=False,
    )  # fmt: skip
    assert ended.stdout.split() == ["done", str(account.pw_uid)], ended.stderr


@needs_root
def test_a_folder_of_somebody_else_is_refused_with_a_sentence(home, monkeypatch):
    home.mkdir()
    os.chown(home, 12345, 12345)
    monkeypatch.setattr(os, "geteuid", lambda: pwd.getpwnam("nobody").pw_uid)

    with pytest.raises(CannotStartDatabase, match="thuộc về người dùng khác"):
        private_postgres(home)


def test_a_user_the_system_has_no_name_for_is_told_so(home, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 54321)

    with pytest.raises(CannotStartDatabase, match="số 54321"):
        private_postgres(home)
    assert not home.exists()


@needs_root
def test_root_leaves_a_folder_of_an_ordinary_user_theirs(home):
    home.mkdir()
    theirs = pwd.getpwnam("games")
    os.chown(home, theirs.pw_uid, theirs.pw_gid)
    server = private_postgres(home, forgetful=True)
    try:
        with server.in_use() as url:
            assert answer(url) == 42
            assert Path(f"/proc/{postmaster(server)}").stat().st_uid == theirs.pw_uid
        assert home.stat().st_uid == theirs.pw_uid
    finally:
        server.remove()


@needs_root
def test_root_refuses_a_folder_whose_owner_is_gone(home):
    home.mkdir()
    os.chown(home, 12345, 12345)

    with pytest.raises(CannotStartDatabase, match="12345"):
        private_postgres(home)
    assert home.stat().st_uid == 12345
