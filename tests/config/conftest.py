"""A place the private server may use, whoever runs the tests."""

import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def home():
    # pytest's own folders are closed to others, and every run closes them again; the server may be another account.
    place = Path(tempfile.mkdtemp(prefix="danvan-place-"))
    place.chmod(0o755)
    yield place / "pg"
    shutil.rmtree(place, ignore_errors=True)
